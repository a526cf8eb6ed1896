"""`--as` and `--output` of explain and how, and the mistakes that a commands file can have."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from chartproof.cli.main import main
from chartproof.report.trace_table import WIDTH, trace_table
from chartproof.report.traces import FORMS
from chartproof.report.words import changed_cells
from tests.traces.streetlamps import COMMANDS, write_streetlamps
from tests.traces.walks import model_traces


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize(
    ("arguments", "message", "mend"),
    [
        (("explain", "role_present", "--as", "mermaid"), "role_present has no trace", "--change"),
        (("explain", "accept_invitation", "--as", "svg"), "an event, which has no trace", "leave out --as"),
        (("explain", "roles-7", "--as", "svg"), "a statement, which has no trace", "leave out --as"),
        (("explain", "no_stale_role", "--as", "mermade"), "'mermade'", "did you mean 'mermaid'"),
        (("explain", "no_stale_role", "--output", "x"), "--output needs to know", "--as"),
        (("explain", "no_stale_role", "--as", "cli", "--json"), "--json and --as", "leave one"),
        (("how", "integration == 'absent'", "--output", "x"), "--output needs to know", "--as"),
        (
            ("--project", "examples/lock_server_unsafe", "explain", "one_client_holds_the_lock", "--as", "cli"),
            "lists no commands",
            'commands = "model/commands.toml"',
        ),
    ],
)
def test_what_makes_no_sense_exits_2_with_a_mend(arguments: tuple[str, ...], message: str, mend: str) -> None:
    """Catches an empty picture, a traceback, or a message that does not say what would be right."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert mend in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("arguments", [(), ("--json",), ("--as", "cli")])
def test_no_way_is_no_answer(arguments: tuple[str, ...]) -> None:
    """Catches a script that takes "there is no way" for a way, or for a mistake."""
    result = run("how", "trusted_access == 'enabled' and organization == 'not_created'", *arguments)
    assert result.exit_code == 3
    assert "Traceback" not in result.output


@pytest.mark.parametrize("form", FORMS)
def test_output_writes_what_would_be_printed(tmp_path: Path, form: str) -> None:
    """Catches a file that differs from standard output, or one that is printed too."""
    file = tmp_path / "new" / f"trace.{form}"
    printed = run("explain", "nothing_left_behind", "--as", form)
    written = run("explain", "nothing_left_behind", "--as", form, "--output", str(file))
    assert (printed.exit_code, written.exit_code, written.stdout) == (0, 0, "")
    assert [line.rstrip() for line in printed.stdout.splitlines()] == file.read_text(encoding="utf-8").splitlines()


def test_json_is_what_it_was() -> None:
    """Catches a trace's JSON that has other keys since there are other forms."""
    data = json.loads(run("how", "integration == 'left_behind'", "--json").stdout)
    assert set(data) == {"expression", "sizes", "reachable", "trace", "trace_sizes", "initial"}
    assert set(data["trace"][0]) == {"event", "arguments", "state"}


def test_tables_fit_and_show_each_change_without_colours() -> None:
    """Catches a table that is wider than 100 columns, or whose changes are told by colour alone."""
    for project, trace, caption in model_traces():
        out = Console(width=WIDTH, no_color=True, force_terminal=False)
        with out.capture() as captured:
            out.print(trace_table(project.form, trace, WIDTH))
        text = captured.get()
        assert max(map(len, text.splitlines()), default=0) <= WIDTH
        assert "\x1b" not in text
        states = [trace.initial, *(s.state for s in trace.steps)]
        number = sum(len(changed_cells(project.form, a, b)) for a, b in itertools.pairwise(states))
        assert text.count("→") == number, caption.title


def test_on_a_terminal_the_unchanged_is_dim_and_the_changed_bold() -> None:
    """Catches a table in which nothing stands out."""
    project, trace, _ = model_traces()[0]
    out = Console(width=100, force_terminal=True, color_system="standard", no_color=False)
    with out.capture() as captured:
        out.print(trace_table(project.form, trace, 100))
    text = captured.get()
    assert "\x1b[2m" in text
    assert "\x1b[1;32m→ " in text


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("[event.dusk]", "[event.dusc]", 8, "there is no event named 'dusc'\n  did you mean 'dusk'?"),
        ('"$<other>_CABLE"', '"$<othr>_CABLE"', 22, "no argument <othr>\n  did you mean 'other'?"),
        ('TOWN" light', 'TOWM" light', 9, "needs the variable TOWM, of which nothing is said\n  did you mean 'TOWN'?"),
        ("TOWN =", 'NOWHERE = "x"\nTOWN =', 3, "no command needs the variable NOWHERE"),
        ('none = "the sun', 'run = "x"\nnone = "the sun', 11, "both of run and none, or neither"),
        ("none = ", "non = ", 12, "unknown key 'non'\n  did you mean 'none'?"),
        ("[event.dawn]", "[event.dawn", 11, "not TOML"),
        ('none = "the sun does it."', "none = 3", 12, "none is 3, and not a text"),
        ("[variables]", "[variable]", 2, "unknown key 'variable'\n  did you mean 'variables'?"),
    ],
)
def test_a_wrong_commands_file_names_its_line_and_the_mend(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    """Catches a command of nothing, which nobody would miss until a script lacks it."""
    assert old in COMMANDS
    project = str(write_streetlamps(tmp_path, COMMANDS.replace(old, new, 1)))
    result = run("--project", project, "explain", "nothing_sticks", "--as", "cli")
    assert result.exit_code == 2
    assert f"commands.toml:{line}: " in result.stderr
    assert message in result.stderr


def test_an_actor_that_acts_for_nothing_there_is(tmp_path: Path) -> None:
    """Catches a misspelt sort of an actor, which would draw it somewhere else without a word."""
    project = write_streetlamps(tmp_path)
    model = project / "model.py"
    model.write_text(model.read_text(encoding="utf-8").replace('acts_for="Link"', 'acts_for="Lynk"'), encoding="utf-8")
    result = run("--project", str(project), "explain", "nothing_sticks")
    assert result.exit_code == 2
    assert "'robot' acts for 'Lynk'" in result.stderr
    assert "did you mean 'Link'?" in result.stderr
