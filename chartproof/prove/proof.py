"""What comes of proving: a proof, or the induction step that stays open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chartproof.language.expression import Expression
from chartproof.language.form import Form
from chartproof.prove.induct import keeping
from chartproof.prove.logic import Picture
from chartproof.prove.obligation import Obligation
from chartproof.prove.strategy import Strategy


@dataclass(frozen=True)
class Stuck:
    """An induction step that fails: a state before, in which all facts hold, and what goes wrong in it.

    No counterexample: the state before may well be one that cannot be reached.
    """

    obligation: Obligation
    before: Picture | None


@dataclass(frozen=True)
class Proof:
    """What came of trying to prove a claim. facts: those used, and those that keep them.

    left_out: where it is not proved, what was not tried, and why. missing: a fact from which it would follow.
    """

    verdict: str
    seconds: float
    facts: tuple[Expression, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    form: Form | None = None
    strategy: Strategy | None = None
    stuck: Stuck | None = None
    reason: str = ""
    parts: tuple[Proof, ...] = ()
    left_out: tuple[str, ...] = ()
    missing: Expression | None = None

    def all_obligations(self) -> Iterator[tuple[Form, Obligation, tuple[Expression, ...]]]:
        """Everything that was shown, each with the facts that it may assume: the claim's, then the facts' own."""
        for part in self.parts or (self,):
            assert part.form is not None
            for obligation in part.obligations:
                yield part.form, obligation, part.facts
            for fact in part.facts:
                for obligation in keeping(part.form, fact):
                    yield part.form, obligation, part.facts if obligation.step else ()


def together(proofs: Sequence[Proof]) -> Proof:
    """The proof of several claims at once: as good as the least of them."""
    worst = min(proofs, key=lambda p: ("unknown", "open", "proved").index(p.verdict))
    seconds = sum(p.seconds for p in proofs)
    if worst.verdict != "proved":
        return replace(worst, seconds=seconds)
    facts = tuple(dict.fromkeys(f for p in proofs for f in p.facts))
    obligations = tuple(o for p in proofs for o in p.obligations)
    return replace(worst, seconds=seconds, facts=facts, obligations=obligations, parts=tuple(proofs))
