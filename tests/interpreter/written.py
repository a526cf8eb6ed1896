"""Systems, claims and rule changes as text, in the engine's own words: what it reads, and what a failure shows."""

from __future__ import annotations

from collections.abc import Iterator

from tests.interpreter.system import (
    Arc,
    Claim,
    Edit,
    Event,
    Expression,
    Machine,
    Moves,
    Need,
    Predicate,
    Property,
    Subject,
    System,
)


def shown(said: Expression) -> str:
    """An expression as the engine reads it.

    >>> shown(("not", ("every", None, "Item", ("in", "lid", None, ("a", "b"), True))))
    "not (every(Item, lid not in ('a', 'b')))"
    >>> shown(("and", ("same", "x", "y", False), ("pred", "full", ("x",))))
    '(x == y and full[x])'
    """
    kind = said[0]
    if kind in ("true", "false"):
        return str(kind).title()
    if kind == "in":
        _, name, places, states, negated = said
        one, several = ("!=", "not in") if negated else ("==", "in")
        value = f"{one} {states[0]!r}" if len(states) == 1 else f"{several} ({', '.join(map(repr, states))})"
        return f"{name}{_at(places)} {value}"
    if kind == "same":
        return f"{said[1]} {'!=' if said[3] else '=='} {said[2]}"
    if kind == "not":
        return f"not ({shown(said[1])})"
    if kind in ("and", "or"):
        return f"({f' {kind} '.join(map(shown, said[1:]))})"
    if kind in ("every", "some"):
        _, name, sort, body = said
        return f"{kind}({f'{name} in {sort}' if name else sort}, {shown(body)})"
    text = f"{said[1]}{_at(said[2])}"
    return text if kind == "pred" else f"possible({text})"


def _at(places: tuple[str, ...] | None) -> str:
    return f"[{', '.join(places)}]" if places else ""


def module(subject: Subject) -> str:
    """A module of a system and its properties, and its rule changes below."""
    lines = ["from chartproof.declare import *", "", *system_lines(subject.system)]
    for number, found in enumerate(subject.properties):
        lines += ["", *property_lines(found, number)]
    for number, edits in enumerate(subject.changes):
        lines += ["", f"# change {number}:", *(f"#   {line}" for line in change(edits).splitlines())]
    return "\n".join(lines) + "\n"


def system_lines(system: System) -> Iterator[str]:
    """A system as lines of Python."""
    for sort in system.sorts:
        yield f'{sort} = Sort("{sort}")'
    for machine in system.machines:
        yield ""
        yield from _machine(machine)
    yield ""
    for name, person in dict.fromkeys(a for e in system.events for a in e.actors):
        yield f"{name} = Actor({name!r}, {person})"
    for event in system.events:
        yield _event(event)


def _machine(machine: Machine) -> Iterator[str]:
    yield f"class {machine.title}(Machine, per=({''.join(s + ', ' for s in machine.per)})):"
    for state in machine.states:
        yield f"    {state} = State({'initial=True' if state in machine.initial else ''})"
    for predicate in machine.predicates:
        yield f"    {predicate.name} = {_predicate(predicate)}"
    for moves in machine.moves:
        yield f"    {moves.event} = {_moves(moves)}"


def _predicate(predicate: Predicate) -> str:
    if predicate.said is None:
        return f"either({', '.join(predicate.states)})"
    return f"when({shown(predicate.said)!r})"


def _moves(moves: Moves) -> str:
    arcs = " | ".join(map(_arc, moves.arcs))
    return f"listens({arcs})" if moves.listens else arcs


def _arc(arc: Arc) -> str:
    words = [f"{word}={shown(said)!r}" for word, said in (("cond", arc.cond), ("unless", arc.unless)) if said]
    return f"{arc.source}.to({', '.join([arc.target, *words])})"


def _event(event: Event) -> str:
    of = ", ".join(f"{name!r}: {sort}" for name, sort in event.parameters)
    words = [f"of={{{of}}}"]
    if event.actors:
        words.append(f"by=[{', '.join(name for name, _ in event.actors)}]")
    if event.needs:
        words.append(f"needs=[{', '.join(map(_need, event.needs))}]")
    if event.calls:
        words.append(f"calls={event.calls!r}")
    if event.only_if:
        words.append(f"only_if=[{', '.join(repr(shown(said)) for said in event.only_if)}]")
    return f'{event.name} = Event("It happens.", {", ".join(words)})'


def _need(need: Need) -> str:
    words = [repr(need.permission)]
    if need.when is not None:
        words.append(f"when={shown(need.when)!r}")
    if need.where:
        words.append(f"where={need.where!r}")
    if need.by:
        words.append(f"by={need.by}")
    return f"needed({', '.join(words)})"


def property_lines(found: Property, number: int) -> Iterator[str]:
    """A property as lines of Python."""
    least = ", ".join(f"{sort}: {n}" for sort, n in found.at_least)
    yield f"@claim(at_least={{{least}}})"
    yield f"def property{number}():"
    yield '    """A claim."""'
    claims = ", ".join(map(claimed, found.claims))
    yield f"    return {claims if len(found.claims) == 1 else f'({claims})'}"


def claimed(claim: Claim) -> str:
    """A claim as Python."""
    one, two = (repr(shown(e)) if e else None for e in (claim.first, claim.second))
    events, others, machines = (repr(list(n)) for n in (claim.events, claim.others, claim.machines))
    kind = claim.kind
    if kind in ("always", "establishes", "recoverable"):
        words = [one, *([f"where={two}"] if two else [])]
        if kind == "establishes":
            words.insert(0, events)
        if claim.others:
            words.append(f"without={others}")
        if claim.by:
            words.append(f"by={claim.by}")
    elif kind == "no_step":
        words = [f"before={one}", f"after={two}", *([f"by={events}"] if claim.events else [])]
        words += [f"besides={others}"] if claim.others else []
    elif kind in ("can_happen", "changes_something"):
        words = [events]
    elif kind == "done_by":
        words = [events, *claim.others]
    elif kind == "cannot":
        words = [repr(claim.events[0]), f"where={one}"]
        words += [] if claim.holding is None else [f"holding={list(claim.holding)!r}"]
    elif kind in ("independent", "depends", "only_dependent"):
        words = [events, f"{'of' if kind == 'independent' else 'on'}={machines}"]
    elif kind == "same_outcome":
        words = [events, others]
    elif kind == "permissions":
        cases = [f"case({shown(c.when)!r}, {list(c.needs)!r}, where={c.where!r}{_by(c.by)})" for c in claim.cases]
        words = [repr(claim.events[0]), *cases]
    elif kind in ("leads_to", "ends"):
        words = [one, *([two] if two else []), f"fair={events}"]
    elif kind == "granting":
        assert claim.inner is not None
        free = ", ".join(f"{name!r}: [{', '.join(sorts)}]" for name, sorts in claim.predicates)
        words = [
            claimed(claim.inner),
            f"permission={claim.permission!r}",
            f"only_where={one}",
            f"predicates={{{free}}}",
        ]
    else:
        words = [one] if one else []
    return f"{kind}({', '.join(filter(None, words))})"


def _by(actor: str) -> str:
    return f", by={actor}" if actor else ""


def change(edits: tuple[Edit, ...]) -> str:
    """A rule change as a change file."""
    lines = ['proposal = "It is proposed."', 'why = "So."']
    for event in dict.fromkeys(e.event for e in edits):
        own = [e for e in edits if e.event == event]
        row = next((e.row for e in own if e.row is not None), None)
        if row is None:
            lines += ["", f"[event.{event}]"]
        else:
            lines += ["", f"[new_event.{event}]", 'sentence = "It happens."', *_row(row)]
        lines += ["disabled = true"] if any(e.kind == "disabled" for e in own) else []
        for key in dict.fromkeys((e.kind, e.verb) for e in own if e.verb):
            rows = ", ".join(_edit(e) for e in own if (e.kind, e.verb) == key)
            lines.append(f"{'.'.join(key)} = [{rows}]")
    return "\n".join(lines) + "\n"


def _row(event: Event) -> Iterator[str]:
    yield f"of = {{ {', '.join(f'{name} = {_quoted(sort)}' for name, sort in event.parameters)} }}"
    if event.actors:
        people = (f"{{ name = {_quoted(n)}, person = {str(person).lower()} }}" for n, person in event.actors)
        yield f"by = [{', '.join(people)}]"
    if event.calls:
        yield f"calls = {_quoted(event.calls)}"
    if event.only_if:
        yield f"only_if = [{', '.join(_quoted(shown(e)) for e in event.only_if)}]"


def _edit(edit: Edit) -> str:
    if edit.kind == "only_if":
        if edit.verb == "replace":
            assert edit.old is not None
            assert edit.new is not None
            return f"{{ old = {_quoted(shown(edit.old))}, new = {_quoted(shown(edit.new))} }}"
        said = edit.new if edit.verb == "add" else edit.old
        assert said is not None
        return _quoted(shown(said))
    words = [f"machine = {_quoted(edit.machine)}", f"to = {_quoted(edit.target)}"]
    if edit.sources:
        words.append(f"from = [{', '.join(map(_quoted, edit.sources))}]")
    if edit.where is not None:
        words.append(f"where = {_quoted(shown(edit.where))}")
    return f"{{ {', '.join(words)} }}"


def _quoted(text: str) -> str:
    return f'"{text}"'
