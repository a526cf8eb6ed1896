"""A state that is looked for: what is to hold in it, of which elements, and how many there must be for that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chartproof.check.instances import raised
from chartproof.language.expression import Expression, apart, conjunction
from chartproof.language.fold import free_binders
from chartproof.language.form import Form
from chartproof.language.meaning import Bindings
from chartproof.language.names import element_named
from chartproof.language.parse import parse, vocabulary


@dataclass(frozen=True)
class Wanted:
    """A state that is looked for: an expression, and the numbers of the elements that it names."""

    expression: Expression
    elements: Bindings

    @classmethod
    def read(cls, form: Form, text: str) -> Wanted:
        """From a text in which elements may be named as traces print them. Raises ModelError where it is malformed."""
        found = parse(text, vocabulary(form), free=True, elements=True)
        named = {b: element_named(b.name, [b.sort]) for b in free_binders(found)}
        return cls(found, {b: at[1] for b, at in named.items() if at is not None})

    def least(self, sizes: Mapping[str, int]) -> dict[str, int]:
        """The sizes, with at least the elements that it names."""
        return raised(sizes, {s: max(n + 1 for b, n in self.elements.items() if b.sort == s) for s in self.sorts})

    @property
    def sorts(self) -> set[str]:
        """The sorts of the elements that it names."""
        return {b.sort for b in self.elements}

    def anywhere(self) -> Expression:
        """That it holds of any elements: what is named differently is different, and else one is like another."""
        return conjunction([*apart(self.elements), self.expression])
