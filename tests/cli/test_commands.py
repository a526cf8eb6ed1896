"""The command line: its JSON, its exit statuses, its messages."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from chartproof.cli.main import main


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_explore_prints_the_contracts_keys() -> None:
    """Catches a renamed key, and text beside the JSON."""
    data = json.loads(run("explore", "--size", "Account=2", "--size", "Service=1", "--json").stdout)
    assert data.pop("seconds") >= 0
    assert data.pop("transitions_per_second") > 0
    assert data == {
        "sizes": {"Account": 2, "Service": 1},
        "symmetry": False,
        "states": 2505,
        "transitions": 27941,
        "depth": 16,
        "orbits": None,
        "engine": "memory",
    }


def test_verify_prints_verdicts_traces_and_the_page(tmp_path: Path) -> None:
    """Catches a verdict that does not reach the reports, or a report that nobody can read."""
    files = {k: tmp_path / "out" / k for k in ("junit", "sarif", "markdown")}
    arguments = [text for k, path in files.items() for text in (f"--{k}", str(path))]
    result = run("verify", "--json", *arguments)
    data = json.loads(result.stdout)
    assert result.exit_code == 0
    assert data["ok"] is True
    assert data["page"] == {"statements": 111, "covered": 82, "excepted": 20, "repeats": 9}
    by_name = {p["name"]: p for p in data["properties"]}
    assert by_name["role_present"]["verdict"] == by_name["role_present"]["expected"] == "holds"
    trace = by_name["nothing_left_behind"]["trace"]
    assert [s["event"] for s in trace][-1] == "stop_without_clean_up"
    assert trace[-1]["state"]["Integration(service1)"] == "left_behind"
    assert trace[-1]["arguments"] == {"service": "service1"}
    assert len(ElementTree.parse(files["junit"]).findall(".//testcase")) == 73
    assert json.loads(files["sarif"].read_text())["version"] == "2.1.0"
    row = next(line for line in files["markdown"].read_text().splitlines() if line.startswith("| [`role_present`]"))
    assert "| holds |" in row


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["verify", "role_presnt"], "did you mean 'role_present'"),
        (["explain", "finalize_all_feature"], "did you mean 'finalize_all_features'"),
        (["explore", "--size", "Account=0"], "not a positive integer"),
        (["explore", "--size", "Account=two"], "not a positive integer"),
        (["explore", "--size", "Account="], "--size Account=: '' is not a positive integer"),
        (["explore", "--size", f"Account={'9' * 5000}"], "…' is not a positive integer"),
        (["explore", "--memory", f"{'9' * 5000}GB"], "…' is no amount of memory"),
        (["explore", "--memory", "²GB"], "'²GB' is no amount of memory"),
        (["explore", "--size", "Acount=2"], "did you mean 'Account'"),
        (["explore", "--size", "Account=12", "--size", "Service=6", "--engine", "memory"], "do not fit"),
        (["explore", "--size", "Account=3", "--engine", "memory", "--memory", "100KB"], "does not fit"),
        (["explore", "--engine", "diagrams"], "no engine named 'diagrams'"),
        (["explore", "--engine", "bdd", "--symmetry"], "know no orbits"),
        (["how", "membership == 'gone'"], "has no state 'gone'"),
        (["export", "smalltalk"], "no export format"),
    ],
)
def test_wrong_input_exits_2_with_a_mend(arguments: list[str], message: str) -> None:
    """Catches a traceback, a wrong status, or a message without the nearest right name."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    """Catches a link that leads to itself, which some of Python's own functions follow without end."""
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    loop = str(tmp_path / "loop")
    for arguments in (["check", loop], ["explore", "--change", loop], ["--project", loop, "explore"],
                      ["how", "member", "--from", loop], ["page", loop], ["diagram", "--output", loop]):  # fmt: skip
        result = run(*arguments)
        assert result.exit_code == 2
        assert loop in result.stderr


def test_how_goes_on_from_a_trace(tmp_path: Path) -> None:
    """Catches a search that begins anew although a trace was given."""
    saved = tmp_path / "trace.json"
    saved.write_text(run("how", "integration == 'left_behind'", "--json").stdout)
    data = json.loads(run("how", "integration == 'absent'", "--from", str(saved), "--json").stdout)
    assert data["trace"][0]["event"] in ("enable_trusted_access", "enable_from_service")
    none = json.loads(run("how", "organization == 'not_created'", "--from", str(saved), "--json").stdout)
    assert none["reachable"] is False
    assert none["trace"] is None


def test_diagrams_are_up_to_date() -> None:
    """Catches a change of rules without the table that reviewers read."""
    assert run("diagram", "--check").exit_code == 0


def test_explain_knows_properties_events_and_statements() -> None:
    """Catches a fact that cannot be asked for."""
    assert "delete_organizations_role" in run("explain", "role_present").stdout
    assert "membership" in run("explain", "accept_invitation").stdout
    assert "only_organizations_uses_its_role" in run("explain", "roles-7").stdout


def test_an_unexpected_verdict_exits_1(tmp_path: Path) -> None:
    """Catches a run that succeeds whatever the verdicts are."""
    (tmp_path / "pyproject.toml").write_text('[tool.chartproof]\nmodel = "lamp_model"\nproofs = "lamp_proofs"\n')
    (tmp_path / "lamp_model.py").write_text(
        "from chartproof.declare import Event, Machine, State\n\n\n"
        "class Lamp(Machine):\n    off = State(initial=True)\n    on = State()\n    light = off.to(on)\n\n\n"
        "light = Event('It is lit.')\n"
    )
    (tmp_path / "lamp_proofs.py").write_text(
        "from chartproof.declare import always, claim\n\n\n"
        "@claim()\ndef stays_dark():\n    'It is never lit.'\n    return always(\"lamp == 'off'\")\n"
    )
    result = run("--project", str(tmp_path), "verify", "--json")
    assert result.exit_code == 1
    data = json.loads(result.stdout)
    assert data["ok"] is False
    assert data["properties"][0]["verdict"] == "violated"
    assert [s["event"] for s in data["properties"][0]["trace"]] == ["light"]
