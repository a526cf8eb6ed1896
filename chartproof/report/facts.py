"""Facts in words: what follows, and where. What no such sentence has room for stands as rules are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chartproof.language.expression import Expression, In, Not, Or, Same, show
from chartproof.language.form import Form
from chartproof.language.positive import positive


def said_fact(form: Form, fact: Expression) -> str:
    """A fact in words: `where organization is 'all_features': organizations_role is 'present'`."""
    where, then = _halves(form, fact)
    return f"{where}: {then}" if where else then


def said_facts(facts: Iterable[tuple[Form, Expression]]) -> list[str]:
    """Facts of some forms in words, a line for all that follow from the same."""
    by_where: dict[str, dict[str, None]] = {}
    for where, then in (_halves(form, fact) for form, fact in facts):
        by_where.setdefault(where or then, {})[then if where else ""] = None
    return [f"{where}: {', and '.join(then)}" if any(then) else where for where, then in by_where.items()]


def _halves(form: Form, fact: Expression) -> tuple[str, str]:
    """Where something follows (nothing: everywhere), and what. A fact is a disjunction: one side is turned round."""
    fact = positive(form, fact) if isinstance(fact, Not) else fact
    # That a cell is in none of some states is that it is in one of the others.
    parts = [
        positive(form, part) if isinstance(part, Not) and isinstance(part.body, In) else part
        for part in (fact.parts if isinstance(fact, Or) else (fact,))
    ]
    different = [f"{p.left.name} and {p.right.name} are different" for p in parts if isinstance(p, Same)]
    cells = [p for p in parts if isinstance(p, In)]
    others = [show(p, Or) for p in parts if not isinstance(p, (In, Same))]
    where = [p for p in cells if 2 * len(p.states) > len(form.variable(p.variable).states)]
    where = cells if others else where or cells[:-1]
    if len(where) == len(cells) and not others:
        where = cells[:-1]
    then = [_is(p, p.states) for p in cells if p not in where]
    said = [*different, *(_is(p, _besides(form, p)) for p in where)]
    follows = " or ".join([*then, *others]) or "never"
    return (f"where {' and '.join(said)}" if said else "", follows)


def _besides(form: Form, cell: In) -> list[str]:
    return [s for s in form.variable(cell.variable).states if s not in cell.states]


def _is(cell: In, states: Sequence[str]) -> str:
    names = f"[{', '.join(b.name for b in cell.indices)}]" if cell.indices else ""
    return f"{cell.variable}{names} is {' or '.join(map(repr, states)) or 'nothing'}"
