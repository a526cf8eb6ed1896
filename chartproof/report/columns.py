"""Rows of words at any width: nothing vanishes, and no word is cut.

Where a row's last cell does not fit beside the others, it goes on below them. A word that is wider than the
whole line stays whole, and the terminal breaks it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

GAP = 2
UNDER = 4
# A last column that is narrower than this reads worse than a line of its own.
NARROW = 24


def rows(cells: Sequence[Sequence[Text]], width: int, *, right: bool = False) -> list[list[Text]]:
    """Each row of equally many cells as lines of at most `width` columns, wherever words allow it.

    All columns but the last are as wide as what is in them. right: the first is set flush right.

    >>> [[line.plain for line in row] for row in rows([[Text("a"), Text("b, c")], [Text("bbb"), Text("x")]], 80)]
    [['a    b, c'], ['bbb  x']]
    >>> [[line.plain for line in row] for row in rows([[Text("a_long_name"), Text("first, and last")]], 16)]
    [['a_long_name', '    first, and', '    last']]
    """
    widths = [max(cell.cell_len for cell in column) for column in zip(*(row[:-1] for row in cells), strict=True)]
    return [list(_row(row, widths, width, right)) for row in cells]


def _row(row: Sequence[Text], widths: Sequence[int], width: int, right: bool) -> Iterator[Text]:
    line = Text()
    for number, (cell, column) in enumerate(zip(row[:-1], widths, strict=True)):
        blank = " " * (column - cell.cell_len)
        line.append_text(Text.assemble(blank, cell) if right and number == 0 else Text.assemble(cell, blank))
        line.append(" " * GAP)
    room = width - line.cell_len
    if row[-1].cell_len <= room or room >= max([NARROW, *map(cell_len, row[-1].plain.split())]):
        first, *rest = wrapped(row[-1], room) or [Text()]
        under = line.cell_len
        yield _stripped(line.append_text(first))
    else:
        rest = wrapped(row[-1], width - UNDER)
        under = UNDER
        yield from wrapped(_stripped(line), width) if line.cell_len > width else [_stripped(line)]
    yield from (Text.assemble(" " * under, part) for part in rest)


def _stripped(line: Text) -> Text:
    line.rstrip()
    return line


def wrapped(text: Text, width: int) -> list[Text]:
    """A text as lines of at most `width` columns, broken between words alone.

    >>> [line.plain for line in wrapped(Text("not a_word_that_is_long"), 6)]
    ['not', 'a_word_that_is_long']
    """
    breaks: list[int] = []
    start = end = 0
    for word in re.finditer(r"\S+", text.plain):
        if cell_len(text.plain[start : word.end()]) > width and end > start:
            breaks.append(word.start())
            start = word.start()
        end = word.end()
    lines = list(text.divide(breaks))
    for line in lines:
        line.rstrip()
    return lines
