"""What verbs print to standard output: values for programs, and texts for a file, a program or a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ivigref.cli.messages import name_shipped

if TYPE_CHECKING:  # each verb imports what it needs itself, so that --help is fast
    from ivigref.model import Citation, Value
    from ivigref.reading import Listing


def print_values(
    output: str,
    values: Iterable[Value],
    rows: Sequence[Citation] = (),
    listing: Listing | None = None,
    *,
    bom: bool = False,
) -> None:
    """Print values as JSON or JSON lines, or as CSV the citations of the list that are their flat form."""
    from ivigref.reports import table  # noqa: PLC0415  (as above)

    if listing is not None:
        name_shipped(listing)
    if output == "csv":
        sys.stdout.writelines(table.csv_rows(rows, listing.files if listing else (), bom=bom))
    else:
        sys.stdout.writelines(table.json_array(values) if output == "json" else table.jsonl(values))


def print_text(text: str) -> None:
    """Print a text as it is for a file or a program, and for a terminal without what would steer it."""
    from ivigref.text import printable  # noqa: PLC0415  (as above)

    sys.stdout.write(printable(text.replace("\r\n", "\n")) if sys.stdout.isatty() else text)
