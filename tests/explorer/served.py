"""The report of the model, made once for all tests; and a browser that opens it from disk."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chartproof.check.page_map import entries_of
from chartproof.check.rests import Foundations
from chartproof.check.run import Run, verifier_of
from chartproof.cli.drawn import lives_of
from chartproof.compare.checker import Checker
from chartproof.explorer.compared import Compared
from chartproof.explorer.document import Found, as_text, document, find, proposed
from chartproof.explorer.html import page
from chartproof.page.citations import project_page
from chartproof.page.statements import coverage
from chartproof.project.project import Project, load
from chartproof.report.data import verify_data

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parents[2]
CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
SIZES = {"Account": 2, "Service": 1}

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium: apt-get install chromium")


@dataclass(frozen=True)
class Made:
    """The report of the model: its file, its document, and what `verify --json` says."""

    html: Path
    document: Path
    verdicts: Path

    @property
    def data(self) -> dict[str, Any]:
        """The document."""
        found: dict[str, Any] = json.loads(self.document.read_text("utf-8"))
        return found


def made(folder: Path) -> Made:
    """The model's report in a folder that all processes of a test run share: made by the first that asks."""
    found = Made(folder / "report.html", folder / "document.json", folder / "verdicts.json")
    try:
        os.close(os.open(folder / "report.lock", os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        until = time.monotonic() + 240
        while not found.html.is_file() and time.monotonic() < until:
            time.sleep(0.2)
        return found
    all_found = _found(load(ROOT))
    run = all_found.run
    found.document.write_text(as_text(document(all_found)), "utf-8")
    found.verdicts.write_text(json.dumps(verify_data(all_found.project.form, SIZES, run, ok=True)), "utf-8")
    aside = folder / "report.part"
    aside.write_text(page(all_found, lives_of(all_found.project)), "utf-8")
    aside.rename(found.html)
    return found


def _found(project: Project) -> Found:
    """All that the model's report shows; to be quick, changes without proofs, and what a few verdicts alone rest on."""
    checker = Checker(project, SIZES, proves=False)
    compared = tuple(Compared.of(found) for found in checker.check_each([[c] for c in proposed(project)]))
    verifier = verifier_of(project, SIZES)
    results = tuple(verifier.result(p) for p in project.properties.values())
    judged = Foundations(project.form, project.reader)
    results = tuple(replace(r, rests_on=judged.of(r.property)) if r.trace else r for r in results)
    statements, citations = project_page(project)
    run = Run(results, coverage(statements, citations))
    entries = entries_of(project, {r.property.name: r for r in results})
    return Found(project, SIZES, run, compared, (), entries)


def page_of(project: Project, sizes: Mapping[str, int], file: Path) -> Path:
    """The page of another project, in a file."""
    file.write_text(page(find(project, sizes), lives_of(project)), "utf-8")
    return file


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's browser, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@dataclass
class Opened:
    """An open page, with what it said on its console and what it asked for."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def close(self) -> None:
        """Close it; nothing may have been said or asked for."""
        context: BrowserContext = self.page.context
        self.page.close()
        context.close()
        assert not self.said
        assert not self.asked


def opened(browser: Browser, file: Path, fragment: str = "", **options: Any) -> Opened:
    """The file, opened from disk at a fragment, when it is ready."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    found = Opened(context.new_page())
    found.page.on("console", lambda message: found.said.append(message.text))
    found.page.on("pageerror", lambda error: found.said.append(str(error)))
    url = file.as_uri()
    found.page.on("request", lambda r: found.asked.append(r.url) if not r.url.startswith((url, "blob:")) else None)
    found.page.goto(url + fragment)
    if options.get("java_script_enabled", True):
        found.page.wait_for_selector("html[data-ready]", state="attached")
    return found


Open = Callable[..., Opened]
