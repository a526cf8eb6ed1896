"""What the built package holds."""

from __future__ import annotations

import email
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.copies import copied

ROOT = Path(__file__).parents[1]
BUILD = "import setuptools.build_meta as build, sys; build.build_wheel(sys.argv[1])"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built aside from what a wheel is made of."""
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("built")
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    copied(ROOT / "examples", source / "examples")
    copied(ROOT / "chartproof", source / "chartproof")
    subprocess.run([sys.executable, "-c", BUILD, str(built)], cwd=source, check=True, capture_output=True)
    return zipfile.ZipFile(next(built.glob("*.whl")))


def test_the_package_is_typed_and_whole(wheel: zipfile.ZipFile) -> None:
    """Catches a package that mypy takes for untyped, and a module that is left out."""
    named = {name for name in wheel.namelist() if name.startswith("chartproof/")}
    packed = {name for name in named if not name.startswith("chartproof/examples/")}
    every = (p for kind in ("py", "js", "css", "json") for p in (ROOT / "chartproof").rglob(f"*.{kind}"))
    modules = {p.relative_to(ROOT).as_posix() for p in every}
    assert packed == modules | {"chartproof/py.typed"}


def test_the_package_says_its_licence(wheel: zipfile.ZipFile) -> None:
    """Catches a package that nobody may use, or whose licence is only named."""
    metadata = next(n for n in wheel.namelist() if n.endswith(".dist-info/METADATA"))
    said = email.message_from_bytes(wheel.read(metadata))
    assert said["License-Expression"] == "Apache-2.0"
    text = wheel.read(metadata.replace("METADATA", "licenses/LICENSE")).decode()
    assert text == (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_script_is_the_command(wheel: zipfile.ZipFile) -> None:
    """Catches a script that runs something else than `python -m chartproof`."""
    scripts = next(n for n in wheel.namelist() if n.endswith("entry_points.txt"))
    assert "chartproof = chartproof.__main__:main" in wheel.read(scripts).decode()
    assert "[pytest11]\nchartproof = chartproof.pytest_plugin\n" in wheel.read(scripts).decode()


def test_the_examples_are_in_the_package(wheel: zipfile.ZipFile) -> None:
    """Catches an `init` that works in a checkout alone."""
    packed = {n.removeprefix("chartproof/") for n in wheel.namelist() if n.startswith("chartproof/examples/")}
    files = [f for f in (ROOT / "examples").rglob("*") if f.suffix in (".py", ".toml", ".md")]
    assert packed == {f.relative_to(ROOT).as_posix() for f in files}
