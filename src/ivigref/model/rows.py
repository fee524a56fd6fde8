"""What is known of a citation as one flat row, and rows as a data frame: the columns of every table for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ivigref.axes import DISEASE, axis_facts, parted
from ivigref.model.checks import Severity
from ivigref.model.citations import Citation, Status
from ivigref.model.claims import Finding
from ivigref.model.verdicts import Judgement
from ivigref.tables import joined, marked

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

__all__ = ["COLUMNS", "TYPES", "Column", "Known", "column_names", "columns", "data_frame", "found", "held", "row_of"]

Kind = Literal["text", "integer", "number"]
Library = Literal["pandas", "polars"]
# The types of a data frame's columns, in each of which a value may be missing.
TYPES: dict[Library, dict[Kind, str]] = {
    "pandas": {"text": "string", "integer": "Int64", "number": "Float64"},
    "polars": {"text": "String", "integer": "Int64", "number": "Float64"},
}
DESIGN = "design"
_SERIOUS: tuple[Severity, ...] = ("error", "warning")


class Known(NamedTuple):
    """A citation with what a row of a table says of it: from which list it is, and what came of checking it."""

    citation: Citation
    file: str | None = None
    findings: Sequence[Finding] = ()
    status: Status | None = None
    judgement: Judgement | None = None


class Column(NamedTuple):
    """A column of the table: its name, what stands in it, how it is read off, and the kind of its values.

    What says what the work is, and not what was found about it, ``is_of_work``.
    """

    name: str
    meaning: str
    value: Callable[[Known], Any]
    kind: Kind = "text"
    is_of_work: bool = False


# Every table has these columns in this order; one for each further axis of tags follows.
COLUMNS: tuple[Column, ...] = (
    Column("file", "the file or list", lambda row: row.file),
    Column("number", "the number in the printed list", lambda row: row.citation.number, "integer", is_of_work=True),
    Column("key", "the citation key", lambda row: row.citation.key, is_of_work=True),
    Column("status", "of a checked list: verified, findings, unverified or unreachable", lambda row: row.status),
    Column(
        "confidence",
        "how sure it is that the record is the printed work, from 0 to 1",
        lambda row: row.citation.confidence,
        "number",
    ),
    Column("doi", "the DOI, printed or of the record", lambda row: row.citation.doi, is_of_work=True),
    Column("pmid", "the PMID, printed or of the record", lambda row: row.citation.pmid, is_of_work=True),
    Column("pmcid", "the PMCID, printed or of the record", lambda row: row.citation.pmcid, is_of_work=True),
    Column("title", "the title as printed", lambda row: row.citation.reference.title, is_of_work=True),
    Column(
        "authors",
        "the authors as printed; et al. is the last of them",
        lambda row: _authors(row.citation),
        is_of_work=True,
    ),
    Column("year", "the year as printed", lambda row: row.citation.reference.year, "integer", is_of_work=True),
    Column(
        "journal", "the journal or book as printed", lambda row: row.citation.reference.container_title, is_of_work=True
    ),
    Column("volume", "the volume as printed", lambda row: row.citation.reference.volume, is_of_work=True),
    Column("issue", "the issue as printed", lambda row: row.citation.reference.issue, is_of_work=True),
    Column("pages", "the pages as printed", lambda row: _text(row.citation.reference.pages), is_of_work=True),
    Column("findings", "the checks that found an error or warn", lambda row: _found(row, *_SERIOUS)),
    Column("diseases", "the diseases that the work is about", lambda row: _diseases(row.citation)),
    Column("designs", "the designs of the study", lambda row: _designs(row.citation)[0]),
    Column(
        "odds",
        "how likely each disease, design and feature is, where that was counted",
        lambda row: _odds(row.citation),
    ),
    Column("features", "how the study was carried out: double-blind …", lambda row: _designs(row.citation)[1]),
    Column(
        "mentioned", "diseases and designs that are only mentioned, or denied", lambda row: _mentioned(row.citation)
    ),
    Column("verdict", "the verdict: whether the work exists", lambda row: _judged(row, "verdict")),
    Column("reason", "the reason for the verdict, if it needs one", lambda row: _judged(row, "reason")),
    Column("at_place", "the other work that stands at the printed place", lambda row: _judged(row, "at_place")),
    Column("nearest", "the nearest candidate that is not the printed work", lambda row: _judged(row, "nearest")),
    Column("errors", "the checks that found an error", lambda row: _found(row, "error")),
    Column("warnings", "the checks that warn", lambda row: _found(row, "warning")),
    Column("notes", "the checks that found a harmless difference", lambda row: _found(row, "note")),
)


@cache
def columns() -> tuple[Column, ...]:
    """Return the columns of every table: COLUMNS, and one for each further axis of the package.

    >>> [column.name for column in columns()][:5], columns()[-1].name
    (['file', 'number', 'key', 'status', 'confidence'], 'evidence-level')
    """
    further = (fact for fact in axis_facts() if fact.name not in {DISEASE, DESIGN})
    return (*COLUMNS, *(Column(fact.name, fact.says, partial(_on_axis, axis=fact.name)) for fact in further))


@cache
def found() -> frozenset[str]:
    """Name the columns that say what was found about a work, and not what it is.

    >>> {"status", "notes", "form"} <= found(), "title" in found()
    (True, False)
    """
    return frozenset(column.name for column in columns() if not column.is_of_work)


def _on_axis(row: Known, axis: str) -> str | None:
    return _terms(row.citation, axis)


@cache
def _names() -> frozenset[str]:
    return frozenset(column.name for column in columns())


@cache
def _axes() -> frozenset[str]:
    return frozenset(fact.name for fact in axis_facts())


def row_of(known: Known) -> dict[str, Any]:
    """Return what is known of a citation as one flat row, by the names of the columns; None is what is not known.

    >>> from ivigref.model import Reference, Tag
    >>> row = row_of(Known(Citation(reference=Reference(number=1, year=1952, container_title="Pediatrics"))))
    >>> row["year"], row["journal"], row["status"]
    (1952, 'Pediatrics', None)
    """
    own = {_own_name(axis): _terms(known.citation, axis) for axis in _own_axes(known.citation)}
    return {column.name: column.value(known) for column in columns()} | own


def column_names(citations: Iterable[Citation]) -> list[str]:
    """Return the names of the columns of a table of these citations.

    An axis of one's own that has the name of a column has another: two things never stand in one column.

    >>> from ivigref.model import Reference, Tag
    >>> tags = (Tag(axis="setting", term="ward", label="Ward"), Tag(axis="title", term="x", label="X"))
    >>> column_names([Citation(reference=Reference(), tags=tags)])[-2:]
    ['setting', 'title_axis']
    """
    own = dict.fromkeys(axis for citation in citations for axis in _own_axes(citation))
    return [*(column.name for column in columns()), *map(_own_name, own)]


def data_frame(
    names: Sequence[str], rows: Iterable[Mapping[str, Any]], library: Library | None = None
) -> pd.DataFrame | pl.DataFrame:
    """Return rows as a table of pandas or polars, whichever is installed, with the types of TYPES even without a row.

    Raises ImportError where neither is, or not the one that is asked for.
    """
    listed = list(rows)
    kinds = {column.name: column.kind for column in columns()}
    given = {name: (kinds.get(name, "text"), [held(row.get(name)) for row in listed]) for name in names}
    if library != "polars":
        try:
            import pandas as pd  # noqa: PLC0415  (not everybody needs a table)
        except ImportError:
            if library == "pandas":
                raise
        else:
            whole = pd.DataFrame({name: pd.Series(values, dtype=object) for name, (_, values) in given.items()})
            return whole.astype({name: TYPES["pandas"][kind] for name, (kind, _) in given.items()})
    try:
        import polars as pl  # noqa: PLC0415  (the same)
    except ImportError as error:
        if library == "polars":
            raise
        raise ImportError("expected pandas or polars, found neither: install one of them") from error
    return pl.DataFrame(
        [pl.Series(name, values, getattr(pl, TYPES["polars"][kind])) for name, (kind, values) in given.items()]
    )


def held(value: Any) -> Any:  # noqa: ANN401  (a cell)
    r"""Return a value that a data frame's types hold: numbers have 64 bits there, and a text is UTF-8.

    >>> held(1952), held(10**20), held("a\ud800")
    (1952, None, 'a?')
    """
    if isinstance(value, int):
        return value if abs(value) < _TOO_LARGE else None
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


_TOO_LARGE = 1 << 63


def _own_axes(citation: Citation) -> Iterable[str]:
    return dict.fromkeys(tag.axis for tag in citation.tags if tag.axis not in _axes())


def _own_name(axis: str) -> str:
    return f"{axis}_axis" if axis in _names() else axis


def _authors(citation: Citation) -> str | None:
    reference = citation.reference
    return _several([*(marked(str(name), ",") for name in reference.authors), *(["et al."] if reference.et_al else [])])


def _terms(citation: Citation, axis: str) -> str | None:
    return _several(tag.term for tag in citation.tags if tag.axis == axis)


def _diseases(citation: Citation) -> str | None:
    return _several(tag.term for tag in citation.tags if tag.axis == DISEASE and tag.is_meant)


def _designs(citation: Citation) -> tuple[str | None, str | None]:
    terms = [tag.term for tag in citation.tags if tag.axis == DESIGN and tag.is_meant]
    features = parted(DESIGN, terms).features
    return _several(t for t in terms if t not in features), _several(t for t in terms if t in features)


def _mentioned(citation: Citation) -> str | None:
    return _several(tag.term for tag in citation.tags if tag.axis in {DISEASE, DESIGN} and not tag.is_meant)


def _odds(citation: Citation) -> str | None:
    counted = (tag for tag in citation.tags if tag.axis in {DISEASE, DESIGN} and tag.odds is not None)
    return _several(f"{tag.term} {tag.odds}" for tag in counted)


def _judged(row: Known, field: str) -> str | None:
    return _text(getattr(row.judgement, field, None))


def _found(row: Known, *severities: Severity) -> str | None:
    return _several(dict.fromkeys(finding.check for finding in row.findings if finding.severity in severities))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _several(texts: Iterable[str]) -> str | None:
    return joined(texts) or None
