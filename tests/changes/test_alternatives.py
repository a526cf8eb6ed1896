"""The rulebook's alternatives: their meaning against a second program, their verdicts, their live machines."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from chartproof.changes.change import Change
from chartproof.changes.file import load_change
from chartproof.check.verify import Verifier
from chartproof.compare.checker import Checker, under
from chartproof.explore.search import explore
from chartproof.language.form import Form
from chartproof.project.project import Project, load
from tests.changes.by_hand import figures
from tests.effort import thorough
from tests.test_agreement import MODEL_ELEMENTS, walk

FOLDER = Path(__file__).parents[2] / "changes"

GONE = {"older_accounts_until_clean_up": "unreachable", "tasks_can_be_cut": "unreachable"}
NO_GROWTH = {"access_never_grows_while_disabled": "holds"}
WHILE_LEFT_BEHIND = {"what_is_set_up_goes_only_by_clean_up": "violated", "what_is_left_behind_waits": "violated"}
CLEANING_UP = {"clean_up_ends": "violated", "clean_up_can_end": "violated"}

# The last column of the rulebook's table of verdicts, turned over.
VERDICTS: dict[tuple[str, ...], dict[str, str]] = {
    ("literal",): {"role_present": "violated"},
    ("unasked",): {"consent": "violated"},
    ("roles_leave",): {"no_stale_role": "holds", "a_services_role_comes_and_goes_by_name": "violated", **NO_GROWTH},
    ("stops_at_once",): {**GONE, **NO_GROWTH, "a_configured_service_can_work": "violated"},
    ("practice",): {
        **GONE,
        **NO_GROWTH,
        "nothing_left_behind": "holds",
        "leftovers_need_no_new_grant": "holds",
        "one_person_disables_all": "holds",
        "every_event_can_happen": "unreachable",
        "switching_is_possible": "violated",
    },
    ("frozen_role",): {"organizations_role_is_the_accounts_own": "violated"},
    ("each_created",): {
        "created_accounts_have_no_veto": "violated",
        "management_can_finish": "violated",
        "the_right_members_are_asked": "violated",
    },
    ("roles_remain",): {"clean_up_leaves_nothing": "violated"},
    ("organizations_only",): {
        "one_person_disables_all": "holds",
        "every_event_can_happen": "unreachable",
        "switching_is_possible": "violated",
        **WHILE_LEFT_BEHIND,
    },
    ("resumes",): WHILE_LEFT_BEHIND,
    ("clean_later",): {"leftovers_need_no_new_grant": "holds"},
    ("inviting_continues",): {"consent": "violated", "accounts_can_be_won": "violated"},
    ("re_enable_at_once",): {"closing_down_is_heard": "violated"},
    ("roles_leave", "clean_later"): {
        "no_stale_role": "holds",
        "leftovers_need_no_new_grant": "holds",
        "a_services_role_comes_and_goes_by_name": "violated",
    },
    ("delegated_administrators",): {},
    ("refused_while_delegated",): {**CLEANING_UP, "switching_is_possible": "violated"},
    ("own_use",): {
        **CLEANING_UP,
        "an_unused_role_can_go": "violated",
        "a_services_role_comes_and_goes_by_name": "violated",
    },
    ("policies_reach_roles",): {
        **CLEANING_UP,
        "an_unused_role_can_go": "violated",
        "scp_exempts_service_linked_roles": "violated",
    },
    ("requests_expire",): {"an_answer_is_the_accounts_own": "violated"},
}

# States, transitions and depth with two accounts and two services, which by_hand.py counts too (in minutes).
TWO_BY_TWO = {
    ("clean_later",): (75153, 1272831, 22),
    ("each_created",): (75153, 1255359, 22),
    ("frozen_role",): (75066, 1253842, 22),
    ("inviting_continues",): (75297, 1257478, 22),
    ("literal",): (96097, 1609158, 22),
    ("organizations_only",): (31953, 471999, 23),
    ("practice",): (21649, 321823, 21),
    ("re_enable_at_once",): (75153, 1325247, 22),
    ("resumes",): (58705, 966399, 21),
    ("roles_leave",): (24209, 407503, 19),
    ("roles_remain",): (83265, 1419487, 21),
    ("stops_at_once",): (75153, 1238335, 22),
    ("unasked",): (75297, 1257398, 22),
    ("roles_leave", "clean_later"): (24209, 413679, 19),
}


@cache
def project() -> Project:
    return load()


@cache
def change(name: str) -> Change:
    return load_change(FOLDER / f"{name}.toml")


@cache
def changed(names: tuple[str, ...]) -> Project:
    return under(project(), [change(n) for n in names])


@cache
def checker() -> Checker:
    return Checker(project(), {"Account": 2, "Service": 1}, with_behaviours=False)


def counted(form: Form, accounts: int, services: int) -> tuple[int, int, int]:
    found = explore(form, {"Account": accounts, "Service": services})
    return found.states, found.transitions, found.depth


def differing(names: tuple[str, ...], sizes: dict[str, int]) -> dict[str, str]:
    """The verdicts under changes that are not the baseline's."""
    form, properties = changed(names).form, project().properties
    results = Verifier(form, sizes, proves=False).results(list(properties.values()))
    return {r.property.name: r.verdict for r in results if r.verdict != r.property.expected}


def test_the_alternatives_are_those_of_the_rulebook() -> None:
    """Catches a file that is missing or that nothing here looks at."""
    assert {p.stem for p in FOLDER.glob("*.toml")} == {n for names in VERDICTS for n in names}
    assert change("frozen_role").builds_on == ("literal",)


def test_the_second_program_counts_the_rulebooks_figures() -> None:
    """Catches a yardstick that is wrong itself."""
    assert figures(2, 1) == (2505, 27941, 16)
    assert figures(1, 2) == (2481, 26908, 15)


@pytest.mark.parametrize("names", VERDICTS, ids="+".join)
def test_an_alternative_means_what_the_second_program_means(names: tuple[str, ...]) -> None:
    """Catches an edit that says more, less or something else than the rulebook does."""
    said = (*names, *(base.name for name in names for base in change(name).bases))
    for accounts, services in ((1, 1), (2, 1), (1, 2)):
        assert counted(changed(names).form, accounts, services) == figures(accounts, services, *said)
    if names in TWO_BY_TWO:
        assert counted(changed(names).form, 2, 2) == TWO_BY_TWO[names]


@pytest.mark.parametrize("names", VERDICTS, ids="+".join)
def test_exactly_the_rulebooks_verdicts_differ(names: tuple[str, ...]) -> None:
    """Catches a verdict that changes unsaid, one that is said and doesn't, and a file that expects otherwise."""
    assert differing(names, {"Account": 2, "Service": 1}) == VERDICTS[names]
    expected = {p.name: p.expected for p in changed(names).properties.values()}
    baseline = {p.name: p.expected for p in project().properties.values()}
    assert {n: v for n, v in expected.items() if n in baseline and v != baseline[n]} == VERDICTS[names]


@pytest.mark.parametrize("names", [("literal",), ("roles_leave", "clean_later")])
def test_the_verdicts_are_the_same_with_two_services(names: tuple[str, ...]) -> None:
    """Catches a verdict that one service alone has."""
    assert differing(names, {"Account": 2, "Service": 2}) == VERDICTS[names]


@thorough
@pytest.mark.parametrize("name", ["stops_at_once", "practice", "roles_leave", "clean_later"])
def test_what_an_alternative_mends_is_proved_for_all_sizes(name: str) -> None:
    """Catches a mended claim that is shown for the explored instances only."""
    found = checker().check([change(name)])
    assert found.ok
    differing = [d for d in found.differences if d.changed]
    assert {d.property.name for d in differing} == VERDICTS[(name,)].keys()
    assert all(d.after and (d.after.for_all_sizes or d.after.verdict == "violated") for d in differing)


@thorough
def test_the_hardening_is_compared_with_what_it_builds_on() -> None:
    """Catches a comparison with the baseline only, under which frozen_role would seem to do nothing."""
    found = checker().check([change("frozen_role")])
    assert [d.property.name for d in found.differences] == ["organizations_role_is_the_accounts_own"]
    [base] = found.bases
    assert base.against == "literal"
    mended = next(d for d in base.differences if d.property.name == "role_present")
    assert mended.before is not None
    assert mended.after is not None
    assert (mended.property.name, mended.before.verdict, mended.after.verdict) == ("role_present", "violated", "holds")
    assert mended.after.for_all_sizes


def test_the_two_ways_of_all_features_without_the_role() -> None:
    """Catches a trace that is not the rulebook's, or not the shortest."""
    [fallen] = checker().check([change("literal")]).differences
    assert fallen.after is not None
    assert fallen.after.trace is not None
    assert [s.event for s in fallen.after.trace.steps] == [
        "create_organization_with_consolidated_billing",
        "begin_enabling_all_features",
        "create_account",
        "delete_organizations_role",
        "finalize_all_features",
    ]


def test_two_mends_together_lose_a_claim() -> None:
    """Catches a combination that is compared with the baseline only, where the claim was violated anyway."""
    found = checker().check([change("roles_leave"), change("clean_later")])
    assert found.ok
    lost = {
        b.against: {d.property.name for d in b.differences if d.after is not None and d.after.verdict == "violated"}
        for b in found.bases
    }
    assert lost == {
        "roles_leave": {"access_never_grows_while_disabled"},
        "clean_later": {"a_services_role_comes_and_goes_by_name"},
    }


@pytest.mark.parametrize("names", VERDICTS, ids="+".join)
def test_live_machines_walk_as_the_changed_form_does(names: tuple[str, ...]) -> None:
    """Catches rebuilt classes that block, listen or move as before the change."""
    found = changed(names)
    walk(found.form, found.machines, MODEL_ELEMENTS, 40, random.Random("+".join(names)))
