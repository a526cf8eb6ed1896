"""Exhaustive exploration of an instance, from tables of numbers. What is public here is `explore`.

>>> from chartproof.explore import explore
>>> explore.__module__
'chartproof.explore.search'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chartproof.explore.search import explore

__all__ = ["explore"]


def __getattr__(name: str) -> Any:
    """`explore`, loaded when it is first used. Raises AttributeError for any other name."""
    if name == "explore":
        from chartproof.explore.search import explore

        return explore
    raise AttributeError(f"module 'chartproof.explore' has no attribute {name!r}")
