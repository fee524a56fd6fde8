"""How long do 10,000 entries take to write and to read back, beside bibtexparser and pybtex?

python benchmarks/formats.py [ENTRIES] [--pybtex]

The peers do less: bibtexparser splits and joins what is given, without LaTeX, names or a check that it reads back.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from bibtexparser.entrypoint import parse_string, write_string

from ivigref.formats import bibtex
from ivigref.model import Citation, Reference
from ivigref.names import Name

WORDS = (
    "intravenous immunoglobulin therapy of refractory dermatomyositis in adults with Sjögren’s syndrome"
    " TNF-α IgG B-cell lupus erythematosus high-dose treatment 50% & randomised double-blind"
    " <i>in vitro</i> study patients outcome"
).split()
Result = TypeVar("Result")
SYLLABLES = "ma ri do van ko sen pi tà lov müll er dal nu ñez ka gó mez ør st ein".split()


def make(count: int) -> list[Citation]:
    """Make citations that all differ, with three to eight authors and an abstract of 150 words each."""
    some = random.Random(1997)

    def name() -> Name:
        return Name(family="".join(some.choices(SYLLABLES, k=3)).capitalize(), given=some.choice("ABCDEFGÖ") + ".")

    return [
        Citation(
            key=f"Key{number}",
            reference=Reference(
                kind="journal-article",
                authors=tuple(name() for _ in range(some.randint(3, 8))),
                title=" ".join(some.choices(WORDS, k=14)),
                container_title="Wien Med Wochenschr",
                year=some.randint(1980, 2026),
                volume=str(some.randint(1, 200)),
                issue=str(some.randint(1, 12)),
                pages=f"{number}–{number + 7}",
                doi=f"10.1234/{number}",
                extra=(("abstract", " ".join(some.choices(WORDS, k=150))),),
            ),
        )
        for number in range(count)
    ]


def timed(what: str, run: Callable[[], Result]) -> tuple[float, Result]:
    """Run once, print how much time of the processor it took, and return that and the result."""
    start = time.process_time()
    result = run()
    seconds = time.process_time() - start
    print(f"{what:<42}{seconds:7.2f} s")
    return seconds, result


def main() -> None:
    """Print the times and the two quotients that matter."""
    count = int(next((argument for argument in sys.argv[1:] if argument.isdecimal()), 10_000))
    citations = make(count)
    bibtex.dumps(citations[:1])
    text = bibtex.dumps(citations)
    print(f"{count} entries, {len(text) / 1e6:.1f} MB")
    parse, library = timed("bibtexparser: parse", lambda: parse_string(text))
    write, _ = timed("bibtexparser: write", lambda: write_string(library))
    ours_write, _ = timed("ivigref: write and check", lambda: bibtex.dumps(citations))
    ours_read, _ = timed("ivigref: read, with LaTeX and names", lambda: bibtex.loads(text))
    print(f"write: {ours_write / write:.2f} of bibtexparser's time; read: {ours_read / parse:.2f}")
    if "--pybtex" in sys.argv:
        from pybtex import database  # noqa: PLC0415  (a peer, on request)

        _, found = timed("pybtex: parse", lambda: database.parse_string(text, "bibtex"))
        timed("pybtex: write", lambda: found.to_string("bibtex"))


if __name__ == "__main__":
    main()
