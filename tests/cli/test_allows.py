"""`chartproof allows`: what it says is what live machines do."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from chartproof.cli.main import main
from chartproof.language.answers import Answers
from chartproof.language.meaning import choices, holds
from chartproof.live.permissions import Caller, missing
from chartproof.live.snapshot import Snapshot, check_elements
from chartproof.page.allowed import allowed
from chartproof.project.project import load

SIZES = {"Account": 1, "Service": 1}
HOLDINGS = [
    {"organizations:AcceptHandshake"},
    {"organizations:AcceptHandshake", "iam:CreateServiceLinkedRole"},
    {"organizations:EnableAWSServiceAccess", "organizations:CancelHandshake"},
]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda held: ", ".join(sorted(held)))
def test_it_says_what_a_caller_may_do_in_every_state(holding: set[str]) -> None:
    """Catches a case that is forgotten, negated, or asked of the wrong actor."""
    form = load().form
    states = Answers(form, SIZES).states
    elements = check_elements(form, {"Account": ["a"], "Service": ["s"]})
    wrong = []
    for found in allowed(form, holding):
        rule = form.rule(found.event)
        for state in states:
            for bound in choices(rule.parameters, SIZES):
                caller = Caller(holding, found.actor or None)
                refused = bool(missing(rule, caller, Snapshot(form, elements, state), bound))
                if refused == holds(found.where, state, bound, SIZES):
                    wrong.append((found.event, found.actor, state))
    assert wrong == []


def test_it_prints_what_the_permission_is_for() -> None:
    """Catches a table of everything, or of nothing."""
    lines = [
        line.split("\t") for line in run("allows", "--holding", "organizations:AcceptHandshake").stdout.splitlines()
    ]
    assert {line[0]: line[2] for line in lines} == {
        "accept_invitation": "in some cases",
        "agree_to_all_features": "in some cases",
        "finalize_all_features": "yes",
    }


def test_json_has_every_event() -> None:
    """Catches a filter that is applied to data, too."""
    data = json.loads(run("allows", "--holding", "organizations:AcceptHandshake", "--json").stdout)
    assert {a["event"] for a in data["allowed"]} == {r.name for r in load().form.rules}


def test_an_unknown_permission_is_refused() -> None:
    """Catches a typo that would read as: nothing is allowed."""
    result = run("allows", "--holding", "organizations:AcceptHandshak")
    assert (result.exit_code, "did you mean 'organizations:AcceptHandshake'?" in result.stderr) == (2, True)
