"""Chapters and books: In: Allegro R, editor. Plasmopheresis and Immunoglobulins. New York: Nova; 2014. pp. 191–204.

Every style prints the same pieces in another order, so that each piece is taken out by its own mark (``pp.``, ``2nd
ed.``, ``Eds.``, ``Place: Publisher``) and the book's title is what is left in front.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ivigref.data import alternatives, read_words
from ivigref.errors import InputError
from ivigref.model import Kind
from ivigref.pages import Pages
from ivigref.parsing.authors import read_authors
from ivigref.parsing.journals import is_known
from ivigref.parsing.labelled import label_pattern
from ivigref.parsing.styles import DATED, UNDATED
from ivigref.parsing.tail import YEAR, date_fields, read_tail
from ivigref.text import DASHES

_RANGE = rf"[A-Za-z]{{0,3}}\d{{1,6}}(?:\s?(?:--|[{DASHES}-])\s?[A-Za-z]{{0,3}}\d{{1,6}})?"
_SPAN = rf"[A-Za-z]{{0,3}}\d{{1,6}}\s?(?:--|[{DASHES}-])\s?[A-Za-z]{{0,3}}\d{{1,6}}"
# Two years are what a title tells of: "French Cinema, 1896-1914".
_YEARS = rf"(?:1[5-9]|20)\d\d\s?[{DASHES}-]\s?(?:1[5-9]|20)\d\d"
# Where a chapter's own title ends; "In vivo" begins a sentence, not a book.
_IN = re.compile(
    r"""  (?P<stop>[.?!,;]?[”"’']?) \s (?:In|in|En|Em|Dans|em|en):\s
      | (?P<stop2>[.?!,]?[”"’'][.,]?|[.?!,]) \s (?:In|in|En|Em) \s
        (?!(?i:vivo|vitro|situ|silico|utero)\b|search|memoriam|press|the\s(?:absence|presence)) (?=[“"(A-ZÀ-Þ])
      | (?P<quoted>[.?!]?”)\.? \s (?=[^”]{2,200},\sedited\sby\s)""",
    re.VERBOSE,
)
_PAGES = re.compile(
    rf"[(,;.:\s]\s?(?i:{label_pattern('pages')})\s?(?P<pages>{_RANGE})\)?(?=[\s.,;)]|$)"
    r"|[,;.]\s?pp?\.\s(?P<roman>[ivxlc]{1,7}(?:\s?[-–]\s?[ivxlc]{1,7})?)(?=[\s.,;)]|$)"
    rf"|(?:(?<=\d):\s?|[,:]\s?(?!{_YEARS}))(?P<last>{_SPAN})(?=[.\s]*$|\.\s[A-Z])|\s(?P<nature>{_SPAN})(?=\s\([A-Z])"
)
_EDITION = re.compile(
    rf"""[,.;\s(]\s?(?P<edition>
        (?: \d{{1,2}}(?:st|nd|rd|th|\.|e|ª|º|ème|er|-е)? | rev(?:ised|\.)?
          | first | second | third | fourth | fifth | sixth | seventh | eighth | ninth | tenth )
        \s?(?:revised\s|rev\.\s)?(?:{label_pattern("edition")})\b
        (?:\.?\s(?:rev|ampl|atual|aum)\b(?:\.?\se\s(?:rev|ampl|atual|aum)\b)?)? )\.?,?\)?""",
    re.VERBOSE | re.IGNORECASE,
)
_EDITED_BY = re.compile(
    rf"""[.,;]?\s?[(\[]? (?: (?<=[(\[])eds?\b\.? | (?<=,\s)ed\.(?:\sby)?
        | \b(?:{label_pattern("edited_by")}) )
        \s?:?\s(?=[^\W\d_])""",
    re.VERBOSE | re.IGNORECASE,
)
# Names between the book's title and their role: "Immunoglobulins; Allegro, R., Ed.; Nova".
_ROLE_BEHIND = re.compile(r"[.;,]\s(?P<names>[A-ZÀ-Þ][^;()]{2,120}?)(?=,?\s\(?(?:[Ee]ds?|Hrsg|editors?)\b)")
_EXTENT = re.compile(
    r"(?<=[.,;:)\s])\s?(?P<extent>\d{1,4}\s?(?:p|pp|págs?|S|Seiten|pages)\b\.?(?:\s?(?:il|ill?)\.)?)\s*$"
)
# Science's list of books and proceedings without a title: "in Proceedings of … (Nova, 2010), vol. 18, pp. 16–70".
_TITLELESS = re.compile(
    rf"""in\s(?P<container>[A-ZÀ-Þ][^()]{{3,300}}?)[.,]?\s
    \((?P<publisher>[^(),]{{2,80}})(?:,\s(?P<place>[^(),]{{2,60}}))?,\s(?P<year>{YEAR})\)
    (?:,\svols?\.\s(?P<volume>\d{{1,4}}))?(?:,\spp?\.\s(?P<pages>{_RANGE}))?[\s.]*$""",
    re.VERBOSE,
)
_THESIS = re.compile(
    rf"""(?<=[.?!\]"”])\s[\[(]? (?P<kind> (?:(?:Doctoral|Master['’]?s?|Ph\.?D\.?|M\.?Sc\.?|Unpublished|Inaugural)\s)?
        (?i:{label_pattern("thesis")})\b [^.,–—\[\]]{{0,120}} )""",
    re.VERBOSE,
)
_YEAR_LAST = re.compile(rf"[.,]\s(?P<year>{YEAR})[\s.]*\Z")
_NO_PAGES = re.compile(r"[;,]\spp?\s?\.?\s?$")
_YEAR = re.compile(rf"[,;.:\s(]\s?(?P<year>{YEAR})[a-z]?\)?(?=[\s.,;:)]|$)")
_CITY = r"[A-ZÀ-Þ][\w’'-]+(?:[\s-](?:[A-ZÀ-Þ][\w’'-]+|am|an|de|of|upon|do|la|le)){0,3}"
_STATE = r"(?:[A-Z]{2,3}|[A-ZÀ-Þ][a-z]+(?:\s[A-Z][a-z]+)?|U\.?K\.?|U\.S\.A?\.?|D\.\s?C\.)"
_PLACE = rf"(?:St\.\s)?{_CITY}(?:,\s{_STATE})?(?:\s?[;/&]\s?[A-ZÀ-Þ][\w-]+(?:\s[A-Z][\w-]+)?)?"
_SCHOOL = re.compile(
    rf"""(?P<school>(?=[A-ZÀ-Þ])[^.,;:–—]{{0,80}}?\b(?i:univers\w+|school|college|institut\w*|faculdade|facultad|escola|escuela|polit[eé]cnic[ao])\b[^.,;:]{{0,80}})
    (?:,\s(?P<place>{_PLACE}))?[\s.,;]*\Z""",
    re.VERBOSE,
)
_IMPRINT = re.compile(
    rf"""(?:[.;,(]\s?|\s\(|(?<=[?!])\s) (?P<place>{_PLACE}) :\s?
        (?P<publisher>[A-ZÀ-Þ](?:[^:;().] | (?<=\b[A-Z])\. | (?<=\bEd)\. | \.(?=,)
          | (?<=\b(?:Edi|Uni|Pub|Lib|Gra))[a-z]{{0,3}}\. ){{1,80}}?) \)?[\s.,;]*$""",
    re.VERBOSE,
)
# A semicolon in the colon's place: "San Diego; Academic Press; 1998". Only the words of a publisher tell it.
_PARTED = re.compile(
    rf"""[.;,(]\s? (?P<place>{_PLACE});\s
    (?P<publisher>(?:[A-Z]\.\s?){{0,2}}[A-ZÀ-Þ][^.:;,()/]{{2,60}}) \)?[\s.,;]*$""",
    re.VERBOSE,
)
_LONE_COUNT = re.compile(r",\s(?P<extent>\d{2,4})\Z")  # of a book's pages, behind its publisher
_TURNED = re.compile(
    rf"""(?:[.;,(]\s|\s\() (?P<publisher>[A-ZÀ-Þ][^.:;,()]{{1,60}}(?:,\s(?:Inc|Ltd|LLC|GmbH)\.?)?)
        (?:,\s(?P<place>{_PLACE}))? \)?[\s.,;]*$""",
    re.VERBOSE,
)
_PUBLISHER_WORD = re.compile(rf"\b(?:{alternatives(read_words('publishers'))})\b", re.VERBOSE | re.IGNORECASE)
# The authors of the book, with initials or in capitals: "In A. B. Made. Ecoturismo", "In: MADE, Ana. Cartoons".
_PERSONAL = re.compile(
    r"(?:[A-ZÀ-Þ]\.[\s-]?){1,3}[A-ZÀ-Þ][\w-]{2,30}[.,]\s|[A-ZÀ-Þ-]{3,30},\s[A-ZÀ-Þ][\w. ]{1,40}[.;]\s"
)
_SHORTEST_TITLE = 8  # characters of a book
_VOLUME_AND_ISSUE = re.compile(r",\sv(?:ol)?\.\s\d{1,4},\sn[ro]?[.°º]\s\d")
_IN_BOOK = re.compile(r"[:(]|\.\s")  # editors, an edition or an imprint
_EDGES = ' .,;:()[]“”"'


@dataclass(slots=True)
class _Rest:
    """What is left of a text while pieces are taken out of it, and the pieces."""

    text: str
    fields: dict[str, Any] = field(default_factory=dict)

    def cut(self, start: int, end: int, filler: str = ". ") -> None:
        """Take a piece out and leave a stop in its place, so that its neighbours do not join."""
        before, after = self.text[:start].rstrip(" \u00a0.,;("), self.text[end:].lstrip(" \u00a0.,;")
        self.text = f"{before}{filler}{after}"


def read_chapter(text: str) -> dict[str, Any] | None:
    """Read what follows the authors of a chapter, or None where it is none.

    >>> found = read_chapter("Side effects. In: Allegro R, editor. Immunoglobulins. New York: Nova; 2014. pp. 191–204.")
    >>> found["title"], found["container_title"], found["place"], found["publisher"]
    ('Side effects', 'Immunoglobulins', 'New York', 'Nova')
    >>> found["year"], str(found["pages"]), [str(editor) for editor in found["editors"]]
    (2014, '191–204', ['Allegro R'])
    """
    mark = _IN.search(text)
    if mark is None or not text[: mark.start()].strip(_EDGES):
        return None
    stop = mark["stop"] or mark["stop2"] or mark["quoted"]
    title = (text[: mark.start()] + (stop if stop and stop[0] in "?!" else "")).strip(' .,;“”"')
    if mark.group().endswith(": ") and (article := _read_journal(text, mark.end())):
        return {"title": title, **article}
    if not mark.group().endswith(": ") and _VOLUME_AND_ISSUE.search(text, mark.end()):
        return None  # "Em Questão, v. 21, n. 3" is a journal
    rest = _Rest(text[mark.end() :])
    _take_pages(rest)
    _take_edition(rest)
    _take_editors(rest)
    _take_year(rest)
    _take_imprint(rest)
    telling = {"editors", "publisher"} if mark.group() == ", in " else {"editors", "pages", "publisher"}
    if not mark.group().endswith(": ") and not telling & rest.fields.keys():
        return None
    container = _bare(rest.text)
    if not container:
        return None
    return {"kind": Kind.BOOK_CHAPTER, "title": title, "container_title": container, **rest.fields}


def _read_journal(text: str, start: int) -> dict[str, Any] | None:
    """Read a journal where a book would stand, as German lists print it: "In: Der Hautarzt 61 (4), S. 301-309"."""
    tail = read_tail(text, start, DATED) or read_tail(text, start, UNDATED)
    if tail is None or not (tail.volume and tail.pages):
        return None
    journal = text[start : tail.start].strip(_EDGES)
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
    rest = _Rest(_NO_PAGES.sub("", text))
    extent = _EXTENT.search(rest.text, max(0, len(rest.text) - 30))
    if extent:
        rest.text = rest.text[: extent.start()]
        rest.fields["unparsed"] = (extent["extent"].strip(),)
    _take_edition(rest)
    _take_year(rest)
    if extent is None:
        _take_pages(rest)
    _take_imprint(rest)
    title = _bare(rest.text)
    if not title or "publisher" not in rest.fields:
        return None
    return {"kind": Kind.BOOK, "title": title, **rest.fields}


def read_thesis(text: str) -> dict[str, Any] | None:
    """Read what follows the author of a thesis, whose kind stands in a sentence of its own, or None where none does.

    >>> found = read_thesis("Sobre o lúpus lunar. 2016. 178 p. Tese (Doutorado) – Universidade Inventada, Lugar, 2016.")
    >>> found["title"], found["publisher"], found["place"], found["year"]
    ('Sobre o lúpus lunar', 'Universidade Inventada', 'Lugar', 2016)
    """
    mark = _THESIS.search(text)
    if mark is None:
        return None
    before = _Rest(text[: mark.start()].rstrip(" .,"))
    if extent := _EXTENT.search(before.text, max(0, len(before.text) - 30)):
        before.fields["unparsed"] = (extent["extent"].strip(),)
        before.text = before.text[: extent.start()].rstrip(" .,")
    if year := _YEAR_LAST.search(before.text, max(0, len(before.text) - 10)):
        before.fields["year"] = int(year["year"])
        before.text = before.text[: year.start()]
    if imprinted := read_book(before.text + "."):
        before.fields |= imprinted
        before.text = imprinted["title"]
    rest = _Rest(text[mark.end() :])
    _take_year(rest)
    where = _SCHOOL.search(rest.text)
    found: dict[str, Any] = {"publisher": where["school"], "place": where["place"]} if where else {}
    left = (mark["kind"] + (rest.text[: where.start()] if where else rest.text)).strip(_EDGES)
    title = _bare(before.text)
    if not title:
        return None
    unparsed = (*before.fields.pop("unparsed", ()), left)
    known = {name: value for name, value in found.items() if value}
    return before.fields | rest.fields | known | {"kind": Kind.THESIS, "title": title, "unparsed": unparsed}


def _bare(text: str) -> str:
    """Take marks off the ends of a title, and brackets that the pieces taken out of it have left."""
    text = text.strip(' .,;:“”"')
    return text if text.count("(") == text.count(")") else text.strip(_EDGES)


def _take_pages(rest: _Rest) -> None:
    match = _PAGES.search(rest.text)
    if match is None:
        return
    printed = match["pages"] or match["roman"] or match["last"] or match["nature"]
    try:
        rest.fields["pages"] = Pages.parse(printed)
    except InputError:
        return
    rest.cut(match.start(), match.end())


def _take_edition(rest: _Rest) -> None:
    if match := _EDITION.search(rest.text):
        rest.fields["edition"] = match["edition"]
        rest.cut(match.start(), match.end())


def _take_editors(rest: _Rest) -> None:
    """Take editors in front of the book's title ("Allegro R, editor."), or after it ("edited by Ruth Allegro")."""
    first = read_authors(rest.text)
    if first and first.editors:
        rest.fields["editors"] = first.names
        rest.text = rest.text[first.end :].lstrip(" .,;:)")
        return
    is_personal = first and (_PERSONAL.match(rest.text) or len(first.names) > 1)
    if first and is_personal and first.closed and len(rest.text) - first.end > _SHORTEST_TITLE:
        rest.fields["unparsed"] = (rest.text[: first.end].strip(" .,;:"),)  # who wrote the book
        rest.text = rest.text[first.end :].lstrip(" .,;:)")
        return
    by = _EDITED_BY.search(rest.text)
    found = read_authors(rest.text, by.end(), anywhere=True) if by else None
    if by and found:
        rest.fields["editors"] = found.names
        rest.cut(by.start(), found.end)
        return
    for behind in _ROLE_BEHIND.finditer(rest.text):
        found = read_authors(rest.text, behind.start("names"), anywhere=True)
        if found and found.editors:
            rest.fields["editors"] = found.names
            rest.cut(behind.start(), found.end)
            return


def _take_year(rest: _Rest) -> None:
    years = list(_YEAR.finditer(rest.text))
    if years:
        rest.fields["year"] = int(years[-1]["year"])
        rest.cut(years[-1].start(), years[-1].end())


def _take_imprint(rest: _Rest) -> None:
    """Take "New York: Nova", or "Nova, New York" where the words are a publisher's."""
    match = _IMPRINT.search(rest.text)
    if match is None and (parted := _PARTED.search(rest.text)) and _PUBLISHER_WORD.search(parted["publisher"]):
        match = parted
    if match is None and (turned := _TURNED.search(rest.text)) and _PUBLISHER_WORD.search(turned["publisher"]):
        match = turned
    if match is None:
        return
    place, publisher = match["place"], match["publisher"].strip(_EDGES)
    if place and _PUBLISHER_WORD.search(place) and not _PUBLISHER_WORD.search(publisher):
        place, publisher = publisher, place  # the American Chemical Society prints the publisher first
    if count := _LONE_COUNT.search(publisher):
        publisher = publisher[: count.start()]
        rest.fields["unparsed"] = (*rest.fields.get("unparsed", ()), count["extent"])
    rest.fields["publisher"] = publisher
    if place:
        rest.fields["place"] = place.strip(_EDGES)
    rest.cut(match.start(), match.end(), filler=".")
