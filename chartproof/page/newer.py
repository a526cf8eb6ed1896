"""A copy of the page against the list of its statements: what changed, moved, came and went.

A text is split as the header of the list says, and the two rows of fingerprints are matched. A
statement has moved if its words stand under another heading or in another order. Old words are not
stored, so what changed is told by position: between two matched neighbours and in the same
section, what is missing and what is new are paired in order; what is left over went, or came.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from chartproof.page.statements import Statement

_MARKER = re.compile(r"^(?:•|\d+\.)\s+")
_CALL_OUT = re.compile(r"^(?:Important|Note|Tip|Warning)$")
_BETWEEN = re.compile(r"""(?:(?<=[.!?])|(?<=[.!?][)"'”’]))\s+(?=[A-Z(])""")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a text, and where it stands."""

    heading: str
    paragraph: int
    sentence: int
    text: str
    fingerprint: str


@dataclass(frozen=True)
class PageDifference:
    """What a copy of the page says otherwise than the list; each in the order of where it stood or stands."""

    changed: tuple[tuple[Statement, Sentence], ...]
    moved: tuple[tuple[Statement, Sentence], ...]
    came: tuple[Sentence, ...]
    went: tuple[Statement, ...]

    @property
    def same(self) -> bool:
        """Whether the copy says the same in the same order under the same headings."""
        return not (self.changed or self.moved or self.came or self.went)


def split_page(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text; headings, labels and the markers of bullets and steps are none.

    >>> for s in split_page("Cats\\n\\nCats sleep. They eat:\\n  • fish"):
    ...     print(s.heading, s.paragraph, s.sentence, s.text)
    Cats 1 1 Cats sleep.
    Cats 1 2 They eat:
    Cats 2 1 fish
    """
    found: list[Sentence] = []
    heading, paragraph = "", 0
    for line in filter(None, map(_normalised, text.split("\n"))):
        body = _MARKER.sub("", line)
        if _CALL_OUT.match(line):
            continue
        if body == line and line[-1] not in ".!?:)":
            heading, paragraph = line, 0
            continue
        paragraph += 1
        for number, sentence in enumerate(_BETWEEN.split(body), start=1):
            found.append(Sentence(heading, paragraph, number, sentence, _fingerprint(sentence)))
    return tuple(found)


def _normalised(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _fingerprint(sentence: str) -> str:
    return hashlib.sha256(_normalised(sentence).encode("utf-8")).hexdigest()[:16]


@dataclass(frozen=True)
class _Block:
    """What stands between two matched neighbours: in the list, and in the copy."""

    old: tuple[int, ...]
    new: tuple[int, ...]


def compare(statements: Sequence[Statement], text: str) -> PageDifference:
    """What a newer copy of the page says otherwise than the list.

    >>> [s.text for s in compare([], "Cats sleep. They eat:").came]
    ['Cats sleep.', 'They eat:']
    """
    sentences = split_page(text)
    old, new = _sections(statements, sentences)
    matched, blocks = _match(
        [(section, s.fingerprint) for section, s in zip(old, statements, strict=True)],
        [(section, s.fingerprint) for section, s in zip(new, sentences, strict=True)],
    )
    strayed = _strayed(blocks, statements, sentences)
    changed = _changed(blocks, strayed, old, new)
    moved = strayed | {o: n for o, n in matched.items() if statements[o].heading != sentences[n].heading}
    known = matched | strayed | changed
    arrived = set(known.values())
    return PageDifference(
        changed=tuple((statements[o], sentences[n]) for o, n in sorted(changed.items())),
        moved=tuple((statements[o], sentences[n]) for o, n in sorted(moved.items())),
        came=tuple(s for n, s in enumerate(sentences) if n not in arrived),
        went=tuple(s for o, s in enumerate(statements) if o not in known),
    )


def _sections(statements: Iterable[Statement], sentences: Iterable[Sentence]) -> tuple[list[str], list[str]]:
    """The heading of each, or nothing for a heading that only one side has: it may have been renamed."""
    old, new = [s.heading for s in statements], [s.heading for s in sentences]
    shared = set(old) & set(new)
    return [h if h in shared else "" for h in old], [h if h in shared else "" for h in new]


def _match(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> tuple[dict[int, int], list[_Block]]:
    """What stands in the same order on both sides, and the blocks between."""
    matched: dict[int, int] = {}
    blocks: list[_Block] = []
    for word, o, o_end, n, n_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if word == "equal":
            matched.update(zip(range(o, o_end), range(n, n_end), strict=True))
        else:
            blocks.append(_Block(tuple(range(o, o_end)), tuple(range(n, n_end))))
    return matched, blocks


def _strayed(
    blocks: Sequence[_Block], statements: Sequence[Statement], sentences: Sequence[Sentence]
) -> dict[int, int]:
    """Unmatched on both sides with the same words: in another place. Repeated words pair up in order."""
    waiting: dict[str, list[int]] = {}
    for n in (n for block in blocks for n in block.new):
        waiting.setdefault(sentences[n].fingerprint, []).append(n)
    gone = [o for block in blocks for o in block.old]
    return {o: waiting[f].pop(0) for o in gone if waiting.get(f := statements[o].fingerprint)}


def _changed(
    blocks: Iterable[_Block], strayed: Mapping[int, int], old: Sequence[str], new: Sequence[str]
) -> dict[int, int]:
    """What remains of each block, paired in order section by section."""
    taken = set(strayed.values())
    pairs: dict[int, int] = {}
    for block in blocks:
        for section in {old[o] for o in block.old}:
            left = (o for o in block.old if old[o] == section and o not in strayed)
            right = (n for n in block.new if new[n] == section and n not in taken)
            pairs.update(zip(left, right, strict=False))
    return pairs
