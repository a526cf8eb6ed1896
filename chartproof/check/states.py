"""Deciding claims about states and single steps: always, no step, cannot, can, can move."""

from __future__ import annotations

from functools import singledispatch

import numpy as np

from chartproof.check.finding import Finding
from chartproof.check.space import Space
from chartproof.declare.claims import (
    Always,
    Can,
    CanMove,
    Cannot,
    Case,
    Claim,
    NeverLeft,
    NoStep,
    Permissions,
)
from chartproof.explore.vector import Bools, first
from chartproof.language.expression import TRUE, Binder, conjunction, negation
from chartproof.language.form import Rule


@singledispatch
def decide_states(claim: Claim, space: Space) -> Finding:
    """Decide a claim of this module. Raises TypeError for another."""
    raise TypeError(claim)


@decide_states.register
def always(claim: Always, space: Space) -> Finding:
    where, what = space.read(claim.where), space.read(claim.what)
    broken = conjunction([where, negation(what)])
    found = space.nearest(broken)
    if found >= 0:
        return Finding("violated", trace=space.trace(found))
    return Finding("holds", vacuous=space.nearest(where) < 0)


@decide_states.register
def can(claim: Can, space: Space) -> Finding:
    found = space.nearest(space.read(claim.what))
    return Finding("witnessed", trace=space.trace(found)) if found >= 0 else Finding("unreachable")


@decide_states.register
def never_left(claim: NeverLeft, space: Space) -> Finding:
    return decide_states(NoStep(claim.what, f"not ({claim.what})"), space)


@decide_states.register
def no_step(claim: NoStep, space: Space) -> Finding:
    groups = _steps_by_event(claim, space) if claim.by else _all_steps(claim, space)
    spoken_of, broken = False, []
    for transitions, before, after in groups:
        matching = before[space.graph.sources[transitions]]
        spoken_of |= bool(matching.any())
        bad = first(matching & after)
        if bad >= 0:
            broken.append(int(transitions[bad]))
    if not broken:
        return Finding("holds", vacuous=not spoken_of)
    return Finding("violated", trace=_with_last(space, broken))


def _with_last(space: Space, transitions: list[int]):  # type: ignore[no-untyped-def]
    """The trace that ends with the transition whose source is nearest."""
    at = min(transitions, key=lambda t: int(space.graph.sources[t]))
    return space.trace(int(space.graph.sources[at]), [space.last_step(at)])


def _all_steps(claim: NoStep, space: Space):  # type: ignore[no-untyped-def]
    before, after = space.read(claim.before), space.read(claim.after)
    everything = np.arange(len(space.graph.targets))
    for bound in space.bindings(before, after):
        yield everything, space.where(before, bound), space.where_after(everything, after, bound)


def _steps_by_event(claim: NoStep, space: Space):  # type: ignore[no-untyped-def]
    for event in space.instances(claim.by):
        scope = event.rule.parameters
        before, after = space.read(claim.before, scope=scope), space.read(claim.after, scope=scope)
        for free in space.bindings(before, after, besides=scope):
            bound = {**event.bound, **free}
            taken = space.by_event[event.number]
            yield taken, space.where(before, bound), space.where_after(taken, after, bound)


@decide_states.register
def cannot(claim: Cannot, space: Space) -> Finding:
    spoken_of, broken = False, []
    for event in space.instances([claim.event]):
        scope = event.rule.parameters
        where = space.read(claim.where, scope=scope)
        happens = space.can_happen(event)
        for free in space.bindings(where, besides=scope):
            bound = {**event.bound, **free}
            there = space.where(where, bound)
            spoken_of |= bool(there.any() and happens.any())
            at = first(there & happens & _granted(event.rule, claim.holding, bound, space))
            if at >= 0:
                broken.append((at, event.number))
    if not broken:
        return Finding("holds", vacuous=not spoken_of)
    at, number = min(broken)
    transition = next(int(t) for t in space.by_event[number] if space.graph.sources[t] == at)
    return Finding("violated", trace=space.trace(at, [space.last_step(transition)]))


def _granted(rule: Rule, holding: tuple[str, ...] | None, bound: dict[Binder, int], space: Space) -> Bools:
    """Where a caller with these permissions alone is granted the event."""
    granted = space.where(TRUE)
    if holding is None:
        return granted
    for need in rule.needs:
        if need.name not in holding and not need.where:
            granted = granted & ~space.where(need.when, bound)
    return granted


@decide_states.register
def can_move(claim: CanMove, space: Space) -> Finding:
    moving = np.zeros(space.exploration.count, np.bool_)
    sources = space.graph.sources
    moving[sources[(space.successors != space.exploration.words[sources]).any(axis=1)]] = True
    stuck = first(~moving)
    return Finding("holds") if stuck < 0 else Finding("violated", trace=space.trace(stuck))


@decide_states.register
def permissions(claim: Permissions, space: Space) -> Finding:
    spoken_of = False
    for event in space.instances([claim.event]):
        happens = space.can_happen(event)
        spoken_of |= bool(happens.any())
        names = {n.name for n in event.rule.needs} | {p for c in claim.cases for p in c.needs}
        situations = {n.where for n in event.rule.needs} | {c.where for c in claim.cases} | {""}
        for situation in sorted(situations):
            for name in sorted(names):
                by_row = _needed_by_row(event.rule, name, situation, event.bound, space)
                by_claim = _needed_by_cases(claim.cases, name, situation, event, space)
                at = first(happens & (by_row != by_claim))
                if at >= 0:
                    said = "needs" if by_row[at] else "does not need"
                    case = f" in the case {situation!r}" if situation else ""
                    note = f"here {event} {said} {name}{case}"
                    return Finding("violated", trace=space.trace(at, note=note))
    return Finding("holds", vacuous=not spoken_of)


def _needed_by_row(rule: Rule, name: str, situation: str, bound, space: Space) -> Bools:  # type: ignore[no-untyped-def]
    needed = np.zeros(space.exploration.count, np.bool_)
    for need in rule.needs:
        if need.name == name and need.where in ("", situation):
            needed = needed | space.where(need.when, bound)
    return needed


def _needed_by_cases(cases: tuple[Case, ...], name: str, situation: str, event, space: Space) -> Bools:  # type: ignore[no-untyped-def]
    needed = np.zeros(space.exploration.count, np.bool_)
    for case in cases:
        if name in case.needs and case.where in ("", situation):
            needed = needed | space.where(space.read(case.when, scope=event.rule.parameters), event.bound)
    return needed
