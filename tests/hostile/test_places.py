"""What an error names: the file, the line of the mistake, and what would be right."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chartproof.cli.main import main
from tests.copies import copied
from tests.hostile.cases import TOY


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A copy of the toy project."""
    return copied(TOY, tmp_path / "toy")


def run(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--project", str(project), *arguments])


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "message"),
    [
        ("model/parts/__init__.py", 'library."""', "library.", 1, "SyntaxError: unterminated triple"),
        ("model/parts/__init__.py", "library.", 'library."""\nx = = 1\n"""', 2, "SyntaxError"),
        ("model/parts/__init__.py", '."""', '."""\n\nraise SystemExit(0)', 3, "SystemExit: 0"),
        ("model/events.py", 'lose = Event("A', 'lose = Event("\0A', 18, "a NUL byte"),
        ("model/parts/machines.py", "per=Reader", "peer=Reader", 31, "machine Card: peer= is not known"),
        ("model/parts/machines.py", "lent.to(lost)", "lent.to(gone)", 28, "NameError: name 'gone' is not defined"),
        ("model/parts/machines.py", "cond=", "sond=", 38, "unexpected keyword argument 'sond'"),
        ("model/events.py", "shelf != 'lent'", "shelf != 'lend'", 8, "did you mean 'lent'?"),
        ("pyproject.toml", "effort = 100000", "effort = ", 6, "not TOML: Invalid value"),
        ("pyproject.toml", "effort = 100000", f"effort = {'9' * 5000}", 6, "Exceeds the limit"),
        ("pyproject.toml", "effort = 100000", f"effort = {'[' * 5000}", 6, "it is nested too deeply"),
        ("pyproject.toml", "effort = 100000", "effort = 1 # \udcff", 6, "is not UTF-8"),
    ],
)
def test_a_mistake_in_a_project_is_named_with_its_line(
    toy: Path, file: str, old: str, new: str, line: int, message: str
) -> None:
    """Catches an error that names another line than the mistake's, another file, or none."""
    text = (toy / file).read_text(encoding="utf-8")
    assert old in text
    (toy / file).write_bytes(text.replace(old, new, 1).encode("utf-8", "surrogateescape"))
    result = run(toy, "explore")
    assert result.exit_code == 2
    assert f"{file}:{line}: " in result.stderr
    assert message in result.stderr


@pytest.mark.parametrize(
    ("old", "new", "message", "mend"),
    [
        ('model = "model"', 'modle = "model"', "no key of [tool.chartproof] named 'modle'", "did you mean 'model'?"),
        ('model = "model"', "model = 3", "model = 3 is not a name", 'model = "model"'),
        ('model = "model"', 'model = "../model"', "there is no such module", "name the package"),
        ('model = "model"', 'model = "json"', "there is no such module", "name the package"),
        ("[tool.chartproof]\n", "[tool]\nchartproof = 1\n[tool.x]\n", "is no table", "[tool.chartproof]"),
        ("Reader = 1", "Raeder = 1", "named 'Raeder'", "did you mean 'Reader'?"),
        ("Reader = 1", "Reader = true", "not a positive integer", "Reader = 2"),
    ],
)
def test_a_wrong_setting_is_named_with_the_right_one(toy: Path, old: str, new: str, message: str, mend: str) -> None:
    """Catches a setting that is misspelt and passes, as if it were not there."""
    file = toy / "pyproject.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1).replace("[tool.chartproof.sizes]\n" * ("chartproof = 1" in new), ""))
    if "chartproof = 1" in new:
        file.write_text(new)
    result = run(toy, "explore")
    assert result.exit_code == 2
    assert "pyproject.toml" in result.stderr
    assert message in result.stderr
    assert mend in result.stderr


def test_a_folder_that_is_not_there_is_not_looked_for_above(toy: Path) -> None:
    """Catches a mistyped --project that runs another project than the one meant."""
    result = run(toy / "model" / "missing", "explore")
    assert result.exit_code == 2
    assert "missing" in result.stderr


def test_a_module_of_pythons_own_is_not_replaced(toy: Path) -> None:
    """Catches a model that takes the place of a module that the tool needs itself."""
    shutil.move(toy / "model", toy / "json")
    file = toy / "pyproject.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('model = "model"', 'model = "json"'), encoding="utf-8")
    result = run(toy, "explore", "--json")
    assert result.exit_code == 2
    assert "needs itself" in result.stderr


def test_a_model_in_a_declared_encoding_is_read(toy: Path) -> None:
    """Catches a file that Python reads and we do not."""
    file = toy / "model" / "events.py"
    text = "# -*- coding: latin-1 -*-\n" + file.read_text(encoding="utf-8").replace("The desk opens", "Käthe öffnet")
    file.write_bytes(text.encode("latin-1"))
    result = run(toy, "explain", "unlock")
    assert (result.exit_code, "Käthe öffnet" in result.stdout) == (0, True)
    assert run(toy, "diagram", "--output", str(toy / "drawn")).exit_code == 0


def test_what_a_model_prints_is_no_output(toy: Path) -> None:
    """Catches JSON that a print in somebody's model spoils."""
    file = toy / "model" / "__init__.py"
    file.write_text(file.read_text(encoding="utf-8") + "\nprint('hello')\n", encoding="utf-8")
    result = run(toy, "explore", "--json")
    assert result.stdout.startswith("{")
    assert result.stderr == "hello\n"


@pytest.mark.parametrize(
    "expression",
    ["not " * 985 + "member", "(" * 250 + "member" + ")" * 250, "every(Account, " * 80 + "member" + ")" * 80,
     "not " * 5000 + "member", "member" + "[a]" * 3000],
)  # fmt: skip
def test_an_expression_nested_too_deeply_is_refused(expression: str) -> None:
    """Catches a recursion that has no end."""
    result = CliRunner().invoke(main, ["how", expression])
    assert result.exit_code == 2
    assert "in the expression" in result.stderr
    assert len(result.stderr) < 2000


@pytest.mark.parametrize("deep", [5000, 100_000])
def test_files_nested_too_deeply_are_refused(tmp_path: Path, deep: int) -> None:
    """Catches a recursion that has no end, and an error without the file's name."""
    change, trace = tmp_path / "change.toml", tmp_path / "trace.json"
    change.write_text(f"proposal = 'x'\nwhy = {'[' * deep}{']' * deep}\n", encoding="utf-8")
    trace.write_text(f'{{"trace":\n{"[" * deep}{"]" * deep}}}', encoding="utf-8")
    for arguments in (["check", str(change)], ["how", "member", "--from", str(trace)]):
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 2
        assert f"{Path(arguments[-1]).name}:2: not " in result.stderr
        assert "nested too deeply" in result.stderr


def test_a_trace_is_walked_and_not_believed(toy: Path) -> None:
    """Catches a way that goes on from a state that nothing leads to."""
    file = toy / "trace.json"
    text = file.read_text(encoding="utf-8")
    assert run(toy, "how", "shelf == 'lost'", "--from", str(file)).exit_code == 0
    file.write_text(text[::-1].replace('"tnel"', '"tsol"', 1)[::-1], encoding="utf-8")
    result = run(toy, "how", "shelf == 'lost'", "--from", str(file))
    assert result.exit_code == 2
    assert "trace.json: these rules do not walk it: step 3" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["explore", "--engine", "memory", "--size", "Account=20", "--size", "Service=10"],
        ["explore", "--engine", "memory", "--size", "Account=20", "--size", "Service=10", "--memory", "300MB"],
    ],
)  # fmt: skip
def test_a_hopeless_search_is_refused_with_what_could_be_done(arguments: list[str]) -> None:
    """Catches a search that is begun although nothing could hold it, and a refusal without a way out."""
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "10^87 states" in result.stderr
    for other in ("--symmetry", "--engine bdd", "verify"):
        assert other in result.stderr


@pytest.mark.parametrize("size", ["9" * 17, "1000000", "99999"])
def test_an_instance_too_large_to_be_written_down_is_refused(size: str) -> None:
    """Catches a command that fills the memory before it has begun."""
    for command in (["explore"], ["how", "member"], ["export", "tla"], ["explore", "--symmetry"]):
        result = CliRunner().invoke(main, [*command, "--size", f"Account={size}"])
        assert result.exit_code == 2
        assert "are the most of either" in result.stderr
