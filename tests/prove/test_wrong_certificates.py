"""A wrong certificate for each kind of obligation, refused by that obligation alone.

Strategies, rankings and ways are guessed on instances that show most faults, so that random search hardly
finds one that only a proof refuses. Here each is written by hand: were its obligation dropped, it would pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from chartproof.compile import Form, compile_form, parse, vocabulary
from chartproof.compile.claims import asked
from chartproof.compile.reading import Reader
from chartproof.declare import (
    Claim,
    always,
    can_move,
    cannot,
    case,
    establishes,
    independent,
    no_step,
    only_dependent,
    permissions,
    same_outcome,
)
from chartproof.language.expression import Expression, In
from chartproof.language.fold import free_binders
from chartproof.prove.induct import inductive, keeping
from chartproof.prove.logic import Logic
from chartproof.prove.obligation import Obligation, in_epr, with_copies
from chartproof.prove.obligations import obligations
from chartproof.prove.precondition import Substitution
from chartproof.prove.ranking import Move, Shrinking
from chartproof.prove.strategy import Strategy, can_follow, must_follow
from chartproof.prove.way import Way, leads_there
from tests.toys import declarations

GUEST = """
class Guest(Machine):
    far = State(initial=True)
    near = State()
    inside = State()
    approach = far.to(near)
    go_in = near.to(inside)
    jump = far.to(inside)
    stroll = near.to(far)
approach = Event("The guest comes near.")
go_in = Event("The guest goes in.")
"""
LAMP = """
class Lamp(Machine):
    on = State(initial=True)
    off = State()
    approach = listens(on.to(off))
    blink = on.to(off) | off.to(on)
"""
BLINK = 'blink = Event("It blinks.")\n'
STROLL = 'stroll = Event("The guest strolls.")\n'


def form_of(source: str) -> Form:
    """What a module with this text compiles to; transitions at events that it does not declare are left out."""
    events = {line.split(" = Event")[0] for line in source.splitlines() if " = Event" in line}
    kept = [
        line
        for line in source.splitlines()
        if not line.startswith("    ") or "State(" in line or line.split(" = ")[0].strip() in events
    ]
    return compile_form(declarations("\n".join(kept)))


def read(form: Form, text: str) -> Expression:
    return parse(text, vocabulary(form), free=True)


def strategy(form: Form, events: Iterable[str], *sets: str) -> Strategy:
    """Events without arguments, and sets that are a machine without elements in a state."""
    moves = tuple(Move(form.rule(name), ()) for name in events)
    members = [read(form, text) for text in sets]
    assert all(isinstance(m, In) for m in members)
    return Strategy(moves, tuple(Shrinking(m, ()) for m in members if isinstance(m, In)))


def possible(form: Form, found: Iterable[Obligation]) -> list[str]:
    """The obligations that do not hold, by name."""
    logic = Logic(with_copies(form))
    return [o.name for o in found if logic.ask(o.given).verdict != "impossible"]


def recovery(source: str, events: list[str], sets: list[str], goal: str, where: str = "True") -> list[str]:
    form = form_of(source)
    return possible(form, can_follow(strategy(form, events, *sets), read(form, goal), read(form, where)))


def liveness(source: str, events: list[str], sets: list[str], goal: str, where: str = "True") -> list[str]:
    form = form_of(source)
    return possible(form, must_follow(form, strategy(form, events, *sets), read(form, goal), read(form, where)))


INSIDE = "guest == 'inside'"
SETS = ["guest == 'far'", "guest == 'near'"]


def test_a_right_certificate_passes() -> None:
    """Catches a refusal of everything, under which the others here would say nothing."""
    assert recovery(GUEST, ["approach", "go_in"], SETS, INSIDE) == []
    assert liveness(GUEST, ["approach", "go_in"], SETS, INSIDE) == []


def test_a_move_that_leads_nowhere_is_no_way() -> None:
    """It can always happen, and makes nothing smaller: an endless detour."""
    assert recovery(GUEST + LAMP + BLINK, ["blink"], SETS, INSIDE) == [
        f"blink, where it comes first, leads on to {INSIDE}"
    ]


def test_a_way_that_leaves_where_it_is_shown_is_none() -> None:
    """The lamp goes out on the way, and only where it is on is anything shown: only `keeps where` refuses it."""
    source = GUEST.replace('"The guest goes in."', '"The guest goes in.", only_if=["lamp == \'on\'"]') + LAMP
    assert recovery(source, ["approach", "go_in"], SETS, INSIDE, "lamp == 'on'") == ["approach keeps lamp == 'on'"]


def test_a_way_that_may_have_no_next_step_is_none() -> None:
    """Nobody goes in any more."""
    assert recovery(GUEST, ["approach"], SETS, INSIDE) == [f"where not {INSIDE}, one of the events can happen"]


def test_fairness_helps_nothing_where_no_fair_event_can_happen() -> None:
    """The guest may stay near for ever."""
    assert liveness(GUEST, ["approach"], SETS, INSIDE) == [f"where not {INSIDE}, one of the fair events can happen"]


def test_a_fair_event_that_leads_nowhere_forces_nothing() -> None:
    """It blinks for ever, and fairly."""
    assert liveness(LAMP + BLINK + "class Guest(Machine):\n    far = State(initial=True)\n    inside = State()\n"
                    "    jump = far.to(inside)\njump = Event(\"In.\")\n", ["blink"], ["guest == 'far'"], INSIDE) == [
        f"blink leads on to {INSIDE}"
    ]  # fmt: skip


def test_a_run_that_may_leave_where_it_is_shown_is_not_forced() -> None:
    """From near the guest may stroll away, which makes the set of those near smaller: only leaving refuses it."""
    source = GUEST + STROLL
    assert liveness(source, ["go_in"], ["guest == 'near'"], INSIDE, "guest == 'near'") == [
        f"stroll does not leave guest == 'near' but for {INSIDE}"
    ]


def test_a_run_that_may_lead_back_is_not_forced() -> None:
    """Who is near may stroll away for ever: a door that may fall shut before the guest enters."""
    assert liveness(GUEST + STROLL, ["approach", "go_in"], SETS, INSIDE) == ["stroll does not lead back"]


def test_a_fair_event_that_is_possible_off_and_on_is_not_forced() -> None:
    """Front or back, as the wind blows: one of both can always happen, and neither goes on to be possible."""
    source = """
class Guest(Machine):
    far = State(initial=True)
    inside = State()
    front = far.to(inside)
    back = far.to(inside)
class Wind(Machine):
    north = State(initial=True)
    south = State()
    turn = north.to(south) | south.to(north)
front = Event("In by the front.", only_if=["wind == 'north'"])
back = Event("In by the back.", only_if=["wind == 'south'"])
turn = Event("The wind turns.")
"""
    assert liveness(source, ["front", "back"], ["guest == 'far'"], INSIDE) == ["turn does not take front away"]


POOL = """
Item = Sort("Item", "what wants a token")
class Token(Machine, per=Item):
    none = State(initial=True)
    has = State()
    give = none.to(has)
class Pool(Machine):
    two = State(initial=True)
    one = State()
    empty = State()
    give = two.to(one) | one.to(empty)
class Bell(Machine):
    silent = State(initial=True)
    rung = State()
    ring = silent.to(rung)
class Hammer(Machine):
    there = State(initial=True)
    gone = State()
    lose = there.to(gone)
robot = Actor("a robot", person=False)
give = Event("A token is given.", of={"item": Item})
lose = Event("The hammer is lost.")
ring = Event("It rings when all have one.", by=robot, only_if=["every(Item, token == 'has')", "hammer == 'there'"])
"""


def test_a_way_of_one_size_is_none_for_all() -> None:
    """Two tokens are enough for two, and a way of one is not one of three: `only_dependent` is not about all sizes."""
    form = form_of(POOL)
    item = read(form, "token == 'has'")
    goal = read(form, "every(Item, token == 'has')")
    [binder] = free_binders(item)
    way = Way((Substitution.at(form.rule("give"), {binder: binder}),))
    assert possible(form, [leads_there(form, way, goal)])
    assert not possible(form, [leads_there(form, way, item)])


def test_a_fact_that_does_not_hold_at_first_is_none() -> None:
    """Every event keeps it: only the initial state refuses it."""
    form = form_of("class Lamp(Machine):\n    off = State(initial=True)\n    on = State()\n    light = off.to(on)\n"
                   'light = Event("On.")\n')  # fmt: skip
    on = read(form, "lamp == 'on'")
    assert possible(form, keeping(form, on)) == ["initially lamp == 'on'"]
    assert inductive(Logic(form), [], [on]) == []


def test_a_fact_that_an_event_breaks_is_none() -> None:
    """It holds at first: only the step refuses it."""
    form = form_of(GUEST)
    apart = read(form, "guest in ('far', 'inside')")
    assert possible(form, keeping(form, apart)) == ["approach keeps guest in ('far', 'inside')"]
    assert inductive(Logic(form), [], [apart]) == []


ITEMS = """
Item = Sort("Item", "a thing")
class Place(Machine, per=Item):
    here = State(initial=True)
    there = State()
    go = here.to(there)
    move = here.to(there) | there.to(here)
class Door(Machine):
    shut = State(initial=True)
    open = State()
    open_it = shut.to(open)
keeper = Actor("the keeper")
SOME = [needed("door:Go", when="place == 'here'"), needed("door:See", where="window")]
go = Event("It goes.", of={"x": Item}, by=keeper, only_if=["door == 'open'"], needs=SOME)
move = Event("It moves.", of={"item": Item}, by=keeper, only_if=["door == 'open'"])
open_it = Event("It opens.", by=keeper)
"""

FALSE_CLAIMS: list[Claim] = [
    always("place == 'here'"),
    no_step(before="place == 'here'", after="place == 'there'"),
    establishes(["go"], "every(x_ in Item, every(x in Item, x == x_ or place[x] == 'there'))"),
    establishes(["go"], "every(x' in Item, place[x'] == 'there')".replace("x'", "y")),
    cannot("go", where="door == 'open'"),
    cannot("go", where="True", holding=["door:Go"]),
    permissions("go", case("True", ["door:Go"])),
    permissions("go", case("place == 'here'", ["door:Go"]), case("True", ["door:See"])),
    independent(["go"], of=["Door"]),
    same_outcome(["go"], ["open_it"]),
    only_dependent([], on=["Door"]),
]


@pytest.mark.parametrize("claim", FALSE_CLAIMS, ids=lambda c: type(c).__name__)
def test_a_false_claim_is_refused(claim: Claim) -> None:
    """Catches a kind of claim whose obligations leave out what makes it false; and a name that captures another."""
    form = form_of(ITEMS.replace("move = Event(", "robot = Actor('a robot', person=False)\nmove = Event(").replace(
        'of={"item": Item}, by=keeper', 'of={"item": Item}, by=robot'))  # fmt: skip
    questions = asked(claim, Reader(form)).holds
    assert possible(form, (o for q in questions for o in obligations(q, form)))


def test_a_state_in_which_nothing_moves_is_found() -> None:
    """Nothing can happen any more where the lamp is off: catches an event that is never refused."""
    form = form_of("class Lamp(Machine):\n    on = State(initial=True)\n    off = State()\n    douse = on.to(off)\n"
                   'douse = Event("Off.")\n')  # fmt: skip
    [question] = asked(can_move(), Reader(form)).holds
    assert possible(form, obligations(question, form))


def true_claims() -> Iterator[Claim]:
    yield cannot("go", where="door == 'shut'")
    yield cannot("go", where="place[x] == 'here'", holding=["door:See"])
    yield permissions("go", case("place[x] == 'here'", ["door:Go"]), case("True", ["door:See"], where="window"))
    yield no_step(before="door == 'open'", after="door == 'shut'")


@pytest.mark.parametrize("claim", list(true_claims()), ids=lambda c: type(c).__name__)
def test_what_is_needed_in_a_console_alone_keeps_nobody_out(claim: Claim) -> None:
    """Catches a permission of one situation that is counted as missing everywhere; these hold without any fact."""
    form = form_of(ITEMS)
    questions = asked(claim, Reader(form)).holds
    assert possible(form, (o for q in questions for o in obligations(q, form))) == []


def test_a_negation_turns_what_alternates() -> None:
    """`not every(…, some(…))` is some and then every: no circle, and so decidable; the other way round there is one."""
    form = form_of("""
Item = Sort("Item", "a thing")
Box = Sort("Box", "a box")
class Inside(Machine, per=(Item, Box)):
    no = State(initial=True)
    yes = State()
    put = no.to(yes)
put = Event("It is put.", of=(Item, Box))
""")
    every_some = read(form, "every(Item, some(Box, inside == 'yes'))")
    some_every = read(form, "not some(Item, every(Box, inside == 'yes'))")
    boxes = read(form, "every(Box, some(Item, inside == 'yes'))")
    assert in_epr([every_some])
    assert not in_epr([every_some, boxes])
    assert not in_epr([some_every, boxes])
    assert in_epr([read(form, "not every(Item, some(Box, inside == 'yes'))"), boxes])


FALLING = """
class Beta(Machine):
    off = State(initial=True)
    on = State()
    flip = off.to(on)
class Alpha(Machine):
    off = State(initial=True)
    on = State()
    go = off.to(on)
go = Event("It goes.", only_if=["beta == 'on'"])
flip = Event("It flips.")
"""


def test_what_rests_on_a_fact_that_falls_falls_too() -> None:
    """Catches an event that is not asked about again: `go` keeps its fact only as long as the other one lives."""
    form = compile_form(declarations(FALLING))
    facts = [In("alpha", (), ("off",)), In("beta", (), ("off",))]
    assert inductive(Logic(form), [], facts) == []
    assert inductive(Logic(form), [], facts[::-1]) == []
