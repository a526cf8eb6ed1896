"""What the tests of adapters/aws share: the rules, fixtures that can be changed, and cells by names."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from adapters import aws
from chartproof.compare.checker import under
from chartproof.language.form import Form
from chartproof.observe.observation import Observation
from chartproof.observe.plan import Plan
from chartproof.project.project import load

ROOT = Path(__file__).parents[2]
ORGANIZATIONS = Path(__file__).parent / "organizations"
LIST_ACCESS = "organizations.list-aws-service-access-for-organization"
LIST_HANDSHAKES = "organizations.list-handshakes-for-organization"
LIST_ACCOUNTS = "organizations.list-accounts"
DESCRIBE = "organizations.describe-organization"
SHOP_DEV = "100000000014"


@cache
def form(*changes: str) -> Form:
    """The model's rules, under changes by name."""
    from chartproof.cli.options import read_changes

    files = [ROOT / "changes" / f"{name}.toml" for name in changes]
    found: Form = under(load(ROOT), read_changes(files)).form if files else load(ROOT).form
    return found


def changed(target: Path, fixture: str, **edits: Callable[[Any], Any]) -> Path:
    """A copy of a fixture in which some files' contents are edited, in place or by what is returned.

    edits: by the file's name, with _ for what no keyword can have, as `named` says.
    """
    folder = target / fixture
    shutil.copytree(ORGANIZATIONS / fixture, folder, dirs_exist_ok=True)
    for name, edit in edits.items():
        file = folder / f"{named(name)}.json"
        content = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        done = edit(content)
        file.write_text(json.dumps(content if done is None else done), encoding="utf-8")
    return folder


def named(name: str) -> str:
    """The call that a keyword stands for: access, accounts, handshakes, organization, or roles_NUMBER."""
    known = {"access": LIST_ACCESS, "accounts": LIST_ACCOUNTS, "handshakes": LIST_HANDSHAKES, "organization": DESCRIBE}
    return known.get(name) or f"iam.list-roles.{name.removeprefix('roles_')}"


def seen(folder: Path, *changes: str) -> Observation:
    """What a folder says."""
    return aws.read(folder, form(*changes))


def states(observation: Observation, machine: str, *changes: str) -> Mapping[str, str]:
    """The possible states of a machine's cells, by names of elements, with / between states; all: ?"""
    variable = form(*changes).variable(machine)
    elements = [[str(e) for e in observation.elements[s]] for s in variable.sorts]
    found = {}
    for index, mask in _cells(observation.possible[variable.name]):
        possible = [s for n, s in enumerate(variable.states) if mask >> n & 1]
        key = " ".join(elements[dimension][n] for dimension, n in enumerate(index))
        found[key] = "?" if len(possible) == len(variable.states) else "/".join(possible)
    return found


def _cells(masks: Any) -> list[tuple[tuple[int, ...], int]]:
    import numpy as np

    return [(index, int(mask)) for index, mask in np.ndenumerate(masks)]


def planned(plan: Path, at: str | Path = "acme", *changes: str, source: Path | None = None) -> tuple[Plan, Observation]:
    """A plan, and what it was read at: a fixture by name, or a folder."""
    observation = seen(ORGANIZATIONS / at if isinstance(at, str) else at, *changes)
    return aws.read_plan(plan, form(*changes), observation, source), observation


def events(plan: Plan) -> list[str]:
    """The steps of a plan, each as its event and its arguments' keys."""
    return [" ".join([s.event, *s.arguments.values()]) for s in plan.steps]


def remarks(plan: Plan) -> list[tuple[str, str]]:
    """The remarks of a plan's reader: finding and sentence."""
    return [(r.finding, r.sentence) for r in plan.remarks]
