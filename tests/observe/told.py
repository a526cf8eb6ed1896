"""The toy library, looked at through the command line and through the functions below it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from chartproof.cli.main import main
from chartproof.observe.adapter import Adapter, adapter_of
from chartproof.observe.known import Known
from chartproof.observe.observed import observe
from chartproof.project.project import Project, load

TOY = Path(__file__).parent / "toy"
STATE: dict[str, Any] = {
    "elements": {"Reader": ["ann", {"key": "r2", "name": "bob"}, "cid"], "Shelf": ["art", "biology", "crime"]},
    "states": {
        "Library": "opened",
        "Card": {"ann": "issued", "r2": "issued", "cid": "none"},
        "Stock": {"art": "filled", "biology": "empty", "crime": ["filled", "clearing"]},
        "Loan": {
            "ann": {"art": "held", "biology": "none", "crime": "held"},
            "r2": {"art": ["none", "held"], "biology": "none", "crime": "none"},
            "cid": {"art": "none", "biology": "none", "crime": "none"},
        },
    },
    "tells": {"Loan": "loans.{Reader}.json"},
}


def written(folder: Path, **changed: Any) -> Path:
    """The state file, with some keys changed; None takes one away."""
    data = {k: v for k, v in {**STATE, **changed}.items() if v is not None}
    path = folder / "state.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    """A command line about the toy."""
    return CliRunner().invoke(main, ["--project", str(TOY), *map(str, arguments)])


def looked(path: Path, assume: tuple[str, ...] = ()) -> tuple[Project, Adapter, Known]:
    """The toy, and what is known of it."""
    project = load(TOY)
    adapter = adapter_of(project)
    return project, adapter, observe(project, adapter, path, assume)[1]
