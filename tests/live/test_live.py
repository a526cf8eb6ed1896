"""Live machines: snapshots, all or nothing, who takes part, and what can be asked of them."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any

import pytest
from statemachine.exceptions import TransitionNotAllowed

from chartproof.compile import Declarations, Form, compile_form
from chartproof.declare import Event, Machine, Sort, State, listens
from chartproof.errors import ChartproofError, ModelError, UnknownName
from chartproof.language.expression import FALSE, Binder, Expression, In, Quantified, Truth
from chartproof.language.form import Effect, Rule
from chartproof.live import Live, Refused, ReplayError, machines_from, replay
from chartproof.project.project import Project, load
from tests.live.club import ELEMENTS, EVENTS, FORM, MACHINES, Club, Guest, Key, Room, Visit, club
from tests.toys import declarations

Node = Sort("Node")


@cache
def project() -> Project:
    """The model of this repository, loaded once."""
    return load()


def organization() -> Live:
    """Two accounts and one service of the model of this repository."""
    elements = {"Account": ["alice", "bob"], "Service": ["config"]}
    return Live(project().form, project().machines, elements)


def test_an_event_moves_its_own_element_and_no_other() -> None:
    """Would catch an argument that is bound to the wrong element."""
    live = club()
    live.send("enter", guest="ben")
    assert live.state == {**club().state, ("visit", (1,)): "inside"}


WIRE = """
Node = Sort("Node")
class Wire(Machine, per=Node):
    idle = State(initial=True)
    ready = State()
    sent = State()
    prepare = listens(idle.to(ready))
    send = ready.to(sent)
    name = sent.to(idle)
prepare = Event("A node prepares.", of=Node)
send = Event("It sends.", of=Node)
name = Event("It is named.", of=Node)
"""


def test_events_may_be_called_as_the_library_calls_its_own() -> None:
    """Catches a method of python-statemachine that an event's name hides, or that hides the event."""
    declared = declarations(WIRE)
    form = compile_form(declared)
    for machines in (declared.machines, machines_from(form)):
        live, alone = Live(form, machines, {"Node": ["a"]}), machines[0]()
        for event, state in [("prepare", "ready"), ("send", "sent"), ("name", "idle")]:
            live.send(event, node="a")
            alone.send(event)
            assert live.state == {("wire", (0,)): state}
            assert next(iter(alone.configuration)).id == state


def test_every_condition_reads_the_state_before_the_event() -> None:
    """Would catch conditions read in machines that have moved: ann's leaving would keep ben inside."""
    live = club(club="opened", visit_ann="inside", visit_ben="inside")
    live.send("shut")
    assert live.state == club().state


def test_conditions_of_later_machines_read_the_state_before_too() -> None:
    """Would catch a snapshot per machine: the key's condition reads the visit that has just ended."""
    live = club(visit_ann="inside", key_ann_attic="held", key_ben_attic="held")
    live.send("leave", guest="ann")
    assert live.state == club(key_ben_attic="held").state


def test_python_statemachine_chooses_by_the_condition() -> None:
    """Would catch cond and unless mistaken for each other, or the first transition always taken."""
    opened, closed = club(club="opened", visit_ann="inside"), club(visit_ann="inside")
    opened.send("swap", guest="ann")
    closed.send("swap", guest="ann")
    assert opened.state["visit", (0,)] == "asleep"
    assert closed.state["visit", (0,)] == "away"


def test_a_listener_that_cannot_move_stays() -> None:
    """Would catch a listener that blocks its event."""
    live = club(key_ann_attic="held")
    live.send("leave", guest="ann")
    assert live.state == club(key_ann_attic="held").state


def test_a_blocking_machine_of_a_further_sort_must_move_in_every_instance() -> None:
    """Would catch a check of the first instance only, and a step of which half has happened."""
    live = club(key_ann_attic="held")
    with pytest.raises(Refused):
        live.send("hand_in_all", guest="ann")
    assert live.state == club(key_ann_attic="held").state
    both = club(key_ann_attic="held", key_ann_cellar="held", key_ben_attic="held")
    both.send("hand_in_all", guest="ann")
    assert both.state == club(key_ben_attic="held").state


def test_a_blocked_machine_keeps_the_others_from_moving() -> None:
    """Would catch machines that are sent the event before it is known that all can move."""
    live = club(visit_ann="asleep")
    with pytest.raises(Refused):
        live.send("wake_all")
    assert live.state == club(visit_ann="asleep").state


def test_a_row_guard_keeps_machines_that_could_move() -> None:
    """Would catch a row's guard that nobody reads: the club itself could shut."""
    live = club(club="opened", visit_ann="asleep")
    with pytest.raises(Refused):
        live.send("shut")
    assert live.state == club(club="opened", visit_ann="asleep").state


def test_live_does_not_read_the_effects_of_the_form() -> None:
    """Would catch an echo of the compiler: with the effects gone, the machines must move all the same."""
    rules = tuple(dataclasses.replace(r, effects=()) for r in FORM.rules)
    live = Live(dataclasses.replace(FORM, rules=rules), MACHINES, ELEMENTS)
    live.send("enter", guest="ann")
    assert live.state["visit", (0,)] == "inside"


def test_the_machines_are_real_ones() -> None:
    """Would catch a table of states where python-statemachine instances are promised."""
    live = club()
    assert {type(m) for m in live._machines.values()} == {Club, Visit, Key}
    with pytest.raises(TransitionNotAllowed):
        live._machines["club", ()].send("shut")


def test_a_machine_that_has_ended_blocks_and_listens() -> None:
    """Would catch an event sent to a machine in a final state that ends in an error of the library."""

    class Lease(Machine):
        running = State(initial=True)
        over = State(final=True)
        end = running.to(over)
        poke = listens(running.to(over))

    form = compile_form(Declarations((), (Lease,), {"end": Event("It ends."), "poke": Event("A poke.")}))
    live = Live(form, [Lease], {})
    live.send("end")
    assert live.possible() == [("poke", {})]
    live.send("poke")
    assert live.state == {("lease", ()): "over"}


def test_state_values_of_its_own_are_not_shown() -> None:
    """Would catch states read and set by python-statemachine's value instead of their name."""

    class Door(Machine):
        shut = State(initial=True, value=7)
        wide = State(value=8)
        push = shut.to(wide)

    form = compile_form(Declarations((), (Door,), {"push": Event("A push.")}))
    live = Live.at(form, [Door], {}, {("door", ()): "shut"})
    live.send("push")
    assert live.state == {("door", ()): "wide"}


def test_possible_lists_exactly_what_can_be_sent() -> None:
    """Would catch a list that leaves out an event, or an argument, or names what would be refused."""
    live = club(club="opened", visit_ann="inside", visit_ben="inside")
    found = live.possible()
    assert found == [
        ("shut", {}),
        *(("leave", {"guest": g}) for g in ("ann", "ben")),
        *(("swap", {"guest": g}) for g in ("ann", "ben")),
        *(("take", {"guest": g, "room": r}) for g in ("ann", "ben") for r in ("attic", "cellar")),
        ("look_round", {}),
        ("nobody_has_keys", {}),
        ("introduce", {"one": "ann", "other": "ben"}),
        ("introduce", {"one": "ben", "other": "ann"}),
    ]
    for event, arguments in found:
        assert live.could(event, **arguments)
        assert live.why_not(event, **arguments) == []


def test_asking_moves_nothing() -> None:
    """Would catch a probe that leaves a machine moved."""
    live = club(club="opened", visit_ann="inside")
    before = live.state
    live.possible()
    live.could("swap", guest="ann")
    live.why_not("wake_all")
    assert live.state == before


def test_cells_have_names() -> None:
    """Would catch elements named in the order of another sort."""
    live = club()
    assert live.names(("key", (1, 0))) == ("ben", "attic")
    assert live.say(("key", (1, 0))) == "key[ben, attic]"
    assert live.say(("club", ())) == "club"
    with pytest.raises(ChartproofError, match="is no machine here"):
        live.names(("key", (0, 2)))
    with pytest.raises(UnknownName, match="no machine named 'kye'"):
        live.names(("kye", (0, 0)))


def test_it_reads_as_a_phrase() -> None:
    """Would catch a repr of memory addresses, or one that tells every machine at rest."""
    assert repr(club()) == "<Live with Guest ann, ben; Room attic, cellar: as at the start>"
    assert repr(club(key_ben_attic="held")) == (
        "<Live with Guest ann, ben; Room attic, cellar: key[ben, attic] is 'held', all else as at the start>"
    )


@pytest.mark.parametrize(
    ("elements", "said"),
    [
        ({"Guest": ["ann"]}, "there is no element of Room"),
        ({"Guest": ["ann"], "Room": []}, "there is no element of Room"),
        ({"Guest": ["ann", "ann"], "Room": ["attic"]}, "two elements of Guest are named 'ann'"),
        ({"Guest": "ann", "Room": ["attic"]}, "a list of names, not one text"),
        ({"Guest": ["ann", ""], "Room": ["attic"]}, "'' is no name of an element of Guest"),
        ({"Gest": ["ann"], "Guest": ["ann"], "Room": ["attic"]}, "there is no sort named 'Gest'"),
    ],
)
def test_elements_that_make_no_instance_are_refused(elements: dict[str, list[str]], said: str) -> None:
    """Would catch an instance with nothing in a sort, of which `every` would say anything."""
    with pytest.raises(ChartproofError, match=said):
        Live(FORM, MACHINES, elements)


def test_classes_that_are_not_the_forms_are_refused() -> None:
    """Would catch machines of one model run under the rows of another."""
    with pytest.raises(ChartproofError, match="no class is given for the machine Key"):
        Live(FORM, [Club, Visit], ELEMENTS)
    with pytest.raises(UnknownName, match="no machine named 'Lamp'"):
        Live(FORM, [*MACHINES, _lamp()], ELEMENTS)
    other = type(Machine)("Club", (Machine,), _lamp_body())  # type: ignore[misc]
    with pytest.raises(ChartproofError, match="differ in sorts or states"):
        Live(FORM, [other, Visit, Key], ELEMENTS)


def _lamp() -> type[Machine]:
    class Lamp(Machine):
        off = State(initial=True)
        on = State()
        light = off.to(on)

    return Lamp


def _lamp_body() -> dict[str, State]:
    body = type(Machine).__prepare__("Club", (Machine,))
    body["off"], body["on"] = State(initial=True), State()
    body["light"] = body["off"].to(body["on"])
    return body


def test_an_unknown_state_cannot_be_set() -> None:
    """Would catch a test that sets up a state which no machine has."""
    with pytest.raises(UnknownName, match="no state of visit named 'insid'"):
        club(visit_ann="insid")


def test_an_argument_with_a_name_of_the_callers_own_is_refused() -> None:
    """Would catch an argument that could never be given, since `by` is read as the actor."""
    form = compile_form(
        Declarations((Guest, Room), tuple(MACHINES), {**EVENTS, "greet": Event("Hello.", of={"by": Guest})})
    )
    with pytest.raises(ChartproofError, match="has an argument 'by'"):
        Live(form, MACHINES, ELEMENTS)


def test_the_model_enables_all_features() -> None:
    """Would catch participants of further sorts left out: every handshake is asked and ended at once."""
    live = organization()
    for event, arguments in [
        ("create_organization_with_consolidated_billing", {}),
        ("invite_account", {"account": "alice"}),
        ("accept_invitation", {"account": "alice"}),
        ("invite_account", {"account": "bob"}),
        ("begin_enabling_all_features", {}),
    ]:
        live.send(event, **arguments)
    assert live.state["all_features_handshake", (0,)] == "requested"
    assert live.state["membership", (1,)] == "outside"
    live.send("agree_to_all_features", account="alice")
    live.send("finalize_all_features")
    assert live.state["organization", ()] == "all_features"
    assert live.state["all_features_handshake", (0,)] == "none"


def test_replay_accepts_what_happens() -> None:
    """Would catch a replay that compares with the state before the step, or the wrong cells."""
    replay(
        club(),
        [
            ("open_up", {}, None),
            ("enter", {"guest": "ann"}, club(club="opened", visit_ann="inside").state),
            ("take", {"guest": "ann", "room": "attic"}, {("key", (0, 0)): "held"}),
        ],
    )


def test_replay_names_the_step_and_the_difference() -> None:
    """Would catch a disagreement that passes, or that nobody can find."""
    steps = [
        ("open_up", {}, None),
        ("enter", {"guest": "ann"}, {("visit", (0,)): "asleep", ("club", ()): "opened"}),
    ]
    with pytest.raises(ReplayError) as error:
        replay(club(), steps)
    assert str(error.value) == (
        "step 2, enter(ann): the live machines go elsewhere\n  visit[ann] is 'inside', and not 'asleep'"
    )


def test_replay_says_why_a_step_is_refused() -> None:
    """Would catch a trace that goes on after a step which cannot happen."""
    with pytest.raises(ReplayError, match=r"(?s)step 1, shut: the live machines refuse it.*only from 'opened'"):
        replay(club(), [("shut", {}, None)])


def rule_changed(form: Form, name: str, **changes: Any) -> Form:
    """The form with one rule changed."""
    rules = tuple(dataclasses.replace(r, **changes) if r.name == name else r for r in form.rules)
    return dataclasses.replace(form, rules=rules)


def with_effect(rule: Rule, variable: str, indices: tuple[Binder, ...], value: str, when: Expression) -> Rule:
    bound = tuple(b for b in indices if b not in rule.parameters)
    return dataclasses.replace(rule, effects=(*rule.effects, Effect(variable, indices, bound, value, when)))


def test_rebuilt_classes_follow_a_changed_form() -> None:
    """Would catch classes that are copied from the declared ones, and not made from the form."""
    rule, guest, key = FORM.rule("enter"), Binder("guest", "Guest"), Binder("k", "Room")
    changed = with_effect(rule, "key", (guest, key), "held", Truth(True))
    form = rule_changed(FORM, "enter", effects=changed.effects)
    live = Live(form, machines_from(form), ELEMENTS)
    live.send("enter", guest="ann")
    assert live.state == club(visit_ann="inside", key_ann_attic="held", key_ann_cellar="held").state


def test_rebuilt_conditions_keep_which_element_is_meant() -> None:
    """Would catch printing without names: inside every(g in Guest, …) `visit` is g's, visit[guest] is not."""
    guest, room = Binder("guest", "Guest"), Binder("room", "Room")
    own = Quantified(True, Binder("g", "Guest"), In("visit", (guest,), ("inside",)))
    changed = with_effect(FORM.rule("open_up"), "key", (guest, room), "held", own)
    form = rule_changed(FORM, "open_up", effects=changed.effects)
    live = Live.at(form, machines_from(form), ELEMENTS, club(visit_ann="inside").state)
    live.send("open_up")
    held = club(club="opened", visit_ann="inside", key_ann_attic="held", key_ann_cellar="held")
    assert live.state == held.state


def test_rebuilt_conditions_move_aside_for_names_in_use() -> None:
    """Would catch a quantified room `one` that hides the guest `one` whose key is meant."""
    guest, room = Binder("one", "Guest"), Binder("one", "Room")
    keeper = Quantified(False, room, In("key", (guest, room), ("held",)))
    changed = with_effect(FORM.rule("introduce"), "club", (), "opened", keeper)
    form = rule_changed(FORM, "introduce", effects=changed.effects)
    for one, other, state in (("ann", "ben", "closed"), ("ben", "ann", "opened")):
        live = Live.at(form, machines_from(form), ELEMENTS, club(key_ben_cellar="held").state)
        live.send("introduce", one=one, other=other)
        assert live.state["club", ()] == state


def test_a_rebuilt_blocker_without_an_effect_stays_and_still_blocks() -> None:
    """Would catch a guard that is lost with the effect that a change has dropped."""
    form = rule_changed(FORM, "enter", effects=())
    live = Live(form, machines_from(form), ELEMENTS)
    live.send("enter", guest="ann")
    assert live.state == club().state
    assert not Live.at(form, machines_from(form), ELEMENTS, {("visit", (0,)): "asleep"}).could("enter", guest="ann")


def test_an_effect_that_never_happens_is_no_transition() -> None:
    """Would catch a condition False that is dropped, and the move with it made unconditional."""
    effects = tuple(dataclasses.replace(e, when=FALSE) for e in FORM.rule("enter").effects)
    form = rule_changed(FORM, "enter", effects=effects)
    live = Live(form, machines_from(form), ELEMENTS)
    live.send("enter", guest="ann")
    assert live.state == club().state


def test_what_no_class_can_say_is_refused() -> None:
    """Would catch an effect on another element than the event's that is quietly moved to the event's own."""
    other = Binder("other", "Guest")
    changed = with_effect(FORM.rule("enter"), "visit", (other,), "asleep", Truth(True))
    with pytest.raises(ModelError, match="can't be said by a machine class of Visit"):
        machines_from(rule_changed(FORM, "enter", effects=changed.effects))


def test_rebuilt_classes_point_at_the_model() -> None:
    """Would catch refusals of changed rules that name this project's own files."""
    rebuilt = Live(FORM, machines_from(FORM), ELEMENTS)
    assert [r.origin for r in rebuilt.why_not("shut")] == [r.origin for r in club().why_not("shut")]
    assert [m.origin for m in machines_from(FORM)] == [v.origin for v in FORM.variables]
