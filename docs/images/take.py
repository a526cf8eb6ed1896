"""Takes the README's picture: the explorer at a step of a trace, in report.html, by Chromium."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
STEP = "#explore;t=no_stale_role;k=6"


def main() -> int:
    """Write explorer.png beside this file. Ends with 2 where there is no chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("there is no chromium: apt-get install chromium", file=sys.stderr)
        return 2
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1040}, color_scheme="light")
        page.goto((HERE.parents[1] / "report.html").as_uri() + STEP)
        page.wait_for_selector("html[data-ready]", state="attached")
        page.screenshot(path=str(HERE / "explorer.png"))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
