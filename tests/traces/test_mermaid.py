"""Sequence diagrams, read by mermaid's own parser."""

from __future__ import annotations

from pathlib import Path

from chartproof.compile import compile_form
from chartproof.language.form import Form
from chartproof.report.trace_mermaid import mermaid
from chartproof.report.trace_sequence import sequence
from chartproof.report.words import Caption
from tests.diagram.test_mermaid import parsed, parser
from tests.toys import declarations, toy
from tests.traces.test_golden import GOLDEN
from tests.traces.walks import farthest, model_traces

__all__ = ["parser"]  # a fixture, which is asked for by its name

KEYWORDS = (
    "Activate", "Actor", "Alt", "And", "Autonumber", "Box", "Break", "Create", "Critical", "Destroy", "Details",
    "Else", "End", "Link", "Links", "Loop", "Note", "Off", "Opt", "Option", "Over", "Par", "Participant", "Properties",
    "Rect", "SequenceDiagram", "Title",
)  # fmt: skip


def keyword_form(name: str) -> Form:
    """A form whose sort, machine, state and event are named by a keyword."""
    low = name.lower()
    source = (
        f'{name}s = Sort("{name}s")\nsomebody = Actor("{low}")\n'
        f"class {name}(Machine, per={name}s):\n    one = State(initial=True)\n    {low}1 = State()\n"
        f"    {low}2 = one.to({low}1)\n"
        f'{low}2 = Event("It happens.", of={name}s, by=somebody)\n'
    )
    return compile_form(declarations(source))


def test_mermaid_reads_every_trace(parser: Path) -> None:
    """Catches a name that mermaid keeps for itself, a sign that ends a statement, and a loop without an end."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in GOLDEN.glob("*.mmd")}
    assert len(texts) > 8
    for number, (project, trace, caption) in enumerate(model_traces()):
        texts[f"{number} {caption.title}"] = mermaid(sequence(project.form, trace, caption))
    for number in range(40):
        found = toy(1 + number % 4, number)
        trace = farthest(found.form, found.sizes)
        texts[f"toy {number}"] = mermaid(sequence(found.form, trace, Caption("a; #b <c> %% end", 'end: {d}; "e" #')))
    for name in KEYWORDS:
        form = keyword_form(name)
        trace = farthest(form, {f"{name}s": 2})
        texts[name] = mermaid(sequence(form, trace, Caption(name, name)))
    assert parsed(parser, {**texts, "broken": "sequenceDiagram\n  loop x\n  a->>b: c"}).keys() == {"broken"}
