"""How wide a text is at most, in any of the fonts that a sans-serif picture is shown in.

Of each letter the widest of DejaVu Sans (as wide as Verdana), Liberation Sans (Arial) and Nimbus Sans (Helvetica)
counts, in ems, rounded up; so a text that fits by this measure is cut in none of them.
"""

from __future__ import annotations

_PLAIN = {
    0.3: "'Iijl",
    0.35: " ,./:;\\|·’",
    0.4: "()-[]ft",
    0.45: "!r",
    0.5: '"*J`',
    0.55: "csz“”",
    0.6: "?L_kvxy–",
    0.65: "$0123456789FTabdeghnopqu{}",
    0.7: "ABEKPSVXYZ",
    0.75: "CNRU",
    0.8: "&DGHOQ",
    0.85: "#+<=>^w~⇒×✓✗",
    0.9: "M",
    1.0: "%Wm→—…",
    1.05: "@",
}
_BOLD = {
    0.35: " 'ijl",
    0.4: ",./:;I\\|·’",
    0.45: "-f",
    0.5: "!()[]`rt",
    0.55: '"*',
    0.6: "J_csz–",
    0.65: "?Lx",
    0.7: "$0123456789EFTaekovy“”",
    0.75: "CPSYZbdghnpqu{}",
    0.8: "ABKRVX",
    0.85: "#+<=>DGHNU^~⇒×✓✗",
    0.9: "&OQ",
    0.95: "w",
    1.0: "@M→—…",
    1.05: "%m",
    1.15: "W",
}
OTHER = 1.15
"""A letter that is not listed is taken to be as wide as the widest that is."""


def _by_letter(table: dict[float, str]) -> dict[str, float]:
    return {letter: width for width, letters in table.items() for letter in letters}


PLAIN, BOLD = _by_letter(_PLAIN), _by_letter(_BOLD)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line of text at a size in pixels.

    >>> width("il", 10), width("il", 10, bold=True)
    (6.0, 7.0)
    """
    known = BOLD if bold else PLAIN
    return round(size * sum(known.get(letter, OTHER) for letter in text), 2)
