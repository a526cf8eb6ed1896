"""The page's views that need no script: verdicts, rule changes, machines, the page; readable without a style, too."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from chartproof.diagram.page import MEANINGS, SIGNS
from chartproof.diagram.picture import LEGEND
from chartproof.explorer.markup import Markup, joined, tag

Data = Mapping[str, Any]
ORDER = {"failed": 0, "finding": 1}


def verdicts_view(doc: Data) -> Markup:
    """What must hold, and what does: the unexpected first, then findings."""
    properties = sorted(doc["properties"], key=_order)
    proved = sum(p["all_sizes"] for p in properties)
    kinds = " and ".join(s["name"] for s in doc["sorts"])
    every = f"any number of elements ({kinds})" if kinds else "the one instance"
    said = f"{proved} of {len(properties)} are proved for {every}; each other verdict says of which sizes it is."
    head = ["property", "verdict", "trace", "scope", "rests on"]
    rows = [_property(p) for p in properties]
    table = tag(
        "table",
        tag("thead", tag("tr", *(tag("th", h, scope="col") for h in head))),
        tag("tbody", *rows, id="verdict-rows"),
        class_="rows t-verdicts",
    )
    none = tag("p", "The project states no property.")
    return _view(
        "verdicts",
        "Verdicts",
        tag("p", said, class_="lead"),
        _tiles(doc),
        tag("div", id="filter"),
        table if rows else none,
    )


def _order(found: Data) -> tuple[int, int]:
    kinds = ["unknown", "violated", "unreachable", "witnessed", "holds"]
    return ORDER.get(found["standing"], 2), kinds.index(found["verdict"])


def _view(name: str, title: str, *parts: Markup) -> Markup:
    return tag("section", tag("h2", title, id=f"{name}-title"), *parts, id=name, aria_labelledby=f"{name}-title")


def _tiles(doc: Data) -> Markup:
    tallies = [(word, str(count)) for word, count in doc["tallies"]]
    if doc["coverage"]:
        tallies.append(("statements covered", f"{doc['coverage']['covered']}/{doc['coverage']['statements']}"))
    tiles = (tag("div", tag("dd", count), tag("dt", word), class_="tile") for word, count in tallies)
    return tag("dl", *tiles, class_="tiles")


def _property(found: Data) -> Markup:
    more = [("expected", found["expected"])] if found["standing"] == "failed" else []
    more += [("why not for all sizes", found["open_because"])] if found["open_because"] else []
    facts = (
        [tag("details", tag("summary", f"by {len(found['facts'])} facts"), items(found["facts"]))]
        if found["facts"]
        else []
    )
    cites = [tag("p", f"the page: {', '.join(found['page'])}", class_="quiet")] if found["page"] else []
    verdict = found["verdict"] + (", vacuously" if found["vacuous"] else "")
    failed = [tag("p", "not as expected", class_="differs")] if found["standing"] == "failed" else []
    return tag(
        "tr",
        tag("td", tag("code", found["name"]), tag("p", found["meaning"], class_="quiet"), *cites),
        tag("td", tag("span", verdict, class_=f"verdict v-{found['verdict']}"), *failed),
        tag("td", trace_link(found["trace"], found["name"]) or "–"),
        tag("td", found["scope"], *(tag("p", f"{k}: {v}", class_="quiet") for k, v in more), *facts),
        tag("td", found["rests_on"]),
        id=f"property-{found['name']}",
        data_verdict=found["verdict"],
        data_standing=None if found["standing"] == "ok" else found["standing"],
    )


def items(texts: Sequence[str | Markup]) -> Markup:
    """A list."""
    return tag("ul", *(tag("li", text) for text in texts))


def trace_link(trace: Data | None, name: str, change: str = "") -> Markup | None:
    """The link by which a trace is opened in the explorer; none where there is no trace."""
    if trace is None:
        return None
    count = len(trace["steps"])
    said = f"▶ {count} step{'s' * (count != 1)}"
    under = f";c={quoted(change)}" if change else ""
    return tag("a", said, href=f"#explore{under};t={quoted(name)}")


def quoted(text: str) -> str:
    """A name as it stands in a fragment."""
    return "".join(f"%{ord(c):02X}" if c in "~." else c for c in quote(text, safe="", errors="replace"))


def _links(names: Sequence[str], kind: str) -> Iterator[Markup]:
    """Names that the scripts make links of: to the event or the property of that name."""
    for number, name in enumerate(names):
        yield joined(", " if number else "", tag("a", name, class_=kind))


def changes_view(doc: Data, drawings: Mapping[str, Sequence[Markup]]) -> Markup:
    """What each rule change does, as `check` tells it, with the drawings that it alters. drawings: by change."""
    parts = [_change(doc, c, drawings.get(c["name"], ())) for c in doc["changes"]]
    refused = [
        tag(
            "article",
            tag("h3", r["name"]),
            tag("p", r["proposal"]),
            tag("p", f"It cannot be applied: {r['why']}.", class_="bad"),
            class_="panel",
        )
        for r in doc["refused"]
    ]
    marks = [
        tag("p", f"In drawings: {LEGEND[0].lower()}{LEGEND[1:]} Dotted: no reachable state allows it.", class_="quiet")
    ]
    none = tag("p", "The project keeps no changes: write one as changes/NAME.toml, and check it with chartproof check.")
    return _view("changes", "Rule changes", *(marks * any(drawings.values()) + parts + refused or [none]))


def _change(doc: Data, change: Data, drawings: Sequence[Markup]) -> Markup:
    checked = change["checked"]
    ok = (
        [
            tag(
                "span",
                "as expected" if checked["ok"] else "not as expected",
                class_="verdict " + ("v-holds" if checked["ok"] else "v-violated"),
            )
        ]
        if checked
        else []
    )
    built = tag("p", f"Builds on {', '.join(change['builds_on'])}.", class_="quiet") if change["builds_on"] else None
    conflicts = [
        f"{b if a == change['name'] else a}: {why}" for a, b, why in doc["conflicts"] if change["name"] in (a, b)
    ]
    apart = tag("p", "Not together with ", "; ".join(conflicts), class_="quiet") if conflicts else None
    parts = [_compared(part, change["name"]) for part in ([checked, *checked["bases"]] if checked else [])]
    drawn = (
        [tag("details", tag("summary", f"the drawings that it alters ({len(drawings)})"), *drawings)]
        if drawings
        else []
    )
    return tag(
        "article",
        tag("h3", change["name"], " ", *ok),
        tag("p", change["proposal"]),
        tag("p", change["why"], class_="quiet"),
        built,
        apart,
        tag("p", tag("a", "What if? Explore it", href=f"#explore;c={quoted(change['name'])}")),
        *parts,
        *drawn,
        class_="panel",
        id=f"change-{change['name']}",
    )


def _compared(found: Data, change: str) -> Markup:
    name = change if found["against"] == "baseline" else f"{change}/{found['against']}"
    rows = [_difference(d, change, name) for d in found["differences"]]
    table = tag(
        "table",
        tag("thead", tag("tr", *(tag("th", h, scope="col") for h in ("property", "before", "after", "trace")))),
        tag("tbody", *rows),
        class_="rows t-changes",
    )
    notes = [*found["notes"], *(f"{v} holds, but what it speaks of can't happen any more" for v in found["vacuous"])]
    return joined(
        tag("h4", f"against {found['against']}"),
        table if rows else tag("p", "No verdict changes."),
        items(notes) if notes else None,
        _behaviours(found["behaviours"], change, name),
    )


def _difference(found: Data, change: str, name: str) -> Markup:
    wrong = None if found["as_expected"] else tag("p", f"expected {found['expected']}", class_="differs")
    link = trace_link(found["trace"], f"{name}/{found['name']}", change)
    link = link or trace_link(found["trace_before"], f"{name}/{found['name']}/before")
    return tag(
        "tr",
        tag("td", tag("code", found["name"]), tag("p", found["meaning"], class_="quiet")),
        tag("td", found["before"]),
        tag("td", found["after"], tag("p", found["scope"], class_="quiet"), wrong),
        tag("td", link or "–"),
    )


def _behaviours(found: Data | None, change: str, name: str) -> Markup | None:
    if found is None:
        return None
    lines: list[Markup] = []
    counts = itertools.count(1)
    for example in found["examples"]:
        said = f"{example['kind']}: {step_text(example['trace']['steps'][-1])} "
        under = change if example["kind"] == "gained" else ""
        lines.append(joined(said, trace_link(example["trace"], f"{name}/{example['kind']}/{next(counts)}", under)))
    sizes = " × ".join(map(str, found["sizes"])) or "the one instance"
    counted = f"With {sizes}: {found['gained']:,} transitions gained, {found['lost']:,} lost."
    return tag("details", tag("summary", counted), items(lines)) if lines else tag("p", counted, class_="quiet")


def step_text(step: Sequence[str]) -> str:
    """A step as a reader says it."""
    name, *arguments = step
    return f"{name}({', '.join(arguments)})" if arguments else name


def page_view(doc: Data) -> Markup:
    """The page, statement by statement, and the mutants that nobody notices."""
    entries = doc["page"]
    counts = {s: sum(e["standing"] == s for e in entries) for s in SIGNS}
    legend = items([f"{SIGNS[s]} {MEANINGS[s]}: {n}" for s, n in counts.items() if n])
    groups = itertools.groupby(entries, key=lambda e: (e["heading"], e["id"].rpartition("-")[0]))
    head = ("standing", "statement", "what it claims", "rules", "properties")
    table = tag(
        "table",
        tag("thead", tag("tr", *(tag("th", h, scope="col") for h in head))),
        *(_part(heading, part, list(ones)) for (heading, part), ones in groups),
        class_="rows t-page",
    )
    none = tag("p", "The project lists no page: name one with page = … in [tool.chartproof].")
    return _view("page", "The page", *([legend, table] if entries else [none]), *_mutants(doc))


def _part(heading: str, part: str, entries: Sequence[Data]) -> Markup:
    """The statements of a part of the page, below its heading."""
    said = tag("h3", ": ".join(t for t in (part, heading) if t) or "The page")
    return tag("tbody", tag("tr", tag("th", said, colspan="5", scope="rowgroup")), *(_statement(e) for e in entries))


def _statement(entry: Data) -> Markup:
    left = f"excepted: {entry['excepted']}" if entry["standing"] == "excepted" else ""
    other = entry["repeats"]
    said: list[str] = (
        [joined("repeats ", tag("a", other, href=f"#statement-{quoted(other)}"))] if other else [left or "–"]
    )
    return tag(
        "tr",
        tag("td", f"{SIGNS[entry['standing']]} {entry['standing']}", class_=f"s-{entry['standing']}"),
        tag("td", entry["id"], tag("p", entry["kind"], class_="quiet")),
        tag("td", entry["claim"]),
        tag("td", *(_links(entry["rules"], "e") if entry["rules"] else said)),
        tag("td", *(_links(entry["properties"], "p") if entry["properties"] else ["–"])),
        id=f"statement-{entry['id']}",
    )


def _mutants(doc: Data) -> list[Markup]:
    mutants = doc["mutants"]
    if mutants is None:
        return []
    lines = [
        joined(
            tag("code", m["event"]),
            " " if m["event"] else "",
            m["sentence"],
            " ",
            trace_link(m["trace"], f"mutant/{n}"),
        )
        for n, m in enumerate(mutants, 1)
    ]
    said = "Rules could be so, and no property would say no." if lines else "Every mutant is noticed."
    return [tag("h3", f"The mutants that nobody notices ({len(lines)})", id="mutants"), tag("p", said), items(lines)]
