"""State files and lists of events: what is observed and planned, written by hand or by this tool.

A state file is JSON. What is left out is not known: of a cell, any state is possible.

    {"elements": {"Account": ["alice", {"key": "100000000011", "name": "bob"}]},
     "closed": {"Account": false},                                    there may be more; by default there are not
     "states": {"Organization": ["all_features"],                     a list of states, or one state
                "Membership": {"alice": ["outside", "invited"]}},     a level for each sort of the machine
     "tells": {"Membership": "accounts.json"}, "notes": ["…"]}
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from chartproof.check.walked import read_calls
from chartproof.errors import ChartproofError, Origin, TooLarge, UnknownName, cut
from chartproof.files import read_json, read_text
from chartproof.language.form import Form, Variable
from chartproof.observe.known import Known, printable, states_of
from chartproof.observe.observation import Element, Observation, mask_of
from chartproof.observe.plan import Place, Plan, Step

KEYS = ("elements", "closed", "states", "tells", "notes")
TOLD = ("ok", "assumed", "contradictions", "known", "alike", "events")
"""What `observe --json` says besides; it is not read again."""
SAVE = "write it by chartproof observe … --write FILE, or by hand: docs/observed.md"
MOST = 50_000_000
"""So many cells an observation has, at most."""


def read_state(path: Path, form: Form) -> Observation:
    """The observation that a state file is. Raises ChartproofError with its name where it does not fit the rules."""
    origin = Origin(str(path), 0)
    data = read_json(read_text(path, "name a state file or a folder"), str(path), SAVE)
    table = _table(data, "the file", origin)
    for key in table:
        if key not in KEYS + TOLD:
            raise UnknownName("key of a state file", cut(key), KEYS, origin=origin)
    given = _table(table.get("elements", {}), "elements", origin)
    elements = {s: tuple(_elements(given.get(s, []), s, origin)) for s in _named(given, form, origin)}
    _refuse_many(form, elements, origin)
    found = Observation.unknown(form, elements)
    for sort, closed in _table(table.get("closed", {}), "closed", origin).items():
        if sort not in form.sorts:
            raise UnknownName("sort", cut(sort), form.sorts, origin=origin)
        if not isinstance(closed, bool):
            raise ChartproofError(f"closed: of {sort} it is not said", origin=origin, mend="write true or false")
        found.closed[sort] = closed
    for name, states in _table(table.get("states", {}), "states", origin).items():
        variable = form.variable(name, origin=origin)
        numbers = [{e.key: n for n, e in enumerate(found.elements[s])} for s in variable.sorts]
        _fill(found.possible[variable.name], variable, states, numbers, (), origin)
    tells = _table(table.get("tells", {}), "tells", origin)
    found.tells = {form.variable(name, origin=origin).name: str(said) for name, said in tells.items()}
    notes = table.get("notes", [])
    found.notes = [str(note) for note in notes] if isinstance(notes, list) else [str(notes)]
    return found


def _table(data: Any, what: str, origin: Origin) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise ChartproofError(f"{what}: a table is wanted, not {cut(repr(data))}", origin=origin, mend=SAVE)
    return data


def _named(given: Mapping[str, Any], form: Form, origin: Origin) -> Iterator[str]:
    for sort in given:
        if sort not in form.sorts:
            raise UnknownName("sort", cut(sort), form.sorts, origin=origin)
        yield sort


def _elements(given: Any, sort: str, origin: Origin) -> Iterator[Element]:
    mend = f'"elements": {{"{sort}": ["a", {{"key": "b", "name": "Bob"}}]}}'
    if not isinstance(given, list):
        raise ChartproofError(f"elements: {sort} is no list", origin=origin, mend=mend)
    seen: set[str] = set()
    for one in given:
        key = one.get("key") if isinstance(one, dict) else one
        name = one.get("name", "") if isinstance(one, dict) else ""
        if not isinstance(key, str) or not key or not isinstance(name, str):
            raise ChartproofError(f"elements: {cut(repr(one))} is no {sort}", origin=origin, mend=mend)
        if key in seen:
            raise ChartproofError(f"elements: {sort} {cut(key)!r} is listed twice", origin=origin, mend="list it once")
        seen.add(key)
        yield Element(key, name)


def _refuse_many(form: Form, elements: Mapping[str, tuple[Element, ...]], origin: Origin) -> None:
    for variable in form.variables:
        count = math.prod(len(elements.get(s, ())) for s in variable.sorts)
        if count > MOST:
            said = f"{variable.title} would have {count:,} cells, more than {MOST:,}"
            raise TooLarge(f"{origin}: {said}", mend="list fewer elements")


def _fill(
    masks: Any, variable: Variable, given: Any, numbers: list[dict[str, int]], at: tuple[int, ...], origin: Origin
) -> None:
    """Read the states of a machine's cells, a level for each sort."""
    if len(at) < len(numbers):
        sort, known = variable.sorts[len(at)], numbers[len(at)]
        for key, inside in _table(given, f"states of {variable.title}, by {sort}", origin).items():
            if key not in known:
                raise UnknownName(sort.lower(), cut(key), known, origin=origin)
            _fill(masks, variable, inside, numbers, (*at, known[key]), origin)
        return
    states = [given] if isinstance(given, str) else given
    if not isinstance(states, list):
        said = f"states of {variable.title}: {cut(repr(given))} is no list of states"
        raise ChartproofError(said, origin=origin, mend=f'write ["{variable.states[0]}"]')
    for state in states:
        if state not in variable.states:
            raise UnknownName(f"state of {variable.title}", cut(str(state)), variable.states, origin=origin)
    masks[at] = np.uint64(mask_of(variable, states))


def state_data(known: Known) -> dict[str, Any]:
    """What is known, as a state file has it: what may be anything is left out."""
    return {
        "elements": {
            s: [{"key": e.key, "name": e.name} if e.name else e.key for e in found]
            for s, found in known.elements.items()
        },
        "closed": dict(known.cells.closed),
        "states": {v.title: states for v in known.form.variables if (states := _states(known, v))},
        "tells": {known.variable(name).title: file for name, file in known.tells.items()},
        "notes": [*known.notes, *(f"assumed: {a.sentence}" for a in known.assumed)],
    }


def state_text(known: Known) -> str:
    """A state file: what is known, to be read again."""
    return json.dumps(state_data(known), indent=1, ensure_ascii=False) + "\n"


def _states(known: Known, variable: Variable) -> Any:
    masks = known.cells.masks[variable.name]
    every = (1 << len(variable.states)) - 1
    if not variable.sorts:
        return list(states_of(variable, int(masks))) if int(masks) != every else []
    names = {mask: list(states_of(variable, mask)) for mask in np.unique(masks).tolist()}
    found: dict[str, Any] = {}
    for at in np.argwhere(masks != every).tolist():
        inside = found
        keys = [known.elements[s][n].key for s, n in zip(variable.sorts, at, strict=True)]
        for key in keys[:-1]:
            inside = inside.setdefault(key, {})
        inside[keys[-1]] = names[int(masks[tuple(at)])]
    return found


def read_steps(path: Path, form: Form, observation: Observation) -> Plan:
    """A plan from a list, an event a line, such as create_account(alice); elements by their keys, or by names.

    Raises ChartproofError with the line where it says no event of these rules.
    """
    text = read_text(path, "name a list of events")
    steps = []
    for line, rule, arguments in read_calls(form, text, str(path)):
        sorts = {b.name: b.sort for b in rule.parameters}
        keys = {name: _key(observation, sorts[name], given) for name, given in arguments.items()}
        said = printable(text.splitlines()[line - 1].strip())
        steps.append(Step(rule.name, keys, Place(str(path), line), said))
    return Plan(tuple(steps), ordered=True)


def _key(observation: Observation, sort: str, given: str) -> str:
    """The key of what a list calls an element: itself, unless it is the name of one alone."""
    elements = observation.elements.get(sort, ())
    named = [e.key for e in elements if e.name == given]
    return named[0] if len(named) == 1 and all(e.key != given for e in elements) else given
