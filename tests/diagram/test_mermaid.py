"""Each mermaid text that is generated anywhere, parsed by mermaid itself."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.diagram.drawn_files import HERE, ROOT, all_files
from tests.effort import THOROUGH

SOURCE = HERE / "mermaid"
BROKEN = 'flowchart TB\n  a -- "x --> b["'


@pytest.fixture(scope="module")
def parser() -> Path:
    """A folder with mermaid in it, installed once for these versions."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("there is no npm, by which mermaid's parser is installed")
    parts = ("package.json", "package-lock.json", ".npmrc")
    versions = hashlib.sha256(b"".join((SOURCE / p).read_bytes() for p in parts)).hexdigest()[:16]
    folder = ROOT / ".pytest_cache" / f"mermaid-{versions}"
    if not (folder / "installed").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        for part in parts:
            shutil.copy(SOURCE / part, folder)
        done = subprocess.run(
            ["npm", "ci", "--ignore-scripts"], cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            pytest.skip(f"mermaid cannot be installed here: {done.stderr[-300:]}")
        (folder / "installed").touch()
    shutil.copy(SOURCE / "parse.mjs", folder)
    return folder


def parsed(parser: Path, texts: dict[str, str]) -> dict[str, str]:
    """What mermaid has against these texts, by name."""
    command = ["node", "parse.mjs"]
    done = subprocess.run(command, cwd=parser, input=json.dumps(texts), capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def blocks() -> dict[str, str]:
    """The mermaid blocks of all generated files."""
    found = {}
    for name, text in all_files(every=THOROUGH).items():
        for number, block in enumerate(re.findall(r"^```mermaid\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)):
            found[f"{name} {number}"] = block
    return found


def test_mermaid_reads_every_diagram(parser: Path) -> None:
    """Catches a name that mermaid keeps for itself, and a sign that is not escaped."""
    found = blocks()
    assert {name.split("/")[1].split(".")[0] for name in found if name.startswith("club/")} >= {"machines", "lives"}
    assert len(found) > 60
    assert parsed(parser, {**found, "broken": BROKEN}).keys() == {"broken"}


@pytest.mark.parametrize(
    "sign", ['"', "#", "#quot;", "&", "<", ">", "`", ";", "{}", "[", "]", "(", ")", "|", "%%", "--", "end"]
)
def test_signs_are_escaped_and_come_out_as_they_were(sign: str) -> None:
    """Catches an escape that is missing, or that another escape spoils."""
    from chartproof.diagram.mermaid import mermaid
    from chartproof.diagram.picture import Line, Node, Picture

    text = mermaid(Picture("k", "t", "d", (Node("n", (Line(f"a{sign}b"),)),), ()))
    [label] = re.findall(r'^  n\("(.*)"\)$', text, re.MULTILINE)
    named = {"quot": '"', "amp": "&", "lt": "<", "gt": ">", "35": "#", "96": "`"}
    assert re.sub(r"#(\w+);", lambda m: named[m[1]], label) == f"a{sign}b"
    assert not set('"<>`') & set(label)
