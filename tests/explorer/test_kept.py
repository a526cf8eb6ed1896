"""What a report keeps of changes for the next: the same bytes, and nothing that was told under anything else."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from chartproof.changes.change import Change
from chartproof.compare.checker import Checker
from chartproof.compare.comparison import Comparison
from chartproof.explorer.document import as_text, document, find
from chartproof.project.kept import FOLDER
from chartproof.project.project import load
from tests.copies import copied

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "lock_server"
CHANGES = {
    "keeps": ("[event.grant]", 'effects.drop = [{ machine = "Server", to = "taken" }]'),
    "waits": ("[event.ask]", "only_if.add = [\"server == 'free'\"]"),
}
Told = tuple[str, list[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with two changes, which has kept nothing."""
    found = copied(EXAMPLE, tmp_path / "lock")
    (found / "changes").mkdir()
    for name, said in CHANGES.items():
        text = "\n".join(['proposal = "It is so."', 'why = "To see."', "[expects]", *said])
        (found / "changes" / f"{name}.toml").write_text(text, "utf-8")
    return found


@pytest.fixture
def told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Told]]:
    """The document of the project, and which changes were checked for it."""
    checked: list[str] = []
    check = Checker.check

    def noted(self: Checker, changes: Sequence[Change]) -> Comparison:
        checked.extend(c.name for c in changes)
        return check(self, changes)

    monkeypatch.setattr(Checker, "check", noted)

    def tell(project: Path = folder, clients: int = 2) -> Told:
        checked.clear()
        text = as_text(document(find(load(project), {"Client": clients})))
        return text, list(checked)

    yield tell
    load(ROOT)


def test_a_second_report_is_told_what_the_first_was(told: Callable[..., Told]) -> None:
    """Catches changes that are checked anew for nothing, and other bytes where they are not."""
    first, checked = told()
    assert checked == ["keeps", "waits"]
    assert '"violated' in first
    assert told() == (first, [])


def _edited(folder: Path, name: str, old: str, new: str) -> Path:
    """A copy of a project, with what it has kept, in which a file says something else."""
    copy = folder.with_name(f"{folder.name}+")
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("__pycache__"))
    text = (copy / name).read_text("utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new), "utf-8")
    return copy


EDITS: dict[str, tuple[str, str, str]] = {
    "a claim": ("proofs.py", "can(\"lock == 'holding'\")", "can(\"lock == 'waiting'\")"),
    "what is expected of a claim": ("proofs.py", ', scope="all"', ""),
    "a rule": ("model.py", "ask = idle.to(waiting)", "ask = idle.to(waiting) | holding.to(waiting)"),
    "the sentence of a claim": ("proofs.py", "Some client can hold", "A client can hold"),
}


@pytest.mark.parametrize("what", EDITS)
def test_what_was_told_under_something_else_is_not_told_again(
    what: str, folder: Path, told: Callable[..., Told]
) -> None:
    """Catches a verdict about other rules or claims than those that there are."""
    told()
    assert told(_edited(folder, *EDITS[what]))[1] == ["keeps", "waits"]


def test_a_change_that_is_another_is_checked(folder: Path, told: Callable[..., Told]) -> None:
    """Catches a change that is known by its name, sizes that do not count, and what is kept and damaged."""
    told()
    assert told(clients=3)[1] == ["keeps", "waits"]
    other = _edited(folder, "changes/waits.toml", "server == 'free'", "server == 'taken'")
    assert told(other)[1] == ["waits"]
    other = _edited(other, "changes/waits.toml", "[expects]", '[expects]\nthe_lock_can_be_had = "unreachable"')
    assert told(other)[1] == ["waits"]
    for file in (other / FOLDER).glob("*.json"):
        file.write_text(file.read_text("utf-8").replace("against", "agains?"), "utf-8")
    assert told(other)[1] == ["keeps", "waits"]
