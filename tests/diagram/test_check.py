"""`chartproof diagram` and `--check`: what is out of date, missing or left over is noticed, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chartproof.cli.main import main
from chartproof.project.project import load
from tests.copies import copied
from tests.diagram.drawn_files import CLUB, ROOT


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The club, with its diagrams written, once for all tests here."""
    copy = copied(CLUB, tmp_path_factory.mktemp("drawn") / "club")
    assert run(copy, "diagram").exit_code == 0
    return copy


@pytest.fixture
def project(drawn: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return copied(drawn, tmp_path / "club")


def run(project: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(main, ["--project", str(project), *arguments])
    load(ROOT)
    return result


def changed(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_what_was_just_written_is_up_to_date(project: Path) -> None:
    """Catches a check that compares with something else than what is written."""
    result = run(project, "diagram", "--check")
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize(
    ("file", "old", "new", "stale"),
    [
        ("model.py", 'only_if=["opened"])\npromote', "only_if=[])\npromote", "machines/badge.svg"),
        ("model.py", "ring = open.to(open)", "ring = open.to(shut)", "machines/door.md"),
        ("model.py", "seat == 'empty'", "seat == 'taken'", "rules.md"),
        ("proofs.py", "seat == 'empty'", "seat == 'empty' or door == 'open'", "page.md"),
        ("page.toml", "Come early.", "Come late.", "page.svg"),
        ("pyproject.toml", '["Seat"]', '["Seat", "Door"]', "lives/seat.svg"),
        ("model.py", "A guest gets up.", "A guest leaves the seat.", "machines/seat.svg"),
    ],
)
def test_a_change_makes_what_shows_it_stale(project: Path, file: str, old: str, new: str, stale: str) -> None:
    """Catches a picture that goes on showing what was; and a check that writes."""
    before = (project / "diagrams" / stale).read_bytes()
    changed(project / file, old, new)
    result = run(project, "diagram", "--check")
    assert result.exit_code == 1
    assert f"diagrams/{stale} is out of date" in result.stderr
    assert (project / "diagrams" / stale).read_bytes() == before


def test_an_edited_file_is_out_of_date(project: Path) -> None:
    """Catches a comparison of less than every byte: here a line's end."""
    file = project / "diagrams" / "rules.md"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n", 1))
    assert run(project, "diagram", "--check").exit_code == 1


def test_a_missing_file_is_noticed(project: Path) -> None:
    """Catches a check that looks at what is there only."""
    (project / "diagrams" / "machines" / "door.svg").unlink()
    result = run(project, "diagram", "--check")
    assert result.exit_code == 1
    assert "door.svg is missing" in result.stderr


@pytest.mark.parametrize("name", ["machines/gate.svg", "old.md", "lives/deep/er.txt"])
def test_a_file_that_nothing_generates_is_noticed(project: Path, name: str) -> None:
    """Catches the picture of a machine that is no more."""
    file = project / "diagrams" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("once")
    result = run(project, "diagram", "--check")
    assert result.exit_code == 1
    assert f"{name} is left over" in result.stderr


def test_what_was_generated_once_goes_and_what_is_ones_own_stays(project: Path) -> None:
    """Catches a left-over picture that one has to remove by hand, and a note that is lost."""
    own = project / "diagrams" / "note.md"
    own.write_text("mine")
    changed(project / "pyproject.toml", 'seat = ["Seat"]', "")
    assert run(project, "diagram").exit_code == 0
    assert not (project / "diagrams" / "lives" / "seat.svg").exists()
    assert own.read_text() == "mine"
    own.unlink()
    assert run(project, "diagram", "--check").exit_code == 0


def test_a_file_of_ones_own_is_not_overwritten(project: Path, tmp_path: Path) -> None:
    """Catches `--output .` over a README, and half of the files written before it is noticed."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "README.md").write_text("# My own")
    result = run(project, "diagram", "--output", str(folder))
    assert result.exit_code == 2
    assert "README.md is in the way" in result.stderr
    assert [p.name for p in folder.iterdir()] == ["README.md"]


def test_a_changes_diagrams_are_kept_apart_and_can_be_checked(project: Path, tmp_path: Path) -> None:
    """Catches the rules' own diagrams overwritten by a proposal's."""
    change, folder = ["--change", str(project / "change.toml")], ["--output", str(tmp_path / "proposal")]
    assert run(project, "diagram", *change).exit_code == 2
    assert run(project, "diagram", *change, "--check").exit_code == 2
    assert run(project, "diagram", *change, *folder).exit_code == 0
    assert run(project, "diagram", *change, *folder, "--check").exit_code == 0
    assert run(project, "diagram", *folder, "--check").exit_code == 1
    assert run(project, "diagram", "--check").exit_code == 0


def test_a_projection_is_printed_or_written(project: Path, tmp_path: Path) -> None:
    """Catches a projection that writes among the project's diagrams, or ignores its machines and sizes."""
    printed = run(project, "diagram", "--project", "Door, badge")
    assert printed.exit_code == 0
    assert printed.stdout.startswith("%%{init")
    assert "open<br>keeper" in printed.stdout
    assert "Guest=1" in run(project, "diagram", "--project", "Door", "--size", "Guest=1").stdout
    written = run(project, "diagram", "--project", "Door,Badge", "--output", str(tmp_path / "out"))
    assert written.exit_code == 0
    assert {p.name for p in (tmp_path / "out" / "lives").iterdir()} == {"door-badge.svg", "door-badge.md"}
    marked = run(project, "diagram", "--project", "Door,Badge", "--change", str(project / "change.toml"))
    assert "gained: lose_badge" in marked.stdout
    assert run(project, "diagram", "--check").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--project", "Bagde"], "there is no machine named 'Bagde'\n  did you mean 'badge'?"),
        (["--project", "Door,Door"], "a machine is named twice"),
        (["--project", "Door", "--check"], "--check is about all of the diagrams"),
        (["--size", "Guest=3"], "--size goes with --project"),
    ],
)
def test_a_wrong_call_says_what_would_be_right(project: Path, arguments: list[str], message: str) -> None:
    """Catches a traceback, and a call that does something else than was asked."""
    result = run(project, "diagram", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('guest = ["Door", "Badge"]', 'guest = ["Door", "Bagde"]', "did you mean 'Badge'?"),
        ('guest = ["Door", "Badge"]', 'guest = "Door"', "is no list of machines"),
        ('guest = ["Door", "Badge"]', '"../guest" = ["Door"]', "is no name for a file"),
        ("[tool.chartproof.diagrams.lives]", "[tool.chartproof.diagrams]\nlives = 3\n[tool.x]", "is no table"),
    ],
)
def test_wrong_settings_say_what_would_be_right(project: Path, old: str, new: str, message: str) -> None:
    """Catches a setting that is read as something else, or that writes outside of the folder."""
    changed(project / "pyproject.toml", old, new)
    result = run(project, "diagram", "--check")
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_folder_named_the_short_way_is_refused(project: Path) -> None:
    """Catches a string where the table is, which would be a traceback."""
    file = project / "pyproject.toml"
    file.write_text(file.read_text().split("[tool.chartproof.diagrams.lives]")[0])
    changed(file, 'page = "page.toml"', 'page = "page.toml"\ndiagrams = "pictures"')
    result = run(project, "diagram")
    assert result.exit_code == 2
    assert 'folder = "diagrams"' in result.stderr


def test_the_folder_can_be_named(project: Path) -> None:
    """Catches a setting that nothing reads."""
    changed(
        project / "pyproject.toml",
        "[tool.chartproof.diagrams.lives]",
        "[tool.chartproof.diagrams]\nfolder = 'p'\n[tool.x]",
    )
    assert run(project, "diagram").exit_code == 0
    assert (project / "p" / "machines" / "door.svg").is_file()
