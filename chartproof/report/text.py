"""Events, properties and ways in a terminal. Colours mean nothing that the words do not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from chartproof.language.form import Form, Rule
from chartproof.language.names import said_sizes
from chartproof.language.trace import Trace, state_data
from chartproof.page.catalogue import said_case
from chartproof.report.columns import rows
from chartproof.report.facts import said_facts
from chartproof.report.trace_table import WIDTH, trace_table
from chartproof.report.verdicts import styled_verdict
from chartproof.report.words import changes, said_event, said_rest, said_scope

if TYPE_CHECKING:
    from chartproof.check.proving import Induction
    from chartproof.check.result import Result


def print_rule(console: Console, rule: Rule) -> None:
    """An event put together again: its row, and the machines' parts."""
    inside = ", ".join(f"{b.name}: {b.sort}" for b in rule.parameters)
    console.print(Text(f"{rule.name}({inside})", "bold"))
    console.print(Text(rule.sentence))
    console.print(Text(f"declared at {rule.origin}", "dim"))
    said = [("actor", " or ".join(a.name for a in rule.actors) or "–"), ("calls", rule.calls or "–")]
    said += [("only if", f"{c}  ({c.machine or 'row'}, {c.origin})") for c in rule.guard]
    for effect in rule.effects:
        everywhere = f"for every {', '.join(b.sort for b in effect.bound)}: " if effect.bound else ""
        when = "" if str(effect.when) == "True" else f" where {effect.when}"
        said.append(("then", f"{everywhere}{effect.variable} goes to {effect.value}{when}  ({effect.origin})"))
    said += [("needs", need.name + said_case(need)) for need in rule.needs]
    marks = [("discouraged", rule.discouraged), ("harm", rule.harm), ("spoils", rule.spoils)]
    said += [(mark, text) for mark, text in marks if text]
    said += [*rule.notes, ("page", ", ".join(rule.page) or "–")]
    for row in rows([[Text(title, "dim"), Text(text)] for title, text in said], console.width):
        for line in row:
            console.print(line, soft_wrap=True)


def print_property(console: Console, form: Form, result: Result) -> None:
    """A property put together: its meaning, its place, its verdict, what it rests on, its trace."""
    found = result.property
    console.print(Text(found.name, "bold"))
    console.print(Text(found.meaning))
    console.print(Text(f"declared at {found.origin}; page: {', '.join(found.page) or '–'}", "dim"))
    from_here = f" from {said_sizes(dict(found.at_least))} on" if result.for_all_sizes and found.at_least else ""
    console.print(styled_verdict(result), Text("for " * result.for_all_sizes + said_scope(result) + from_here))
    console.print(Text(f"rests on: {said_rest(result)}"))
    print_proof(console, form, result)
    if result.shown is not None:
        print_trace(console, form, result.shown)


def print_trace(console: Console, form: Form, trace: Trace) -> None:
    """A trace as a table: no wider than 100 columns, and within the terminal."""
    console.print(trace_table(form, trace, min(console.width, WIDTH)), width=min(console.width, WIDTH))


def print_proof(console: Console, form: Form, result: Result) -> None:
    """How a claim was proved, or what an induction step that fails looks like."""
    proof = result.proof
    if proof is None:
        return
    if proof.verdict == "proved":
        console.print(Text(f"proved in {proof.seconds:.2f} s: none of {len(proof.obligations)} obligations can fail"))
        if proof.strategy is not None:
            console.print(Text(f"strategy, the first that can happen: {proof.strategy}"))
            shrinks = " > ".join(map(str, proof.strategy.sets)) or "nothing: one step is enough"
            console.print(Text(f"on the way these shrink, the first that changes counts: {shrinks}"))
        if proof.facts:
            console.print(Text("from these facts, which hold initially and which every event keeps:"))
        for line in said_facts((part.form or form, fact) for part in proof.parts or (proof,) for fact in part.facts):
            console.print(Text(f"  {line}"))
    elif proof.reason:
        console.print(Text(f"not proved for all sizes: {proof.reason}", "magenta"))
    for left_out in proof.left_out:
        console.print(Text(f"left out: {left_out}", "dim"))
    if result.induction is not None:
        print_induction(console, form, result.induction)
    if proof.missing is not None:
        console.print(Text("it would follow from this, which explored instances have, and every event keeps:"))
        console.print(Text(f"  {proof.missing}"))
        console.print(Text("declare it as a claim, always(…), and it is tried as a fact", "dim"))


def print_induction(console: Console, form: Form, found: Induction) -> None:
    """A failed induction step, as what it is."""
    known = {
        "reachable": "which can be reached",
        "unreachable": "which cannot be reached",
        "neither": "of which nobody knows whether it can be reached",
    }
    with_sizes = f"with {said_sizes(found.sizes)}, " if found.sizes else ""
    console.print(Text(f"not proved for all sizes: the facts do not show that {found.said}", "magenta"))
    console.print(Text(f"{with_sizes}from a state {known[found.known]} (no counterexample):", "dim"))
    for cell, state in state_data(form, found.before).items():
        console.print(Text(f"  {cell}: {state}"))
    for cell, state in state_data(form, found.copy).items():
        console.print(Text(f"  {cell} in the other copy: {state}"))
    if found.step is not None:
        changed = changes(form, found.before, found.step.state)
        console.print(Text(f"  then {said_event(found.step)}: {'; '.join(changed) or 'nothing changes'}"))


def print_way(console: Console, form: Form, trace: Trace | None, nowhere: str) -> None:
    """The shortest way to an expression, or that there is none. nowhere: in which words."""
    if trace is None:
        console.print(Text(nowhere), soft_wrap=not console.is_terminal)
    else:
        print_trace(console, form, trace)
