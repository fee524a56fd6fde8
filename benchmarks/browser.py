"""What the report and the page of `ivigref serve` take of a browser: bytes, and seconds of the processor.

usage: python -m benchmarks.browser [--references 1000 2000 5000] [--rounds 3]

The reports are of the 57 references, printed again and again. ``drawn`` is how long `ivigref report` takes for each
reference, of the processor; ``interactive`` is until the page is laid out and its filters work, ``complete`` until the
last card is drawn, ``filtered`` from a new address until the cards are those of the filter. Of the served page it is
until the form is there. Medians of some rounds, by the browser's own count of what its thread computes. Needs Chromium;
where there is none, a JSON object says so.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import processes
from benchmarks.serve import serving
from ivigref import load
from tests.browsing import CHROMIUM, FLAGS

MILLISECONDS = 120_000  # that anything may take
PAUSE = 1_000  # milliseconds between two looks at what is drawn
FILTER = """() => { location.hash = "disease=dermatomyositis";
    return new Promise((done) => addEventListener("hashchange", () => setTimeout(done))) }"""


@contextmanager
def visited(browser: Browser) -> Iterator[tuple[Page, Callable[[], float]]]:
    """Give a new page, and what its thread has computed so far, in milliseconds."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(MILLISECONDS)
    devtools = context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})

    def taken() -> float:
        metrics = devtools.send("Performance.getMetrics")["metrics"]
        return 1_000 * float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))

    yield page, taken
    context.close()


def report(browser: Browser, address: str) -> dict[str, float]:
    """Open a report, wait until all is drawn, and filter it."""
    with visited(browser) as (page, taken):
        page.goto(address)
        interactive = taken()
        while page.evaluate("document.querySelector('.by') !== null"):  # seldom: looking counts, too
            page.wait_for_timeout(PAUSE)
        complete = taken()
        page.evaluate(FILTER)
        return {"interactive_ms": interactive, "complete_ms": complete, "filtered_ms": taken() - complete}


def served(browser: Browser, address: str) -> dict[str, float]:
    """Open the first page of `ivigref serve`."""
    with visited(browser) as (page, taken):
        page.goto(address, wait_until="commit")
        page.locator("#check").wait_for()
        return {"first_paint_ms": taken()}


def medians(rounds: int, measured: Callable[[], dict[str, float]]) -> dict[str, float]:
    """Measure so many times, and return the median of each figure."""
    found = [measured() for _ in range(rounds)]
    return {name: round(statistics.median(each[name] for each in found), 1) for name in found[0]}


def main() -> None:
    """Print a JSON object: a row for each length of a report, and one for the page that is served."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--references", type=int, nargs="+", default=[1_000, 2_000, 5_000])
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    if CHROMIUM is None:
        print(json.dumps({"skipped": "needs Chromium"}))
        return
    raws = [citation.reference.raw for citation in load()]
    rows = []
    with TemporaryDirectory() as temporary, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for count in given.references:
            listed, page = Path(temporary, f"{count}.txt"), Path(temporary, f"{count}.html")
            lines = (f"{number}. {raw}\n" for number, raw in enumerate(islice(cycle(raws), count), start=1))
            listed.write_text("".join(lines), encoding="utf-8")
            taken = processes.ivigref("report", str(listed), "--output", str(page))
            row = {"references": count, "bytes": page.stat().st_size, "memory_mb": taken.memory_mb}
            row["drawn_ms_a_reference"] = round(1_000 * taken.processor_seconds / count, 2)
            rows.append(row | medians(given.rounds, partial(report, browser, page.as_uri())))
        with serving() as server:
            first = medians(given.rounds, partial(served, browser, server.address))
        browser.close()
    print(json.dumps({"reports": rows, "serve": first}, indent=2))


if __name__ == "__main__":
    main()
