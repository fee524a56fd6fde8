"""A citation as one flat row, and rows as a data frame: the columns of every table that programs read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

from ivigref.model.citations import Citation
from ivigref.model.works import Reference

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

T = TypeVar("T")

AXES = ("disease", "design")  # which have a column even where nothing is tagged

__all__ = ["AXES", "COLUMNS", "Column", "data_frame", "row_of"]


class Column(NamedTuple, Generic[T]):
    """A column of the table: its name, what stands in it, how it is read off, and the kind of its values."""

    name: str
    meaning: str
    value: Callable[[T], Any]
    kind: Literal["text", "integer", "number"] = "text"


# Between the authors and the axes; a column for each axis follows, its terms separated by semicolons.
COLUMNS: tuple[Column[Citation], ...] = (
    Column("number", "the number in the printed list", lambda c: c.number, "integer"),
    Column("key", "the citation key", lambda c: c.key),
    Column("authors", "the authors as printed, separated by semicolons", lambda c: _authors(c.reference)),
    Column("year", "the year as printed", lambda c: c.reference.year, "integer"),
    Column("title", "the title as printed", lambda c: c.reference.title),
    Column("container_title", "the journal or book as printed", lambda c: c.reference.container_title),
    Column("volume", "the volume as printed", lambda c: c.reference.volume),
    Column("issue", "the issue as printed", lambda c: c.reference.issue),
    Column("pages", "the pages as printed", lambda c: str(c.reference.pages) if c.reference.pages else None),
    Column("doi", "the DOI, printed or of the record", lambda c: c.doi),
    Column("pmid", "the PMID, printed or of the record", lambda c: c.pmid),
    Column("pmcid", "the PMCID, printed or of the record", lambda c: c.pmcid),
)


def row_of(citation: Citation) -> dict[str, Any]:
    """Return a citation as one flat row, its tags by axis.

    >>> from ivigref.model import Reference
    >>> row_of(Citation(reference=Reference(number=1, year=1952)))["year"]
    1952
    """
    axes = dict.fromkeys((*AXES, *(tag.axis for tag in citation.tags)))
    terms = {axis: "; ".join(t.term for t in citation.tags if t.axis == axis) or None for axis in axes}
    return {column.name: column.value(citation) for column in COLUMNS} | terms


def data_frame(
    rows: Iterable[Mapping[str, Any]], library: Literal["pandas", "polars"] | None = None
) -> pd.DataFrame | pl.DataFrame:
    """Return rows as a table of pandas or polars, whichever is installed.

    Raises ImportError where neither is, or not the one that is asked for.
    """
    listed = list(rows)
    if library != "polars":
        try:
            import pandas as pd  # noqa: PLC0415  (not everybody needs a table)
        except ImportError:
            if library == "pandas":
                raise
        else:
            return pd.DataFrame(listed)
    try:
        import polars as pl  # noqa: PLC0415  (the same)
    except ImportError as error:
        if library == "polars":
            raise
        raise ImportError("expected pandas or polars, found neither: install one of them") from error
    return pl.DataFrame(listed)


def _authors(reference: Reference) -> str:
    return "; ".join(map(str, reference.authors)) + ("; et al." if reference.et_al else "")
