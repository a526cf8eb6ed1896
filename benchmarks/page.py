"""How large the report of the model is, and how quick its explorer is in Chromium; ends with 1 where a limit is passed.

python benchmarks/page.py [report.html]
"""

from __future__ import annotations

import gzip
import shutil
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[1]
LIMITS = {"bytes": 400_000, "ready, ms": 500, "a step at 3×2, ms": 50, "how over all of 2×2, ms": 1000}
STEP = """() => {
    const begun = performance.now();
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
    document.body.getBoundingClientRect();
    return performance.now() - begun;
}"""
PATH = "!".join(
    [
        "create_organization_with_all_features",
        *(f"create_account~account{n}" for n in (1, 2, 3)),
        *(f"enable_from_service~service{n}" for n in (1, 2)),
        *(f"create_service_role~account{n}~service1" for n in (1, 2, 3)),
    ]
)
NOWHERE = "organization == 'all_features' and organization == 'not_created'"


def steps(page: Page, url: str) -> float:
    """The median of the steps of a path at 3×2, with the layout that follows each."""
    page.goto(f"{url}#explore;s=3.2;k=1;p={PATH}")
    page.wait_for_selector("html[data-ready]", state="attached")
    return statistics.median(page.evaluate(STEP) for _ in range(8))


def how(page: Page, url: str) -> float:
    """How long it takes to see that no state of 2×2 is what was asked for, as the page says it."""
    page.goto("about:blank")
    page.goto(f"{url}#explore;s=2.2")
    page.fill("#goal", NOWHERE)
    page.keyboard.press("Enter")
    page.wait_for_selector("#goal-answer .bad")
    said = page.inner_text("#goal-answer")
    return float(said.split(" searched in ")[1].split(" ms")[0].replace(",", ""))


def ready(page: Page, url: str) -> float:
    """The median time from opening the file until it can be used."""
    found = []
    for _ in range(5):
        page.goto("about:blank")
        page.goto(url)
        found.append(float(page.get_attribute("html[data-ready]", "data-ready") or "nan"))
    return statistics.median(found)


def main(file: Path) -> int:
    """Measure, print, and judge."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("there is no chromium: the page is not measured")
        return 0
    text, url = file.read_bytes(), file.resolve().as_uri()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        found = {
            "bytes": float(len(text)),
            "ready, ms": ready(page, url),
            "a step at 3×2, ms": steps(page, url),
            "how over all of 2×2, ms": how(page, url),
        }
        browser.close()
    print(f"{'bytes, compressed':28}{len(gzip.compress(text)):>10,}")
    for name, value in found.items():
        print(f"{name:28}{value:>10,.0f}   at most {LIMITS[name]:,}{'' if value <= LIMITS[name] else ': TOO MUCH'}")
    return int(any(value > LIMITS[name] for name, value in found.items()))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "report.html"))
