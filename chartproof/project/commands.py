"""How events are done from a shell: a TOML file of the model's, for the scripts that replay a trace.

    [variables]                              # what the user is to fill in; <account>: an argument's element
    "<account>_ID" = "the number of <account>"

    [event.remove_account]
    run = 'aws organizations remove-account-from-organization --account-id "$<account>_ID"'

    [event.complete_clean_up]
    none = "The service does it."            # why there is no command

In a command, <account> becomes ACCOUNT1, so that "$<account>_ID" is the variable ACCOUNT1_ID. A command may set
variables at the beginning of a line (`<account>_ID=$(…)`), which later steps then use. The file says how the
model's events are called; nothing here knows what the commands mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chartproof.changes.source import Source
from chartproof.errors import ModelError, UnknownName, nearest
from chartproof.files import read_text

NAME = r"(?:<\w+>|[A-Za-z0-9_])+"
USED = re.compile(rf"\$(?:\{{({NAME})|({NAME}))")
ASSIGNED = re.compile(rf"^[ \t]*({NAME})=", re.MULTILINE)
PLACE = re.compile(r"<(\w+)>")


@dataclass(frozen=True)
class Command:
    """How an event is done: the lines to run, or the reason why there are none."""

    event: str
    run: str = ""
    none: str = ""

    @property
    def assigned(self) -> tuple[str, ...]:
        """The variables that the lines set."""
        return tuple(dict.fromkeys(ASSIGNED.findall(self.run)))

    @property
    def needed(self) -> tuple[str, ...]:
        """The variables that must be set before: those that are read before the lines set them.

        >>> Command("e", 'X=$(call "$Y" "$X"); call "$Z"').needed
        ('Y', 'X', 'Z')
        >>> Command("e", 'X=$(call "$Y")' + chr(10) + 'call "$X"').needed
        ('Y',)
        """
        found: list[str] = []
        known: set[str] = set()
        for line in self.run.replace("\\\n", " ").splitlines():
            found += [one or other for one, other in USED.findall(line) if (one or other) not in known]
            known.update(ASSIGNED.findall(line))
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Commands:
    """The commands of a model: how each event is done, and what each variable stands for."""

    file: str
    variables: Mapping[str, str]
    events: Mapping[str, Command]


def load_commands(path: Path, events: Mapping[str, Sequence[str]]) -> Commands:
    """The commands that a file lists. events: the names of each event's arguments.

    Raises ChartproofError where the file cannot be read, ModelError with file, line and mend where it names
    an event, an argument or a variable that there is not, or says of an event neither or both of run and none.
    """
    source = Source(path, read_text(path, "pyproject.toml names it: [tool.chartproof] commands"))
    table = source.keys(source.table(), ("variables", "event"), "the file")
    rows = table.get("event", {})
    found = {}
    for name, row in source.keys(rows, rows, "event").items():
        if name not in events:
            raise UnknownName("event", name, events, origin=source.at(f"event.{name}"))
        found[name] = _command(source, name, row, events[name])
    given = table.get("variables", {})
    variables = {n: source.string(given, n, "variables", "variables") for n in source.keys(given, given, "variables")}
    _check_variables(source, variables, found.values())
    return Commands(str(path), variables, found)


def _command(source: Source, name: str, row: object, arguments: Sequence[str]) -> Command:
    where, word = f"event {name}", f"event.{name}"
    table = source.keys(row, ("run", "none"), where, word)
    if len(table) != 1:
        raise source.wrong(f"{where} has both of run and none, or neither", 'write run = "…", or none = "why"', word)
    said = {key: source.string(table, key, where, word).strip() for key in table}
    command = Command(name, **said)
    for place in PLACE.findall(command.run + command.none):
        if place not in arguments:
            raise source.wrong(f"{where} has no argument <{place}>", nearest(place, arguments), word, place)
    return command


def _check_variables(source: Source, variables: Mapping[str, str], commands: Iterable[Command]) -> None:
    """Every variable that a command needs says what it stands for, and nothing is said of any other."""
    needed = {name: command.event for command in commands for name in command.needed}
    for name, event in needed.items():
        if name not in variables:
            raise source.wrong(
                f"event {event} needs the variable {name}, of which nothing is said",
                f"{nearest(name, variables)}\nor say under [variables] what to put there",
                f"event.{event}",
                name,
            )
    for name, meaning in variables.items():
        for place in PLACE.findall(meaning):
            if place not in PLACE.findall(name):
                mend = nearest(place, PLACE.findall(name))
                raise source.wrong(f"the variable {name} has no <{place}>", mend, "variables", name, place)
        if name not in needed:
            raise ModelError(
                f"no command needs the variable {name}",
                origin=source.at("variables", name),
                mend=nearest(name, needed),
            )
