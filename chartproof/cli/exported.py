"""What `chartproof export` can write."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from chartproof.errors import UnknownName
from chartproof.explore.layout import check_sizes
from chartproof.export.promela import promela
from chartproof.export.tla import tla
from chartproof.extras import load
from chartproof.language.trace import state_data
from chartproof.project.project import Project


def exported(project: Project, name: str, sizes: Mapping[str, int]) -> str:
    """An instance in a format, as text. Raises UnknownName, and TooLarge for networkx."""
    if name not in FORMATS:
        raise UnknownName("export format", name, FORMATS)
    return FORMATS[name](project, check_sizes(project.form, sizes))


def _networkx(project: Project, sizes: Mapping[str, int]) -> str:
    """The explored graph as networkx's node-link JSON."""
    networkx = load("networkx", "a graph for others")
    from chartproof.explore.graph import to_networkx
    from chartproof.explore.search import explore, refuse_what_cannot_fit

    form = project.form
    refuse_what_cannot_fit(form, sizes)
    found = to_networkx(explore(form, sizes))
    for _, attributes in found.nodes(data=True):
        attributes["state"] = state_data(form, attributes["state"])
    text: str = json.dumps(networkx.node_link_data(found, edges="edges"))
    return text + "\n"


def _promela(project: Project, sizes: Mapping[str, int]) -> str:
    return promela(project.form, sizes)


def _tla(project: Project, sizes: Mapping[str, int]) -> str:
    return tla(project.form, project.properties.values(), sizes)


def _json(project: Project, sizes: Mapping[str, int]) -> str:
    from chartproof.explorer.document import as_text, document, find

    return as_text(document(find(project, sizes))) + "\n"


FORMATS: Mapping[str, Callable[[Project, Mapping[str, int]], str]] = {
    "json": _json,
    "networkx": _networkx,
    "promela": _promela,
    "tla": _tla,
}
