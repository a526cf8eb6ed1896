"""What provers go by beside the rules: explored instances, and what all properties claim.

It knows no prover: what Z3 holds is gone as soon as its prover is, and not when Python next looks for circles. New
contexts of Z3 take the longer, the more there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from chartproof.check.instances import Instances, sorted_sizes
from chartproof.check.proving import paths, sample
from chartproof.compile.claims import asked_of
from chartproof.compile.reading import Reader
from chartproof.declare.claims import Property
from chartproof.errors import ModelError
from chartproof.language.expression import Expression
from chartproof.language.meaning import Sizes
from chartproof.language.questions import Asked, Question
from chartproof.prove.facts import Sample
from chartproof.prove.planning import small_sizes
from chartproof.prove.search import Paths
from chartproof.prove.suggested import suggested


@dataclass(frozen=True)
class Grounds:
    """Of one form's verifier."""

    instances: Instances
    properties: Sequence[Property]
    reader: Reader

    def samples(self, asked: Asked) -> list[Sample]:
        """The small instances, on which facts are filtered, whatever is asked for; of each claim's sizes, too."""
        least = dict.fromkeys(((), *(p.at_least for p in self.properties)))
        every = sorted_sizes([sizes for at in least for sizes in small_sizes(asked.form, dict(at))])
        spaces = (self.instances.small(asked, sizes) for sizes in every)
        return [sample(s.exploration) for s in spaces if s is not None]

    def paths(self, asked: Asked, sizes: Sizes) -> Paths | None:
        """The ways of a small instance."""
        space = self.instances.small(asked, sizes)
        return None if space is None else paths(space)

    def suggestions(self, asked: Asked) -> Sequence[Expression]:
        """What the claims suggest as facts."""
        return suggested(asked.form, self._claimed(asked))

    def _claimed(self, asked: Asked) -> Iterator[Question]:
        """What all properties claim, whichever are asked for; one that is malformed claims nothing."""
        for found in self.properties:
            with suppress(ModelError):
                claims = asked_of(found, self.reader)
                yield from (q for c in claims if c.granting in ("", asked.granting) for q in c.holds)
