"""How many states of an instance satisfy facts, how many transitions lead out of them, and how many orbits they have.

Where the facts hold in every reachable state these are upper bounds; where no other state satisfies them, they are
the numbers of what can be reached.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chartproof.count.lifted import orbits, total
from chartproof.count.parts import Counted, NotCounted, Part, Said
from chartproof.language.expression import And, Binder, Expression, In, Quantified, disjunction
from chartproof.language.fold import free_binders, fresh, rename, walk
from chartproof.language.form import Form, Rule, Variable
from chartproof.language.meaning import Sizes
from chartproof.language.positive import positive

MARK = "!"
"""Ends the names of marks: no machine has such a name."""


@dataclass(frozen=True)
class Facts:
    """What is said of all states, without quantifiers.

    A fact that asks for some element is broken for those for which nobody is found: of the states without the fact,
    those are taken away in which some are marked that break it, and by inclusion and exclusion each is once. marks: the
    machines that do so, a further one for each such fact. form: the form with these.
    """

    form: Form
    said: tuple[Said, ...]
    marks: frozenset[str] = frozenset()


def prepared(form: Form, facts: Sequence[Expression]) -> Facts:
    """Facts as they are counted by. Raises NotCounted where one is said of too many elements."""
    said: list[Said] = []
    marks: list[Variable] = []
    for fact in facts:
        if not _quantified(fact):
            said.append(Said(fact))
            continue
        about = free_binders(fact)
        if len(about) > 1:
            raise NotCounted(f"{fact}: asks for some element for each two", mend="count by other facts")
        mark = Variable(f"{len(marks)}{MARK}", "", tuple(b.sort for b in about), ("no", "yes"), ("no",))
        marks.append(mark)
        broken = positive(form, fact, turned=True)
        for part in broken.parts if isinstance(broken, And) else (broken,):
            said.append(Said(disjunction([In(mark.name, about, ("no",)), _said_of_all(part, about)])))
    return Facts(
        replace(form, variables=(*form.variables, *marks)), tuple(said), frozenset(mark.name for mark in marks)
    )


def _quantified(node: Expression) -> bool:
    return any(isinstance(n, Quantified) for n in walk(node))


def countable(form: Form, fact: Expression) -> bool:
    """Whether a fact can be counted by: said of one element at once, or of two."""
    try:
        facts = prepared(form, [fact])
        parts = [Part(sort, 1 + len(free_binders(fact)) + _quantified(fact)) for sort in form.sorts]
        Counted(facts.form, parts, facts.said, facts.marks).check()
    except NotCounted:
        return False
    return True


def states(form: Form, facts: Sequence[Expression], sizes: Sizes) -> int:
    """How many states satisfy the facts. Raises NotCounted.

    >>> from chartproof.language.expression import In, Or, Same
    >>> from chartproof.language.form import Variable
    >>> lock = Variable("lock", "Lock", ("Client",), ("free", "held"), ("free",))
    >>> one, other = Binder("x", "Client"), Binder("y", "Client")
    >>> alone = Or((Same(one, other), In("lock", (one,), ("free",)), In("lock", (other,), ("free",))))
    >>> states(Form(("Client",), (lock,), ()), [alone], {"Client": 1000})
    1001
    """
    return _states(prepared(form, facts), [Part(s, n) for s, n in sizes.items()])


def _states(facts: Facts, parts: Sequence[Part], more: Sequence[Said] = ()) -> int:
    counted = Counted(facts.form, parts, [*facts.said, *more], facts.marks)
    return sum(tables.sign * total(tables, parts) for tables in counted.tables())


def orbits_of(form: Form, facts: Sequence[Expression], sizes: Sizes) -> int | None:
    """How many of these states differ in more than who is who; None where that is too much work. Raises NotCounted."""
    parts = [Part(s, n) for s, n in sizes.items()]
    said, found = prepared(form, facts), 0
    for tables in Counted(said.form, parts, said.said, said.marks).tables():
        some = orbits(tables, parts)
        if some is None:
            return None
        found += tables.sign * some
    return found


def transitions(form: Form, facts: Sequence[Expression], sizes: Sizes) -> int:
    """How many events can happen in these states, each with its arguments. Raises NotCounted."""
    said = prepared(form, facts)
    return sum(_granted(said, sizes, rule) for rule in form.rules)


def _granted(facts: Facts, sizes: Sizes, rule: Rule) -> int:
    """In how many states one event can happen, summed over its arguments."""
    found = 0
    for who in _who_is_who(rule.parameters):
        alone = list(dict.fromkeys(who.values()))
        left = {sort: n - sum(b.sort == sort for b in alone) for sort, n in sizes.items()}
        if min(left.values(), default=0) < 0:
            continue
        parts = [Part(b.sort, 1) for b in alone] + [Part(s, n) for s, n in left.items() if n]
        ways = math.prod(math.perm(sizes[s], sizes[s] - left[s]) for s in sizes)
        guard = rename(positive(facts.form, rule.condition), lambda b, who=who: who.get(b, b))  # type: ignore[misc]
        where = {b: n for n, b in enumerate(alone)}
        for sign, said in _universal(facts.form, guard, alone):
            more = [Said(e, where) for e in said]
            found += sign * ways * _states(facts, parts, more)
    return found


def _who_is_who(parameters: Sequence[Binder]) -> Iterator[dict[Binder, Binder]]:
    """Every way in which arguments can be the same elements: each by the first that stands for it."""
    firsts: list[list[Binder]] = [parameters[:n] for n in range(len(parameters))]  # type: ignore[misc]
    for chosen in itertools.product(
        *([b, *(a for a in before if a.sort == b.sort)] for b, before in zip(parameters, firsts, strict=True))
    ):
        who = dict(zip(parameters, chosen, strict=True))
        if all(who[b] == b for b in who.values()):
            yield who


Sum = list[tuple[int, tuple[Expression, ...]]]


def _universal(form: Form, node: Expression, taken: Sequence[Binder]) -> Sum:
    """A condition as a sum of conditions that say what all elements are: some element is, where not all are not.

    taken: names that stand for elements that are known.
    """
    if not _quantified(node):
        return [(1, (node,))]
    if isinstance(node, And):
        found: Sum = [(1, ())]
        for part in node.parts:
            found = [(a * b, (*one, *other)) for a, one in found for b, other in _universal(form, part, taken)]
        return found
    if isinstance(node, Quantified) and node.universal:
        return [(1, (_said_of_all(node, taken),))]
    return [(1, ()), *((-sign, said) for sign, said in _universal(form, positive(form, node, turned=True), taken))]


def _said_of_all(node: Expression, taken: Sequence[Binder]) -> Expression:
    """What is said of all elements, of names that are free for them. Raises NotCounted where some are asked for."""
    if isinstance(node, Quantified) and node.universal:
        own = fresh(node.binder, taken)
        body = rename(node.body, lambda b: own if b == node.binder else b)
        return _said_of_all(body, (*taken, own))
    if _quantified(node):
        raise NotCounted(f"{node}: asks for some element for each", mend="count states alone")
    return node
