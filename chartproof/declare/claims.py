"""Claims: the words in which properties are said. Each is a value; none decides anything.

A property is a function whose name is a sentence and whose docstring says what it means; it
returns one claim, or several that must all hold:

    @claim(page=["roles-9"])
    def role_present() -> Claim:
        \"\"\"Where all features are on, every member has the role.\"\"\"
        return always("organizations_role == 'present'", where="organization == 'all_features' and member")

Names of one sort that no quantifier binds stand for any element of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from chartproof.declare.event import Actor
from chartproof.declare.sorts import Sort, caller
from chartproof.errors import ModelError, Origin

VERDICTS = ("holds", "violated", "witnessed", "unreachable", "unknown")


class Claim:
    """The base of all kinds of claim."""

    witness = False


@dataclass(frozen=True)
class Always(Claim):
    """In every reachable state in which `where` holds, `what` holds."""

    what: str
    where: str = ""


@dataclass(frozen=True)
class NoStep(Claim):
    """No step (of these events, or of any but those of `besides`) leads from `before` to `after`."""

    before: str
    after: str
    by: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()


@dataclass(frozen=True)
class NeverLeft(Claim):
    """Once `what` holds, it holds for ever."""

    what: str


@dataclass(frozen=True)
class Cannot(Claim):
    """The event cannot happen where `where` holds, be it for a caller with `holding` alone."""

    event: str
    where: str
    holding: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Can(Claim):
    """Some reachable state has `what`: a witness."""

    what: str
    witness = True


@dataclass(frozen=True)
class Independent(Claim):
    """Whether these events can happen, and what they do, never depends on these machines.

    Two copies of the state that differ in these machines alone: a reachable one, and any other.
    """

    events: tuple[str, ...]
    of: tuple[str, ...]


@dataclass(frozen=True)
class Depends(Claim):
    """Each of these events does depend on these machines: a witness for each."""

    events: tuple[str, ...]
    on: tuple[str, ...]
    witness = True


@dataclass(frozen=True)
class OnlyDependent(Claim):
    """Of the events that can happen without a person as actor, exactly these depend on `on`."""

    events: tuple[str, ...]
    on: tuple[str, ...]


@dataclass(frozen=True)
class SameOutcome(Claim):
    """Wherever the first events can happen in turn, the second can, and lead to the same state."""

    first: tuple[str, ...]
    second: tuple[str, ...]


@dataclass(frozen=True)
class CanMove(Claim):
    """In every reachable state, some event can happen that changes the state."""


@dataclass(frozen=True)
class Case:
    """One line of a table of permissions: in this case of state, exactly these are needed."""

    when: str
    needs: tuple[str, ...]
    where: str = ""
    by: str = ""


@dataclass(frozen=True)
class Permissions(Claim):
    """Who may do the event, by cases: exactly the callers who hold what a case needs."""

    event: str
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class Recoverable(Claim):
    """From every reachable state with `where`, a state with `goal` can be reached.

    `without` names events that the way does without, `by` the one actor whose events it is made of.
    """

    goal: str
    where: str = ""
    without: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True)
class LeadsTo(Claim):
    """Whatever happens, `start` is followed by `goal`, under weak fairness of each instance of `fair`.

    Runs may stop (stutter) wherever no fair instance can happen.
    """

    start: str
    goal: str
    fair: tuple[str, ...]


@dataclass(frozen=True)
class Granting(Claim):
    """The claim, where a permission is only ever granted under a condition on a free predicate.

    `predicates` are rigid and arbitrary: the claim must hold for each choice of them.
    """

    claim: Claim
    permission: str
    only_where: str
    predicates: tuple[tuple[str, tuple[Sort, ...]], ...]


def always(what: str, *, where: str = "") -> Claim:
    """`what` holds in every reachable state (in which `where` holds)."""
    return Always(what, where)


def no_step(*, before: str = "True", after: str, by: Sequence[str] = (), besides: Sequence[str] = ()) -> Claim:
    """No step leads from a state with `before` to one with `after`: of the events `by`, or of any but `besides`."""
    return NoStep(before, after, tuple(by), tuple(besides))


def establishes(events: Sequence[str], what: str, *, where: str = "True") -> Claim:
    """Right after each of these events, out of a state with `where`, `what` holds."""
    return NoStep(where, f"not ({what})", tuple(events))


def never_left(what: str) -> Claim:
    """Once `what` holds, it holds for ever."""
    return NeverLeft(what)


def cannot(event: str, *, where: str, holding: Sequence[str] | None = None) -> Claim:
    """The event cannot happen where `where` holds (for a caller with these permissions alone)."""
    return Cannot(event, where, None if holding is None else tuple(holding))


def can(what: str) -> Claim:
    """A state with `what` is reachable: a witness."""
    return Can(what)


def independent(events: Sequence[str], *, of: Sequence[str]) -> Claim:
    """The events do not depend on these machines."""
    return Independent(tuple(events), tuple(of))


def depends(events: Sequence[str], *, on: Sequence[str]) -> Claim:
    """Each of the events depends on these machines: witnessed."""
    return Depends(tuple(events), tuple(on))


def only_dependent(events: Sequence[str], *, on: Sequence[str]) -> Claim:
    """Of the events without a person as actor, exactly these depend on these machines."""
    return OnlyDependent(tuple(events), tuple(on))


def same_outcome(first: Sequence[str], second: Sequence[str]) -> Claim:
    """Where the first sequence of events can happen, the second leads to the same state."""
    return SameOutcome(tuple(first), tuple(second))


def can_move() -> Claim:
    """Some event that changes the state can always happen."""
    return CanMove()


def case(when: str, needs: Sequence[str], *, where: str = "", by: Actor | None = None) -> Case:
    """In this case of state, exactly these permissions are needed: in a named situation, of one actor.

    Where some case of a claim names an actor, the claim is about each actor of the event by itself.
    """
    return Case(when, tuple(needs), where, by.name if by else "")


def permissions(event: str, *cases: Case) -> Claim:
    """Who may do the event, by cases."""
    return Permissions(event, cases)


def recoverable(goal: str, *, where: str = "", without: Sequence[str] = (), by: Actor | None = None) -> Claim:
    """From every reachable state (with `where`), `goal` can be reached."""
    return Recoverable(goal, where, tuple(without), by.name if by else "")


def leads_to(start: str, goal: str, *, fair: Sequence[str]) -> Claim:
    """`start` is always followed by `goal`, if these events are treated fairly."""
    return LeadsTo(start, goal, tuple(fair))


def ends(what: str, *, fair: Sequence[str]) -> Claim:
    """`what` never lasts for ever, if these events are treated fairly."""
    return LeadsTo(what, f"not ({what})", tuple(fair))


def granting(
    claim: Claim, *, permission: str, only_where: str, predicates: Mapping[str, Sort | Sequence[Sort]]
) -> Claim:
    """The claim, if the permission is granted only under this condition on free predicates."""
    items = tuple((name, (sorts,) if isinstance(sorts, Sort) else tuple(sorts)) for name, sorts in predicates.items())
    return Granting(claim, permission, only_where, items)


@dataclass(frozen=True)
class Expectation:
    """What is expected of a property: the verdict, that it is about all sizes, that it says nothing.

    >>> str(Expectation.read("holds, all sizes, vacuously"))
    'holds, all sizes, vacuously'
    """

    verdict: str
    scope: str = ""
    vacuous: bool = False

    @classmethod
    def read(cls, text: str) -> Expectation:
        """From its words, divided by commas. Raises ValueError, with what is wrong, where they make no sense."""
        verdict, *more = [part.strip() for part in text.split(",")]
        if verdict not in VERDICTS:
            raise ValueError(f"no verdict is called {verdict!r}")
        odd = [part for part in more if part not in ("all sizes", "vacuously")]
        if odd or len(set(more)) < len(more):
            raise ValueError(f"{text!r} cannot be read: a verdict is followed by 'all sizes', 'vacuously', or both")
        found = cls(verdict, "all" if "all sizes" in more else "", "vacuously" in more)
        if found.problem:
            raise ValueError(found.problem)
        return found

    @property
    def problem(self) -> str:
        """Why it makes no sense; empty where it does."""
        if self.scope and self.verdict not in ("holds", "unreachable"):
            return f"all sizes go with no verdict that one trace shows: {self.verdict}"
        if self.vacuous and self.verdict != "holds":
            return f"what is {self.verdict} is not vacuous"
        return ""

    def __str__(self) -> str:
        return self.verdict + (", all sizes" if self.scope else "") + (", vacuously" if self.vacuous else "")


@dataclass(frozen=True)
class Property:
    """A property as declared: its name, what it means, its claims and what is expected of it."""

    name: str
    meaning: str
    claims: tuple[Claim, ...]
    expectation: Expectation
    page: tuple[str, ...]
    finding: bool
    at_least: tuple[tuple[str, int], ...]
    origin: Origin = field(compare=False)

    @property
    def expected(self) -> str:
        """The verdict expected."""
        return self.expectation.verdict

    @property
    def witness(self) -> bool:
        """Whether the property asks for something that can happen."""
        return all(c.witness for c in self.claims)


def claim(
    *,
    page: Sequence[str] = (),
    expected: str = "",
    finding: bool = False,
    at_least: Mapping[Sort, int] | None = None,
    scope: str = "",
    vacuous: bool = False,
) -> Callable[[Callable[[], Claim | tuple[Claim, ...]]], Property]:
    """Declare a property: the decorated function's name, docstring and claims.

    expected: the verdict expected, `holds` (or `witnessed`) by default. finding: the claim is
    not the restatement of one guard. at_least: the smallest sizes at which it can be told.
    scope: `all` where the verdict is expected for all sizes, so that a lost proof is a failure.
    vacuous: that it is expected to speak of nothing that ever happens.

    Raises ModelError where the docstring is missing, the function returns no claim, or what is
    expected makes no sense.
    """
    origin = caller()
    _check_words(expected, scope, origin)

    def declare(function: Callable[[], Claim | tuple[Claim, ...]]) -> Property:
        said = function()
        claims = said if isinstance(said, tuple) else (said,)
        if not claims or not all(isinstance(c, Claim) for c in claims):
            raise ModelError(f"property {function.__name__} returns no claim", origin=origin)
        if not function.__doc__:
            raise ModelError(
                f"property {function.__name__} has no docstring",
                origin=origin,
                mend="say in a sentence what it means",
            )
        return Property(
            name=function.__name__,
            meaning=" ".join(function.__doc__.split()),
            claims=claims,
            expectation=expectation(claims, expected, scope, vacuous, origin),
            page=tuple(page),
            finding=finding,
            at_least=tuple((sort.name, n) for sort, n in (at_least or {}).items()),
            origin=origin,
        )

    return declare


def expectation(claims: Sequence[Claim], expected: str, scope: str, vacuous: bool, origin: Origin) -> Expectation:
    """What is expected of claims: `holds`, or of witnesses `witnessed`, where nothing else is said.

    Raises ModelError where it makes no sense.
    """
    _check_words(expected, scope, origin)
    default = "witnessed" if all(c.witness for c in claims) else "holds"
    found = Expectation(expected or default, scope, vacuous)
    if found.problem:
        raise ModelError(found.problem, origin=origin, mend="leave scope and vacuous out")
    return found


def _check_words(expected: str, scope: str, origin: Origin) -> None:
    if expected and expected not in VERDICTS:
        raise ModelError(f"no verdict is called {expected!r}", origin=origin, mend=f"there are: {', '.join(VERDICTS)}")
    if scope not in ("", "all"):
        raise ModelError(f"no scope is called {scope!r}", origin=origin, mend='say scope="all", or nothing')
