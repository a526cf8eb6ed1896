"""The verdict on a property, with all that it rests on, and what speaks against it."""

from __future__ import annotations

import builtins
from dataclasses import dataclass

from chartproof.check.finding import Foundation
from chartproof.check.proving import Induction
from chartproof.declare.claims import Expectation, Property
from chartproof.language.meaning import Sizes
from chartproof.language.trace import Trace
from chartproof.prove.proof import Proof


@dataclass(frozen=True)
class Result:
    """The verdict on a property, and what it rests on.

    scope: the sizes that were asked for. explored: those that were. open_because: why the verdict is not about
    all sizes, where that was tried; elsewhere: what shows it in a larger instance, if anything does. judges_scope:
    whether a lost proof counts, which it does not where none was tried. accepted: whether a baseline knows that it is
    not as expected.
    """

    property: Property
    verdict: str
    scope: Sizes
    vacuous: bool
    seconds: float
    trace: Trace | None = None
    rests_on: Foundation | None = None
    proof: Proof | None = None
    induction: Induction | None = None
    every_state: str = ""
    explored: tuple[Sizes, ...] = ()
    open_because: str = ""
    elsewhere: Trace | None = None
    judges_scope: bool = True
    accepted: bool = False

    @builtins.property  # the field `property` hides the plain name here
    def as_expected(self) -> bool:
        """Whether it is what the property expects, or is accepted all the same."""
        return self.accepted or self.meets(self.property.expectation)

    @builtins.property
    def shown(self) -> Trace | None:
        """The trace of the verdict; else that of what speaks against it for all sizes, which its end says."""
        return self.trace or self.elsewhere

    def meets(self, expected: Expectation) -> bool:
        """Whether verdict, vacuity and scope are those expected."""
        scope_kept = self.for_all_sizes or not expected.scope or not self.judges_scope
        return self.verdict == expected.verdict and self.vacuous == expected.vacuous and scope_kept

    @builtins.property
    def for_all_sizes(self) -> bool:
        """Whether the verdict is about every number of elements."""
        return self.proof is not None and self.proof.verdict == "proved"
