"""JSON lines: one citation a line with everything that the model holds, records and evidence too."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ivigref.errors import FormatError
from ivigref.formats.draft import Draft, Loaded
from ivigref.formats.entry import Values
from ivigref.model import Citation
from ivigref.text import printable


def dumps(citations: Iterable[Citation], *, values: Values = "record") -> str:  # noqa: ARG001  (a line has both)
    r"""Write citations, one a line.

    >>> from ivigref import Reference
    >>> dumps([Citation(reference=Reference(title="TNF-α"), key="x")])
    '{"reference":{"title":"TNF-α"},"key":"x"}\n'
    """
    return "".join(_line(citation) + "\n" for citation in citations)


def _line(citation: Citation) -> str:
    from pydantic_core import PydanticSerializationError  # noqa: PLC0415  (few programs write these lines)

    try:
        return citation.model_dump_json(exclude_defaults=True)
    except PydanticSerializationError:  # half a character, which no file in UTF-8 can hold
        written = json.dumps(citation.model_dump(exclude_defaults=True), ensure_ascii=False, default=str)
        return printable(written)


def loads(text: str) -> Loaded:
    r"""Read what ``dumps`` wrote; a line that is none is a finding.

    >>> loads('{"reference": {"year": 1952}}\n{"reference": {"year": "x"}}\n').findings[0].line
    2
    """
    from pydantic import ValidationError  # noqa: PLC0415  (the same)

    loaded = Loaded()
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            loaded.append(Citation.model_validate_json(line))
        except ValidationError as error:
            draft, first = Draft("jsonl", line=number), error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            draft.find("unreadable", f"expected a citation: {place}: {first['msg']}", severity="error")
            loaded.findings += draft.findings
    if loaded.findings and not loaded:
        raise FormatError(loaded.findings[0].message, place=f"line {loaded.findings[0].line}")
    return loaded
