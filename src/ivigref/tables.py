"""Tables as text: tab-separated data of our own, and comma-separated rows that programs and spreadsheets read."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ivigref.patterns import lazy
from ivigref.text import printable

BOM = "\ufeff"  # the byte order mark: without it, Excel takes UTF-8 for the encoding of its country
# A spreadsheet computes a cell that begins so, in East Asian settings with a full-width sign, too; an apostrophe before
# it is not shown.
_FORMULA = lazy(r"'*[=+\-@\t\r\n＝＋－＠]")
_APART = {sign: lazy(rf"(?<!\\){sign}") for sign in ",;"}


def rows(text: str) -> list[dict[str, str]]:
    r"""Return the rows of a table by the names of its columns; lines that begin with # are comments.

    >>> rows("# Source: our own list.\nkind\tbroader\nletter\tjournal-article\n")
    [{'kind': 'letter', 'broader': 'journal-article'}]
    """
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    names = next(lines, "").split("\t")
    return [dict(zip(names, line.split("\t"), strict=True)) for line in lines]


def csv_lines(names: Sequence[str], values: Iterable[Mapping[str, object]], *, bom: bool = False) -> Iterator[str]:
    r"""Yield a table with a head and a line for each row; what a row lacks is empty, and no text is a formula.

    ``bom`` puts a byte order mark before it, which Excel needs.

    >>> list(csv_lines(["number", "title"], [{"number": 1, "title": "=1+1"}, {"number": None}]))
    ['number,title\n', "1,'=1+1\n", ',\n']
    """
    import csv  # noqa: PLC0415  (most programs that read or check a list write no table)

    target = io.StringIO(BOM if bom else "")
    target.seek(0, io.SEEK_END)
    writer = csv.DictWriter(target, names, lineterminator="\n")
    writer.writerow({name: _cell(name) for name in names})
    yield target.getvalue()
    for row in values:
        target.seek(0)
        target.truncate()
        writer.writerow({name: _cell(value) for name, value in row.items()})
        yield target.getvalue()


def _cell(value: object) -> object:
    return guarded(printable(value)) if isinstance(value, str) else value


def guarded(text: str) -> str:
    """Return a text that no spreadsheet computes.

    >>> guarded("=1+1"), guarded("'=1+1"), guarded("lupus")
    ("'=1+1", "''=1+1", 'lupus')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """Return the text of which `guarded` made a cell.

    >>> unguarded("'=1+1"), unguarded("''=1+1"), unguarded("'Lupus'")
    ('=1+1', "'=1+1", "'Lupus'")
    """
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def joined(texts: Iterable[str]) -> str:
    r"""Write several texts into one cell, with semicolons between them; a semicolon of their own is marked.

    >>> joined(["Berg, O.", "Skin; Hair Group,"])
    'Berg, O.; Skin\\; Hair Group,'
    """
    return "; ".join(marked(text, ";") for text in texts)


def apart(cell: str) -> list[str]:
    r"""Set the texts of one cell apart.

    >>> apart("Berg, O.; Skin\\; Hair Group,")
    ['Berg, O.', 'Skin; Hair Group,']
    """
    return [unmarked(part, ";") for part in set_apart(cell, ";")]


def set_apart(text: str, sign: str) -> list[str]:
    r"""Set apart what stands between signs that are not marked as part of it.

    >>> set_apart(r"Berg\, Jr, O.", ",")
    ['Berg\\, Jr', 'O.']
    """
    return [part.strip() for part in _APART[sign].split(text)]


def marked(text: str, sign: str) -> str:
    r"""Mark a sign that would set texts apart as part of this one; a backslash at its end marks nothing behind it.

    >>> marked("Berg, Jr", ","), marked("C:\\", ",")
    ('Berg\\, Jr', 'C:\\ ')
    """
    text = text.replace(sign, f"\\{sign}")
    return f"{text} " if text.endswith("\\") else text


def unmarked(text: str, sign: str) -> str:
    r"""Return the text in which `marked` marked a sign.

    >>> unmarked(r"Berg\, Jr", ",")
    'Berg, Jr'
    """
    return text.replace(f"\\{sign}", sign)
