"""What is compiled is kept where that can be, and made anew where what was kept is spoilt."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

MODULE = """
from chartproof.explore.keeping import compiled

@compiled
def twice(number):
    return number * 2

print(twice(21), sum(twice.stats.cache_hits.values()))
"""


def runs(folder: Path, program: str, count: int = 1, home: str = "") -> list[str]:
    """What as many processes at once print, which all succeed. The module stands beside them."""
    if not (folder / "module.py").exists():
        (folder / "module.py").write_text(MODULE)
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "kept")}
    if home:
        environment |= {"HOME": home, "XDG_CACHE_HOME": f"{home}/cache"}
    command = [sys.executable, "-c", program]
    started = [
        subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(count)
    ]
    printed = [process.communicate()[0] for process in started]
    assert [process.returncode for process in started] == [0] * count
    return printed


ONCE = """
import runpy

runpy.run_path("module.py")
"""
TWICE = ONCE + ONCE
AGAIN = """
import runpy
from pathlib import Path

def kept():
    return sorted(p for p in Path("kept").rglob("*") if p.suffix in (".nbi", ".nbc"))

runpy.run_path("module.py")
for spoilt in (b"", b"\\x80", b"garbage"):
    for file in kept():
        file.write_bytes(spoilt)
    runpy.run_path("module.py")
    runpy.run_path("module.py")
print(len(kept()) >= 2)
"""


def test_what_is_kept_is_used_and_what_is_spoilt_is_made_anew(tmp_path: Path) -> None:
    """Catches a cache that is never used, two that compile the same at once, and one cut short that ends later runs.

    What is compiled belongs to the function, which each run of the module makes anew: one process stands for many.
    """
    assert sorted(runs(tmp_path, ONCE, 2)) == ["42 0\n", "42 1\n"], "two cold runs at once: the first compiles"
    assert runs(tmp_path, AGAIN) == ["42 1\n" + 3 * "42 0\n42 1\n" + "True\n"]


def test_where_nothing_can_be_written_it_is_compiled(tmp_path: Path) -> None:
    """Catches a cache that cannot be written and takes the function with it."""
    (tmp_path / "kept").write_text("a file, where a folder should be")
    (tmp_path / "__pycache__").write_text("and another, where numba would keep it beside the file")
    assert runs(tmp_path, TWICE, home="/dev/null") == ["42 0\n42 0\n"]
