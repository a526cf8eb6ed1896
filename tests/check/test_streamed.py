"""What is asked of a store, by `verify` and `how`: the same answers and traces as of an instance in memory."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from chartproof.check import instances
from chartproof.check.decide import decide
from chartproof.check.instances import small_space
from chartproof.check.run import verifier_of
from chartproof.check.space import Space
from chartproof.check.streamed import answers
from chartproof.cli.main import main
from chartproof.compile import compile_form
from chartproof.compile.claims import asked_of
from chartproof.compile.reading import Reader
from chartproof.explore.search import explore
from chartproof.explore.store import stored
from chartproof.explore.store.manifest import read
from chartproof.explore.store.stored import InStore
from chartproof.language.expression import Or, negation
from chartproof.language.form import Form
from chartproof.language.parse import parse, vocabulary
from chartproof.language.questions import Asked, Never
from chartproof.project.project import load
from tests.effort import THOROUGH
from tests.explore.stores import into_store
from tests.toys import declarations

SIZES = {"Account": 2, "Service": 1}


@pytest.fixture(autouse=True)
def many_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Levels of several pieces, so that what is forgotten between two shows."""
    monkeypatch.setattr(stored, "PIECE", 250)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, InStore]:
    """An instance in full, and by orbits."""
    folder = tmp_path_factory.mktemp("stores")
    form = load().form
    return {by: into_store(folder / str(by), form, SIZES, symmetry=by, room=2_000_000) for by in (False, True)}


def claims() -> list[Asked]:
    """The claims of this repository's model that a store can be asked about; in `make test` every sixth."""
    project = load()
    reader = Reader(project.form)
    every = [asked for found in project.properties.values() for asked in asked_of(found, reader)]
    usable = [a for a in every if a.form == project.form and all(map(answers, a.questions))]
    return usable if THOROUGH else [*usable[::6], *asked_of(project.property("no_stale_role"), reader)]


def test_a_store_answers_as_memory_does(stores: dict[bool, InStore]) -> None:
    """Would catch a piece that is not looked at, the nearest of a later piece, what is spoken of or settled in one
    piece taken for all, and a trace that is not the shortest."""
    space = Space(explore(load().form, SIZES))
    told = set()
    for asked in claims():
        expected = decide(asked, space)
        assert decide(asked, stores[False]) == expected
        told.add((expected.verdict, expected.vacuous))
        if not asked.needs_every_state:
            by_orbits = decide(asked, stores[True])
            assert (by_orbits.verdict, by_orbits.vacuous) == (expected.verdict, expected.vacuous)
            assert (by_orbits.trace is None) == (expected.trace is None)
            if by_orbits.trace is not None and expected.trace is not None:
                assert len(by_orbits.trace.steps) == len(expected.trace.steps)
    assert {verdict for verdict, _ in told} >= {"holds", "violated"}


def run(*arguments: str) -> tuple[int, dict[str, Any]]:
    ran = CliRunner().invoke(main, [*arguments, "--json"])
    assert ran.stdout, ran.stderr
    return ran.exit_code, json.loads(ran.stdout)


def test_verify_asks_the_store(stores: dict[bool, InStore], monkeypatch: pytest.MonkeyPatch) -> None:
    """Would catch an instance that is explored although it is in the store, and another verdict."""
    store, name = stores[False], "no_stale_role"
    expected = run("verify", "--no-proof", name)[1]["properties"]
    status, data = run("verify", "--no-proof", "--store", str(store.manifest.folder), name)
    assert status == 0
    assert [{**p, "seconds": 0} for p in data["properties"]] == [{**p, "seconds": 0} for p in expected]

    asked_in_memory = []

    def watched(form: Form, sizes: Any, *rest: Any, **more: Any) -> Space | None:
        asked_in_memory.append(dict(sizes))
        return small_space(form, sizes, *rest, **more)

    project = load()
    monkeypatch.setattr(instances, "small_space", watched)
    for held, expects in ((None, True), (store, False)):
        asked_in_memory.clear()
        result = verifier_of(project, SIZES, proves=False, store=held).result(project.property("role_present"))
        assert (result.verdict, result.explored[-1]) == ("holds", SIZES)
        assert (SIZES in asked_in_memory) is expects


def test_how_looks_into_the_store(stores: dict[bool, InStore], monkeypatch: pytest.MonkeyPatch) -> None:
    """Would catch a way that is not the shortest, `none` said of what an orbit has of other elements than those that
    are named, and `none` said of more than the store has."""
    for one, other in itertools.permutations(("account1", "account2")):
        wanted = f"membership[{one}] == 'invited_member' and membership[{other}] == 'outside'"
        expected = run("how", wanted)[1]
        for by in (False, True):
            status, data = run("how", wanted, "--store", str(stores[by].manifest.folder))
            assert (status, len(data["trace"])) == (0, len(expected["trace"]))
            end = data["trace"][-1]["state"]
            assert (end[f"Membership({one})"], end[f"Membership({other})"]) == ("invited_member", "outside")
    folder = str(stores[False].manifest.folder)
    status, data = run("how", "every(Account, not member) and some(Account, member)", "--store", folder)
    assert (status, data["reachable"], data["store"]) == (3, False, folder)


@pytest.mark.parametrize("command", [["verify", "role_present"], ["how", "member"]])
def test_what_cannot_be_asked_is_refused(
    stores: dict[bool, InStore], tmp_path: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Would catch an answer from half a store, from one of other rules or sizes, or from no store at all."""
    folder = stores[False].manifest.folder

    def refused(*options: str) -> str:
        ran = CliRunner().invoke(main, [*command, *options])
        assert ran.exit_code == 2
        assert ran.stdout == ""
        return ran.stderr

    assert "is no store" in refused("--store", str(tmp_path))
    assert "leave out --size" in refused("--store", str(folder), "--size", "Account=3")
    assert "is a store of other rules" in refused("--store", str(folder), "--change", "changes/literal.toml")
    manifest = read(folder)
    assert manifest is not None
    (tmp_path / "half").mkdir()
    text = (folder / "manifest.json").read_text().replace('"whole": true', '"whole": false')
    (tmp_path / "half" / "manifest.json").write_text(text)
    assert "is not whole: levels 0 to 16 are whole, and more are to come" in refused("--store", str(tmp_path / "half"))


def test_a_damaged_file_is_no_answer(tmp_path: Path) -> None:
    """Would catch a claim that holds of states that a disk has made up."""
    store = into_store(tmp_path / "store", load().form, SIZES)
    file = Path(store.manifest.levels[9].files[0].path)
    content = bytearray(file.read_bytes())
    content[8] ^= 1
    file.write_bytes(content)
    for command in (
        ["verify", "--no-proof", "role_present"],
        ["how", "every(Account, not member) and some(Account, member)"],
    ):
        ran = CliRunner().invoke(main, [*command, "--store", str(tmp_path / "store")])
        assert ran.exit_code == 2
        assert f"{file} is damaged" in ran.stderr


LAMP = """
class Lamp(Machine):
    off = State(initial=True)
    on = State()
    light = off.to(on)

light = Event("It is lit.")
"""


def test_what_is_said_of_all_is_asked_of_every_piece(tmp_path: Path) -> None:
    """Would catch a claim that is called vacuous for what the last level alone shows, or for what is met in two."""
    form = compile_form(declarations(LAMP))
    off, on = (parse(f"lamp == '{state}'", vocabulary(form)) for state in ("off", "on"))
    store, space = into_store(tmp_path / "store", form, {}), Space(explore(form, {}))
    for disjuncts, spoken, vacuous in (((off, on), (), False), ((Or((off, on)),), (), True), ((), (off, on), False)):
        question = Never("either", negation(Or((off, on))), spoken=spoken, disjuncts=disjuncts)
        asked = Asked(form, holds=(question,))
        assert decide(asked, store) == decide(asked, space)
        assert decide(asked, store).vacuous is vacuous
