"""`chartproof.testing.rules`: a right implementation passes, each kind of wrong one is told apart."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from chartproof.compile import Form
from chartproof.errors import ChartproofError, UnknownName
from chartproof.project.project import load
from chartproof.project.starting import examples, start_project
from chartproof.testing import Disagreement, rules
from tests.effort import cases

PEOPLE = ["alice", "bob"]
# What is wrong need not be told by a shortest run, which takes long to find.
QUICKLY = settings(derandomize=True, database=None, deadline=None, max_examples=cases(100), phases=[Phase.generate])


@pytest.fixture(scope="module")
def form() -> Form:
    return load(examples()["printer"]).form


class Busy(Exception):
    """Not now."""


class Service:
    """A shared printer, as its rules are."""

    def __init__(self) -> None:
        self.waiting: set[str] = set()
        self.printing: str | None = None

    def ask(self, person: str) -> None:
        if person in self.waiting or person == self.printing:
            raise Busy
        self.waiting.add(person)

    def start(self, person: str) -> None:
        if person not in self.waiting or self.printing:
            raise Busy
        self.waiting.remove(person)
        self.printing = person

    def finish(self, person: str) -> None:
        if person != self.printing:
            raise Busy
        self.printing = None


class Lax(Service):
    """Grants what the rules refuse: two print."""

    def start(self, person: str) -> None:
        if person not in self.waiting:
            raise Busy
        self.waiting.remove(person)
        self.printing = person


class Strict(Service):
    """Refuses what the rules grant: it serves one, once."""

    served = False

    def start(self, person: str) -> None:
        if self.served:
            raise Busy
        super().start(person)
        self.served = True


class Forgetful(Service):
    """Its state is another: it loses who waits."""

    def finish(self, person: str) -> None:
        super().finish(person)
        self.waiting.clear()


def observe(service: Service) -> dict[str, str]:
    def state(person: str) -> str:
        return "printing" if person == service.printing else "waiting" if person in service.waiting else "idle"

    return {f"printing[{p}]": state(p) for p in PEOPLE} | {"printer": "taken" if service.printing else "free"}


def run(machine: type[RuleBasedStateMachine]) -> None:
    run_state_machine_as_test(machine, settings=QUICKLY)


def test_a_right_implementation_passes(form: Form) -> None:
    """Catches a comparison that fails of itself, and a name that hypothesis keeps for itself."""
    run(rules(form, Service, observe=observe, refuses=Busy, elements={"Person": PEOPLE}))
    run(rules(form, Service, refuses=(Busy,), refusals=False))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Lax, r"the rules refuse start\((alice|bob)\), and the implementation does it: printer is 'taken'"),
        (Strict, r"the rules grant start\((alice|bob)\), and the implementation refuses it: Busy\(\)"),
        (
            Forgetful,
            r"after finish\(\w+\), printing\[\w+\] is 'waiting' by the rules, and 'idle' in the implementation",
        ),
    ],
)
def test_a_wrong_one_is_told_in_what(form: Form, wrong: type[Service], said: str) -> None:
    """Catches a difference that is not looked for."""
    with pytest.raises(Disagreement, match=said):
        run(rules(form, wrong, observe=observe, refuses=Busy, elements={"Person": PEOPLE}))


def test_an_error_that_is_no_refusal_is_one_of_the_implementation(form: Form) -> None:
    """Catches a defect that passes for a refusal."""

    class Broken(Service):
        def ask(self, person: str) -> None:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(rules(form, Broken, refuses=Busy))


def test_an_event_is_done_as_is_said(form: Form) -> None:
    """Catches a way that is ignored: it is the only one, as there is no such method."""

    class Other(Service):
        start = None  # type: ignore[assignment]

    run(rules(form, Other, refuses=Busy, events={"start": lambda service, person: Service.start(service, person)}))
    with pytest.raises(ChartproofError, match="Other has no method start"):
        run(rules(form, Other, refuses=Busy))


def test_names_that_there_are_not_are_told(form: Form) -> None:
    """Catches an observation, a sort or an event that is compared with nothing."""
    with pytest.raises(UnknownName, match="'printer_state'"):
        run(rules(form, Service, refuses=Busy, observe=lambda service: {"printer_state": "free"}))
    with pytest.raises(UnknownName, match="no sort named 'Persn'"):
        rules(form, Service, refuses=Busy, elements={"Persn": []})
    with pytest.raises(UnknownName, match="no event named 'stat'"):
        rules(form, Service, refuses=Busy, events={"stat": lambda service: None})


def test_the_examples_service_is_driven_by_its_rules(tmp_path: Path) -> None:
    """Catches an example that is copied and does not run, and one that passes whatever the service does."""
    start_project(tmp_path, "lock_server")
    line = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_service.py"]
    assert subprocess.run(line, cwd=tmp_path, capture_output=True).returncode == 0
    service = tmp_path / "service.py"
    wrong = service.read_text().replace("if self.holder is not None or client not in", "if client not in")
    assert wrong != service.read_text()
    service.write_text(wrong)
    ran = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 1
    assert "the rules refuse grant(" in ran.stdout
