"""Guards and conditions in words, for a label that is read and not parsed.

States and predicates keep their names, so that what is read in a picture can be searched for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chartproof.declare.sorts import snake
from chartproof.language.expression import And, Binder, Expression, In, Named, Not, Or, Quantified, Same, Truth, unknown
from chartproof.language.form import Form

OPENING = "possible("


def in_words(form: Form, node: Expression) -> str:
    """The expression as a phrase.

    >>> from chartproof.language.form import Variable
    >>> lock = Variable("lock", "Lock", ("Client",), ("free", "held"), ("free",))
    >>> client = Binder("client", "Client")
    >>> free = In("lock", (client,), ("free",))
    >>> in_words(Form(("Client",), (lock,), ()), Quantified(True, client, Not(free)))
    'every client: Lock is not free'
    """
    if isinstance(node, Truth):
        return "always" if node.value else "never"
    if isinstance(node, In):
        return _in(form, node, negated=False)
    if isinstance(node, Same):
        return f"{node.left.name} is {node.right.name}"
    if isinstance(node, Named):
        return _named(node)
    if isinstance(node, Not):
        return _not(form, node.body)
    if isinstance(node, Quantified):
        word = "every" if node.universal else "some"
        sort = snake(node.binder.sort)
        name = sort if node.binder.name == sort else f"{sort} {node.binder.name}"
        return f"{word} {name}: {in_words(form, node.body)}"
    if not isinstance(node, (And, Or)):
        raise unknown(node)
    return (" and " if isinstance(node, And) else " or ").join(_part(form, p) for p in node.parts)


def all_in_words(form: Form, nodes: Sequence[Expression]) -> str:
    """Several conditions that must all hold, as one phrase."""
    if len(nodes) == 1:
        return in_words(form, nodes[0])
    return " and ".join(_part(form, n) for n in nodes)


def _part(form: Form, node: Expression) -> str:
    text = in_words(form, node)
    return f"({text})" if isinstance(node, (And, Or, Quantified)) else text


def _named(node: Named) -> str:
    where = _of(node.indices)
    if node.name.startswith(OPENING):
        return f"{node.name.removeprefix(OPENING).removesuffix(')')}{where} can happen"
    return node.name + where


def _not(form: Form, body: Expression) -> str:
    if isinstance(body, In):
        return _in(form, body, negated=True)
    if isinstance(body, Same):
        return f"{body.left.name} is not {body.right.name}"
    return f"not {_part(form, body)}"


def _in(form: Form, node: In, *, negated: bool) -> str:
    machine = form.variable(node.variable).title + _of(node.indices)
    if not negated:
        return f"{machine} is {listed(node.states, 'or')}"
    if len(node.states) == 1:
        return f"{machine} is not {node.states[0]}"
    return f"{machine} is neither {listed(node.states, 'nor')}"


def _of(indices: Iterable[Binder]) -> str:
    """The elements by name, unless each is the only one that its sort's name can mean."""
    found = tuple(indices)
    if all(b.name == snake(b.sort) for b in found):
        return ""
    return f" of {listed([b.name for b in found], 'and')}"


def listed(words: Sequence[str], last: str) -> str:
    """Words as a list.

    >>> listed(["a", "b", "c"], "or")
    'a, b or c'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
