"""A verifier for systems made of many small state machines.

Rules are declared once, as python-statemachine machines and rows of events; everything else is
derived from that declaration: a live object, exhaustive exploration, verdicts, diagrams.

What is public: `load`, `Verifier` and `Live`, and the modules `declare`, `explore` and `testing`. Each is
loaded when it is first used, so that nobody waits for what is not. What public means: docs/reference/api.md.

>>> import chartproof
>>> chartproof.load.__module__, chartproof.explore.explore.__name__
('chartproof.project.project', 'explore')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chartproof import declare, explore, testing
    from chartproof.check.verify import Verifier
    from chartproof.live.live import Live
    from chartproof.project.project import load

__version__ = "0.1.0"

__all__ = ["Live", "Verifier", "__version__", "declare", "explore", "load", "testing"]

_PLACES = {"Live": "chartproof.live.live", "Verifier": "chartproof.check.verify", "load": "chartproof.project.project"}


def __getattr__(name: str) -> Any:
    """What is public and not loaded yet. Raises AttributeError for any other name."""
    if name in _PLACES:
        return getattr(import_module(_PLACES[name]), name)
    if name in ("declare", "explore", "testing"):
        return import_module(f"chartproof.{name}")
    raise AttributeError(f"module 'chartproof' has no attribute {name!r}")
