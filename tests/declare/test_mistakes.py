"""Every mistake that a modeller can make gets an error that names place and mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from chartproof.declare import every, some
from chartproof.errors import ChartproofError, ModelError
from chartproof.project.project import load

GOOD = """
from chartproof.declare import Event, Machine, Sort, State, either, every, listens, when

Client = Sort("Client", "one who wants the lock")


class Server(Machine):
    free = State(initial=True)
    taken = State()
    acquire = free.to(taken)
    release = taken.to(free)


class Holding(Machine, per=Client):
    waiting = State(initial=True)
    holding = State()
    busy = either(holding)
    acquire = waiting.to(holding)
    release = holding.to(waiting)


acquire = Event("A client takes the lock.", of=Client, only_if=["server == 'free'"])
release = Event("A client gives it back.", of=Client)
"""

MISTAKES = {
    "unknown machine": ("server == 'free'", "serverr == 'free'", "'serverr' is no machine", "did you mean 'server'"),
    "unknown state": ("== 'free'\"", "== 'fre'\"", "has no state 'fre'", "did you mean 'free'"),
    "unknown predicate": ("server == 'free'", "not busyy", "'busyy' is no predicate", "did you mean 'busy'"),
    "machine without state": ("server == 'free'", "server", "'server' is a machine", "server == 'free'"),
    "event that nobody declares": (
        "    release = taken.to(free)",
        "    releas = taken.to(free)",
        "an event that nobody declares",
        "did you mean 'release'",
    ),
    "index that can't be bound": (
        'of=Client, only_if=["server',
        "only_if=[\"holding == 'waiting' and server",
        "is per Client",
        "every(Client",
    ),
    "name bound twice in a machine": (
        "    release = taken.to(free)",
        "    release = taken.to(free)\n    release = free.to(free)",
        "bound twice",
        "join the transitions",
    ),
    "name bound twice in a module": (
        "release = Event(",
        "release = Event('x', of=Client)\nrelease = Event(",
        "bound twice",
        "rename",
    ),
    "two writers of one variable": (
        "class Holding(",
        "class HOLDING(Machine, per=Client):\n    s = State(initial=True)\n\n\nclass Holding(",
        "two writers of one variable",
        "rename",
    ),
    "conditions that overlap": (
        "    acquire = free.to(taken)",
        "    acquire = free.to(taken) | free.to(free, cond=\"server == 'free'\")",
        "the conditions overlap",
        "exclude each other",
    ),
    "conditions with a gap": (
        "    acquire = free.to(taken)",
        "    acquire = free.to(taken, cond=\"holding == 'holding'\")",
        "goes nowhere",
        "listens(",
    ),
    "sort without elements": (
        'Client = Sort("Client"',
        'Other = Sort("Other")\nClient = Sort("Client"',
        "has no elements",
        "per=Other",
    ),
    "late expansion": (
        "    release = taken.to(free)",
        "    release = free.from_.any()",
        "from one named state",
        "from_.any()",
    ),
    "callback": (
        "    release = taken.to(free)",
        "    release = taken.to(free)\n    def on_release(self):\n        pass",
        "neither a state, a transition nor a predicate",
        "say what moves",
    ),
    "unbound transition": (
        "    release = taken.to(free)",
        "    release = taken.to(free)\n    free.to(taken)",
        "belongs to no event",
        "bind it",
    ),
    "no initial state": ("free = State(initial=True)", "free = State()", "0 initial states", "initial=True"),
    "syntax": ("server == 'free'\"", 'server == "', "cannot be read", "for example"),
    "text for a list": ("only_if=[\"server == 'free'\"]", "only_if=\"server == 'free'\"", "takes a list", "only_if=["),
    "reserved name": (
        "    taken = State()",
        "    taken = State()\n    conditions = State()",
        "use themselves",
        "another name",
    ),
    "a sort twice": (
        "Holding(Machine, per=Client)",
        "Holding(Machine, per=(Client, Client))",
        "the same sort twice",
        "once",
    ),
    "a stranger's permission": (
        'release = Event("A client gives it back.", of=Client)',
        "from chartproof.declare import Actor, needed\n"
        "release = Event('x', of=Client, by=Actor('clerk'), needs=[needed('p', by=Actor('clark'))])",
        "no actor of it",
        "did you mean 'clerk'",
    ),
    "not python": ("class Server", "clas Server", "SyntaxError", "cannot be loaded"),
}


def project_of(folder: Path, text: str) -> None:
    (folder / "pyproject.toml").write_text('[tool.chartproof]\nmodel = "lock_model"\n')
    (folder / "lock_model.py").write_text(text)
    load(folder).form  # noqa: B018


def test_the_example_is_well_formed(tmp_path: Path) -> None:
    """Catches mistakes below that would be noticed for another reason than the one they are about."""
    project_of(tmp_path, GOOD)


@pytest.mark.parametrize(("old", "new", "message", "mend"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_names_its_place_and_the_mend(tmp_path: Path, old: str, new: str, message: str, mend: str) -> None:
    """Catches a mistake that is guessed at or ignored, and a message without file, line or mend."""
    assert old in GOOD
    with pytest.raises(ChartproofError) as caught:
        project_of(tmp_path, GOOD.replace(old, new, 1))
    said = str(caught.value)
    assert message in said
    assert mend in said
    assert caught.value.origin is not None
    assert caught.value.origin.file.endswith("lock_model.py")
    assert caught.value.origin.line > 0


def test_a_quantifier_begins_with_a_sort() -> None:
    """Catches `'str' object has no attribute 'name'`, which teaches nobody that the sort itself is meant."""
    for quantifier in (every, some):
        with pytest.raises(ModelError, match=r"begins with 'Client', which is no sort\n.*a Sort"):
            quantifier("Client", "lock == 'free'")  # type: ignore[arg-type]
