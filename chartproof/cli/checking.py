"""`chartproof check`: what a rule change, or the rules since a git revision, would break or mend."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chartproof.cli.options import change_option, json_option, opened, read_changes, read_sizes, sizes_option
from chartproof.cli.output import console, print_json, progress
from chartproof.errors import ChartproofError

if TYPE_CHECKING:
    from chartproof.changes.change import Change
    from chartproof.compare.checker import Checker, Comparison
    from chartproof.project.project import Project


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="CHANGE.toml…")
@click.option("--against", metavar="GITREF", help="Compare the present rules with those of a git revision.")
@click.option("--each", is_flag=True, help="Each on its own, a line a change; and the combinations that a file names.")
@sizes_option
@json_option
@change_option
@click.option("--junit", type=click.Path(dir_okay=False, path_type=Path), help="Write JUnit XML.")
@click.option("--sarif", type=click.Path(dir_okay=False, path_type=Path), help="Write SARIF 2.1.0.")
@click.option("--markdown", type=click.Path(dir_okay=False, path_type=Path), help="Write Markdown.")
def check(
    files: tuple[Path, ...],
    against: str | None,
    each: bool,
    sizes: tuple[str, ...],
    as_json: bool,
    **reports: Path | None,
) -> None:
    """Say which verdicts rule changes alter, each with its trace: every file alone, and several together.

    The verdicts that a file expects are those under [expects], and the baseline's otherwise.
    """
    from chartproof.compare.checker import Checker
    from chartproof.report import check_files, checked
    from chartproof.report.files import write

    if bool(files) == bool(against):
        raise ChartproofError("check what?", mend="name change files, or a git revision: --against GITREF")
    project = opened()
    size = read_sizes(project.form, sizes, project.settings)
    with progress("checking") as update:
        if against:
            found = _against(project, against, size)
        else:
            checker = Checker(project, size, not each, update)
            found = _checked(checker, read_changes(files), each)
    renders = {
        "junit": check_files.check_junit,
        "sarif": check_files.check_sarif,
        "markdown": check_files.check_markdown,
    }
    for name, render in renders.items():
        path = reports[name]
        if path is not None:
            write(path, render(found))
    if as_json:
        print_json(checked.check_data(found))
    elif each:
        checked.print_lines(console(), found)
    else:
        checked.print_checked(console(), found)
    sys.exit(0 if all(c.ok for c in found) else 1)


def _checked(checker: Checker, changes: Sequence[Change], each: bool) -> list[Comparison]:
    """Every change alone; then all together, or the pairs that one of them says something of."""
    from chartproof.changes.change import tops

    groups: list[Sequence[Change]] = [[c] for c in changes]
    if each:
        pairs = itertools.permutations(changes, 2)
        groups += [(other, one) for one, other in pairs if other.name in one.expects_with]
    elif len(tops(changes)) > 1:
        groups.append(tops(changes))
    return [checker.check(group) for group in groups]


def _against(project: Project, revision: str, size: dict[str, int]) -> list[Comparison]:
    from chartproof.compare.checker import check_against
    from chartproof.compare.revision import at_revision

    with at_revision(project, revision) as old:
        return [check_against(old, project, revision, size)]
