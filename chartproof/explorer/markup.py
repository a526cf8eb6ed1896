"""HTML as text that is right by construction: whatever is no markup is escaped."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from typing import Any

from chartproof.diagram.elements import printable

VOID = ("meta", "link", "br", "input", "hr")
BARE = re.compile(r"[^\s\"'=<>`/]+")
"""What is a value without quotes, too."""
ENDLESS = ("td", "th", "tr", "li")
"""What HTML ends by what follows."""


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def tag(name: str, /, *children: str | None, **attributes: str | None) -> Markup:
    """An element. A child that is no Markup is text; attributes lose a trailing _, and have - for _; None leaves out.

    >>> tag("p", "a < b", class_="x y", id="z")
    '<p class="x y" id=z>a &lt; b</p>'
    """
    said = "".join(
        f" {key.rstrip('_').replace('_', '-')}={_quoted(_escaped(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    if name in VOID:
        return Markup(f"<{name}{said}>")
    return Markup(f"<{name}{said}>{joined(*children)}" + ("" if name in ENDLESS else f"</{name}>"))


def joined(*children: str | None) -> Markup:
    """Elements and texts, one behind the other."""
    return Markup("".join(c if isinstance(c, Markup) else _escaped(c, quote=False) for c in children if c is not None))


def _quoted(value: str) -> str:
    """An attribute's value, without quotes where HTML needs none."""
    return value if BARE.fullmatch(value) else f'"{value}"'


def drawing(svg: str) -> Markup:
    """A drawing as an element, its attributes as those of any other; what ends itself keeps the quotes before."""

    def bare(found: re.Match[str]) -> str:
        return re.sub(r'="([^"]*)"(?=[ >])', lambda value: f"={_quoted(value[1])}", found[0])

    return Markup(re.sub(r"<[^<>]*>", bare, svg))


def _escaped(text: str, *, quote: bool = True) -> str:
    return html.escape(printable(text), quote)


def raw(name: str, text: str, /, **attributes: str | None) -> Markup:
    """An element whose text the browser takes as it stands: a script or a style sheet of this package.

    Raises ValueError for a text that would end it.
    """
    if f"</{name}" in text.lower() or "<!--" in text:
        raise ValueError(f"a {name} that ends itself")
    return Markup(str(tag(name, **attributes)).replace(f"</{name}>", "") + text + f"</{name}>")


def data_block(data: Mapping[str, Any], name: str) -> Markup:
    """Data for scripts to read: JSON in which nothing can end the element, nor be taken for a line's end."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029\0":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    text = "".join(c if not 0xD800 <= ord(c) <= 0xDFFF else f"\\u{ord(c):04x}" for c in text)
    return Markup(f'<script type="application/json" id="{name}">{text}</script>')
