"""What the page's scripts must say, held against what Python says: each check raises AssertionError where they
differ.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from chartproof.changes.change import Change
from chartproof.changes.together import together
from chartproof.diagram.words import in_words
from chartproof.errors import ModelError
from chartproof.explore.search import explore
from chartproof.explorer.document import VERSION
from chartproof.explorer.results import trace_steps
from chartproof.explorer.rules import rules_data
from chartproof.explorer.shared import Shared
from chartproof.language.expression import Expression
from chartproof.language.fold import free_binders
from chartproof.language.form import Form, Rule
from chartproof.language.meaning import State, after, cells, choices, holds, initial_states
from chartproof.language.names import cell_name, element_name
from chartproof.language.parse import parse, vocabulary
from chartproof.language.trace import Step, Trace
from chartproof.live.permissions import Caller, missing
from chartproof.live.snapshot import Snapshot
from chartproof.project.project import Project
from chartproof.report.trace_prose import sentences
from chartproof.report.words import Caption
from tests.explorer.node import Node
from tests.toys import Toy, declarations, toy

Sizes = dict[str, int]


def toy_project(found: Toy) -> Project:
    """A toy as a project, which has no files."""
    return Project(Path(), {}, found.declared, {})


def bare(project: Project, changes: Sequence[Change] = ()) -> dict[str, Any]:
    """The document of a project without verdicts."""
    data, _ = rules_data(project, changes)
    for change in data["changes"]:
        change["checked"] = None
    return {
        "version": VERSION,
        "title": "t",
        "sizes": [1] * len(project.form.sorts),
        "properties": [],
        "mutants": [],
        **data,
    }


def random_states(form: Form, sizes: Sizes, chance: random.Random, count: int) -> list[State]:
    """States of an instance, reachable or not."""
    return [{c: chance.choice(form.variable(c[0]).states) for c in cells(form, sizes)} for _ in range(count)]


def walked(form: Form, sizes: Sizes, chance: random.Random, length: int) -> list[State]:
    """The states of a random walk from an initial state."""
    state: State = chance.choice(list(itertools.islice(initial_states(form, sizes), 20)))
    found = [state]
    pairs = [(r, b) for r in form.rules for b in choices(r.parameters, sizes)]
    for _ in range(length):
        chance.shuffle(pairs)
        following = next((s for r, b in pairs if (s := after(r, state, b, sizes)) is not None), None)
        if following is None:
            break
        state = following
        found.append(state)
    return found


def numbers(form: Form, state: State, sizes: Sizes) -> list[int]:
    """A state as the scripts have it."""
    return [form.variable(c[0]).states.index(state[c]) for c in cells(form, sizes)]


def counted(form: Form, sizes: Sizes) -> list[int]:
    """Sizes as the scripts have them."""
    return [sizes[s] for s in form.sorts]


def call(rule: Rule, bound: Any) -> str:
    """An event with its arguments, as the scripts name it."""
    names = [element_name(b.sort, bound[b]) for b in rule.parameters]
    return f"{rule.name}({', '.join(names)})" if names else rule.name


def check_steps(
    node: Node, model: str, form: Form, sizes: Sizes, states: Sequence[State], changes: Sequence[str] = ()
) -> None:
    """What can happen in these states, and where it leads."""
    rows = [numbers(form, s, sizes) for s in states]
    found = node.ask("steps", model=model, sizes=counted(form, sizes), changes=list(changes), states=rows)
    for state, steps in zip(states, found, strict=True):
        expected = [
            [call(rule, bound), numbers(form, there, sizes)]
            for rule in form.rules
            for bound in choices(rule.parameters, sizes)
            if (there := after(rule, state, bound, sizes)) is not None
        ]
        assert steps == expected, (state, steps, expected)


def check_cells(node: Node, model: str, form: Form, sizes: Sizes, changes: Sequence[str] = ()) -> None:
    """Cells, and initial states, in their order."""
    said = node.ask("cells", model=model, sizes=counted(form, sizes), changes=list(changes))
    assert said == [cell_name(form, c) for c in cells(form, sizes)]
    found = node.ask("initial", model=model, sizes=counted(form, sizes), changes=list(changes))
    assert found == [numbers(form, s, sizes) for s in initial_states(form, sizes)]


def expressions_of(project: Project) -> list[Expression]:
    """The expressions that rules and predicates are made of, by number in the document."""
    form = project.form
    shared = Shared(form)
    order: dict[int, Expression] = {}
    for rule in form.rules:
        for node in (
            *(c.expression for c in rule.guard),
            *(e.when for e in rule.effects),
            *(n.when for n in rule.needs),
        ):
            order[shared.expression(node)] = node
    return [order[n] for n in sorted(order)]


def check_expressions(node: Node, model: str, project: Project, sizes: Sizes, states: Sequence[State]) -> None:
    """Expressions as text, in words, read back, and whether they hold for some choice of what is free."""
    form = project.form
    wanted = [(str(e), in_words(form, e)) for e in expressions_of(project)]
    total = len(bare(project)["expressions"])
    said = node.ask("texts", model=model, sizes=counted(form, sizes), count=total)
    for shown, phrase in wanted:
        assert [shown, phrase] in said, (shown, phrase)
    words = vocabulary(form)
    texts = [shown for shown, _ in wanted if "'" + "[" not in shown]
    read = node.ask("read", model=model, sizes=counted(form, sizes), texts=texts)
    for text, again in zip(texts, read, strict=True):
        try:
            tree = parse(text, words, free=True)
        except ModelError:
            assert isinstance(again, dict), (text, again)
            continue
        assert again == str(tree), (text, again)
        _check_goal(node, model, form, sizes, states, text, tree)


def _check_goal(
    node: Node, model: str, form: Form, sizes: Sizes, states: Sequence[State], text: str, tree: Expression
) -> None:
    rows = [numbers(form, s, sizes) for s in states]
    found = node.ask("goal", model=model, sizes=counted(form, sizes), text=text, states=rows)
    free = free_binders(tree)
    expected = [any(holds(tree, s, bound, sizes) for bound in choices(free, sizes)) for s in states]
    assert found == expected, (text, found, expected)


def check_reasons(node: Node, model: str, form: Form, sizes: Sizes, states: Sequence[State]) -> None:
    """Of each event that cannot happen: every conjunct that fails, and the elements that break it."""
    rows = [numbers(form, s, sizes) for s in states]
    found = node.ask("why", model=model, sizes=counted(form, sizes), states=rows)
    for state, events in zip(states, found, strict=True):
        said = {name: [reason["needs"] for reason in reasons] for name, reasons in events}
        for rule in form.rules:
            for bound in choices(rule.parameters, sizes):
                failing = [
                    in_words(form, c.expression) for c in rule.guard if not holds(c.expression, state, bound, sizes)
                ]
                assert said.get(call(rule, bound), []) == failing, (rule.name, state)
        assert all(reason["breaking"] for _, reasons in events for reason in reasons)


def check_permissions(
    node: Node,
    model: str,
    form: Form,
    sizes: Sizes,
    states: Sequence[State],
    chance: random.Random,
    changes: Sequence[str] = (),
) -> None:
    """What callers lack, whatever they hold, in every named case, as every actor."""
    names = sorted({n.name for r in form.rules for n in r.needs})
    elements = {s: tuple(element_name(s, n) for n in range(sizes[s])) for s in form.sorts}
    for where in ["", *sorted({n.where for r in form.rules for n in r.needs if n.where})]:
        held = [n for n in names if chance.random() < 0.5]
        rows = [numbers(form, s, sizes) for s in states]
        asked = {"sizes": counted(form, sizes), "states": rows, "held": held, "where": where}
        found = node.ask("lacks", model=model, changes=list(changes), **asked)
        for state, events in zip(states, found, strict=True):
            snapshot, said = Snapshot(form, elements, state), dict(events)
            for rule in form.rules:
                for bound in choices(rule.parameters, sizes):
                    reasons = missing(rule, Caller(set(held), None, where), snapshot, bound)
                    lacks = said[call(rule, bound)]
                    assert len(lacks) == len(reasons), (rule.name, lacks, reasons)
                    assert all(
                        f"the permission {name} is missing" in str(r) for name, r in zip(lacks, reasons, strict=True)
                    )


def check_rules(node: Node, model: str, form: Form, changes: Sequence[Change]) -> Form | None:
    """The rules under some changes; None where they cannot be applied together."""
    try:
        changed = together(form, changes)
    except ModelError:
        return None
    found = node.ask("rules", model=model, sizes=[1] * len(form.sorts), changes=[c.name for c in changes])
    expected = [
        [
            r.name,
            [str(c.expression) for c in r.guard],
            [
                [e.variable, e.value, [b.name for b in e.indices], [b.name for b in e.bound], str(e.when)]
                for e in r.effects
            ],
            [[n.name, str(n.when), n.where, n.by] for n in r.needs],
            [[a.name, a.person] for a in r.actors],
        ]
        for r in changed.rules
    ]
    assert found == expected, [(a, b) for a, b in zip(found, expected, strict=False) if a != b]
    check_cells(node, model, changed, dict.fromkeys(form.sorts, 1), [c.name for c in changes])
    return changed


def check_sentences(node: Node, model: str, form: Form, sizes: Sizes, changes: Sequence[str]) -> None:
    """What is said of each event, at the last elements of all."""
    found = node.ask("sentences", model=model, sizes=counted(form, sizes), changes=list(changes))
    steps = [
        Step(r.name, {b.name: element_name(b.sort, sizes[b.sort] - 1) for b in r.parameters}, {}) for r in form.rules
    ]
    assert found == sentences(form, Trace(sizes, {}, tuple(steps)), Caption(""))


def check_count(node: Node, model: str, form: Form, sizes: Sizes, changes: Sequence[str] = ()) -> None:
    """How many states can be reached, and how many transitions there are."""
    found = node.ask("count", model=model, sizes=counted(form, sizes), changes=list(changes))
    explored = explore(form, sizes)
    assert (found["states"], found["transitions"]) == (explored.states, explored.transitions)


def check_trace(node: Node, model: str, form: Form, trace: Trace, changes: Sequence[str] = ()) -> None:
    """Every state of a trace, and what is said of each step."""
    sizes = dict(trace.sizes)
    data = trace_steps(form, trace)
    found = node.ask("trace", model=model, sizes=counted(form, sizes), changes=list(changes), trace=data)
    states = [trace.initial, *(s.state for s in trace.steps)]
    own = [{c: s[c] for c in cells(form, sizes)} for s in states]
    assert [step["state"] for step in found] == [numbers(form, s, sizes) for s in own]
    assert [step["sentence"] for step in found[1:]] == sentences(form, trace, Caption(""))


WIDE = """
Item = Sort("Item")


class Bell(Machine):
    still = State(initial=True)
    rung = State()
    mark = still.to(rung)


class Flag(Machine, per=Item):
    off = State(initial=True)
    on = State()
    beside = when("some(x in Item, x != item and flag[x] == 'on')")
    mark = off.to(on)
    all_off = listens(on.to(off))


class Long(Machine, per=Item):
    {states}
    go = {arcs}
    slip = s4.to(s5)


slip = Event("What has lost its highest bit slips.", of=Item)
go = Event("It goes.", of=Item, only_if=["long == 's0'"])
mark = Event("It is marked.", of=Item, only_if=["every(Item, flag == 'off')", "every(Item, long == 's0')"])
all_off = Event("All go off.")
"""
STATES = 37


def _arcs(names: Sequence[str]) -> list[tuple[str, str]]:
    """From the first state to the last, whose number takes all bits; and from each to the next."""
    return [(names[0], names[-1]), *itertools.pairwise(names[1:])]


def wide() -> Project:
    """A model whose one machine has many states, and of which many elements take more than 32 bits."""
    names = [f"s{n}" for n in range(STATES)]
    states = "\n    ".join(f"{n} = State({'initial=True' if n == 's0' else ''})" for n in names)
    source = WIDE.format(states=states, arcs=" | ".join(f"{a}.to({b})" for a, b in _arcs(names)))
    declared = declarations(source)
    return Project(Path(), {}, declared, {})


def check_wide(node: Node) -> None:
    """More than 31 states a machine, more than 32 bits a state, several initial states, names that would be
    captured.
    """
    project, chance = wide(), random.Random(3)
    form = project.form
    node.load("wide", bare(project))
    for items in (1, 3):
        check_steps(node, "wide", form, {"Item": items}, random_states(form, {"Item": items}, chance, 20))
    check_count(node, "wide", form, {"Item": 8})
    states = random_states(form, {"Item": 3}, chance, 20)
    for text in (
        "every(x in Item, beside[x])",
        "some(x in Item, beside[x] and flag[x] == 'on')",
        "every(Item, every(x in Item, x == item or beside))",
    ):
        _check_goal(node, "wide", form, {"Item": 3}, states, text, parse(text, vocabulary(form), free=True))
    free = replace(form, variables=tuple(replace(v, initial=v.states[:2]) for v in form.variables))
    node.load("free", bare(replace(project, changed=free)))
    check_cells(node, "free", free, {"Item": 2})
    check_count(node, "free", free, {"Item": 2})


def check_toy(node: Node, size: int, number: int, states: int = 6) -> None:
    """All of it, of a random toy at random states, and how many states can be reached."""
    found = toy(size, number)
    chance = random.Random(number)
    project, form, sizes = toy_project(found), found.form, found.sizes
    name = f"toy {size} {number}"
    node.load(name, bare(project))
    there = random_states(form, sizes, chance, states)
    check_cells(node, name, form, sizes)
    check_steps(node, name, form, sizes, there)
    check_reasons(node, name, form, sizes, there[:2])
    check_expressions(node, name, project, sizes, there[:3])
    check_count(node, name, form, sizes)
