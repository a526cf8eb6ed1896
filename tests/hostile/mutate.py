"""Mutations of a text: each is a small mistake of a person, a machine or a disk, chosen by a seed.

A mutation is a function from bytes to bytes. None knows what the text means.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Mutation = Callable[[random.Random, bytes], bytes]

ODD = [
    b"\x00", b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", "\N{SUPERSCRIPT TWO}".encode(), "→".encode(), b"\xef\xbb\xbf",
    b"\r", b"\x1b[31m", "\N{RIGHT-TO-LEFT OVERRIDE}".encode(), b"'", b'"', b'"""', b"\\", b"{", b"}", b"[", b"]",
    b"(", b")", b"=", b"==", b",", b".", b"#", b":", b"\t", b"\n", b"\n\n", b" ", b"not ", b" and ", b" or ", b"None",
    b"True", b"-1", b"0", b"1e999", b"nan", b"9" * 5000, b"x" * 3000, b"..", b"../..", b"/", b"%s", b"{0}", b"<", b"&",
    b"raise SystemExit(0)", b"every(", b"some(", b"import os", b"class X: pass", b"lambda: 0", b"[[", b"]]", b"{}",
]  # fmt: skip
WORD = re.compile(rb"[A-Za-z_]\w*")
NUMBER = re.compile(rb"\d+")


def _insert(random: random.Random, text: bytes) -> bytes:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(ODD) + text[at:]


def _delete(random: random.Random, text: bytes) -> bytes:
    at = random.randrange(len(text) + 1)
    return text[:at] + text[at + random.choice([1, 1, 1, 3, 20]) :]


def _flip(random: random.Random, text: bytes) -> bytes:
    if not text:
        return b"\x80"
    at = random.randrange(len(text))
    return text[:at] + bytes([text[at] ^ 1 << random.randrange(8)]) + text[at + 1 :]


def _cut(random: random.Random, text: bytes) -> bytes:
    return text[: random.randrange(len(text) + 1)]


def _lines(random: random.Random, text: bytes) -> bytes:
    """A line doubled, dropped, moved or indented."""
    lines = text.split(b"\n")
    at = random.randrange(len(lines))
    kind = random.randrange(4)
    if kind == 0:
        lines.insert(at, lines[at])
    elif kind == 1:
        del lines[at]
    elif kind == 2:
        lines.insert(random.randrange(len(lines)), lines.pop(at))
    else:
        lines[at] = b" " + lines[at]
    return b"\n".join(lines)


def misspelt(random: random.Random, text: bytes) -> bytes:
    """One word with a letter dropped, doubled or changed."""
    words = list(WORD.finditer(text))
    if not words:
        return text + b"x"
    word = random.choice(words)
    old, at = word[0], random.randrange(len(word[0]))
    new = random.choice([old[:at] + old[at + 1 :], old[:at] + old[at : at + 1] + old[at:], old[:at] + b"q" + old[at:]])
    return text[: word.start()] + new + text[word.end() :]


def _exchanged(random: random.Random, text: bytes) -> bytes:
    """One word in the place of another."""
    words = list(WORD.finditer(text))
    if not words:
        return text
    one, other = random.choice(words), random.choice(words)
    return text[: one.start()] + other[0] + text[one.end() :]


def _number(random: random.Random, text: bytes) -> bytes:
    numbers = list(NUMBER.finditer(text))
    if not numbers:
        return text + b"7"
    number = random.choice(numbers)
    new = random.choice([b"0", b"-1", b"1.5", b"true", b'"1"', b"9" * 5000, b"99999999999999999999", b"[1]", b"1_0"])
    return text[: number.start()] + new + text[number.end() :]


def _nested(random: random.Random, text: bytes) -> bytes:
    """Something opened very often: what reads it goes down as often."""
    at = random.randrange(len(text) + 1)
    deep = random.choice([70, 1000, 5000, 100_000])
    opened = random.choice([b"[", b"{", b"(", b"not ", b'{"a":', b"a={", b"-", b"every(Book, "])
    closed = random.choice([b"", b"]", b"}", b")"])
    return text[:at] + opened * deep + closed * deep + text[at:]


def _encoded(random: random.Random, text: bytes) -> bytes:
    """Saved in another encoding than UTF-8, or with another kind of line's end."""
    said = text.decode("utf-8", "replace")
    codec = random.choice(["utf-16", "utf-32", "latin-1", "cp037", "utf-7", "utf-8-sig"])
    return random.choice([said.encode(codec, "replace"), text.replace(b"\n", b"\r\n"), text.replace(b"\n", b"\r")])


MUTATIONS: list[Mutation] = [
    _insert, _insert, _insert, _delete, _delete, _flip, _cut, _lines, _lines, misspelt, misspelt, misspelt,
    _exchanged, _exchanged, _number, _nested, _encoded,
]  # fmt: skip
