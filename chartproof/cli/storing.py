"""`--store DIR`: what is found is kept in a folder of files, and read there by other commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chartproof.cli.options import Command, Output, read_sizes
from chartproof.errors import ChartproofError

if TYPE_CHECKING:
    from chartproof.explore.exploration import Progress
    from chartproof.explore.store.stored import InStore
    from chartproof.language.form import Form


def store_option(says: str, *, written: bool = False) -> Callable[[Command], Command]:
    """--store DIR. says: what the folder is for. written: whether it is written to, and may be new."""
    kind = Output(folder=True) if written else click.Path(file_okay=False, path_type=Path)

    def decorated(command: Command) -> Command:
        return click.option("--store", type=kind, metavar="DIR", help=says)(command)

    return decorated


def read_store(
    form: Form, store: Path | None, sizes: Sequence[str], settings: Mapping[str, Any]
) -> tuple[InStore | None, dict[str, int]]:
    """The store that --store names, if it does, and the sizes: its own, which --size may only repeat."""
    size = read_sizes(form, sizes, settings)
    if store is None:
        return None, size
    from chartproof.explore.store.stored import opened
    from chartproof.files import resolved
    from chartproof.language.names import said_sizes

    found = opened(resolved(store), form)
    own = dict(found.instance.sizes)
    if sizes and size != own:
        raise ChartproofError(f"{store} is a store of {said_sizes(own)}", mend="leave out --size")
    return found, own


@dataclass(frozen=True)
class Storing:
    """Where what is found is kept, whether to go on there, and by whom."""

    folder: Path
    resume: bool
    workers: int | None
    scheduler: str | None

    def explored(
        self, form: Form, sizes: Mapping[str, int], *, symmetry: bool, memory: int | None, progress: Progress
    ) -> InStore:
        """What a search into the folder finds. Raises ChartproofError."""
        from chartproof.explore.layout import check_sizes
        from chartproof.explore.store.crew import threads
        from chartproof.explore.store.search import explore_into
        from chartproof.explore.store.stored import InStore
        from chartproof.files import resolved

        def crew() -> Any:
            if self.scheduler is None:
                return threads(self.workers, memory)
            from chartproof.explore.store.cluster import cluster

            return cluster(self.scheduler, memory)

        found = explore_into(
            resolved(self.folder),
            form,
            check_sizes(form, sizes),
            crew,
            symmetry=symmetry,
            resume=self.resume,
            progress=progress,
        )
        return InStore(found, form)


def read_storing(
    store: Path | None,
    resume: bool,
    workers: int | None,
    scheduler: str | None,
    engine: str | None,
    threads: int | None,
) -> Storing | None:
    """What --store and its companions ask for. Raises ChartproofError where they make no sense together."""
    companions = {"--resume": resume, "--workers": workers, "--scheduler": scheduler}
    if store is None:
        given = next((name for name, value in companions.items() if value), None)
        if given is not None:
            raise ChartproofError(f"{given} is about a store", mend="say in which folder it is: --store DIR")
        return None
    if engine is not None:
        raise ChartproofError("--store is an engine of its own", mend="leave out --engine")
    if threads is not None:
        raise ChartproofError("--threads is about a search in memory", mend="say --workers with --store")
    if workers is not None and scheduler is not None:
        raise ChartproofError("--scheduler has workers of its own", mend="leave out --workers")
    return Storing(store, resume, workers, scheduler)
