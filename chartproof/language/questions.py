"""Questions: what claims are compiled to, once. Every backend reads these, and none reads a claim's text.

    Never   no reachable state is like this, nor does this event happen there and lead to that
    Blind   the event does not depend on these machines
    Same    wherever the first events can happen in turn, so can the second, and lead to the same
    Reach   from wherever this holds, that can be reached by these events
    Fair    whatever happens, this is followed by that, if these events are treated fairly

Names of elements that nothing binds are any elements. What each question means is said in plain
Python in `answers`; a backend that meets a kind of question it does not know refuses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from chartproof.language.expression import TRUE, Expression
from chartproof.language.fold import asked_about, free_binders, machines_read, walk
from chartproof.language.form import Form, Rule


@dataclass(frozen=True)
class Question:
    """The base of all kinds of question: each holds of an instance, or is broken in it."""

    @property
    def mentions(self) -> frozenset[str]:
        """The machines and events that it speaks of by name, predicates spelt out."""
        raise unknown_question(self)

    @property
    def needs_every_state(self) -> str:
        """Why it cannot be decided on one state of each orbit; empty where it can.

        What breaks a question about states, single steps or two copies of a state breaks it in every
        renamed state too. What follows an element over several steps, or treats each instance of an
        event fairly, loses which element it was on the way from orbit to orbit.
        """
        raise unknown_question(self)


@dataclass(frozen=True)
class Never(Question):
    """In no reachable state `here` holds; with a rule: nor can it happen there and lead to a state with `then`.

    The rule's parameters may be named in both expressions. spoken: what it speaks of, all for one and
    the same choice of elements; where some of it occurs nowhere, the question is vacuous. It is vacuous,
    too, where one of the disjuncts holds in every reachable state for all elements. shows: what a state that breaks
    it shows of the event, which then is not taken.
    """

    name: str
    here: Expression
    rule: Rule | None = None
    then: Expression = TRUE
    spoken: tuple[Expression, ...] = ()
    disjuncts: tuple[Expression, ...] = ()
    shows: str = ""

    @cached_property
    def mentions(self) -> frozenset[str]:
        return _machines(self.here, self.then) | _names((self.rule,) if self.rule else ())

    @property
    def needs_every_state(self) -> str:
        return ""


@dataclass(frozen=True)
class Blind(Question):
    """Whether the event can happen, and what it does to other machines, never depends on these machines.

    Two copies of a state that differ in these machines alone: a reachable one, and any other.
    """

    rule: Rule
    hidden: tuple[str, ...]

    @cached_property
    def mentions(self) -> frozenset[str]:
        return frozenset(self.hidden) | _names((self.rule,))

    @property
    def needs_every_state(self) -> str:
        return ""


@dataclass(frozen=True)
class Same(Question):
    """Wherever the first events can happen in turn, the second can, too, and lead to the same state.

    Parameters of one name are one element, in whichever of the events they stand.
    """

    first: tuple[Rule, ...]
    second: tuple[Rule, ...]

    @cached_property
    def mentions(self) -> frozenset[str]:
        return _names((*self.first, *self.second))

    @property
    def needs_every_state(self) -> str:
        return ""


@dataclass(frozen=True)
class Reach(Question):
    """From every reachable state with `where`, a state with `goal` can be reached by the events `by`.

    how: in what words the way is limited (by whom, without what).
    """

    goal: Expression
    where: Expression
    by: tuple[Rule, ...]
    how: str = ""

    @cached_property
    def mentions(self) -> frozenset[str]:
        return _machines(self.goal, self.where)

    @property
    def needs_every_state(self) -> str:
        names = dict.fromkeys(b.name for e in (self.goal, self.where) for b in free_binders(e))
        return f"it follows the same {' and '.join(names)} over several steps" if names else ""


@dataclass(frozen=True)
class Fair(Question):
    """Whatever happens, `start` is followed by `goal`, under weak fairness of each instance of `fair`.

    Runs may stop (stutter) wherever no fair instance can happen.
    """

    start: Expression
    goal: Expression
    fair: tuple[Rule, ...]

    @cached_property
    def mentions(self) -> frozenset[str]:
        return _machines(self.start, self.goal) | _names(self.fair)

    @property
    def needs_every_state(self) -> str:
        return "fairness is asked of each event instance"


@dataclass(frozen=True)
class Asked:
    """A claim as questions. `holds`: that each of them holds; `breaks`: that each is broken, at every size.

    witness: it asks for what can happen, in some instance: then it has `breaks` alone. form: the
    rules that it is asked of, which are not the project's own where a permission is granted in some cases only.
    """

    form: Form
    holds: tuple[Question, ...] = ()
    breaks: tuple[Question, ...] = ()
    witness: bool = False
    granting: str = field(default="", compare=False)
    permission: str = ""

    @property
    def questions(self) -> tuple[Question, ...]:
        """All of them."""
        return (*self.holds, *self.breaks)

    @property
    def mentions(self) -> frozenset[str]:
        """The machines and events that it speaks of, and the permission that it grants in some cases only."""
        named = frozenset(name for q in self.questions for name in q.mentions)
        return named | {self.permission} if self.permission else named

    @property
    def needs_every_state(self) -> str:
        """Why the claim cannot be decided on one state of each orbit; empty where it can."""
        return next((why for q in self.questions if (why := q.needs_every_state)), "")


def unknown_question(question: object) -> TypeError:
    """The error of a backend that meets a kind of question it does not know: never a default."""
    return TypeError(f"no answer is known here to a question of the kind {type(question).__name__}")


def _machines(*parts: Expression) -> frozenset[str]:
    """The machines that expressions read, and the events that they ask about: `possible(…)`."""
    events = {asked_about(n) for p in parts for n in walk(p)} - {""}
    return frozenset(m for p in parts for m in machines_read(p)) | events


def _names(rules: Sequence[Rule]) -> frozenset[str]:
    return frozenset(r.name for r in rules)
