"""Colours and type of the SVGs: dark ink on white paper, each pair legible to WCAG AA."""

from __future__ import annotations

from chartproof.diagram.arcs import Mark

FONT = "Helvetica,Arial,sans-serif"
INK = "#1f2328"
QUIET = "#4d5660"
PAPER = "#ffffff"
COLOURS: dict[Mark, str] = {"same": INK, "gained": "#116329", "lost": "#b31d28", "changed": INK}
FILLS = {
    "state": "#ddf4ff",
    "strong": "#b6e3ff",
    "head": "#eaeef2",
    "good": "#d2f4d9",
    "bad": "#ffc9c9",
    "open": "#fff1b8",
    "none": "#f0f2f5",
}
