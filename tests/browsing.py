"""A real browser for the tests of pages, and what axe-core has to say of one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import pytest

V = TypeVar("V", bound="Visit")
if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")
# No sandbox: CI runs as root in a container. The others keep the browser from asking its maker for anything.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
PATIENCE = 60_000  # milliseconds: an end to hanging, however busy the machine is
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Visit(NamedTuple):
    """A page that is open, and what it said and asked for meanwhile."""

    page: Page
    said: list[str]
    asked: list[str]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium; skip the test where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="the tests of pages need playwright (group dev)")
    if CHROMIUM is None:
        pytest.skip("the tests of pages need a browser: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


@contextmanager
def visits(browser: Browser, kind: type[V]) -> Iterator[Callable[..., V]]:
    """Give a function that opens an address as somebody new, with options of the browser; close all at the end."""
    contexts = []

    def visit(address: str, **options: Any) -> V:  # noqa: ANN401  (of the browser)
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        made = kind(page, [], [])
        page.on("console", lambda message: made.said.append(message.text))
        page.on("pageerror", lambda error: made.said.append(str(error)))
        page.on("request", lambda request: made.asked.append(request.url))
        page.goto(address)
        return made

    yield visit
    for context in contexts:
        context.close()


def violations(page: Page) -> list[str]:
    """Return what a page does wrong by the rules of WCAG 2.2 AA and axe's best practices; it must let scripts in."""
    pytest.importorskip("axe_playwright_python", reason="axe-core comes with axe-playwright-python (group dev)")
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(r => r.violations.map("
        "v => v.id + ': ' + v.help + ' ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + n.failureSummary)))",
        RULES,
    )
    return found
