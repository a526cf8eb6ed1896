"""A trace as a mermaid sequence diagram, which code hosts render in place.

Lifelines have made-up identifiers: mermaid's lexer takes a name that begins with one of its keywords, such as
box1 or link1, for that keyword.
"""

from __future__ import annotations

import re

from chartproof.language.trace import Trace
from chartproof.project.project import Project
from chartproof.report.trace_sequence import Diagram, Lifeline, Message, sequence
from chartproof.report.words import Caption


def mermaid(diagram: Diagram) -> str:
    """The text of a mermaid sequence diagram."""
    lines = ["sequenceDiagram", *_head(diagram), "    autonumber"]
    names = {line: _identifier(n, line) for n, line in enumerate(diagram.lifelines, 1)}
    lines += [f"    participant {name} as {_said(line.title)}" for line, name in names.items()]
    whole = ",".join(dict.fromkeys((names[diagram.lifelines[0]], names[diagram.lifelines[-1]])))
    before = len(diagram.messages) if diagram.loop is None else diagram.loop
    lines += [line for message in diagram.messages[:before] for line in _message(message, names)]
    if diagram.loop is not None:
        repeated = [line for message in diagram.messages[before:] for line in _message(message, names)]
        lines += ["    loop for ever", *(f"    {line}" for line in repeated), "    end"]
    if diagram.note:
        lines.append(f"    Note over {whole}: {_said(diagram.note)}")
    return "\n".join(lines) + "\n"


def _head(diagram: Diagram) -> list[str]:
    """A title, and what one who does not see the picture is told."""
    title, meaning = _plain(diagram.title), _plain(diagram.meaning)
    return [f"    title {title}", f"    accTitle: {title}", *([f"    accDescr: {meaning}"] if meaning else [])]


def _message(message: Message, names: dict[Lifeline, str]) -> list[str]:
    label = _said(message.label) + "".join(f"<br/>{_said(text)}" for text in message.remarks)
    lines = [f"    {names[message.source]}->>{names[message.target]}: {label}"]
    for note in message.notes:
        over = ",".join(dict.fromkeys((names[note.over[0]], names[note.over[-1]])))
        changes = "<br/>".join(_said(f"{c.cell}: {c.before} → {c.after}") for c in note.changes)
        lines.append(f"    Note over {over}: {changes}")
    return lines


def _identifier(number: int, line: Lifeline) -> str:
    return f"p{number}_" + re.sub(r"\W", "_", line.title)


def _said(text: str) -> str:
    """A text in which no character ends a statement, begins a comment or is taken for markup."""
    codes = {"#": "#35;", ";": "#59;", "<": "#lt;", ">": "#gt;", "%": "#37;"}
    return "".join(codes.get(c, c) for c in " ".join(text.split()))


def _plain(text: str) -> str:
    """A text for a title, which ends at the first ; or # and knows no codes."""
    return re.sub(r"\s+", " ", text.translate({ord(";"): ",", ord("#"): " ", ord("%"): " "})).strip()


def write(project: Project, trace: Trace, caption: Caption) -> str:
    """A trace of a project as a mermaid sequence diagram."""
    return mermaid(sequence(project.form, trace, caption))
