"""Traces of the engine, walked step by step in the interpreter."""

from __future__ import annotations

from tests.interpreter.engine import Way
from tests.interpreter.judgement import Judgement
from tests.interpreter.meaning import Call, Explored


def followed(judgement: Judgement, found: Explored, trace: Way) -> str:
    """What is wrong with a trace of a claim, walked in the interpreter; nothing where it shows what it should."""
    world = found.world
    cells = [trace.start, *(after for _, _, after in trace.steps)]
    if any(set(c) != set(world.cells) for c in cells):
        return "the trace speaks of other cells"
    states = [tuple(c[cell] for cell in world.cells) for c in cells]
    if states[0] not in found.number or found.level[found.number[states[0]]] != 0:
        return "the trace does not start where the system does"
    calls: list[Call] = [(event, at) for event, at, _ in trace.steps]
    for before, call, after in zip(states, calls, states[1:], strict=False):
        if call not in world.calls or not world.possible(before, call):
            return f"{call} cannot happen"
        if world.after(before, call) != after:
            return f"{call} leads to {world.told(world.after(before, call))}"
    path = [found.number[s] for s in states]
    if judgement.run is not None:
        if trace.loop is None:
            return "the run has no place where it repeats or stops"
        said = judgement.run(path, calls, trace.loop)
        return said or _longer(len(calls), judgement)
    if judgement.last:
        if not calls or (path[-2], calls[-1]) not in judgement.last:
            return "the last step does not show it"
    elif path[-1] not in judgement.ends:
        return "the last state does not show it"
    if len(calls) not in judgement.lengths:
        return f"the trace has {len(calls)} steps, and {' or '.join(map(str, judgement.lengths))} would do"
    return ""


def _longer(length: int, judgement: Judgement) -> str:
    """A run that stops is a run, too: none that is shown need be longer than the shortest of those."""
    if judgement.lengths and length > min(judgement.lengths):
        return f"the run has {length} steps, and one that stops has {min(judgement.lengths)}"
    return ""


def told(trace: Way) -> str:
    return ", ".join(f"{event}{at}" for event, at, _ in trace.steps) or "no step"
