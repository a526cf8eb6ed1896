"""Change files: what a proposed rule change says, read from TOML and checked as far as no form is needed.

proposal = "What is proposed."            why = "Why."
builds_on = ["literal"]                   # other files of the folder, applied first

[expects]                                 # the verdicts that differ from the baseline's
role_present = "violated"
finalize_all_features = ["newly_possible"] # and, if any are listed, all kinds of difference, by event

[event.finalize_all_features]
disabled = true                           # it can never happen; or:
only_if.add = ["member"]                  # only_if.drop, only_if.replace = [{ old = "…", new = "…" }]
needs.add = ["organizations:Close"]       # needs.drop, needs.replace, as well
by.add = ["management account"]           # by.drop, as well
effects.add = [{ machine = "ServiceRole", to = "absent", from = ["present"], where = "member" }]
transitions.add = [{ machine = "Integration", from = ["left_behind"], to = "configured" }]

[new_event.resume]                        # sentence, of, by, calls, needs, page; then as above
sentence = "What happens."

[new_machine.OwnUse]                      # the first state is the initial one
sentence = "What it stands for."
per = ["Account", "Service"]
states = ["unused", "used"]

[new_property.NAME]                       # as `properties` says
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from chartproof.changes.change import Change
from chartproof.changes.edit import Edit
from chartproof.changes.event import new_event
from chartproof.changes.expects import read_combined, read_expected
from chartproof.changes.guards import AddConjunct, Disable, DropConjunct, ReplaceConjunct
from chartproof.changes.machine import new_machine
from chartproof.changes.moves import AddEffect, AddTransition, DropEffect, DropTransition, Move
from chartproof.changes.properties import new_property
from chartproof.changes.rows import edited_actors, edited_needs
from chartproof.changes.source import Source, Table
from chartproof.errors import nearest
from chartproof.files import is_file, read_text

NEW = ("new_machine", "new_event", "new_property")
TOP = ("proposal", "why", "builds_on", "expects", "expects_with", "event", *NEW)
EVENT = ("disabled", "only_if", "needs", "by", "effects", "transitions")
MARKS = ("discouraged", "harm", "spoils")
NEW_EVENT = ("sentence", "of", "by", "calls", "needs", "only_if", "effects", "transitions", "page", *MARKS)
MOVE = '{ machine = "…", from = ["…"], to = "…" }'


def load_change(path: Path | str) -> Change:
    """The change that a file proposes, with those that it builds on.

    Raises ChartproofError where the file cannot be read, ModelError with its place and a mend
    where it says what no change can say.
    """
    return _load(Path(path), ())


def _load(path: Path, above: tuple[str, ...]) -> Change:
    source = Source(path, read_text(path, "name a change file"))
    table = source.keys(source.table(), TOP, "a change")
    name = path.stem
    edits: list[Edit] = [new_machine(source, title, row) for title, row in _named(source, table, "new_machine")]
    for event, row in _named(source, table, "new_event"):
        edits += _added(source, event, row)
    for event, row in _named(source, table, "event"):
        edits += _changed(source, event, row)
    properties = tuple(new_property(source, said, row) for said, row in _named(source, table, "new_property"))
    bases = tuple(_base(source, base, (*above, name)) for base in source.strings(table, "builds_on", name))
    if not edits and not bases and not properties:
        raise source.wrong("the change changes nothing", "say what it changes: [event.NAME]")
    combined = read_combined(source, table.get("expects_with", {}))
    expects = read_expected(source, table.get("expects", {}), "expects")
    places = {
        n: source.at(f"expects_with.{other}", n) for other, row in combined.items() for n in (*row.verdicts, *row.kinds)
    }
    return Change(
        name=name,
        proposal=source.string(table, "proposal", name),
        why=source.string(table, "why", name),
        bases=bases,
        expects=expects.verdicts,
        edits=tuple(edits),
        expects_with={other: row.verdicts for other, row in combined.items()},
        origin=source.at("proposal"),
        places=places | {n: source.at("expects", n) for n in (*expects.verdicts, *expects.kinds)},
        kinds=expects.kinds,
        kinds_with={other: row.kinds for other, row in combined.items()},
        says_expects="expects" in table,
        properties=properties,
    )


def _named(source: Source, table: Table, key: str) -> list[tuple[str, Any]]:
    """The tables under a heading, by name."""
    rows = table.get(key, {})
    return list(source.keys(rows, rows, key).items())


def _base(source: Source, name: str, above: tuple[str, ...]) -> Change:
    """A change of the same folder that one builds on."""
    if name in above:
        circle = " → ".join([*above[above.index(name) :], name])
        raise source.wrong(f"a change can't build on itself: {circle}", "drop it from builds_on", "builds_on", name)
    path = source.path.parent / f"{name}.toml"
    if not is_file(path):
        known = sorted(p.stem for p in source.path.parent.glob("*.toml") if p.stem not in above)
        raise source.wrong(f"there is no change {name!r} beside this file", nearest(name, known), "builds_on", name)
    return _load(path, above)


def _added(source: Source, name: str, row: Any) -> list[Edit]:
    """A new event, and what moves at it."""
    words = (f"new_event.{name}",)
    where = f"[new_event.{name}]"
    table = source.keys(row, NEW_EVENT, where, *words)
    return [new_event(source, name, table), *_moves(source, name, table, where, words, ("add",))]


def _changed(source: Source, name: str, row: Any) -> list[Edit]:
    """What changes of an event that there is."""
    words = (f"event.{name}",)
    where = f"[event.{name}]"
    table = source.keys(row, EVENT, where, *words)
    if not table:
        raise source.wrong(f"{where} changes nothing", f"it can have: {', '.join(EVENT)}", *words)
    disabled = table.get("disabled", True)
    if disabled is not True or ("disabled" in table and len(table) > 1):
        mend = "write disabled = true and nothing else, or drop the line"
        raise source.wrong(f"{where}: disabled goes with no other edit of the event", mend, *words, "disabled")
    if "disabled" in table:
        return [Disable(name, source.at(*words))]
    return [
        *_guards(source, name, table, where, words),
        *edited_actors(source, name, table, where, *words),
        *edited_needs(source, name, table, where, *words),
        *_moves(source, name, table, where, words, ("drop", "add")),
    ]


def _guards(source: Source, name: str, table: Table, where: str, words: tuple[str, ...]) -> list[Edit]:
    guards = source.keys(table.get("only_if", {}), ("drop", "replace", "add"), f"{where} only_if", *words, "only_if")
    said = f"{where}: only_if"
    edits: list[Edit] = []
    for text in source.strings(guards, "drop", said, *words):
        edits.append(DropConjunct(name, text, source.at(*words, "drop", text)))
    example = '{ old = "…", new = "…" }'
    for pair in source.tables(guards, "replace", said, example, *words):
        source.keys(pair, ("old", "new"), f"{said}.replace", *words, "replace")
        old = source.string(pair, "old", f"{said}.replace", *words, "replace")
        new = source.string(pair, "new", f"{said}.replace", *words, "replace")
        edits.append(ReplaceConjunct(name, old, new, source.at(*words, "replace", old)))
    for text in source.strings(guards, "add", said, *words):
        edits.append(AddConjunct(name, text, source.at(*words, "add", text)))
    return edits


def _moves(
    source: Source, name: str, table: Table, where: str, words: tuple[str, ...], verbs: tuple[str, ...]
) -> list[Edit]:
    """Effects and transitions; what is dropped goes first, so that one can take another's place."""
    kinds: dict[tuple[str, str], Any] = {
        ("effects", "drop"): DropEffect,
        ("transitions", "drop"): DropTransition,
        ("transitions", "add"): AddTransition,
        ("effects", "add"): AddEffect,
    }
    edits: list[Edit] = []
    for (kind, verb), made in kinds.items():
        said = f"{where}: {kind}"
        inner = source.keys(table.get(kind, {}), verbs, f"{where} {kind}", *words, kind)
        for row in source.tables(inner, verb, said, MOVE, *words):
            edits.append(made(_move(source, name, row, f"{said}.{verb}", (*words, kind, verb), kind)))
    return edits


def _move(source: Source, event: str, row: Table, where: str, words: tuple[str, ...], kind: str) -> Move:
    source.keys(row, ("machine", "from", "to", "where"), where, *words)
    machine = source.string(row, "machine", where, *words)
    to = source.string(row, "to", where, *words, machine)
    sources = source.strings(row, "from", where, *words, machine)
    case = source.string(row, "where", where, *words, machine, default="")
    if kind == "transitions" and not sources:
        mend = f"write {MOVE}; a move from whichever state is an effect: effects.add"
        raise source.wrong(f"{where}: a transition needs the states that it leads from", mend, *words, machine)
    return Move(event, machine, to, sources, case, source.at(*words, machine))
