"""The loops that need to be fast, compiled by numba once for all models.

They run the tables of an instance and know nothing else. A state is a row of `len(wide)` words (a
constant when compiled, so that one word costs no loop); states stand one after another in flat
arrays. Events are taken one by one over a block of states, not state by state: a guard's test
then runs over adjacent words. All of it stands in one file, as numba's cache on disk is keyed by
the file of the function that is called, not by the files of those that it calls.
"""

# mypy: ignore-errors
# (numba compiles untyped functions)
from __future__ import annotations

import numba
import numpy as np

from chartproof.explore.keeping import compiled
from chartproof.explore.program import CONJOIN, NEGATE, TEST

BLOCK = 2048
"""How many states are taken at once."""
PARTITIONS = 8
"""The parts of the visited set, by hash: each belongs to one thread at a time."""
LOOKS = 32
"""How many slots are read ahead, so that their cache misses overlap."""

# The arrays of an instance come in named tuples and are always named whole, `guards.masks`: to take a tuple apart
# counts references to each array, which costs more than what is done with them.

U = np.uint64
ONE = np.uint64(1)
EMPTY = ~np.uint64(0)
"""No state: the highest bit of a word is never used."""
GOLDEN = np.uint64(0x9E3779B97F4A7C15)

part = numba.njit(inline="always", boundscheck=False)
"""For what runs once a successor: a call would count references to every array that it passes."""


@part
def run(words, base, start, length, code, tests):
    """The value of a postfix program in the state at `base`."""
    stack = U(0)
    for at in range(start, start + length):
        op, argument = code[2 * at], code[2 * at + 1]
        if op == TEST:
            bits = (words[base + np.int64(tests[argument, 0])] >> tests[argument, 1]) & tests[argument, 2]
            stack = (stack << ONE) | ((tests[argument, 3] >> bits) & ONE)
        elif op == NEGATE:
            stack ^= ONE
        else:
            low = (ONE << U(argument)) - ONE
            top = stack & low
            value = top == low if op == CONJOIN else top != U(0)
            stack = ((stack >> U(argument)) << ONE) | U(value)
    return stack & ONE


@compiled
def select(words, first, count, wide, event, guards, chosen):
    """Those of `count` states in which an event instance can happen, as numbers from `first`; how many.

    A guard is a mask and a value, clauses (runs of tests, one of which must hold) and a program.
    """
    length = len(wide)
    found, mask, value = 0, guards.masks[event, 0], guards.values[event, 0]
    for i in range(count):
        chosen[found] = i
        found += (words[(first + i) * length] & mask) == value
    for k in range(1, length):
        mask, value, kept = guards.masks[event, k], guards.values[event, k], 0
        for n in range(found if mask != U(0) else 0):
            chosen[kept] = chosen[n]
            kept += (words[(first + chosen[n]) * length + k] & mask) == value
        found = kept if mask != U(0) else found
    for clause in range(guards.clause_span[event], guards.clause_span[event + 1]):
        begin, end, kept = guards.clauses[clause], guards.clauses[clause + 1], 0
        word, shift, mask, truth = (
            np.int64(guards.tests[begin, 0]),
            guards.tests[begin, 1],
            guards.tests[begin, 2],
            guards.tests[begin, 3],
        )
        for n in range(found):
            base = (first + chosen[n]) * length
            holds = truth >> ((words[base + word] >> shift) & mask)
            for t in range(begin + 1, end):
                holds |= guards.tests[t, 3] >> (
                    (words[base + np.int64(guards.tests[t, 0])] >> guards.tests[t, 1]) & guards.tests[t, 2]
                )
            chosen[kept] = chosen[n]
            kept += np.int64(holds & ONE)
        found = kept
    if guards.program[event, 1] != 0:
        kept = 0
        for n in range(found):
            base = (first + chosen[n]) * length
            holds = run(words, base, guards.program[event, 0], guards.program[event, 1], guards.code, guards.code_tests)
            chosen[kept] = chosen[n]
            kept += np.int64(holds)
        found = kept
    return found


@part
def succeed(words, base, wide, event, effects, guards, row):
    """Write the state after an event instance to `row`; whether it is another state."""
    changed = U(0)
    for k in range(len(wide)):
        row[k] = (words[base + k] & ~effects.clears[event, k]) | effects.sets[event, k]
    for e in range(effects.span[event], effects.span[event + 1]):
        if run(words, base, effects.where[e, 0], effects.where[e, 1], guards.code, guards.code_tests) != U(0):
            for k in range(len(wide)):
                row[k] = (row[k] & ~effects.clears_where[e, k]) | effects.sets_where[e, k]
    for k in range(len(wide)):
        changed |= row[k] ^ words[base + k]
    return changed != U(0)


@part
def hashed(words, base, wide, multiplier):
    """A hash: its upper bits choose the part, the next 32 the slot."""
    mixed = U(0)
    for k in range(len(wide)):
        word = words[base + k]
        mixed = (mixed ^ word ^ (word >> U(29))) * multiplier
        mixed ^= mixed >> U(32)
    return mixed * GOLDEN


@compiled
def part_of(words, base, wide, multiplier):
    """The part of the visited set to which a state belongs. For callers in Python: what is inlined has no cache."""
    return np.int64(hashed(words, base, wide, multiplier) >> U(61))


@part
def slot_in(mixed, room):
    """The slot where the search for a state begins: in the order of the hashes, so that growing copies in order."""
    return np.int64((((mixed << U(3)) >> U(32)) * U(room)) >> U(32))


@part
def equal(one, at, other, there, wide):
    """Whether two states are the same."""
    difference = U(0)
    for k in range(len(wide)):
        difference |= one[at + k] ^ other[there + k]
    return difference == U(0)


@part
def block_of(words, base, blocks, mask, b):
    """The bits of one element of the block sort."""
    return (words[base + np.int64(blocks[b, 0])] >> blocks[b, 1]) & mask


@part
def weigh(words, base, names, keys):
    """A key for each element that is not sorted by block: its own cells, and the sum of its cells in the blocks."""
    for n in range(keys.shape[0]):
        key = U(0)
        for f in range(names.own_span[n], names.own_span[n + 1]):
            key = (key << names.own[f, 3]) | (
                (words[base + np.int64(names.own[f, 0])] >> names.own[f, 1]) & names.own[f, 2]
            )
        for f in range(names.column_span[n], names.column_span[n + 1]):
            total = U(0)
            for b in range(names.blocks.shape[0]):
                total += (
                    block_of(words, base, names.blocks, names.block_mask[0], b) >> names.column[f, 0]
                ) & names.column[f, 1]
            key = (key << U(8)) ^ total
        keys[n] = key


@part
def canonical(words, base, wide, names, keys, sorted_blocks, trial, best):
    """Write the state that stands for the orbit to `best`; how many permutations tried give it.

    Elements outside the blocks are put in order of their keys, trying each order where keys are
    equal; blocks are sorted; and the least of what was tried is taken.
    """
    if names.pairs.shape[1] > 0:
        weigh(words, base, names, keys)
    same = 0
    for p in range(names.spans.shape[0] - 1):
        ordered = True
        for q in range(names.pairs.shape[1]):
            ordered &= keys[names.pairs[p, q, 0]] <= keys[names.pairs[p, q, 1]]
        if not ordered:
            continue
        for k in range(len(wide)):
            trial[k] = words[base + k] & names.outside[k]
        for m in range(names.spans[p], names.spans[p + 1]):
            bits = (words[base + np.int64(names.moves[m, 0])] >> names.moves[m, 1]) & names.moves[m, 2]
            trial[np.int64(names.moves[m, 3])] |= bits << names.moves[m, 4]
        for b in range(names.blocks.shape[0]):
            old = block_of(words, base, names.blocks, names.block_mask[0], b)
            new = U(0) if names.block_spans[p + 1] > names.block_spans[p] else old
            for m in range(names.block_spans[p], names.block_spans[p + 1]):
                new |= ((old >> names.block_moves[m, 0]) & names.block_moves[m, 1]) << names.block_moves[m, 2]
            at = b
            while at > 0 and sorted_blocks[at - 1] > new:
                sorted_blocks[at] = sorted_blocks[at - 1]
                at -= 1
            sorted_blocks[at] = new
        for b in range(names.blocks.shape[0]):
            trial[np.int64(names.blocks[b, 0])] |= sorted_blocks[b] << names.blocks[b, 1]
        order = -1 if same == 0 else 0
        for k in range(len(wide)):
            if order == 0 and trial[k] != best[k]:
                order = -1 if trial[k] < best[k] else 1
        if order < 0:
            same = 0
            for k in range(len(wide)):
                best[k] = trial[k]
        same += order <= 0
    return same


@part
def scratch(wide, names):
    """Room for a state, and for what `canonical` works with: keys, blocks, a trial and the best so far."""
    keys, blocks = np.empty(names.own_span.shape[0] - 1, U), np.empty(names.blocks.shape[0], U)
    return np.empty(len(wide), U), keys, blocks, np.empty(len(wide), U), np.empty(len(wide), U)


@part
def represent(row, wide, names, keys, blocks, trial, best):
    """Put the state that stands for the orbit in a state's place."""
    canonical(row, 0, wide, names, keys, blocks, trial, best)
    for k in range(len(wide)):
        row[k] = best[k]


@compiled
def stand_for(words, count, wide, names):
    """Put each state's representative in its place; how many permutations give each."""
    _, keys, blocks, trial, best = scratch(wide, names)
    fixed = np.empty(count, np.int64)
    for i in range(count):
        fixed[i] = canonical(words, i * len(wide), wide, names, keys, blocks, trial, best)
        for k in range(len(wide)):
            words[i * len(wide) + k] = best[k]
    return fixed


@compiled
def repeats(words, first, count, wide, names, twins):
    """For each state, a bit for each block that is equal to the one before it."""
    blocks, mask = names.blocks, names.block_mask[0]
    for i in range(count):
        base, bits = (first + i) * len(wide), U(0)
        for b in range(1, min(blocks.shape[0], 64)):
            one, other = block_of(words, base, blocks, mask, b - 1), block_of(words, base, blocks, mask, b)
            bits |= U(one == other) << U(b)
        twins[i] = bits


@compiled
def expand(
    words, first, count, wide, guards, effects, symmetric, names, block_argument, seen, multiplier, out, ends, can
):
    """Write the successors of some states (at most BLOCK) to `out`, by part of the visited set; the transitions.

    can: in how many events each state has a successor. seen: states found lately, which
    need not be written again. Under symmetry representatives are written, and an event of
    a block equal to the one before it is left to that one's.
    """
    length, room = len(wide), out.shape[0] // PARTITIONS
    row, keys, blocks, trial, best = scratch(wide, names)
    chosen, twins = np.empty(BLOCK, np.int32), np.empty(BLOCK if symmetric else 1, U)
    recent = U(seen.shape[0] // length - 1)
    transitions = 0
    for p in range(PARTITIONS):
        ends[p] = p * room
    can[:count] = 0
    if symmetric:
        repeats(words, first, count, wide, names, twins)
    for event in range(guards.masks.shape[0]):
        found = select(words, first, count, wide, event, guards, chosen)
        transitions += found
        if symmetric:
            for n in range(found):
                can[chosen[n]] += 1
        if block_argument[event] < 0:
            continue
        for n in range(found):
            if symmetric and (twins[chosen[n]] >> U(block_argument[event])) & ONE != U(0):
                continue
            if not succeed(words, (first + chosen[n]) * length, wide, event, effects, guards, row):
                continue
            mixed = hashed(row, 0, wide, multiplier)
            lately = np.int64((mixed >> U(20)) & recent) * length
            if equal(seen, lately, row, 0, wide):
                continue
            for k in range(length):
                seen[lately + k] = row[k]
            if symmetric:
                represent(row, wide, names, keys, blocks, trial, best)
                mixed = hashed(row, 0, wide, multiplier)
            belongs = np.int64(mixed >> U(61))
            at = ends[belongs]
            for k in range(length):
                out[at + k] = row[k]
            ends[belongs] = at + length
    return transitions


@part
def place(table, slot, states, base, wide):
    """The slot where a state is, or the empty one where it would be, from the slot where the search begins."""
    while table[slot] != EMPTY and not equal(table, slot, states, base, wide):
        slot += len(wide)
        if slot == table.shape[0]:
            slot = 0
    return slot


@compiled
def insert(out, at, end, wide, multiplier, table, room, states, count, limit):
    """Enter states into one part of the visited set, and what is new into `states`.

    Stops before there are more than `limit` states; returns where, and how many there are.
    """
    length = len(wide)
    slots, looks = np.empty(LOOKS, np.int64), np.empty(LOOKS, U)
    while at < end and count + LOOKS <= limit:
        many = min(LOOKS, (end - at) // length)
        for n in range(many):
            slots[n] = slot_in(hashed(out, at + n * length, wide, multiplier), room) * length
            looks[n] = table[slots[n]]
        for n in range(many):
            base, slot = at + n * length, slots[n]
            if length == 1 and looks[n] == out[base]:
                continue
            slot = place(table, slot, out, base, wide)
            if table[slot] == EMPTY:
                for k in range(length):
                    table[slot + k] = out[base + k]
                    states[count * length + k] = out[base + k]
                count += 1
        at += many * length
    return at, count


@compiled
def enter(states, count, wide, multiplier, room, table):
    """Enter states that differ from one another into an empty part of the visited set."""
    for i in range(count):
        slot = slot_in(hashed(states, i * len(wide), wide, multiplier), room) * len(wide)
        slot = place(table, slot, states, i * len(wide), wide)
        for k in range(len(wide)):
            table[slot + k] = states[i * len(wide) + k]


@compiled
def number_of(row, at, states, wide, multiplier, table):
    """The number of a state, or -1 - slot where it would be entered: a table of numbers plus one."""
    slot = slot_in(hashed(row, at, wide, multiplier), table.shape[0])
    while table[slot] != 0:
        if equal(states, (np.int64(table[slot]) - 1) * len(wide), row, at, wide):
            return np.int64(table[slot]) - 1
        slot += 1
        if slot == table.shape[0]:
            slot = 0
    return -1 - slot


@compiled
def number(states, count, wide, multiplier, table):
    """Number all states, in an empty table."""
    for i in range(count):
        table[-1 - number_of(states, i * len(wide), states, wide, multiplier, table)] = i + 1


@compiled
def outdegrees(words, count, wide, guards, offsets):
    """Where each state's transitions begin in the rows that `successors` fills."""
    chosen = np.empty(BLOCK, np.int32)
    for first in range(0, count, BLOCK):
        for event in range(guards.masks.shape[0]):
            for n in range(select(words, first, min(BLOCK, count - first), wide, event, guards, chosen)):
                offsets[first + chosen[n] + 1] += 1
    for i in range(count):
        offsets[i + 1] += offsets[i]


@compiled
def successors(words, count, wide, guards, effects, symmetric, names, multiplier, table, offsets, targets, events):
    """The transitions of all states, in rows: the number of the target (or of its orbit), and the event."""
    row, keys, blocks, trial, best = scratch(wide, names)
    chosen, filled = np.empty(BLOCK, np.int32), offsets[:-1].copy()
    for first in range(0, count, BLOCK):
        for event in range(guards.masks.shape[0]):
            for n in range(select(words, first, min(BLOCK, count - first), wide, event, guards, chosen)):
                source = first + chosen[n]
                target = source
                if succeed(words, source * len(wide), wide, event, effects, guards, row):
                    if symmetric:
                        represent(row, wide, names, keys, blocks, trial, best)
                    target = number_of(row, 0, words, wide, multiplier, table)
                targets[filled[source]] = target
                events[filled[source]] = event
                filled[source] += 1


@compiled
def predecessor(words, first, last, wide, guards, effects, symmetric, names, wanted):
    """The first state among first..last-1 with an event that leads to `wanted` (its orbit); and that event."""
    row, keys, blocks, trial, best = scratch(wide, names)
    chosen = np.empty(BLOCK, np.int32)
    for start in range(first, last, BLOCK):
        found, by = last, -1
        for event in range(guards.masks.shape[0]):
            for n in range(select(words, start, min(BLOCK, last - start), wide, event, guards, chosen)):
                source = start + chosen[n]
                if source >= found or not succeed(words, source * len(wide), wide, event, effects, guards, row):
                    continue
                if symmetric:
                    represent(row, wide, names, keys, blocks, trial, best)
                if equal(row, 0, wanted, 0, wide):
                    found, by = source, event
        if by >= 0:
            return found, by
    return -1, -1
