"""`chartproof how`: the shortest way to a state, from the beginning or where a system was observed."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from chartproof.cli.everywhere import Command, json_option
from chartproof.cli.observing import assume_option, looked_at, print_lines
from chartproof.cli.options import Input, change_option, form_options, opened, sizes_option
from chartproof.cli.output import console, print_json, progress
from chartproof.cli.storing import read_store, store_option
from chartproof.errors import ChartproofError, NoAnswer, UnknownName
from chartproof.files import read_text, write_text

if TYPE_CHECKING:
    from chartproof.cli.traced import Wanted

FORMS = ("prose", "cli", "table")
"""The forms of a way in an observed system."""


@dataclass(frozen=True)
class Limits:
    """By whom alone, and without which events."""

    by: str
    without: tuple[str, ...]


@click.command(cls=Command, short_help="Find the shortest way to a state, or say that there is none.")
@change_option
@click.argument("expression")
@click.option(
    "--from",
    "start",
    type=Input(exists=True),
    help="A trace (JSON, as this command prints it) from whose end to go on.",
)
@sizes_option
@store_option("Look into this store (explore --store) alone, without a search.")
@click.option("--at", type=click.Path(path_type=Path), metavar="PATH", help="Begin where a system was observed.")
@click.option("--by", default="", metavar="ACTOR", help="With --at: only what this actor does, and systems.")
@click.option("--without", multiple=True, metavar="EVENT", help="With --at: without this event; may be repeated.")
@assume_option
@json_option
@form_options
def how(
    expression: str,
    start: Path | None,
    sizes: tuple[str, ...],
    store: Path | None,
    at: Path | None,
    by: str,
    without: tuple[str, ...],
    assume: tuple[str, ...],
    as_json: bool,
    form: str | None,
    output: Path | None,
) -> None:
    """Find the shortest way to a state where EXPRESSION holds, or say that there is none (exit status 3).

    Elements may be named as traces print them. That there is none is said of all sizes where it can be proved, and
    else of the sizes looked into. In an instance that no search can hold a way is built, which need not be the
    shortest, where it is proved that whatever satisfies the facts can be reached.

    With --at, the way begins where a system was observed (a folder or a state file), leads there whatever is not known,
    and is the one of least risk, then the one that takes least away, then the shortest. Elements are named as there.

    \b
    chartproof how "integration == 'left_behind'"
    chartproof how "membership[account1] == 'invited' and membership[account2] == 'outside'" --as prose
    chartproof how "organization == 'all_features'" --json > here.json
    chartproof how "member" --from here.json
    chartproof how "integration == 'left_behind'" --store five
    chartproof how "integration[config.amazonaws.com] == 'absent'" --at acme --as prose
    """
    from chartproof.check.how import look, look_in
    from chartproof.cli.traced import print_way_trace, read_form, said_nowhere
    from chartproof.report.data import how_data
    from chartproof.report.text import print_way

    wanted = read_form(form, output, as_json)
    if at is not None:
        if start is not None or sizes or store is not None:
            mend = "leave out --from, --size and --store"
            raise ChartproofError("--at says where to begin, and how many there are", mend=mend)
        _observed_way(expression, at, Limits(by, without), assume, as_json, wanted)
    if by or without or assume:
        raise ChartproofError("--by, --without and --assume are about an observed system", mend="name it: --at PATH")
    if store is not None and start is not None:
        raise ChartproofError("a store begins where everything begins", mend="leave out --from, or --store")
    project = opened()
    held, size = read_store(project.form, store, sizes, project.settings)
    given = read_text(start, "name a trace") if start else None
    with progress("searching") as update:
        if held is None:
            found = look(project, expression, size, given, str(start), update)
        else:
            found = look_in(project, expression, held, update)
    way, nowhere = found.trace, said_nowhere(expression, found, start, store)
    if wanted is not None:
        print_way_trace(project, expression, way, nowhere, wanted)
    elif as_json:
        data = how_data(project.form, expression, found, str(start) if start else None)
        print_json(data if store is None else {**data, "store": str(store)})
    else:
        print_way(console(), project.form, way, nowhere)
    sys.exit(NoAnswer.status if way is None else 0)


def _observed_way(
    expression: str, at: Path, limits: Limits, assume: tuple[str, ...], as_json: bool, form: Wanted | None
) -> NoReturn:
    """The way in an observed system, in whichever form; exit status 3 where there is none."""
    from chartproof.observe.wanted import wanted
    from chartproof.observe.way import allowed, find
    from chartproof.report.observed import also
    from chartproof.report.ways import nowhere, way_data, way_lines, way_prose, way_script

    if form is not None and form.form not in FORMS:
        raise UnknownName("form of a way in an observed system", form.form, FORMS)
    project, _, _, known = looked_at(at, assume)
    actors = dict.fromkeys(a.name for r in known.form.rules for a in r.actors)
    if limits.by and limits.by not in actors:
        raise UnknownName("actor", limits.by, actors)
    rules = allowed(known.form, limits.by, [known.form.rule(name).name for name in limits.without])
    with progress("searching") as update:
        way = find(known, wanted(known, expression), rules, update)
    if form is not None and way.moves is None:
        raise NoAnswer(f"there is no way to write: {nowhere(way, expression)}")
    if as_json:
        print_json(way_data(known, way, expression))
    elif form is None or form.form == "table":
        lines = [*way_lines(known, way, expression), *also(known)]
        _give(lines, form)
    else:
        text = (
            way_prose(known, way, expression) if form.form == "prose" else way_script(project, known, way, expression)
        )
        _give(text.splitlines(), form)
    sys.exit(NoAnswer.status if way.moves is None else 0)


def _give(lines: list[str], form: Wanted | None) -> None:
    """Write lines to the file that --output names, or print them."""
    if form is not None and form.output is not None:
        write_text(form.output, "\n".join(lines) + "\n")
    else:
        print_lines(lines)
