"""The one door to the engine: modules are loaded, changed, explored and verified, and plain data comes back.

Where the engine moves, this file follows, and nothing else below tests/interpreter/ does.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chartproof import declare
from chartproof.changes.change import apply
from chartproof.changes.file import load_change
from chartproof.check.verify import Verifier
from chartproof.compile import Declarations, Form, compile_form, parse, vocabulary
from chartproof.declare.machine import machines_of
from chartproof.declare.sorts import Sort
from chartproof.errors import ChartproofError
from chartproof.explore.engines import reach
from chartproof.explore.search import explore
from chartproof.language.names import element_name
from chartproof.language.trace import Trace
from chartproof.prove.logic import Limits
from tests.explore.stores import into_store

Sizes = Mapping[str, int]
Cells = dict[tuple[str, tuple[int, ...]], str]


class Refused(Exception):
    """The engine says that its input is wrong, as it should say it: with a place and a message."""


@dataclass(frozen=True)
class Model:
    """A loaded module: its form, and its properties in order."""

    form: Form
    properties: tuple[declare.Property, ...]


@dataclass(frozen=True)
class Counts:
    """What an exploration counts. levels: how many states (or orbits) stand at each distance."""

    states: int
    transitions: int
    depth: int
    orbits: int | None
    levels: tuple[int, ...]


@dataclass(frozen=True)
class Way:
    """A trace. steps: event, arguments and the state after it; loop: where it repeats, or stops."""

    sizes: Sizes
    start: Cells
    steps: tuple[tuple[str, tuple[int, ...], Cells], ...]
    loop: int | None


@dataclass(frozen=True)
class Answer:
    """What the engine says of a property. explored: the instances on which `vacuous` rests.

    elsewhere: what shows in a larger instance that the verdict is not one for all sizes.
    """

    verdict: str
    vacuous: bool
    for_all_sizes: bool
    explored: tuple[Sizes, ...]
    trace: Way | None
    seconds: float
    elsewhere: Way | None = None


def load(source: str) -> Model:
    """The model that a module of declaring words makes. Raises Refused."""
    names: dict[str, object] = dict(vars(declare))
    inherited = set(names)
    try:
        exec(compile(source, "<system>", "exec"), names)
        own = {name: value for name, value in names.items() if name not in inherited}
        form = compile_form(
            Declarations(
                tuple(v for v in own.values() if isinstance(v, Sort)),
                tuple(machines_of(iter(own.values()))),
                {name: v for name, v in own.items() if isinstance(v, declare.Event)},
            )
        )
    except ChartproofError as error:
        raise Refused(str(error)) from error
    return Model(form, tuple(v for v in own.values() if isinstance(v, declare.Property)))


def changed(model: Model, change: str) -> Model:
    """The model under a change file. Raises Refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "proposed.toml"
        path.write_text(change, encoding="utf-8")
        try:
            return Model(apply(model.form, load_change(path)), model.properties)
        except ChartproofError as error:
            raise Refused(str(error)) from error


WAYS = ("numpy", "numba, one thread", "numba, two threads", "a store, three threads", "diagrams")
"""In how many ways the engine explores; all but the last know symmetry."""


def counts(model: Model, sizes: Sizes, way: str, *, symmetry: bool = False) -> Counts:
    """What is counted of an instance, in one of the ways."""
    if way == "diagrams":
        reached = reach(model.form, sizes, engine="bdd", levels=True)
        assert reached.depth is not None
        return Counts(reached.states, reached.transitions, reached.depth, None, reached.level_counts or ())
    if way == "a store, three threads":
        with tempfile.TemporaryDirectory() as folder:
            stored = into_store(Path(folder), model.form, sizes, 3, symmetry=symmetry)
        kept = tuple(level.count for level in stored.manifest.levels)
        return Counts(stored.states, stored.transitions, stored.depth, stored.orbits, kept)
    threads = 2 if way == "numba, two threads" else 1
    found = explore(model.form, sizes, symmetry=symmetry, threads=threads, compiled=way != "numpy")
    levels = tuple(b - a for a, b in zip(found.levels, found.levels[1:], strict=False))
    return Counts(found.states, found.transitions, found.depth, found.orbits, levels)


def states(model: Model, sizes: Sizes) -> list[Cells]:
    """Every reachable state of an instance."""
    found = explore(model.form, sizes, threads=1)
    return [dict(found.instance.layout.unpack(row)) for row in found.words]


@dataclass
class Asked:
    """A verifier of a model; what it explores and proves is kept from property to property.

    effort: steps of Z3 that one question may take.
    """

    model: Model
    sizes: Sizes
    proves: bool = True
    symmetry: bool = False
    effort: int = 2_000_000
    _verifier: Verifier = field(init=False)

    def __post_init__(self) -> None:
        self._verifier = Verifier(
            self.model.form,
            self.sizes,
            proves=self.proves,
            symmetry=self.symmetry,
            limits=Limits(self.effort),
            properties=tuple(self.model.properties),
        )

    def answer(self, number: int) -> Answer:
        """What the engine says of a property. Raises Refused."""
        try:
            found = self._verifier.result(self.model.properties[number])
        except ChartproofError as error:
            raise Refused(str(error)) from error
        way, elsewhere = (
            None if trace is None else _way(self.model.form, trace) for trace in (found.trace, found.elsewhere)
        )
        return Answer(found.verdict, found.vacuous, found.for_all_sizes, found.explored, way, found.seconds, elsewhere)

    def proves_alone(self, number: int) -> bool:
        """Whether the prover takes a property for proved, whatever exploring says of it. Raises Refused.

        Of a witness that is proved, no state shows it, at any size.
        """
        try:
            return self._verifier.proof(self.model.properties[number]).verdict == "proved"
        except ChartproofError as error:
            raise Refused(str(error)) from error


def _way(form: Form, trace: Trace) -> Way:
    def numbers(event: str, arguments: Mapping[str, str]) -> tuple[int, ...]:
        found = []
        for binder in form.rule(event).parameters:
            names = [element_name(binder.sort, n) for n in range(trace.sizes[binder.sort])]
            found.append(names.index(arguments[binder.name]))
        return tuple(found)

    steps = tuple((s.event, numbers(s.event, s.arguments), dict(s.state)) for s in trace.steps)
    return Way(trace.sizes, dict(trace.initial), steps, trace.loop)


def printed(model: Model, text: str) -> str:
    """An expression of a property as the engine prints it back. Raises Refused."""
    try:
        return str(parse(text, vocabulary(model.form), free=True))
    except ChartproofError as error:
        raise Refused(str(error)) from error
