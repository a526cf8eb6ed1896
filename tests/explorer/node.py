"""The page's pure scripts run by node: a process that answers questions about documents."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from chartproof.explorer.scripts import PURE, script

HERE = Path(__file__).parent
Data = dict[str, Any]


class Node:
    """A running node with the scripts. scripts: other text than the package's, for mutants."""

    def __init__(self, folder: Path, scripts: str | None = None) -> None:
        file = folder / "scripts.js"
        file.write_text(scripts or script(PURE), "utf-8")
        command = ["node", str(HERE / "driver.js"), str(file)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def ask(self, op: str, **parts: Any) -> Any:
        """An answer. Raises AssertionError where the scripts raise."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"op": op, **parts}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "node has ended"
        answer = json.loads(line)
        assert "error" not in answer, answer
        return answer["value"]

    def load(self, name: str, document: Data) -> None:
        """Make a document known by a name."""
        self.ask("load", model=name, doc=document)

    def __enter__(self) -> Node:
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()


def there_is_node() -> bool:
    """Whether node can be run."""
    return shutil.which("node") is not None
