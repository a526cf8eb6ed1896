"""A snapshot's folder: a file a call, `SERVICE.OPERATION[.ARGUMENT].json`.

No path is made of what a file says: only files that lie in the folder are ever opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from adapters.aws.tables import Call, calls
from adapters.aws.values import ACCOUNT, Value, read_value, shown
from chartproof.errors import ChartproofError, Origin

SCRIPT = "write it by the script that chartproof observe --script prints"


@dataclass(frozen=True)
class Output:
    """What one call printed. complete: whether that is all; a list may be cut off, and then says so."""

    call: Call
    value: Value
    complete: bool

    @property
    def held(self) -> Value:
        """What the call is made for. Raises ChartproofError where it is not there."""
        held = self.value.at(self.call.holds)
        if not held:
            raise held.wrong("is not there")
        return held


@dataclass
class Outputs:
    """The files of a folder, by call, and for calls that are made per account, by its number; read when asked."""

    folder: Path
    single: dict[str, Path] = field(default_factory=dict)
    by_account: dict[str, dict[str, Path]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

    def of(self, call: str) -> Output | None:
        """What a call printed, if there is a file of it. Raises ChartproofError where it is no such output."""
        return _output(self.single[call], calls()[call]) if call in self.single else None

    def each(self, call: str) -> Iterator[tuple[str, Output]]:
        """What a call printed, account by account; no more than one is kept. Raises ChartproofError."""
        for account, file in self.by_account.get(call, {}).items():
            yield account, _output(file, calls()[call])


def read_folder(folder: Path) -> Outputs:
    """All files of a folder that this knows. Raises ChartproofError where one has a wrong name, or there is none."""
    found = Outputs(folder)
    for file in _files(folder):
        name = file.name.removesuffix(".json")
        call = next((c for c in calls() if name == c or name.startswith(f"{c}.")), None)
        if call is None or file.suffix != ".json":
            found.unread.append(shown(file.name))
            continue
        argument = name.removeprefix(call).removeprefix(".")
        _refuse_argument(file, calls()[call], argument)
        if argument:
            found.by_account.setdefault(call, {})[argument] = file
        else:
            found.single[call] = file
    if not found.single and not found.by_account:
        raise ChartproofError(
            "has no output of the AWS CLI that this reads", origin=Origin(str(folder), 0), mend=SCRIPT
        )
    return found


def _files(folder: Path) -> Iterator[Path]:
    try:
        names = sorted(folder.iterdir())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ChartproofError(f"cannot be read: {reason}", origin=Origin(str(folder), 0), mend=SCRIPT) from error
    for file in names:
        if file.suffix == ".json" and not file.is_file():
            raise ChartproofError("is no file", origin=Origin(str(file), 0), mend="remove it from the folder")
        if not file.is_dir():
            yield file


def _refuse_argument(file: Path, call: Call, argument: str) -> None:
    if call.argument is None and argument:
        mend = f"name it {call.name}.json"
    elif call.argument is not None and not ACCOUNT.fullmatch(argument):
        mend = f"name it {call.name}.ACCOUNT.json, with the account's 12 digits"
    else:
        return
    raise ChartproofError("is named as no file of a snapshot is", origin=Origin(str(file), 0), mend=mend)


def _output(file: Path, call: Call) -> Output:
    value = read_value(file)
    cut_off = value.at("NextToken").content or value.at("Marker").content or value.at("IsTruncated").content
    return Output(call, value, not cut_off)
