"""What of a guard is more than lookups: postfix programs, run with a stack of 64 single bits.

Joined parts are joined as they come, so that the stack grows with how deeply an expression is nested and not with
how many elements, or states, it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from chartproof.errors import TooLarge
from chartproof.explore.layout import Field
from chartproof.language.expression import And, Expression, In, Named, Not, Or, Quantified
from chartproof.language.meaning import Bindings, Cell

WINDOW = 6
"""Adjacent bits that a truth table of 64 entries is about."""
TEST, CONJOIN, DISJOIN, NEGATE = 0, 1, 2, 3
"""What an instruction of a program does: look bits up, join values, negate one."""
STACK, AT_ONCE = 64, 8
"""The bits of the stack; and how many values are joined at once where it is nearly empty."""


@dataclass(frozen=True)
class Test:
    """Bits of a word from `shift` on, looked up in a truth table of 2^width entries."""

    word: int
    shift: int
    width: int
    table: int

    @property
    def row(self) -> tuple[int, int, int, int]:
        """As the kernels take it: word, shift, mask, truth table."""
        return self.word, self.shift, (1 << self.width) - 1, self.table


Part = Callable[[int], None]
"""Emits what gives one value more; called with how many the stack has already."""


class Programs:
    """The programs of an instance, one behind the other, and the lookups that they make."""

    def __init__(
        self,
        window: Callable[[Expression, Bindings], Test | None],
        fields: Mapping[Cell, Field],
        spread: Callable[[Quantified, Bindings], Collection[Bindings]],
    ) -> None:
        """window: an expression as one lookup, if it is one. spread: what a quantified body is about, by element."""
        self.window, self.fields, self.spread = window, fields, spread
        self.code: list[int] = []
        self.tests: list[tuple[int, int, int, int]] = []

    def program(self, parts: list[tuple[Expression, Bindings]]) -> tuple[int, int]:
        """Code for the conjunction of some expressions: where it starts, and its length. Raises TooLarge."""
        start = len(self.code) // 2
        self._join(CONJOIN, self._each(parts), 0)
        return start, len(self.code) // 2 - start

    def _each(self, parts: Collection[tuple[Expression, Bindings]]) -> Iterator[Part]:
        for node, bound in parts:
            yield lambda held, node=node, bound=bound: self._emit(node, bound, held)  # type: ignore[misc]

    def _join(self, operation: int, parts: Iterator[Part], held: int) -> None:
        waiting = 0
        for part in parts:
            if waiting == (AT_ONCE if held < AT_ONCE else 2):
                self.code += [operation, waiting]
                waiting = 1
            part(held + waiting)
            waiting += 1
        if waiting != 1:
            self.code += [operation, waiting]

    def _test(self, test: Test, held: int) -> None:
        if held >= STACK:
            raise TooLarge(
                f"an expression has conditions within conditions more than {STACK} deep",
                mend="say it by fewer, or explore with --engine bdd",
            )
        self.code += [TEST, len(self.tests)]
        self.tests.append(test.row)

    def _emit(self, node: Expression, bound: Bindings, held: int) -> None:
        test = self.window(node, bound)
        if test is not None:
            self._test(test, held)
        elif isinstance(node, Named):
            self._emit(node.body, bound, held)
        elif isinstance(node, Not):
            self._emit(node.body, bound, held)
            self.code += [NEGATE, 0]
        elif isinstance(node, In):
            field = self.fields[node.variable, tuple(bound[b] for b in node.indices)]
            codes = {field.variable.states.index(state) for state in node.states}
            self._member(field, field.shift, field.width, codes, held)
        elif isinstance(node, Quantified):
            parts = [(node.body, wider) for wider in self.spread(node, bound)]
            self._join(CONJOIN if node.universal else DISJOIN, self._each(parts), held)
        else:
            assert isinstance(node, (And, Or))
            operation = CONJOIN if isinstance(node, And) else DISJOIN
            self._join(operation, self._each([(part, bound) for part in node.parts]), held)

    def _member(self, field: Field, shift: int, width: int, codes: set[int], held: int) -> None:
        """Whether the bits of a field from `shift` on are one of some codes, which one lookup does not tell."""
        if width <= WINDOW:
            self._test(Test(field.word, shift, width, sum(1 << code for code in codes)), held)
            return
        lowest = (1 << WINDOW) - 1
        groups: dict[int, set[int]] = {}
        for code in codes:
            groups.setdefault(code >> WINDOW, set()).add(code & lowest)

        def group(high: int, low: set[int], held: int) -> None:
            self._member(field, shift, WINDOW, low, held)
            self._member(field, shift + WINDOW, width - WINDOW, {high}, held + 1)
            self.code += [CONJOIN, 2]

        several: Iterator[Part] = (
            lambda held, high=high, low=low: group(high, low, held)  # type: ignore[misc]
            for high, low in sorted(groups.items())
        )
        self._join(DISJOIN, several, held)
