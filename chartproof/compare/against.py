"""The rules at one point in time against those at another: verdicts, people, claims and the page.

What differs in who may do what, and claims that read otherwise or are gone, fail as well, unless they are allowed. The
verdicts expected are those that the former rules expect. What is the same but for its name is compared as such.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

from chartproof.check.replayed import replay_trace
from chartproof.check.verify import Verifier
from chartproof.compare.behaviours import Behaviours
from chartproof.compare.checker import Decided, compared, newly_vacuous, proves, replay_examples
from chartproof.compare.claims import OldClaim, old_claims
from chartproof.compare.comparison import Comparison
from chartproof.compare.equal import Equality, causes, equality
from chartproof.compare.notes import Allowed, Note
from chartproof.compare.pages import cited, page_notes
from chartproof.compare.people import people, structure
from chartproof.compare.renames import Renames, renames
from chartproof.compare.revision import Revision


def check_against(
    then: Revision, now: Revision, name: str, sizes: Mapping[str, int], allowed: Allowed | None = None
) -> Comparison:
    """One revision's rules against another's, whose verdicts are the ones expected.

    Where the former revision lacks a property, the present one's own expectation counts.
    """
    begun = time.perf_counter()
    old, new = then.project, now.project
    before = Decided(old, {s: sizes.get(s, 1) for s in old.form.sorts})
    after = Decided(new, sizes, before)
    expects = {n: (old.properties.get(n) or p).expectation for n, p in new.properties.items()}
    called = renames(old.form, new.form)
    named = _formerly(after, called)
    differences, vacuous = compared(before, after, expects), newly_vacuous(before, after)
    claims = tuple(_replayed(claim, after, called) for claim in old_claims(old, new, named, called))
    behaves = _behaves(before, after, named, called)
    found = Comparison(
        "present", name, (), old, new, differences, vacuous, behaves,
        allowed=allowed or Allowed(), title=now.title, against_title=then.title,
    )  # fmt: skip
    notes = (
        *called.notes(),
        *(called.said_now(n) for n in people(old.form, named.form, lambda question: proves(named, question))),
        *(claim.note for claim in claims),
        *structure(old.form, named.form),
        *(map(called.said_now, causes(behaves.behaviours)) if behaves else ()),
        *page_notes(then.statements, now.statements, old, new),
        *_lost(found),
    )
    gone = {n.name for n in notes if n.kind == "property_removed"}
    kept = tuple(d for d in differences if d.after is not None or d.property.name not in gone)
    statements = cited(now.statements, old, new, [d.property.name for d in kept])
    return replace(found, differences=kept, notes=notes, page=statements, seconds=time.perf_counter() - begun)


def _formerly(after: Decided, called: Renames) -> Verifier:
    """What decides questions about the present rules that are asked in the former names."""
    known = after.verifier
    if not called:
        return known
    return Verifier(called.back(known.form), known.sizes, limits=known.limits, guard=known.guard)


def _behaves(before: Decided, after: Decided, named: Verifier, called: Renames) -> Equality | None:
    """What the two do differently: found under the former names, the present rules' traces told in the present ones."""
    done = equality(before.verifier, named, dict(after.sizes))
    if done is None:
        return None
    done = replace(done, behaviours=told(done.behaviours, called))
    replay_examples(done.behaviours, before.project, after.project)
    return done


def told(found: Behaviours, called: Renames) -> Behaviours:
    """What differs, with the traces of the present rules in the present names."""
    if not called:
        return found
    causes = tuple(replace(c, trace=called.present(c.trace) if c.new else c.trace) for c in found.causes)
    examples = tuple(replace(e, trace=called.present(e.trace) if e.gained else e.trace) for e in found.examples)
    return replace(found, causes=causes, examples=examples)


def _replayed(claim: OldClaim, after: Decided, called: Renames) -> OldClaim:
    """A former claim whose trace, told in the present names, runs on the live machines."""
    if claim.result is None or claim.result.shown is None:
        return claim
    shown = called.present(claim.result.shown)
    replay_trace(after.project.form, after.project.machines, shown)
    trace, elsewhere = (shown, None) if claim.result.trace is not None else (None, shown)
    return replace(claim, result=replace(claim.result, trace=trace, elsewhere=elsewhere))


def _lost(found: Comparison) -> Iterator[Note]:
    """What a verdict that is still as expected says less than before: of fewer sizes, or of nothing."""
    for one in found.differences:
        if one.scope_lost and one.as_expected:
            name = one.property.name
            yield Note("scope", name, f"{name}: what was shown for all sizes is not any more")
    for name in found.vacuous:
        if found.after.properties[name].expectation.vacuous is False:
            continue
        yield Note("vacuous", name, f"{name}: what it speaks of can't happen any more")
