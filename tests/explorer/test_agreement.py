"""The page's scripts against Python: what rules mean, what changes make of them, how text is read, where traces go."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from chartproof.changes.file import load_change
from chartproof.project.project import load
from tests.effort import THOROUGH, cases
from tests.explorer import agreement as agree
from tests.explorer.node import Node, there_is_node
from tests.traces.walks import model_traces

ROOT = Path(__file__).parents[2]
CHANGES = sorted((ROOT / "changes").glob("*.toml"))
pytestmark = pytest.mark.skipif(not there_is_node(), reason="there is no node, by which the page's scripts are run")


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """The scripts, with the model and its changes."""
    with Node(tmp_path_factory.mktemp("scripts")) as found:
        found.load("model", agree.bare(load(ROOT), [load_change(f) for f in CHANGES]))
        yield found


@pytest.mark.parametrize("first", range(0, cases(100), 20))
def test_toys_at_random_states(node: Node, first: int) -> None:
    """Catches a meaning that differs from Python's, also in states that no walk comes to; `make fuzz` tries 1,000."""
    for number in range(first, first + 20):
        agree.check_toy(node, 1 + number % 4, number)


@pytest.mark.parametrize("sizes", [{"Account": 2, "Service": 1}, {"Account": 3, "Service": 2}], ids=["2x1", "3x2"])
def test_walks_through_the_model(node: Node, sizes: dict[str, int]) -> None:
    """Catches an event or an effect of the model that is lost, a reason that is none, a permission taken for
    another.
    """
    project, chance = load(ROOT), random.Random(str(sizes))
    states = agree.walked(project.form, sizes, chance, 25)
    agree.check_cells(node, "model", project.form, sizes)
    agree.check_steps(node, "model", project.form, sizes, states)
    agree.check_reasons(node, "model", project.form, sizes, states[::6])
    agree.check_permissions(node, "model", project.form, sizes, states[::4], chance)
    agree.check_expressions(node, "model", project, sizes, states[::8])


def test_every_change_and_every_pair(node: Node) -> None:
    """Catches a part that a change puts elsewhere, takes another for, or forgets: the rules part by part, and walks."""
    form, changes = load(ROOT).form, [load_change(f) for f in CHANGES]
    compatible = 0
    for group in [*([c] for c in changes), *map(list, itertools.combinations(changes, 2))]:
        changed = agree.check_rules(node, "model", form, group)
        compatible += changed is not None
        if changed is not None and len(group) == 1:
            sizes, chance = {"Account": 2, "Service": 1}, random.Random(group[0].name)
            names = [c.name for c in group]
            agree.check_steps(node, "model", changed, sizes, agree.walked(changed, sizes, chance, 12), names)
    assert compatible > 80


@pytest.mark.parametrize("sizes", [(1, 1), (2, 1), (2, 2)], ids=str)
def test_the_states_of_the_model(node: Node, sizes: tuple[int, int]) -> None:
    """Catches a state that is lost or counted twice: packing, hashing, growing."""
    agree.check_count(node, "model", load(ROOT).form, {"Account": sizes[0], "Service": sizes[1]})


@pytest.mark.parametrize("file", CHANGES, ids=lambda f: f.stem)
def test_the_states_under_a_change(node: Node, file: Path) -> None:
    """Catches a change that is applied otherwise than Python applies it."""
    form, change = load(ROOT).form, load_change(file)
    changed = agree.check_rules(node, "model", form, [change])
    assert changed is not None
    agree.check_count(node, "model", changed, {"Account": 2, "Service": 2 if THOROUGH else 1}, [change.name])


def test_every_step_of_every_trace(node: Node) -> None:
    """Catches a trace that leads elsewhere in the browser, and a sentence that names another element."""
    for project, trace, caption in model_traces():
        name = caption.title.split(" ")[0]
        if name not in ("baseline", *(f.stem for f in CHANGES)):
            continue
        agree.check_trace(node, "model", project.form, trace, [] if name == "baseline" else [name])


def test_wide_machines_and_wide_states(node: Node) -> None:
    """Catches machines of more than 31 states, states of more than 32 bits, and one of several initial states lost."""
    agree.check_wide(node)


MISTAKES = {
    "membrship == 'invited'": (0, "did you mean membership?"),
    "member and": (10, "is expected here"),
    "organization < 'x'": (13, "states have no order"),
    "organization == 'nowhere'": (16, "has no state nowhere"),
    "organization": (0, "is a machine: compare it"),
    "every(Acount, member)": (6, "did you mean Account?"),
    "member[service]": (7, "is Service"),
    "possible(leave)": (9, "there is no event leave"),
    "organization == 'not_created' == 'x'": (0, "a chain of comparisons"),
    "member member": (7, "nothing follows here"),
    "membership in ()": (14, "no state is named"),
    "member ?": (7, "cannot be read from here"),
    "integration[service9] == 'absent'": (12, "no element is named service9"),
    "": (0, "is expected here"),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_told_where_it_stands(node: Node, text: str) -> None:
    """Catches a caret under another word, and a text that is read although it says nothing."""
    [found] = node.ask("read", model="model", sizes=[2, 1], texts=[text])
    at, said = MISTAKES[text]
    assert found["at"] == at, found
    assert said in found["mistake"]


def test_elements_can_be_named_as_traces_name_them(node: Node) -> None:
    """Catches a goal about one element that another fulfils."""
    one = node.ask("how", model="model", sizes=[1, 2], text="integration[service2] == 'configured'")
    assert one == ["create_organization_with_all_features", "enable_from_service(service2)"]
    assert node.ask("how", model="model", sizes=[2, 1], text="organization == 'all_features' and False") is None


def test_links_are_read_as_they_were_written(node: Node) -> None:
    """Catches a name that a link spoils: what separates its parts, quotes, signs of other alphabets."""
    names = ["a", "a!b~c;d=e", "é %25 '*()", "__proto__", "‮x"]
    parts = {
        "view": "explore",
        "sizes": [2, 1],
        "changes": names,
        "trace": "x/y",
        "step": 3,
        "initial": [["M(a)", "s"]],
    }
    text = node.ask("link", parts={**parts, "path": [names, ["b"]]})
    found = node.ask("readLink", text=text)
    assert (found["changes"], found["path"], found["sizes"]) == (names, [names, ["b"]], [2, 1])
    assert (found["trace"], found["step"], found["initial"], found["wrong"]) == ("x/y", 3, [["M(a)", "s"]], [])
    for wrong in ("#nowhere", "#explore;s=a", "#explore;k=-1", "#explore;%zz", "#explore;i=x"):
        assert node.ask("readLink", text=wrong)["view"] in ("explore", "verdicts")
    assert node.ask("readLink", text="#explore;s=a")["wrong"] == ["s=a says nothing here"]
