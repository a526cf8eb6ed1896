"""`chartproof check`: what a rule change, or the rules since a git revision, would break or mend."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chartproof.cli.everywhere import Command, json_option, said
from chartproof.cli.known import Told, known_differences
from chartproof.cli.options import (
    Input,
    baseline_option,
    change_option,
    opened,
    read_changes,
    read_sizes,
    report_options,
    sizes_option,
    write_reports,
)
from chartproof.cli.output import console, print_json, progress
from chartproof.compare.notes import Allowed
from chartproof.errors import ChartproofError
from chartproof.report.registry import CHECKS

if TYPE_CHECKING:
    from chartproof.changes.change import Change
    from chartproof.compare.comparison import Comparison
    from chartproof.project.project import Project


@click.command(cls=Command, short_help="Say what rule changes would break or mend, with traces.")
@click.argument("files", nargs=-1, type=Input(), metavar="CHANGE.toml…")
@click.option("--against", metavar="GITREF", help="Compare the present rules with those of a git revision.")
@click.option("--allow", multiple=True, metavar="KIND[:NAME]", help="A difference that is meant, against a revision.")
@click.option("--each", is_flag=True, help="Each on its own, a line a change; and the combinations that a file names.")
@sizes_option
@json_option
@change_option
@report_options(CHECKS)
@baseline_option
def check(
    files: tuple[Path, ...],
    against: str | None,
    allow: tuple[str, ...],
    each: bool,
    sizes: tuple[str, ...],
    as_json: bool,
    baseline: Path | None,
    **reports: Path | None,
) -> None:
    """Say which verdicts rule changes alter, each with its trace: every file alone, and several together.

    The verdicts that a file expects are those under [expects], and the baseline's otherwise.

    \b
    chartproof check changes/literal.toml
    chartproof check changes/literal.toml changes/frozen_role.toml
    chartproof check --each changes/practice.toml changes/resumes.toml
    chartproof check --against main --allow verdict:no_stale_role
    chartproof check --against main --baseline known.json
    """
    from chartproof.compare.checker import Checker

    if allow and not against:
        raise ChartproofError("--allow goes with --against", mend="a change file says what it expects under [expects]")
    if bool(files) == bool(against):
        raise ChartproofError("check what?", mend="name change files, or a git revision: --against GITREF")
    project = opened()
    size = read_sizes(project.form, sizes, project.settings)
    judged = known_differences(baseline)
    found: list[Comparison] = []
    try:
        with progress("checking") as update:
            if against:
                found.append(_against(project, against, size, Allowed.read(allow)))
            else:
                checker = Checker(project, size, not each, update)
                groups = _groups(read_changes(files), each)
                for group in groups:
                    checker.rules(group)  # a mistake in the last file is told before anything is decided
                found.extend(checker.check_each(groups))
    except KeyboardInterrupt:
        found, known = judged(found)
        _give(found, known, each, as_json)
        raise
    found, known = judged(found)
    write_reports(CHECKS, reports, found)
    _give(found, known, each, as_json)
    sys.exit(0 if all(c.ok for c in found) else 1)


def _give(found: Sequence[Comparison], known: Told, each: bool, as_json: bool) -> None:
    from chartproof.report import checked

    if as_json:
        print_json(checked.check_data(found) | known.data)
        return
    known.show()
    if each:
        checked.print_lines(console(), found, quiet=said("--quiet"))
    else:
        checked.print_checked(console(), found, quiet=said("--quiet"))


def _groups(changes: Sequence[Change], each: bool) -> list[Sequence[Change]]:
    """Every change alone; then all together, or the pairs that one of them says something of."""
    from chartproof.changes.change import tops

    groups: list[Sequence[Change]] = [[c] for c in changes]
    if each:
        pairs = itertools.permutations(changes, 2)
        groups += [(other, one) for one, other in pairs if other.name in one.expects_with]
    elif len(tops(changes)) > 1:
        groups.append(tops(changes))
    return groups


def _against(project: Project, revision: str, size: dict[str, int], allowed: Allowed) -> Comparison:
    from chartproof.compare.against import check_against
    from chartproof.compare.revision import compared_revisions

    return check_against(*compared_revisions(project, revision), revision, size, allowed)
