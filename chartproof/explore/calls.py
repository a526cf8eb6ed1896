"""What all who call the kernel's loops share. Loading it loads numba."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from chartproof.explore import kernel
from chartproof.explore.layout import Array
from chartproof.explore.symmetry import Renamings

LATELY = 1 << 17
"""How many of the states written lately a thread remembers."""
MULTIPLIER = np.uint64(0xD6E8FEB86659FD93)
"""Of the hash of a state."""


def stand_for(names: Renamings, states: Array) -> tuple[Array, NDArray[np.int64]]:
    """As `Renamings.stand_for`, by numba's loops."""
    flat = np.array(states, np.uint64).reshape(-1)
    loop: Any = kernel.stand_for
    fixed = loop(flat, len(states), (0,) * names.layout.length, names.arrays)
    return flat.reshape(-1, names.layout.length), fixed
