"""What elements, cells and sizes are called wherever a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from chartproof.declare.sorts import snake
from chartproof.language.expression import Binder
from chartproof.language.form import Form
from chartproof.language.meaning import Cell


def element_name(sort: str, number: int) -> str:
    """What an element is called in traces.

    >>> element_name("ResourceManager", 0)
    'resource_manager1'
    """
    return f"{snake(sort)}{number + 1}"


def argument_names(bound: Mapping[Binder, int]) -> dict[str, str]:
    """The arguments of an event as a reader sees them: {"account": "account1"}."""
    return {b.name: element_name(b.sort, n) for b, n in bound.items()}


def element_named(name: str, sorts: Iterable[str]) -> tuple[str, int] | None:
    """The sort of an element, and its number from 0, given by the name that traces use; None where it is none.

    >>> element_named("account2", ["Account", "Service"]), element_named("account", ["Account"])
    (('Account', 1), None)
    """
    found = ((sort, re.fullmatch(f"{snake(sort)}([1-9][0-9]{{0,8}})", name)) for sort in sorts)
    return next(((sort, int(match[1]) - 1) for sort, match in found if match), None)


def cell_name(form: Form, cell: Cell) -> str:
    """A cell as the rulebook writes it: `ServiceRole(account1, service1)`."""
    variable = form.variable(cell[0])
    inside = ", ".join(element_name(s, n) for s, n in zip(variable.sorts, cell[1], strict=True))
    return f"{variable.title}({inside})" if inside else variable.title


def said_sizes(sizes: Mapping[str, int]) -> str:
    """Sizes as the command line takes them.

    >>> said_sizes({"Account": 2, "Service": 1})
    'Account=2, Service=1'
    """
    return ", ".join(f"{sort}={n}" for sort, n in sizes.items())


def with_sizes(sizes: Mapping[str, int]) -> str:
    """Which instance is spoken of: where there are no sorts, there is but one.

    >>> with_sizes({"Account": 2}), with_sizes({})
    ('with Account=2', 'in the one instance')
    """
    return f"with {said_sizes(sizes)}" if sizes else "in the one instance"


def short_sizes(sizes: Mapping[str, int]) -> str:
    """Sizes in the order of the form's sorts.

    >>> short_sizes({"Account": 2, "Service": 1})
    '2×1'
    """
    return "×".join(str(n) for n in sizes.values()) or "the one instance"
