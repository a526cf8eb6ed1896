"""What `[tool.chartproof]` may say: a key that nothing reads would be a setting that nobody obeys.

[tool.chartproof]
title = "A lock server"            # what the report is headed; by default the folder's name
model = "model"                    # a package or module: machines and rows of events
proofs = "proofs"                  # a package or module: properties
page = "model/page.toml"           # the statements of the page that the rules are read from
commands = "model/commands.toml"   # how the events are done from a shell
adapter = "adapters/aws"           # a package that reads what is observed, and plans
effort = 20000000                  # steps of the solver for one question

[tool.chartproof.sizes]            # what instances are explored at, by sort
[tool.chartproof.mutate]           # the least percentage of mutants noticed, of changes and of additions
[tool.chartproof.diagrams]         # folder; lives: machines by the name of a picture
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chartproof.errors import ChartproofError, Origin, UnknownName, cut

KEYS: Mapping[str, type] = {
    "title": str,
    "model": str,
    "proofs": str,
    "page": str,
    "commands": str,
    "adapter": str,
    "effort": int,
    "sizes": dict,
    "diagrams": dict,
    "mutate": dict,
}
KINDS = {str: "a name", int: "a whole number", dict: "a table"}
EXAMPLES = {
    "title": 'title = "A lock server"',
    "model": 'model = "model"',
    "proofs": 'proofs = "proofs"',
    "page": 'page = "model/page.toml"',
    "commands": 'commands = "model/commands.toml"',
    "adapter": 'adapter = "adapters/aws"',
    "effort": "effort = 20000000",
    "sizes": "[tool.chartproof.sizes] and below Account = 2",
    "diagrams": '[tool.chartproof.diagrams] and below folder = "diagrams"',
    "mutate": "[tool.chartproof.mutate] and below changes = 85",
}
DIAGRAMS = ("folder", "lives")
MUTATE = ("changes", "additions")


def check_settings(settings: Any, origin: Origin) -> Mapping[str, Any]:
    """The settings, if all of them are known and of the right kind. Raises ChartproofError, naming key and file."""
    if not isinstance(settings, dict):
        mend = 'write it so: [tool.chartproof]\nmodel = "model"'
        raise ChartproofError("[tool.chartproof] is no table", origin=origin, mend=mend)
    for key, value in settings.items():
        if key not in KEYS:
            raise UnknownName("key of [tool.chartproof]", key, KEYS, origin=origin)
        if not _fits(value, KEYS[key]):
            raise ChartproofError(
                f"[tool.chartproof] {key} = {cut(repr(value))} is not {KINDS[KEYS[key]]}",
                origin=origin,
                mend=f"for example: {EXAMPLES[key]}",
            )
    for key in settings.get("diagrams", {}):
        if key not in DIAGRAMS:
            raise UnknownName("key of [tool.chartproof.diagrams]", key, DIAGRAMS, origin=origin)
    for key, least in settings.get("mutate", {}).items():
        if key not in MUTATE:
            raise UnknownName("key of [tool.chartproof.mutate]", key, MUTATE, origin=origin)
        if isinstance(least, bool) or not isinstance(least, (int, float)) or not 0 <= least <= 100:
            raise ChartproofError(
                f"[tool.chartproof.mutate] {key} = {cut(repr(least))} is no percentage",
                origin=origin,
                mend=f"for example: {key} = 85",
            )
    return settings


def _fits(value: Any, kind: type) -> bool:
    if isinstance(value, bool) or not isinstance(value, kind):
        return False
    return not isinstance(value, str) or (bool(value.strip()) and value.isprintable())


def check_sizes_named(sizes: Mapping[str, Any], sorts: tuple[str, ...], origin: Origin) -> None:
    """Refuse a size of a sort that the model does not have. Raises UnknownName."""
    for sort in sizes:
        if sort not in sorts:
            raise UnknownName("sort in [tool.chartproof.sizes]", sort, sorts, origin=origin)
