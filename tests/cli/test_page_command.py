"""`chartproof page` on a copy of a page: what changed, where it stands, and who cites it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from chartproof.cli.main import main
from chartproof.page.newer import split_page

PAGE = "Lamps\n\nA lamp can be lit. Once lit, it stays lit. Lamps are described elsewhere.\n\nCare\n\nDust a lamp.\n"
KINDS = ("rule", "rule", "pointer", "advice")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one lamp, whose page lists three statements, one of them excepted."""
    (tmp_path / "pyproject.toml").write_text(
        '[tool.chartproof]\nmodel = "page_lamp_model"\nproofs = "page_lamp_proofs"\npage = "page.toml"\n'
    )
    (tmp_path / "page_lamp_model.py").write_text(
        "from chartproof.declare import Event, Machine, State\n\n\n"
        "class Lamp(Machine):\n    off = State(initial=True)\n    on = State()\n    light = off.to(on)\n\n\n"
        "light = Event('It is lit.', page=['lamps-1', 'lamps-2'])\n"
    )
    (tmp_path / "page_lamp_proofs.py").write_text(
        "from chartproof.declare import claim, never_left\n\n\n"
        "@claim(page=['lamps-2'])\ndef stays_lit():\n    'Once lit.'\n    return never_left(\"lamp == 'on'\")\n"
    )
    rows = []
    for number, (sentence, kind) in enumerate(zip(split_page(PAGE), KINDS, strict=True), 1):
        rows.append(
            f'[[statement]]\nid = "lamps-{number}"\nheading = "{sentence.heading}"\nparagraph = {sentence.paragraph}\n'
            f'sentence = {sentence.sentence}\nkind = "{kind}"\nclaim = "It is said."\n'
            f'fingerprint = "{sentence.fingerprint}"\n' + ('excepted = "points"\n' if kind == "pointer" else "")
        )
    (tmp_path / "page.toml").write_text("\n".join(rows))
    return tmp_path


def compared(project: Path, text: str) -> tuple[dict[str, list[dict[str, object]]], int, str]:
    copy = project / "copy.txt"
    copy.write_text(text)
    command = ["--project", str(project), "page", str(copy)]
    result = CliRunner().invoke(main, [*command, "--json"])
    return json.loads(result.stdout), result.exit_code, CliRunner().invoke(main, command).stdout


def found(data: dict[str, list[dict[str, object]]]) -> dict[str, list[object]]:
    return {k: [row.get("id", row.get("now")) for row in data[k]] for k in ("changed", "moved", "came", "went")}


def test_the_same_page(project: Path) -> None:
    """Catches a difference that is made up."""
    data, status, said = compared(project, PAGE)
    assert not any(found(data).values())
    assert status == 0
    assert "no statement changed" in said


def test_a_word_altered(project: Path) -> None:
    """Catches a changed statement without the event and the property that cite it."""
    data, status, said = compared(project, PAGE.replace("Once lit", "When lit"))
    assert found(data) == {"changed": ["lamps-2"], "moved": [], "came": [], "went": []}
    assert data["changed"][0]["cited_by"] == ["light", "stays_lit"]
    assert status == 1
    assert "look again at: light, stays_lit" in said
    assert "When lit, it stays lit." in said


def test_an_excepted_sentence_altered(project: Path) -> None:
    """Catches an exception that nobody looks at again."""
    _, _, said = compared(project, PAGE.replace("described elsewhere", "described below"))
    assert "excepted until now: points" in said


def test_a_sentence_added_and_one_removed(project: Path) -> None:
    """Catches what came or went without a word."""
    data, status, _ = compared(project, PAGE.replace("Care", "Switches\n\nA switch lights a lamp.\n\nCare"))
    assert found(data) == {"changed": [], "moved": [], "came": ["A switch lights a lamp."], "went": []}
    assert status == 1
    data, status, _ = compared(project, PAGE.replace("A lamp can be lit. ", ""))
    assert found(data) == {"changed": [], "moved": [], "came": [], "went": ["lamps-1"]}
    assert data["went"][0]["cited_by"] == ["light"]
    assert status == 1


def test_a_sentence_moved(project: Path) -> None:
    """Catches a moved statement that does not say where it stands now."""
    moved = PAGE.replace("A lamp can be lit. ", "").replace("Dust a lamp.", "Dust a lamp. A lamp can be lit.")
    data, _, said = compared(project, moved)
    assert found(data) == {"changed": [], "moved": ["lamps-1"], "came": [], "went": []}
    assert "it stands: Care, paragraph 1, sentence 2" in said
    assert "look again at: light" in said
