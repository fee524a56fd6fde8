"""PDF pages: the list of references read from papers, beside readers that only take the text out.

usage: python -m benchmarks.pdf [--papers 3] [--pages 12] [--folder DIR] [--rounds 3]

Two-column papers of made-up prose with a list of made-up works are set by typst; ``--folder`` reads the PDFs of a
folder instead. We find the list and parse each reference, in a process of its own as always; pdfminer.six and
docling-parse, where they are installed, take out the text with its layout and know no references. Milliseconds of
processor time a page, those of processes that were started included, imports not: they are taken off.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import dumps

WORDS, PARAGRAPH = 650, 130  # of prose on a page, and in a paragraph
REFERENCES = 60  # of a paper
PEERS = {"pdfminer.six": "pdfminer", "docling-parse": "docling_parse"}


def paper(seed: int, pages: int) -> str:
    """Return the source of a paper: prose, with the list at its end."""
    rng = random.Random(seed)
    works = list(dumps.works(REFERENCES, seed=seed + 3))
    vocabulary = sorted({word for work in works for word in work.title.lower().split() if word.isalpha()})
    prose = "\n\n".join(
        " ".join(rng.choices(vocabulary, k=130)).capitalize() + "." for _ in range(pages * WORDS // 130)
    )
    items = "\n".join(f"+ {_plain(dumps.printed(work, rng))}" for work in works)
    head = '#set page(paper: "a4", columns: 2)\n#set text(size: 9pt)\n#set par(justify: true)\n'
    return f"{head}= A made-up paper\n\n{prose}\n\n= References\n\n{items}\n"


def _plain(text: str) -> str:
    """Escape what typst takes for a sign."""
    return "".join(f"\\{char}" if char in "#$*_`<>@[]\\~=/" else char for char in text)


def prepare(folder: Path, papers: int, pages: int) -> None:
    """Set the papers."""
    import typst  # type: ignore[import-untyped,unused-ignore]  # noqa: PLC0415

    for number in range(papers):
        source = folder / f"paper-{number}.typ"
        source.write_text(paper(number, pages), encoding="utf-8")
        typst.compile(str(source), output=str(source.with_suffix(".pdf")))


def _ours() -> Callable[[Path], object]:
    import ivigref.reading  # noqa: PLC0415

    return lambda path: ivigref.reading.read(path).citations


def _pdfminer() -> Callable[[Path], object]:
    from pdfminer.high_level import extract_text  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    read: Callable[[Path], object] = extract_text
    return read


def _docling() -> Callable[[Path], object]:
    from docling_parse.pdf_parser import DoclingPdfParser  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    parser: Any = DoclingPdfParser(loglevel="fatal")
    return lambda path: [page for _, page in parser.load(str(path)).iterate_pages()]


READERS = {"ivigref": _ours, "pdfminer.six": _pdfminer, "docling-parse": _docling}


def page_count(path: Path) -> int:
    """Return how many pages a PDF has."""
    import pypdfium2  # type: ignore[import-untyped,unused-ignore]  # noqa: PLC0415

    with pypdfium2.PdfDocument(path) as opened:
        return len(opened)


def seconds(name: str, paths: list[Path]) -> float:
    """Return the processor seconds of a process that reads these files, and of those that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "benchmarks.pdf", "--reader", name, *map(str, paths)]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print a JSON object with the milliseconds a page of each reader."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--papers", type=int, default=3)
    parser.add_argument("--pages", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--reader", choices=READERS)
    parser.add_argument("paths", type=Path, nargs="*", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.reader:
        read = READERS[given.reader]()
        for path in given.paths:
            read(path)
        return
    with tempfile.TemporaryDirectory() as temporary:
        if given.folder is None:
            given.folder = Path(temporary)
            prepare(given.folder, given.papers, given.pages)
        names = [name for name in READERS if name not in PEERS or find_spec(PEERS[name])]
        paths = sorted(given.folder.glob("*.pdf"))
        pages = sum(map(page_count, paths))
        taken: dict[str, list[float]] = {name: [] for name in names}
        for _ in range(given.rounds):
            for name in names:  # the first paper once more takes off the imports
                beyond = seconds(name, [paths[0], *paths]) - seconds(name, paths[:1])
                taken[name].append(1000 * beyond / pages)
    rows = {name: {"milliseconds_a_page": round(median(each), 1)} for name, each in taken.items()}
    print(json.dumps({"pages": pages, "readers": rows}, indent=2))


if __name__ == "__main__":
    main()
