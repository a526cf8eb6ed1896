"""How many random cases tests look at: a part of them in `make test`, which must be quick; all in `make fuzz`.

That sets CHARTPROOF_THOROUGH=1. The cases of a part are the first of all, so that it is always the same part.
"""

import os

import pytest

PART = 0.25
THOROUGH = bool(os.environ.get("CHARTPROOF_THOROUGH"))

thorough = pytest.mark.skipif(not THOROUGH, reason="it takes long: make fuzz runs it")
"""Marks a test that takes long, and without which the others still catch most."""


def cases(count: int) -> int:
    """How many of so many cases to look at, at least one."""
    return count if THOROUGH else max(1, round(PART * count))
