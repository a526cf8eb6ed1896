"""What an exploration has met: counted by hand from the graph, and the same whichever engine counts."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from hypothesis import given, settings

from chartproof.cli.main import main
from chartproof.compile import Form
from chartproof.explore.coverage import Coverage, coverage
from chartproof.explore.engines import reach
from chartproof.explore.graph import graph
from chartproof.explore.memory import InMemory
from chartproof.explore.search import explore
from chartproof.language.meaning import Sizes
from chartproof.project.project import load
from tests.toys import Toy, toys

CLUB = str(Path(__file__).parents[1] / "diagram" / "club")


def by_hand(form: Form, sizes: Sizes) -> tuple[Counter[str], Counter[tuple[str, str]], int]:
    """Transitions by event, states by machine and state, and the states without any transition; from the graph."""
    found = explore(form, sizes)
    arrows = graph(found)
    taken = Counter(found.instance.events[e].rule.name for e in arrows.events.tolist())
    states = [found.instance.layout.unpack(words) for words in found.words]
    met = Counter(place for state in states for place in {(cell[0], value) for cell, value in state.items()})
    ends = sum(a == b for a, b in zip(arrows.offsets[:-1], arrows.offsets[1:], strict=True))
    return taken, met, ends


def said(found: Coverage) -> tuple[Counter[str], Counter[tuple[str, str]], int]:
    events = Counter({name: met.times for name, met in found.events.items()})
    return events, Counter({place: met.states for place, met in found.machines.items()}), found.terminal.states


@settings(deadline=None)
@given(toy=toys())
def test_what_is_counted_is_in_the_graph(toy: Toy) -> None:
    """Catches an event that is counted once a state, orbits that are counted as states, and an end that is none."""
    by_graph = by_hand(toy.form, toy.sizes)
    for symmetric in (False, True):
        found = coverage(InMemory(explore(toy.form, toy.sizes, symmetry=symmetric)))
        assert said(found) == by_graph
        assert (found.ending is None) == (by_graph[2] == 0)


def test_every_engine_says_the_same_of_the_model() -> None:
    """Catches an engine that counts otherwise, or finds another first level; and transitions that are left out."""
    form, sizes = load().form, {"Account": 2, "Service": 1}
    plain = reach(form, sizes)
    found = coverage(plain)
    assert sum(met.times for met in found.events.values()) == plain.transitions
    assert (found.never_happen, found.never_entered, found.terminal.states) == ([], [], 0)
    for other in (reach(form, sizes, symmetry=True), reach(form, sizes, engine="bdd", levels=True)):
        assert coverage(other) == found


def test_the_command_gives_a_table_json_and_a_curve(tmp_path: Path) -> None:
    """Catches a form of output that leaves something out."""
    curve = tmp_path / "curve.svg"
    ran = CliRunner().invoke(main, ["--project", CLUB, "explore", "--coverage", "--curve", str(curve), "--json"])
    data = json.loads(ran.stdout)["coverage"]
    assert sum(e["transitions"] for e in data["events"]) == json.loads(ran.stdout)["transitions"]
    assert [m["name"] for m in data["machines"]] == ["Door", "Badge", "Seat", "End"]
    assert sum(data["levels"]) == json.loads(ran.stdout)["states"]
    assert data["terminal"] == {"states": 0, "first_level": None, "nearest": None}
    drawn = ElementTree.parse(curve)
    assert len(drawn.findall(".//{*}path")) == 2
    assert drawn.find("{*}title") is not None
    rows = CliRunner().invoke(main, ["--project", CLUB, "explore", "--coverage"]).stdout.splitlines()
    cells = [row.split("\t") for row in rows if "\t" in row]
    assert Counter(row[0] for row in cells) == {"event": 8, "state": 9, "level": 8, "terminal": 1}


def test_where_runs_end_is_shown(tmp_path: Path) -> None:
    """Catches a terminal state that is missed, or one that is shown and is none."""
    (tmp_path / "pyproject.toml").write_text('[tool.chartproof]\nmodel = "model"\nproofs = "proofs"\n')
    (tmp_path / "proofs.py").write_text("")
    (tmp_path / "model.py").write_text(
        '"""A fuse."""\nfrom chartproof.declare import Event, Machine, State\n'
        'class Fuse(Machine):\n    """Blows once."""\n    whole = State(initial=True)\n    blown = State()\n'
        '    blow = whole.to(blown)\nblow = Event("It blows.")\n'
    )
    data = json.loads(CliRunner().invoke(main, ["--project", str(tmp_path), "explore", "--coverage", "--json"]).stdout)
    assert data["coverage"]["terminal"] == {"states": 1, "first_level": 1, "nearest": {"Fuse": "blown"}}


@pytest.mark.parametrize("arguments", [["explore", "--curve", "x.svg"]])
def test_a_curve_without_coverage_is_refused(arguments: list[str]) -> None:
    """Catches an option that does nothing."""
    ran = CliRunner().invoke(main, ["--project", CLUB, *arguments])
    assert (ran.exit_code, "--coverage" in ran.stderr) == (2, True)
