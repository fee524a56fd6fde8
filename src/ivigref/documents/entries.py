r"""Works that a document has as data: the entries of BibLaTeX's ``.bbl`` and of amsrefs, and items of CSL-JSON."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ivigref.documents.items import Item
from ivigref.formats import bibtex, csl_json
from ivigref.model import Citation
from ivigref.parsing.latex import arguments, braces
from ivigref.patterns import lazy

_ENTRY = lazy(r"\\entry\s*(?=\{[^{}]{1,300}\}\s*\{[a-z]{2,30}\})")
_FIELD = lazy(r"\\(?P<what>field|name|list|true|verb)\s*\{(?P<name>[a-zA-Z]{2,30})\}")
_VERBATIM = lazy(r"\s*\\verb\s([^\n]*)\n\s*\\endverb")
_PART = lazy(r"\b(family|given|prefix|suffix)=\s*(?=\{)")
_INTERNAL = lazy(r"sort|label|extra|.*hash|single|unique|crossrefsource|xref|ids\Z")
_DELIMITERS = (
    (lazy(r"\\bib(?:namedelim[a-e]|namedelimi|initdelim)\s?"), " "),
    (lazy(r"\\bibinitperiod\s?"), "."),
    (lazy(r"\\bib(?:rangedash|datedash)\s?"), "--"),
    (lazy(r"\\bibinithyphendelim\s?"), ".-"),
    (lazy(r"\\bibrangessep\s?"), ", "),
)
_AMS = lazy(r"\\bib\*?\s*(?=\{[^{}]{1,300}\}\s*\{[A-Za-z]{2,30}\}\s*\{)")
_AMS_FIELD = lazy(r"([a-z]{2,20})\s*=\s*(?=\{)")
_AMS_NAMES = {"date": "year", "place": "address"}


def of_biblatex(text: str) -> tuple[Item, ...]:
    r"""Return the works of a ``.bbl`` that BibLaTeX has written.

    >>> item, = of_biblatex(r'''\entry{a}{article}{}
    ...   \name{author}{1}{}{ {{hash=1}{family={Krug}, given={P.}}} }
    ...   \field{title}{Skin} \field{journaltitle}{Lupus} \field{year}{2012} \endentry''')
    >>> item.key, item.data.authors, item.data.container_title
    ('a', (Name(family='Krug', given='P.'),), 'Lupus')
    """
    if "\\endentry" not in text:
        return ()
    ends = braces(text)
    starts = list(_ENTRY.finditer(text))
    lasts = [*(match.start() for match in starts), len(text)][1:]
    parts = (_entry(text, match.end(), last, ends) for match, last in zip(starts, lasts, strict=True))
    return _loaded("\n".join(parts), _lines(text, [match.start() for match in starts]))


def _lines(text: str, places: Sequence[int]) -> list[int]:
    ends = [match.start() for match in re.finditer("\n", text)]
    return [bisect_left(ends, place) + 1 for place in places]


def _entry(text: str, begin: int, last: int, ends: dict[int, int]) -> str:
    (key, place), (kind, _) = ((text[a:b], b) for a, b in arguments(text, begin, ends, 2))
    fields = dict(_fields(text, place, last, ends))
    if fields.pop("moreauthor", None) and "author" in fields:
        fields["author"] += " and others"
    written = ",\n".join(f"{name} = {{{_plain(value)}}}" for name, value in fields.items())
    return f"@{kind}{{{key},\n{written}}}"


def _fields(text: str, begin: int, last: int, ends: dict[int, int]) -> Iterator[tuple[str, str]]:
    for match in _FIELD.finditer(text, begin, last):
        what, name = match["what"], match["name"]
        if _INTERNAL.match(name):
            continue
        if what == "true":
            yield name, "true"
        elif what == "verb":
            if verbatim := _VERBATIM.match(text, match.end(), last):
                yield name, verbatim[1].strip()
        elif places := list(arguments(text, match.end(), ends, {"field": 1, "list": 2, "name": 3}[what])):
            value = text[slice(*places[-1])]
            yield name, _names(value) if what == "name" else _listed(value) if what == "list" else value


def _names(value: str) -> str:
    """Write names as BibTeX has them: each is a group that has a group of its parts."""
    return " and ".join(
        ", ".join(filter(None, (f"{parts.get('prefix', '')} {parts.get('family', '')}".strip(), parts.get("suffix"),
                                parts.get("given"))))
        for group in _groups(value)
        if (parts := dict(_parts(group)))
    )  # fmt: skip


def _parts(group: str) -> Iterator[tuple[str, str]]:
    ends = braces(group)
    for match in _PART.finditer(group):
        if (end := ends.get(match.end())) is not None:
            yield match[1], group[match.end() + 1 : end]


def _groups(value: str) -> Iterator[str]:
    ends = braces(value)
    place = 0
    while (begin := value.find("{", place)) >= 0 and begin in ends:
        place = ends[begin]
        yield value[begin + 1 : place]


def _listed(value: str) -> str:
    return " and ".join(_groups(value)) or value


def _plain(value: str) -> str:
    for pattern, sign in _DELIMITERS:
        value = pattern.sub(sign, value)
    return value


def of_amsrefs(text: str) -> tuple[Item, ...]:
    r"""Return the works that amsrefs has in a text.

    >>> item, = of_amsrefs(r"\bib{a}{article}{author={Lang, S.}, author={Weil, A.}, title={Sums}, date={1954}}")
    >>> item.key, len(item.data.authors), item.data.year
    ('a', 2, 1954)
    """
    ends = braces(text)
    written, begins = [], []
    for match in _AMS.finditer(text):
        places = list(arguments(text, match.end(), ends, 3))
        if len(places) == 3:  # noqa: PLR2004  (key, kind and fields)
            key, kind, fields = (text[slice(*place)] for place in places)
            written.append(f"@{kind}{{{key},\n{_ams_fields(fields)}}}")
            begins.append(match.start())
    return _loaded("\n".join(written), _lines(text, begins))


def _ams_fields(text: str) -> str:
    ends = braces(text)
    fields: dict[str, str] = {}
    for match in _AMS_FIELD.finditer(text):
        if (end := ends.get(match.end())) is not None:
            name = _AMS_NAMES.get(match[1], match[1])
            value = text[match.end() + 1 : end]
            fields[name] = f"{fields[name]} and {value}" if name in fields else value
    return ",\n".join(f"{name} = {{{value}}}" for name, value in fields.items())


def _loaded(text: str, lines: list[int]) -> tuple[Item, ...]:
    found = bibtex.loads(text) if text else []
    same = len(found) == len(lines)
    return tuple(of_citation(citation, lines[i] if same else None) for i, citation in enumerate(found))


def of_bibtex(text: str) -> tuple[Item, ...]:
    """Return the works of a text in BibTeX.

    >>> [item.key for item in of_bibtex("@misc{a, title = {Skin}}")]
    ['a']
    """
    return _loaded(text, [])


def of_citation(citation: Citation, line: int | None = None) -> Item:
    """Return a work of a file of a reference manager as an item of a document."""
    reference = citation.reference.model_copy(update={"line": line})
    return Item(reference.raw, line=line or 1, key=citation.key, data=reference)


def of_csl(items: Iterable[dict[str, Any]]) -> tuple[Item, ...]:
    """Return works that are there as CSL-JSON, as the fields of Zotero and Mendeley have them.

    >>> item, = of_csl([{"id": "a", "type": "book", "title": "Skin"}])
    >>> item.key, item.data.title
    ('a', 'Skin')
    """
    works = [item for item in items if item]
    return tuple(map(of_citation, csl_json.loads(json.dumps(works)))) if works else ()
