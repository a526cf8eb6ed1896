"""Mutants as data, in a terminal, as Markdown and as SARIF: scores, and the survivors as questions to the owner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from chartproof.language.form import Form
from chartproof.language.trace import trace_data
from chartproof.report.data import Data
from chartproof.report.sarif import Finding, sarif_log
from chartproof.report.words import said_event

if TYPE_CHECKING:
    from chartproof.mutate.judge import Fate
    from chartproof.mutate.run import Mutation

KINDS = ("changes", "additions")


def mutation_data(form: Form, found: Mutation) -> Data:
    """What `mutate --json` prints."""
    operators = list(dict.fromkeys(f.mutant.operator for f in found.fates))
    return {
        "ok": found.ok,
        "scores": {kind: _score(found, kind) for kind in KINDS},
        "operators": {name: _score(found, name) for name in operators},
        "survivors": [_fate(form, f) for f in found.survivors],
        "unaccepted": [f.mutant.name for f in found.unaccepted],
        "stale": [a.mutant for a in found.stale],
        "noticed": [{"mutant": f.mutant.name, "by": f.by} for f in found.fates if f.verdict == "noticed"],
        "equivalent": [f.mutant.name for f in found.fates if f.verdict == "equivalent"],
    }


def _score(found: Mutation, kind: str) -> Data:
    score = found.score(kind)
    return {
        "made": score.made,
        "equivalent": score.equivalent,
        "noticed": score.noticed,
        "percent": round(score.percent, 1),
        "wanted": dict(found.wanted).get(kind),
    }


def _fate(form: Form, fate: Fate) -> Data:
    one = fate.mutant
    place = {"file": one.origin.file, "line": one.origin.line}
    return {"mutant": one.name, "operator": one.operator, "event": one.event, **place, **trace_data(form, fate.way)}


def question(fate: Fate) -> str:
    """A survivor as a question to the owner.

    >>> from chartproof.errors import Origin
    >>> from chartproof.language.form import Rule
    >>> from chartproof.mutate.judge import Fate
    >>> from chartproof.mutate.mutant import Mutant
    >>> question(Fate(Mutant("drop_event", Rule("open", (), (), ()), "it never happens", Origin("", 0)), "survived"))
    'no property minds if it never happens'
    """
    return f"no property minds if {fate.mutant.said}"


def way(fate: Fate) -> str:
    """How to come to where a survivor differs, in a line."""
    if fate.way is None:
        return "it differs in who may do it" if fate.mutant.operator else ""
    *before, last = fate.way.steps
    after = ", ".join(said_event(step) for step in before) or "the beginning"
    return f"it differs at {said_event(last)}, after {after}"


def _lines(found: Mutation) -> Iterator[str]:
    for kind in KINDS:
        score, least = found.score(kind), dict(found.wanted).get(kind)
        wanted = f", {least:g}% wanted" if least is not None else ""
        different = score.made - score.equivalent
        yield (
            f"{kind}: {score.noticed} of {different} noticed, {score.percent:.1f}%{wanted} "
            f"({score.equivalent} more are equivalent, by proof)"
        )


def _last(found: Mutation) -> str:
    if found.ok:
        return f"ok: {len(found.survivors)} survive" + (", all of them accepted" if found.accepted else "")
    wrong = [f"too few {kind} are noticed" for kind in found.short]
    wrong += [f"{len(found.unaccepted)} survivors are not accepted"] if found.unaccepted else []
    wrong += [f"{len(found.stale)} accepted mutants are noticed now, or are none: drop them"] if found.stale else []
    return "not ok: " + "; ".join(wrong)


def print_mutation(console: Console, found: Mutation, *, quiet: bool = False) -> None:
    """The survivors by event, each a question with the way to where it differs; then the scores."""
    shown = found.unaccepted if found.accepted else found.survivors
    for event, fates in _by_event(() if quiet else shown):
        console.print(Text(event, "bold"))
        for fate in fates:
            console.print(Text(f"  {question(fate)}"))
            console.print(Text(f"    {way(fate)}", "dim"))
    for entry in found.stale:
        console.print(Text(f"{entry.origin}: accepted, and noticed now or none: {entry.mutant}", "bold red"))
    for line in _lines(found):
        console.print(line)
    console.print(Text(_last(found), "" if found.ok else "bold red"))


def _by_event(fates: Sequence[Fate]) -> list[tuple[str, list[Fate]]]:
    events = dict.fromkeys(f.mutant.event for f in fates)
    return [(event, [f for f in fates if f.mutant.event == event]) for event in events]


def mutation_markdown(form: Form, found: Mutation) -> str:
    """A headline with the scores, and the survivors folded, by event."""
    lines = [f"**{_last(found)}**", "", *(f"- {line}" for line in _lines(found)), ""]
    for event, fates in _by_event(found.unaccepted if found.accepted else found.survivors):
        lines += [f"<details><summary>{event}: {len(fates)} questions</summary>", ""]
        lines += [f"- {question(fate)} ({way(fate)})" for fate in fates]
        lines += ["", "</details>"]
    return "\n".join(lines) + "\n"


def mutation_sarif(form: Form, found: Mutation) -> str:
    """SARIF 2.1.0: a result a survivor that is not accepted, at the part of the rule that it changes."""
    wrong = found.unaccepted if found.accepted else found.survivors
    operators = list(dict.fromkeys(f.mutant.operator for f in wrong))
    rules = [{"id": name, "shortDescription": {"text": name.replace("_", " ")}} for name in operators]
    results = [
        Finding(
            f.mutant.operator,
            f"{f.mutant.event}: {question(f)}; {way(f)}",
            f.mutant.origin,
            (f.mutant.name,),
            level="warning",
        )
        for f in wrong
    ]
    return sarif_log(rules, results)
