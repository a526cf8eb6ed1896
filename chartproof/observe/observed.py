"""A project's system as it was observed: read by its adapter, and narrowed by what is proved of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from chartproof.check.run import verifier_of
from chartproof.language.expression import Expression
from chartproof.language.questions import Asked
from chartproof.observe.adapter import Adapter
from chartproof.observe.known import Known, known
from chartproof.observe.observation import Observation
from chartproof.project.project import Project


def proved(project: Project) -> tuple[Expression, ...]:
    """What is proved of every state that the rules can reach, with any number of elements."""
    sizes = dict.fromkeys(project.form.sorts, 1)
    return verifier_of(project, sizes).prover(Asked(project.form)).of_every_state()


def observe(project: Project, adapter: Adapter, at: Path, assume: Iterable[str] = ()) -> tuple[Observation, Known]:
    """What is read at a folder or a state file, and what is known by it. assume: the names of assumptions.

    Raises ChartproofError where it cannot be read, UnknownName where an assumption is none of the adapter's.
    """
    assumed = adapter.assumed(assume)
    seen = adapter.observation(at, project.form)
    return seen, known(project.form, seen, proved(project), assumed)
