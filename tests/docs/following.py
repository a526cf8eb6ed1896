"""Pages followed as `pages` does, in processes that need not import everything first."""

from __future__ import annotations

from functools import partial

from tests import forked
from tests.docs import pages

follow = partial(pages.follow, start=forked.started)
on_terminal = partial(pages.on_terminal, start=forked.started)
