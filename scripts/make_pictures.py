"""Take the pictures for the documentation: the report, the page in a browser, a manuscript that came back.

usage: python scripts/make_pictures.py    (needs playwright, Debian's chromium and LibreOffice)

What each was taken of is stored beside them, as a digest: a test reports those that show what there is no more.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from contextlib import chdir
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from playwright.sync_api import Browser, sync_playwright

import ivigref
from ivigref import examine, load

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

SCALE = 1.6  # pixels a point
NUMBERS = (6, 52, 9, 39)  # references of the manuscript, in two of which the volume is made wrong


# name, width, height, colours, what is shown
PAGES: tuple[tuple[str, int, int, Literal["light", "dark"], Literal["home", "watch", "report", "decided"]], ...] = (
    ("serve", 1120, 760, "light", "home"),
    ("serve-watch", 1120, 760, "light", "watch"),
    ("serve-report", 1120, 1000, "light", "report"),
    ("serve-corrections", 1120, 620, "light", "decided"),
    ("serve-dark", 1120, 1000, "dark", "decided"),
    ("serve-phone", 390, 844, "light", "decided"),
)
MOMENT = 180  # seconds that a page may take
DIGESTS = PICTURES / "taken-of.json"


def serve(browser: Browser) -> None:
    """Take each picture of the page in a browser, with the 57 and registries that answer by and by."""
    with RegistryServer(limits=Limits(single=10, list=10, ncbi=10)) as registry, TemporaryDirectory() as folder:
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
                if shown in {"report", "decided"}:
                    page.locator("nav.bar").wait_for()
                if shown == "decided":
                    page.locator("[data-fix='1-doi'] [data-choice=accept]").click()
                    page.locator("[data-fix='1-pmid'] [data-choice=reject]").click()
                    page.locator("#c2").evaluate("card => card.scrollIntoView()")
                page.wait_for_timeout(700)
                page.screenshot(path=PICTURES / f"{name}.png")
                context.close()
        finally:
            process.terminate()
            process.wait(MOMENT)


def main() -> None:
    """Take each picture of the manuscript, of the report of the 57 and of the page in a browser."""
    take_manuscript()
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
    DIGESTS.write_text(json.dumps(digests(), indent=2) + "\n", encoding="utf-8")


def digests() -> dict[str, str]:
    """Return for each picture a digest of what it shows as it is now, but for day and version."""
    with chdir(LIST.parent):  # the page names the list as it was named, which is elsewhere on another machine
        report = examine(LIST.name, tag=True).to_html().replace(f"ivigref {version('ivigref')}", "ivigref")
    page = Path(ivigref.__file__).parent / "serve/page"
    served = [report, *(path.read_text(encoding="utf-8") for path in sorted(page.iterdir()) if path.is_file())]
    with TemporaryDirectory() as folder, zipfile.ZipFile(returned(Path(folder))) as document:
        manuscript = re.sub(r' w:date="[^"]*"', "", document.read("word/document.xml").decode("utf-8"))
    shown = {"returned": [manuscript]}
    shown |= {name: [report] for name, *_ in VIEWS} | {name: served for name, *_ in PAGES}
    return {
        f"{name}.png": hashlib.sha256("\n".join(texts).encode("utf-8")).hexdigest() for name, texts in shown.items()
    }


def returned(folder: Path) -> Path:
    """Write a manuscript with two wrong volumes, and let ivigref return it."""
    raws = (citation.reference.raw for citation in load() if citation.number in NUMBERS)
    wrong = (raw.replace(";27(", ";28(") for raw in raws)
    lines = "\n".join(f"{number}. {raw}" for number, raw in enumerate(wrong, 1))
    (folder / "list.txt").write_text(f"References\n{lines}\n", encoding="utf-8")
    for arguments in (
        ("format", "list.txt", "--values", "printed", "--output", "paper.docx"),
        ("check", "paper.docx", "--suggest", "--output", "paper.checked.docx"),
    ):
        command = [sys.executable, "-m", "ivigref", *arguments]
        subprocess.run(command, cwd=folder, check=False, capture_output=True)  # noqa: S603  (our own command; findings end with 1)
    return folder / "paper.checked.docx"


def take_manuscript() -> None:
    """Take the picture of a manuscript that came back."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        returned(folder)
        office = [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
        ]
        subprocess.run([*office, "paper.checked.docx"], cwd=folder, check=True, timeout=240)  # noqa: S603  (the same)
        page = pdfium.PdfDocument(folder / "paper.checked.pdf")[0]
        bitmap = page.render(scale=SCALE, crop=(60, page.get_height() - 250, 40, 50), rev_byteorder=True)
        (PICTURES / "returned.png").write_bytes(png(bitmap))


def png(bitmap: pdfium.PdfBitmap) -> bytes:
    """Return a picture in red, green and blue as a PNG."""
    data, wide = bytes(bitmap.buffer), bitmap.width * 3
    rows = b"".join(b"\0" + data[y * bitmap.stride : y * bitmap.stride + wide] for y in range(bitmap.height))

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", bitmap.width, bitmap.height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


if __name__ == "__main__":
    main()
