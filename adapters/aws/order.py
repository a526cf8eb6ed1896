"""Which resource of a Terraform plan comes after which: its configuration's references and depends_on, and its state's.

There is no other order in a plan. References through local values are not in it; `Order.locals` says which resources
have some, since an order may be hidden there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

WHOLE = "*"
"""Behind the name of a module: all that is in it."""
WAITS = "var.*"
"""What a whole module waits for, as if it were given to it by a variable; none has such a name."""
INDEX = re.compile(r"\[(?:\"(?:[^\"\\]|\\.)*\"|[0-9]+)\]")


def without_indices(address: str) -> str:
    """The address of a resource in the configuration: that of an instance without its keys.

    >>> without_indices('module.a["x.y"].aws_x.z[0]')
    'module.a.aws_x.z'
    """
    return INDEX.sub("", address)


@dataclass
class Order:
    """What each resource of the configuration depends on, itself or through others; by addresses without indices."""

    direct: dict[str, set[str]] = field(default_factory=dict)
    remembered: dict[str, set[str]] = field(default_factory=dict)
    locals: set[str] = field(default_factory=set)

    def before(self, address: str, deleted: bool) -> set[str]:
        """Every resource that one depends on: when it is deleted by the state's word, else by the configuration's."""
        first, then = (self.remembered, self.direct) if deleted else (self.direct, self.remembered)
        found: set[str] = set()
        waiting = [address]
        while waiting:
            one = waiting.pop()
            for other in first[one] if one in first else then.get(one, ()):
                if other not in found:
                    found.add(other)
                    waiting.append(other)
        return found


@dataclass
class _Module:
    """A module's resources' references, its outputs' and what its variables are given, by its caller."""

    resources: dict[str, list[str]] = field(default_factory=dict)
    outputs: dict[str, list[str]] = field(default_factory=dict)
    given: dict[str, list[str]] = field(default_factory=dict)


def order_of(configuration: Any, state: Any) -> Order:
    """The order that a plan's configuration and state say. What is not of the expected form says nothing."""
    modules = dict(_modules(configuration))
    order = Order()
    for path, module in modules.items():
        for name, references in module.resources.items():
            address = f"{path}{name}"
            reached, hidden = _resources(modules, path, [*references, WAITS])
            order.direct.setdefault(address, set()).update(reached - {address})
            if hidden:
                order.locals.add(address)
    for address, others in _state(state):
        order.remembered.setdefault(address, set()).update(others)
    return order


def _modules(configuration: Any) -> Iterator[tuple[str, _Module]]:
    """Every module of a configuration, by its path: "" or "module.a.module.b."."""
    waiting = [("", _dict(_dict(configuration).get("root_module")), _Module())]
    while waiting:
        path, found, module = waiting.pop()
        for resource in _list(found.get("resources")):
            name = resource.get("address")
            if isinstance(name, str):
                said = [resource.get(k) for k in ("expressions", "count_expression", "for_each_expression")]
                module.resources[name] = [*_references(said), *_whole(resource)]
        for name, output in _dict(found.get("outputs")).items():
            output = _dict(output)
            module.outputs[name] = [*_references([output.get("expression")]), *_whole(output)]
        yield path, module
        for name, call in _dict(found.get("module_calls")).items():
            call = _dict(call)
            said = [call.get("count_expression"), call.get("for_each_expression")]
            after = [*_whole(call), *_references(said)]
            given = {key: list(_references([e])) for key, e in _dict(call.get("expressions")).items()}
            inner = _Module(given={**given, WAITS.removeprefix("var."): [*after, WAITS]})
            waiting.append((f"{path}module.{name}.", _dict(call.get("module")), inner))


def _resources(modules: dict[str, _Module], path: str, references: Iterable[str]) -> tuple[set[str], bool]:
    """The resources that some references of a module lead to, and whether a local value is among them."""
    found: set[str] = set()
    hidden = False
    waiting = [(path, r) for r in references]
    known = set(waiting)
    while waiting:
        at, reference = waiting.pop()
        parts = without_indices(reference).split(".")
        follow: list[tuple[str, str]] = []
        if parts[0] == "local":
            hidden = True
        elif parts[0] == "var" and at:
            follow = [(_parent(at), r) for r in modules[at].given.get(parts[1] if len(parts) > 1 else "", ())]
        elif parts[0] == "module" and len(parts) > 1:
            inner = f"{at}module.{parts[1]}."
            outputs = modules[inner].outputs if inner in modules else {}
            if parts[2:] == [WHOLE]:
                found.update(f"{p}{n}" for p, m in modules.items() if p.startswith(inner) for n in m.resources)
            else:  # a module as a value is all of its outputs
                follow = [(inner, r) for name in (parts[2:3] or outputs) for r in outputs.get(name, ())]
        else:
            name = ".".join(parts[: 3 if parts[0] == "data" else 2])
            if name in modules[at].resources:
                found.add(f"{at}{name}")
        waiting += [one for one in follow if one not in known]
        known.update(follow)
    return found, hidden


def _parent(path: str) -> str:
    """The path of the module that calls one.

    >>> _parent("module.a.module.b."), _parent("module.a.")
    ('module.a.', '')
    """
    return path[: path.rstrip(".").rfind("module.")]


def _references(expressions: Iterable[Any]) -> Iterator[str]:
    """All references in some expressions."""
    waiting = list(expressions)
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            said = [without_indices(r) for r in _texts(found.get("references"))]
            # What is named in full is named again without its end: module.m beside module.m.output.
            yield from (r for r in said if not any(other.startswith(f"{r}.") for other in said))
            waiting += [v for k, v in found.items() if k != "constant_value"]
        elif isinstance(found, list):
            waiting += [v for v in found if isinstance(v, (dict, list))]


def _whole(entry: dict[str, Any]) -> Iterator[str]:
    """What an entry's depends_on names, each as the whole of a module or resource."""
    return (f"{name}.{WHOLE}" for name in _texts(entry.get("depends_on")))


def _state(state: Any) -> Iterator[tuple[str, set[str]]]:
    """What each resource that is there was made after, as the state remembers."""
    waiting = [_dict(_dict(_dict(state).get("values")).get("root_module"))]
    while waiting:
        module = waiting.pop()
        for resource in _list(module.get("resources")):
            if isinstance(resource.get("address"), str):
                others = {without_indices(a) for a in _texts(resource.get("depends_on"))}
                yield without_indices(resource["address"]), others
        waiting += _list(module.get("child_modules"))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _texts(value: Any) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []
