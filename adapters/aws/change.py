"""One resource of a Terraform plan: what is done to it, and its attributes before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from adapters.aws.values import Value, shown
from chartproof.observe.plan import Place

ACTIONS = {
    ("no-op",): (),
    ("read",): (),
    ("forget",): (),
    ("create",): ("create",),
    ("update",): ("update",),
    ("delete",): ("delete",),
    ("delete", "create"): ("delete", "create"),
    ("create", "delete"): ("create", "delete"),
    ("create", "forget"): ("create",),
    ("forget", "create"): ("create",),
}
"""What Terraform does to a resource, as what happens in the world, in this order; to forget one leaves it there."""


@dataclass(frozen=True)
class Change:
    """A resource and what is done to it; `actions` in their order, () where nothing happens in the world."""

    address: str
    kind: str
    name: str
    actions: tuple[str, ...]
    value: Value
    place: Place

    def before(self, name: str) -> Value:
        """An attribute as it is now."""
        return self._attribute("before", name)

    def after(self, name: str) -> Value:
        """An attribute as it is to be."""
        return self._attribute("after", name)

    def unknown(self, name: str) -> bool:
        """Whether an attribute, or a part of it, is only known after the plan is applied."""
        return _marked(self.value.at("after_unknown"), name)

    def secret(self, name: str) -> bool:
        """Whether an attribute, or a part of it, is marked as sensitive."""
        return any(_marked(self.value.at(key), name) for key in ("before_sensitive", "after_sensitive"))

    def text(self, name: str, action: str) -> str:
        """An attribute that is a text: as it is now where the resource is deleted, else as it is to be."""
        return (self.before(name) if action == "delete" else self.after(name)).text()

    def changed(self, besides: Iterable[str]) -> list[str]:
        """The names of attributes that change, in order, without some."""
        before, after = self.value.at("before"), self.value.at("after")
        if not before or not after:
            return []
        names = dict.fromkeys([*before.keys(), *after.keys()])
        read = set(besides)
        differ = (n for n in names if n not in read and before.at(n).content != after.at(n).content)
        return [shown(n) for n in differ if not self.unknown(n)]

    def _attribute(self, when: str, name: str) -> Value:
        all_of_it = self.value.at(when)
        return all_of_it.at(name) if all_of_it else all_of_it._replace(trail=(*all_of_it.trail, name))


def _marked(marks: Value, name: str) -> bool:
    """Whether something in an attribute's marks is true; a mark may stand for the whole resource."""
    content: Any = marks.content
    waiting = [content.get(name) if isinstance(content, dict) else content]
    while waiting:
        one = waiting.pop()
        if one is True:
            return True
        if isinstance(one, (dict, list)):
            waiting += one.values() if isinstance(one, dict) else one
    return False
