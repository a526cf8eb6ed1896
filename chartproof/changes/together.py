"""Several rule changes at once: one form where they touch different things, a conflict where they don't.

Each change is resolved against the rules and what it builds on, never against the others: so the
order in which they are given does not matter.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

from chartproof.changes.change import Change, check_changed, in_turn, lineage, own_steps, tops
from chartproof.changes.edit import Part, Replacement, performed
from chartproof.compile.consistency import check_form, satisfiable
from chartproof.declare.claims import Expectation
from chartproof.errors import ModelError, UnknownName
from chartproof.language.expression import FALSE, conjunction
from chartproof.language.form import Actor, Conjunct, Effect, Form, Permission, Rule, Variable


def together(form: Form, changes: Sequence[Change]) -> Form:
    """The form under all of these changes and what they build on.

    Raises ModelError where one applies to nothing, or two conflict.
    """
    every = lineage(changes)
    steps = {c.name: own_steps(in_turn(form, c.bases), c) for c in every}
    for one, other in itertools.combinations(every, 2):
        if one not in lineage([other]) and other not in lineage([one]):
            _refuse_conflict(form, (one, steps[one.name]), (other, steps[other.name]))
    for change in every:
        form = performed(form, steps[change.name])
    check_form(form)
    check_changed(form, changes)
    return form


def _refuse_conflict(
    form: Form, one: tuple[Change, list[Replacement]], other: tuple[Change, list[Replacement]]
) -> None:
    for a, b in itertools.product(one[1], other[1]):
        what = _conflict(form, a, b) if a.rule == b.rule else ""
        if what:
            raise ModelError(
                f"the changes {one[0].name} and {other[0].name} conflict: {what} of {a.rule!r}",
                origin=b.origin,
                mend=f"check them one by one, or write one change that says what both mean (the other: {a.origin})",
            )


def _conflict(form: Form, a: Replacement, b: Replacement) -> str:
    """In what two steps on one event conflict; nothing where they don't."""
    if isinstance(a.new, Variable) and isinstance(b.new, Variable):
        return "both add a machine: the states"
    if isinstance(a.new, Rule) or isinstance(b.new, Rule):
        return "both add, or one changes what the other adds, an event: the row"
    if a.old is not None and a.old == b.old:
        return f"both drop or replace {_said(a.old)}"
    if a.new is not None and a.new == b.new:
        return f"both add {_said(a.new)}"
    if _disables(a) or _disables(b):
        return "one disables what the other changes: the guard or the effects"
    if _left_alone(a, b) or _left_alone(b, a):
        return "one drops the actor by whom the other says that a permission is needed: the people"
    if isinstance(a.new, Effect) and isinstance(b.new, Effect) and _clash(form, a.new, b.new):
        return f"{_said(a.new)} against {_said(b.new)}"
    return ""


def _disables(step: Replacement) -> bool:
    return isinstance(step.new, Conjunct) and step.new.expression == FALSE


def _left_alone(drops: Replacement, needs: Replacement) -> bool:
    """Whether one step drops the actor of a permission that the other adds."""
    actor, need = drops.old, needs.new
    return isinstance(actor, Actor) and drops.new is None and isinstance(need, Permission) and need.by == actor.name


def _clash(form: Form, one: Effect, other: Effect) -> bool:
    """Whether two effects write one cell differently in some case."""
    if one.variable != other.variable or one.value == other.value:
        return False
    return one.indices != other.indices or satisfiable(form, conjunction([one.when, other.when]))


def _said(part: Part) -> str:
    if isinstance(part, (Permission, Actor)):
        return f"the {type(part).__name__.lower()} {part.name!r}"
    if isinstance(part, Effect):
        return f"the effect {part.variable} goes to {part.value!r} where {part.when}"
    return f"the conjunct {str(part)!r}"


def expected(changes: Sequence[Change], properties: Iterable[str]) -> Mapping[str, Expectation]:
    """The verdicts that changes expect together: what each expects, and what is said of them in combination.

    What a change builds on says nothing here: its own file speaks for both. Raises UnknownName for
    a property that there is not, ModelError where two changes expect different verdicts.
    """
    changes = tops(changes)
    known, found = list(properties), dict[str, tuple[Expectation, Change]]()
    for change in changes:
        for name, verdict in change.expects.items():
            _known(name, known, change)
            said, by = found.setdefault(name, (verdict, change))
            if said != verdict and not _combined(changes, name):
                raise ModelError(
                    f"{change.name} expects {name} to be '{verdict}', and {by.name} '{said}'",
                    origin=change.origin,
                    mend=f'say what is expected of both: [expects_with.{by.name}] {name} = "…"',
                )
    together_they = {name: verdict for name, (verdict, _) in found.items()}
    for change in changes:
        for name in _with(change, changes):
            _known(name, known, change)
        together_they |= _with(change, changes)
    return together_they


def expected_kinds(changes: Sequence[Change], rows: Iterable[str]) -> Mapping[str, frozenset[str]] | None:
    """The kinds of difference that changes expect together, by event or machine; None where one of them lists none.

    Raises UnknownName for an event or a machine that there is not.
    """
    changes = tops(changes)
    known, found = list(rows), dict[str, frozenset[str]]()
    for change in changes:
        if not change.kinds:
            return None
        for name, kinds in change.kinds.items():
            if name not in known:
                raise UnknownName("event or machine", name, known, origin=change.places.get(name, change.origin))
            found[name] = found.get(name, frozenset()) | frozenset(kinds)
    for one, other in itertools.permutations(changes, 2):
        found |= {name: frozenset(kinds) for name, kinds in one.kinds_with.get(other.name, {}).items()}
    return found


def _with(change: Change, changes: Sequence[Change]) -> Mapping[str, Expectation]:
    """What a change expects in combination with others of these."""
    found: dict[str, Expectation] = {}
    for other in changes:
        if other.name != change.name:
            found |= change.expects_with.get(other.name, {})
    return found


def _combined(changes: Sequence[Change], name: str) -> bool:
    return any(name in _with(change, changes) for change in changes)


def _known(name: str, known: Sequence[str], change: Change) -> None:
    if name not in known:
        raise UnknownName("property", name, known, origin=change.places.get(name, change.origin))
