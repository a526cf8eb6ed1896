"""Sorts: the kinds of things that an instance has any number of.

A sort is interchangeable by construction: no rule can name one of its elements.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from functools import cache

from chartproof.errors import ModelError, Origin


@cache
def snake(name: str) -> str:
    """The name that expressions and arguments use for a class name.

    >>> snake("AWSAccount"), snake("ServiceRole"), snake("Client")
    ('aws_account', 'service_role', 'client')
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def caller(depth: int = 1) -> Origin:
    """The file and line that called the function that calls this one."""
    frame = sys._getframe(depth + 1)
    return Origin(frame.f_code.co_filename, frame.f_lineno)


@dataclass(frozen=True)
class Sort:
    """A kind of thing: `Account = Sort("Account", "a slot for a member account")`.

    Raises ModelError where the name is not a capitalised identifier.

    >>> Sort("Account", "a slot for a member account").parameter
    'account'
    """

    name: str
    meaning: str = ""
    origin: Origin = field(default_factory=lambda: caller(2), compare=False, repr=False)

    def __post_init__(self) -> None:
        if not (self.name.isidentifier() and self.name[:1].isupper()):
            raise ModelError(
                f"a sort cannot be named {self.name!r}",
                origin=self.origin,
                mend="a sort's name is one capitalised word, such as Account",
            )

    @property
    def parameter(self) -> str:
        """The name of an argument of this sort."""
        return snake(self.name)


def as_sorts(value: object, origin: Origin) -> tuple[Sort, ...]:
    """One sort, several, or none, as a tuple.

    >>> Account = Sort("Account")
    >>> as_sorts(Account, Account.origin) == (Account,)
    True
    """
    found = value if isinstance(value, (tuple, list)) else (value,)
    for sort in found:
        if not isinstance(sort, Sort):
            raise ModelError(
                f"{sort!r} is not a sort",
                origin=origin,
                mend='declare it first: Account = Sort("Account", "what it stands for")',
            )
    return tuple(found)
