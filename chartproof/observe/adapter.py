"""What reads the world for a project: the package that `[tool.chartproof] adapter` names.

    read(folder, form) -> Observation                     what a folder says
    read_plan(file, form, observation, source) -> Plan    what a file means to do; source: where it was written
    script(form) -> str                                   prints the commands that write such a folder
    ASSUMPTIONS, CHANGES, STANDING                        named switches; rule changes to observe under; how rules stand
    findings(plan, observation, form)                     what it alone knows of a plan

All but the first are optional. Without an adapter, state files and lists of events are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from chartproof.errors import ChartproofError, UnknownName
from chartproof.language.form import Form
from chartproof.observe.files import read_state, read_steps
from chartproof.observe.observation import Assumption, Observation
from chartproof.observe.plan import Plan, Remark
from chartproof.project.modules import importing_from, modules
from chartproof.project.project import Project

NAMES = ("read", "read_plan", "script", "findings")


@dataclass(frozen=True)
class Adapter:
    """The parts of a project's adapter; `module` is None where the project names none."""

    module: ModuleType | None = None
    assumptions: tuple[Assumption, ...] = ()
    changes: tuple[Path, ...] = ()
    standing: Mapping[str, str] = field(default_factory=dict)

    def observation(self, at: Path, form: Form) -> Observation:
        """What a folder says, or a state file. Raises ChartproofError where it cannot be read."""
        if not at.is_dir():
            return read_state(at, form)
        read = self._part("read")
        if read is None:
            raise ChartproofError(
                f"{at}: the project has no adapter, so that a folder says nothing",
                mend='name a state file, or what reads folders: [tool.chartproof] adapter = "adapters/mine"',
            )
        found = read(at, form)
        if not isinstance(found, Observation):
            raise ChartproofError(
                f"the adapter's read(…) returns a {type(found).__name__}", mend="return an Observation"
            )
        return found

    def plan(self, file: Path, form: Form, observation: Observation, source: Path | None = None) -> Plan:
        """What a file means to do: a list of events (.txt), or whatever the adapter reads. Raises ChartproofError."""
        read = self._part("read_plan")
        if read is None or file.suffix == ".txt":
            return read_steps(file, form, observation)
        found = read(file, form, observation, source)
        if not isinstance(found, Plan):
            raise ChartproofError(f"the adapter's read_plan(…) returns a {type(found).__name__}", mend="return a Plan")
        return found

    def script(self, form: Form) -> str:
        """The commands that write a folder to observe. Raises ChartproofError where there are none."""
        made = self._part("script")
        if made is None:
            raise ChartproofError(
                "the project has no adapter that has a script", mend="name it: [tool.chartproof] adapter"
            )
        return str(made(form))

    def findings(self, plan: Plan, observation: Observation, form: Form) -> tuple[Remark, ...]:
        """What the adapter alone knows of a plan."""
        found = self._part("findings")
        remarks: Iterable[Remark] = found(plan, observation, form) if found is not None else ()
        return tuple(remarks)

    def assumed(self, names: Iterable[str]) -> tuple[Assumption, ...]:
        """The assumptions of these names, each once. Raises UnknownName."""
        known = {a.name: a for a in self.assumptions}
        for name in names:
            if name not in known:
                raise UnknownName("assumption", name, known)
        return tuple(known[name] for name in dict.fromkeys(names))

    def _part(self, name: str) -> Callable[..., Any] | None:
        return getattr(self.module, name, None)


def adapter_of(project: Project) -> Adapter:
    """The adapter of a project. Raises ChartproofError where it cannot be loaded, or has no `read`."""
    named = project.settings.get("adapter")
    if named is None:
        return Adapter()
    with importing_from(project.root):
        module = modules(project.root, str(named))[0]
    if not callable(getattr(module, "read", None)):
        raise ChartproofError(
            f"the adapter {named} has no function read(folder, form)", mend="it returns an Observation"
        )
    return Adapter(
        module,
        tuple(getattr(module, "ASSUMPTIONS", ())),
        tuple(project.root / str(file) for file in getattr(module, "CHANGES", ())),
        dict(getattr(module, "STANDING", {})),
    )
