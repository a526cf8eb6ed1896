"""What a failed induction step suggests: the parts of its state that no explored state has.

The smallest come first. Each, said of any elements, is a guess at the fact that is missing: it is one where every
event keeps it, together with the facts that there are; where not, its own failed step goes on, once. What is proposed
closes the proof, as shown by the solver; it is no fact before somebody claims it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from chartproof.language.expression import Expression, conjunction
from chartproof.language.form import Form
from chartproof.prove.facts import Forbidden, Sample, said
from chartproof.prove.induct import inductive, keeping
from chartproof.prove.logic import Logic, Picture, Unsure
from chartproof.prove.obligation import Obligation
from chartproof.prove.precondition import closed

LARGEST_PART = 6
"""Cells of a part, at most."""

MOST_PARTS = 5_000
"""Parts that are looked at, at most."""

MOST_GUESSES = 12
"""Guesses that are tried for one failed step, at most."""

Trial = Callable[[], tuple[Logic, list[int]]]
"""A logic of its own with the facts that there are, and their numbers."""

SampleOf = Callable[[Mapping[str, int]], Sample | None]
"""An explored instance by its sizes; None where it is too large."""


def closing(shown: Sequence[Obligation], picture: Picture, trial: Trial, sample_of: SampleOf) -> Expression | None:
    """What every event keeps, and with which all obligations are impossible, as a failed step suggests it."""
    for guess in _some(trial, picture, sample_of):
        if _closes([guess], shown, trial):
            return closed(guess)
        logic, known = trial()
        told = [*known, logic.tell(guess)]
        failed = (logic.picture(o.given, told, o.elements) for o in keeping(logic.form, guess) if o.step)
        before = next((p for p in failed if p is not None), None)
        for further in _some(trial, before, sample_of) if before is not None else ():
            if _closes([guess, further], shown, trial):
                return conjunction([closed(guess), closed(further)])
    return None


def _some(trial: Trial, picture: Picture, sample_of: SampleOf) -> list[Expression]:
    sample = sample_of(picture.sizes)
    form = trial()[0].form
    return list(itertools.islice(guesses(form, picture, sample), MOST_GUESSES)) if sample is not None else []


def _closes(tried: Sequence[Expression], shown: Sequence[Obligation], trial: Trial) -> bool:
    logic, known = trial()
    try:
        if len(inductive(logic, known, tried)) < len(tried):
            return False
    except Unsure:
        return False
    told = [*known, *map(logic.tell, tried)]
    return all(logic.ask(o.given, told).verdict == "impossible" for o in shown)


def guesses(form: Form, picture: Picture, sample: Sample) -> Iterator[Expression]:
    """That a part of the state never occurs: for the smallest parts that occur in no state of the sample."""
    states = {v.name: v.states for v in form.variables}
    cells = [cell for cell in picture.state if cell[0] in states]
    values = {cell: states[cell[0]].index(picture.state[cell]) for cell in cells}
    there = {cell: sample.codes(cell) == value for cell, value in values.items()}
    absent: list[set[object]] = []
    every = (part for n in range(1, LARGEST_PART + 1) for part in itertools.combinations(cells, n))
    for part in itertools.islice(every, MOST_PARTS):
        if any(smaller <= set(part) for smaller in absent):
            continue
        if not np.logical_and.reduce([there[cell] for cell in part]).any():
            absent.append(set(part))
            found = Forbidden(tuple(part), tuple(frozenset([values[cell]]) for cell in part))
            yield said(form, found, picture.sizes)
