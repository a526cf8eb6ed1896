"""Finding and loading a project: `[tool.chartproof]` in pyproject.toml says where its rules are.

    [tool.chartproof]
    model = "model"       # a package or module: machines and rows of events
    proofs = "proofs"     # a package or module: properties
    page = "model/page.toml"
    commands = "model/commands.toml"   # optional: how the events are done from a shell

Nothing is loaded at import time and nothing is kept between calls: two projects can be loaded
one after the other, each with packages of the same names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from chartproof.changes.change import Change, lineage, with_added
from chartproof.changes.together import expected, together
from chartproof.compile.claims import asked_of
from chartproof.compile.compiler import Declarations, compile_form
from chartproof.compile.reading import Reader
from chartproof.declare.claims import Property
from chartproof.declare.event import Event
from chartproof.declare.machine import MachineMeta, machines_of
from chartproof.declare.sorts import Sort
from chartproof.errors import ChartproofError, ModelError, Origin, UnknownName
from chartproof.files import is_file, read_text, read_toml, resolved
from chartproof.language.form import Form
from chartproof.project.commands import Commands, load_commands
from chartproof.project.modules import importing_from, modules, refuse_bare_claims
from chartproof.project.settings import check_settings, check_sizes_named

"""What [tool.chartproof] may say; the tables and numbers are read where they are used."""


@dataclass(frozen=True)
class Project:
    """A loaded project: its declarations, its properties, and where they came from.

    Under rule changes, `changed` are the rules with them and `before` those of the model.
    """

    root: Path
    settings: Mapping[str, Any]
    declarations: Declarations
    properties: Mapping[str, Property]
    changed: Form | None = None
    before: Form | None = None
    rebuilt: tuple[MachineMeta, ...] = ()

    @cached_property
    def form(self) -> Form:
        """The compiled form of the model, or of the rule changes that it is under."""
        return self.changed or compile_form(self.declarations)

    @cached_property
    def reader(self) -> Reader:
        """What reads the claims of properties about this form."""
        return Reader(self.form)

    @property
    def machines(self) -> tuple[MachineMeta, ...]:
        """The machine classes; under a rule change, those built from its form."""
        return self.rebuilt or self.declarations.machines

    def under(self, changes: Sequence[Change], machines_from: Callable[[Form], Sequence[MachineMeta]]) -> Project:
        """The project under some rule changes: its form, its machines, and the verdicts expected of them.

        machines_from: builds machine classes from a form. Raises ModelError where a change applies
        to nothing, two conflict, one adds a malformed property, or expects a verdict of one that there is not.
        """
        form = together(self.form, changes)
        known = with_added(self.properties, lineage(changes), form)
        verdicts = expected(changes, known)
        properties = {n: replace(p, expectation=verdicts.get(n, p.expectation)) for n, p in known.items()}
        found = replace(
            self,
            changed=form,
            before=self.before or self.form,
            rebuilt=tuple(machines_from(form)),
            properties=properties,
        )
        for name in [n for n in known if n not in self.properties]:
            asked_of(known[name], found.reader)
        return found

    @property
    def stated(self) -> Mapping[str, Property]:
        """The properties, of which there must be some. Raises ChartproofError."""
        if not self.properties:
            raise ChartproofError(
                f"{self.root / 'pyproject.toml'}: the project states no property, so that nothing would be checked",
                mend="declare one with @claim(…), in the package that [tool.chartproof] proofs names",
            )
        return self.properties

    def property(self, name: str) -> Property:
        """The property of this name. Raises UnknownName."""
        if name not in self.properties:
            raise UnknownName("property", name, self.properties)
        return self.properties[name]

    @cached_property
    def commands(self) -> Commands:
        """How events are done from a shell. Raises ChartproofError where the project lists no commands."""
        if "commands" not in self.settings:
            raise ChartproofError(
                f"{self.root / 'pyproject.toml'}: the project lists no commands, so that a trace is no script",
                mend='name the file that says how events are done: [tool.chartproof] commands = "model/commands.toml"',
            )
        declared = {name: list(dict(event.parameters)) for name, event in self.declarations.events.items()}
        added = {rule.name: [b.name for b in rule.parameters] for rule in self.form.rules}
        return load_commands(self.path("commands", ""), {**declared, **added})

    def path(self, setting: str, default: str) -> Path:
        """A path that the settings name, absolute."""
        return self.root / str(self.settings.get(setting, default))


def find_root(start: Path | None = None) -> tuple[Path, Mapping[str, Any]]:
    """The nearest folder upward whose pyproject.toml has [tool.chartproof], and that table."""
    start = resolved(start or Path())
    if not start.is_dir():
        raise ChartproofError(f"there is no folder {start}", mend="name the folder of a project")
    for folder in (start, *start.parents):
        file = folder / "pyproject.toml"
        if not is_file(file):
            continue
        tool = read_toml(read_text(file, "let it be read"), str(file)).get("tool", {})
        if isinstance(tool, dict) and "chartproof" in tool:
            return folder, check_settings(tool["chartproof"], Origin(str(file), 0))
    raise ChartproofError(
        f"no pyproject.toml in {start} or above has a [tool.chartproof] table",
        mend='add one: [tool.chartproof]\nmodel = "model"\nproofs = "proofs"',
    )


def load(start: Path | str | None = None) -> Project:
    """Load the project that a folder belongs to, and read all that its properties say.

    Raises ChartproofError where something is missing or says nothing, ModelError with its place where a
    declaration or a claim is malformed.
    """
    root, settings = find_root(Path(start) if start else None)
    with importing_from(root):
        model = modules(root, str(settings.get("model", "model")))
        proofs = modules(root, str(settings.get("proofs", "proofs"))) if _has_proofs(root, settings) else []
    refuse_bare_claims(proofs)
    sorts = {id(v): v for m in model for v in vars(m).values() if isinstance(v, Sort)}
    declared = Declarations(
        tuple(sorts.values()),
        tuple(machines_of(v for m in model for v in vars(m).values())),
        _named(model, Event, "event"),
    )
    project = Project(root, settings, declared, _named(proofs, Property, "property"))
    check_sizes_named(settings.get("sizes", {}), project.form.sorts, Origin(str(root / "pyproject.toml"), 0))
    for found in project.properties.values():
        asked_of(found, project.reader)
    return project


def _has_proofs(root: Path, settings: Mapping[str, Any]) -> bool:
    name = str(settings.get("proofs", "proofs"))
    return "proofs" in settings or (root / name).is_dir() or (root / f"{name}.py").is_file()


def _named(modules: list[ModuleType], kind: Any, word: str) -> dict[str, Any]:
    """Values of a kind by the name that they are bound to, in order of declaration."""
    found: dict[str, Any] = {}
    for module in modules:
        for name, value in vars(module).items():
            if not isinstance(value, kind):
                continue
            if name in found and found[name] is not value:
                raise ModelError(
                    f"two {word}s are named {name!r}",
                    origin=value.origin,
                    mend=f"rename one (the other: {found[name].origin})",
                )
            found.setdefault(name, value)
    return found
