"""What a change adds beside guards and moves: machines, people, properties; and what it expects of events."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chartproof.changes.change import Change, apply, inverse
from chartproof.changes.claims import ClaimReader, words
from chartproof.changes.file import load_change
from chartproof.changes.kinds import OF_ROWS
from chartproof.changes.source import Source
from chartproof.changes.together import together
from chartproof.check.verify import Verifier
from chartproof.cli.main import main
from chartproof.compare.checker import Decided, under
from chartproof.compare.equal import equality
from chartproof.compare.notes import KINDS
from chartproof.compile import Form
from chartproof.declare import (
    Actor,
    Claim,
    Sort,
    always,
    can,
    can_happen,
    can_move,
    cannot,
    case,
    changes_something,
    depends,
    done_by,
    ends,
    establishes,
    granting,
    independent,
    leads_to,
    needs_its_call,
    never_left,
    no_step,
    only_dependent,
    permissions,
    recoverable,
    same_outcome,
)  # fmt: skip
from chartproof.errors import ModelError
from chartproof.files import read_toml
from chartproof.live import machines_from
from chartproof.project.project import Project, load
from tests.changes.test_apply import toy, written
from tests.test_agreement import moves_by_form, moves_by_live

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "changes"
NAMES = sorted(p.stem for p in FOLDER.glob("*.toml"))
HEAD = 'proposal = "It is proposed."\nwhy = "To see."\n'

ADDS = """
[new_machine.Badge]
sentence = "Whether the lamp's door has a badge."
per = ["Item"]
states = ["none", "worn", "torn"]

[new_event.pin]
sentence = "A badge is pinned on."
of = ["Item"]
by = [{ name = "warden", acts_for = "Item" }, "porter"]
needs = ["a pin", { permission = "a key", when = "door == 'shut'", by = "porter" }]
transitions.add = [{ machine = "Badge", from = ["none"], to = "worn" }]

[event.push]
by.add = ["warden", { name = "draught", person = false }]
needs.add = ["a hand", { permission = "a shoulder", when = "badge == 'torn'", where = "rain", by = "warden" }]
only_if.add = ["badge != 'none'"]
effects.add = [{ machine = "Badge", from = ["worn"], to = "torn", where = "door == 'ajar'" }]

[new_property.badges_are_pinned]
sentence = "Nobody gets a badge but by pinning."
claim = "no_step"
before = "badge == 'none'"
after = "badge != 'none'"
besides = ["pin"]
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@cache
def project() -> Project:
    return load()


@cache
def baseline() -> Verifier:
    return Verifier(project().form, {"Account": 2, "Service": 1})


def test_machines_people_and_properties_are_added_and_undone(tmp_path: Path) -> None:
    """Catches a kind of addition that is read and not applied, or not undone."""
    form, one = toy(), written(tmp_path, "adds", ADDS)
    new = apply(form, one)
    badge = new.variable("Badge")
    assert (badge.name, badge.sorts, badge.states, badge.initial) == (
        "badge",
        ("Item",),
        ("none", "worn", "torn"),
        ("none",),
    )
    push, pin = new.rule("push"), new.rule("pin")
    assert [(a.name, a.person) for a in push.actors] == [("draught", False), ("warden", True)]
    assert [(n.name, str(n.when), n.where, n.by) for n in push.needs] == [
        ("a hand", "True", "", ""), ("a shoulder", "badge == 'torn'", "rain", "warden"),
    ]  # fmt: skip
    assert [(a.name, a.acts_for) for a in pin.actors] == [("warden", "Item"), ("porter", "")]
    assert apply(new, inverse(form, one)) == form
    assert inverse(form, one).properties == ()
    elements = {"Item": ["one", "two"]}
    for door, badges in itertools.product(("shut", "ajar"), itertools.product(badge.states, repeat=2)):
        state = {("door", (0,)): door, ("door", (1,)): "wide", ("lamp", ()): "off"}
        state |= {("badge", (n,)): value for n, value in enumerate(badges)}
        assert moves_by_live(new, machines_from(new), elements, state) == moves_by_form(new, state, elements)


def test_people_are_dropped_and_replaced(tmp_path: Path) -> None:
    """Catches a permission or an actor that stays, one too many that goes, and an order that an inverse loses."""
    form = project().form
    one = written(
        tmp_path, "people",
        '[event.cancel_all_features]\nby.drop = ["expiry"]\n'
        '[event.close_down_from_service]\nby.add = ["management account"]\n'
        'needs.drop = ["the service\'s own permissions"]\nneeds.replace = [{ old = { '
        'permission = "organizations:ListAWSServiceAccessForOrganization", where = "console" },'
        ' new = { permission = "organizations:ListRoots", where = "console" } }]\n',
    )  # fmt: skip
    new = apply(form, one)
    assert [a.name for a in new.rule("cancel_all_features").actors] == ["management account"]
    assert [(n.name, n.where) for n in new.rule("close_down_from_service").needs] == [
        ("organizations:DisableAWSServiceAccess", ""), ("organizations:ListRoots", "console"),
    ]  # fmt: skip
    assert apply(new, inverse(form, one)) == form
    result = run("check", str(tmp_path / "people.toml"), "--json")
    [found] = json.loads(result.stdout)["changes"]
    assert {(d["name"], d["kind"]) for d in found["differences"]} == {
        ("cancel_all_features", "actor"),
        ("close_down_from_service", "actor"),
        ("close_down_from_service", "permission"),
    }  # fmt: skip
    assert result.exit_code == 1, "two properties say who does it, and what it takes"


def test_the_order_of_sorts_of_a_machine_matters_to_nothing_but_its_index(tmp_path: Path) -> None:
    """Catches a backend that takes a machine's sorts in the order of the form's."""
    text = (FOLDER / "own_use.toml").read_text()
    assert 'per = ["Account", "Service"]' in text
    turned = tmp_path / "own_use.toml"
    turned.write_text(text.replace('per = ["Account", "Service"]', 'per = ["Service", "Account"]'))
    for engine in ("memory", "bdd"):
        said = [
            json.loads(run("explore", "--json", "--engine", engine, "--change", str(f), "--size", "Service=2").stdout)
            for f in (FOLDER / "own_use.toml", turned)
        ]
        assert [(s["states"], s["transitions"]) for s in said] == [(445905, 8588511)] * 2
    way = run("how", "own_use[service1, account1] == 'used'", "--change", str(turned), "--json")
    assert json.loads(way.stdout)["trace"][-1]["event"] == "begin_own_use"
    proved = run("verify", "own_use_holds_the_role", "--change", str(turned), "--json")
    assert json.loads(proved.stdout)["properties"][0]["scope"] == "all"


@pytest.mark.parametrize("name", NAMES)
def test_a_change_and_its_inverse_are_the_same_behaviour_for_all_sizes(name: str) -> None:
    """Catches an inverse that leaves something behind, and a proof of sameness that does not survive it."""
    form, one = project().form, load_change(FOLDER / f"{name}.toml")
    back = apply(apply(form, one), inverse(form, one))
    done = equality(
        baseline(), Verifier(back, {"Account": 2, "Service": 1}, like=baseline()), {"Account": 2, "Service": 1}
    )
    assert done is not None
    assert done.said == "the same behaviour, for all sizes"


@pytest.mark.parametrize("name", ["practice", "own_use"])
def test_a_change_itself_is_not_the_same_behaviour(name: str) -> None:
    """Catches a sameness that the test before would find anywhere."""
    new = Verifier(under(project(), [load_change(FOLDER / f"{name}.toml")]).form, {"Account": 2, "Service": 1})
    done = equality(baseline(), new, {"Account": 2, "Service": 1})
    assert done is not None
    assert "same behaviour" not in done.said


Item = Sort("Item")
PORTER = Actor("porter")
CLAIMS: dict[str, tuple[str, Claim]] = {
    "always": ('what = "a"\nwhere = "b"', always("a", where="b")),
    "no_step": ('before = "a"\nafter = "b"\nbesides = ["c"]', no_step(before="a", after="b", besides=["c"])),
    "establishes": ('events = ["e", "f"]\nwhat = "a"', establishes(["e", "f"], "a")),
    "never_left": ('what = "a"', never_left("a")),
    "cannot": ('event = "e"\nwhere = "a"\nholding = ["p"]', cannot("e", where="a", holding=["p"])),
    "can": ('what = "a"', can("a")),
    "independent": ('events = ["e"]\nof = ["M"]', independent(["e"], of=["M"])),
    "depends": ('events = ["e"]\non = ["M"]', depends(["e"], on=["M"])),
    "only_dependent": ('events = ["e"]\non = ["M"]', only_dependent(["e"], on=["M"])),
    "same_outcome": ('first = ["e", "f"]\nsecond = ["g"]', same_outcome(["e", "f"], ["g"])),
    "can_move": ("", can_move()),
    "permissions": (
        'event = "e"\ncases = [{ when = "a", needs = ["p", "q"], by = "porter" }, '
        '{ when = "b", needs = [], where = "c" }]',
        permissions("e", case("a", ["p", "q"], by=PORTER), case("b", [], where="c")),
    ),
    "recoverable": (
        'goal = "a"\nwhere = "b"\nwithout = ["e"]\nby = "porter"',
        recoverable("a", where="b", without=["e"], by=PORTER),
    ),
    "leads_to": ('start = "a"\ngoal = "b"\nfair = ["e"]', leads_to("a", "b", fair=["e"])),
    "ends": ('what = "a"\nfair = ["e"]', ends("a", fair=["e"])),
    "granting": (
        'granted = { claim = "always", what = "a" }\npermission = "p"\nonly_where = "f"\n'
        'predicates = { f = "Item", g = ["Item", "Item"] }',
        granting(always("a"), permission="p", only_where="f", predicates={"f": Item, "g": (Item, Item)}),
    ),
    "can_happen": ('events = ["e"]', can_happen(["e"])),
    "changes_something": ('events = ["e"]', changes_something(["e"])),
    "done_by": ('events = ["e"]\nactors = ["porter", { name = "timer", person = false }]',
                done_by(["e"], PORTER, Actor("timer", person=False))),
    "needs_its_call": ('besides = ["o"]', needs_its_call(besides=["o"])),
}  # fmt: skip


def test_every_kind_of_claim_can_be_said() -> None:
    """Catches a kind of claim that is declared in Python and cannot be said in a file."""
    assert CLAIMS.keys() == words().keys()


@pytest.mark.parametrize("word", CLAIMS)
def test_a_claim_in_a_file_is_the_claim_in_python(word: str) -> None:
    """Catches an argument that is lost, misread or put in another's place."""
    text, claim = CLAIMS[word]
    table = read_toml(f'claim = "{word}"\n{text}', "claims.toml")
    assert ClaimReader(Source(Path("claims.toml"), text), ()).claim(table, "it") == claim


def test_a_property_has_all_that_a_declared_one_has(tmp_path: Path) -> None:
    """Catches what @claim knows and a file does not, and an actor who is no person taken for one."""
    file = tmp_path / "claims.toml"
    file.write_text(
        HEAD + '[new_property.two]\nsentence = "Two\\nof them."\nexpected = "violated"\nfinding = true\n'
        'page = ["roles-1"]\nat_least.Account = 2\n'
        'claims = [{ claim = "always", what = "member" }, { claim = "done_by", events = ["cancel_all_features"],'
        ' actors = ["management account", "expiry"] }]\n'
        '[new_property.never]\nsentence = "Nothing."\nclaim = "always"\nwhat = "not member"\n'
        'where = "organization == \'not_created\'"\nscope = "all"\n'
        '[expects]\ntwo = "violated"\n'
    )
    new = under(project(), [load_change(file)])
    two = new.property("two")
    assert (two.meaning, two.finding, two.page, two.at_least) == ("Two of them.", True, ("roles-1",), (("Account", 2),))
    assert two.claims == (
        always("member"), done_by(["cancel_all_features"], Actor("management account"), Actor("expiry", person=False)),
    )  # fmt: skip
    assert str(new.property("never").expectation) == "holds, all sizes"
    found = Decided(new, {"Account": 1, "Service": 1}).results
    assert (found["two"].verdict, found["never"].verdict) == ("violated", "holds")
    assert run("check", str(file)).exit_code == 0


def conflicting(folder: Path, one: str, other: str, form: Callable[[], Form] = toy) -> str:
    changes = [written(folder, "one", one), written(folder, "other", other)]
    messages = set()
    for order in (changes, changes[::-1]):
        with pytest.raises(ModelError) as caught:
            together(form(), order)
        messages.add(caught.value.message.replace("other and one", "one and other"))
    [message] = messages
    return message


NEW = '[new_machine.{}]\nsentence = "A machine."\nstates = ["a", "b"]\n'


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (NEW.format("Tag"), NEW.format("Tag"), "both add a machine"),
        (*('[event.push]\nneeds.add = ["a hand"]',) * 2, "both add the permission 'a hand'"),
        (*('[event.push]\nby.add = ["porter"]',) * 2, "both add the actor 'porter'"),
        (
            '[event.push]\nby.add = ["porter"]', "[event.push]\ndisabled = true", "one disables what the other changes",
        ),
    ],
)  # fmt: skip
def test_additions_that_conflict_are_said(tmp_path: Path, one: str, other: str, said: str) -> None:
    """Catches two changes that add one thing, of which one silently wins."""
    message = conflicting(tmp_path, one, other)
    assert "one and other conflict" in message
    assert said in message


def test_who_is_dropped_by_one_change_is_not_needed_by_another(tmp_path: Path) -> None:
    """Catches a permission that only somebody needs who does not do the event any more."""
    message = conflicting(
        tmp_path, '[event.cancel_all_features]\nby.drop = ["expiry"]\n',
        '[event.cancel_all_features]\nneeds.add = [{ permission = "a clock", by = "expiry" }]', lambda: project().form,
    )  # fmt: skip
    assert "one drops the actor by whom the other says that a permission is needed" in message


def test_two_changes_with_a_property_of_one_name_conflict(tmp_path: Path) -> None:
    """Catches a property of which one of two meanings silently wins."""
    text = '[new_property.it]\nsentence = "It."\nclaim = "can_move"\n'
    changes = [written(tmp_path, "one", text), written(tmp_path, "other", text)]
    with pytest.raises(ModelError, match="one and other conflict: both add a property 'it'"):
        under(project(), changes)


def test_machines_of_several_changes_stand_in_one_order(tmp_path: Path) -> None:
    """Catches an order of machines that is that of the files."""
    changes: list[Change] = [written(tmp_path, n.lower(), NEW.format(n)) for n in ("Tag", "Alarm", "Hinge")]
    assert len({together(toy(), order) for order in itertools.permutations(changes)}) == 1


def test_every_kind_of_a_row_is_a_kind_of_difference() -> None:
    """Catches a word that a file may list and no comparison finds."""
    assert set(OF_ROWS) < set(KINDS)


DOOR = """
from chartproof.declare import Actor, Event, Machine, State

warden = Actor("warden")


class Door(Machine):
    shut = State(initial=True)
    ajar = State()
    push = shut.to(ajar)
    pull = ajar.to(shut)


class Lamp(Machine):
    off = State(initial=True)
    on = State()
    turn = off.to(on)


push = Event("It is pushed.", by=warden, needs=["a key"], only_if=["lamp == 'on'"])
pull = Event("It is pulled.", by=warden)
turn = Event("It is lit.")
"""
CLAIM = """
from chartproof.declare import always, can, claim


@claim(scope="all")
def lit_when_open():
    \"\"\"Whoever comes in sees something.\"\"\"
    return always("lamp == 'on'", where="door == 'ajar'")


@claim()
def can_be_opened():
    \"\"\"It can be opened.\"\"\"
    return can("door == 'ajar'")
"""
DARK = """proposal = "It is pushed in the dark."
why = "To see."
{expects}
[event.push]
only_if.drop = ["lamp == 'on'"]
"""
FALLS = '[expects]\nlit_when_open = "violated"\n'


@pytest.fixture
def door(tmp_path: Path) -> Path:
    """A project of a door that opens in the light."""
    (tmp_path / "pyproject.toml").write_text('[tool.chartproof]\nmodel = "model"\nproofs = "proofs"\n')
    (tmp_path / "model.py").write_text(DOOR)
    (tmp_path / "proofs.py").write_text(CLAIM)
    return tmp_path


@pytest.mark.parametrize(
    ("listed", "status", "said"),
    [
        ('push = ["newly_possible"]', 0, ""),
        ("", 0, ""),
        ('push = ["no_longer_possible"]', 1, "push: expected to differ in this (no_longer_possible)"),
        ("push = []", 1, "push: newly possible"),
        ('push = ["newly_possible"]\npull = ["permission"]', 1, "pull: expected to differ in this (permission)"),
        ('pull = ["permission"]', 1, "push: newly possible"),
        ('pusch = ["newly_possible"]', 2, "did you mean 'push'"),
        ('push = ["newly_posible"]', 2, "did you mean 'newly_possible'"),
        ("push = 1", 2, ""),
    ],
)
def test_what_differs_from_the_listed_kinds_fails(door: Path, listed: str, status: int, said: str) -> None:
    """Catches a difference that is listed and is not there, one that is there and not listed, and a misspelt word."""
    file = door / "dark.toml"
    file.write_text(DARK.format(expects=f"{FALLS}{listed}\n"))
    for each in ([], ["--each"]):
        result = run("--project", str(door), "check", *each, str(file))
        assert result.exit_code == status, result.output
        assert said in " ".join((result.stdout + result.stderr).split())


def test_a_combination_says_which_kinds_it_has_itself(door: Path) -> None:
    """Catches kinds that add up only in the order of the files, and a combination that cannot say otherwise."""
    bright = door / "bright.toml"
    dark = door / "dark.toml"
    dark.write_text(DARK.format(expects=f'{FALLS}push = ["newly_possible"]\n'))
    text = HEAD + '[event.pull]\nneeds.add = ["a hand"]\n[expects]\npull = ["permission"]\n'
    bright.write_text(text)
    for files in ([dark, bright], [bright, dark]):
        assert run("--project", str(door), "check", *map(str, files)).exit_code == 0
    bright.write_text(text + '[expects_with.dark]\npull = ["actor"]\n')
    assert run("--project", str(door), "check", str(dark), str(bright)).exit_code == 1


def test_a_proposal_without_expects_prints_the_lines_that_it_lacks(door: Path) -> None:
    """Catches lines that cannot be pasted, or with which the file would fail still."""
    file = door / "dark.toml"
    file.write_text(DARK.format(expects=""))
    first = run("--project", str(door), "check", str(file))
    assert first.exit_code == 1
    shown = first.stdout.split("dark has no [expects]; as it was found, it would be:\n")[1]
    lines = [line.strip() for line in shown.splitlines() if line.startswith("  ")]
    assert lines == [
        "[expects]", 'lit_when_open = "violated"', "# and, if nothing else may differ:", 'push = ["newly_possible"]',
    ]  # fmt: skip
    [found] = json.loads(run("--project", str(door), "check", str(file), "--json").stdout)["changes"]
    assert found["would_expect"] == lines
    file.write_text(DARK.format(expects="\n".join(lines) + "\n"))
    again = run("--project", str(door), "check", str(file))
    assert again.exit_code == 0, again.stdout
    assert "has no [expects]" not in again.stdout


def test_a_new_machine_and_property_work_on_every_command(tmp_path: Path) -> None:
    """Catches a command that knows the declared machines and properties only."""
    change = ["--change", str(FOLDER / "own_use.toml")]
    assert "OwnUse" in run("list", "machines", *change).stdout
    assert "own_use_holds_the_role" in run("list", "properties", *change).stdout
    assert "unused, used" in run("explain", "OwnUse", *change).stdout
    assert "holds for all sizes" in run("explain", "own_use_holds_the_role", *change).stdout
    assert "iam:CreateServiceLinkedRole" in run("explain", "begin_own_use", *change).stdout
    assert "own_use" in run("export", "promela", *change).stdout
    assert "own_use" in run("export", "tla", *change).stdout
    assert run("diagram", "--output", str(tmp_path), *change).exit_code == 0
    assert "begin_own_use" in (tmp_path / "machines" / "own_use.md").read_text()
    assert "New machines: OwnUse." in (tmp_path / "rules.md").read_text()
    used = run("how", "own_use == 'used' and not member", "--json", *change)
    assert json.loads(used.stdout)["trace"][-1]["state"]["OwnUse(account1, service1)"] == "used"
