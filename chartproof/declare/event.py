"""Events: one row each, saying when it can happen, who does it and with which permissions.

What moves at an event stands in the machines; a row and its machines' lines together are a rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from chartproof.declare.sorts import Sort, as_sorts, caller
from chartproof.errors import ModelError, Origin


@dataclass(frozen=True)
class Actor:
    """Who does an event, and whether it is a person (with credentials) or a system.

    acts_for: the name of the sort whose element it acts for, or is, in an event with an argument of that
    sort; or of a machine without a sort, which it keeps. Diagrams draw it there; no rule depends on it.

    >>> Actor("management account").person
    True
    """

    name: str
    person: bool = True
    acts_for: str = ""


@dataclass(frozen=True)
class Need:
    """A permission that the caller of an event must hold.

    `when` is the case of state in which it is needed (an expression), `where` a named case that
    is not state (such as the console), `by` the name of the one actor of several who needs it.
    """

    permission: str
    when: str = ""
    where: str = ""
    by: str = ""


def needed(permission: str, *, when: str = "", where: str = "", by: Actor | None = None) -> Need:
    """A permission that is needed in some cases only.

    >>> needed("iam:CreateServiceLinkedRole", when="organizations_role == 'absent'").when
    "organizations_role == 'absent'"
    """
    return Need(permission, when, where, by.name if by else "")


def those_of(event: Event, *, when: str) -> tuple[Need, ...]:
    """The permissions that another event needs, needed here in one case of state."""
    return tuple(replace(n, when=f"({when}) and ({n.when})" if n.when else when) for n in event.needs)


def every(sort: Sort, text: str) -> str:
    """The expression that says `text` of every element of a sort.

    >>> every(Sort("Account"), "not member")
    'every(Account, not member)'
    """
    return f"every({_name_of(sort, 'every')}, {text})"


def some(sort: Sort, text: str) -> str:
    """The expression that says `text` of at least one element of a sort.

    >>> some(Sort("Account"), "member")
    'some(Account, member)'
    """
    return f"some({_name_of(sort, 'some')}, {text})"


def _name_of(sort: Sort, word: str) -> str:
    if isinstance(sort, Sort):
        return sort.name
    raise ModelError(
        f"{word}(…) begins with {sort!r}, which is no sort",
        origin=caller(2),
        mend=f"write {word}(Account, …), Account a Sort",
    )


@dataclass(frozen=True, init=False)
class Event:
    """A row of the rules. The name that it is bound to in its module is the event's name.

    sentence: what happens, in one plain sentence.
    of: the sorts of its arguments, or a mapping from argument names to sorts.
    by: its actor or actors. calls: the API operation. needs: permissions, as text or `needed(…)`.
    only_if: conjuncts of the guard, as expressions. page: identifiers of page statements.
    notes: further columns of the generated table, by title.
    discouraged: why it is advised against. It can happen all the same; strategies do without it, or try it last.
    harm: what is lost where it can no longer happen. spoils: what is spoilt where it happens, or is about to.

    Raises ModelError where an argument is of the wrong kind.
    """

    sentence: str
    parameters: tuple[tuple[str, Sort], ...]
    actors: tuple[Actor, ...]
    calls: str
    needs: tuple[Need, ...]
    only_if: tuple[str, ...]
    page: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    discouraged: str
    harm: str
    spoils: str
    origin: Origin = field(compare=False)

    def __init__(
        self,
        sentence: str,
        *,
        of: Sort | Sequence[Sort] | Mapping[str, Sort] = (),
        by: Actor | Sequence[Actor] = (),
        calls: str = "",
        needs: Sequence[str | Need] = (),
        only_if: Sequence[str] = (),
        page: Sequence[str] = (),
        notes: Mapping[str, str] | None = None,
        discouraged: str = "",
        harm: str = "",
        spoils: str = "",
    ) -> None:
        origin = caller()
        _refuse_text(origin, needs=needs, only_if=only_if, page=page)
        write = object.__setattr__
        write(self, "sentence", sentence)
        write(self, "parameters", _parameters(of, origin))
        write(self, "actors", (by,) if isinstance(by, Actor) else tuple(by))
        write(self, "calls", calls)
        write(self, "needs", tuple(Need(n) if isinstance(n, str) else n for n in needs))
        write(self, "only_if", tuple(only_if))
        write(self, "page", tuple(page))
        write(self, "notes", tuple((notes or {}).items()))
        write(self, "discouraged", discouraged)
        write(self, "harm", harm)
        write(self, "spoils", spoils)
        write(self, "origin", origin)


def _parameters(of: Any, origin: Origin) -> tuple[tuple[str, Sort], ...]:
    if isinstance(of, Mapping):
        as_sorts(tuple(of.values()), origin)
        return tuple(of.items())
    sorts = as_sorts(of, origin)
    names = [sort.parameter for sort in sorts]
    if len(set(names)) < len(names):
        raise ModelError(
            "two arguments of an event have the same sort, and so the same name",
            origin=origin,
            mend="name them: of={'sender': Node, 'receiver': Node}",
        )
    return tuple(zip(names, sorts, strict=True))


def _refuse_text(origin: Origin, **lists: object) -> None:
    for name, value in lists.items():
        if isinstance(value, str):
            raise ModelError(
                f"{name}= takes a list, not one text",
                origin=origin,
                mend=f"write {name}=[{value!r}]",
            )
