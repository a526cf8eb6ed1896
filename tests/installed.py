"""The package as its users get it: sdist and wheel are built, and tried in a fresh environment.

The environment is of the oldest Python that requires-python admits and that is found by name on the path: everything
else runs on the default one. What is tried: a plain install works, is small, and names the extra that brings what it
lacks; the tutorial does what it says, word by word; its model passes mypy --strict; some tests run there.

    python -m tests.installed
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
BUILD = "import sys, setuptools.build_meta as build; print(getattr(build, sys.argv[1])(sys.argv[2]))"
MOST = 250
"""Megabytes that a plain install may take."""
TESTS = ["tests/test_files.py", "tests/compare/test_against.py", "tests/cli/test_replaying.py", "tests/live"]
"""What is run on the oldest Python: files, git, processes, the machines."""


def main() -> None:
    """Build and try; ends with an error where something is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        try_it(Path(folder))


def try_it(folder: Path) -> None:
    """All of it, in a folder."""
    wheel = built(folder)
    python = environment(folder / "environment")
    constraints = folder / "constraints.txt"
    constraints.write_text("\n".join(pinned((ROOT / "requirements.lock").read_text(encoding="utf-8"))))
    install(python, constraints, str(wheel))
    tell(f"plain install: {plain(python, folder)} MB")
    install(python, constraints, f"{wheel}[pictures,testing]", "mypy", "pytest-timeout", "pytest-xdist")
    run(python, ROOT / "tests" / "docs" / "pages.py", ROOT / "docs" / "tutorial.md", tutorial := folder / "tutorial")
    tell("the tutorial does what it says")
    run(python, "-m", "mypy", "--strict", "model.py", "proofs.py", cwd=tutorial)
    tell("its model passes mypy --strict")
    example = folder / "example"
    run(python, "-m", "chartproof", "init", "--example", "lock_server", example)
    run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=example)
    tell("an example is begun, and its service does what its rules say")
    run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS, cwd=ROOT)
    tell("some tests pass there")


def built(folder: Path) -> Path:
    """The wheel, made from what the sdist holds, which is made from what git would check out."""
    source = folder / "source"
    kept = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode()
    for name in filter(None, kept.split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    sdist = built_by("build_sdist", source, folder / "sdist")
    with tarfile.open(sdist) as packed:
        packed.extractall(folder / "unpacked")
    [unpacked] = (folder / "unpacked").iterdir()
    wheel = built_by("build_wheel", unpacked, folder / "wheel")
    tell(f"built {sdist.name} and {wheel.name}")
    return wheel


def built_by(hook: str, source: Path, target: Path) -> Path:
    """What a hook of the build backend makes."""
    target.mkdir()
    run(Path(sys.executable), "-c", BUILD, hook, target, cwd=source)
    [made] = target.iterdir()
    return made


def environment(folder: Path) -> Path:
    """A fresh environment, and the python in it."""
    version, python = min(pythons())
    run(python, "-m", "venv", "--without-pip", folder)
    tell(f"an environment of Python {'.'.join(map(str, version))}")
    return folder / "bin" / "python"


def pythons() -> Iterator[tuple[tuple[int, ...], Path]]:
    """The Pythons on the path that requires-python admits, with their versions."""
    least = tuple(map(int, re.findall(r"\d+", PROJECT["requires-python"])))
    names = re.compile(r"python3(\.\d+)?")
    for place in os.environ["PATH"].split(os.pathsep):
        found = Path(place).iterdir() if Path(place).is_dir() else ()
        for path in sorted(p for p in found if names.fullmatch(p.name)):
            shown = subprocess.run(
                [path, "-c", "import sys, venv; print(*sys.version_info[:3])"], capture_output=True, text=True
            )
            version = tuple(map(int, shown.stdout.split())) if shown.returncode == 0 else ()
            if version >= least:
                yield version, path


def pinned(lock: str) -> list[str]:
    """What requirements.lock pins, without the hashes, which what was just built has not.

    >>> pinned("click==8.1 \\\\\\n    --hash=sha256:00\\nx==1 ; python_version < '3.12' \\\\\\n")
    ['click==8.1', "x==1 ; python_version < '3.12'"]
    """
    return [line.removesuffix("\\").strip() for line in lock.splitlines() if re.match(r"\w", line)]


def install(python: Path, constraints: Path, *what: str) -> None:
    """Install into an environment, at the versions that are locked."""
    pip = ["-m", "pip", "--python", python, "install", "--quiet", "--disable-pip-version-check"]
    run(Path(sys.executable), *pip, "--constraint", constraints, *what)


def plain(python: Path, folder: Path) -> int:
    """Tries what a plain install can do, and what it lacks; the megabytes that it takes."""
    taken = sum(f.lstat().st_size for f in (python.parents[1] / "lib").rglob("*")) // 10**6
    assert taken <= MOST, f"a plain install takes {taken} MB"
    project = folder / "plain"
    command = (python, "-m", "chartproof", "--project", project)
    run(python, "-m", "chartproof", "init", project)
    run(*command, "verify")
    run(*command, "explore", "--coverage", "--curve", folder / "curve.svg")
    run(*command, "explore", "--symmetry", "--size", "Person=6")
    run(*command, "explain", "nobody_waits_for_ever", "--as", "svg")
    for arguments, extra in (("diagram", "pictures"), ("export networkx", "networkx")):
        said = run(*command, *arguments.split(), status=2)
        assert f'pip install "chartproof[{extra}]"' in said, said
    program = (
        "import sys, chartproof; from chartproof.testing import rules;"
        "rules(chartproof.load(sys.argv[1]), dict, refuses=KeyError)"
    )
    said = run(python, "-c", program, project, status=1)
    assert 'pip install "chartproof[testing]"' in said, said
    return taken


def run(program: Path, *arguments: object, cwd: Path | None = None, status: int = 0) -> str:
    """What a program writes. Ends with it where its status is another than expected."""
    own = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    place = cwd or tempfile.gettempdir()  # not here, where the package would be found as it lies
    ended = subprocess.run([program, *map(str, arguments)], cwd=place, env=own, capture_output=True, text=True)
    if ended.returncode != status:
        line = " ".join(map(str, (program, *arguments)))
        sys.exit(f"{line}\n{ended.stdout}{ended.stderr}ended with {ended.returncode}, not {status}")
    return ended.stdout + ended.stderr


BEGAN = time.monotonic()


def tell(text: str) -> None:
    """A line of progress."""
    print(f"{time.monotonic() - BEGAN:4.0f} s  {text}", flush=True)


if __name__ == "__main__":
    main()
