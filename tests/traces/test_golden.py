"""Each form of a trace is the reviewed one. UPDATE_SNAPSHOTS=1 writes the files anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from chartproof.cli.main import main
from chartproof.language.form import Form
from chartproof.report.trace_mermaid import mermaid
from chartproof.report.trace_prose import prose, sentences
from chartproof.report.trace_sequence import sequence
from chartproof.report.trace_svg import svg
from chartproof.report.words import Caption
from tests.toys import toy
from tests.traces.streetlamps import write_streetlamps
from tests.traces.walks import farthest

GOLDEN = Path(__file__).parent / "golden"
SUFFIX = {"table": "txt", "prose": "md", "mermaid": "mmd", "svg": "svg", "cli": "sh"}
ALL = tuple(SUFFIX)
LITERAL = ("--change", "changes/literal.toml")
UNSAFE = "examples/lock_server_unsafe"
JOINED = "some(Account, membership == 'invited_member')"


def same(name: str, text: str) -> None:
    """The text is that of the golden file."""
    path = GOLDEN / name
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def printed(*arguments: str) -> str:
    """What a command prints, which succeeds."""
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize(
    ("name", "arguments", "forms"),
    [
        ("no_stale_role", ("explain", "no_stale_role"), ALL),
        ("one_person_disables_all", ("explain", "one_person_disables_all"), ("table", "prose", "mermaid")),
        ("not_necessarily_everywhere", ("explain", "not_necessarily_everywhere"), ("table",)),
        ("role_present_literal", ("explain", "role_present", *LITERAL), ("prose", "mermaid", "cli")),
        ("joined", ("how", JOINED), ("prose", "cli")),
        ("at_once", ("how", "organization == 'not_created'"), ALL),
        ("two_clients", ("--project", UNSAFE, "explain", "one_client_holds_the_lock"), ("table", "mermaid", "svg")),
    ],
)
def test_the_forms_are_the_reviewed_ones(name: str, arguments: tuple[str, ...], forms: tuple[str, ...]) -> None:
    """Catches any change of what a reader of a trace sees, in the model and in an example, and under a rule change."""
    for form in forms:
        same(f"{name}.{SUFFIX[form]}", printed(*arguments, "--as", form))


@pytest.mark.parametrize("name", ["light_lasts_until_stuck", "nothing_sticks"])
def test_awkward_names_and_a_run_that_goes_round(tmp_path: Path, name: str) -> None:
    """Catches a loop that is not shown as one, and a name or sentence that is taken for syntax."""
    project = str(write_streetlamps(tmp_path))
    for form, suffix in SUFFIX.items():
        text = printed("--project", project, "explain", name, "--as", form)
        same(f"{name}.{suffix}", text)
        assert ("for ever" in text) == (name == "light_lasts_until_stuck")


def test_actors_that_act_for_an_element_and_calls_without_a_command(tmp_path: Path) -> None:
    """Catches a caller whose element is not said, and a step that a script leaves out without a word."""
    project = str(write_streetlamps(tmp_path))
    for form in ("prose", "mermaid", "cli"):
        text = printed("--project", project, "how", "some(Link, end == 'on')", "--as", form)
        same(f"carrying.{SUFFIX[form]}", text)


@pytest.mark.parametrize(("size", "number"), [(2, 12), (3, 7), (4, 15)])
def test_toys(size: int, number: int) -> None:
    """Catches what only machines without actors, sentences and a meaning would show."""
    found = toy(size, number)
    form: Form = found.form
    trace = farthest(form, found.sizes)
    caption = Caption(f"toy {size} {number}")
    assert len(trace.steps) > 2
    same(f"toy_{size}_{number}.md", prose(form, trace, caption))
    same(f"toy_{size}_{number}.mmd", mermaid(sequence(form, trace, caption)))
    same(f"toy_{size}_{number}.svg", svg(sequence(form, trace, caption), sentences(form, trace, caption)))
