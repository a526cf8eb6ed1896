"""The interpreter itself, held against what can be counted by hand: it is the yardstick, so it must not be bent."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.interpreter.judgement import Judgement
from tests.interpreter.meaning import Ambiguous, TooMany, World, explore
from tests.interpreter.system import TRUE, Arc, Case, Claim, Event, Machine, Moves, Need, Predicate, System
from tests.interpreter.verdicts import granted, judge


def inside(name: str, *states: str, at: tuple[str, ...] | None = None, negated: bool = False) -> tuple[object, ...]:
    return ("in", name, at, states, negated)


LABELS = System(
    ("Item", "Box"),
    (
        Machine("Lid", ("Item", "Box"), ("a", "b"), ("a",), moves=(Moves("up", (Arc("a", "b"),), True),)),
        Machine("Label", ("Box", "Item"), ("a", "b"), ("a",), moves=(Moves("stick", (Arc("a", "b"),), True),)),
    ),
    (
        Event(
            "up",
            (("item", "Item"), ("box", "Box")),
            (("some", None, "Item", ("some", None, "Box", inside("lid", "b"))),),
        ),
        Event("stick", (("item", "Item"), ("box", "Box")), (inside("lid", "a"),)),
    ),
)
"""Of issue 12: no lid is ever up, so that nothing but labels moves: 2^4 states at 2x2."""

POOL = System(
    ("Item",),
    (
        Machine(
            "Pool",
            (),
            ("two", "one", "none"),
            ("two",),
            moves=(Moves("take", (Arc("two", "one"), Arc("one", "none")), False),),
        ),
        Machine(
            "Token",
            ("Item",),
            ("without", "has"),
            ("without",),
            moves=(Moves("take", (Arc("without", "has"),), False),),
        ),
    ),
    (
        Event("take", (("item", "Item"),), actors=(("robot", False),)),
        Event("cheer", (), (("every", None, "Item", inside("token", "has")),), actors=(("robot", False),)),
    ),
)
"""Two tokens: everyone has one with two items, and never with three."""

LOCK = System(
    ("Client",),
    (
        Machine(
            "Lock",
            ("Client",),
            ("idle", "waiting", "holding"),
            ("idle",),
            (Predicate("busy", ("waiting", "holding")),),
            (
                Moves("ask", (Arc("idle", "waiting"),), False),
                Moves("acquire", (Arc("waiting", "holding"),), False),
                Moves("release", (Arc("holding", "idle"),), False),
            ),
        ),
    ),
    (
        Event("ask", (("client", "Client"),), needs=(Need("act:Ask"),), actors=(("owner", True),)),
        Event(
            "acquire", (("client", "Client"),), (("every", "other", "Client", inside("lock", "holding", negated=True)),)
        ),
        Event("release", (("client", "Client"),)),
    ),
)


ANYWHERE = inside("lock", "idle", "waiting", "holding")
SOMEONE = ("some", "x", "Client", inside("lock", "idle", negated=True))


def judged(system: System, claim: Claim, **sizes: int) -> Judgement:
    return judge(claim, explore(World(system, sizes), 1_000))


def test_counts_of_the_labels() -> None:
    found = explore(World(LABELS, {"Item": 2, "Box": 2}), 100)
    assert (len(found.states), found.level[-1]) == (16, 4)
    # `stick` can happen at every pair in every state (a listener does not block), `up` nowhere.
    assert found.transitions == 64
    # 0/1 matrices of two rows and two columns up to swaps of either: seven.
    assert found.orbits() == 7
    assert found.levels == [1, 4, 6, 4, 1]


def test_counts_of_the_lock() -> None:
    """Each client idle or waiting, or one of them holding: 2^n + n 2^(n-1) states."""
    for n in (1, 2, 3):
        found = explore(World(LOCK, {"Client": n}), 100)
        assert len(found.states) == 2**n + n * 2 ** (n - 1)


def test_a_blocking_machine_blocks_and_a_listening_one_does_not() -> None:
    world = World(POOL, {"Item": 3})
    found = explore(world, 100)
    assert len(found.states) == 1 + 3 + 3
    assert not any(call == ("cheer", ()) for steps in found.steps for call, _ in steps)


def test_what_is_not_a_model_is_said() -> None:
    torn = Machine("Torn", (), ("a", "b", "c"), ("a",), moves=(Moves("go", (Arc("a", "b"), Arc("a", "c")), False),))
    with pytest.raises(Ambiguous):
        explore(World(System((), (torn,), (Event("go"),)), {}), 10)
    stuck = Machine("Stuck", (), ("a", "b"), ("a",), moves=(Moves("go", (Arc("a", "b", ("false",)),), False),))
    with pytest.raises(Ambiguous):
        explore(World(System((), (stuck,), (Event("go"),)), {}), 10)
    with pytest.raises(TooMany):
        explore(World(LOCK, {"Client": 3}), 10)


def test_names() -> None:
    """The innermost name counts; without brackets the nearest of the sort; what nothing binds is any element."""
    world = World(LOCK, {"Client": 2})
    state = ("idle", "holding")
    shadowed = ("every", "client", "Client", ("some", "client", "Client", inside("lock", "holding", at=("client",))))
    assert world.read(shadowed, world.free)(state, (0,))
    nearest = ("some", "x", "Client", ("and", inside("lock", "holding"), inside("lock", "idle", at=("client",))))
    assert world.read(nearest, world.free)(state, (0,))
    assert not world.read(nearest, world.free)(state, (1,))
    assert world.about(nearest, ()) == ("Client",)
    assert world.about(shadowed, ()) == ()
    assert world.read(("pred", "busy", ("client",)), world.free)(state, (1,))
    assert world.read(("possible", "ask", None), world.free)(state, (0,))


@pytest.mark.parametrize(
    ("claim", "shown", "vacuous", "length"),
    [
        (Claim("always", ("or", inside("lock", "idle"), inside("lock", "waiting"))), True, False, 2),
        (Claim("always", ("some", None, "Client", TRUE)), False, False, None),
        (Claim("always", inside("lock", "idle"), ("false",)), False, True, None),
        (Claim("always", ("or", inside("lock", "idle"), inside("lock", "idle", negated=True))), False, False, None),
        (Claim("always", ("or", ANYWHERE, inside("lock", "idle"))), False, True, None),
        (Claim("can", ("every", None, "Client", inside("lock", "waiting"))), True, False, 2),
        (Claim("can", ("every", None, "Client", inside("lock", "holding"))), False, False, None),
        (Claim("no_step", inside("lock", "waiting"), inside("lock", "idle")), False, False, None),
        (Claim("no_step", inside("lock", "holding"), inside("lock", "idle")), True, False, 3),
        (Claim("no_step", TRUE, inside("lock", "holding"), ("ask",)), False, False, None),
        (Claim("establishes", inside("lock", "waiting"), events=("ask",)), False, False, None),
        (Claim("establishes", inside("lock", "waiting"), events=("ask", "acquire")), True, False, 2),
        (Claim("never_left", ("pred", "busy", None)), True, False, 3),
        (Claim("cannot", ("some", "x", "Client", inside("lock", "holding")), events=("acquire",)), False, False, None),
        (Claim("cannot", TRUE, events=("release",)), True, False, 3),
        (Claim("cannot", TRUE, events=("ask",), holding=()), False, False, None),
        (Claim("cannot", TRUE, events=("ask",), holding=("act:Ask",)), True, False, 1),
        (Claim("can_move"), False, False, None),
        (Claim("permissions", events=("ask",), cases=(Case(TRUE, ("act:Ask",)),)), False, False, None),
        (Claim("permissions", events=("ask",), cases=(Case(SOMEONE, ("act:Ask",)),)), True, False, 0),
        (Claim("recoverable", ("every", None, "Client", inside("lock", "idle"))), False, False, None),
        (Claim("recoverable", inside("lock", "idle"), others=("release",)), True, False, 1),
        (Claim("recoverable", inside("lock", "idle"), by="owner"), True, False, 1),
        (Claim("leads_to", inside("lock", "waiting"), inside("lock", "holding"), ("acquire",)), True, False, None),
        (Claim("ends", inside("lock", "holding"), events=("release",)), False, False, None),
        (Claim("ends", inside("lock", "holding"), events=("ask",)), True, False, None),
        (Claim("same_outcome", events=("ask", "acquire", "release"), others=()), False, False, None),
        (Claim("same_outcome", events=("ask",), others=("acquire",)), True, False, 0),
    ],
)  # fmt: skip
def test_claims_about_two_clients(claim: Claim, shown: bool, vacuous: bool, length: int | None) -> None:
    """`acquire` may starve a client while the other one comes and goes: weak fairness does not help it."""
    found = judged(LOCK, claim, Client=2)
    assert (found.shown, found.vacuous) == (shown, vacuous)
    if length is not None:
        assert min(found.lengths) == length


def test_copies() -> None:
    """`take` hangs on the pool and on its own token; `cheer` hangs on tokens from where two of two have one."""
    both = Claim("only_dependent", events=("take", "cheer"), machines=("token",))
    assert not judged(POOL, both, Item=2).shown
    assert not judged(POOL, Claim("independent", events=("cheer",), machines=("pool",)), Item=2).shown
    assert min(judged(POOL, Claim("depends", events=("take",), machines=("pool",)), Item=2).lengths) == 0
    # With three items, copies in which all tokens are taken differ from any state reached, which is reachable.
    assert judged(POOL, Claim("depends", events=("cheer",), machines=("token",)), Item=3).shown


def test_granting() -> None:
    """Given nowhere, what needs the permission does not happen; what needs it in a situation alone does."""
    claim = Claim("granting", ("pred", "approved", None), permission="act:Ask", predicates=(("approved", ("Client",)),))
    never = ("every", "x", "Client", ("or", inside("lock", "idle", at=("x",)), ("pred", "approved", ("x",))))
    system = granted(LOCK, claim)
    assert len(explore(World(system, {"Client": 1}), 100).world.initial()) == 2
    assert not judged(system, Claim("always", never), Client=2).shown
    for need in (Need("act:Ask", where="console"), Need("act:Ask", by="keeper")):
        row = Event("ask", (("client", "Client"),), needs=(need,), actors=(("owner", True), ("keeper", True)))
        loose = System(LOCK.sorts, LOCK.machines, (row, *LOCK.events[1:]))
        assert judged(granted(loose, claim), Claim("always", never), Client=2).shown


def test_the_interpreter_shares_nothing_with_the_engine() -> None:
    here = Path(__file__).parent
    for path in here.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
        names += [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
        own = [name for name in names if name.split(".")[0] == "chartproof"]
        assert not own or path.name == "engine.py", f"{path.name} imports {own}"
