"""What `chartproof export` can write."""

from __future__ import annotations

import json
from collections.abc import Mapping

from chartproof.errors import UnknownName
from chartproof.explore.layout import check_sizes
from chartproof.export.promela import promela
from chartproof.export.tla import tla
from chartproof.extras import load
from chartproof.language.trace import state_data
from chartproof.project.project import Project
from chartproof.report.registry import EXPORTS


def exported(project: Project, name: str, sizes: Mapping[str, int]) -> str:
    """An instance in a format, as text. Raises UnknownName, and TooLarge for networkx."""
    if name not in EXPORTS:
        raise UnknownName("export format", name, EXPORTS)
    return EXPORTS[name].load()(project, check_sizes(project.form, sizes))


def networkx_text(project: Project, sizes: Mapping[str, int]) -> str:
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


def promela_text(project: Project, sizes: Mapping[str, int]) -> str:
    """An instance for Spin."""
    return promela(project.form, sizes)


def tla_text(project: Project, sizes: Mapping[str, int]) -> str:
    """An instance, and what it claims, for TLC."""
    return tla(project.form, project.properties.values(), sizes)
