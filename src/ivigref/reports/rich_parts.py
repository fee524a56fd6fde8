"""What rich draws: the bar while registries are asked, and a page of Markdown."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from ivigref.reports.console import result_line

if TYPE_CHECKING:
    from ivigref.model.checked import Judged


def show_page(markdown: str) -> None:
    """Print a page of Markdown as a terminal shows it."""
    from rich.markdown import Markdown  # noqa: PLC0415  (a third of rich's start, for one verb)

    _console().print(Markdown(markdown))


def clear() -> None:
    """Clear the terminal, if there is one."""
    _console().clear()


@contextmanager
def progress_bar(what: str) -> Iterator[tuple[Callable[[int, int], None], Callable[[Judged], None]]]:
    """Show count, rate and time left on stderr; it is not seen before there is a question.

    Yields what moves the bar, and what prints a result above it.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("[dim]{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    lock = threading.Lock()  # registries are asked by several threads
    with Progress(*columns, console=_console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=0, rate="", visible=False)

        def tell(asked: int, answered: int) -> None:
            with lock:
                shown = bar.tasks[task]
                rate = f"{shown.speed:.1f}/s" if shown.speed else ""
                total = (shown.total or 0) + asked
                bar.update(task, total=total, advance=answered, rate=rate, visible=bool(total))

        def show(row: Judged) -> None:
            text = Text.assemble(*((run.text, run.style) for run in result_line(row).runs))
            bar.console.print(text, no_wrap=True, overflow="ellipsis")

        yield tell, show


def _console(*, stderr: bool = False) -> Console:
    """Return a terminal as rich sees it, plain where NO_COLOR is set."""
    return Console(stderr=stderr, highlight=False, color_system=None if os.environ.get("NO_COLOR") else "auto")
