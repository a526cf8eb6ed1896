"""A plan is judged before it runs: what is refused, in which orders, what it takes away, and what is not known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from chartproof.observe.findings import FINDINGS, LEVELS
from chartproof.observe.judge import judge
from chartproof.observe.observation import Observation
from chartproof.observe.plan import Place, Plan, Step
from chartproof.observe.step import NO, YES
from tests.observe.told import STATE, looked, run, written

SCHEMA = json.loads((Path(__file__).parents[1] / "report" / "schemas" / "sarif.json").read_text(encoding="utf-8"))


def judged(folder: Path, text: str, *options: str, **changed: Any) -> dict[str, Any]:
    """What is found of a list of events."""
    steps = folder / "steps.txt"
    steps.write_text(text, encoding="utf-8")
    ran = run("judge", steps, "--at", written(folder, **changed), "--json", *options)
    assert ran.exit_code in (0, 1), ran.output
    return {**json.loads(ran.stdout), "status": ran.exit_code}


def named(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [f for f in found["findings"] if f["finding"] == name]


def test_a_step_that_cannot_happen_is_refused_with_its_line(tmp_path: Path) -> None:
    """Catches a refusal without its place, its rule or its condition, and one that moves something all the same."""
    found = judged(tmp_path, "# first\nclear(biology)\nfill(biology)\nborrow(ann, biology)\n")
    (refused,) = named(found, "refused")
    assert (refused["level"], refused["step"], refused["place"]["line"], found["status"]) == ("error", 1, 2, 1)
    assert "Stock(biology) is empty" in refused["details"][0]
    assert "rules.py:" in refused["rule"]
    assert [s["answer"] for s in found["steps"]] == ["no", "yes", "yes"]
    assert found["counts"] == {"judged": 3, "not judged": 0, "not known": 0}


def test_what_is_in_use_is_cut_for_sure_or_perhaps(tmp_path: Path) -> None:
    """Catches a cut that is only possible and is called certain, one that is not told, and one of another shelf."""
    found = judged(tmp_path, "clear(art)\n")
    (cut,) = named(found, "cuts")
    assert cut["level"] == "error"
    assert "1 reader: ann; possibly 1 reader: bob" in cut["sentence"]
    assert "biology" not in cut["sentence"]
    perhaps = judged(tmp_path, "clear(art)\n", states={**STATE["states"], "Loan": {"ann": {"art": ["none", "held"]}}})
    assert [f["level"] for f in named(perhaps, "cuts")] == ["warning"]
    assert perhaps["status"] == 0
    assert judged(tmp_path, "clear(art)\n", "--fail-on", "warning", states={"Stock": {"art": "filled"}})["status"] == 1
    assert named(judged(tmp_path, "fill(biology)\n"), "cuts") == []


def test_a_cut_is_told_of_one_and_the_same_case(tmp_path: Path) -> None:
    """Catches a cut of what could not be used before, where it is not known which: before and after are one case."""
    states = {"Library": "opened", "Stock": {"crime": ["empty", "clearing"]}, "Card": {"ann": "issued"}}
    assert named(judged(tmp_path, "close_library\n", states=states), "cuts") == []
    kept = judged(
        tmp_path, "borrow(ann, art)\n", states={**STATE["states"], "Loan": {"ann": {"crime": ["none", "held"]}}}
    )
    assert named(kept, "cuts") == []


def test_what_others_may_spoil_is_told_where_it_becomes_possible(tmp_path: Path) -> None:
    """Catches a warning where the caretaker could litter before, and none where the step lets him."""
    states = {**STATE["states"], "Library": "closed"}
    found = judged(tmp_path, "clear(art)\nopen_library\nclose_library\n", states=states)
    assert [(f["step"], "possibly 1 shelf: crime" in f["sentence"]) for f in named(found, "leaves-behind")] == [
        (1, False),
        (3, True),
    ]
    assert named(judged(tmp_path, "clear(art)\n"), "leaves-behind") == []


def test_what_is_not_known_names_the_file_and_is_granted_from_there(tmp_path: Path) -> None:
    """Catches a guess, and a later step that is not known though the earlier one, if done, decides it."""
    found = judged(tmp_path, "give_back(bob, art)\nborrow(bob, art)\n")
    (unknown,) = named(found, "not-known")
    assert unknown["level"] == "warning"
    assert "loans.r2.json would tell" in unknown["sentence"]
    assert [s["answer"] for s in found["steps"]] == ["not known", YES]


def test_what_systems_may_do_in_between_is_said(tmp_path: Path) -> None:
    """Catches an answer that is called certain though the caretaker may come first, either way."""
    loans = {"ann": {"art": "none"}, "r2": {"art": "none"}, "cid": {"art": "none"}}
    states = {"Library": "opened", "Stock": {"art": "filled"}, "Loan": loans}
    found = judged(tmp_path, "clear(art)\nfill(art)\n", states=states)
    (refused,) = named(found, "refused")
    assert refused["level"] == "warning"
    assert refused["sentence"].endswith("unless one of these comes first: finish_clearing")
    held = judged(tmp_path, "clear(art)\nfill(art)\n")
    assert [(f["level"], "unless" in f["sentence"]) for f in named(held, "refused")] == [("error", False)]
    before = judged(tmp_path, "fill(art)\n", states={**states, "Stock": {"art": "clearing"}})
    assert [f["level"] for f in named(before, "refused")] == ["error"]


def plan(*steps: tuple[str, dict[str, str], set[int]]) -> Plan:
    """A plan whose steps are ordered as far as they say."""
    made = [Step(e, a, Place("plan.tf", n, f"step.{n}"), e, after=frozenset(f)) for n, (e, a, f) in enumerate(steps, 1)]
    return Plan(tuple(made), ordered=False)


def findings(folder: Path, given: Plan) -> list[tuple[str, int, str]]:
    project, adapter, known = looked(written(folder))
    nothing = Observation.unknown(project.form, {})
    return [(f.name, f.step, f.sentence) for f in judge(known, given, adapter, nothing).findings if f.level == "error"]


def test_the_edge_that_is_missing_is_named(tmp_path: Path) -> None:
    """Catches an order that happens to work and is taken for the plan's, and an edge that is there."""
    fill, lend = ("fill", {"shelf": "biology"}), ("borrow", {"reader": "ann", "shelf": "biology"})
    (found,) = findings(tmp_path, plan((*lend, set()), (*fill, set())))
    assert found[:2] == ("refused-in-some-orders", 1)
    assert "fill(biology) before borrow(ann, biology) (step.2 before step.1)" in found[2]
    assert findings(tmp_path, plan((*lend, {1}), (*fill, set()))) == []
    assert [f[0] for f in findings(tmp_path, plan((*lend, set()), (*fill, {0})))] == ["refused"]
    other = ("fill", {"shelf": "art"}, set[int]())
    assert [f[:2] for f in findings(tmp_path, plan(other, (*fill, set())))] == [("refused", 1)]


def test_a_plan_that_runs_in_a_circle_and_one_with_too_many_orders_are_told(tmp_path: Path) -> None:
    """Catches a search without an end, and one that stops without a word."""
    project, adapter, known = looked(written(tmp_path))
    nothing = Observation.unknown(project.form, {})
    circle = plan(("open_library", {}, {1}), ("close_library", {}, {0}))
    with pytest.raises(Exception, match="comes before itself"):
        judge(known, circle, adapter, nothing)
    many = plan(*[("close_library", {}, set[int]())] * 4, *[("open_library", {}, set[int]())] * 4)
    found = judge(known, many, adapter, nothing).findings
    assert any("more orders than are tried" in f.sentence for f in found)
    # Each step can happen in one order or another, tried or not.
    assert "refused" not in {f.name for f in found}


def test_a_cut_may_be_of_what_is_not_listed(tmp_path: Path) -> None:
    """Catches a list that is cut off and taken for the whole: what is in use behind it is cut without a word."""
    (cut,) = named(judged(tmp_path, "clear(art)\n", closed={"Reader": False}), "cuts")
    assert cut["level"] == "error"
    assert cut["sentence"].endswith("1 reader: ann; possibly 2 readers: bob, any that is not listed")
    nobody = {"elements": {"Reader": [], "Shelf": ["art"]}, "states": {"Stock": {"art": "filled"}}}
    (cut,) = named(judged(tmp_path, "clear(art)\n", closed={"Reader": False}, **nobody), "cuts")
    assert cut["level"] == "warning"


def test_an_element_that_the_plan_makes_starts_where_its_machines_start(tmp_path: Path) -> None:
    """Catches one of which anything is believed; of a sort that is not closed it may be one that was not listed."""
    found = judged(tmp_path, "borrow(dan, art)\nissue(dan)\nborrow(dan, art)\n")
    assert [s["answer"] for s in found["steps"]] == [NO, YES, YES]
    found = judged(tmp_path, "borrow(dan, art)\n", closed={"Reader": False})
    assert [s["answer"] for s in found["steps"]] == ["not known"]


def test_a_plan_names_elements_by_their_keys(tmp_path: Path) -> None:
    """Catches a new reader that is taken for another who is called like its key; a list may say names."""
    (found,) = findings(tmp_path, plan(("give_back", {"reader": "bob", "shelf": "biology"}, set())))
    assert found[0] == "refused"
    project, adapter, known = looked(written(tmp_path))
    given = plan(("issue", {"reader": "bob"}, set()))
    assert judge(known, given, adapter, Observation.unknown(project.form, {})).steps[0].answer == YES
    assert judged(tmp_path, "issue(bob)\n")["steps"][0]["arguments"] == {"reader": "r2"}
    assert judged(tmp_path, "issue(bob)\n")["steps"][0]["answer"] == NO


def test_the_adapter_reads_plans_and_adds_what_it_knows(tmp_path: Path) -> None:
    """Catches a remark that is lost, an assumption that is not told, and a standing whose question nobody sees."""
    (tmp_path / "plan.json").write_text(
        json.dumps(
            [{"event": "clear", "arguments": {"shelf": "art"}}, {"event": "issue", "arguments": {"reader": "cid"}}]
        ),
        encoding="utf-8",
    )
    states = {k: v for k, v in STATE["states"].items() if k != "Card"}
    line = ("judge", tmp_path / "plan.json", "--at", written(tmp_path, states=states), "--assume", "cards-are-issued")
    found = json.loads(run(*line, "--json").stdout)
    names = [f["finding"] for f in found["findings"]]
    assert {"not-modelled", "assumed", "refused", "cuts", "waits"} <= set(names)
    assert names.count("assumed") == 1
    assert [f["level"] for f in found["findings"]] == sorted(
        (f["level"] for f in found["findings"]), key=lambda level: -LEVELS.index(level)
    )
    assert found["counts"]["not judged"] == 1
    (tmp_path / "plan.json").write_text("{}", encoding="utf-8")
    assert run(*line).exit_code == 2


def test_a_standing_that_names_a_question_is_told_once(tmp_path: Path) -> None:
    """Catches an answer that is given as if the question were settled."""
    found = judged(tmp_path, "clear(biology)\nclear(biology)\n")
    assert len(named(found, "refused")) == 2
    (question,) = named(found, "depends-on-answer")
    assert "Q3" in question["sentence"]
    assert question["level"] == "note"


def test_reports_say_the_same_and_nothing_in_them_is_obeyed(tmp_path: Path) -> None:
    """Catches a file that its readers refuse, a failure that none of them shows, and a name that becomes markup."""
    evil = "</td><script>|`x`[a](b)\x1b[31m"
    state = written(
        tmp_path,
        elements={"Reader": [{"key": "e", "name": evil}], "Shelf": ["art"]},
        states={},
        tells={},
    )
    steps = tmp_path / "steps.txt"
    steps.write_text("close_library\nborrow(e, art)\n", encoding="utf-8")
    ran = run(
        "judge",
        steps,
        "--at",
        state,
        "--sarif",
        tmp_path / "a.sarif",
        "--junit",
        tmp_path / "a.xml",
        "--markdown",
        tmp_path / "a.md",
    )
    assert ran.exit_code == 1
    sarif = json.loads((tmp_path / "a.sarif").read_text(encoding="utf-8"))
    jsonschema.validate(sarif, SCHEMA)
    results = sarif["runs"][0]["results"]
    assert {"refused", "not-known"} <= {r["ruleId"] for r in results}
    assert {r["locations"][0]["physicalLocation"]["region"]["startLine"] for r in results} == {1, 2}
    suite = ElementTree.parse(tmp_path / "a.xml").getroot()
    assert [len(case.findall("failure")) for case in suite.iter("testcase")] == [0, 1]
    markdown = (tmp_path / "a.md").read_text(encoding="utf-8")
    assert "<script>" not in markdown
    assert "[a](b)" not in markdown
    rows = [line for line in markdown.splitlines() if line.startswith("|")]
    assert {len(row.replace("\\|", "").split("|")) for row in rows} == {7}
    for text in (ran.stdout, markdown, (tmp_path / "a.sarif").read_text(encoding="utf-8")):
        assert "\x1b" not in text
        assert "\\u001b" not in text


@pytest.mark.parametrize("text", ["burn(art)", "clear(art, crime)", "clear[art]", "clear(art"])
def test_a_wrong_list_is_told_with_its_line(text: str, tmp_path: Path) -> None:
    """Catches a traceback, and a line that is skipped."""
    (tmp_path / "steps.txt").write_text(f"clear(art)\n{text}\n", encoding="utf-8")
    ran = run("judge", tmp_path / "steps.txt", "--at", written(tmp_path))
    assert (ran.exit_code, "steps.txt:2" in ran.stderr) == (2, True), ran.output


def test_each_finding_has_a_level() -> None:
    """Catches a finding that nothing fails on, as its level is misspelt."""
    assert {level for level, _ in FINDINGS.values()} <= set(LEVELS)
