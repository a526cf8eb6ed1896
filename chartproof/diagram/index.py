"""The first page of the generated folder: every picture, each with the file that says more."""

from __future__ import annotations

from collections.abc import Sequence

from chartproof.diagram.markdown import document, image
from chartproof.language.form import Form


def index(form: Form, lives: Sequence[tuple[str, Sequence[str]]], *, page: bool) -> str:
    """The file. lives: of each its file's name and its machines. page: whether the project lists a page."""
    parts = [
        "- [The rules](rules.md), an event a row",
        "- [The whole](whole.md): who takes part in which event, and who is read to move whom",
    ]
    if page:
        parts.append("- [The page](page.md): what stands for each of its statements, with verdicts")
    parts += [f"- [The life of {name}](lives/{name}.md): {' and '.join(machines)}" for name, machines in lives]
    parts += [f"- [{v.title}](machines/{v.name}.md): {_sentence(v.meaning)}" for v in form.variables]
    shown = [image(f"The life of {name}", f"lives/{name}.svg") for name, _ in lives]
    shown += [image(f"The machine {v.title}", f"machines/{v.name}.svg") for v in form.variables]
    whole = [
        image("Which machines take part in which events", "events.svg"),
        image("Which machine is read to move which", "whole.svg"),
    ]
    last = [image("The page, and what stands for it", "page.svg")] if page else []
    return document("Diagrams", "\n".join(parts), *whole, *shown, *last)


def _sentence(text: str) -> str:
    return text or "a state machine."
