"""An expression about an observed system, in which elements are named as they are called there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chartproof.declare.sorts import snake
from chartproof.errors import UnknownName, cut
from chartproof.language.expression import Binder, Expression, Quantified
from chartproof.language.fold import free_binders
from chartproof.language.names import element_name, element_named
from chartproof.language.parse import parse, vocabulary
from chartproof.observe.known import Known

AT = (re.compile(r"\b([A-Za-z_]\w*)\s*(\[[^\[\]]*\])"), re.compile(r"\b([A-Za-z_]\w*)\s*(\([^()\[\]=]*\))"))
"""A machine or a predicate, and elements in brackets behind it: as expressions have it, and as answers print it."""


@dataclass(frozen=True)
class Wanted:
    """What is to be so. elements: the numbers of those that it names; of any others, it is to be so of some."""

    expression: Expression
    elements: dict[Binder, int]


def wanted(known: Known, text: str) -> Wanted:
    """From a text such as `integration[config.amazonaws.com] == 'absent'`: elements by their keys or names.

    Raises ModelError where it is malformed, UnknownName where it names an element that is not listed.
    """
    words = vocabulary(known.form)
    bound = set(re.findall(r"\b(\w+) in \w+", text))
    sorts_of = {name: v.sorts for name, v in words.variables.items()}
    sorts_of |= {name: tuple(b.sort for b in own) for name, own in words.signatures.items()}

    def named(found: re.Match[str]) -> str:
        sorts, inside = sorts_of.get(found[1]), found[2][1:-1].split(",")
        if sorts is None or len(sorts) != len(inside):
            return found[0]
        return f"{found[1]}[{', '.join(map(name, inside, sorts))}]"

    def name(given: str, sort: str) -> str:
        key = given.strip().strip("'\"")
        number = known.number(sort, key) if key not in bound else None
        if number is not None:
            return element_name(sort, number)
        if key not in bound and key != snake(sort):
            raise UnknownName(sort.lower(), cut(key), (str(e) for e in known.elements[sort]))
        return key

    for pattern in AT:
        text = pattern.sub(named, text)
    found = parse(text, words, free=True, elements=True)
    elements: dict[Binder, int] = {}
    for binder in free_binders(found):
        at = element_named(binder.name, [binder.sort])
        if at is None:
            found = Quantified(False, binder, found)
        elif at[1] >= known.cells.sizes[binder.sort]:
            raise UnknownName(binder.sort.lower(), binder.name, (str(e) for e in known.elements[binder.sort]))
        else:
            elements[binder] = at[1]
    return Wanted(found, elements)
