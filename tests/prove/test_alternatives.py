"""Under the alternatives, what holds by the rulebook for any number is proved for any number."""

from __future__ import annotations

from pathlib import Path

import pytest

from chartproof.changes.file import load_change
from chartproof.check.verify import Verifier
from chartproof.live import machines_from
from chartproof.project.project import load

CHANGES = Path(__file__).parents[2] / "changes"
SIZES = {"Account": 2, "Service": 1}


@pytest.mark.parametrize(
    ("change", "name", "verdict"),
    [
        ("roles_leave", "no_stale_role", "holds"),
        ("roles_leave", "access_never_grows_while_disabled", "holds"),
        ("stops_at_once", "access_never_grows_while_disabled", "holds"),
        ("stops_at_once", "older_accounts_until_clean_up", "unreachable"),
        ("stops_at_once", "tasks_can_be_cut", "unreachable"),
        ("practice", "access_never_grows_while_disabled", "holds"),
        ("practice", "nothing_left_behind", "holds"),
        ("practice", "older_accounts_until_clean_up", "unreachable"),
        ("practice", "tasks_can_be_cut", "unreachable"),
        ("practice", "one_person_disables_all", "holds"),
        ("practice", "leftovers_need_no_new_grant", "holds"),
        ("clean_later", "leftovers_need_no_new_grant", "holds"),
        ("frozen_role", "role_present", "holds"),
    ],
)
def test_it_is_proved(change: str, name: str, verdict: str) -> None:
    """Catches a proof that the baseline's facts alone would give, or a level of facts that is missing."""
    project = load().under([load_change(CHANGES / f"{change}.toml")], machines_from)
    result = Verifier(project.form, SIZES).result(project.properties[name])
    assert (result.verdict, result.for_all_sizes) == (verdict, True)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("literal", "role_present"),
        ("unasked", "consent"),
        ("inviting_continues", "consent"),
        ("each_created", "created_accounts_have_no_veto"),
        ("each_created", "management_can_finish"),
        ("roles_remain", "clean_up_leaves_nothing"),
    ],
)
def test_what_falls_is_not_proved(change: str, name: str) -> None:
    """Neither after a counterexample was found, nor by a prover that has not looked for one."""
    project = load().under([load_change(CHANGES / f"{change}.toml")], machines_from)
    found = project.properties[name]
    verifier = Verifier(project.form, SIZES)
    assert verifier.result(found).verdict == "violated"
    assert verifier.proof(found).verdict == "open"
