"""What each change does, as the document tells it: checked, or as a run before told it.

Whatever a run has told of a change is kept beside its hints, under all that it follows from: rules, properties, sizes,
effort, the change and what it builds on, and this version of the package. It is shown and judges nothing: `verify` and
`check` decide anew, and so does `report` for every property of the rules themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from chartproof.changes.change import Change, lineage
from chartproof.changes.together import together
from chartproof.compare.checker import Checker
from chartproof.compare.comparison import Comparison
from chartproof.explorer.results import comparison_data
from chartproof.language.form import Form
from chartproof.project.kept import Kept, digest

Data = dict[str, Any]
KIND = "what a change does"


@dataclass(frozen=True)
class Compared:
    """A change by its name, what it does, and the rules before (with what it builds on) and after it."""

    name: str
    before: Form
    after: Form
    told: Data

    @classmethod
    def of(cls, found: Comparison) -> Compared:
        """What a comparison comes to."""
        before = found.bases[0].before.form if found.bases else found.before.form
        return cls(found.name, before, found.after.form, comparison_data(found))


def compared(checker: Checker, changes: Sequence[Change]) -> Iterator[Compared]:
    """Each of some changes; those of which nothing is kept are checked. Raises as `check` does."""
    project = checker.project
    effort = project.settings.get("effort")
    kept = Kept.of(project.root, KIND, project.form, project.properties, dict(checker.sizes), effort)
    known = {c.name: _whole(kept.get(KIND, _key(c))) for c in changes}
    fresh = checker.check_each([[c] for c in changes if known[c.name] is None])
    for change in changes:
        told = known[change.name]
        if told is None:
            found = Compared.of(next(fresh))
            text = json.dumps(found.told)
            kept.put(KIND, _key(change), {"told": text, "digest": digest(text)})
            yield found
        else:
            checker.began(change.name)
            form = project.form
            yield Compared(change.name, together(form, change.bases), together(form, [change]), told)
    kept.save()


def _key(change: Change) -> str:
    return digest(lineage([change]))


def _whole(value: Any) -> Data | None:
    """What was kept, if it is what was written."""
    text = value.get("told") if isinstance(value, dict) else None
    if not isinstance(text, str) or value.get("digest") != digest(text):
        return None
    told: Data = json.loads(text)
    return told
