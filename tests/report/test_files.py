"""JUnit, SARIF and Markdown as other tools read them, and baselines: on a toy, and on changes of this repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from tests import forked
from tests.effort import thorough

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif.json").read_text(encoding="utf-8"))

# What the schema of jest-junit allows: attributes, those of them that must be there, and the order of children.
JUNIT = {
    "testsuites": ({"name", "time", "tests", "failures", "disabled", "errors"}, set(), ["testsuite"]),
    "testsuite": (
        {
            "name",
            "tests",
            "failures",
            "errors",
            "time",
            "disabled",
            "skipped",
            "timestamp",
            "hostname",
            "id",
            "package",
        },
        {"name", "tests"},
        ["properties", "testcase", "system-out", "system-err"],
    ),
    "testcase": (
        {"name", "assertions", "time", "classname", "status"},
        {"name"},
        ["skipped", "error", "failure", "system-out", "system-err"],
    ),
    "failure": ({"type", "message"}, set(), []),
    "system-out": (set(), set(), []),
}

# A door that a change lets fall open, in a folder below the repository's, edited over several lines and with escapes.
MODEL = '''"""A door."""

from chartproof.declare import Event, Machine, Sort, State

Guest = Sort("Guest", "one who comes")


class Door(Machine):
    """Whether it is open."""

    shut = State(initial=True)
    ajar = State()

    push = shut.to(ajar)


class Key(Machine, per=Guest):
    """Whether a guest has it."""

    none = State(initial=True)
    held = State()

    take = none.to(held)


take = Event("A guest takes a key.", of=Guest, needs=["hotel:Key"])
push = Event(
    "It is pushed open.",
    of=Guest,
    only_if=["key == 'held'"],
)
'''
PROOFS = '''"""What a door owes."""

from chartproof.declare import Claim, always, claim, no_step


@claim(
    scope="all",
)
def opened_by_keys() -> Claim:
    """It is open only where somebody has a key."""
    return always("some(Guest, key == 'held')", where="door == 'ajar'")


@claim()
def keys_stay() -> Claim:
    """A key is kept."""
    return no_step(before="key == 'held'", after="key == 'none'")
'''
OPEN = """# The line that drops a conjunct: only_if.drop, [event.push], and [expects] opened_by_keys.
proposal = "Anybody pushes it open."
why = "event.push is told here, and opened_by_keys, and key == 'held'; only_if.drop as well."

[expects]
keys_stay = "violated"   # which it is not

[event."push"]
only_if.drop = [
    "key == \\u0027held\\u0027",
]

[event.take]
needs.drop = [
    # hotel:Key
    "hotel:Key",
]
"""
OTHER = """proposal = "Keys are lost."
why = "It happens."

[new_event.lose]
sentence = "A guest loses the key."
of = ["Guest"]
transitions.add = [{ machine = "Key", from = ["held"], to = "none" }]
"""


@dataclass(frozen=True)
class Hotel:
    """A repository with a project in a folder of its own, and a folder in that to work from."""

    root: Path

    @property
    def project(self) -> Path:
        return self.root / "hotel"

    @property
    def deep(self) -> Path:
        return self.project / "changes" / "deep"

    def run(self, *arguments: str, at: Path | None = None) -> subprocess.CompletedProcess[str]:
        variables = {k: v for k, v in os.environ.items() if not k.startswith("GITHUB_")}
        return forked.run("chartproof", *arguments, folder=at or self.deep, own=variables)


@pytest.fixture
def hotel(tmp_path: Path) -> Hotel:
    found = Hotel(tmp_path / "some repository")
    found.deep.mkdir(parents=True)
    (found.project / "pyproject.toml").write_text('[tool.chartproof]\nmodel = "model"\nproofs = "proofs"\n')
    (found.project / "model.py").write_text(MODEL)
    (found.project / "proofs.py").write_text(PROOFS)
    (found.project / "changes" / "opened.toml").write_text(OPEN)
    (found.project / "changes" / "lost.toml").write_text(OTHER)
    git(found.root, "init", "-q")
    git(found.root, "add", "-A")
    git(found.root, "commit", "-qm", "A door")
    return found


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def sarif(path: Path) -> list[dict[str, Any]]:
    """The results of a log that is valid, every fingerprint and pair of rule and number right."""
    log = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.validate(log, SCHEMA)
    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    prints = [r["partialFingerprints"]["chartproof/v1"] for r in run["results"]]
    assert len(set(prints)) == len(prints)
    found: list[dict[str, Any]] = run["results"]
    return found


def line(root: Path, location: dict[str, Any]) -> str:
    """The line that a location names, in the file that it names from the repository's root."""
    place = location["physicalLocation"]
    assert place["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
    text = (root / place["artifactLocation"]["uri"]).read_text(encoding="utf-8")
    return text.splitlines()[place["region"]["startLine"] - 1] if "region" in place else ""


def related(root: Path, result: dict[str, Any]) -> dict[str, str]:
    return {one["message"]["text"]: line(root, one) for one in result["relatedLocations"]}


@pytest.mark.parametrize("below", [True, False])
def test_every_result_stands_at_what_was_edited(hotel: Hotel, below: bool) -> None:
    """Catches a place in a comment, in prose or told from the working directory, and an expectation left out."""
    at = hotel.deep if below else hotel.root
    files = [str(os.path.relpath(hotel.project / "changes" / f"{n}.toml", at)) for n in ("opened", "lost")]
    where = ["--project", os.path.relpath(hotel.project, at)]
    out = hotel.root / "check.sarif"
    done = hotel.run(*where, "check", *files, "--sarif", str(out), at=at)
    assert done.returncode == 1, done.stderr
    results = {(r["message"]["text"].split(":")[0], r["ruleId"]): r for r in sarif(out)}
    assert results.keys() == {
        ("opened", "opened_by_keys"), ("opened", "keys_stay"), ("lost", "keys_stay"), ("lost", "opened_by_keys"),
        ("opened + lost", "opened_by_keys"),
    }  # fmt: skip
    fallen = results["opened", "opened_by_keys"]
    [place] = fallen["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "hotel/changes/opened.toml"
    assert "\\u0027held" in line(hotel.root, place) or "needs" in line(hotel.root, place)
    rows = related(hotel.root, fallen)
    assert rows["the row of push"].startswith("push = Event(")
    assert rows["what opened_by_keys claims"].startswith("def opened_by_keys(")
    expected = related(hotel.root, results["opened", "keys_stay"])
    assert expected["what opened expects of keys_stay"].startswith('keys_stay = "violated"')
    assert "lose" in line(hotel.root, results["lost", "keys_stay"]["locations"][0])
    [flow] = fallen["codeFlows"]
    steps = [one["location"] for one in flow["threadFlows"][0]["locations"]]
    assert [s["message"]["text"].split("(")[0] for s in steps] == ["push"]
    assert [line(hotel.root, s).split(" =")[0] for s in steps] == ["push"]
    lost = results["lost", "keys_stay"]["codeFlows"][0]["threadFlows"][0]["locations"]
    assert "take = Event" in line(hotel.root, lost[0]["location"])
    assert "lose" in line(hotel.root, lost[1]["location"])


def test_a_fingerprint_is_kept_when_lines_move(hotel: Hotel) -> None:
    """Catches an alarm that a code scanner takes for a new one, since somebody wrote a comment above it."""
    out, file = hotel.root / "check.sarif", hotel.project / "changes" / "opened.toml"
    prints = []
    for text in (OPEN, "# One line more.\n" + OPEN):
        file.write_text(text)
        hotel.run("check", str(file), "--sarif", str(out))
        prints.append([(r["ruleId"], r["partialFingerprints"]) for r in sarif(out)])
    assert prints[0] == prints[1] != []


def test_against_a_revision_results_stand_at_the_rows(hotel: Hotel) -> None:
    """Catches a result without a place, and one in a folder that is gone."""
    model = hotel.project / "model.py"
    model.write_text(MODEL.replace(', needs=["hotel:Key"]', ""))
    (hotel.project / "proofs.py").write_text(PROOFS[: PROOFS.index("@claim()")])
    out = hotel.root / "check.sarif"
    done = hotel.run("check", "--against", "HEAD", "--sarif", str(out))
    assert done.returncode == 1, done.stderr
    results = {r["ruleId"]: r for r in sarif(out)}
    assert results.keys() == {"permission", "property_removed"}
    assert line(hotel.root, results["permission"]["locations"][0]).startswith("take = Event(")
    gone = results["property_removed"]["locations"][0]["physicalLocation"]
    assert (hotel.root / gone["artifactLocation"]["uri"]).is_file()


def test_verify_stands_at_the_claim(hotel: Hotel) -> None:
    """Catches a result at a decorator, a path from the working directory, and a trace without its rows."""
    out = hotel.root / "verify.sarif"
    done = hotel.run("verify", "--change", str(hotel.project / "changes" / "opened.toml"), "--sarif", str(out))
    assert done.returncode == 1, done.stderr
    results = {r["ruleId"]: r for r in sarif(out)}
    assert line(hotel.root, results["opened_by_keys"]["locations"][0]).startswith("def opened_by_keys(")
    assert related(hotel.root, results["opened_by_keys"]) == {"the row of push": "push = Event("}
    assert "keys_stay" in results, "it is expected to be violated, and holds"


def check_junit(path: Path) -> ElementTree.Element:
    """The document, valid by what jest-junit's schema allows, with a time on everything that may have one."""
    root = ElementTree.parse(path).getroot()
    for element in root.iter():
        allowed, needed, order = JUNIT[element.tag]
        assert needed <= set(element.attrib) <= allowed, element.tag
        places = [order.index(child.tag) for child in element]
        assert places == sorted(places), f"{element.tag}: {[c.tag for c in element]}"
        if "time" in allowed:
            assert float(element.attrib["time"]) >= 0
        if element.tag.startswith("testsuite"):
            cases = list(element.iter("testcase"))
            assert int(element.attrib["tests"]) == len(cases)
            assert int(element.attrib["failures"]) == sum(c.find("failure") is not None for c in cases)
    return root


def test_junit_is_valid_and_timed(hotel: Hotel) -> None:
    """Catches what is printed before what failed, an attribute that the schema lacks, and a missing time."""
    out = hotel.root / "out.xml"
    files = [str(hotel.project / "changes" / f"{n}.toml") for n in ("opened", "lost")]
    hotel.run("check", *files, "--junit", str(out))
    root = check_junit(out)
    assert [s.attrib["name"] for s in root] == [f"chartproof check {n}" for n in ("opened", "lost", "opened + lost")]
    assert sum(float(s.attrib["time"]) for s in root) > 0
    hotel.run("verify", "--change", files[0], "--junit", str(out))
    root = check_junit(out)
    assert {c.attrib["name"]: c.find("failure") is not None for c in root.iter("testcase")} == {
        "opened_by_keys": True, "keys_stay": True,
    }  # fmt: skip


def test_markdown_has_room_for_two_changes_each_trace_once(hotel: Hotel) -> None:
    """Catches a comment that nobody reads to its end, a trace for each place where it is a trace, and a dead link."""
    out = hotel.root / "check.md"
    files = [str(hotel.project / "changes" / f"{n}.toml") for n in ("opened", "lost")]
    hotel.run("check", *files, "--markdown", str(out))
    text = out.read_text()
    first = text.splitlines()[0]
    assert first.startswith("**chartproof check: 3 checked")
    assert "FAILED" in first
    assert len(text.splitlines()) <= 60
    assert text.count("<details>") == len({t for t in text.splitlines() if t.startswith("<details>")}) == 3
    assert "[`opened_by_keys`](hotel/proofs.py#L9)" in text
    assert "[`lose`](hotel/changes/lost.toml#L4)" in text
    assert "([`edit`](hotel/changes/opened.toml#L10))" in text
    hotel.run("verify", "--markdown", str(out))
    assert out.read_text().splitlines()[0] == "**chartproof verify: ok: 2 verdicts as expected**, 2 for all sizes"


@thorough
def test_markdown_of_this_repositorys_changes_stays_in_its_room(tmp_path: Path) -> None:
    """Catches a report of two large changes that is longer than a reader or a comment takes."""
    out = tmp_path / "check.md"
    changes = [str(ROOT / "changes" / f"{n}.toml") for n in ("organizations_only", "own_use")]
    done = forked.run("chartproof", "check", *changes, "--markdown", str(out))
    assert done.returncode == 0, done.stderr
    text = out.read_text()
    assert len(text.splitlines()) <= 60
    assert len(text.encode()) <= 20_000
    assert "(model/events/service_roles.py#L" in text
    assert "<details>" in text


def test_a_baseline_of_verdicts_accepts_what_it_knows(hotel: Hotel) -> None:
    """Catches a known failure that fails, a new one that passes, and an entry in vain that nobody is told of."""
    known, change = hotel.root / "known.json", ["--change", str(hotel.project / "changes" / "opened.toml")]
    known.write_text(hotel.run("verify", "--json", *change).stdout)
    accepted = hotel.run("verify", "--json", *change, "--baseline", str(known))
    data = json.loads(accepted.stdout)
    assert (accepted.returncode, data["ok"]) == (0, True)
    assert data["baseline"] == {"file": str(known), "accepted": ["opened_by_keys", "keys_stay"], "stale": []}
    assert {p["name"]: p["accepted"] for p in data["properties"]} == {"opened_by_keys": True, "keys_stay": True}
    # A baseline that is written anew under itself is the same.
    known.write_text(accepted.stdout)
    out = hotel.root / "verify.sarif"
    again = hotel.run("verify", *change, "--baseline", str(known), "--sarif", str(out))
    assert again.returncode == 0, again.stdout
    assert {(r["baselineState"], r["suppressions"][0]["kind"]) for r in sarif(out)} == {("unchanged", "external")}
    plain = hotel.run("verify", "--baseline", str(known))
    assert plain.returncode == 0
    assert "opened_by_keys: it is holds now, as expected" in plain.stderr
    entry = json.loads(known.read_text())
    entry["properties"] = [p for p in entry["properties"] if p["name"] != "opened_by_keys"]
    known.write_text(json.dumps(entry))
    fresh = hotel.run("verify", *change, "--baseline", str(known))
    assert fresh.returncode == 1
    assert "opened_by_keys" in fresh.stdout.splitlines()[-1]


def test_a_baseline_of_differences_accepts_what_it_knows(hotel: Hotel) -> None:
    """Catches a known difference that fails, a new one that passes, and an entry that accepts nothing in silence."""
    model, known = hotel.project / "model.py", hotel.root / "known.json"
    model.write_text(MODEL.replace(', needs=["hotel:Key"]', ""))
    first = hotel.run("check", "--against", "HEAD", "--json")
    assert first.returncode == 1
    known.write_text(first.stdout)
    accepted = hotel.run("check", "--against", "HEAD", "--baseline", str(known), "--json")
    assert accepted.returncode == 0, accepted.stderr
    data = json.loads(accepted.stdout)
    assert data["baseline"]["accepted"] == ["take (permission, present)"]
    known.write_text(accepted.stdout)
    assert hotel.run("check", "--against", "HEAD", "--baseline", str(known)).returncode == 0
    model.write_text(model.read_text().replace("only_if=[\"key == 'held'\"],", ""))
    assert hotel.run("check", "--against", "HEAD", "--baseline", str(known)).returncode == 1
    model.write_text(MODEL)
    stale = hotel.run("check", "--against", "HEAD", "--baseline", str(known))
    assert stale.returncode == 0
    assert "accepts nothing any more: present: permission of take" in stale.stderr
    files = [str(hotel.project / "changes" / "opened.toml")]
    known.write_text(hotel.run("check", *files, "--json").stdout)
    assert hotel.run("check", *files, "--baseline", str(known)).returncode == 0
    assert (
        hotel.run("check", *files, str(hotel.project / "changes" / "lost.toml"), "--baseline", str(known)).returncode
        == 1
    )


@pytest.mark.parametrize(
    ("command", "text", "said"),
    [
        (["verify"], '{"changes": []}', "this is not what chartproof verify --json writes"),
        (["check", "--against", "HEAD"], '{"properties": []}', "this is not what chartproof check --json writes"),
        (["verify"], "no JSON", "known.json"),
        (["verify"], None, "known.json"),
        (["check", "--against", "HEAD"], '{"changes": [{"name": "x", "properties": 1}]}', "x: properties is not"),
    ],
)  # fmt: skip
def test_a_baseline_that_is_none_is_told(hotel: Hotel, command: list[str], text: str | None, said: str) -> None:
    """Catches a traceback, and a file of another command that accepts nothing, or everything."""
    file = hotel.root / "known.json"
    if text is not None:
        file.write_text(text)
    done = hotel.run(*command, "--baseline", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert f"chartproof {command[0]} --json" in done.stderr
    shutil.rmtree(hotel.root)
