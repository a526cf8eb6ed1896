"""Who may do what, before and after: actors, the operations that they call, and the permissions that they need.

A permission is no state, so that no verdict need notice one that is dropped. Two conditions of a need that read
otherwise are the same only where it is proved, for all sizes, that they agree wherever the event can happen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from chartproof.compare.notes import Note
from chartproof.language.expression import FALSE, TRUE, Expression, differ, disjunction
from chartproof.language.fold import machines_read
from chartproof.language.form import Form, Permission, Rule
from chartproof.language.questions import Never, Question

Proved = Callable[[Question], bool]
"""Whether a question about the present rules is proved for all sizes."""


def people(before: Form, after: Form, proved: Proved) -> Iterator[Note]:
    """What differs in who may do the events that both rule sets have, by event."""
    old = {r.name: r for r in before.rules}
    for rule in after.rules:
        if rule.name in old:
            yield from _actors(old[rule.name], rule)
            yield from _calls(old[rule.name], rule)
            yield from _needs(old[rule.name], rule, after, proved)


def structure(before: Form, after: Form) -> Iterator[Note]:
    """Events and machines that one side alone has."""
    for kind, old, new in (
        ("event", [r.name for r in before.rules], [r.name for r in after.rules]),
        ("machine", [v.title for v in before.variables], [v.title for v in after.variables]),
    ):
        yield from (Note(f"{kind}_added", n, f"{n}: the {kind} is new") for n in new if n not in old)
        yield from (Note(f"{kind}_removed", n, f"{n}: the {kind} is gone") for n in old if n not in new)


def _actors(old: Rule, new: Rule) -> Iterator[Note]:
    before, after = ({a.name: a.person for a in rule.actors} for rule in (old, new))
    for name in after:
        if name not in before:
            yield Note("actor", new.name, f"{new.name}: {name} may do it now")
        elif before[name] != after[name]:
            what = "a person now" if after[name] else "no person any more"
            yield Note("actor", new.name, f"{new.name}: {name} is {what}")
    for name in before:
        if name not in after:
            yield Note("actor", new.name, f"{new.name}: {name} may not do it any more")


def _calls(old: Rule, new: Rule) -> Iterator[Note]:
    if old.calls != new.calls:
        yield Note(
            "call", new.name, f"{new.name}: it calls {new.calls or 'nothing'}, and called {old.calls or 'nothing'}"
        )


def _needs(old: Rule, new: Rule, form: Form, proved: Proved) -> Iterator[Note]:
    """By actor that both have, named situation and permission: where it is needed now, and where it was."""
    both = [a.name for a in new.actors if a.name in {b.name for b in old.actors}] or [""]
    needs = (*old.needs, *new.needs)
    for actor in both:
        for situation in sorted({n.where for n in needs} | {""}):
            for name in sorted({n.name for n in needs}):
                was, now = (_where(rule.needs, name, situation, actor) for rule in (old, new))
                if was != now and not _agree(was, now, new, form, proved):
                    who = f" by {actor}" if actor else ""
                    case = f" in the case {situation!r}" if situation else ""
                    yield Note("permission", new.name, f"{new.name}: {name} {_told(was, now)}{who}{case}")


def _where(needs: tuple[Permission, ...], name: str, situation: str, actor: str) -> Expression:
    """Where a permission is needed in just this situation; what is needed everywhere is told once, of none."""
    applies = [n for n in needs if n.name == name and n.where == situation and n.by in ("", actor)]
    return disjunction(n.when for n in applies)


def _agree(was: Expression, now: Expression, rule: Rule, form: Form, proved: Proved) -> bool:
    """Whether two conditions are proved to agree wherever the event can happen; not where a machine is gone."""
    known = {v.name for v in form.variables}
    if not {*machines_read(was), *machines_read(now)} <= known:
        return False
    return proved(Never(f"{rule.name} asks for the same", differ(was, now), rule))


def _told(was: Expression, now: Expression) -> str:
    if now == FALSE:
        return "is no longer needed"
    if was == FALSE:
        return "is needed now" + ("" if now == TRUE else f" where {now}")
    return f"is needed {_somewhere(now)}, and was {_somewhere(was)}"


def _somewhere(where: Expression) -> str:
    return "always" if where == TRUE else f"where {where}"
