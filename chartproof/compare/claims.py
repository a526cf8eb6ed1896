"""The claims of a former revision on the present rules: what was claimed must still be claimed, and still hold.

An old claim is read with its own predicates, so that one that is weakened weakens no claim in silence. A claim
reads otherwise where it is another question about the present rules, however it is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from chartproof.check.result import Result
from chartproof.check.verify import Verifier
from chartproof.compare.notes import Note
from chartproof.compare.renames import Renames
from chartproof.compile.claims import asked_of
from chartproof.compile.reading import Reader
from chartproof.declare.claims import Property
from chartproof.errors import ChartproofError, TooLarge
from chartproof.language.expression import Expression
from chartproof.language.fold import leaves, machines_read
from chartproof.language.form import Form
from chartproof.language.questions import Asked, Question
from chartproof.project.project import Project


@dataclass(frozen=True)
class OldClaim:
    """A former property that reads otherwise now, or is gone; and what it comes to on the present rules."""

    note: Note
    result: Result | None = None


def old_claims(before: Project, after: Project, present_rules: Verifier, called: Renames) -> Iterator[OldClaim]:
    """The former properties that are not claimed as they were, each decided on the present rules.

    present_rules: what decides these under the former names, of which what is the same is not worked out again.
    """
    like = present_rules
    reader = Reader(spelt_out(before.form, like.form))
    verifier = Verifier(reader.form, like.sizes, limits=like.limits, guard=like.guard, reader=reader, like=like)
    for name, found in before.properties.items():
        present = after.properties.get(name)
        try:
            asked = asked_of(found, reader)
        except ChartproofError as error:
            if present is None:
                yield OldClaim(Note("property_removed", name, f"{name}: the property is gone ({error.message})"))
            else:
                said = f"{name}: it cannot be asked any more as it was ({error.message})"
                yield OldClaim(Note("property_removed", name, said))
            continue
        if present is None:
            yield _decided("property_removed", name, "the property is gone", found, verifier)
        elif not same(asked, called.back(asked_of(present, after.reader))) or present.at_least != found.at_least:
            yield _decided("property_changed", name, "it claims something else", found, verifier)
        elif present.expectation != found.expectation:
            said = f"{name}: it is expected to be '{present.expectation}', and was '{found.expectation}'"
            yield OldClaim(Note("property_changed", name, said))


def spelt_out(before: Form, after: Form) -> Form:
    """The present rules with the former predicates, as far as their machines are there as they were."""
    there = {v.name for v in after.variables if v in before.variables}
    known = [p for p in before.predicates if set(machines_read(p[1])) <= there]
    return replace(after, predicates=(*known, *(p for p in after.predicates if p[0] not in before.named)))


def same(old: tuple[Asked, ...], new: tuple[Asked, ...]) -> bool:
    """Whether two readings are the same questions of the same rules, whatever their predicates are called."""
    return [_bare(a) for a in old] == [_bare(a) for a in new]


def _bare(asked: Asked) -> object:
    form = asked.form
    return (form.rules, form.variables, *map(_spelt, asked.holds), "breaks", *map(_spelt, asked.breaks), asked.witness)


def _spelt(question: Question) -> object:
    """A question by what it asks, its predicates spelt out; not by how that is told."""
    told = ("name", "how", "shows")
    return (type(question), *(_value(getattr(question, f.name)) for f in fields(question) if f.name not in told))


def _value(given: object) -> object:
    if isinstance(given, Expression):
        return leaves(given, lambda cell: cell)
    return tuple(map(_value, given)) if isinstance(given, tuple) else given


def _decided(kind: str, name: str, said: str, found: Property, verifier: Verifier) -> OldClaim:
    try:
        result = verifier.result(found)
    except TooLarge as error:
        return OldClaim(Note(kind, name, f"{name}: {said}; as it was, it is not decided ({error.message})"))
    as_it_was = f"as it was, it is {result.verdict} now" + (
        "" if result.as_expected else f", and not {found.expectation}"
    )
    return OldClaim(Note(kind, name, f"{name}: {said}; {as_it_was}"), result)
