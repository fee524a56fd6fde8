"""Take the pictures of the report and of the page in a browser for the documentation: desktop, phone, dark, print.

usage: python scripts/make_pictures.py    (needs playwright and Debian's chromium)
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))  # the server of the tests stands for the registries
from tests.server import Limits, RegistryServer

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs/pictures"
LIST = ROOT / "src/ivigref/data/references.txt"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# name, width, height, colours, medium, where in the report
VIEWS: tuple[tuple[str, int, int, Literal["light", "dark"], Literal["screen", "print"], str], ...] = (
    ("report", 1120, 1100, "light", "screen", ""),
    ("report-citations", 1120, 900, "light", "screen", "#status=findings"),
    ("report-dark", 1120, 800, "dark", "screen", "#design=randomized-controlled-trial"),
    ("report-phone", 390, 844, "light", "screen", "#c1"),
    ("report-print", 720, 1000, "light", "print", ""),
)


# name, width, height, colours, what is shown
PAGES: tuple[tuple[str, int, int, Literal["light", "dark"], Literal["home", "watch", "report"]], ...] = (
    ("serve", 1120, 760, "light", "home"),
    ("serve-watch", 1120, 760, "light", "watch"),
    ("serve-report", 1120, 1000, "light", "report"),
    ("serve-dark", 1120, 1000, "dark", "report"),
    ("serve-phone", 390, 844, "light", "report"),
)
MOMENT = 60  # seconds that a page may take


def serve(browser: Browser) -> None:
    """Take each picture of the page in a browser, with the 57 and registries that answer by and by."""
    with RegistryServer(limits=Limits(single=4, list=4, ncbi=4)) as registry, TemporaryDirectory() as folder:
        urls = ["--crossref-url", registry.crossref_url, "--pubmed-url", registry.pubmed_url]
        command = [sys.executable, "-m", "ivigref", "serve", "--port", "0", "--cache", folder, *urls]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603  (our own command)
        try:
            assert process.stderr is not None  # noqa: S101  (a pipe)
            address = process.stderr.readline().rpartition(" ")[2].strip()
            for name, width, height, scheme, shown in PAGES:
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
                )
                page = context.new_page()
                page.set_default_timeout(MOMENT * 1_000)
                page.goto(address)
                if shown != "home":
                    page.set_input_files("#files", LIST)
                    page.click("#check")
                    page.locator("#rows li").first.wait_for()
                if shown == "report":
                    page.locator("nav.bar").wait_for()
                    page.locator("[data-fix='1-doi'] [data-choice=accept]").click()
                    page.locator("[data-fix='1-pmid'] [data-choice=reject]").click()
                    page.locator("#c2").scroll_into_view_if_needed()
                page.wait_for_timeout(700)
                page.screenshot(path=PICTURES / f"{name}.png")
                context.close()
        finally:
            process.terminate()
            process.wait(MOMENT)


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
        serve(browser)
        browser.close()


if __name__ == "__main__":
    main()
