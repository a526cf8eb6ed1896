"""A new machine of a change file: its sorts and its states, of which it starts in the first. Events move it."""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from dataclasses import dataclass

from chartproof.changes.edit import Replacement
from chartproof.changes.source import Source, Table
from chartproof.declare.machine import taken_names
from chartproof.declare.sorts import snake
from chartproof.errors import ModelError, Origin, UnknownName
from chartproof.language.form import Form, Variable

KEYS = ("sentence", "per", "states")


@dataclass(frozen=True)
class AddMachine:
    """One more machine."""

    variable: Variable
    origin: Origin

    @property
    def event(self) -> str:
        """The machine's name."""
        return self.variable.name

    def steps(self, form: Form) -> Iterator[Replacement]:
        """One machine gained. Raises ModelError where something else has its name, UnknownName for a sort."""
        new = self.variable
        for variable in form.variables:
            if {new.name, new.title} & {variable.name, variable.title}:
                raise ModelError(
                    f"there is a machine {variable.title!r} already, at {variable.origin}",
                    origin=self.origin,
                    mend="name the new one otherwise",
                )
        for name in (new.title, new.name):
            if name in form.named or name in form.sorts or name in [snake(s) for s in form.sorts]:
                what = "predicate" if name in form.named else "sort"
                raise ModelError(f"{name!r} is a {what} already", origin=self.origin, mend="name the machine otherwise")
        for sort in new.sorts:
            if sort not in form.sorts:
                raise UnknownName("sort", sort, form.sorts, origin=self.origin)
        yield Replacement(new.name, None, new, origin=self.origin)


def new_machine(source: Source, name: str, row: object) -> AddMachine:
    """A machine from its table. Raises ModelError where it is malformed; sorts are checked with the form."""
    where, word = f"[new_machine.{name}]", f"new_machine.{name}"
    table: Table = source.keys(row, KEYS, where, word)
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
        mend = "a machine is named as a class is, such as OwnUse"
        raise source.wrong(f"{name!r} is no name of a machine", mend, word)
    states = source.strings(table, "states", where, word)
    if not states:
        raise source.wrong(f"{where}: there are no states", 'write states = ["…", "…"], the initial one first', word)
    for state in states:
        _check_state(source, state, states, where, word)
    per = (table["per"],) if isinstance(table.get("per"), str) else source.strings(table, "per", where, word)
    if len(set(per)) < len(per):
        raise source.wrong(
            f"{where} is per the same sort twice", "a machine is per each sort at most once", word, "per"
        )
    meaning = source.string(table, "sentence", where, word)
    origin = source.at(word)
    return AddMachine(
        Variable(snake(name), name, per, states, states[:1], " ".join(meaning.split()), origin, added=True), origin
    )


def _check_state(source: Source, state: str, states: tuple[str, ...], where: str, word: str) -> None:
    if not state.isidentifier() or keyword.iskeyword(state) or state.startswith("_"):
        raise source.wrong(
            f"{where}: {state!r} is no name of a state", "use letters, digits and _", word, "states", state
        )
    if states.count(state) > 1:
        raise source.wrong(f"{where}: the state {state!r} is there twice", "drop one of them", word, "states", state)
    if state in taken_names():
        said = f"{where}: the name {state!r} is one that python-statemachine's machines use themselves"
        raise source.wrong(said, "choose another name for the state", word, "states", state)
