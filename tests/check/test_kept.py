"""What earlier runs have found spares a search, and decides nothing: whatever it says, verdicts are the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chartproof.check.rests import Foundations
from chartproof.check.run import Run, verifier_of, verify_project
from chartproof.errors import Origin
from chartproof.project import kept
from chartproof.project.kept import FOLDER, MOST, Kept, digest
from chartproof.project.project import load
from chartproof.prove import prover

MODEL = """
from chartproof.declare import Event, Machine, Sort, State

Guest = Sort("Guest", "somebody who comes and goes")


class Where(Machine, per=Guest):
    \"""Where the guest is.\"""

    inside = State(initial=True)
    outside = State()
    lost = State()

    leave = inside.to(outside)
    stray = outside.to(lost)
    enter = outside.to(inside)
    guide = lost.to(outside)


leave = Event("The guest leaves.", of=Guest)
stray = Event("The guest is lost.", of=Guest)
enter = Event("The guest goes in by the gate.", of=Guest)
guide = Event("The guest is led back.", of=Guest)
"""
PROOFS = """
from chartproof.declare import Claim, can, claim, recoverable


@claim()
def can_be_inside() -> Claim:
    \"""From everywhere a guest can get inside.\"""
    return recoverable("where == 'inside'")


@claim()
def guests_are_lost() -> Claim:
    \"""A guest can be lost.\"""
    return can("where == 'lost'")
"""
IDLE_GUIDE = MODEL.replace("guide = lost.to(outside)", "guide = lost.to(lost)")


def written(folder: Path, model: str = MODEL) -> Path:
    folder.mkdir()
    (folder / "pyproject.toml").write_text("[tool.chartproof]\n")
    (folder / "model.py").write_text(model)
    (folder / "proofs.py").write_text(PROOFS)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return written(tmp_path / "guests")


def decided(folder: Path) -> Run:
    found = load(folder)
    return verify_project(found, {"Guest": 2}, list(found.properties.values()))


def said(run: Run) -> list[tuple[Any, ...]]:
    return [
        (r.property.name, r.verdict, r.for_all_sizes, str(r.rests_on), str(r.proof.strategy) if r.proof else "")
        for r in run.results
    ]


def kept_in(folder: Path) -> Path:
    [file] = (folder / FOLDER).glob("*.json")
    return file


def test_a_second_run_searches_for_nothing_and_says_the_same(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches what is kept and not used, and what is used and differs."""
    first = said(decided(project))
    assert any(strategy for *_, strategy in first)
    monkeypatch.setattr(prover, "strategies", lambda *_: pytest.fail("a strategy is searched for"))
    monkeypatch.setattr(Foundations, "_by_relevance", lambda *_: pytest.fail("a loss is searched for"))
    assert said(decided(project)) == first


def damaged(found: dict[str, Any], how: str) -> Any:
    """What somebody may have done to the file."""
    if how == "no moves":
        for strategy in found["strategies"].values():
            strategy["moves"] = []
    elif how == "no ranking":
        for strategy in found["strategies"].values():
            strategy["sets"] = []
    elif how == "another loss":
        found["rests on"] = dict.fromkeys(found["rests on"], "no such part")
    elif how == "other machines":
        for strategy in found["strategies"].values():
            strategy["sets"] = [{"machine": "Nowhere", "of": [["x", "Nothing"]], "states": ["lost"], "over": []}]
    elif how == "other values":
        return {kind: {key: [1] for key in entries} for kind, entries in found.items()}
    elif how == "no table":
        return [1, 2]
    return found


@pytest.mark.parametrize(
    "how", ["no moves", "no ranking", "another loss", "other machines", "other values", "no table", "cut off"]
)
def test_a_wrong_hint_changes_no_verdict(project: Path, how: str) -> None:
    """A kept strategy that is not shown anew would be believed; here it shows nothing, or is none."""
    first = said(decided(project))
    file = kept_in(project)
    text = json.dumps(damaged(json.loads(file.read_text()), how))
    file.write_text(text[: len(text) // 2] if how == "cut off" else text)
    assert said(decided(project)) == first


def test_a_kept_strategy_proves_nothing_that_is_not_so(project: Path) -> None:
    """What was found under good rules is put beside bad ones, as if it had been found under them: all must be the same.

    The way back leads nowhere here, which only showing the strategy anew can tell from the proof alone.
    """
    decided(project)
    found = json.loads(kept_in(project).read_text())["strategies"]
    wrong = written(project.parent / "lost", IDLE_GUIDE)
    first = said(decided(wrong))
    assert ("can_be_inside", "violated") in {(name, verdict) for name, verdict, *_ in first}
    file = kept_in(wrong)
    file.write_text(json.dumps({**json.loads(file.read_text()), "strategies": found}))
    assert said(decided(wrong)) == first
    loaded = load(wrong)
    verifier = verifier_of(loaded, {"Guest": 2})
    [key] = found
    assert verifier.kept.get("strategies", key) == found[key]
    assert verifier.proof(loaded.properties["can_be_inside"]).verdict == "open"


def test_what_was_kept_under_other_rules_is_not_read(project: Path) -> None:
    """A row that says something else makes another file; one that only stands elsewhere does not."""
    moved, other = written(project.parent / "moved", "\n\n\n" + MODEL), written(project.parent / "other", IDLE_GUIDE)
    for folder in (project, moved, other):
        decided(folder)
    assert kept_in(project).name == kept_in(moved).name != kept_in(other).name


def test_another_version_reads_nothing_of_this_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Kept.of(tmp_path, "rules")
    one.put("kind", "key", 1)
    one.save()
    assert Kept.of(tmp_path, "rules").get("kind", "key") == 1
    monkeypatch.setattr(kept, "_version", lambda: ("another",))
    assert Kept.of(tmp_path, "rules").get("kind", "key") is None


def test_two_runs_at_once_keep_what_both_found(tmp_path: Path) -> None:
    """Catches one that writes over the other."""
    one, other = Kept.of(tmp_path, "rules"), Kept.of(tmp_path, "rules")
    one.put("kind", "a", 1)
    other.part("granted").put("kind", "b", 2)
    one.save()
    other.save()
    after = Kept.of(tmp_path, "rules")
    assert (after.get("kind", "a"), after.part("granted").get("kind", "b"), after.get("kind", "b")) == (1, 2, None)


def test_where_nothing_can_be_kept_all_is_decided_the_same(project: Path) -> None:
    (project / FOLDER).write_text("a file stands where the folder would")
    assert all(r.as_expected for r in decided(project).results)


def test_the_folder_is_out_of_version_control_and_does_not_grow_for_ever(tmp_path: Path) -> None:
    for number in range(MOST + 3):
        one = Kept.of(tmp_path, number)
        one.put("kind", "key", number)
        one.save()
    assert (tmp_path / FOLDER / ".gitignore").read_text() == "*\n"
    assert len(list((tmp_path / FOLDER).glob("*.json"))) == MOST
    assert Kept.of(tmp_path, MOST + 2).get("kind", "key") == MOST + 2


def test_a_digest_tells_what_differs_and_not_where_it_stands(project: Path) -> None:
    form = load(project).form
    rule = form.rules[0]
    moved = replace(form, rules=(replace(rule, origin=Origin("elsewhere.py", 7)), *form.rules[1:]))
    other = replace(form, rules=(replace(rule, guard=()), *form.rules[1:]))
    assert digest(form) == digest(moved) != digest(other)
