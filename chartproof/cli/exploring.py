"""`chartproof explore`: how many states an instance has, and what its exploration has met."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chartproof.cli.everywhere import Command, json_option
from chartproof.cli.options import Output, change_option, opened, read_memory, read_sizes, sizes_option
from chartproof.cli.output import console, print_json, progress
from chartproof.cli.storing import Storing, read_storing, store_option
from chartproof.errors import ChartproofError
from chartproof.files import write_text

if TYPE_CHECKING:
    from chartproof.explore.reached import Reached
    from chartproof.language.form import Form

SLOW = 1_000_000
"""Transitions from which on it is worth a line that numba would be quicker."""


@click.command(cls=Command, short_help="Count the reachable states of an instance; say what is met.")
@change_option
@sizes_option
@click.option("--symmetry", is_flag=True, help="Keep one state of each orbit; the counts stay full.")
@click.option("--memory", help="How much memory it may take, such as 2GB.")
@click.option("--threads", type=click.IntRange(1), help="How many threads; by default one a processor.")
@store_option("Keep what is found in this folder: memory no longer limits it.", written=True)
@click.option("--resume", is_flag=True, help="With --store: go on from the last whole level.")
@click.option("--workers", type=click.IntRange(1), help="With --store: how many threads; by default one a processor.")
@click.option("--scheduler", metavar="ADDRESS", help="With --store: by the workers of this Dask scheduler.")
@click.option("--engine", help="memory (state by state) or bdd (decision diagrams); by default memory while it does.")
@click.option("--levels", is_flag=True, help="Say how many states are how far from the initial ones.")
@click.option("--coverage", is_flag=True, help="Say how often each event can happen, what is met, where it ends.")
@click.option("--curve", type=Output(), help="Write what is met per level as an SVG; with --coverage.")
@json_option
def explore(
    sizes: tuple[str, ...],
    symmetry: bool,
    memory: str | None,
    threads: int | None,
    store: Path | None,
    resume: bool,
    workers: int | None,
    scheduler: str | None,
    engine: str | None,
    levels: bool,
    coverage: bool,
    curve: Path | None,
    as_json: bool,
) -> None:
    """Count the reachable states, the transitions and the depth of an instance.

    With --coverage, say what was met: per event how often it can happen, and in how many states; per machine which
    states; how many states are at each level; and the terminal ones, in which nothing can happen.

    With --store, states go to files in a folder, by threads or on a cluster; verify and how read them there. --memory
    is then what all threads take together, or each task on a cluster.

    \b
    chartproof explore --size Account=3
    chartproof explore --coverage
    chartproof explore --coverage --curve coverage.svg
    chartproof explore --engine bdd --json
    chartproof explore --size Account=5 --store five --resume
    """
    from chartproof.explore.coverage import coverage as covered
    from chartproof.report.covered import coverage_data, print_coverage
    from chartproof.report.data import exploration_data

    if curve is not None and not coverage:
        raise ChartproofError("--curve draws what --coverage counts", mend="say --coverage, too")
    where = read_storing(store, resume, workers, scheduler, engine, threads)
    project = opened()
    size = read_sizes(project.form, sizes, project.settings)
    with progress("exploring") as update:
        found = _reached(project.form, size, update, engine, symmetry, levels or coverage, memory, threads, where)
        met = covered(found, update) if coverage else None
    if curve is not None and met is not None:
        from chartproof.report.curve import curve_svg

        write_text(curve, curve_svg(met, size))
    data = exploration_data(found, levels=levels)
    if as_json:
        print_json(data if met is None else {**data, "coverage": coverage_data(project.form, met)})
        return
    out = console()
    for key, value in data.items():
        if key not in ("sizes", "symmetry", "levels") and value is not None:
            out.print(f"{key:24} {value:>16{',' if not isinstance(value, str) else ''}}")
    if met is not None:
        print_coverage(out, project.form, met)
        return
    for level, states in enumerate(found.level_counts or () if levels else ()):
        out.print(f"{f'level {level}':24} {states:>16,}")


def _reached(
    form: Form,
    size: dict[str, int],
    update: Callable[[str], None],
    engine: str | None,
    symmetry: bool,
    levels: bool,
    memory: str | None,
    threads: int | None,
    where: Storing | None,
) -> Reached:
    """What an engine finds; how far it came is said where it is interrupted."""
    from chartproof.explore.engines import reach
    from chartproof.extras import installed, mend

    begun, reached = time.monotonic(), "nothing yet"
    word = "orbits" if symmetry else "states"

    def tell(done: int, states: int) -> None:
        nonlocal reached
        reached = f"{'step' if engine == 'bdd' else 'level'} {done}, {states:,} {word}"
        update(f"{reached}, {states / max(time.monotonic() - begun, 1e-3):,.0f} {word}/s")

    def note(text: str) -> None:
        click.echo(f"note: {text}", err=True)

    try:
        if where is not None:
            return where.explored(form, size, symmetry=symmetry, memory=read_memory(memory), progress=tell)
        found = reach(
            form,
            size,
            engine=engine,
            symmetry=symmetry,
            levels=levels,
            memory=read_memory(memory),
            threads=threads,
            progress=tell,
            said=note,
        )
    except KeyboardInterrupt:
        more = "more to come" if where is None else "more to come: --resume goes on from there"
        click.echo(f"interrupted: {reached}, and {more}", err=True)
        raise
    if found.engine == "memory" and found.transitions > SLOW and not installed("numba"):
        note(f"numba would be many times quicker: {mend('numba')}")
    return found
