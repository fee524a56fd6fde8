"""Records in text whose fields stand behind labels, as databases print them: cut apart, and read by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ivigref.errors import FormatError
from ivigref.formats.columns import names, read
from ivigref.formats.draft import Draft, Loaded
from ivigref.formats.tagged_lines import Line, lines

_ALONE = frozenset({"authors", "authors:full", "editors", "mesh", "publication_types", "keyword", "type"})


def separate(source: str) -> frozenset[str]:
    """Name the fields of a source in which each line is a value of its own.

    >>> "AU" in separate("wos"), "TI" in separate("wos"), "DE" in separate("wos")
    (True, False, False)
    """
    return frozenset(
        name for name, field in names(source).items() if field.datum in _ALONE and field.name not in _FLOWING
    )


_SILENT = frozenset({"type", "database", "drop"})  # what alone says nothing of a work
_FLOWING = frozenset({"DE", "ID", "DT", "K1", "KY", "PT"})  # values with semicolons between them, over several lines


def read_tagged(text: str, source: str, pattern: re.Pattern[str], begins: str, *, want: str) -> Loaded:
    """Read records of lines with a tag, each of which begins with the same one.

    Raises FormatError where a text has none.
    """
    listed = (line for line in lines(text.removeprefix("\ufeff"), pattern, separate(source)) if line.tag)
    return loaded_from(records(listed, begins), text, source, want)


def records(listed: Iterable[Line], begins: str) -> Iterator[list[Line]]:
    """Cut lines apart into records, without what stands before the first."""
    record: list[Line] | None = None
    for line in listed:
        if line.tag == begins:
            if record is not None:
                yield record
            record = []
        if record is not None and line.tag != "?":
            record.append(line)
    if record is not None:
        yield record


def loaded_from(found: Iterable[list[Line]], text: str, source: str, want: str) -> Loaded:
    """Read records; one that says nothing is a finding."""
    loaded, own = Loaded(), names(source)
    count = 0
    for count, record in enumerate(found, start=1):
        draft = Draft(source, line=record[0].number if record else None)
        stated = [(line.tag, line.text) for line in record if line.text]
        if any(name in own and own[name].datum not in _SILENT for name, _ in stated):
            loaded.append(read(draft, source, stated))
        else:
            draft.find("unreadable", f"record {count}: expected fields of {want}, found none", severity="error")
        loaded.findings += draft.findings
    if text.strip("\ufeff \r\n\t") and not count:
        raise FormatError(f"expected {want}, found no record")
    return loaded
