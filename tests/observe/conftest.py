"""Finding facts takes a second: they are found once for each set of rules."""

from __future__ import annotations

import pytest

from chartproof.language.expression import Expression
from chartproof.language.form import Form
from chartproof.observe import observed
from chartproof.project.project import Project

_FACTS: list[tuple[Form, tuple[Expression, ...]]] = []


@pytest.fixture(autouse=True)
def _once(monkeypatch: pytest.MonkeyPatch) -> None:
    anew = observed.proved

    def proved(project: Project) -> tuple[Expression, ...]:
        known = next((facts for form, facts in _FACTS if form == project.form), None)
        if known is None:
            known = anew(project)
            _FACTS.append((project.form, known))
        return known

    monkeypatch.setattr(observed, "proved", proved)
