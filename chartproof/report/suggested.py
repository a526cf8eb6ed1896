"""The lines that a change file would have to contain so that it expects what was found of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chartproof.changes.kinds import OF_ROWS
from chartproof.declare.claims import Expectation

if TYPE_CHECKING:
    from chartproof.compare.comparison import Comparison


def suggested(found: Comparison) -> tuple[str, ...]:
    """The lines of [expects], for a change of its own that has none; empty where nothing differs."""
    if len(found.changes) != 1 or found.changes[0].says_expects:
        return ()
    verdicts, kinds = list(_verdicts(found)), list(_kinds(found))
    beside = ["# and, if nothing else may differ:", *kinds] if kinds else []
    return ("[expects]", *verdicts, *beside) if verdicts or kinds else ()


def _verdicts(found: Comparison) -> Iterator[str]:
    for one in found.differences:
        if one.after is not None and not one.as_expected:
            vacuous = one.after.vacuous and one.after.verdict == "holds"
            yield f'{one.property.name} = "{Expectation(one.after.verdict, "", vacuous)}"'


def _kinds(found: Comparison) -> Iterator[str]:
    kinds: dict[str, list[str]] = {}
    for note in found.notes:
        if note.kind in OF_ROWS:
            kinds.setdefault(note.name, []).append(note.kind)
    for name, those in kinds.items():
        listed = ", ".join(f'"{kind}"' for kind in dict.fromkeys(those))
        yield f"{name} = [{listed}]"
