"""A project with all that is awkward to draw: a run that goes round, keywords for names, markup in sentences.

Its sorts are named as keywords of mermaid, one event has two arguments of a sort, one two actors, one none.
"""

from __future__ import annotations

from pathlib import Path

MODEL = '''
from chartproof.declare import Actor, Event, Machine, Sort, State, listens

Link = Sort("Link", "a cable")
Note = Sort("Note", "a paper")


class Loop(Machine):
    """Whether the street is lit."""

    dark = State(initial=True)
    lit = State()

    dusk = dark.to(lit)
    dawn = lit.to(dark)


class End(Machine, per=Link):
    """Whether a cable carries anything."""

    off = State(initial=True)
    on = State()

    dawn = listens(on.to(off))
    join = off.to(on)


class Paper(Machine, per=(Link, Note)):
    """Whether a paper is stuck to a cable."""

    absent = State(initial=True)
    stuck = State()

    stick = absent.to(stuck)


mayor = Actor("mayor; <of> #1 %% town", acts_for="Loop")
keeper = Actor("lamp keeper")
robot = Actor("robot", person=False, acts_for="Link")

dusk = Event("The mayor lights the street; the # of <lamps> & cables is 100 %.", by=(mayor, keeper))
dawn = Event("The street goes dark.", by=mayor)
join = Event(
    "The link's end is joined, and the link carries.",
    of=Link,
    by=(robot, keeper),
    calls="lamps:Join",
    only_if=["loop == 'lit'"],
)
stick = Event("Somebody sticks a note to a link.", of=(Link, Note))
twist = Event("Two cables are twisted.", of={"one": Link, "other": Link}, by=keeper, calls="lamps:Twist")
'''

PROOFS = '''
from chartproof.declare import Claim, always, claim, leads_to


@claim(expected="violated")
def light_lasts_until_stuck() -> Claim:
    """Once the street is lit; a note # is <stuck> & stays."""
    return leads_to("loop == 'lit'", "every(Link, every(Note, paper == 'stuck'))", fair=["dawn", "dusk"])


@claim(expected="violated")
def nothing_sticks() -> Claim:
    """No paper is ever stuck."""
    return always("every(Link, every(Note, paper == 'absent'))")


@claim()
def states_are_two() -> Claim:
    """A loop is dark or lit."""
    return always("loop == 'dark' or loop == 'lit'")
'''

PYPROJECT = """
[tool.chartproof]
model = "model"
proofs = "proofs"
commands = "commands.toml"
"""

COMMANDS = '''
[variables]
TOWN = "the name of the town; it's \\"any\\" $TEXT `here`"
"<link>_CABLE" = "the cable of <link>"
"<one>_CABLE" = "the cable of <one>"
"<other>_CABLE" = "the cable of <other>"

[event.dusk]
run = 'lamps --town "$TOWN" light'

[event.dawn]
none = "the sun does it."

[event.stick]
run = """
<link>_PAPER=$(lamps --cable "$<link>_CABLE" \\\\
  stick "${TOWN}")
lamps look "$<link>_PAPER"
"""

[event.twist]
run = 'lamps twist "$<one>_CABLE" "$<other>_CABLE"'
'''


def write_streetlamps(folder: Path, commands: str = COMMANDS) -> Path:
    """The project, in a folder of its own."""
    (folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    (folder / "model.py").write_text(MODEL, encoding="utf-8")
    (folder / "proofs.py").write_text(PROOFS, encoding="utf-8")
    (folder / "commands.toml").write_text(commands, encoding="utf-8")
    return folder
