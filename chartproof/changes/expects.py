"""What a change file expects: verdicts that differ from the baseline's, and perhaps the kinds of difference of events.

[expects]
role_present = "violated"
finalize_all_features = ["newly_possible"]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chartproof.changes.kinds import OF_ROWS
from chartproof.changes.source import Source
from chartproof.declare.claims import VERDICTS, Expectation
from chartproof.errors import nearest


@dataclass(frozen=True)
class Expected:
    """The verdicts by property, and the kinds by event or machine."""

    verdicts: Mapping[str, Expectation] = field(default_factory=dict)
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_expected(source: Source, table: Any, *words: str) -> Expected:
    """What stands under [expects], or under [expects_with.OTHER]. Raises ModelError with the place of what is wrong."""
    if not isinstance(table, dict):
        raise source.wrong(
            f"{words[-1]} is no table", f'write [{".".join(words)}], and below PROPERTY = "holds"', *words
        )
    verdicts: dict[str, Expectation] = {}
    kinds: dict[str, tuple[str, ...]] = {}
    for name, said in table.items():
        if isinstance(said, list):
            kinds[name] = source.strings(table, name, ".".join(words), *words)
            for kind in kinds[name]:
                if kind not in OF_ROWS:
                    message = f"{name} is expected to differ in {kind!r}, and no kind of difference is called so"
                    raise source.wrong(message, nearest(kind, OF_ROWS), *words, name)
            continue
        try:
            verdicts[name] = Expectation.read(str(said))
        except ValueError as error:
            raise source.wrong(str(error), nearest(str(said), VERDICTS), *words, name) from error
    return Expected(verdicts, kinds)


def read_combined(source: Source, table: Any) -> Mapping[str, Expected]:
    """What stands under [expects_with.OTHER], by the other change."""
    if not isinstance(table, dict):
        raise source.wrong("expects_with is no table", "write [expects_with.OTHER_CHANGE]", "expects_with")
    return {other: read_expected(source, row, "expects_with", other) for other, row in table.items()}
