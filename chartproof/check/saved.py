"""A trace that was saved as JSON, read again: walked on the live machines, never believed."""

from __future__ import annotations

from chartproof.check.replayed import replay_trace
from chartproof.errors import ChartproofError, Origin
from chartproof.language.trace import SAVE, Trace
from chartproof.language.trace import read_trace as read
from chartproof.project.project import Project


def read_trace(project: Project, text: str, file: str) -> Trace:
    """The trace that a text holds, as `how --json` prints it.

    Raises ChartproofError where it holds none, or one that these rules do not walk.
    """
    trace = read(project.form, text, file)
    try:
        replay_trace(project.form, project.machines, trace)
    except ChartproofError as error:
        mend = f"{error.mend}\n{SAVE}, under these rules"
        said = f"these rules do not walk it: {error.message}"
        raise ChartproofError(said, origin=Origin(file, 0), mend=mend) from error
    return trace
