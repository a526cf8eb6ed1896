"""What the tests of the page share: the report of the model, and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.explorer import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> served.Made:
    """The report of the model, made once whatever the number of processes."""
    base = tmp_path_factory.getbasetemp()
    return served.made(base if worker_id == "master" else base.parent)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of a module."""
    with served.chromium() as found:
        yield found
