"""What never happens, as `verify` says it: what is proved, what was only not met, and nothing that happens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from chartproof.cli.main import main
from tests.effort import thorough

MODEL = '''"""A door, and badges."""

from chartproof.declare import Event, Machine, Sort, State

Person = Sort("Person", "one with a badge")


class Door(Machine):
    """It never breaks."""

    shut = State(initial=True)
    ajar = State()
    broken = State()

    unlock = shut.to(ajar)
    smash = ajar.to(broken)
    mend = broken.to(shut)


class Badge(Machine, per=Person):
    """Gold takes three."""

    off = State(initial=True)
    on = State()
    gold = State()

    switch = off.to(on)
    crown = on.to(gold)


THREE = "x != y and y != z and x != z and badge[x] == 'on' and badge[y] == 'on' and badge[z] == 'on'"
unlock = Event("It is unlocked.")
smash = Event("Never, as it would have to be shut and ajar.", only_if=["door == 'shut'"])
mend = Event("Never, as it never breaks.")
switch = Event("A badge is put on.", of=Person)
crown = Event("With three.", of=Person, only_if=[f"some(x in Person, some(y in Person, some(z in Person, {THREE})))"])
'''
PROOFS = '''"""One claim."""

from chartproof.declare import Claim, can, claim


@claim()
def somebody_has_a_badge() -> Claim:
    """It can be put on."""
    return can("badge == 'on'")
'''


@pytest.fixture
def project(tmp_path: Path) -> str:
    (tmp_path / "pyproject.toml").write_text('[tool.chartproof]\nmodel = "model"\nproofs = "proofs"\n')
    (tmp_path / "model.py").write_text(MODEL)
    (tmp_path / "proofs.py").write_text(PROOFS)
    return str(tmp_path)


def never(*arguments: str) -> dict[str, dict[str, bool]]:
    """What never happens by name, and whether that is proved."""
    data = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).stdout)["never"]
    events = {e["name"]: e["proved"] for e in data["events"]}
    return {"events": events, "states": {f"{s['machine']}.{s['state']}": s["proved"] for s in data["states"]}}


def test_what_is_proved_and_what_was_not_met_are_told_apart(project: str) -> None:
    """Catches `proved` said of what a third person does, and an event that is missed."""
    assert never("--project", project, "verify") == {
        "events": {"smash": True, "mend": True, "crown": False},
        "states": {"Door.broken": True, "Badge.gold": False},
    }
    text = CliRunner().invoke(main, ["--project", project, "verify"]).stdout
    assert "what never happens:\n  event smash: proved for all sizes\n" in text
    assert "  event crown: not met (Person=1, Person=2), and not proved\n" in text


def test_what_was_met_anywhere_happens(project: str) -> None:
    """Catches an instance that was explored and is not looked at."""
    found = never("--project", project, "verify", "--size", "Person=3")
    assert found == {"events": {"smash": True, "mend": True}, "states": {"Door.broken": True}}


def test_without_proofs_nothing_is_called_proved(project: str) -> None:
    """Catches a proof that nobody tried."""
    assert never("--project", project, "verify", "--no-proof")["events"]["smash"] is False


def test_of_some_properties_nothing_is_said(project: str) -> None:
    """Catches a section that is about all, where somebody asked for one."""
    assert json.loads(CliRunner().invoke(main, ["verify", "role_present", "--json"]).stdout)["never"] is None


@thorough
def test_in_the_model_everything_happens() -> None:
    """Catches an event of the page that nothing makes possible any more."""
    assert never("verify") == {"events": {}, "states": {}}
