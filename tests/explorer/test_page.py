"""The page as a file: its size, its policy, its document's schema, the same bytes, without scripts."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from chartproof.errors import ChartproofError
from chartproof.explorer.document import schema
from chartproof.explorer.results import read_mutants
from tests.explorer.served import ROOT, Made

MOST = 400_000


def test_the_models_page_is_small(made: Made) -> None:
    """Catches a page that grows beyond what one sends by mail; most of it are drawings, scripts and the page's
    statements.
    """
    assert made.html.stat().st_size <= MOST


def test_the_document_is_what_its_schema_says(made: Made) -> None:
    """Catches a key that is forgotten, or that nobody is told of."""
    import jsonschema

    validator = jsonschema.Draft202012Validator(schema())
    assert [f"{e.json_path}: {e.message[:100]}" for e in validator.iter_errors(made.data)] == []
    wrong = {**made.data, "version": 2}
    assert list(validator.iter_errors(wrong))


def test_the_document_has_everything(made: Made) -> None:
    """Catches a property, an event, a change or a statement that is left out."""
    data = made.data
    verdicts = json.loads(made.verdicts.read_text("utf-8"))
    assert [(p["name"], p["verdict"]) for p in data["properties"]] == [
        (p["name"], p["verdict"]) for p in verdicts["properties"]
    ]
    assert len(data["rules"]) == 32
    assert {c["name"] for c in data["changes"]} == {f.stem for f in (ROOT / "changes").glob("*.toml")}
    checked = {c["name"]: {d["name"]: d["after"] for d in c["checked"]["differences"]} for c in data["changes"]}
    assert checked["literal"]["role_present"] == "violated"
    assert all(c["checked"]["behaviours"] for c in data["changes"])
    assert (data["coverage"]["statements"], len(data["page"])) == (111, 111)
    steps = {p["name"]: p["trace"] and len(p["trace"]["steps"]) for p in data["properties"]}
    assert steps == {p["name"]: p["trace"] and len(p["trace"]) for p in verdicts["properties"]}


def test_nothing_runs_but_what_the_page_brings(made: Made) -> None:
    """Catches a script or a style whose hash the policy does not name, and markup that asks for something."""
    text = made.html.read_text("utf-8")
    [policy] = re.findall(r'http-equiv=Content-Security-Policy content="([^"]*)"', text)
    assert policy.startswith("default-src &#x27;none&#x27;; script-src ")
    assert "unsafe" not in policy
    for element in re.findall(r"<script id=[^>]*>(.*?)</script>|<style>(.*?)</style>", text, re.DOTALL):
        digest = base64.b64encode(hashlib.sha256("".join(element).encode()).digest()).decode()
        assert f"sha256-{digest}" in policy
    assert not re.search(
        r"<(?:link|img|iframe|object|embed|base)\b|\sstyle=|\son\w+=|\bsrc=|https?://(?!www\.w3\.org)", text
    )
    scripts = "".join(re.findall(r"<script id=[^>]*>(.*?)</script>", text, re.DOTALL))
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|\beval\b|new Function|document\.write|fetch\(", scripts
    )


def test_the_scripts_are_short_files() -> None:
    """Catches a script that has grown beyond what one reads."""
    files = sorted((ROOT / "chartproof" / "explorer" / "scripts").glob("*.js"))
    assert len(files) >= 10
    assert all(len(f.read_text("utf-8").splitlines()) <= 300 for f in files)


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Catches a time, a path, or an order that differs from run to run."""
    command = [sys.executable, "-m", "chartproof", "--quiet", "--project", "examples/printer", "report"]
    texts = []
    for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/Lima")):
        environment = {"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin", "TZ": zone}
        file = tmp_path / f"{seed}.html"
        done = subprocess.run(
            [*command, str(file)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        texts.append(file.read_bytes())
    assert texts[0] == texts[1]


def test_mutants_that_nobody_notices_are_read() -> None:
    """Catches a mutant that is noticed and shown all the same, and a file of another kind that is believed."""
    rows = [
        {"event": "e", "sentence": "No property says so.", "noticed": []},
        {"event": "f", "sentence": "Noticed.", "noticed": ["p"]},
        {"event": "g", "sentence": "Equal.", "equivalent": True},
    ]
    assert [m["event"] for m in read_mutants(json.dumps({"mutants": rows}), "m.json")] == ["e"]
    for wrong in ("[]", "{}", '{"mutants": [1]}', "x"):
        with pytest.raises(ChartproofError, match=r"m\.json"):
            read_mutants(wrong, "m.json")
