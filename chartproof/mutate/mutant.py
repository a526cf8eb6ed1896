"""A mutant: a rule set with one small change, said in a sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chartproof.errors import Origin
from chartproof.language.form import Form, Rule


@dataclass(frozen=True)
class Mutant:
    """The rule of one event after a change. operator: the kind of change. said: the change in a sentence.

    Its name is the same in every run: operator, event, and what is said.
    """

    operator: str
    rule: Rule
    said: str
    origin: Origin

    @property
    def event(self) -> str:
        """The event whose rule is changed."""
        return self.rule.name

    @property
    def name(self) -> str:
        """What it is known by, in `mutants.toml` and in reports.

        >>> Mutant("drop_effect", Rule("open", (), (), ()), "door stays as it is", Origin("", 0)).name
        'open: door stays as it is'
        """
        return f"{self.event}: {self.said}"

    def of(self, form: Form) -> Form:
        """The rule set with it."""
        return replace(form, rules=tuple(self.rule if r.name == self.event else r for r in form.rules))
