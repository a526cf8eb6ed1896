"""`mutate`: every operator has a mutant whose fate is known, and every mutant is one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chartproof.cli.main import main
from chartproof.mutate import run as running
from chartproof.mutate.judge import Fate
from chartproof.mutate.operators import OPERATORS, mutants
from chartproof.mutate.run import Task, mutate
from chartproof.project.project import Project, load

MODEL = '''
from chartproof.declare import Actor, Event, Machine, Sort, State, listens, needed, some

Guest = Sort("Guest", "a guest")
keeper = Actor("keeper")
guest = Actor("guest")
clock = Actor("clock", person=False)


class Gate(Machine):
    """The gate."""
    shut = State(initial=True)
    ajar = State()
    open = State()
    unlock = shut.to(open) | ajar.to(open)
    lock = ajar.to(shut) | open.to(shut)
    slip = open.to(ajar)


class Place(Machine, per=Guest):
    """Where a guest is."""
    outside = State(initial=True)
    inside = State()
    enter = outside.to(inside)
    leave = inside.to(outside)
    clear = listens(inside.to(outside))


unlock = Event("It is unlocked.", by=keeper, calls="gate:Unlock",
               needs=["gate:Unlock", needed("gate:See", when="gate == 'ajar'")])
lock = Event("It is locked.", by=(keeper, clock), needs=["gate:Lock"], only_if=["not some(Guest, place == 'inside')"])
slip = Event("It slips.", by=clock)
clear = Event("All go.", by=keeper, only_if=["some(Guest, place == 'inside')"])
enter = Event("One enters.", of=Guest, by=guest, only_if=["gate == 'open' or gate == 'ajar'", "place == 'outside'"])
leave = Event("One leaves.", of=Guest, by=guest, only_if=["gate != 'shut'"])
'''
PROOFS = '''
from chartproof.declare import always, claim, done_by
from model import keeper


@claim()
def nobody_is_locked_in():
    """Where the gate is shut, nobody is inside."""
    return always("place == 'outside'", where="gate == 'shut'")


@claim()
def the_keeper_unlocks():
    """The keeper alone unlocks."""
    return done_by(["unlock"], keeper)
'''
SETTINGS = '[tool.chartproof]\nmodel = "model.py"\nproofs = "proofs.py"\n[tool.chartproof.sizes]\nGuest = 2\n'
COUNTS = {
    "drop_conjunct": 4, "negate_conjunct": 9, "drop_part": 2, "swap_quantifier": 2, "swap_connective": 1,
    "swap_constant": 12, "widen_states": 8, "narrow_states": 4, "listens": 5, "drop_event": 6, "drop_effect": 6,
    "retarget_effect": 9, "drop_permission": 3, "alter_permission": 5, "drop_actor": 2, "change_actor": 7,
    "add_conjunct": 18, "add_effect": 15,
}  # fmt: skip
FATES = {
    "lock: not some(Guest, place == 'inside') is not needed": "noticed",
    "unlock: clock does it, and not keeper": "noticed",
    "slip: it never happens": "survived",
    "leave: gate != 'shut' is not needed": "equivalent",
    "clear: place of every Guest does not become 'outside'": "survived",
}


def write(folder: Path) -> Path:
    for name, text in (("model.py", MODEL), ("proofs.py", PROOFS), ("pyproject.toml", SETTINGS)):
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path)


@pytest.fixture(scope="module")
def fates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Fate, ...]:
    """What becomes of all mutants of these rules, judged in this process."""
    folder = write(tmp_path_factory.mktemp("gate"))
    return mutate(Task(folder, (), (("Guest", 2),), tuple(OPERATORS), ()), load(folder), processes=1)


@pytest.fixture
def judged(fates: tuple[Fate, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """The command is given what was judged once, for what it makes of that: the rules are the same each time."""

    def known(task: Task, project: Project, told: Callable[[str], None]) -> tuple[Fate, ...]:
        assert (task.operators, task.properties, task.sizes) == (tuple(OPERATORS), (), (("Guest", 2),))
        return fates

    monkeypatch.setattr(running, "mutate", known)


def run(root: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["--project", str(root), "mutate", *more])


def test_every_operator_makes_what_it_says(root: Path) -> None:
    """Catches an operator that makes nothing, or the same twice; a golden count each."""
    found = mutants(load(root).form)
    names = [m.name for m in found]
    assert len(set(names)) == len(names)
    counts = Counter(m.operator for m in found)
    assert set(counts) <= set(OPERATORS)
    assert counts == COUNTS
    base = load(root).form
    assert all(m.of(base) != base for m in found)


@pytest.mark.usefixtures("judged")
def test_fates_are_as_known(root: Path) -> None:
    """Catches an equivalent that counts as a survivor, and a survivor that counts as noticed."""
    data = json.loads(run(root, "--json").stdout)
    survivors = {s["mutant"] for s in data["survivors"]}
    noticed = {n["mutant"] for n in data["noticed"]}
    for name, fate in FATES.items():
        said = {"survived": name in survivors, "noticed": name in noticed, "equivalent": name in data["equivalent"]}
        assert [word for word, is_so in said.items() if is_so] == [fate], name
    one = next(s for s in data["survivors"] if s["mutant"] == "slip: it never happens")
    assert [step["event"] for step in one["trace"]] == ["unlock", "slip"]
    assert (root / "model.py").read_text().splitlines()[one["line"] - 1].startswith("slip = Event")


@pytest.mark.usefixtures("judged")
def test_scores_and_accepted_survivors_decide(root: Path) -> None:
    """Catches a gate that lets everything through, a survivor that nobody accepted, and an entry that is stale."""
    assert run(root).exit_code == 0
    (root / "pyproject.toml").write_text(SETTINGS + "[tool.chartproof.mutate]\nchanges = 99\n")
    result = run(root)
    assert result.exit_code == 1
    assert "too few changes are noticed" in result.stdout
    (root / "pyproject.toml").write_text(SETTINGS)
    accepted = '[[accepted]]\nmutant = "*"\nwhy = "This gate is nobody\'s."\n'
    (root / "mutants.toml").write_text(accepted)
    assert run(root).exit_code == 0
    (root / "mutants.toml").write_text(accepted.replace('"*"', '"slip: *"'))
    assert "survivors are not accepted" in run(root).stdout
    (root / "mutants.toml").write_text(accepted + accepted.replace('"*"', '"lock: not some*is not needed"'))
    result = run(root)
    assert result.exit_code == 1
    assert "mutants.toml:4: accepted, and noticed now or none" in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("mutants.toml", '[[accepted]]\nmutant = "x"\n', "mutants.toml:1: why says nothing"),
        ("mutants.toml", '[[accept]]\nmutant = "x"\n', "did you mean 'accepted'?"),
        ("pyproject.toml", SETTINGS + "[tool.chartproof.mutate]\nchange = 9\n", "did you mean 'changes'?"),
        ("pyproject.toml", SETTINGS + "[tool.chartproof.mutate]\nchanges = 900\n", "is no percentage"),
    ],
)
def test_what_is_malformed_is_an_error(
    root: Path, file: str, text: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Catches a setting that nobody obeys, and one whose mistake is told only when all mutants are judged."""

    def judging(*task: object) -> tuple[Fate, ...]:
        raise AssertionError("mutants are judged, and the file is not read yet")

    monkeypatch.setattr(running, "mutate", judging)
    (root / file).write_text(text)
    result = run(root)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())


def test_properties_are_asked_alone(root: Path) -> None:
    """What one property notices by itself; the other one's mutants survive."""
    data = json.loads(run(root, "the_keeper_unlocks", "--json").stdout)
    assert {n["by"] for n in data["noticed"]} == {"the_keeper_unlocks"}
    survivors = {s["mutant"] for s in data["survivors"]}
    assert "unlock: clock does it, and not keeper" in {n["mutant"] for n in data["noticed"]}
    assert "lock: not some(Guest, place == 'inside') is not needed" in survivors
    assert run(root, "--operator", "drop_evnt").exit_code == 2


def test_the_number_of_processes_does_not_show(root: Path, fates: tuple[Fate, ...]) -> None:
    """Catches an order of asking that hangs on which process judged what before."""
    task = Task(root, (), (("Guest", 2),), tuple(OPERATORS), ())
    two = mutate(task, load(root), processes=2)
    assert [(f.mutant.name, f.verdict, f.by) for f in fates] == [(f.mutant.name, f.verdict, f.by) for f in two]
