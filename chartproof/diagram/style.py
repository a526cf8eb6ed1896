"""Colours and type of the SVGs, as a style sheet: each pair legible to WCAG AA, on light paper and on dark.

A picture says what a part is by its class, never how it looks; so dark mode, print and a page that the picture stands
in need no other picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chartproof.diagram.marks import Mark

FONT = "Helvetica,Arial,sans-serif"
MONO = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace"

LIGHT: Mapping[str, str] = {
    "paper": "#ffffff",
    "ink": "#1f2328",
    "quiet": "#4d5660",
    "gained": "#116329",
    "lost": "#b31d28",
    "edge": "#54aeff",
    "state": "#ddf4ff",
    "strong": "#b6e3ff",
    "head": "#eaeef2",
    "good": "#d2f4d9",
    "bad": "#ffc9c9",
    "open": "#fff1b8",
    "none": "#f0f2f5",
}
DARK: Mapping[str, str] = {
    "paper": "#0d1117",
    "ink": "#f0f6fc",
    "quiet": "#b1bac4",
    "gained": "#7ee787",
    "lost": "#ffa198",
    "edge": "#388bfd",
    "state": "#12263f",
    "strong": "#1a3f6b",
    "head": "#21262d",
    "good": "#123d22",
    "bad": "#5a1a1f",
    "open": "#453400",
    "none": "#161b22",
}
FILLS = ("state", "strong", "head", "good", "bad", "open", "none")
"""What a cell of a grid or a box is filled with."""
INKS = ("ink", "quiet", "gained", "lost")
COLOURS: dict[Mark, str] = {"same": "ink", "gained": "gained", "lost": "lost", "changed": "ink"}
"""The ink that a mark is written in."""

SHAPES = (
    f"text{{font-family:{FONT};font-size:13px;text-anchor:middle}}.start{{text-anchor:start}}",
    f".mono text{{font-family:{MONO};font-size:14px;text-anchor:start}}.mono .middle{{text-anchor:middle}}",
    ".node text{font-size:14px}.cells text{font-size:12px}.node rect{rx:10px}.cells rect{rx:3px}",
    "path,line{fill:none}.arc path{stroke-width:1}",
    ".arc text{paint-order:stroke;stroke-width:4px;stroke-linejoin:round}",
    ".gained path,.changed path{stroke-width:3}.lost path{stroke-width:1.6;stroke-dasharray:5 2}",
    ".never path,.silent path{stroke-width:1.5;stroke-dasharray:1 4;stroke-linecap:round}",
    ".gained.never path{stroke-width:3;stroke-dasharray:1 6}",
    ".frame{fill:none}.dashed{stroke-dasharray:6 4}path.message{stroke-width:1.5}",
    ".bold,text.gained,text.changed{font-weight:bold}text.lost,.said{font-style:italic}",
)
"""What does not depend on the paper."""


def style_sheet(scope: str = "svg.chart") -> str:
    """The style of a picture that stands alone; what is dark where the reader's device is."""
    light, dark = "".join(coloured(LIGHT, scope)), "".join(coloured(DARK, scope))
    return f"{shaped(scope)}{light}@media (prefers-color-scheme:dark){{{dark}}}"


def shaped(scope: str) -> str:
    """The shapes, below a selector."""
    return "".join(_scoped(rule, scope) for rule in SHAPES)


def coloured(colours: Mapping[str, str], scope: str) -> Iterator[str]:
    """The rules that colour a picture, below a selector. colours: by name, as CSS has them."""
    ink, quiet, paper = colours["ink"], colours["quiet"], colours["paper"]
    rules = [
        f".paper{{fill:{paper}}}text,polygon,.point{{fill:{ink}}}.quiet{{fill:{quiet}}}",
        f".arc path,.line{{stroke:{quiet}}}.arc polygon{{fill:{quiet};stroke:{quiet}}}.arc text{{stroke:{paper}}}",
        f".changed path,path.message{{stroke:{ink}}}.frame{{stroke:{quiet}}}",
        f".node rect,.edged{{stroke:{colours['edge']}}}",
    ]
    rules += [f"text.{mark}{{fill:{colours[mark]}}}" for mark in ("gained", "lost")]
    rules += [
        f".{m} path,.{m} polygon{{stroke:{colours[m]}}}.{m} polygon{{fill:{colours[m]}}}" for m in ("gained", "lost")
    ]
    rules += [f".f-{fill}{{fill:{colours[fill]}}}" for fill in FILLS]
    rules.append(f".node rect{{fill:{colours['state']}}}.node.strong rect{{fill:{colours['strong']}}}")
    return (_scoped(rule, scope) for rule in rules)


def _scoped(rules: str, scope: str) -> str:
    """Rules without nesting, each selector below the scope."""
    found = []
    for rule in filter(None, rules.split("}")):
        selectors, _, body = rule.partition("{")
        found.append(",".join(f"{scope} {s}" for s in selectors.split(",")) + "{" + body + "}")
    return "".join(found)
