"""Results as plain data: what `--json` prints. The keys are a contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chartproof.language.form import Form
from chartproof.language.trace import state_data, trace_data
from chartproof.page.statements import Coverage
from chartproof.report.covered import never_data

if TYPE_CHECKING:
    from chartproof.check.exact import Description
    from chartproof.check.how import Looked
    from chartproof.check.proving import Induction
    from chartproof.check.result import Result
    from chartproof.check.run import Run
    from chartproof.explore.reached import Reached
    from chartproof.prove.proof import Proof

Data = dict[str, Any]


def exploration_data(found: Reached, *, levels: bool = False) -> Data:
    """What `explore --json` prints."""
    data: Data = {
        "sizes": dict(found.instance.sizes),
        "symmetry": found.symmetric,
        "states": found.states,
        "transitions": found.transitions,
        "depth": found.depth,
        "orbits": found.orbits,
        "engine": found.engine,
        "seconds": round(found.seconds, 3),
        "transitions_per_second": round(found.transitions / max(found.seconds, 1e-9)),
    }
    return {**data, "levels": list(found.level_counts or ())} if levels else data


def result_data(form: Form, result: Result) -> Data:
    """A property's verdict and what it rests on."""
    trace = result.trace
    return {
        "name": result.property.name,
        "verdict": result.verdict,
        "expected": result.property.expected,
        "scope": scope_data(result),
        "expected_scope": result.property.expectation.scope or None,
        "vacuous": result.vacuous,
        "expected_vacuous": result.property.expectation.vacuous,
        "scope_judged": result.judges_scope,
        "accepted": result.accepted,
        "explored": [dict(sizes) for sizes in result.explored],
        "open_because": result.open_because,
        "elsewhere": trace_data(form, result.elsewhere) if result.elsewhere else None,
        "seconds": round(result.seconds, 3),
        "invariants": [str(f) for f in result.proof.facts] if result.proof else [],
        "proof": proof_data(result.proof),
        "induction": induction_data(form, result.induction),
        "rests_on": (result.rests_on.part or None) if result.rests_on else None,
        "idle_up_to": dict(result.rests_on.sizes or {}) if result.rests_on and result.rests_on.idle else None,
        "meaning": result.property.meaning,
        "page": list(result.property.page),
        **trace_data(form, trace),
        "loop": trace.loop if trace else None,
        "every_state": result.every_state,
        "note": trace.note if trace else "",
    }


def scope_data(result: Result) -> str | dict[str, int]:
    """For which sizes a verdict holds: `all`, or up to these."""
    return "all" if result.for_all_sizes else dict(result.scope)


def proof_data(proof: Proof | None) -> Data | None:
    """What came of proving: the verdict (`proved`, `open`, `unknown`), what was shown, how long it took."""
    if proof is None:
        return None
    return {
        "verdict": proof.verdict,
        "obligations": len(proof.obligations),
        "seconds": round(proof.seconds, 3),
        "reason": proof.reason,
        "left_out": list(proof.left_out),
        "missing": None if proof.missing is None else str(proof.missing),
        "strategy": strategy_data(proof),
    }


def strategy_data(proof: Proof) -> Data | None:
    """The list of events that leads to the goal, and the sets that shrink on the way."""
    found = proof.strategy
    return None if found is None else {"events": [str(m) for m in found.moves], "ranking": [str(s) for s in found.sets]}


def induction_data(form: Form, induction: Induction | None) -> Data | None:
    """A failed induction step: no counterexample, but the state that the facts do not rule out."""
    if induction is None:
        return None
    step = induction.step
    return {
        "obligation": induction.said,
        "sizes": dict(induction.sizes),
        "before": state_data(form, induction.before),
        "other_copy": state_data(form, induction.copy),
        "event": step.event if step else None,
        "arguments": dict(step.arguments) if step else None,
        "after": state_data(form, step.state) if step else None,
        "state_before": induction.known,
    }


def verify_data(form: Form, sizes: Mapping[str, int], run: Run, ok: bool, interrupted: bool = False) -> Data:
    """What `verify --json` prints."""
    return {
        "ok": ok,
        **({"interrupted": True} if interrupted else {}),
        "sizes": dict(sizes),
        "properties": [result_data(form, r) for r in run.results],
        "page": page_data(run.page),
        "facts": description_data(run.description),
        "never": never_data(run.never),
    }


def description_data(found: Description | None) -> Data | None:
    """The facts found about one element of each sort, and whether they describe an instance exactly."""
    if found is None:
        return None
    return {
        "facts": [str(f) for f in found.facts],
        "sizes": dict(found.sizes),
        "satisfying": found.satisfying,
        "reachable": found.reachable,
        "exact": found.exact,
    }


def page_data(page: Coverage | None) -> Data | None:
    """Coverage of the page, where the project lists one."""
    if page is None:
        return None
    counted = {"covered": page.covered, "excepted": page.excepted, "repeats": page.repeats}
    return {"statements": page.statements, **counted}


def how_data(form: Form, expression: str, found: Looked, start: str | None) -> Data:
    """What `how --json` prints. start: the file from whose end it went on."""
    nowhere: Data = {"scope": "all" if found.proved else dict(found.sizes)}
    nowhere |= {} if found.larger is None else {"larger": dict(found.larger)}
    return {
        "expression": expression,
        "sizes": dict(found.sizes),
        "reachable": found.trace is not None,
        **({} if found.shortest else {"shortest": False}),
        **(nowhere if found.trace is None else {}),
        **({"from": start} if start is not None else {}),
        **trace_data(form, found.trace),
    }
