"""A search in files by the workers of a cluster: Dask schedules, retries, and does without workers that are lost.

All workers see the store's folder at the same path. What a task is given and returns is plain data; workers of another
version are refused when a search begins, and refuse its tasks when they come later.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chartproof.errors import ChartproofError
from chartproof.explore.store.crew import ROOM
from chartproof.explore.store.expand import ready
from chartproof.explore.store.job import Job, version
from chartproof.explore.store.search import Crew, Lost
from chartproof.extras import load

PATIENCE = 10
"""Seconds in which a scheduler answers, and has a worker."""
SAME = "install the same version of chartproof wherever a worker runs, and start the workers anew"


@contextmanager
def cluster(address: str, memory: int | None) -> Iterator[Crew]:
    """The workers of the scheduler at an address. memory: the bytes that each task may take.

    Raises NotInstalled, and ChartproofError where there is no scheduler, or it has no worker; Lost where a task was
    given up, after as many workers were lost with it as the scheduler allows, and where the scheduler itself was.
    """
    load("distributed", "a search on a cluster")
    from distributed import fire_and_forget

    forget: Any = fire_and_forget
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what it says of a connection that is lost, we say
    client = _client(address)
    try:
        workers = _workers(client, address)

        def told(given: Job) -> None:
            for worker in workers:
                forget(client.submit(ready, given, workers=[worker], pure=False))

        yield Crew(client.get_executor(pure=False), sum(workers.values()), memory or ROOM, told)
    except Exception as error:
        if type(error).__name__ != "KilledWorker":
            raise
        raise Lost(
            f"a task was given up: every worker that had it died, {error.args[2] + 1} in all",
            mend="a worker that takes more memory than it may is killed: allow tasks less by --memory, or workers more",
        ) from error
    finally:
        client.close(timeout=PATIENCE)


def _client(address: str) -> Any:
    from distributed import Client
    from distributed.comm.addressing import get_address_host_port

    connected: Any = Client

    try:
        # Asked first, as a client that nobody answers goes on asking behind our back.
        socket.create_connection(get_address_host_port(address), PATIENCE).close()
        return connected(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ChartproofError(
            f"no scheduler answers at {address}: {error}",
            mend="start one by `dask scheduler`, which prints its address: --scheduler tcp://host:8786",
        ) from error


def _workers(client: Any, address: str) -> dict[str, int]:
    """How many tasks each worker runs at a time. Raises ChartproofError for none, and for one of another version."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        raise ChartproofError(
            f"the scheduler at {address} has no worker", mend=f"start some by `dask worker {address}`"
        ) from error
    try:
        versions = client.run(version)
    except Exception as error:  # what a worker makes of a function that it does not have is no kind of its own
        raise ChartproofError(f"a worker of {address} has not this chartproof: {error}", mend=SAME) from error
    others = sorted(f"{worker} has {other}" for worker, other in versions.items() if other != version())
    if others:
        raise ChartproofError(f"this is chartproof {version()}, and {others[0]}", mend=SAME)
    found: dict[str, int] = client.nthreads()
    return found
