"""`chartproof replay`: steps granted and refused, with reasons; nothing in a file is believed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chartproof.cli.main import main

LOCK = str(Path(__file__).parents[2] / "examples" / "lock_server")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["--project", LOCK, *arguments])


def written(folder: Path, text: str) -> str:
    file = folder / "steps.txt"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_list_is_walked_and_a_refusal_moves_nothing(tmp_path: Path) -> None:
    """Catches a refused event that moves something or ends the walk, and reasons or possibilities that are lost."""
    file = written(
        tmp_path, "ask(ann)\n# a remark\nask(bob)\ngrant(ann)  # first\ngrant(bob)\nrelease(ann)\ngrant(bob)\n"
    )
    result = run("replay", file, "--json")
    data = json.loads(result.stdout)
    assert (result.exit_code, data["ok"]) == (1, False)
    assert [(s["event"], s["granted"]) for s in data["steps"]] == [
        ("ask(ann)", True),
        ("ask(bob)", True),
        ("grant(ann)", True),
        ("grant(bob)", False),
        ("release(ann)", True),
        ("grant(bob)", True),
    ]
    refused = data["steps"][3]
    assert ["server is 'taken'" in r["text"] for r in refused["reasons"]] == [True]
    assert refused["changes"] == {}
    third = data["steps"][2]
    assert third["changes"] == {"server": ["free", "taken"], "lock[ann]": ["waiting", "holding"]}
    assert third["possible"] == ["release(ann)"]
    assert set(third["impossible"]) == {"grant(ann)", "grant(bob)"}
    assert [s["event"] for s in data["trace"]] == ["ask", "ask", "grant", "release", "grant"]


def test_a_trace_is_walked(tmp_path: Path) -> None:
    """Catches what `how` prints and `replay` does not read, and a form of it that is lost."""
    file = written(tmp_path, run("how", "lock == 'holding'", "--json").stdout)
    shown = run("replay", file)
    assert shown.exit_code == 0
    assert [line.split("  ")[1:] for line in shown.stdout.splitlines() if line[0].isdigit()] == [
        ["ask(client1)", "granted"],
        ["grant(client1)", "granted"],
    ]
    assert "2. The server gives the lock" in run("replay", file, "--as", "prose").stdout


def test_a_trace_that_lies_is_found_out(tmp_path: Path) -> None:
    """Catches a trace that is shown as its file tells it."""
    data = json.loads(run("how", "lock == 'holding'", "--json").stdout)
    data["trace"] = data["trace"][1:]
    result = run("replay", written(tmp_path, json.dumps(data)))
    assert (result.exit_code, "refused" in result.stdout) == (1, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ask(", "steps.txt:1: 'ask(' is no event"),
        ("\nask(ann)\nask", "steps.txt:3: ask takes 1 arguments, not 0"),
        ("ask(ann)\naks(ann)", "did you mean 'ask'?"),
        ("{", "steps.txt"),
    ],
)
def test_a_mistake_in_the_list_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    """Catches a traceback, and a line that is passed over."""
    result = run("replay", written(tmp_path, text))
    assert result.exit_code == 2
    assert said in result.stderr
