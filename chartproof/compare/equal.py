"""Whether two rule sets behave the same, in one line: for all sizes where that is proved, else as far as was explored.

Exploring shows what differs; a direction in which nothing differs on any explored instance is tried by proof. Claims
about two copies of a state look at states that cannot be reached, so that their verdicts may differ all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chartproof.check.verify import Verifier
from chartproof.compare.behaviours import Behaviours, behaviours
from chartproof.compare.notes import Note
from chartproof.language.names import said_sizes, with_sizes
from chartproof.language.questions import Asked
from chartproof.prove.inclusion import Inclusion, Inclusions, joined
from chartproof.prove.planning import small_sizes

WORDS = {
    "newly_possible": "newly possible",
    "no_longer_possible": "no longer possible",
    "leads_elsewhere": "leads elsewhere",
}
"""The kinds of cause, as a reader takes them in."""


@dataclass(frozen=True)
class Equality:
    """adds, takes: what came of showing that the new rules add nothing and take nothing away; None where they do.

    behaviours: what differs in the instance that was compared. explored: all that were.
    """

    behaviours: Behaviours
    adds: Inclusion | None
    takes: Inclusion | None
    explored: tuple[dict[str, int], ...] = field(default=())

    @property
    def adds_nothing(self) -> bool:
        """Whether the new rules are shown to add nothing, for all sizes."""
        return self.adds is not None and self.adds.verdict == "proved"

    @property
    def takes_nothing_away(self) -> bool:
        """Whether the new rules are shown to take nothing away, for all sizes."""
        return self.takes is not None and self.takes.verdict == "proved"

    @property
    def said(self) -> str:
        """The one line."""
        if self.adds_nothing and self.takes_nothing_away:
            return f"the same behaviour, for all sizes{self._forgotten}"
        shown = ["adds nothing"] * self.adds_nothing + ["takes nothing away"] * self.takes_nothing_away
        proved = [f"{part}, for all sizes{self._forgotten}" for part in shown]
        if self.behaviours.differ:
            return "; ".join([*proved, f"different: {self._different}"])
        up_to = ", ".join(said_sizes(z) for z in self.explored)
        return "; ".join([*proved, f"no {'other ' if proved else ''}difference up to {up_to} (open beyond)"])

    @property
    def _different(self) -> str:
        causes = [f"{c.event} {WORDS[c.kind]}" for c in self.behaviours.causes]
        return "; ".join(causes) or "they start in other states"

    @property
    def _forgotten(self) -> str:
        return f" ({', '.join(self.behaviours.forgotten)} apart)" if self.behaviours.forgotten else ""


def causes(found: Behaviours) -> Iterator[Note]:
    """Each cause in a sentence: first in states that both rule sets reach, then in those that one alone does."""
    for cause in found.causes:
        alone = "only in new states" if cause.new else "only in states that are no longer reached"
        where = f"in {cause.states:,} states that both reach" if cause.states else alone
        further = f"in {cause.beyond:,}" if not cause.states else f"and in {cause.beyond:,} that one side alone does"
        said = f"{cause.event}: {WORDS[cause.kind]} {where}" + (f", {further}" if cause.beyond else "")
        yield Note(cause.kind, cause.event, f"{said}, {with_sizes(found.sizes)}")
    if found.differ and not found.causes:
        yield Note("starts_elsewhere", "", "no rule is the cause: they start in other states")


def said_consequences(found: Behaviours) -> str:
    """What follows from the causes, in a line; empty where nothing does."""
    then = found.consequences
    counts = (
        (then.states_gained, "new states"), (then.gained, "new transitions of rules that are the same"),
        (then.states_lost, "states not reached any more"), (then.lost, "transitions of rules that are the same lost"),
    )  # fmt: skip
    said = [f"{n:,} {what}" for n, what in counts if n]
    return f"from that follow, {with_sizes(found.sizes)}: {', '.join(said)}" if said else ""


def equality(old: Verifier, new: Verifier, sizes: dict[str, int]) -> Equality | None:
    """Two rule sets compared, explored and then proved, where their verifiers prove; None where they share no machine,
    or one with other sorts.

    Raises TooLarge where the sizes asked for cannot be explored.
    """
    both = joined(old.form, new.form)
    found = behaviours(old.space(_of(old, sizes)), new.space(_of(new, sizes)))
    if both is None or found is None:
        return None
    explored = [sizes]
    for smaller in [] if found.differ else _small(old, new, sizes):
        spaces = [v.instances.small(Asked(v.form), _of(v, smaller)) for v in (old, new)]
        if any(s is None for s in spaces):
            continue
        explored.append(smaller)
        other = behaviours(*spaces)  # type: ignore[arg-type]
        if other is not None and other.differ:
            found = other
            break
    if not (old.proves and new.proves):
        return Equality(found, None, None, tuple(explored))
    provers = [v.prover(Asked(v.form)) for v in (old, new)]
    inclusions = Inclusions(both, old.limits)
    adds = None if found.gained else inclusions.within(new.form, old.form, provers)
    takes = None if found.lost else inclusions.within(old.form, new.form, provers)
    return Equality(found, adds, takes, tuple(explored))


def _of(verifier: Verifier, sizes: dict[str, int]) -> dict[str, int]:
    """The sizes of a side's own sorts."""
    return {s: sizes.get(s, 1) for s in verifier.form.sorts}


def _small(old: Verifier, new: Verifier, sizes: dict[str, int]) -> Sequence[dict[str, int]]:
    """The small instances of the side with more sorts, but for the one that was looked at."""
    wider = max((old.form, new.form), key=lambda f: len(f.sorts))
    return [dict(z) for z in small_sizes(wider) if dict(z) != sizes]
