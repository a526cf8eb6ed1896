"""Refusals: each reason with its line, the element at fault, the state it is in, and what is missing."""

from __future__ import annotations

import inspect

import pytest

from chartproof.errors import ChartproofError, UnknownName
from chartproof.live import Live, Refused
from tests.live import club as rules
from tests.live.club import club
from tests.live.test_live import organization


def line_of(text: str) -> int:
    """The line of the club's rules on which a text stands first."""
    source = inspect.getsource(rules)
    return source[: source.index(text)].count("\n") + 1


def texts(live: Live, event: str, **arguments: str) -> list[str]:
    return [reason.text for reason in live.why_not(event, **arguments)]


def test_every_failed_conjunct_is_told_and_no_other() -> None:
    """Would catch a refusal that stops at the first reason, or names conjuncts that hold."""
    live = club(key_ben_attic="held")
    assert texts(live, "take", guest="ann", room="attic") == [
        "visit == 'inside' does not hold: visit[ann] is 'away'",
        "every(Guest, key == 'none') fails for ben (key[ben, attic] is 'held')",
        "club == 'opened' does not hold: club is 'closed'",
    ]
    assert texts(club(club="opened", visit_ann="inside", key_ben_attic="held"), "take", guest="ann", room="attic") == [
        "every(Guest, key == 'none') fails for ben (key[ben, attic] is 'held')"
    ]


def test_each_reason_names_its_line() -> None:
    """Would catch a reason that names the engine's line, or the event's for a machine's."""
    row, machine = club(club="opened", visit_ann="asleep").why_not("shut"), club().why_not("shut")
    assert row[0].origin.line == line_of('"shut": Event(')
    assert machine[0].origin.line == line_of("shut = opened")
    assert {r.origin.file for r in (*row, *machine)} == {rules.__file__}
    assert str(machine[0]).startswith("tests/live/club.py:")


def test_every_names_each_element_that_breaks_it() -> None:
    """Would catch the first element only, or an element for which the guard holds."""
    live = club(club="opened", visit_ann="asleep", visit_ben="asleep")
    assert texts(live, "shut") == [
        "every(Guest, awake) fails for ann (visit[ann] is 'asleep'); ben (visit[ben] is 'asleep')"
    ]
    one = club(club="opened", visit_ben="asleep")
    assert texts(one, "shut") == ["every(Guest, awake) fails for ben (visit[ben] is 'asleep')"]


def test_nested_every_names_both_elements() -> None:
    """Would catch a culprit of which only the outer element is told."""
    assert texts(club(key_ann_cellar="held"), "nobody_has_keys") == [
        "every(Guest, every(Room, key == 'none')) fails for ann with cellar (key[ann, cellar] is 'held')"
    ]


def test_some_is_told_without_a_culprit() -> None:
    """Would catch one element blamed where any would have done."""
    assert texts(club(), "look_round") == ["some(Guest, visit == 'inside') does not hold"]


def test_elements_that_are_the_same_are_told() -> None:
    """Would catch a comparison of elements that is told as one of states."""
    assert texts(club(), "introduce", one="ann", other="ann") == ["one != other does not hold"]


def test_a_blocking_machine_is_told_with_its_state_and_its_sources() -> None:
    """Would catch "can't" without the state it is in, or the states from which it could move."""
    assert texts(club(visit_ann="inside"), "wake_all") == [
        "visit[ann] is 'inside', and wake_all moves it only from 'asleep'",
        "visit[ben] is 'away', and wake_all moves it only from 'asleep'",
    ]


def test_a_refusal_is_one_message() -> None:
    """Would catch a message that has to be put together from attributes."""
    with pytest.raises(Refused) as error:
        club().send("swap", guest="ben")
    refusal = error.value
    assert (refusal.event, refusal.arguments, len(refusal.reasons)) == ("swap", {"guest": "ben"}, 1)
    place = f"tests/live/club.py:{line_of('swap = ')}"
    assert str(refusal) == (
        f"swap(ben) cannot happen\n  {place}: visit[ben] is 'away', and swap moves it only from 'inside'"
    )


def test_permissions_are_not_checked_unless_given() -> None:
    """Would catch a call without permissions that is refused for having none."""
    assert club().could("open_up")
    assert not club().could("open_up", permissions=set())
    assert club().could("open_up", permissions={"club:Open"})


def test_a_permission_is_needed_in_its_case_of_state_only() -> None:
    """Would catch `when` ignored, or read in another state than the one before."""
    held = {"club:Host"}
    assert club(club="opened").could("enter", guest="ann", permissions=held, by="host")
    assert [r.text for r in club().why_not("enter", guest="ann", permissions=held, by="host")] == [
        "the permission club:Night is missing, which is needed where club == 'closed'"
    ]


def test_a_permission_of_a_named_case_is_needed_in_that_case_only() -> None:
    """Would catch `where` ignored, or needed in every case."""
    live, held = club(club="opened"), {"club:Host"}
    assert live.could("enter", guest="ann", permissions=held, by="host")
    assert [r.text for r in live.why_not("enter", guest="ann", permissions=held, by="host", where="desk")] == [
        "the permission club:Desk is missing, which is needed in the case 'desk'"
    ]
    assert live.could("enter", guest="ann", permissions={*held, "club:Desk"}, by="host", where="desk")


def test_each_actor_needs_its_own_permissions() -> None:
    """Would catch `by` ignored: the porter needs what the host does not."""
    live = club(club="opened")
    assert live.could("enter", guest="ann", permissions={"club:Carry"}, by="porter")
    assert not live.could("enter", guest="ann", permissions={"club:Carry"}, by="host")


def test_a_caller_without_a_name_may_be_any_actor() -> None:
    """Would catch a caller asked for every actor's permissions, or for none where each needs one."""
    live = club(club="opened")
    assert live.could("enter", guest="ann", permissions={"club:Carry"})
    assert live.could("shut", permissions=set())
    assert not live.could("shut", permissions=set(), by="porter")
    assert [r.text for r in live.why_not("enter", guest="ann", permissions=set())] == [
        "the permission club:Host is missing, which is needed by host",
        "the permission club:Carry is missing, which is needed by porter",
    ]


def test_a_refusal_tells_guard_and_permissions_together() -> None:
    """Would catch permissions that are looked at only where the guard holds, and nothing moved by half."""
    live = club(club="opened")
    with pytest.raises(Refused, match=r"(?s)only from 'closed'.*club:Open is missing"):
        live.send("open_up", permissions={"club:Shut"}, by="host")
    assert live.state == club(club="opened").state


@pytest.mark.parametrize(
    ("event", "arguments", "said"),
    [
        ("entre", {"guest": "ann"}, "no event named 'entre'\n  did you mean 'enter'?"),
        ("enter", {"gest": "ann"}, "no argument of enter named 'gest'\n  did you mean 'guest'?"),
        ("enter", {"guest": "anne"}, "no Guest named 'anne'\n  did you mean 'ann'?"),
        ("enter", {"guest": "ann", "room": "attic"}, "no argument of enter named 'room'"),
        ("enter", {}, "enter needs to know which guest\n  say guest='ann'"),
        ("enter", {"guest": "ann", "by": "hots"}, "no actor of enter named 'hots'\n  did you mean 'host'?"),
        ("leave", {"guest": "ann", "by": "host"}, "no actor of leave named 'host'"),
        (
            "enter",
            {"guest": "ann", "where": "dsk"},
            "no case of a permission named 'dsk'\n  did you mean 'desk'?",
        ),
        ("open_up", {"permissions": "club:Open"}, "a set of names, not one text"),
    ],
)
def test_names_that_nothing_has_are_errors_with_the_nearest(event: str, arguments: dict[str, str], said: str) -> None:
    """Would catch a misspelt name that is taken for a refusal, or for nothing at all."""
    for ask in (club().send, club().could, club().why_not):
        with pytest.raises(ChartproofError) as error:
            ask(event, **arguments)
        assert said in str(error.value)
        assert not isinstance(error.value, Refused)


def test_names_are_unknown_by_kind() -> None:
    """Would catch unknown names told as errors of another kind, that a caller could not tell apart."""
    with pytest.raises(UnknownName):
        club().send("enter", guest="nobody")


def test_the_model_asks_the_joining_account_for_the_role_where_it_has_none() -> None:
    """Would catch a permission that does not follow the state of the account that joins."""
    live = organization()
    live.send("create_organization_with_all_features")
    live.send("invite_account", account="alice")
    held = {"organizations:AcceptHandshake"}
    with pytest.raises(Refused, match=r"iam:CreateServiceLinkedRole is missing.*organizations_role == 'absent'"):
        live.send("accept_invitation", account="alice", permissions=held, by="member administrator")
    live.send("accept_invitation", account="alice", permissions={*held, "iam:CreateServiceLinkedRole"})
    live.send("leave_organization", account="alice")
    live.send("invite_account", account="alice")
    live.send("accept_invitation", account="alice", permissions=held)


def test_the_model_asks_for_the_list_in_the_console() -> None:
    """Would catch the console's permission asked of the command line, or not at all."""
    live = organization()
    live.send("create_organization_with_all_features")
    held = {"organizations:EnableAWSServiceAccess"}
    assert not live.could("enable_trusted_access", service="config", permissions=held, where="console")
    assert live.could("enable_trusted_access", service="config", permissions=held)


def test_the_model_names_the_member_without_the_role() -> None:
    """Would catch a refusal to finalize that does not say whose role is missing."""
    live = organization()
    live.send("create_organization_with_consolidated_billing")
    live.send("begin_enabling_all_features")
    for account in ("alice", "bob"):
        live.send("create_account", account=account)
    live.send("delete_organizations_role", account="bob")
    [reason] = live.why_not("finalize_all_features")
    assert reason.text.startswith("every(Account, not member or organizations_role == 'present') fails for bob (")
    assert str(reason.origin).startswith("model/events/all_features.py:")


def test_the_model_lets_expiry_cancel_without_permissions() -> None:
    """Would catch a need of one actor laid on another."""
    live = organization()
    live.send("create_organization_with_consolidated_billing")
    live.send("begin_enabling_all_features")
    assert not live.could("cancel_all_features", permissions=set(), by="management account")
    assert live.could("cancel_all_features", permissions=set(), by="expiry")
