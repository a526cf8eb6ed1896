"""The page of projects of every kind: text that would be markup, no page, no changes, no properties, many rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chartproof.explorer.document import document, find, schema
from chartproof.explorer.html import page
from chartproof.project.project import load
from tests.diagram.drawn_files import loaded
from tests.explorer.served import ROOT, needs_chromium, opened, page_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EVIL = [
    "</script><script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
    "\"'`${window.ran=1}",
    "<!--<script>",
    "a\u2028b\u2029c",
    "nul\0nul",
    "\u202egnirts sdrawkcab",
    "&lt;b&gt; &amp;",
    "javascript:window.ran=1",
    "__proto__",
    "long " + "x" * 10_000,
]
"""What would run, break, hide or stretch something if it were taken for anything but text."""


MODEL = """
from chartproof.declare import Actor, Event, Machine, Sort, State, needed

EVIL = {evil!r}
Thing = Sort("Thing", EVIL)
who = Actor(EVIL)


class Machine1(Machine, per=Thing):
    __doc__ = EVIL
    __proto__ = State(initial=True)
    constructor = State()
    toString = State()
    hasOwnProperty = __proto__.to(constructor)
    valueOf = constructor.to(toString)
    isPrototypeOf = toString.to(__proto__)


hasOwnProperty = Event(EVIL, of=Thing, by=who, needs=[EVIL, needed("p", where=EVIL)], calls=EVIL,
    discouraged=EVIL, page=["a-1"])
valueOf = Event("", of=Thing)
isPrototypeOf = Event("Back.", of=Thing, only_if=["every(Thing, machine1 != 'constructor')"])
"""
PROOFS = """
from chartproof.declare import always, claim

EVIL = {evil!r}


def described(function):
    function.__doc__ = EVIL
    return function


@claim(expected="violated", page=["a-1"])
@described
def constructor():
    return always("machine1 == '__proto__'")
"""
CHANGE = """
proposal = {evil}
why = {evil}

[event.valueOf]
only_if.add = ["every(Thing, machine1 != 'toString')"]
"""


def hostile(folder: Path) -> Path:
    """A project all of whose texts are hostile."""
    everything = " ".join(EVIL)
    text = json.dumps(everything)
    (folder / "changes").mkdir()
    title = json.dumps("</title>" + EVIL[0])
    sizes = "[tool.chartproof.sizes]\nThing = 2\n"
    settings = f"[tool.chartproof]\ntitle = {title}\nmodel = 'model'\nproofs = 'proofs'\npage = 'page.toml'\n{sizes}"
    statement = {
        "id": "a-1",
        "heading": everything,
        "paragraph": 1,
        "sentence": 1,
        "kind": "rule",
        "claim": everything,
        "fingerprint": "0" * 16,
    }
    left_out = {**statement, "id": "a-2", "fingerprint": "1" * 16, "kind": "advice", "excepted": everything}
    rows = [f"{k} = {json.dumps(v)}" for s in (statement, left_out) for k, v in (("[statement]", ""), *s.items())]
    page_text = "\n".join("[[statement]]" if r.startswith("[statement]") else r for r in rows)
    files = {
        "pyproject.toml": settings,
        "model.py": MODEL.format(evil=everything),
        "proofs.py": PROOFS.format(evil=everything),
        "page.toml": page_text,
        "changes/__proto__.toml": CHANGE.format(evil=text),
    }
    for name, content in files.items():
        (folder / name).write_text(content, "utf-8")
    return folder


@needs_chromium
def test_nothing_of_a_hostile_model_runs(browser: Browser, tmp_path: Path) -> None:
    """Catches text that becomes markup, code or a key of an object, and a name by which something is lost."""
    project = load(hostile(tmp_path))
    file = page_of(project, {"Thing": 2}, tmp_path / "report.html")
    load(ROOT)
    for fragment in ("#verdicts", "#explore;t=constructor;k=1", "#changes", "#machines", "#page"):
        for width in (1280, 390):
            found = opened(browser, file, fragment, viewport={"width": width, "height": 900})
            assert found.page.evaluate("window.ran") is None
            assert found.page.evaluate("document.documentElement.scrollWidth") <= width, fragment
            assert found.page.evaluate("Object.prototype.constructor === Object && ({}).ran === undefined")
            found.close()
    found = opened(browser, file, "#explore;t=constructor;k=1")
    shown = found.page.evaluate("Array.from(document.querySelectorAll('.state.now'), (s) => s.dataset.state)")
    assert shown == ["constructor"]
    found.page.locator("[data-key=whatif] > summary").click()
    found.page.locator("[data-change=__proto__]").check()
    assert "c=__proto__" in found.page.evaluate("location.hash")
    found.page.locator("[data-key=cannot] > summary").click()
    assert EVIL[0] in found.page.inner_text("#explore-steps")
    assert found.page.evaluate("window.ran") is None
    found.close()


def test_a_hostile_document_is_json_that_ends_nothing(tmp_path: Path) -> None:
    """Catches a text that ends the element that the data stand in, or is no JSON."""
    text = page(find(load(hostile(tmp_path)), {"Thing": 2}), {})
    load(ROOT)
    assert text.count("</script>") == text.count("<script") == 3
    assert "\0" not in text
    data = text.split('id="data">')[1].split("</script>")[0]
    assert not set("<>&\u2028\u2029") & set(data)
    assert json.loads(data)["rules"][0]["name"] in ("hasOwnProperty", "valueOf", "isPrototypeOf")


@pytest.mark.parametrize(
    "name", ["lock_server", "lock_server_unsafe", "two_phase_commit", "printer", "protocols/peterson"]
)
def test_an_examples_page(name: str) -> None:
    """Catches a page that needs a list of statements, changes, settings, or two sorts."""
    import jsonschema

    project = loaded(ROOT / "examples" / name)
    found = find(project, dict.fromkeys(project.form.sorts, 2))
    data = document(found)
    assert [e.message for e in jsonschema.Draft202012Validator(schema()).iter_errors(data)] == []
    text = page(found, {})
    assert all(f"<code>{p}</code>" in text for p in project.properties)
    assert "The project lists no page" in text
    assert found.ok == all(p["standing"] != "failed" for p in data["properties"])


def test_a_project_without_properties_has_a_page(tmp_path: Path) -> None:
    """Catches a page that cannot be without verdicts: the rules can be explored all the same."""
    (tmp_path / "pyproject.toml").write_text("[tool.chartproof]\nmodel = 'model'\n", "utf-8")
    source = (ROOT / "examples" / "lock_server" / "model.py").read_text("utf-8")
    (tmp_path / "model.py").write_text(source, "utf-8")
    project = load(tmp_path)
    text = page(find(project, dict.fromkeys(project.form.sorts, 1)), {})
    load(ROOT)
    assert "The project states no property." in text


LARGE = """
from chartproof.declare import Event, Machine, Sort, State

Account = Sort("Account", "one of many")
"""


def large(folder: Path, machines: int, events: int) -> Path:
    """A model of so many machines and events."""
    parts = [LARGE]
    per = -(-events // machines)
    names = []
    for number in range(machines):
        moves = [f"event_number_{number * per + k}" for k in range(per) if number * per + k < events]
        names += moves
        states = [f"state_{k}" for k in range(5)]
        lines = [f"    {s} = State({'initial=True' if s == 'state_0' else ''})" for s in states]
        lines += [f"    {m} = state_{k % 5}.to(state_{(k + 1) % 5})" for k, m in enumerate(moves)]
        parts.append(
            f'class MachineNumber{number}(Machine, per=Account):\n    """What it stands for."""\n\n' + "\n".join(lines)
        )
    sentence = "The management account does something to an account that is worth a sentence."
    parts += [
        f'{m} = Event("{sentence}", of=Account, only_if=["machine_number{n % machines} != \'state_4\'"])'
        for n, m in enumerate(names)
    ]
    (folder / "pyproject.toml").write_text("[tool.chartproof]\nmodel = 'model'\n", "utf-8")
    (folder / "model.py").write_text("\n\n\n".join(parts) + "\n", "utf-8")
    return folder


def test_a_large_models_page_is_small_enough(tmp_path: Path) -> None:
    """Catches a page whose size grows faster than the model's: 224 events, 20 machines, states of a word."""
    project = load(large(tmp_path, 20, 224))
    text = page(find(project, {"Account": 1}), {})
    load(ROOT)
    assert (len(project.form.rules), len(project.form.variables)) == (224, 20)
    assert len(text.encode()) <= 1_300_000
