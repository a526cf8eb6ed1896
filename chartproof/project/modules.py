"""Importing a project's modules: from its own folder alone, every file with an error that names its line.

What is imported is whatever the file says: a model is a program, and runs as one.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from functools import lru_cache
from pathlib import Path
from types import FunctionType, ModuleType

from chartproof.declare import claims
from chartproof.errors import ChartproofError, ModelError, Origin
from chartproof.files import read_bytes


@contextmanager
def importing_from(root: Path) -> Iterator[None]:
    """Import from a folder, and never from a module of the same name that lies elsewhere.

    What a model prints goes to standard error: standard output is for what was asked.
    """
    before = list(sys.path)
    sys.path.insert(0, str(root))
    importlib.invalidate_caches()
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        sys.path[:] = before


def modules(root: Path, name: str) -> list[ModuleType]:
    """A module or package of a folder, and all modules below it, by their names. Raises ChartproofError."""
    dotted = name.removesuffix(".py").replace("/", ".")
    place = root / dotted.replace(".", "/")
    named = all(part.isidentifier() for part in dotted.split("."))
    if not named or (not place.is_dir() and not place.with_suffix(".py").is_file()):
        raise ChartproofError(
            f"{root / 'pyproject.toml'}: [tool.chartproof] names {name!r}, and there is no such module",
            mend="name the package that holds the rules, below that folder: model/__init__.py is model",
        )
    if dotted.split(".")[0] in (*sys.stdlib_module_names, "chartproof"):
        raise ChartproofError(
            f"{root / 'pyproject.toml'}: [tool.chartproof] names {name!r}, which this tool needs itself",
            mend="rename the package",
        )
    _forget_strangers(root, dotted)
    for file in sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]:
        _refuse_double_names(read_bytes(file), str(file))
    return sorted(_all_of(dotted, place), key=lambda m: m.__name__)


def _all_of(name: str, place: Path) -> Iterator[ModuleType]:
    """A module, and all those below it; `place`: where the first of them lies."""
    module = _import(name, place)
    yield module
    for info in pkgutil.iter_modules(getattr(module, "__path__", ()), name + "."):
        yield from _all_of(info.name, place)


def _forget_strangers(root: Path, dotted: str) -> None:
    top = dotted.split(".")[0]
    loaded = sys.modules.get(top)
    file = getattr(loaded, "__file__", None)
    # Not merely below the root: a project may lie within another, and have a package of the same name.
    own = (root / f"{top}.py", root / top / "__init__.py")
    if loaded is None or (file and Path(file).resolve() in own):
        return
    for name in [n for n in sys.modules if n == top or n.startswith(top + ".")]:
        del sys.modules[name]


def _import(name: str, place: Path) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ChartproofError:
        raise
    except (Exception, SystemExit) as error:  # a model that leaves must not end the command, least of all with 0
        raise ModelError(
            f"{type(error).__name__}: {error}",
            origin=_raised_at(error, name, place),
            mend="the module cannot be loaded",
        ) from error


def _raised_at(error: BaseException, name: str, place: Path) -> Origin:
    """The last line below a place that an error came through."""
    if isinstance(error, SyntaxError) and error.filename:
        return Origin(error.filename, error.lineno or 0)
    trace, origin = error.__traceback__, Origin(name, 0)
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.is_relative_to(place) or file == place.with_suffix(".py"):
            origin = Origin(str(file), trace.tb_lineno)
        trace = trace.tb_next
    return origin


def _parsed(content: bytes, file: str) -> ast.Module:
    """A module as Python reads it; its own import would not say in which file a NUL stands."""
    try:
        if b"\0" in content:
            raise SyntaxError("a NUL byte", (file, content.count(b"\n", 0, content.index(0)) + 1, 0, ""))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # importing it warns
            return ast.parse(content, file)
    except SyntaxError as error:
        line, said = error.lineno or 0, f"SyntaxError: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        line, said = 0, f"{error or 'nested too deeply'}"
    raise ModelError(said, origin=Origin(file, line), mend="the module cannot be loaded")


@lru_cache(maxsize=1000)
def _refuse_double_names(content: bytes, file: str) -> None:
    """A name bound twice in a module loses its first meaning without a word. What was read once is not read again."""
    seen: dict[str, int] = {}
    for node in _parsed(content, file).body:
        for name in _bound_names(node):
            if name in seen and not name.startswith("_"):
                raise ModelError(
                    f"the name {name!r} is bound twice (first in line {seen[name]}); the first would be lost",
                    origin=Origin(file, node.lineno),
                    mend="rename one of the two",
                )
            seen[name] = node.lineno


def _bound_names(node: ast.stmt) -> list[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    if isinstance(node, ast.Assign):
        return [t.id for t in node.targets if isinstance(t, ast.Name)]
    return []


def refuse_bare_claims(modules: Sequence[ModuleType]) -> None:
    """Refuse a public function that says a claim and is no property: nobody would check it. Raises ModelError."""
    words = {id(value) for name, value in vars(claims).items() if isinstance(value, FunctionType) and name != "claim"}
    for module in modules:
        for name, value in vars(module).items():
            if name.startswith("_") or not isinstance(value, FunctionType) or value.__module__ != module.__name__:
                continue
            if any(id(vars(module).get(used)) in words for used in value.__code__.co_names):
                raise ModelError(
                    f"{name} says a claim and is no property: nothing would check it",
                    origin=Origin(value.__code__.co_filename, value.__code__.co_firstlineno),
                    mend="write @claim() above it; or begin its name with _ if it helps others to say theirs",
                )
