"""Declarations to the compiled form: machines and rows are joined into rules.

What cannot be decided from the declarations alone is an error here, never a guess at run time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chartproof.compile.consistency import check_form
from chartproof.declare.event import Event
from chartproof.declare.machine import Arc, MachineMeta, Participation, Predicate
from chartproof.declare.sorts import Sort, snake
from chartproof.errors import ModelError, Origin, nearest
from chartproof.language.expression import TRUE, Binder, Expression, In, conjunction, negation, quantified
from chartproof.language.fold import free_binders
from chartproof.language.form import Actor, Conjunct, Effect, Form, Permission, Rule, Variable
from chartproof.language.parse import Vocabulary, parse


@dataclass(frozen=True)
class Declarations:
    """Everything that a model declares, as found in its modules."""

    sorts: tuple[Sort, ...]
    machines: tuple[MachineMeta, ...]
    events: Mapping[str, Event]


def compile_form(declared: Declarations) -> Form:
    """The compiled form of a model. Raises ModelError, with file and line, where it is malformed."""
    _check_sorts(declared)
    variables = _variables(declared)
    words = _vocabulary(declared, variables)
    _check_participations(declared)
    _check_actors(declared)
    rules = tuple(_rule(name, event, declared.machines, words) for name, event in declared.events.items())
    form = Form(tuple(s.name for s in declared.sorts), variables, rules, tuple(words.predicates.items()))
    check_form(form)
    return form


def _check_sorts(declared: Declarations) -> None:
    by_name: dict[str, Sort] = {}
    for sort in declared.sorts:
        if sort.name in by_name:
            raise ModelError(f"two sorts are named {sort.name}", origin=sort.origin, mend="rename one of them")
        by_name[sort.name] = sort
    used = {s for m in declared.machines for s in m.per}
    used |= {s for e in declared.events.values() for _, s in e.parameters}
    for sort in declared.sorts:
        if sort not in used:
            raise ModelError(
                f"sort {sort.name} has no elements that anything speaks of",
                origin=sort.origin,
                mend=f"declare a machine per={sort.name}, or an event of={sort.name}, or drop the sort",
            )
    for machine in declared.machines:
        _known_sorts(machine.per, by_name, machine.origin)
        if len(set(machine.per)) < len(machine.per):
            raise ModelError(
                f"machine {machine.__name__} is per the same sort twice, and which element is which can't be bound",
                origin=machine.origin,
                mend="a machine is per each sort at most once",
            )
    for event in declared.events.values():
        _known_sorts([s for _, s in event.parameters], by_name, event.origin)


def _known_sorts(sorts: Sequence[Sort], known: Mapping[str, Sort], origin: Origin) -> None:
    for sort in sorts:
        if known.get(sort.name) != sort:
            raise ModelError(
                f"the sort {sort.name} is declared in no module of the model",
                origin=origin,
                mend=nearest(sort.name, known),
            )


def _variables(declared: Declarations) -> tuple[Variable, ...]:
    found: dict[str, Variable] = {}
    for m in declared.machines:
        name = m.variable
        if name in found:
            raise ModelError(
                f"two machines are named {m.__name__}: two writers of one variable",
                origin=m.origin,
                mend=f"rename one of them (the other stands at {found[name].origin})",
            )
        found[name] = Variable(
            name=name,
            title=m.__name__,
            sorts=tuple(s.name for s in m.per),
            states=tuple(m.declared_states),
            initial=(m.declared_initial,),
            meaning=" ".join((m.__doc__ or "").split()),
            origin=m.origin,
        )
    return tuple(found.values())


def _vocabulary(declared: Declarations, variables: tuple[Variable, ...]) -> Vocabulary:
    names = {v.title: v for v in variables} | {v.name: v for v in variables}
    bare = Vocabulary(tuple(s.name for s in declared.sorts), names)
    predicates: dict[str, Expression] = {}
    where: dict[str, Origin] = {}
    for machine in declared.machines:
        own = bare.variables[machine.variable]
        for name, predicate in machine.predicates.items():
            if name in predicates or name in names:
                raise ModelError(
                    f"the name {name!r} is bound twice: two predicates, or a predicate and a machine",
                    origin=predicate.origin,
                    mend=f"rename one of them{f' (the other stands at {where[name]})' if name in where else ''}",
                )
            words = Vocabulary(bare.sorts, names, dict(predicates), {k: free_binders(v) for k, v in predicates.items()})
            predicates[name] = _predicate(machine, own, predicate, words)
            where[name] = predicate.origin
    return Vocabulary(bare.sorts, names, predicates, {k: free_binders(v) for k, v in predicates.items()})


def _predicate(machine: MachineMeta, own: Variable, predicate: Predicate, words: Vocabulary) -> Expression:
    if predicate.text is not None:
        return parse(predicate.text, words, free=True, origin=predicate.origin)
    ids = {id(state): name for name, state in machine.declared_states.items()}
    states = tuple(ids.get(id(s), "") for s in predicate.states or ())
    if "" in states or not states:
        raise ModelError(
            f"machine {machine.__name__}: either(…) takes states of this machine",
            origin=predicate.origin,
            mend=f"there are: {', '.join(own.states)}",
        )
    indices = tuple(Binder(snake(s), s) for s in own.sorts)
    return In(own.name, indices, tuple(s for s in own.states if s in states))


def _check_participations(declared: Declarations) -> None:
    for machine in declared.machines:
        for name, participation in machine.participations.items():
            if name not in declared.events:
                raise ModelError(
                    f"machine {machine.__name__} moves at {name!r}, an event that nobody declares",
                    origin=participation.origin,
                    mend=nearest(name, declared.events),
                )


def _check_actors(declared: Declarations) -> None:
    """An actor acts for an element of a sort, or keeps a machine that there is one of."""
    known = [s.name for s in declared.sorts] + [m.__name__ for m in declared.machines if not m.per]
    for name, event in declared.events.items():
        for actor in event.actors:
            if actor.acts_for and actor.acts_for not in known:
                raise ModelError(
                    f"event {name!r}: the actor {actor.name!r} acts for {actor.acts_for!r}, "
                    "which is neither a sort nor a machine without a sort",
                    origin=event.origin,
                    mend=nearest(actor.acts_for, known),
                )


def _check_needs(name: str, event: Event) -> None:
    """A permission that a stranger to the event needs would never count."""
    actors = [a.name for a in event.actors]
    for need in event.needs:
        if need.by and need.by not in actors:
            raise ModelError(
                f"event {name!r}: {need.permission} is needed by {need.by!r}, who is no actor of it",
                origin=event.origin,
                mend=nearest(need.by, actors),
            )


def _rule(name: str, event: Event, machines: Sequence[MachineMeta], words: Vocabulary) -> Rule:
    _check_needs(name, event)
    scope = tuple(Binder(n, s.name) for n, s in event.parameters)
    guard = [Conjunct(parse(text, words, scope=scope, origin=event.origin), "", event.origin) for text in event.only_if]
    effects: list[Effect] = []
    for machine in machines:
        participation = machine.participations.get(name)
        if participation is None:
            continue
        indices, bound = _place(machine, event, participation)
        if participation.blocks:
            guard.append(_block(machine, participation, indices, bound))
        effects.extend(_effects(machine, participation, indices, bound, (*scope, *bound), words))
    return Rule(
        name=name,
        parameters=scope,
        guard=tuple(guard),
        effects=tuple(effects),
        needs=tuple(
            Permission(
                n.permission,
                parse(n.when, words, scope=scope, origin=event.origin) if n.when else TRUE,
                n.where,
                n.by,
            )
            for n in event.needs
        ),
        actors=tuple(Actor(a.name, a.person, a.acts_for) for a in event.actors),
        sentence=event.sentence,
        calls=event.calls,
        page=event.page,
        notes=event.notes,
        discouraged=event.discouraged,
        harm=event.harm,
        spoils=event.spoils,
        origin=event.origin,
    )


def _place(
    machine: MachineMeta, event: Event, participation: Participation
) -> tuple[tuple[Binder, ...], tuple[Binder, ...]]:
    """At which elements a machine takes part: the event's arguments, else every element."""
    indices: list[Binder] = []
    bound: list[Binder] = []
    for sort in machine.per:
        matching = [n for n, s in event.parameters if s == sort]
        if len(matching) > 1 or (not matching and any(b.sort == sort.name for b in bound)):
            raise ModelError(
                f"machine {machine.__name__} is per {sort.name}, and which element of it takes part in "
                f"{participation.event!r} can't be bound",
                origin=participation.origin,
                mend=f"the event has {len(matching)} arguments of this sort; give it one",
            )
        binder = Binder(matching[0] if matching else sort.parameter, sort.name)
        indices.append(binder)
        if not matching:
            bound.append(binder)
    return tuple(indices), tuple(bound)


def _block(
    machine: MachineMeta,
    participation: Participation,
    indices: tuple[Binder, ...],
    bound: tuple[Binder, ...],
) -> Conjunct:
    sources = {arc.source for arc in participation.arcs}
    expression: Expression = In(machine.variable, indices, tuple(s for s in machine.declared_states if s in sources))
    return Conjunct(quantified(True, bound, expression), machine.__name__, participation.origin)


def _effects(
    machine: MachineMeta,
    participation: Participation,
    indices: tuple[Binder, ...],
    bound: tuple[Binder, ...],
    scope: tuple[Binder, ...],
    words: Vocabulary,
) -> list[Effect]:
    """Effects by target and condition; `x ⇒ q` from whichever state has no condition at all."""
    origin = participation.origin
    grouped: dict[tuple[str, Expression], list[str]] = {}
    for arc in participation.arcs:
        grouped.setdefault((arc.target, _condition(arc, scope, words, origin)), []).append(arc.source)
    where_it_can = set(machine.declared_states)
    if participation.blocks:
        where_it_can = {arc.source for arc in participation.arcs}
    effects = []
    for (target, condition), sources in grouped.items():
        # Whoever is in the target already may as well go there, unless another arc leads elsewhere.
        leaves = any(a.source == target and a.target != target for a in participation.arcs)
        if {*sources, target} >= where_it_can and not (leaves and target not in sources):
            when = condition
        else:
            states = tuple(s for s in machine.declared_states if s in sources)
            when = conjunction([In(machine.variable, indices, states), condition])
        effects.append(Effect(machine.variable, indices, bound, target, when, origin))
    return effects


def _condition(arc: Arc, scope: tuple[Binder, ...], words: Vocabulary, origin: Origin) -> Expression:
    parts = []
    for condition in arc.conditions:
        tree = parse(condition.text, words, scope=scope, origin=origin)
        parts.append(tree if condition.expected else negation(tree))
    return conjunction(parts)
