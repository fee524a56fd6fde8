"""Take the pictures of the HTML report for the documentation: desktop, phone, dark, print.

usage: python scripts/make_pictures.py    (needs playwright and Debian's chromium)
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import sync_playwright

PICTURES = Path(__file__).parent.parent / "docs/pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# name, width, height, colours, medium, where in the report
VIEWS: tuple[tuple[str, int, int, Literal["light", "dark"], Literal["screen", "print"], str], ...] = (
    ("report", 1120, 1100, "light", "screen", ""),
    ("report-citations", 1120, 900, "light", "screen", "#status=findings"),
    ("report-dark", 1120, 800, "dark", "screen", "#design=randomized-controlled-trial"),
    ("report-phone", 390, 844, "light", "screen", "#c1"),
    ("report-print", 720, 1000, "light", "print", ""),
)


def main() -> None:
    """Write the report of the 57 and take each picture of it."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        report = Path(folder) / "report.html"
        command = [sys.executable, "-m", "ivigref", "report", "--output", str(report)]
        subprocess.run(command, check=True)  # noqa: S603  (our own command)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for name, width, height, scheme, medium, address in VIEWS:
            page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
            page.emulate_media(color_scheme=scheme, media=medium)
            page.goto(report.as_uri() + address)
            page.wait_for_timeout(500)  # rows are laid out when they come into view
            page.screenshot(path=PICTURES / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
