"""What reads the library's desk: a folder with state.json, and plans as lists of steps."""

from __future__ import annotations

import json
from pathlib import Path

from chartproof.errors import ChartproofError
from chartproof.language.form import Form
from chartproof.observe.files import read_state
from chartproof.observe.observation import Assumption, Observation
from chartproof.observe.plan import Place, Plan, Remark, Step

ASSUMPTIONS = (
    Assumption("cards-are-issued", "Whoever is listed has a card.", "Card", "True", ("issued",)),
    Assumption("loans-are-of-filled", "Nobody holds what is empty.", "Loan", "stock == 'empty'", ("none",)),
    Assumption("all-is-still", "Nothing is being cleared.", "Stock", "card == 'issued'", ("filled",)),
)
STANDING = {"clear": "user guide; Q3 decides: where books are locked, loans end, too", "litter": "assumption"}


def read(folder: Path, form: Form) -> Observation:
    """The state file in a folder."""
    return read_state(folder / "state.json", form)


def read_plan(file: Path, form: Form, observation: Observation, source: Path | None = None) -> Plan:
    """A list of steps: {"event", "arguments", "after"}."""
    data = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(data, list):
        raise ChartproofError(f"{file} is no list of steps", mend="write a list")
    where = str(source or file)
    steps = tuple(
        Step(
            d["event"],
            d.get("arguments", {}),
            Place(where, n, f"step.{d['event']}"),
            str(d),
            after=frozenset(d.get("after", ())),
        )
        for n, d in enumerate(data, 1)
    )
    return Plan(steps, ordered=False, remarks=(Remark("not-modelled", "A coffee is made.", Place(where, 1)),))


def script(form: Form) -> str:
    """How the folder is written."""
    return "library dump > state.json\n"


def findings(plan: Plan, observation: Observation, form: Form) -> list[Remark]:
    """What the desk alone knows."""
    return [Remark("waits", "The librarian has to agree.", s.place) for s in plan.steps if s.event == "issue"]
