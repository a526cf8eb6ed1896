"""Edits of who does an event and of what that takes: actors and permissions added, dropped or replaced.

An actor and a permission are texts of a change file until they are read in a form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chartproof.changes.edit import Replacement, already
from chartproof.errors import ModelError, Origin, UnknownName, nearest
from chartproof.language.expression import TRUE
from chartproof.language.form import Actor, Form, Permission, Rule
from chartproof.language.parse import parse, vocabulary


@dataclass(frozen=True)
class Need:
    """A permission as a file says it; None: nothing is said of it."""

    name: str
    when: str | None = None
    where: str | None = None
    by: str | None = None

    def read(self, form: Form, rule: Rule, origin: Origin) -> Permission:
        """The permission: always, in no named case and by anyone, where nothing is said. Raises ModelError."""
        when = parse(self.when, vocabulary(form), scope=rule.parameters, origin=origin) if self.when else TRUE
        return Permission(self.name, when, self.where or "", self.by or "")

    def found(self, form: Form, rule: Rule, origin: Origin) -> Permission:
        """The permission of a rule that this means. Raises ModelError where none, or more than one, is meant."""
        wanted = self.read(form, rule, origin)
        said = [n for n in ("when", "where", "by") if getattr(self, n) is not None]
        fits = [n for n in rule.needs if n.name == self.name and all(getattr(n, k) == getattr(wanted, k) for k in said)]
        if len(fits) == 1:
            return fits[0]
        lines = [f"  {_said(n)}" for n in fits or rule.needs]
        if fits:
            message = f"event {rule.name!r} needs {self.name} in several cases"
            raise ModelError(
                message, origin=origin, mend="\n".join(["say which: { permission, when, where, by }", *lines])
            )
        hint = nearest(self.name, [n.name for n in rule.needs])
        raise ModelError(
            f"event {rule.name!r} needs no {self.said!r}, so the change applies to nothing",
            origin=origin,
            mend="\n".join([hint] * hint.startswith("did") + (["it needs:", *lines] if lines else ["it needs none"])),
        )

    @property
    def said(self) -> str:
        """The permission as a reader says it."""
        cases = ((" where ", self.when), (", in the case ", self.where), (", by ", self.by))
        return self.name + "".join(f"{word}{text}" for word, text in cases if text)


def _said(need: Permission) -> str:
    when = "" if need.when == TRUE else str(need.when)
    return Need(need.name, when, need.where, need.by).said


@dataclass(frozen=True)
class AddNeed:
    """The event needs this permission, too."""

    event: str
    need: Need
    origin: Origin

    def steps(self, form: Form) -> Iterator[Replacement]:
        """One permission gained."""
        rule = form.rule(self.event, origin=self.origin)
        yield Replacement(rule.name, None, _new(form, rule, self.need, self.origin), origin=self.origin)


@dataclass(frozen=True)
class DropNeed:
    """The event needs this permission no longer."""

    event: str
    need: Need
    origin: Origin

    def steps(self, form: Form) -> Iterator[Replacement]:
        """One permission lost."""
        rule = form.rule(self.event, origin=self.origin)
        yield Replacement(rule.name, self.need.found(form, rule, self.origin), None, origin=self.origin)


@dataclass(frozen=True)
class ReplaceNeed:
    """The event needs one permission instead of another, or in another case."""

    event: str
    need: Need
    by: Need
    origin: Origin

    def steps(self, form: Form) -> Iterator[Replacement]:
        """One permission for another."""
        rule = form.rule(self.event, origin=self.origin)
        old, new = self.need.found(form, rule, self.origin), _new(form, rule, self.by, self.origin)
        yield Replacement(rule.name, old, new, origin=self.origin)


def _new(form: Form, rule: Rule, need: Need, origin: Origin) -> Permission:
    found = need.read(form, rule, origin)
    if found in rule.needs:
        raise already(rule, f"needs {need.said}", origin)
    return found


@dataclass(frozen=True)
class ActorSaid:
    """An actor as a file says it; None: it does not say whether it is a person."""

    name: str
    person: bool | None = None
    acts_for: str = ""

    def read(self, form: Form, origin: Origin) -> Actor:
        """The actor of this name that the rules know, or a new one whose name is near none of theirs."""
        known = {a.name: a for rule in form.rules for a in rule.actors}
        if self.name not in known:
            if nearest(self.name, known).startswith("did"):
                raise UnknownName("actor", self.name, known, origin=origin)
            keepers = [*form.sorts, *(v.title for v in form.variables if not v.sorts)]
            if self.acts_for and self.acts_for not in keepers:
                raise UnknownName("sort, or machine without a sort,", self.acts_for, keepers, origin=origin)
            return Actor(self.name, self.person is not False, self.acts_for)
        actor = known[self.name]
        if self.person not in (None, actor.person) or self.acts_for not in ("", actor.acts_for):
            is_one = "a person" if actor.person else "no person"
            raise ModelError(
                f"the actor {self.name!r} is {is_one}, acting for {actor.acts_for or 'nothing'}, in the rules",
                origin=origin,
                mend="write its name alone, or name a new actor",
            )
        return Actor(actor.name, actor.person, actor.acts_for)


@dataclass(frozen=True)
class AddActor:
    """This actor may do the event, too."""

    event: str
    actor: ActorSaid
    origin: Origin

    def steps(self, form: Form) -> Iterator[Replacement]:
        """One actor gained."""
        rule = form.rule(self.event, origin=self.origin)
        actor = self.actor.read(form, self.origin)
        if actor in rule.actors:
            raise already(rule, f"is done by {actor.name!r}", self.origin)
        yield Replacement(rule.name, None, actor, origin=self.origin)


@dataclass(frozen=True)
class DropActor:
    """This actor may do the event no longer."""

    event: str
    actor: ActorSaid
    origin: Origin

    def steps(self, form: Form) -> Iterator[Replacement]:
        """One actor lost."""
        rule = form.rule(self.event, origin=self.origin)
        for actor in rule.actors:
            if actor.name == self.actor.name:
                yield Replacement(rule.name, actor, None, origin=self.origin)
                return
        known = [a.name for a in rule.actors]
        raise ModelError(
            f"event {rule.name!r} is not done by {self.actor.name!r}, so the change applies to nothing",
            origin=self.origin,
            mend=nearest(self.actor.name, known) if known else "no actor is named in its row",
        )
