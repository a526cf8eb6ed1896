"""Small random models, written as source text, so that a failing one can be read and run again.

A toy has one or two sorts, up to four machines of up to four states, predicates, and events with
arguments, guards, conditions, participants that block and participants that listen.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from chartproof import declare
from chartproof.compile import Declarations, Form, compile_form
from chartproof.declare.machine import machines_of
from chartproof.declare.sorts import Sort, snake
from chartproof.errors import ModelError

STATES = ("a", "b", "c", "d")
SORTS = ("Item", "Box")
MACHINES = ("Alpha", "Beta", "Gamma", "Delta")
LARGEST = {"Item": 3, "Box": 2}

Scope = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Toy:
    """A model, what it compiles to, and sizes at which to look at it."""

    source: str
    declared: Declarations
    form: Form
    sizes: dict[str, int]

    @property
    def elements(self) -> dict[str, list[str]]:
        """Names for the elements of each sort."""
        return {sort: [f"{snake(sort)}{n + 1}" for n in range(size)] for sort, size in self.sizes.items()}

    def __repr__(self) -> str:
        return f"\n{self.source}\n# sizes: {self.sizes}\n"

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        printer.text(repr(self))


def declarations(source: str) -> Declarations:
    """What a module with this text declares."""
    names: dict[str, object] = dict(vars(declare))
    inherited = set(names)
    exec(compile(source, "<toy>", "exec"), names)
    own = {name: value for name, value in names.items() if name not in inherited}
    return Declarations(
        tuple(v for v in own.values() if isinstance(v, Sort)),
        tuple(machines_of(iter(own.values()))),
        {name: v for name, v in own.items() if isinstance(v, declare.Event)},
    )


@st.composite
def toys(draw: st.DrawFn) -> Toy:
    """A toy that the compiler accepts. Hypothesis finds a failing one of few machines."""
    size = draw(st.integers(1, 4))
    return toy(size, draw(st.integers(0, 100_000)))


def toy(size: int, number: int) -> Toy:
    """The toy of this number, with so many machines; the same in each run.

    Hypothesis draws two numbers and not each word, which would favour models in which nothing moves.
    """
    chance = random.Random(f"{size} {number}")
    while True:
        source = sources(chance, size)
        try:
            declared = declarations(source)
            form = compile_form(declared)
        except ModelError:
            continue
        return Toy(source, declared, form, {s: chance.randint(1, LARGEST[s]) for s in form.sorts})


@dataclass(frozen=True)
class _Sketch:
    """A machine before it is written: its sorts and states."""

    title: str
    per: tuple[str, ...]
    states: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.title.lower()


class _Writer:
    """Draws expressions and lines of a toy."""

    def __init__(self, chance: random.Random, sorts: Sequence[str], machines: Sequence[_Sketch]) -> None:
        self.random, self.sorts, self.machines = chance, sorts, machines
        self.predicates: dict[str, tuple[str, ...]] = {}
        self.bare: list[str] = []

    def pick(self, *choices: str) -> str:
        return self.random.choice(choices)

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def some_of(self, items: Sequence[str]) -> list[str]:
        mask = self.random.randrange(1, 1 << len(items))
        return [item for n, item in enumerate(items) if mask >> n & 1]

    def expression(self, scope: Scope, depth: int = 2) -> str:
        kind = self.random.randrange(10) if depth else 0
        if kind < 4:
            return self.atom(scope)
        if kind == 4:
            return f"not ({self.expression(scope, depth - 1)})"
        if kind < 8:
            word = self.pick("and", "or")
            return f"({self.expression(scope, depth - 1)} {word} {self.expression(scope, depth - 1)})"
        word, sort = self.pick("every", "some"), self.pick(*self.sorts)
        name = self.pick(sort.lower(), "x", "y")
        binder = sort if name == sort.lower() else f"{name} in {sort}"
        return f"{word}({binder}, {self.expression((*scope, (name, sort)), depth - 1)})"

    def atom(self, scope: Scope) -> str:
        # A predicate's own free names are of machines only, not of elements to compare.
        same = [] if scope[: len(self.sorts)] == self.free() else _same(scope)
        found = [*self.comparisons(scope), *self.applications(scope), *same]
        return self.pick(*found) if found else "True"

    def comparisons(self, scope: Scope) -> list[str]:
        texts = []
        for machine in self.machines:
            place = self.place(machine.per, scope)
            if place is not None:
                states = self.some_of(machine.states)
                one, several = self.pick("==", "!="), self.pick("in", "not in")
                said = f"{one} '{states[0]}'" if len(states) == 1 else f"{several} {tuple(states)}"
                texts.append(f"{machine.name}{place} {said}")
        return texts

    def applications(self, scope: Scope) -> list[str]:
        places = {name: self.place(sorts, scope) for name, sorts in self.predicates.items()}
        bare = self.bare if {s for _, s in scope} == set(self.sorts) else []
        return [f"{name}{place}" for name, place in places.items() if place is not None] + bare

    def place(self, sorts: Sequence[str], scope: Scope) -> str | None:
        """Nothing, where the nearest elements are meant; or elements by name, in brackets."""
        visible = dict(scope)
        named = [[n for n, s in visible.items() if s == sort] for sort in sorts]
        if not sorts:
            return ""
        if not all(named):
            return None
        if len(set(sorts)) == len(sorts) and self.chance(50):
            return ""
        return f"[{', '.join(self.pick(*names) for names in named)}]"

    def machine(self, machine: _Sketch, events: dict[str, Scope]) -> list[str]:
        start = self.pick(*machine.states)
        lines = [f"{s} = State({'initial=True' if s == start else ''})" for s in machine.states]
        if self.chance(50) and machine.per != ("Item", "Item"):
            lines.append(f"in_{machine.name} = either({', '.join(self.some_of(machine.states))})")
            self.predicates[f"in_{machine.name}"] = machine.per
        if self.chance(30):
            lines.append(f'when_{machine.name} = when("{self.expression(self.free())}")')
            self.bare.append(f"when_{machine.name}")
        for event, parameters in events.items():
            lines.extend(self.participation(machine, start, event, parameters))
        return [f"class {machine.title}(Machine, per=({''.join(s + ', ' for s in machine.per)})):", *lines]

    def free(self) -> Scope:
        """The scope in which predicates are said."""
        return tuple((s.lower(), s) for s in self.sorts)

    def participation(self, machine: _Sketch, start: str, event: str, parameters: Scope) -> list[str]:
        given = [s for _, s in parameters]
        if any(given.count(s) > 1 or given.count(s) == 0 < machine.per.count(s) - 1 for s in machine.per):
            return []
        if self.chance(35):
            return []
        scope = (*parameters, *((s.lower(), s) for s in machine.per if s not in given))
        listening = self.chance(50)
        sources = {start, *self.some_of(machine.states)} if self.chance(60) else self.some_of(machine.states)
        arcs = " | ".join(arc for s in sorted(sources) for arc in self.arcs(machine, s, scope, listening))
        return [f"{event} = listens({arcs})" if listening else f"{event} = {arcs}"]

    def arcs(self, machine: _Sketch, source: str, scope: Scope, listening: bool) -> list[str]:
        elsewhere = [s for s in machine.states if s != source or self.chance(20)] or [source]
        one, other = self.pick(*elsewhere), self.pick(*elsewhere)
        kind = self.random.randrange(6)
        if kind < 3:
            return [f"{source}.to({one})"]
        condition = self.expression(scope, 1)
        if kind == 3 and listening:
            return [f'{source}.to({one}, cond="{condition}", unless="{self.expression(scope, 1)}")']
        if kind == 4 and listening:
            return [f'{source}.to({one}, cond="{condition}")']
        return [f'{source}.to({one}, cond="{condition}")', f'{source}.to({other}, unless="{condition}")']

    def event(self, name: str, parameters: Scope) -> str:
        of = ", ".join(f"{n!r}: {s}" for n, s in parameters)
        guards = [
            self.expression(parameters, self.random.randint(0, 3)) for _ in range(self.random.choice((0, 0, 1, 2)))
        ]
        return f'{name} = Event("It happens.", of={{{of}}}, only_if={guards!r})'


def _same(scope: Scope) -> list[str]:
    visible = list(dict(scope).items())
    pairs = [(n, m) for i, (n, s) in enumerate(visible) for m, t in visible[i + 1 :] if s == t]
    return [f"{n} {word} {m}" for n, m in pairs for word in ("==", "!=")]


def sources(chance: random.Random, size: int) -> str:
    """The text of a model, which the compiler may refuse."""
    sorts = SORTS[: chance.randint(1, 2)]
    shapes = [(), *((s,) for s in sorts), *((s,) for s in sorts), sorts, ("Item", "Item")]
    machines = [
        _Sketch(title, chance.choice(shapes), STATES[: chance.choice((2, 2, 3, 3, 4, 1))]) for title in MACHINES[:size]
    ]
    arguments: list[Scope] = [(), *(((s.lower(), s),) for s in sorts)]
    arguments += [tuple((s.lower(), s) for s in sorts), (("x", "Item"), ("y", "Item")), (("x", sorts[-1]),)]
    events = {f"e{n}": chance.choice(arguments) for n in range(size + 1)}
    events["every_sort"] = tuple((s.lower(), s) for s in sorts)
    writer = _Writer(chance, sorts, machines)
    classes = ["\n    ".join(writer.machine(m, events)) for m in machines]
    rows = [writer.event(name, parameters) for name, parameters in events.items()]
    return "\n".join([*(f'{s} = Sort("{s}")' for s in sorts), "", *classes, "", *rows])
