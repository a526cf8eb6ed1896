"""What can be reached in an instance, whichever engine found it: counts, the nearest state of a kind, a way to it.

Counts of states and of transitions, verdicts and the lengths of ways are equal in every engine; so are the
states that are found nearest and the ways to them: of several at one distance, the least by its words.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from types import MappingProxyType

from chartproof.explore.layout import Array
from chartproof.explore.tables import Instance
from chartproof.language.expression import Binder, Expression
from chartproof.language.meaning import Bindings

Way = tuple[Array, list[tuple[int, Array]]]
"""An initial state, and per step an event instance and the state after it; a state is a row of words."""

NOTHING: Bindings = MappingProxyType({})
"""No name is fixed."""


@dataclass(frozen=True)
class Nearest:
    """A state, and the length of a shortest way to it."""

    state: Array
    distance: int


@dataclass(frozen=True)
class Occurrence:
    """How often an expression holds among the reachable states.

    states: in how many, for some choice of its free names. times: summed over the choices. first: the distance of the
    nearest, or None where there is none.
    """

    states: int
    times: int
    first: int | None


class Reached(ABC):
    """What an engine has found. `depth`, `level_counts` and `orbits` are None where it was not asked for them."""

    instance: Instance
    symmetric: bool
    states: int
    transitions: int
    orbits: int | None
    seconds: float

    @property
    @abstractmethod
    def engine(self) -> str:
        """The engine's name, as `--engine` takes it."""

    @property
    @abstractmethod
    def depth(self) -> int | None:
        """The length of the longest shortest path from an initial state."""

    @property
    @abstractmethod
    def level_counts(self) -> tuple[int, ...] | None:
        """How many states are how far from the initial ones."""

    @abstractmethod
    def nearest(self, expression: Expression, fixed: Bindings = NOTHING) -> Nearest | None:
        """The nearest state in which an expression holds, for some choice of its free names but those fixed."""

    @abstractmethod
    def how_many(self, expression: Expression) -> int:
        """In how many reachable states an expression holds, for some choice of its free names."""

    @abstractmethod
    def occurs(self, expression: Expression, names: tuple[Binder, ...] = ()) -> Occurrence:
        """How often an expression holds, and how near, for each choice of its free names and of those given."""

    @abstractmethod
    def way(self, state: Array) -> Way:
        """A shortest way from an initial state to a reachable one."""
