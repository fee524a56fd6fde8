"""Chapters and books: In: Allegro R, editor. Plasmopheresis and Immunoglobulins. New York: Nova; 2014. pp. 191–204.

Every style prints the same pieces in another order, so that each piece is taken out by its own mark (``pp.``, ``2nd
ed.``, ``Eds.``, ``Place: Publisher``) and the book's title is what is left in front.
"""

from __future__ import annotations

import re
from typing import Any

from ivigref.errors import InputError
from ivigref.model import Kind
from ivigref.pages import Pages
from ivigref.parsing.imprints import (
    EDGES,
    PLACE,
    RANGE,
    Rest,
    bare,
    editors_named_at,
    take_edition,
    take_editors,
    take_imprint,
    take_pages,
    take_volume,
    take_year,
)
from ivigref.parsing.journals import is_known, is_title_word
from ivigref.parsing.labelled import label_pattern
from ivigref.parsing.national import SAID
from ivigref.parsing.styles import DATED, UNDATED
from ivigref.parsing.tail import YEAR, date_fields, read_tail
from ivigref.patterns import lazy
from ivigref.text import UPPER

# Where a chapter's own title ends; "In vivo" begins a sentence, not a book.
_WITHIN = label_pattern("within", "en", "de", "fr", "es", "pt", "it", "nl", "cs", "tr", "zh")
_OF_ONE_LETTER = label_pattern("within", "pl", "ru")  # only behind a stop: "CLUSTAL W: improving"
_IN = lazy(
    rf"""\s (?:
        (?:(?i:{_WITHIN})\s?: | (?<=[.?!,;”"»]\s)(?i:{_OF_ONE_LETTER})\s?:
          | \[(?:{label_pattern("within")})\s?:?\]:? )\s
      | (?<=[.?!,”"’'»]\s) (?:In|in|En|Em|Dans|dans|W|В|[Iİ]çinde) \s
        (?!(?i:vivo|vitro|situ|silico|utero)\b|search|memoriam|press|the\s(?:absence|presence)) (?=[“"({UPPER}])
      | (?:(?<=”\s)|(?<=”\.\s)) (?=[^”]{{2,200}},\sedited\sby\s) )""",
    re.VERBOSE,
)
_STOP = lazy(r"(?:[.?!,;]?[”\"’'»][.,]?|[.?!,;])?\Z")  # what ends the title before it
_EXTENT = lazy(
    r"(?<=[.,;:)\s])\s?(?P<extent>\d{1,4}\s?(?:p|pp|págs?|[Ss]|Seiten|pages|с|стр|blz)\b\.?(?:\s?(?:il|ill?)\.)?)\s*$"
)
# Science's list of books and proceedings without a title: "in Proceedings of … (Nova, 2010), vol. 18, pp. 16–70".
_TITLELESS = lazy(
    rf"""in\s(?P<container>[A-ZÀ-Þ][^()]{{3,300}}?)[.,]?\s
    \((?P<publisher>[^(),]{{2,80}})(?:,\s(?P<place>[^(),]{{2,60}}))?,\s(?P<year>{YEAR})\)
    (?:,\svols?\.\s(?P<volume>\d{{1,4}}))?(?:,\spp?\.\s(?P<pages>{RANGE}))?[\s.]*$""",
    re.VERBOSE,
)
_THESIS = lazy(
    rf"""\s (?: (?:(?<=[.?!\]"”»]\s)|(?<=[”"»’],\s)) [\[(]?
        (?P<kind> (?:(?:Doctoral|Master['’]?s?|Ph\.?D\.?|M\.?Sc\.?|Unpublished|Inaugural)\s)?
        (?i:{label_pattern("thesis")})\b [^.,–—\[\]()]{{0,120}} (?:\([^()]{{1,60}}\)[^.,–—\[\]()]{{0,60}})? )
      | [\[(](?P<noted>(?:[^\W\d_]{{3,20}}\s){{0,2}}(?i:{label_pattern("thesis")})\b[^\[\]()]{{0,120}})[\])] )""",
    re.VERBOSE,
)
_SAID_SIGN = "наук"
_SAID = lazy(rf"\s?:\s(?P<said>{SAID})", re.VERBOSE)
_YEAR_LAST = lazy(rf"[.,]\s(?P<year>{YEAR})[\s.]*\Z")
_CITY_LAST = lazy(rf"[.?!]\s(?P<place>[{UPPER}][\w’'-]{{2,20}})\Z")
_NO_BRACKETS = str.maketrans("", "", "[]")
_NO_PAGES = lazy(r"[;,]\spp?\s?\.?\s?$")
_SCHOOLS = (
    r"univer[sz]\w+|uniwersytet\w*|üniversitesi|school|college|institut\w*|faculdade|facultad|escola|escuela"
    r"|polit[eé]cnic[ao]|hochschule|\w*университет\w*|\w*институт\w*|академи\w+"
)
_SCHOOL = lazy(
    rf"""(?P<school>(?=[{UPPER}])[^.,;:–—]{{0,80}}?\b(?i:{_SCHOOLS})\b[^.,;:]{{0,80}})
    (?:,\s(?P<place>{PLACE}))?[\s.,;]*\Z""",
    re.VERBOSE,
)
_WITHIN_BEHIND = lazy(r"\s[iİI]çinde\Z")  # Turkish has the word behind the book
_LEADS_TO_JOURNAL = lazy(r"[:”»]")  # "In: Der Hautarzt 61 (4)", "», in Fiabe 8, 4"
_QUOTES = ' .,;“”"«»'
_VOLUME_AND_ISSUE = lazy(r",\sv(?:ol)?\.\s\d{1,4},\sn[ro]?[.°º]\s\d")
_IN_BOOK = lazy(r"[:(]|\.\s")  # editors, an edition or an imprint


def read_chapter(text: str) -> dict[str, Any] | None:
    """Read what follows the authors of a chapter, or None where it is none.

    >>> found = read_chapter("Side effects. In: Allegro R, editor. Immunoglobulins. New York: Nova; 2014. pp. 191–204.")
    >>> found["title"], found["container_title"], found["place"], found["publisher"]
    ('Side effects', 'Immunoglobulins', 'New York', 'Nova')
    >>> found["year"], str(found["pages"]), [str(editor) for editor in found["editors"]]
    (2014, '191–204', ['Allegro R'])
    """
    opened = _opened(text)
    if opened is None:
        return None
    title, begin, lead = opened
    if _LEADS_TO_JOURNAL.search(lead) and (article := _read_journal(text, begin)):
        return {"title": title, **article}
    if ":" not in lead and _VOLUME_AND_ISSUE.search(text, begin):
        return None  # "Em Questão, v. 21, n. 3" is a journal
    rest = Rest(text[begin:])
    take_pages(rest)
    take_volume(rest)
    take_edition(rest)
    take_editors(rest)
    take_year(rest)
    take_imprint(rest)
    telling = {"editors", "publisher"} if lead == ", in " else {"editors", "pages", "publisher"}
    if ":" not in lead and not telling & rest.fields.keys():
        return None
    container = _WITHIN_BEHIND.sub("", bare(rest.text))
    if not container:
        return None
    return {"kind": Kind.BOOK_CHAPTER, "title": title, "container_title": container, **rest.fields}


def _opened(text: str) -> tuple[str, int, str] | None:
    """Return a chapter's title, where its book begins, and what leads to it: "In:", or nothing but the editors."""
    mark = _IN.search(text)
    if mark is None:
        begin = editors_named_at(text)
        return (text[:begin].strip(_QUOTES), begin, "") if begin and text[:begin].strip(EDGES) else None
    stop = _STOP.search(text, max(0, mark.start() - 3), mark.start())
    end = stop.start() if stop else mark.start()
    if not text[:end].strip(EDGES):
        return None
    title = text[: end + 1] if text.startswith(("?", "!"), end) else text[:end]
    return title.strip(_QUOTES), mark.end(), text[end : mark.end()]


def _read_journal(text: str, start: int) -> dict[str, Any] | None:
    """Read a journal where a book would stand, as German lists print it: "In: Der Hautarzt 61 (4), S. 301-309"."""
    tail = read_tail(text, start, DATED) or read_tail(text, start, UNDATED)
    if tail is None or not (tail.volume and tail.pages):
        return None
    journal = text[start : tail.start].strip(EDGES)
    if not is_known(journal) and (not journal or _IN_BOOK.search(journal)):
        return None
    try:
        pages = Pages.parse(tail.pages)
    except InputError:
        return None
    fields = {"container_title": journal, "volume": tail.volume, "issue": tail.issue, "pages": pages}
    return {"kind": Kind.JOURNAL_ARTICLE, **fields} | date_fields(tail.date)


def read_titleless_chapter(text: str) -> dict[str, Any] | None:
    """Read a part of a book that has no title of its own, as Science prints it.

    >>> found = read_titleless_chapter("in Proceedings of the Invented Society (Nova, 2010), vol. 18, pp. 16–70.")
    >>> found["container_title"], found["volume"], str(found["pages"])
    ('Proceedings of the Invented Society', '18', '16–70')
    """
    text = text.lstrip(" ,")
    match = _TITLELESS.match(text) if text.startswith("in ") else None
    if match is None:
        return None
    fields = {name: value for name, value in match.groupdict().items() if value} | {"year": int(match["year"])}
    fields["container_title"] = fields.pop("container")
    if "pages" in fields:
        fields["pages"] = Pages.parse(fields["pages"])
    return {"kind": Kind.BOOK_CHAPTER, **fields}


def read_book(text: str) -> dict[str, Any] | None:
    """Read what follows the authors of a book, or None where no publisher can be found.

    >>> found = read_book("Invented diseases of the skin. 2nd ed. New York: Nova; 2014.")
    >>> found["title"], found["edition"], found["publisher"]
    ('Invented diseases of the skin', '2nd ed', 'Nova')
    """
    rest = Rest(_NO_PAGES.sub("", text))
    extent = _EXTENT.search(rest.text, max(0, len(rest.text) - 30))
    if extent:
        rest.text = rest.text[: extent.start()]
        rest.fields["unparsed"] = (extent["extent"].strip(),)
    take_volume(rest)
    take_edition(rest)
    take_year(rest)
    if extent is None:
        take_pages(rest)
    take_imprint(rest)
    title = bare(rest.text)
    if not title or "publisher" not in rest.fields:
        return None
    return {"kind": Kind.BOOK, "title": title, **rest.fields}


def read_thesis(text: str) -> dict[str, Any] | None:
    """Read what follows the author of a thesis, whose kind stands in a sentence of its own, or None where none does.

    >>> found = read_thesis("Sobre o lúpus lunar. 2016. 178 p. Tese (Doutorado) – Universidade Inventada, Lugar, 2016.")
    >>> found["title"], found["publisher"], found["place"], found["year"]
    ('Sobre o lúpus lunar', 'Universidade Inventada', 'Lugar', 2016)
    """
    marks = (_THESIS.search(text), _SAID.search(text) if _SAID_SIGN in text else None)
    mark = min(filter(None, marks), key=re.Match.start, default=None)
    if mark is None:
        return None
    before = _before_thesis(text[: mark.start()].rstrip(" .,"))
    title = bare(before.text).strip(_QUOTES)
    if not title:
        return None
    rest = Rest(text[mark.end() :])
    take_year(rest)
    known, left = _school(rest.text, next(filter(None, mark.groups())))
    unparsed = (*before.fields.pop("unparsed", ()), left)
    return before.fields | rest.fields | known | {"kind": Kind.THESIS, "title": title, "unparsed": unparsed}


def _before_thesis(text: str) -> Rest:
    """Part a thesis' title from the extent, year, imprint and city that may stand before its kind."""
    before = Rest(text)
    if extent := _EXTENT.search(before.text, max(0, len(before.text) - 30)):
        before.fields["unparsed"] = (extent["extent"].strip(),)
        before.text = before.text[: extent.start()].rstrip(" .,")
    if year := _YEAR_LAST.search(before.text, max(0, len(before.text) - 10)):
        before.fields["year"] = int(year["year"])
        before.text = before.text[: year.start()]
    if imprinted := read_book(before.text + "."):
        before.fields |= imprinted
        before.text = imprinted["title"]
    elif (city := _CITY_LAST.search(before.text, max(0, len(before.text) - 40))) and not is_title_word(city["place"]):
        before.fields["place"] = city["place"]
        before.text = before.text[: city.start()]
    return before


def _school(text: str, kind: str) -> tuple[dict[str, Any], str]:
    """Return the university of a thesis and its place, and what is left of its kind and of the text behind."""
    if ":" in text:  # "[Droomdam]: Universiteit Nergens"
        imprint = Rest(". " + text.translate(_NO_BRACKETS).strip(EDGES))
        take_imprint(imprint)
        if "publisher" in imprint.fields:
            return imprint.fields, f"{kind} {imprint.text.strip(EDGES)}".strip(EDGES)
    where = _SCHOOL.search(text) or _SCHOOL.search(kind)
    if where is None:
        return {}, (kind + text).strip(EDGES)
    left = kind + text[: where.start()] if where.string is text else kind[: where.start()]
    found = {"publisher": where["school"], "place": where["place"]}
    return {name: value for name, value in found.items() if value}, left.strip(EDGES)
