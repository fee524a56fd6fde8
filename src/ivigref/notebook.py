"""What a notebook's cell shows: small tables of plain values, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ivigref.identifiers import Link
from ivigref.text import printable

_STYLE = "text-align:left;vertical-align:top"
Cell = str | int | None | Link | Sequence[Link]


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


def _cell(value: Cell) -> str:
    if isinstance(value, Link):
        text = _link(value)
    elif value is None or isinstance(value, str | int):
        text = "" if value is None else _escaped(printable(str(value)))
    else:
        text = " · ".join(map(_link, value))
    return f'<td style="{_STYLE}">{text}</td>'


def _link(link: Link) -> str:
    return f'<a href="{_escaped(link.href)}" rel="noopener noreferrer">{_escaped(printable(link.label))}</a>'


def _escaped(text: str) -> str:
    from html import escape  # noqa: PLC0415  (with every entity of HTML, which only a notebook needs)

    return escape(text)
