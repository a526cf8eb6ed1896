"""A plan is judged before it runs: which steps are refused, what they take away, what is not known.

A plan is judged as if nobody else acted while it runs, but for systems: what these do by themselves may come between
two steps, once the plan has done the first. Where that could turn an answer round, it is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from chartproof.errors import ChartproofError, Origin, UnknownName, cut
from chartproof.language.expression import In
from chartproof.language.fold import walk
from chartproof.language.form import Rule
from chartproof.observe.adapter import Adapter
from chartproof.observe.answers import Answer, ask
from chartproof.observe.effects import altered
from chartproof.observe.evaluate import Box, Cells
from chartproof.observe.findings import LEFT_OUT, Finding, level_of, remarked
from chartproof.observe.known import Known
from chartproof.observe.narrow import Facts, box_of
from chartproof.observe.observation import Element, Observation
from chartproof.observe.orders import Orders, orders
from chartproof.observe.plan import Place, Plan, Step
from chartproof.observe.saying import details, grouped, said_altered
from chartproof.observe.step import NO, UNKNOWN, Numbers, after, possible, settled

UNLISTED = Element("\0", "any that is not listed")
"""Stands for the elements of a sort of which there may be more; no key that was read is like its own."""
QUESTION = re.compile(r"\bQ\d+\b")
"""An open question, as a standing names it."""


@dataclass(frozen=True)
class Judged:
    """One step: whether it can happen where it stands, and which systems' events could turn that round.

    number: from 1, as the plan has them.
    """

    number: int
    step: Step
    said: str
    answer: str
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """What came of judging a plan: its steps in an order in which they may run, and the findings, the gravest first.

    left_out: how many things of the plan were not judged, since the rules say nothing of them.
    """

    steps: tuple[Judged, ...]
    findings: tuple[Finding, ...]
    left_out: int

    def counts(self) -> dict[str, int]:
        """Steps that were judged, that were not, and of which it is not known."""
        unknown = sum(s.answer == UNKNOWN for s in self.steps)
        return {"judged": len(self.steps) - unknown, "not judged": self.left_out, "not known": unknown}

    def fails(self, level: str) -> bool:
        """Whether there is a finding of this level or above."""
        return any(f.at_least(level) for f in self.findings)


def judge(known: Known, plan: Plan, adapter: Adapter, seen: Observation) -> Judgement:
    """Judge a plan in a system as far as it is known. Raises ChartproofError where a step is none of these rules'."""
    known = known if plan.at is None else known.at(plan.at)
    start = known.with_made(*_made(known, plan))
    calls = [_call(start, step, number) for number, step in enumerate(plan.steps, 1)]
    order, found = _ordered(start, plan, calls)
    judging = _Judging(start, plan, adapter)
    steps = [judging.step(n, *calls[n], refusals=n not in order.sometimes) for n in order.best]
    findings = [*found, *judging.findings, *_answers(judging.findings)]
    findings += [remarked(r) for r in (*plan.remarks, *adapter.findings(plan, seen, known.form))]
    findings += _of_the_whole(known)
    ranked = sorted(dict.fromkeys(findings), key=lambda f: (("error", "warning", "note").index(f.level), f.step))
    return Judgement(tuple(steps), tuple(ranked), sum(r.finding in LEFT_OUT for r in plan.remarks))


def _made(known: Known, plan: Plan) -> tuple[dict[str, list[Element]], dict[str, list[Element]]]:
    """The elements that a plan makes; and those that it speaks of, and others, that are among those not listed."""
    made = {s: list(plan.made.get(s, ())) for s in known.form.sorts}
    others = {s: [] if known.cells.closed[s] else [UNLISTED] for s in known.form.sorts}
    keys = {s: {e.key for e in made[s]} for s in known.form.sorts}
    for step in plan.steps:
        for binder in known.form.rule(step.event, origin=_origin(step.place)).parameters:
            key = step.arguments.get(binder.name)
            if key is not None and key not in keys[binder.sort] and known.at_key(binder.sort, key) is None:
                keys[binder.sort].add(key)
                (made if known.cells.closed[binder.sort] else others)[binder.sort].append(Element(key))
    return made, others


def _call(known: Known, step: Step, number: int) -> tuple[Rule, Numbers]:
    rule = known.form.rule(step.event, origin=_origin(step.place))
    names = [b.name for b in rule.parameters]
    if set(step.arguments) != set(names):
        mend = f"its arguments are: {', '.join(names) or 'none'}"
        raise ChartproofError(f"step {number}, {rule.name}: wrong arguments", origin=_origin(step.place), mend=mend)
    found = [known.at_key(b.sort, step.arguments[b.name]) for b in rule.parameters]
    missing = next((b for b, n in zip(rule.parameters, found, strict=True) if n is None), None)
    if missing is not None:
        raise UnknownName(missing.sort.lower(), cut(step.arguments[missing.name]), (), origin=_origin(step.place))
    return rule, tuple(n for n in found if n is not None)


def _origin(place: Place) -> Origin:
    return Origin(place.file, place.line)


def _ordered(known: Known, plan: Plan, calls: Sequence[tuple[Rule, Numbers]]) -> tuple[Orders, list[Finding]]:
    """The order in which to judge the steps, and what depends on the order."""
    if plan.ordered:
        return Orders(tuple(range(len(calls))), frozenset(), {}, False), []
    order = orders(known, calls, [s.after for s in plan.steps])
    found = []
    for number, edges in order.sometimes.items():
        step, said = plan.steps[number], known.said_call(*calls[number])
        edge = " or ".join(
            f"{known.said_call(*calls[a])} before {known.said_call(*calls[b])} ({_called(plan.steps[a])} "
            f"before {_called(plan.steps[b])})"
            for a, b in edges[:2]
        )
        sentence = f"{said} is refused in some of the orders that the plan leaves open"
        none = "no order was tried in which it is not" if order.untried else "no single edge would mend that"
        sentence += f"; the edge that is missing: {edge}" if edges else f"; {none}"
        found.append(
            Finding("refused-in-some-orders", "error", sentence, step.place, number + 1, calls[number][0].origin)
        )
    if order.untried:
        said = "steps that depend on one another have more orders than are tried: not all are judged"
        found.append(Finding("not-known", "warning", said, plan.steps[0].place))
    return order, found


def _called(step: Step) -> str:
    return step.place.address or (f"line {step.place.line}" if step.place.line else step.text)


def _of_the_whole(known: Known) -> Iterator[Finding]:
    """What is to be said once."""
    for assumption in known.assumed:
        yield Finding("assumed", level_of("assumed"), f"{assumption.name}: {assumption.sentence}", Place(""))
    if known.contradictions:
        said = "what was read is impossible by these rules, so that what is proved is left out: see chartproof observe"
        yield Finding("not-known", level_of("not-known"), said, Place(""))


def _answers(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Which open questions decide, once for each way that a rule stands."""
    told: set[str] = set()
    for found in findings:
        if QUESTION.search(found.standing) and found.standing not in told:
            told.add(found.standing)
            name = "depends-on-answer"
            yield Finding(name, level_of(name), found.standing, found.place, found.step, found.rule)


class _Judging:
    """Walks a plan's steps: as if it were alone, and with what systems may do in between."""

    def __init__(self, known: Known, plan: Plan, adapter: Adapter) -> None:
        self.alone, self.plan, self.adapter = known, plan, adapter
        self.others = replace(known, cells=known.cells.copy(), facts=Facts(known.form, ()))
        self.systems = [r for r in known.form.rules if r.without_person]
        self.systems_write = {e.variable for r in self.systems for e in r.effects}
        self.begun = False
        self.findings: list[Finding] = []

    def step(self, number: int, rule: Rule, numbers: Numbers, *, refusals: bool) -> Judged:
        """Judge a step and go on behind it; a refused one moves nothing."""
        step = self.plan.steps[number]
        asked = ask(self.alone, rule, numbers)
        anyhow = possible(self.others, rule, numbers) if self.begun else asked.answer
        judged = Judged(number + 1, step, asked.said, asked.answer, self._unless(asked, anyhow))
        if asked.answer == NO:
            if refusals:
                self._refused(judged, asked)
            return judged
        if asked.answer == UNKNOWN:
            self._not_known(judged, asked)
        self._alters(judged, rule, numbers)
        self.alone = after(self.alone, rule, numbers)
        self._let_others(rule, numbers)
        return judged

    def _let_others(self, rule: Rule, numbers: Numbers) -> None:
        """What systems may have done by now."""
        before, then = self.others.cells, after(self.others, rule, numbers)
        boxes = [(m, box) for m in before.masks for box in _different(before, then.cells, m)]
        then.cells = settled(then.cells, self.systems, boxes if self.begun else None)
        self.others, self.begun = then, True

    def _unless(self, asked: Answer, anyhow: str) -> tuple[str, ...]:
        """The systems' events that could turn an answer round."""
        if asked.answer == anyhow or asked.answer == UNKNOWN:
            return ()
        guard = self.alone.cells.plain(asked.rule.condition)
        atoms = [n for n in walk(guard) if isinstance(n, In)]
        differ = {m for m in self.systems_write if (self.others.cells.masks[m] != self.alone.cells.masks[m]).any()}
        return tuple(
            r.name
            for r in self.systems
            if any(
                e.variable in differ and e.variable == n.variable and (e.value in n.states) == (asked.answer == NO)
                for e in r.effects
                for n in atoms
            )
        )

    def _find(
        self, name: str, judged: Judged, sentence: str, rule: Rule, details: Sequence[str] = (), level: str = ""
    ) -> None:
        standing = self.adapter.standing.get(rule.name, "")
        found = Finding(
            name,
            level or level_of(name),
            sentence,
            judged.step.place,
            judged.number,
            rule.origin,
            tuple(details),
            standing,
        )
        self.findings.append(found)

    def _refused(self, judged: Judged, asked: Answer) -> None:
        """The step cannot happen; where a system's event could mend that in time, it is a warning."""
        later = f", unless one of these comes first: {', '.join(judged.unless)}" if judged.unless else ""
        level = "warning" if judged.unless else "error"
        self._find("refused", judged, f"{asked.said} cannot happen{later}", asked.rule, details(asked), level)

    def _not_known(self, judged: Judged, asked: Answer) -> None:
        files = f"; {', '.join(asked.files)} would tell" if asked.files else ""
        self._find(
            "not-known", judged, f"whether {asked.said} can happen is not known{files}", asked.rule, details(asked)
        )

    def _alters(self, judged: Judged, rule: Rule, numbers: Numbers) -> None:
        cuts, spoils = altered(self.alone, rule, numbers)
        for one_ in cuts:
            for group in grouped(one_):
                level = "error" if group.surely else "warning"
                said = f"{group.rule.harm.removesuffix('.')}: {said_altered(self.alone, group)}"
                self._find("cuts", judged, said, group.rule, [f"after {judged.said}"], level)
        for one_ in spoils:
            for group in grouped(one_):
                self._find(
                    "leaves-behind",
                    judged,
                    f"{group.rule.spoils.removesuffix('.')}: {said_altered(self.alone, group)}",
                    group.rule,
                )
        if rule.spoils:
            self._find("leaves-behind", judged, f"{rule.spoils.removesuffix('.')}: {judged.said}", rule)


def _different(before: Cells, then: Cells, machine: str) -> list[Box]:
    """The part of a machine that differs, if any does."""
    old, new = before.masks[machine], then.masks[machine]
    different = np.asarray(old != new)
    return [box_of(different, tuple(slice(0, n) for n in np.shape(old)))] if old is not new and different.any() else []
