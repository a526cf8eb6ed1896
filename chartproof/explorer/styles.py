"""The page's style sheet: light, dark as the device is, and either as the reader chooses; drawings take part in it."""

from __future__ import annotations

from importlib import resources

from chartproof.diagram.style import DARK, LIGHT, coloured, shaped

PAGE_DARK = {
    "paper": "#0d1117",
    "card": "#151b23",
    "ink": "#f0f6fc",
    "quiet": "#b1bac4",
    "line": "#3d444d",
    "link": "#79c0ff",
    "main": "#1158c7",
    "on-main": "#ffffff",
    "now": "#12365c",
    "edge": "#58a6ff",
    "good": "#12361f",
    "good-ink": "#7ee787",
    "bad": "#4a1519",
    "bad-ink": "#ffb3ad",
    "seen": "#2f1f4d",
    "seen-ink": "#d2a8ff",
    "soft": "#262c36",
    "lit": "#ffa657",
    **{f"c-{name}": colour for name, colour in DARK.items()},
}


def page_style() -> str:
    """The whole sheet, as the page has it."""
    dark = "".join(f"--{name}:{colour};" for name, colour in PAGE_DARK.items())
    themes = f":root[data-theme=dark]{{color-scheme:dark;{dark}}}:root[data-theme=light]{{color-scheme:light}}"
    device = f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}"
    light = "".join(f"--c-{name}:{colour};" for name, colour in LIGHT.items())
    drawn = f":root{{{light}}}" + shaped(".chart")
    return _own() + drawn + "".join(coloured({n: f"var(--c-{n})" for n in LIGHT}, ".chart")) + device + themes


def _own() -> str:
    """What is written by hand, with the colours of drawings from their one list."""
    return (resources.files("chartproof.explorer") / "page.css").read_text("utf-8")
