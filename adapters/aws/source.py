"""Where a resource of a plan stands in Terraform's source: the file, and the line of its block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from chartproof.errors import ChartproofError, Origin
from chartproof.files import is_file, is_folder, read_text

BLOCK = re.compile(r'^[ \t]*resource[ \t]+"?([\w-]+)"?[ \t]+"?([\w-]+)"?[ \t]*\{', re.MULTILINE)
COMMENT = re.compile(r'"(?:[^"\\\n]|\\.)*"|(?:#|//)[^\n]*|(/\*.*?\*/)', re.DOTALL)
"""A text, which may look like a comment (an ARN that ends in /*), and comments; those of many lines are caught."""
MOST = 10_000
"""More files than this are no configuration that somebody wrote."""


@dataclass
class Source:
    """The blocks of a configuration: by type and name, the files and lines where one stands."""

    blocks: dict[tuple[str, str], list[tuple[str, int]]] = field(default_factory=dict)

    def place(self, kind: str, name: str) -> tuple[str, int] | None:
        """The file and line of the only block of this type and name; None where there is none, or several."""
        found = self.blocks.get((kind, name), [])
        return found[0] if len(found) == 1 else None


def read_source(path: Path | None) -> Source:
    """The blocks of a file or of all .tf files of a folder. Raises ChartproofError where it can't be read."""
    source = Source()
    if path is None:
        return source
    if not is_file(path) and not is_folder(path):
        mend = "name the folder of the configuration"
        raise ChartproofError("there is no such file or folder", origin=Origin(str(path), 0), mend=mend)
    for number, file in enumerate([path] if is_file(path) else _files(path)):
        if number == MOST:
            raise ChartproofError(
                f"has more than {MOST:,} .tf files", origin=Origin(str(path), 0), mend="name a folder"
            )
        text = COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m[0]) if m[1] else m[0], read_text(file))
        for block in BLOCK.finditer(text):
            line = text.count("\n", 0, block.start()) + 1
            source.blocks.setdefault((block[1], block[2]), []).append((str(file), line))
    return source


def _files(folder: Path) -> Iterator[Path]:
    """The .tf files below a folder, without those that were fetched from elsewhere."""
    for file in sorted(folder.rglob("*.tf")):
        if ".terraform" not in file.parts and is_file(file):
            yield file
