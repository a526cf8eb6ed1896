"""The page about the house describes the house that stands."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")


def test_every_path_named_is_there() -> None:
    """Catches a file that was moved or renamed without the page."""
    named = re.findall(r"`((?:chartproof|tests|docs|examples)/[\w./]*)`", TEXT)
    assert len(named) > 40
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_layers_are_those_that_are_held() -> None:
    """Catches a layer that is new, gone, or at another height."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    held = [name.strip().removeprefix("chartproof.") for layer in layers for name in layer.split(" : ")]
    told = re.findall(r"^\| `chartproof/(\w+)(?:/|\.py)` \|", TEXT, re.MULTILINE)
    assert told == held


def test_every_question_is_named() -> None:
    """Catches a new kind of question that the page is silent about."""
    from chartproof.language.questions import Question

    # Not those that tests, or a backend for itself, make.
    kinds = [kind.__name__ for kind in Question.__subclasses__() if kind.__module__ == Question.__module__]
    assert len(kinds) == 5
    assert [name for name in kinds if f"`{name}`" not in TEXT] == []
