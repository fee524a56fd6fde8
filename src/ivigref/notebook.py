"""What a notebook's cell shows: small tables of plain values, every text escaped, and how far the asking is."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Sequence
from typing import Any

from ivigref.identifiers import Link
from ivigref.text import printable

_STYLE = "text-align:left;vertical-align:top"
Cell = str | int | None | Link | Sequence[Link] | Sequence[str]


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]], caption: str | None = None) -> str:
    """Return a table with a head.

    >>> table(["#", "Title"], [[1, "<b>"], [2, Link("doi", "https://doi.org/10.1000/1")]]).count("<tr>")
    3
    """
    names = "".join(f'<th scope="col" style="{_STYLE}">{_escaped(printable(name))}</th>' for name in head)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    said = f'<caption style="text-align:left">{_escaped(printable(caption))}</caption>' if caption else ""
    return f"<table>{said}<thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>"


def card(pairs: Iterable[tuple[str, Cell]]) -> str:
    """Return a table with a name before each value; what is not known is left out.

    >>> card([("printed", "a & b"), ("record", None)])[-35:]
    'a &amp; b</td></tr></tbody></table>'
    """
    rows = "".join(
        f'<tr><th scope="row" style="{_STYLE}">{_escaped(printable(name))}</th>{_cell(value)}</tr>'
        for name, value in pairs
        if value
    )
    return f"<table><tbody>{rows}</tbody></table>"


def sentence(said: str, name: str | None = None) -> str:
    """Return a line of text, with a name before it.

    >>> sentence("2 references", "a<b.txt")
    '<p><b>a&lt;b.txt</b>: 2 references</p>'
    """
    before = f"<b>{_escaped(printable(name))}</b>: " if name else ""
    return f"<p>{before}{_escaped(printable(said))}</p>"


def bullets(texts: Iterable[str]) -> str:
    """Return texts one below the other; "" for none.

    >>> bullets(["a & b"]), bullets([])
    ('<ul><li>a &amp; b</li></ul>', '')
    """
    items = "".join(f"<li>{_escaped(printable(text))}</li>" for text in texts)
    return f"<ul>{items}</ul>" if items else ""


def folded(said: str, content: str, *, is_open: bool = False) -> str:
    """Return what is seen when one opens it; ``content`` is made here.

    >>> folded("All", table(["#"], []))[:31]
    '<details><summary>All</summary>'
    """
    opened = " open" if is_open else ""
    return f"<details{opened}><summary>{_escaped(printable(said))}</summary>{content}</details>"


def _cell(value: Cell) -> str:
    if isinstance(value, Link):
        text = _link(value)
    elif value is None or isinstance(value, str | int):
        text = "" if value is None else _escaped(printable(str(value)))
    else:
        parts: Iterable[Link | str] = value
        text = "".join(map(_part, enumerate(parts)))
    return f'<td style="{_STYLE}">{text}</td>'


def _part(numbered: tuple[int, Link | str]) -> str:
    place, value = numbered
    if isinstance(value, Link):
        return f"{' · ' if place else ''}{_link(value)}"
    return f"{'<br>' if place else ''}{_escaped(printable(value))}"


def _link(link: Link) -> str:
    return f'<a href="{_escaped(link.href)}" rel="noopener noreferrer">{_escaped(printable(link.label))}</a>'


class _Meter:
    """A line of the running cell that says how many questions are done; several threads ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cell: int | None = None
        self._display = self._seen = ""
        self._asked = self._done = 0

    def tell(self, shell: Any, asked: int, done: int) -> None:  # noqa: ANN401  (IPython's)
        with self._lock:
            if self._cell != shell.execution_count:
                self._cell, self._display, self._seen = shell.execution_count, os.urandom(8).hex(), ""
                self._asked = self._done = 0
            self._asked += asked
            self._done += done
            seen = f"{self._asked} {self._asked and 100 * self._done // self._asked}"
            if not self._asked or seen == self._seen:  # a hundred pictures of a round are enough
                return
            is_new, self._seen = not self._seen, seen
            data = {"text/plain": self._said, "text/html": self._drawn}
            shell.display_pub.publish(data, transient={"display_id": self._display}, update=not is_new)

    @property
    def _said(self) -> str:
        return f"Asking registries: {self._done} of {self._asked} questions are done"

    @property
    def _drawn(self) -> str:
        bar = f'<progress value="{self._done}" max="{self._asked}" aria-hidden="true"></progress>'
        return f"<p>{bar} {_escaped(self._said)}</p>"


_METER = _Meter()


def tell(asked: int, done: int) -> None:
    """Show in a notebook, below the running cell, how many questions there are more and how many are done.

    Nothing is shown outside a notebook, nor where there is nothing to ask.
    """
    found = getattr(sys.modules.get("IPython"), "get_ipython", None)
    shell = found() if found else None
    if hasattr(shell, "kernel"):
        _METER.tell(shell, asked, done)


def _escaped(text: str) -> str:
    from html import escape  # noqa: PLC0415  (with every entity of HTML, which only a notebook needs)

    return escape(text)
