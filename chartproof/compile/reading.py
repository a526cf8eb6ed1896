"""Reading the expressions of claims: each text once for a form, and for forms that name the same things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from chartproof.errors import ModelError, Origin
from chartproof.language.expression import TRUE, Binder, Expression
from chartproof.language.fold import asked_about, walk
from chartproof.language.form import Form, Rule
from chartproof.language.parse import Vocabulary, parse, vocabulary

Key = tuple[str, tuple[Binder, ...]]


@dataclass
class Reader:
    """A form whose words claims use, and the place of a claim for what is wrong with it."""

    form: Form
    origin: Origin | None = None
    _read: dict[Key, Expression] = field(default_factory=dict)

    @cached_property
    def _words(self) -> Vocabulary:
        return vocabulary(self.form)

    def at(self, origin: Origin | None) -> Reader:
        """The same, for a claim that stands elsewhere."""
        other = Reader(self.form, origin)
        other._read, other._words = self._read, self._words
        return other

    def of(self, form: Form) -> Reader:
        """A reader of another form; what is read alike in both is not read again."""
        other = Reader(form, self.origin)
        if (form.sorts, form.variables, form.predicates) == (
            self.form.sorts,
            self.form.variables,
            self.form.predicates,
        ):
            other._read = {key: found for key, found in self._read.items() if not _asks_rules(found)}
        return other

    def read(self, text: str, scope: Sequence[Binder] = ()) -> Expression:
        """The tree of a claim's expression; names that nothing binds are free. Raises ModelError."""
        key = (text, tuple(scope))
        if key not in self._read:
            self._read[key] = parse(text, self._words, scope=key[1], free=True, origin=self.origin) if text else TRUE
        return self._read[key]

    def bound(self, text: str, scope: Sequence[Binder]) -> Expression:
        """The tree of an expression in which nothing may stand free but these names. Raises ModelError."""
        return parse(text, self._words, scope=tuple(scope), origin=self.origin)

    def some_rules(self, names: Sequence[str]) -> tuple[Rule, ...]:
        """The rules of these names, of which there must be one. Raises ModelError."""
        if not names:
            raise ModelError("the claim names no event", origin=self.origin, mend="name at least one event")
        return self.rules(names)

    def rules(self, names: Sequence[str]) -> tuple[Rule, ...]:
        """The rules of these names. Raises UnknownName."""
        return tuple(self.form.rule(name, origin=self.origin) for name in names)

    def machines(self, names: Sequence[str]) -> tuple[str, ...]:
        """The machines of these names or titles, by name. Raises UnknownName."""
        return tuple(self.form.variable(name, origin=self.origin).name for name in names)


def _words(form: Form) -> tuple[object, ...]:
    """What a text can name, besides what rules say."""
    return form.sorts, form.variables, form.predicates


def _asks_rules(node: Expression) -> bool:
    """Whether an expression means what a rule's guard says: `possible(…)`."""
    return any(asked_about(n) for n in walk(node))
