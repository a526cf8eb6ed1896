"""Cases: one hostile file, expression or option each, what is run with it, and what may come of it.

What may come of it is told without the code under test: a case that succeeds must at least be written as its
format wants it, and a case that fails must name what was hostile.
"""

from __future__ import annotations

import ast
import json
import random
import re
import tomllib
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.copies import copied
from tests.hostile.mutate import MUTATIONS

TOY = Path(__file__).parent / "toy"
WORDS = ["Library", "Shelf", "Card", "library", "shelf", "card", "closed", "open", "there", "lent", "lost", "none",
         "valid", "away", "Reader", "Book", "book", "reader"]  # fmt: skip
EVENTS = ["unlock", "lock", "enrol", "lend", "give_back", "lose"]
LANGUAGE = {*WORDS, *EVENTS, "every", "some", "possible", "x", "y"}
VALUES = ("'Boek'", "Book=", "[tool.chartproof]")
"""What a message on an option's value may name instead of it."""
EXPRESSIONS = [
    "shelf == 'lent'",
    "library == 'open' and not (card == 'none' or away)",
    "every(Book, shelf in ('lent', 'lost')) and some(x in Reader, card[x] != 'valid')",
    "possible(lend) or library is closed",
]
FILES: dict[str, list[list[str]]] = {
    "pyproject.toml": [["explore"], ["explain", "lend"], ["diagram", "--check"], ["verify", "someone_reads"]],
    "model/parts/machines.py": [["explain", "lend"], ["explore"], ["how", "shelf == 'lent'"], ["export", "tla"]],
    "model/parts/__init__.py": [["explore"]],
    "model/sorts.py": [["explain", "lend"], ["explore"]],
    "model/events.py": [["explain", "lend"], ["explore"], ["explain", "someone_reads"], ["export", "promela"]],
    "proofs.py": [["explain", "nothing_is_lost"], ["verify"]],
    "page.toml": [["explain", "a-3"], ["verify", "someone_reads"], ["page", "{root}/page.txt"]],
    "page.txt": [["page", "{root}/page.txt"]],
    "commands.toml": [["explain", "nothing_is_lost", "--as", "cli"]],
    "change.toml": [["explore", "--change", "{root}/change.toml"], ["check", "{root}/change.toml"]],
    "base.toml": [["explore", "--change", "{root}/change.toml"], ["explain", "lend", "--change", "{root}/base.toml"]],
    "trace.json": [["how", "shelf == 'there'", "--from", "{root}/trace.json"]],
}
OPTIONS = {
    "--size": ["Book=2", "Book=", "Book", "=2", "Book=0", "Book=-1", "Boek=1", "Book=²", "Book=" + "9" * 5000,
               "Book=99999999", "Book=1e3", "Book=1 ", "Book=1=1", "Book=٣", "", "Reader=1"],
    "--memory": ["200MB", "²GB", "9" * 5000 + "GB", "0GB", "-1GB", "GB", "1TB", "1.5GB", "200 MB", ""],
    "--threads": ["1", "0", "-3", "x", "9" * 5000, "1.0"],
    "--change": ["{root}/change.toml", "{root}/no.toml", "{root}", "/dev/null", "{root}/loop.toml", "", "/dev/zero",
                 "{root}/page.txt"],
    "--project": ["{root}/no", "{root}/page.txt", "{root}/loop", "/", "{root}/model"],
}  # fmt: skip
OUTPUTS = ["{root}/out/x", "{root}/no/such/x", "{root}", "/dev/full", "{root}/page.txt/x", "{root}/loop", "",
           "/proc/x/y", "{root}/" + "n" * 300]  # fmt: skip
WRITES = [
    ["verify", "someone_reads", "--junit"],
    ["verify", "someone_reads", "--sarif"],
    ["verify", "someone_reads", "--markdown"],
    ["verify", "it_can_close", "--smt2"],
    ["export", "promela", "--output"],
    ["diagram", "--output"],
    ["explain", "nothing_is_lost", "--as", "svg", "--output"],
    ["check", "{root}/change.toml", "--junit"],
]


@dataclass(frozen=True)
class Case:
    """What is run: a line of arguments, in a copy of the toy in which one file may have other bytes.

    names: one of them stands in an error, since it is what was hostile. seeds: of the mutations, in turn.
    """

    kind: str
    line: tuple[str, ...]
    file: str = ""
    content: bytes = b""
    names: tuple[str, ...] = ()
    seeds: tuple[int, ...] = ()

    def lay_out(self, root: Path) -> list[str]:
        """Make the project; returns the arguments of the command."""
        copied(TOY, root)
        for loop in ("loop", "loop.toml"):
            (root / loop).symlink_to(root / loop)
        if self.file:
            (root / self.file).write_bytes(self.content)
        line = [part.replace("{root}", str(root)) for part in self.line]
        return line if "--project" in line else ["--project", str(root), *line]


def case(seed: int) -> Case:
    """The case of a seed."""
    chance = random.Random(seed)
    return chance.choice([_file, _file, _file, _file, _expression, _option, _output])(chance)


def with_seeds(found: Case, seeds: Sequence[int]) -> Case:
    """A case of a file or an expression with other mutations."""
    base = (TOY / found.file).read_bytes() if found.file else found.line[1].encode()
    for seed in seeds:
        base = _mutated(seed, base)
    if found.file:
        return replace(found, content=base, seeds=tuple(seeds))
    return replace(found, line=("how", base.decode("utf-8", "surrogateescape")), seeds=tuple(seeds))


def _mutated(seed: int, text: bytes) -> bytes:
    chance = random.Random(seed)
    return chance.choice(MUTATIONS)(chance, text)


def _seeds(chance: random.Random) -> list[int]:
    return [chance.randrange(1 << 30) for _ in range(chance.choice([1, 1, 1, 2, 3]))]


def _file(chance: random.Random) -> Case:
    file = chance.choice(list(FILES))
    line = tuple(chance.choice(FILES[file]))
    found = Case("file", line, file, names=_names(file, line))
    return with_seeds(found, _seeds(chance))


def _names(file: str, line: Sequence[str]) -> tuple[str, ...]:
    """What an error on a file may name: also where another uses it."""
    if file == "pyproject.toml":
        return (".toml",)
    if not file.endswith(".py"):
        return (Path(file).name,)
    package = file.removesuffix("/__init__.py").removesuffix(".py").replace("/", ".")
    return ("model/", "proofs", package, "[tool.chartproof", *line[1:2])


def _expression(chance: random.Random) -> Case:
    text = chance.choice(EXPRESSIONS)
    return with_seeds(
        Case("expression", ("how", text), names=("in the expression", "No such option", "EXPRESSION")), _seeds(chance)
    )


def _option(chance: random.Random) -> Case:
    option = chance.choice(list(OPTIONS))
    value = chance.choice(OPTIONS[option])
    names = (option, value.replace("{root}/", "") or option, *VALUES)
    if option == "--project":
        return Case("option", (option, value, "explore"), names=names)
    return Case("option", ("explore", option, value), names=names)


def _output(chance: random.Random) -> Case:
    line, path = chance.choice(WRITES), chance.choice(OUTPUTS)
    return Case(
        "output", (*line, path), names=(line[-1], path.replace("{root}/", "") or line[-1], "/no", "/proc", "loop")
    )


def unmeant(found: Case) -> str:
    """Why a case should not have succeeded, as far as its format tells; empty where it may."""
    judge = _JUDGES.get(Path(found.file).suffix) if found.file else None
    if judge is not None:
        try:
            judge(found.content)
        except (ValueError, SyntaxError, RecursionError, MemoryError) as error:
            return f"{found.file} is malformed ({type(error).__name__})"
    if found.kind == "expression":
        return _strange_expression(found.line[1])
    return ""


def _strange_expression(text: str) -> str:
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return "the expression is malformed"
    named = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    return f"the expression names {named - LANGUAGE}" if named - LANGUAGE else ""


def _python(content: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compile(content, "file", "exec")


def _toml(content: bytes) -> None:
    tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"))


_JUDGES: dict[str, Callable[[bytes], object]] = {
    ".py": _python,
    ".toml": _toml,
    ".json": lambda content: json.loads(content.decode("utf-8-sig")),
    ".txt": lambda content: content.decode("utf-8-sig"),
}


def misplaced(found: Case, said: str) -> str:
    """Why the place in an error cannot be right; empty where it may be."""
    if not found.file:
        return ""
    lines = re.split(rb"\r\n|\r|\n", found.content)
    for number in re.findall(re.escape(Path(found.file).name) + r":(\d+)", said):
        if int(number) > len(lines) + 1:
            return f"{found.file} has {len(lines)} lines, and none is line {number}"
    return ""
