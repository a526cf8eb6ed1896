"""What is known of states at sizes that nobody can search: that none can be reached, or a way that is built.

That none can be reached is proved for any number of elements. A way is built by undoing events, where it is proved that
this leads back from every state that satisfies the facts; it is replayed live.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from chartproof.check.built import Builder
from chartproof.check.deciding import Deciding, Elsewhere
from chartproof.check.replayed import replay_trace
from chartproof.check.run import verifier_of
from chartproof.check.verify import Verifier
from chartproof.check.wanted import Wanted
from chartproof.language.meaning import Sizes
from chartproof.language.questions import Asked, Never
from chartproof.language.trace import Trace
from chartproof.project.project import Project


@dataclass
class Beyond:
    """Of one state of a project. began: told what is done."""

    project: Project
    what: Wanted
    began: Callable[[str], None]

    @cached_property
    def _verifier(self) -> Verifier:
        return verifier_of(self.project, dict.fromkeys(self.project.form.sorts, 1))

    @cached_property
    def _asked(self) -> tuple[bool, Elsewhere | None]:
        """Whether it is proved that there is none, and the instance to which looking for a proof has led."""
        self.began("proving that there is none")
        form = self._verifier.form
        never = Never(f"no state has {self.what.expression}", self.what.anywhere())
        asked = Asked(form, holds=(never,))
        deciding = Deciding([asked], self._verifier.instances, dict.fromkeys(form.sorts, 0), {})
        proved = self._verifier.prover(asked).prove(never, deciding.refuted).verdict == "proved"
        return proved, deciding.elsewhere

    @property
    def nowhere(self) -> bool:
        """Whether it is proved that no instance, of whatever size, has such a reachable state."""
        return self._asked[0]

    @property
    def larger(self) -> Sizes | None:
        """The sizes of an instance that has such a state, where looking for a proof has led to one."""
        found = self._asked[1]
        return None if found is None else found.sizes

    def built(self, sizes: Mapping[str, int]) -> Trace | None:
        """A way in an instance of these sizes; None where none can be built."""
        self.began("building a way")
        trace = Builder(self._verifier).way(self.what.expression, self.what.elements, sizes)
        self._verifier.kept.save()
        if trace is not None:
            replay_trace(self.project.form, self.project.machines, trace)
        return trace
