"""Options that several commands share, and how their values are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chartproof.errors import ChartproofError, Origin, UnknownName, cut
from chartproof.report.registry import TRACES, Row, listed

if TYPE_CHECKING:
    from chartproof.changes.change import Change
    from chartproof.language.form import Form

Command = Callable[..., Any]


class Input(click.Path):
    """A file that is read."""

    def __init__(self, *, exists: bool = False) -> None:
        super().__init__(exists=exists, dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path."""
        if not value:
            self.fail("it is empty", param, ctx)
        return super().convert(value, param, ctx)


class Output(click.ParamType[Path]):
    """A path that is written to: refused before anything is done, where it cannot be."""

    name = "path"

    def __init__(self, *, folder: bool = False) -> None:
        self.folder = folder

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path."""
        from chartproof.files import refuse_unwritable, refuse_unwritable_folder

        path = Path(value)
        try:
            if not value:
                raise ChartproofError("it is empty")
            (refuse_unwritable_folder if self.folder else refuse_unwritable)(path)
        except ChartproofError as error:
            self.fail(str(error), param, ctx)
        return path


def sizes_option(command: Command) -> Command:
    """--size Account=2, once per sort."""
    return click.option(
        "--size",
        "sizes",
        multiple=True,
        metavar="SORT=N",
        help="How many elements a sort has; once per sort.",
    )(command)


def change_option(command: Command) -> Command:
    """--change FILE, as often as there are changes to apply first."""
    return click.option(
        "--change",
        "changes",
        multiple=True,
        type=Input(),
        metavar="FILE",
        help="Apply a rule change first; may be repeated.",
        expose_value=False,
        callback=_remember,
    )(command)


def _remember(context: click.Context, parameter: click.Parameter, files: tuple[Path, ...]) -> None:
    """Keep the files for when the project is opened: every command has them, and none passes them on."""
    context.find_root().obj["changes"] = files


def given_changes() -> tuple[Path, ...]:
    """The files of `--change`, absolute."""
    from chartproof.files import resolved

    return tuple(resolved(file) for file in click.get_current_context().find_root().obj.get("changes") or ())


def read_changes(files: Sequence[Path]) -> list[Change]:
    """The changes that files propose, each once. Raises ChartproofError."""
    from chartproof.changes.file import load_change
    from chartproof.files import resolved

    found: dict[Path, Change] = {}
    for file in files:
        found.setdefault(resolved(file), load_change(file))
    return list(found.values())


def baseline_option(command: Command) -> Command:
    """--baseline FILE."""
    return click.option(
        "--baseline",
        type=Input(),
        metavar="FILE",
        help="Accept what this file of --json knows; fail on what is new.",
    )(command)


def form_options(command: Command) -> Command:
    """--as FORM and --output FILE, for a trace."""
    output = click.option(
        "--output",
        type=Output(),
        help="Write what --as asks for to a file; by default standard output.",
    )
    form = click.option(
        "--as",
        "form",
        metavar="FORM",
        help=f"The trace alone, as one of: {listed(TRACES)}.",
    )
    return form(output(command))


def report_options(kind: Mapping[str, Row]) -> Callable[[Command], Command]:
    """An option for each report of a kind: a file to write it to."""

    def decorated(command: Command) -> Command:
        for row in reversed(list(kind.values())):
            command = click.option(f"--{row.name}", type=Output(), help=f"Write {row.says}.")(command)
        return command

    return decorated


def write_reports(kind: Mapping[str, Row], files: Mapping[str, Path | None], *found: object) -> None:
    """Write those reports of a kind that a file is named for, of what was found."""
    from chartproof.files import write_text

    for name, path in files.items():
        if path is not None:
            write_text(path, kind[name].load()(*found))


def smt2_option(command: Command) -> Command:
    """--smt2 DIR."""
    return click.option(
        "--smt2",
        type=Output(folder=True),
        metavar="DIR",
        help="Write each obligation of the proofs as SMT-LIB 2.6, for another solver.",
    )(command)


def read_sizes(form: Form, given: Sequence[str], settings: Mapping[str, Any]) -> dict[str, int]:
    """Sizes from the command line over those of the project, over two of the first sort and one of the rest.

    Raises ChartproofError where a size is no positive integer or names no sort.
    """
    chosen = _project_sizes(form, settings)
    for text in given:
        name, _, number = text.partition("=")
        if name not in form.sorts:
            raise UnknownName("sort", cut(name), form.sorts, origin=Origin(f"--size {cut(text)}", 0))
        chosen[name] = _count(number)
        if not chosen[name]:
            raise ChartproofError(
                f"--size {cut(text)}: {cut(number)!r} is not a positive integer", mend=f"for example: --size {name}=2"
            )
    return chosen


def _count(text: str) -> int:
    """A positive integer in figures, of at most 18; 0 where a text is none.

    >>> _count("12"), _count("²"), _count("9" * 5000)
    (12, 0, 0)
    """
    return int(text) if re.fullmatch("[0-9]{1,18}", text) else 0


def _project_sizes(form: Form, settings: Mapping[str, Any]) -> dict[str, int]:
    sizes = settings.get("sizes", {})
    for name in sizes if isinstance(sizes, dict) else ():
        if name not in form.sorts:
            raise UnknownName("sort", name, form.sorts, origin=Origin("pyproject.toml: [tool.chartproof.sizes]", 0))
    chosen = {}
    for n, sort in enumerate(form.sorts):
        size = sizes.get(sort, 2 if n == 0 else 1) if isinstance(sizes, dict) else None
        if not isinstance(size, int) or isinstance(size, bool) or size < 1:
            raise ChartproofError(
                f"pyproject.toml: [tool.chartproof.sizes] {sort} = {size!r} is not a positive integer",
                mend=f"for example: {sort} = 2",
            )
        chosen[sort] = size
    return chosen


def read_memory(text: str | None) -> int | None:
    """Bytes from a text such as 200MB or 2GB. Raises ChartproofError.

    >>> read_memory("200MB")
    200000000
    """
    if text is None:
        return None
    for unit, factor in (("KB", 10**3), ("MB", 10**6), ("GB", 10**9)):
        number = _count(text.upper().removesuffix(unit).strip())
        if text.upper().endswith(unit) and number:
            return number * factor
    raise ChartproofError(f"--memory {cut(text)!r} is no amount of memory", mend="for example: --memory 200MB")


def opened() -> Any:
    """The project that the command is about, under the rule changes of `--change`."""
    from chartproof.project.project import load

    options = click.get_current_context().find_root().obj
    project = load(options["project"])
    if not options.get("changes"):
        return project
    from chartproof.compare.checker import under

    return under(project, read_changes(options["changes"]))
