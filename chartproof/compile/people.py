"""Claims about who may do what, as questions: each of a row, asked wherever its event can happen.

A permission and an actor are no state: what is wrong with them shows in the nearest state where the event can happen.
"""

from __future__ import annotations

from collections.abc import Iterator

from chartproof.compile.reading import Reader
from chartproof.declare.claims import Case, Permissions
from chartproof.declare.rights import DoneBy, NeedsItsCall
from chartproof.errors import UnknownName
from chartproof.language.expression import FALSE, TRUE, Expression, conjunction, disjunction, negation
from chartproof.language.form import Permission, Rule
from chartproof.language.questions import Never


def exact_permissions(claim: Permissions, reader: Reader) -> tuple[Never, ...]:
    """That a row and a table of cases ask for the same. Raises UnknownName for an actor who does not do it."""
    (rule,) = reader.rules([claim.event])
    for case in claim.cases:
        if case.by and case.by not in {a.name for a in rule.actors}:
            raise UnknownName(f"actor of {rule.name}", case.by, {a.name for a in rule.actors}, origin=reader.origin)
    return tuple(_exactly(claim, rule, reader))


def exact_actors(claim: DoneBy, reader: Reader) -> tuple[Never, ...]:
    """That exactly these do each of the events."""
    wanted = set(claim.actors)
    return tuple(_done_by(rule, wanted) for rule in reader.rules(claim.events))


def _done_by(rule: Rule, wanted: set[tuple[str, bool]]) -> Never:
    who = {(a.name, a.person) for a in rule.actors}
    names = ", ".join(sorted(name for name, _ in wanted)) or "nobody"
    shows = f"is done by {', '.join(sorted(name for name, _ in who)) or 'nobody'}"
    wrong = FALSE if who == wanted else TRUE
    return Never(f"{rule.name} is done by {names}", wrong, rule, spoken=(rule.condition,), shows=shows)


def permissions_of_calls(claim: NeedsItsCall, reader: Reader) -> tuple[Never, ...]:
    """That each person who calls an operation needs the permission of its name. Raises UnknownName for no operation."""
    calls = {r.calls for r in reader.form.rules if r.calls}
    for name in claim.besides:
        if name not in calls:
            raise UnknownName("operation", name, calls, origin=reader.origin)
    rows = [r for r in reader.form.rules if r.calls and r.calls not in claim.besides]
    return tuple(_needs_its_call(r, a.name) for r in rows for a in r.actors if a.person)


def _needs_its_call(rule: Rule, actor: str) -> Never:
    needed = disjunction(n.when for n in rule.needs if n.name == rule.calls and not n.where and n.by in ("", actor))
    said = f"{rule.name} needs {rule.calls} when {actor} does it"
    shows = f"does not need {rule.calls} when {actor} does it"
    return Never(said, negation(needed), rule, spoken=(rule.condition,), shows=shows)


def _exactly(claim: Permissions, rule: Rule, reader: Reader) -> Iterator[Never]:
    """That the row and the claim ask for the same, permission by permission, in each situation, of each actor.

    Where no case names an actor, what anybody needs counts.
    """
    names = {n.name for n in rule.needs} | {p for c in claim.cases for p in c.needs}
    situations = {n.where for n in rule.needs} | {c.where for c in claim.cases} | {""}
    actors = [a.name for a in rule.actors] if any(c.by for c in claim.cases) else [""]
    for actor in actors:
        for situation in sorted(situations):
            for name in sorted(names):
                row = disjunction(n.when for n in rule.needs if n.name == name and _applies(n, situation, actor))
                cases = [c for c in claim.cases if name in c.needs and _applies(c, situation, actor)]
                said = disjunction(reader.read(c.when, rule.parameters) for c in cases)
                yield from _alike(rule, name, _told(situation, actor), row, said)
    if not names:
        yield Never(f"{rule.name} needs nothing", FALSE, rule, spoken=(rule.condition,))


def _applies(need: Permission | Case, situation: str, actor: str) -> bool:
    return need.where in ("", situation) and (not actor or need.by in ("", actor))


def _told(situation: str, actor: str) -> str:
    return (f" in the case {situation!r}" if situation else "") + (f" when {actor} does it" if actor else "")


def _alike(rule: Rule, name: str, told: str, row: Expression, said: Expression) -> Iterator[Never]:
    asked_for = f"{rule.name} needs {name}{told} exactly where the claim says"
    for here, there, shows in ((row, said, "needs"), (said, row, "does not need")):
        different = FALSE if row == said else conjunction([here, negation(there)])
        yield Never(asked_for, different, rule, spoken=(rule.condition,), shows=f"{shows} {name}{told}")
