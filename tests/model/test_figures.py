"""The figures of the rulebook, and the verdicts that it expects."""

from __future__ import annotations

import pytest

from chartproof.check.verify import Verifier
from chartproof.explore.search import explore
from chartproof.project.project import Project, load

FIGURES = {
    (1, 1): (165, 1107, 10, 165),
    (2, 1): (2505, 27941, 16, 1335),
    (1, 2): (2481, 26908, 15, 1323),
    (2, 2): (75153, 1255359, 22, 20110),
    (3, 1): (38769, 605370, 22, 7769),
    (3, 2): (2295201, 51882021, 29, 214885),
}


@pytest.fixture(scope="module")
def project() -> Project:
    return load()


@pytest.mark.parametrize(("sizes", "figures"), FIGURES.items())
@pytest.mark.parametrize("symmetry", [False, True])
def test_an_instance_has_the_rulebooks_figures(
    project: Project, sizes: tuple[int, int], figures: tuple[int, ...], symmetry: bool
) -> None:
    """Catches any rule that is read otherwise than the rulebook means it, and any wrong orbit."""
    found = explore(project.form, {"Account": sizes[0], "Service": sizes[1]}, symmetry=symmetry)
    assert (found.states, found.transitions, found.depth) == figures[:3]
    assert found.orbits == (figures[3] if symmetry else None)


@pytest.mark.parametrize("sizes", [{"Account": 2, "Service": 1}, {"Account": 1, "Service": 2}])
def test_every_verdict_is_the_expected_one(project: Project, sizes: dict[str, int]) -> None:
    """Catches a property that is declared or decided wrongly, also with two services."""
    results = list(Verifier(project.form, sizes, proves=False).results(list(project.properties.values())))
    assert [(r.property.name, r.verdict) for r in results if not r.as_expected] == []
    assert not any(r.vacuous for r in results)


def test_the_properties_are_those_of_the_rulebook(project: Project) -> None:
    """Catches a property under proofs/ that is not listed, or one that the rulebook has and we don't."""
    expected_violated = {
        "access_never_grows_while_disabled",
        "no_stale_role",
        "nothing_left_behind",
        "leftovers_need_no_new_grant",
        "one_person_disables_all",
    }
    assert len(project.properties) == 73, "the rulebook's 36, and those that an owner of the rules would say"
    assert {p.name for p in project.properties.values() if p.expected == "violated"} == expected_violated
    assert sum(p.expected == "witnessed" for p in project.properties.values()) == 5
    assert len(project.form.rules) == 32
    assert len(project.form.variables) == 8


def test_events_are_marked_subject_to_scps_exactly_where_they_depend_on_them(project: Project) -> None:
    """Catches a row whose SCP column and guard contradict each other."""
    for rule in project.form.rules:
        noted = dict(rule.notes).get("subject to SCPs")
        reads = "service_control_policy" in str(rule.condition)
        if noted is not None:
            assert (noted == "yes") == reads, rule.name
