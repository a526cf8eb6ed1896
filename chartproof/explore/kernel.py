"""The loops that need to be fast, compiled by numba once for all models.

They run the tables of an instance and know nothing else. A visited state is found by open
addressing over its hash; entries are numbers of states plus one. Kernels return early when a
buffer is full, so that their caller can make room, show progress or stop.
"""

# mypy: ignore-errors
# (numba compiles untyped functions)
from __future__ import annotations

import numba
import numpy as np

TEST, CONJOIN, DISJOIN, NEGATE = 0, 1, 2, 3
U = np.uint64
ONE = np.uint64(1)
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

jit = numba.njit(cache=True, nogil=True, boundscheck=False)


@jit
def run(word, start, length, code, tests):
    """The value of a postfix program in a state."""
    stack = U(0)
    for at in range(start, start + length):
        op, argument = code[2 * at], code[2 * at + 1]
        if op == TEST:
            bits = (word >> tests[argument, 0]) & tests[argument, 1]
            stack = (stack << ONE) | ((tests[argument, 2] >> bits) & ONE)
        elif op == NEGATE:
            stack ^= ONE
        else:
            low = (ONE << U(argument)) - ONE
            top = stack & low
            value = top == low if op == CONJOIN else top != U(0)
            stack = ((stack >> U(argument)) << ONE) | U(value)
    return stack & ONE != U(0)


@jit
def fire(
    word,
    results,
    labels,
    masks,
    values,
    clauses,
    clause_span,
    tests,
    guard,
    clears,
    sets,
    effect_span,
    effects,
    effect_program,
    code,
    code_tests,
):
    """Every event instance that can happen in a state, and the state after it; their number.

    A guard is a mask and a value, clauses (runs of tests, one of which must hold) and a program.
    """
    found = 0
    for event in range(masks.shape[0]):
        if word & masks[event] != values[event]:
            continue
        holds = True
        for clause in range(clause_span[event], clause_span[event + 1]):
            holds = False
            for t in range(clauses[clause], clauses[clause + 1]):
                if (tests[t, 2] >> ((word >> tests[t, 0]) & tests[t, 1])) & ONE != U(0):
                    holds = True
                    break
            if not holds:
                break
        if not holds or (guard[event, 1] != 0 and not run(word, guard[event, 0], guard[event, 1], code, code_tests)):
            continue
        result = (word & ~clears[event]) | sets[event]
        for e in range(effect_span[event], effect_span[event + 1]):
            if run(word, effect_program[e, 0], effect_program[e, 1], code, code_tests):
                result = (result & ~effects[e, 0]) | effects[e, 1]
        results[found] = result
        labels[found] = event
        found += 1
    return found


@jit
def slot_of(word, multiplier, room):
    """Where the search for a state begins in a table of `room` entries (a power of two)."""
    mixed = (word ^ (word >> U(29))) * multiplier
    mixed ^= mixed >> U(32)
    return np.int64((mixed * MULTIPLIER) >> U(20)) & (room - 1)


@jit
def find(word, states, table, multiplier):
    """The number of a state, or -1 - slot where it would be entered."""
    room = table.shape[0]
    slot = slot_of(word, multiplier, room)
    while True:
        entry = table[slot]
        if entry == 0:
            return -1 - slot
        if states[entry - 1] == word:
            return np.int64(entry) - 1
        slot = (slot + 1) & (room - 1)


@jit
def fill(states, count, table, multiplier):
    """Enter all states into an empty table."""
    for i in range(count):
        slot = find(states[i], states, table, multiplier)
        table[-1 - slot] = i + 1


@jit
def canonical(word, moves, move_span, block_moves, block_span, start, width, blocks, outside, buffer):
    """The least word among all renamings, and how many of them give it.

    For each renaming of the other sorts, the blocks are sorted; equal blocks can be swapped freely.
    """
    best = ~U(0)
    fixing = np.int64(0)
    mask = (ONE << U(width)) - ONE if width < 64 else ~U(0)
    for p in range(move_span.shape[0] - 1):
        result = word & outside
        for m in range(move_span[p], move_span[p + 1]):
            result |= ((word >> moves[m, 0]) & moves[m, 1]) << moves[m, 2]
        for b in range(blocks):
            old = (word >> U(start + b * width)) & mask
            new = U(0) if block_span[p + 1] > block_span[p] else old
            for m in range(block_span[p], block_span[p + 1]):
                new |= ((old >> block_moves[m, 0]) & block_moves[m, 1]) << block_moves[m, 2]
            at = b
            while at > 0 and buffer[at - 1] > new:
                buffer[at] = buffer[at - 1]
                at -= 1
            buffer[at] = new
        swaps, run_length = np.int64(1), np.int64(1)
        for b in range(blocks):
            result |= buffer[b] << U(start + b * width)
            run_length = run_length + 1 if b > 0 and buffer[b] == buffer[b - 1] else 1
            swaps *= run_length
        if result < best:
            best, fixing = result, swaps
        elif result == best:
            fixing += swaps
    return best, fixing


@jit
def expand(first, last, count, states, table, multiplier, tables):
    """Enter the successors of states first..last-1; stops early where another might not fit.

    Returns where it stopped, the number of states, and the transitions found.
    """
    events = tables[0].shape[0]
    results, labels = np.empty(events, U), np.empty(events, np.int32)
    transitions = np.int64(0)
    limit = min(states.shape[0], np.int64(table.shape[0] * 0.6)) - events
    at = first
    while at < last and count <= limit:
        word = states[at]
        found = fire(word, results, labels, *tables)
        transitions += found
        for k in range(found):
            new = results[k]
            if new != word:
                number = find(new, states, table, multiplier)
                if number < 0:
                    states[count] = new
                    count += 1
                    table[-1 - number] = count
        at += 1
    return at, count, transitions


@jit
def expand_orbits(first, last, count, states, table, multiplier, tables, order, renaming):
    """As `expand`, keeping the least state of each orbit.

    Returns where it stopped, the number of orbits, and the transitions and states of all orbits.
    """
    events = tables[0].shape[0]
    results, labels, buffer = np.empty(events, U), np.empty(events, np.int32), np.empty(64, U)
    transitions, members = np.int64(0), np.int64(0)
    limit = min(states.shape[0], np.int64(table.shape[0] * 0.6)) - events
    at = first
    while at < last and count <= limit:
        word = states[at]
        size = order // canonical(word, *renaming, buffer)[1]
        found = fire(word, results, labels, *tables)
        members += size
        transitions += size * found
        for k in range(found):
            if results[k] == word:
                continue
            new = canonical(results[k], *renaming, buffer)[0]
            number = find(new, states, table, multiplier)
            if number < 0:
                states[count] = new
                count += 1
                table[-1 - number] = count
        at += 1
    return at, count, transitions, members


@jit
def outdegrees(states, offsets, tables):
    """Where each state's transitions begin in the rows that `successors` fills."""
    events = tables[0].shape[0]
    results, labels = np.empty(events, U), np.empty(events, np.int32)
    for i in range(states.shape[0]):
        offsets[i + 1] = offsets[i] + fire(states[i], results, labels, *tables)


@jit
def successors(states, table, multiplier, offsets, targets, events, tables):
    """The transitions of all states, in rows: the number of the target, and the event instance."""
    room = tables[0].shape[0]
    results, labels = np.empty(room, U), np.empty(room, np.int32)
    for i in range(states.shape[0]):
        found = fire(states[i], results, labels, *tables)
        for k in range(found):
            at = offsets[i] + k
            targets[at] = i if results[k] == states[i] else find(results[k], states, table, multiplier)
            events[at] = labels[k]


@jit
def predecessor(word, first, last, states, tables):
    """The first state among first..last-1 with an event that leads to `word`; and that event."""
    room = tables[0].shape[0]
    results, labels = np.empty(room, U), np.empty(room, np.int32)
    for i in range(first, last):
        found = fire(states[i], results, labels, *tables)
        for k in range(found):
            if results[k] == word:
                return i, labels[k]
    return -1, -1
