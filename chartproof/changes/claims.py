"""Claims of change files: a word of `chartproof.declare`, and its arguments as keys of a table.

The keys, which of them there must be and what they hold, are read off the functions that declare claims:
so every kind of claim can be said in a file, and no list of kinds stands here. `*cases` and `*actors` are
lists; a claim within a claim stands under `granted`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from chartproof.changes.people import ActorSaid
from chartproof.changes.rows import items, read_actor
from chartproof.changes.source import Source, Table
from chartproof.declare import claims, rights
from chartproof.declare.claims import Case, Claim, case
from chartproof.declare.event import Actor
from chartproof.declare.sorts import Sort
from chartproof.errors import UnknownName, nearest
from chartproof.language.form import Form

WORD = "claim"
"""The key that says which kind of claim it is."""
KEYS = {"claim": "granted"}
"""What an argument is called in a file, where it is not called as the function calls it."""


@dataclass(frozen=True)
class Argument:
    """One argument of a word: its key, its type, whether there must be one, and whether it is a list of them."""

    name: str
    kind: Any
    needed: bool
    several: bool
    positional: bool

    @property
    def key(self) -> str:
        """Its key in a table."""
        return KEYS.get(self.name, self.name)


@cache
def words() -> Mapping[str, Callable[..., Claim]]:
    """The words for claims, and the functions that declare them.

    >>> "always" in words(), "done_by" in words(), "case" in words()
    (True, True, False)
    """
    return {
        name: function
        for module in (claims, rights)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and get_type_hints(function).get("return") is Claim
    }


@cache
def arguments(function: Callable[..., Any]) -> tuple[Argument, ...]:
    """The arguments of a function that declares a claim, or a case of one.

    >>> [(a.key, a.needed) for a in arguments(words()["cannot"])]
    [('event', True), ('where', True), ('holding', False)]
    """
    kinds = get_type_hints(function)
    return tuple(
        Argument(
            name,
            kinds[name],
            parameter.default is parameter.empty,
            parameter.kind is parameter.VAR_POSITIONAL,
            parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD),
        )
        for name, parameter in inspect.signature(function).parameters.items()
    )


@dataclass(frozen=True)
class ClaimReader:
    """Reads claims of a file, at a place that is looked for by some words. form: None where none is known yet."""

    source: Source
    words: tuple[str, ...]
    form: Form | None = None

    def claim(self, table: Any, where: str, *, besides: Iterable[str] = ()) -> Claim:
        """A claim. besides: keys of the same table that are about something else. Raises ModelError."""
        if not isinstance(table, dict):
            raise self.source.wrong(f"{where} is no table", 'write { claim = "always", what = "…" }', *self.words)
        if WORD not in table:
            raise self.source.wrong(f"{where} says no claim", f'write claim = "…": {_listed(words())}', *self.words)
        word = self.source.string(table, WORD, where, *self.words)
        if word not in words():
            said = f"{where}: no claim is called {word!r}"
            raise self.source.wrong(said, nearest(word, words()), *self.words, WORD)
        made: Claim = self._made(words()[word], table, f"{where}: {word}", (WORD, *besides))
        return made

    def _made(self, function: Callable[..., Any], table: Table, where: str, besides: tuple[str, ...] = ()) -> Any:
        """What a function makes of a table."""
        wanted = arguments(function)
        known = [a.key for a in wanted]
        for key in table:
            if key not in (*known, *besides):
                takes = f"{function.__name__} takes {', '.join(known) or 'nothing'}"
                hint = nearest(key, [*known, *besides])
                raise self.source.wrong(
                    f"{where} has an unknown key {key!r}", f"{hint}\n{takes}" if hint.startswith("did") else takes,
                    *self.words, key,
                )  # fmt: skip
        positional: list[Any] = []
        rest: list[Any] = []
        named: dict[str, Any] = {}
        for argument in wanted:
            if argument.key not in table:
                if argument.needed and not argument.several:
                    raise self.source.wrong(f"{where}: {argument.key} is missing", _example(argument), *self.words)
                if argument.several:
                    said = f"{where}: {argument.key} is missing"
                    raise self.source.wrong(said, f"write {argument.key} = […]", *self.words)
                continue
            if argument.several:
                found = items(self.source, table, argument.key, where, *self.words)
                rest += [self._value(argument.kind, {argument.key: f}, argument.key, where) for f in found]
            elif argument.positional and len(positional) == wanted.index(argument):
                positional.append(self._value(argument.kind, table, argument.key, where))
            else:
                named[argument.name] = self._value(argument.kind, table, argument.key, where)
        return function(*positional, *rest, **named)

    def _value(self, kind: Any, table: Table, key: str, where: str) -> Any:
        """An argument of some type."""
        if kind is str:
            return self.source.string(table, key, where, *self.words)
        if kind is Claim:
            return self.claim(table[key], f"{where}: {key}")
        if kind is Case:
            row = self.source.keys(table[key], table[key], f"{where}: {key}", *self.words, key)
            return self._made(case, row, f"{where}: {key}")
        if kind is Actor or Actor in get_args(kind):
            return self._actor(read_actor(self.source, table[key], f"{where}: {key}", *self.words, key))
        if "Mapping" in str(kind):
            return dict(self._sorts(table[key], key, where))
        return self.source.strings(table, key, where, *self.words)

    def _actor(self, said: ActorSaid) -> Actor:
        """An actor as the rules know it."""
        if self.form is None:
            return Actor(said.name, person=said.person is not False)
        origin = self.source.at(*self.words, said.name)
        known = {a.name for rule in self.form.rules for a in rule.actors}
        if said.name not in known:
            raise UnknownName("actor", said.name, known, origin=origin)
        found = said.read(self.form, origin)
        return Actor(found.name, found.person)

    def _sorts(self, table: Any, key: str, where: str) -> Iterator[tuple[str, tuple[Sort, ...]]]:
        """Free predicates, each with the sorts of what it is about."""
        if not isinstance(table, dict):
            raise self.source.wrong(f"{where}: {key} is no table", 'write { approved = "Service" }', *self.words, key)
        for name, sorts in table.items():
            row = {name: [sorts] if isinstance(sorts, str) else sorts}
            yield name, tuple(self.sort(s, key) for s in self.source.strings(row, name, f"{where}: {key}", *self.words))

    def sort(self, name: str, *words: str) -> Sort:
        """A sort that the form knows, where one is known. Raises UnknownName, ModelError."""
        origin = self.source.at(*self.words, *words, name)
        if self.form is not None and name not in self.form.sorts:
            raise UnknownName("sort", name, self.form.sorts, origin=origin)
        return Sort(name, origin=origin)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _example(argument: Argument) -> str:
    """How an argument is written."""
    return f"write {argument.key} = " + ('"…"' if argument.kind is str else '["…"]')
