"""Random claims about a system, of every kind that it can be asked, with every option."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

from tests.interpreter.draw import Words
from tests.interpreter.meaning import Ambiguous, TooMany, World, explore
from tests.interpreter.system import TRUE, Case, Claim, Event, Expression, Property
from tests.interpreter.verdicts import granted, judge

SMALL = 200
"""States of an instance on which a claim is tried before it is asked about."""


def claims(words: Words, count: int) -> tuple[Property, ...]:
    """So many properties, each of one claim or of two."""
    found = []
    for _ in range(count):
        one = claim(words)
        two = claim(words) if words.likely(8) else one
        several = (one, two) if two is not one and one.witness == two.witness else (one,)
        sort = words.chance.choice(words.system.sorts)
        found.append(Property(several, ((sort, 2),) if words.likely(12) else ()))
        if one.inner is not None and words.likely(50):
            found.append(Property((_granted_anew(words, one),)))
    return tuple(found)


def claim(words: Words, *, inner: bool = False) -> Claim:
    """A claim of a kind that says something of this system; under granting, one that must hold."""
    telling = words.likely(60)
    for left in itertools.count(-4):
        made = words.chance.choice(KINDS[:-1] if inner else KINDS)(words)
        if made is None or (inner and made.witness):
            continue
        if inner or left >= 0 or not telling or _telling(words, made):
            return made
    raise AssertionError("there is always some claim")


def _telling(words: Words, made: Claim) -> bool:
    """Whether a claim holds of a small instance, and says something there: those are the ones to be proved."""
    try:
        said = made.inner or made
        system = granted(words.system, made) if made.inner else words.system
        found = explore(World(system, {s: 2 if n < 1 else 1 for n, s in enumerate(system.sorts)}), SMALL)
        if made.kind in ("independent", "depends", "only_dependent"):
            return True
        judgement = judge(said, found)
    except (TooMany, Ambiguous):
        return True
    return judgement.shown == said.witness and not judgement.vacuous


def _always(words: Words) -> Claim:
    what = words.claim()
    if words.likely(30):
        what = ("or", ("not", words.claim((), 1)), words.claim((), 1))
    return Claim("always", what, words.claim((), 1) if words.likely(40) else None)


def _can(words: Words) -> Claim:
    return Claim("can", words.claim())


def _events(words: Words) -> tuple[Event, ...]:
    """One event, or two that have the same arguments."""
    one = words.chance.choice(words.system.events)
    alike = [e for e in words.system.events if e.parameters == one.parameters and e is not one]
    return (one, words.chance.choice(alike)) if alike and words.likely(25) else (one,)


def _no_step(words: Words) -> Claim:
    if words.likely(40):
        besides = _names(words) if words.likely(30) else ()
        return Claim("no_step", words.claim((), 1) if words.likely(70) else TRUE, words.claim((), 1), others=besides)
    events = _events(words)
    scope = events[0].parameters
    return Claim("no_step", words.claim(scope, 1), words.claim(scope, 1), tuple(e.name for e in events))


def _establishes(words: Words) -> Claim:
    events = _events(words)
    scope = events[0].parameters
    where = words.claim(scope, 1) if words.likely(40) else None
    return Claim("establishes", words.claim(scope), where, tuple(e.name for e in events))


def _never_left(words: Words) -> Claim:
    return Claim("never_left", words.claim((), 1))


def _cannot(words: Words) -> Claim:
    event = words.chance.choice(words.system.events)
    holding = tuple(n.permission for n in event.needs if words.likely(40)) if words.likely(40) else None
    return Claim("cannot", words.claim(event.parameters), events=(event.name,), holding=holding)


def _machines(words: Words) -> tuple[str, ...]:
    return tuple(m.name for m in words.some_of(words.system.machines, 2))


def _independent(words: Words) -> Claim:
    return Claim("independent", events=_names(words), machines=_machines(words))


def _depends(words: Words) -> Claim:
    return Claim("depends", events=_names(words), machines=_machines(words))


def _names(words: Words) -> tuple[str, ...]:
    return tuple(e.name for e in words.some_of(words.system.events, 2))


def _only_dependent(words: Words) -> Claim | None:
    alone = [e.name for e in words.system.events if any(not person for _, person in e.actors)]
    return Claim("only_dependent", events=words.some_of(alone), machines=_machines(words)) if alone else None


def _same_outcome(words: Words) -> Claim:
    first = _names(words)
    second = (*first, *_names(words)) if words.likely(40) else _names(words)
    return Claim("same_outcome", events=first, others=tuple(reversed(second)) if words.likely(30) else second)


def _can_move(words: Words) -> Claim:
    return Claim("can_move")


def _can_happen(words: Words) -> Claim:
    return Claim("can_happen", events=_names(words))


def _changes_something(words: Words) -> Claim:
    return Claim("changes_something", events=_names(words))


def _done_by(words: Words) -> Claim | None:
    """The row's own actors, or others."""
    event = words.chance.choice(words.system.events)
    actors = sorted({name for e in words.system.events for name, _ in e.actors})
    own = tuple(name for name, _ in event.actors)
    return (
        Claim("done_by", events=(event.name,), others=own if words.likely(60) else words.some_of(actors, 2))
        if actors
        else None
    )


def _needs_its_call(words: Words) -> Claim:
    return Claim("needs_its_call")


def _permissions(words: Words) -> Claim:
    """The row's own table, or one in which a line differs."""
    event = words.chance.choice(words.system.events)
    by_actor = bool(event.actors) and words.likely(35)
    cases = [Case(n.when or TRUE, (n.permission,), n.where, n.by if by_actor else "") for n in event.needs]
    if by_actor and cases and words.likely(40):
        cases[-1] = replace(cases[-1], by=words.chance.choice(event.actors)[0])
    if not cases or words.likely(25):
        cases.append(Case(_case(words, event), (words.chance.choice(("act:Do", "act:See")),), ""))
    elif words.likely(35):
        cases[0] = replace(cases[0], when=_case(words, event))
    return Claim("permissions", events=(event.name,), cases=tuple(cases))


def _case(words: Words, event: Event) -> Expression:
    return words.expression(event.parameters, 1, truths=True, events=True)


def _recoverable(words: Words) -> Claim:
    actors = sorted({name for e in words.system.events for name, _ in e.actors})
    return Claim(
        "recoverable",
        words.claim((), 1),
        words.claim((), 1) if words.likely(35) else None,
        others=_names(words) if words.likely(30) else (),
        by=words.chance.choice(actors) if actors and words.likely(25) else "",
    )


def _leads_to(words: Words) -> Claim:
    return Claim("leads_to", words.claim((), 1), words.claim((), 1), events=_names(words))


def _ends(words: Words) -> Claim:
    return Claim("ends", words.claim((), 1), events=_names(words))


def _granting(words: Words) -> Claim | None:
    """A permission under a free predicate of what every event that needs it has for an argument."""
    needed = sorted({n.permission for e in words.system.events for n in e.needs})
    if not needed:
        return None
    permission = words.chance.choice(needed)
    condition: Expression = ("pred", "approved", None)
    if words.likely(40):
        condition = (words.chance.choice(("and", "or")), condition, words.closed())
    return _granted_anew(words, Claim("granting", condition, permission=permission))


def _granted_anew(words: Words, outer: Claim) -> Claim:
    """The same permission under the same words, with predicates and a claim of its own."""
    rows = [e for e in words.system.events if any(n.permission == outer.permission for n in e.needs)]
    shared = [s for s in words.system.sorts if all([t for _, t in e.parameters].count(s) == 1 for e in rows)]
    sorts = tuple(words.chance.sample(shared, words.chance.randint(0, min(2, len(shared)))))
    outer = replace(outer, predicates=(("approved", sorts),))
    wider = Words(words.chance, granted(words.system, outer))
    return replace(outer, inner=claim(wider, inner=True))


KINDS: tuple[Callable[[Words], Claim | None], ...] = (
    _always, _always, _can, _no_step, _establishes, _never_left, _cannot, _cannot, _independent, _depends,
    _only_dependent, _same_outcome, _can_move,
    _can_happen, _changes_something, _done_by, _needs_its_call, _permissions, _recoverable, _recoverable,
    _leads_to, _ends, _granting,
)  # fmt: skip
