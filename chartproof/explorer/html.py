"""The page: one file that holds everything, asks for nothing, and lets run what it brings and nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chartproof import __version__
from chartproof.check.lives import life_of
from chartproof.check.moves import reached_moves
from chartproof.diagram.elements import slug
from chartproof.diagram.life import life
from chartproof.diagram.machines import machine
from chartproof.diagram.picture import Grid, Picture
from chartproof.diagram.svg import inline
from chartproof.diagram.whole import participants
from chartproof.errors import TooLarge
from chartproof.explorer.compared import Compared
from chartproof.explorer.document import Found, document
from chartproof.explorer.machines_view import machines_view
from chartproof.explorer.markup import Markup, data_block, drawing, joined, raw, tag
from chartproof.explorer.scripts import DRAWING, PURE, script
from chartproof.explorer.styles import page_style
from chartproof.explorer.views import changes_view, page_view, verdicts_view

Data = dict[str, Any]
VIEWS = {
    "verdicts": "Verdicts",
    "explore": "Explore",
    "changes": "Rule changes",
    "machines": "Machines",
    "page": "Page",
}


def page(found: Found, lives: Mapping[str, Sequence[str]]) -> str:
    """The text of the file; the same input gives the same bytes. lives: the machines of each life that is drawn."""
    doc = document(found)
    styles = page_style()
    scripts = {"pure": script(PURE), "drawing": script(DRAWING)}
    head = joined(
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy([*scripts.values()], styles)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="generator", content=f"chartproof {__version__}"),
        tag("title", f"{doc['title']}: {'all as expected' if doc['ok'] else 'not as expected'}"),
        raw("style", styles),
    )
    main = tag(
        "main",
        verdicts_view(doc),
        _explore(),
        changes_view(doc, {name: list(drawn) for name, drawn in _changed(found)}),
        machines_view(found.project.form, list(_machines(found)), list(_wholes(found, lives))),
        page_view(doc),
        id="main",
    )
    body = tag(
        "body",
        _top(doc["title"], ok=doc["ok"]),
        main,
        data_block(embedded(doc), "data"),
        *(raw("script", text, id=name) for name, text in scripts.items()),
    )
    return f"<!doctype html>\n{tag('html', tag('head', head), body, lang='en')}\n"


def embedded(doc: Data) -> Data:
    """What the scripts read of the document: without what stands in the page already or says nothing (`Model` and
    `traces` know what is meant), and each step of traces once.
    """
    calls: dict[tuple[str, ...], int] = {}

    def trace(found: Data | None) -> Data | None:
        steps = [calls.setdefault(tuple(s), len(calls)) for s in found["steps"]] if found else []
        return {**_said(found), "steps": steps} if found else None

    def compared(found: Data | None) -> Data | None:
        """Of a comparison, its traces."""
        if found is None:
            return None
        rows = (
            {"name": d["name"], **{k: trace(d[k]) for k in ("trace", "trace_before") if d[k]}}
            for d in found["differences"]
        )
        named = [row for row in rows if len(row) > 1]
        examples = [
            {"kind": e["kind"], "trace": trace(e["trace"])} for e in (found["behaviours"] or {}).get("examples", ())
        ]
        bases = [compared(base) for base in found["bases"]]
        return _said({"against": found["against"], "differences": named, "examples": examples, "bases": bases})

    def step(found: Data) -> Data:
        return {k: rule(v) if isinstance(v, dict) else v for k, v in found.items()}

    def rule(found: Data) -> Data:
        return _said({k: v for k, v in found.items() if k not in ("calls", "page")})

    changes = [
        {**c, "why": "", "steps": [step(s) for s in c["steps"]], "checked": compared(c["checked"])}
        for c in doc["changes"]
    ]
    changed = {
        "rules": [rule(r) for r in doc["rules"]],
        "properties": [{"name": p["name"], "trace": trace(p["trace"])} for p in doc["properties"] if p["trace"]],
        "changes": changes,
        "mutants": [{"trace": trace(m["trace"])} for m in doc["mutants"] or ()],
    }
    kept = {key: value for key, value in doc.items() if key not in ("page", "coverage", "tallies", "refused")}
    return {**kept, **changed, "calls": [list(call) for call in calls]}


def _said(found: Data) -> Data:
    """What of a row says something: no empty text, list or table, nothing that is false or null."""
    return {k: v for k, v in found.items() if v or (v == 0 and v is not False)}


def _policy(scripts: Sequence[str], styles: str) -> str:
    """What may run: these scripts and this style by their hashes, a worker made of them; nothing is fetched."""
    said = " ".join(_hash(text) for text in scripts)
    rules = ["default-src 'none'", f"script-src {said}", f"style-src {_hash(styles)}", "worker-src blob:"]
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _top(title: str, *, ok: bool) -> Markup:
    said = tag(
        "span", "all as expected" if ok else "not as expected", class_="verdict " + ("v-holds" if ok else "v-violated")
    )
    links = (tag("a", text, href=f"#{name}") for name, text in VIEWS.items())
    buttons = joined(
        tag("button", "Keys", type="button", id="show-keys", class_="scripts-only"),
        tag("button", "Theme: auto", type="button", id="theme", class_="scripts-only"),
    )
    return tag(
        "header",
        tag("h1", title),
        tag("nav", *links, id="views", aria_label="Views"),
        tag("div", said, buttons, class_="right"),
        tag("p", id="notice", role="status", hidden=""),
    )


def _explore() -> Markup:
    without = tag(
        "noscript",
        tag(
            "p",
            "The explorer interprets the rules in the browser, and needs scripts. All else is here without them.",
        ),
    )
    return tag(
        "section",
        tag("h2", "Explore", id="explore-title"),
        without,
        tag(
            "div",
            tag("div", id="explore-side"),
            tag(
                "div",
                tag("div", id="explore-steps", class_="panel", aria_live="polite"),
                tag("div", id="explore-board"),
                tag("div", id="explore-drawings"),
                class_="middle",
            ),
            tag("div", id="explore-events"),
            class_="explorer scripts-only",
        ),
        tag(
            "p",
            "A browser proves nothing and checks no new rules: chartproof verify and chartproof check CHANGE.toml do.",
            class_="quiet scripts-only",
        ),
        id="explore",
        aria_labelledby="explore-title",
    )


def _figure(content: Picture | Grid, key: str, caption: str, **data: str) -> Markup:
    # The scripts know by its name where a link to an event leads.
    svg = drawing(re.sub(r' href="(?:\.\./)?rules\.md#[^"]*"', "", inline(content, key)))
    named = {f"data_{name}": value for name, value in data.items()}
    scroll = tag("div", svg, class_="scroll", tabindex="0", role="region", aria_label=caption)
    return tag("figure", tag("figcaption", caption), scroll, **named)


def _machines(found: Found) -> Iterator[Markup]:
    project = found.project
    reached = reached_moves(project.form, found.sizes)
    for variable in project.form.variables:
        picture = machine(project.form, variable, project.before, reached).picture
        per = f", one for each {' and '.join(variable.sorts)}" if variable.sorts else ""
        yield _figure(picture, slug(f"m-{variable.name}"), f"{variable.title}{per}", machine=variable.name)


def _wholes(found: Found, lives: Mapping[str, Sequence[str]]) -> Iterator[Markup]:
    project = found.project
    if project.form.rules and project.form.variables:
        yield _figure(participants(project.form, project.before), "events", "Which machines take part in which events")
    for name, machines in lives.items():
        try:
            drawn = life(life_of(project.form, name, machines, found.sizes))
        except TooLarge:
            continue
        yield _figure(drawn, slug(f"life-{name}"), drawn.title)


def _changed(found: Found) -> Iterator[tuple[str, Iterator[Markup]]]:
    """By change, the drawings of the machines that it alters, marked against what it builds on."""
    for one in found.compared:
        yield one.name, _altered(found, one)


def _altered(found: Found, one: Compared) -> Iterator[Markup]:
    form, before, name = one.after, one.before, one.name
    reached = reached_moves(form, found.sizes)
    for variable in form.variables:
        picture = machine(form, variable, before, reached).picture
        if picture.marked:
            caption = f"{variable.title} under {name}"
            yield _figure(
                told_apart(picture), slug(f"c-{name}-{variable.name}"), caption, machine=variable.name, of=name
            )


def told_apart(picture: Picture) -> Picture:
    """A drawing under a change in which only what the change alters is labelled; the model's own drawing says the
    rest, and the page once how what is altered is marked.
    """
    marked = [e for e in picture.edges if e.mark != "same" or any(line.mark != "same" for line in e.lines)]
    ends = {(e.source, e.target) for e in marked}
    plain = [replace(e, lines=()) for e in picture.edges if e not in marked and (e.source, e.target) not in ends]
    said = "".join(line.text for e in marked for line in e.lines)
    notes = [n for n in picture.notes if n.text.startswith("(") and n.text.split(" ")[0] in said]
    return replace(picture, edges=(*plain, *marked), notes=tuple(notes), legend=False)
