"""Edits of guards and of whole events: conjuncts added, dropped or replaced, events disabled or added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from chartproof.changes.edit import Replacement, already
from chartproof.changes.people import ActorSaid, Need
from chartproof.errors import ModelError, Origin, UnknownName, nearest
from chartproof.language.expression import FALSE
from chartproof.language.form import Conjunct, Form, Rule
from chartproof.language.parse import parse, vocabulary


@dataclass(frozen=True)
class AddConjunct:
    """The event needs this, too."""

    event: str
    text: str
    origin: Origin

    def steps(self, form: Form) -> Iterator[Replacement]:
        """One conjunct gained."""
        rule = form.rule(self.event, origin=self.origin)
        conjunct = read(form, rule, self.text, self.origin)
        if conjunct in rule.guard:
            raise already(rule, f"has the conjunct {self.text!r}", self.origin)
        yield Replacement(rule.name, None, conjunct, origin=self.origin)


@dataclass(frozen=True)
class DropConjunct:
    """The event needs this no longer."""

    event: str
    text: str
    origin: Origin

    def steps(self, form: Form) -> Iterator[Replacement]:
        """One conjunct lost."""
        rule = form.rule(self.event, origin=self.origin)
        yield Replacement(rule.name, present(form, rule, self.text, self.origin), None, origin=self.origin)


@dataclass(frozen=True)
class ReplaceConjunct:
    """The event needs one thing instead of another."""

    event: str
    text: str
    by: str
    origin: Origin

    def steps(self, form: Form) -> Iterator[Replacement]:
        """One conjunct for another."""
        rule = form.rule(self.event, origin=self.origin)
        old, new = present(form, rule, self.text, self.origin), read(form, rule, self.by, self.origin)
        if new in rule.guard:
            raise ModelError(
                f"event {rule.name!r} has the conjunct {self.by!r} already",
                origin=self.origin,
                mend="drop the other one instead of replacing it" if new != old else "the change applies to nothing",
            )
        yield Replacement(rule.name, old, new, origin=self.origin)


@dataclass(frozen=True)
class Disable:
    """The event can never happen; it stays known, so that claims which name it become vacuous."""

    event: str
    origin: Origin

    def steps(self, form: Form) -> Iterator[Replacement]:
        """The conjunct False."""
        rule = form.rule(self.event, origin=self.origin)
        if never(rule):
            raise already(rule, "is disabled", self.origin)
        yield Replacement(rule.name, None, Conjunct(FALSE, "", self.origin), origin=self.origin)


@dataclass(frozen=True)
class AddEvent:
    """One more event; what moves at it is said by further edits."""

    rule: Rule
    only_if: tuple[str, ...]
    needs: tuple[Need, ...]
    actors: tuple[ActorSaid, ...]
    origin: Origin

    @property
    def event(self) -> str:
        """The event's name."""
        return self.rule.name

    def steps(self, form: Form) -> Iterator[Replacement]:
        """One event gained."""
        if any(r.name == self.rule.name for r in form.rules):
            known = form.rule(self.rule.name)
            raise ModelError(
                f"there is an event {self.rule.name!r} already, at {known.origin}",
                origin=self.origin,
                mend=f"change it under [event.{self.rule.name}], or name the new one otherwise",
            )
        for binder in self.rule.parameters:
            if binder.sort not in form.sorts:
                raise UnknownName("sort", binder.sort, form.sorts, origin=self.origin)
        guard = tuple(read(form, self.rule, text, self.origin) for text in self.only_if)
        needs = tuple(need.read(form, self.rule, self.origin) for need in self.needs)
        actors = tuple(actor.read(form, self.origin) for actor in self.actors)
        rule = replace(self.rule, guard=guard, needs=needs, actors=actors, added=True)
        yield Replacement(self.rule.name, None, rule, origin=self.origin)


def never(rule: Rule) -> bool:
    """Whether a change has disabled the event."""
    return any(c.expression == FALSE for c in rule.guard)


def read(form: Form, rule: Rule, text: str, origin: Origin) -> Conjunct:
    """A conjunct of a rule from its text. Raises ModelError where it cannot be read."""
    return Conjunct(parse(text, vocabulary(form), scope=rule.parameters, origin=origin), "", origin)


def present(form: Form, rule: Rule, text: str, origin: Origin) -> Conjunct:
    """The conjunct of a rule that says this. Raises ModelError, with those that there are, where none does."""
    wanted = read(form, rule, text, origin)
    for conjunct in rule.guard:
        if conjunct == wanted:
            return conjunct
    said = [str(c) for c in rule.guard]
    hint = nearest(text, said)
    lines = [hint] if hint.startswith("did") else []
    lines += ["its conjuncts:", *(f"  {s}" for s in said)] if said else ["it has no conjunct"]
    raise ModelError(
        f"event {rule.name!r} has no conjunct {text!r}, so the change applies to nothing",
        origin=origin,
        mend="\n".join(lines),
    )
