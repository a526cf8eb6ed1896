"""`chartproof count`: how many states sizes have that nobody can search."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from chartproof.cli.everywhere import Command, json_option
from chartproof.cli.options import change_option, opened, read_sizes, sizes_option
from chartproof.cli.output import console, print_json, progress

if TYPE_CHECKING:
    from chartproof.check.counting import Count

DIGITS = 60
"""A longer number is said by its first digits and how many it has; --json has them all."""


@click.command(cls=Command, short_help="Count states of any size, by the facts that are proved.")
@change_option
@sizes_option
@click.option("--symmetry", is_flag=True, help="Count orbits, too: states that differ in more than who is who.")
@click.option("--prove", is_flag=True, help="Prove that as many can be reached, at every size.")
@json_option
def count(sizes: tuple[str, ...], symmetry: bool, prove: bool, as_json: bool) -> None:
    """Count the reachable states and transitions of an instance without exploring it, by the facts that are proved of
    every size: no more can be reached than satisfy them. Whether as many are is compared on small instances, and with
    --prove shown for every size, by undoing events until every state is an initial one.

    \b
    chartproof count --size Account=1000 --size Service=10
    chartproof count --size Account=3 --symmetry --json
    chartproof count --size Account=1000 --size Service=10 --prove
    """
    from chartproof.check.counting import count as counted
    from chartproof.check.run import verifier_of

    project = opened()
    size = read_sizes(project.form, sizes, project.settings)
    verifier = verifier_of(project, dict.fromkeys(project.form.sorts, 1))
    with progress("counting"):
        found = counted(verifier, size, symmetry=symmetry, proves=prove)
    verifier.kept.save()
    if as_json:
        sys.set_int_max_str_digits(0)  # they are all asked for
        print_json(_data(found))
        return
    out = console()
    for name, number in (("states", found.states), ("transitions", found.transitions), ("orbits", found.orbits)):
        if number is not None:
            out.print(Text(f"{name:12} {_said(number)}"), soft_wrap=True)
    for line in _remarks(found, symmetry, prove):
        out.print(Text(line), soft_wrap=True)


def _remarks(found: Count, symmetry: bool, prove: bool) -> Iterator[str]:
    yield _how_sure(found)
    if prove and found.exact == "explored":
        yield f"whether it is exact at every size is not known: {_why_open(found)}"
    if found.why_not:
        yield f"transitions are not counted: {found.why_not}"
    if symmetry and found.orbits is None:
        yield "orbits are not counted: there are too many, or elements of one sort are not independent"
    yield from (f"not counted by: {fact}" for fact in found.known.left_out)


def _said(number: int) -> str:
    if number < 10**DIGITS:
        return f"{number:,}"
    digits = int(number.bit_length() * math.log10(2))  # or one more: written out it would be slow, and too long for str
    digits += number >= 10**digits
    return f"{number // 10 ** (digits - 12)}… ({digits:,} digits)"


def _how_sure(found: Count) -> str:
    """What makes the numbers exact, or by how much they are too large where that was looked at."""
    from chartproof.language.names import short_sizes, with_sizes

    if not found.known.explored:
        return "at most: no instance is small enough to compare with"
    if found.exactness is not None and found.exact == "proved":
        shown = f"{len(found.exactness.undoings)} undoings, {len(found.exactness.stated)} obligations"
        return (
            f"exact, as at every size: all that satisfies the {len(found.known.facts)} facts can be reached ({shown})"
        )
    if found.known.differs_at is None:
        compared = ", ".join(short_sizes(z) for z in found.known.explored)
        return f"exact by {len(found.known.facts)} facts on every instance explored: {compared}"
    sizes, satisfying, reached = found.known.differs_at
    more = f"{satisfying:,} states satisfy the {len(found.known.facts)} facts"
    return f"at most: {with_sizes(sizes)} {more}, {reached:,} can be reached"


def _why_open(found: Count) -> str:
    if found.exactness is None:
        return "no way to undo events until a state is initial was found on the small instances"
    open_because = "Z3 does not know whether" if found.exactness.verdict == "unknown" else "it is not shown that"
    return f"{open_because} {found.exactness.stated[-1].obligation.name}"


def _data(found: Count) -> dict[str, Any]:
    differs = None
    if found.known.differs_at is not None:
        sizes, satisfying, reached = found.known.differs_at
        differs = {"sizes": dict(sizes), "satisfying": satisfying, "reached": reached}
    return {
        "sizes": dict(found.sizes),
        "states": found.states,
        "transitions": found.transitions,
        "orbits": found.orbits,
        "exact": found.exact,
        "explored": [dict(z) for z in found.known.explored],
        "differs_at": differs,
        "facts": [str(f) for f in found.known.facts],
        "undoings": [str(u) for u in found.exactness.undoings] if found.exactness is not None else [],
        "left_out": [str(f) for f in found.known.left_out],
        "seconds": round(found.seconds, 3),
    }
