"""Forms of one country: GOST's ``//``, the ``[J]`` of GB/T 7714, and the laws of ABNT."""

from __future__ import annotations

import re
from typing import Any

from ivigref.errors import InputError
from ivigref.model import Kind
from ivigref.pages import Pages
from ivigref.parsing.authors import read_authors
from ivigref.parsing.labelled import label_pattern
from ivigref.parsing.tail import YEAR, date_fields
from ivigref.patterns import lazy
from ivigref.text import UPPER

# What tells a thesis behind the colon of its title: "дис. ... канд. мед. наук : 14.01.10".
SAID = r"(?:автореф(?:ерат)?\.?\s)?дис(?:с|сертация)?\b\.?[^/–—]{0,100}?\bнаук\b(?:\s?:\s[\d.]{5,12})?"
_THESIS = lazy(rf"\s?:\s(?P<said>{SAID})", re.VERBOSE)
_MATERIAL = lazy(r"\s?\[(?:Текст|Электронный\sресурс|Text|Electronic\sresource)\]")
_EDITED_BY = lazy(rf"(?:{label_pattern('edited_by', 'ru', 'en')})\s", re.IGNORECASE | re.VERBOSE)
_EDITION = lazy(r"(?P<edition>\d{1,2}-е\sизд)\b\.?")
_KINDS = {
    "J": Kind.JOURNAL_ARTICLE,
    "M": Kind.BOOK,
    "D": Kind.THESIS,
    "C": Kind.CONFERENCE_PAPER,
    "P": Kind.PATENT,
    "R": Kind.REPORT,
    "DS": Kind.DATASET,
    "EB": Kind.WEB_PAGE,
    "N": Kind.JOURNAL_ARTICLE,
}
_SIGN = lazy(r"\s?\[(?P<sign>J|M|D|C|P|R|N|DS|EB)(?:/OL)?\]\s?(?P<stop>[.,．。]|//)?\s?")
_PARTS = lazy(r"\.?\s[–—-]\s|\.\s?[–—]\s?")
_IMPRINT = lazy(rf"(?P<place>[^:;,]{{1,60}}?)\s?:\s?(?P<publisher>[^:;]{{1,100}}?),\s(?P<year>{YEAR})")
_CITY = lazy(rf"(?P<place>[^:;,\d]{{1,40}}),\s(?P<year>{YEAR})")
_STOPS = lazy(
    rf"""\.\s(?={YEAR} | (?:{label_pattern("volume")}|{label_pattern("issue")}|{label_pattern("pages")}|C\.)\s?\d
        | (?-i:[{UPPER}])[^.:;,/]{{1,40}}:\s[^:;/]{{1,80}}?,\s{YEAR})""",
    re.IGNORECASE | re.VERBOSE,
)
_PIECES = tuple(
    (name, lazy(rf"(?:{label})\s?(?P<value>{value})\.?", re.IGNORECASE | re.VERBOSE))
    for name, label, value in (
        ("volume", label_pattern("volume"), r"\d{1,5}(?:/\d{1,4})?|[IVXLC]{1,8}"),
        ("issue", label_pattern("issue"), r"\d{1,5}(?:\s?[-–/(]\d{1,5}\)?)?"),
        ("pages", rf"{label_pattern('pages')}|C\.", r"[A-Za-z]?\d{1,7}(?:\s?[-–—]\s?[A-Za-z]?\d{1,7})?"),
    )
)
_YEAR_ALONE = lazy(rf"(?P<year>{YEAR})\s?(?:г\.)?")
_YEAR_WORD = lazy(r"(?<=\d{4})\sг\.(?=[\s;,:.)])")
_EXTENT = lazy(r"\d{1,5}\s?(?:с|p|s|S)\.?")
_LAW = lazy(
    rf"""(?P<title>(?:Lei|Ley|Decreto(?:-Lei|\sLey)?|Portaria|Resoluç[ãa]o|Resolución|Instrução\sNormativa|Medida\sProvisória|Emenda)\b
        [^.]{{0,60}}(?:\.(?:[ºo°]|\d)[^.]{{0,60}}){{0,3}}?,\sde\s\d{{1,2}}[ºo°]?\sde\s\w{{4,9}}\sde\s(?P<year>{YEAR})(?:\s\([A-Z]{{2}}\))?)\.\s""",
    re.VERBOSE,
)
_GAZETTE = lazy(r"(?:Diário|Diario|Boletín|Boletim|Bolet[ií]n)\s(?:Oficial|da\sRepública)(?:\s(?:d[aeo]l?)\s[A-Z]\w+)?")
# GB/T prints a monograph as "2版. 北京: 出版社, 2017: 45-50." and a page of the web as "(2017-03-04)[2018-05-06]".
_SIGNED = lazy(
    rf"""(?:\.\s?(?P<edition>\d{{1,2}}(?:版|(?:st|nd|rd|th)\sed)))?\.\s?(?P<place>[^.:,;]{{1,40}}):\s?
    (?P<publisher>[^:;]{{1,80}}?)(?:,\s?(?P<year>{YEAR}))?(?::\s?(?P<pages>\d{{1,5}}(?:\s?[-–]\s?\d{{1,5}})?))?[\s.]*\Z""",
    re.VERBOSE,
)
_YEAR_FIRST = lazy(rf"(?P<year>{YEAR})\.\s")
_DATED_PAGE = lazy(r"\.\s?\((?P<year>(?:19|20)\d\d)[-\d]{0,6}\)\s?(?P<accessed>\[[-\d]{4,10}\])?[\s.]*\Z")
# "虚构日报, 2017-03-04(5)" is the fifth page of a newspaper; a patent has its date alone.
_DATED = lazy(
    r"\.\s?(?:(?P<newspaper>[^.,]{1,60}),\s?)?(?P<date>(?:19|20)\d\d-\d\d-\d\d)(?:\((?P<page>\d{1,4})\))?[\s.]*\Z"
)
_WITHIN = lazy(r"\.\sIn:\s?")
_AT_THE_END = 200  # characters in which an imprint may stand
_RESPONSIBLE = lazy(r"\s/\s[^/]{3,300}$")


def take_sign(text: str) -> tuple[str, Kind] | None:
    """Take GB/T's sign for the kind of work out of a text, and leave a stop in its place.

    >>> take_sign("Made A. An invented study[J]. Fabulae, 2017, 89(5): 45-50.")
    ('Made A. An invented study. Fabulae, 2017, 89(5): 45-50.', 'journal-article')
    """
    match = _SIGN.search(text)
    if match is None or not text[: match.start()].strip():
        return None
    kind = _KINDS[match["sign"]]
    joint = " In: " if match["stop"] == "//" else " "
    return f"{text[: match.start()].rstrip('.．。 ')}.{joint}{text[match.end() :]}", kind


def read_signed(text: str, kind: Kind) -> dict[str, Any] | None:
    """Read what follows the authors of a book, thesis, paper or page that has GB/T's sign, or None without its imprint.

    >>> found = read_signed("月球狼疮. 2版. 北京: 虚构出版社, 2017: 45-50.", Kind.BOOK)
    >>> found["title"], found["edition"], found["place"], found["publisher"], found["year"], str(found["pages"])
    ('月球狼疮', '2版', '北京', '虚构出版社', 2017, '45-50')
    """
    begin = max(0, len(text) - _AT_THE_END)
    pattern = _DATED_PAGE if kind is Kind.WEB_PAGE else _SIGNED
    match = None if kind is Kind.JOURNAL_ARTICLE else pattern.search(text, begin)
    if match is None:
        return _read_dated(text, begin, kind)
    first = _YEAR_FIRST.match(text)
    year = match["year"] or (first and first["year"])
    if year is None:
        return None
    fields = {name: value for name, value in match.groupdict().items() if value} | {"year": int(year)}
    unparsed = [accessed] if (accessed := fields.pop("accessed", None)) else []
    if "pages" in fields:
        fields["pages"] = Pages.parse(fields["pages"])
    title, mark, book = _halves(text[first.end() if first else 0 : match.start()])
    if mark:
        editors = read_authors(book)
        fields |= {"container_title": (book[editors.end :] if editors else book).strip(" .")}
        fields |= {"editors": editors.names} if editors else {}
    return fields | {"kind": kind, "title": title.strip(" ."), "unparsed": tuple(unparsed)}


def _read_dated(text: str, begin: int, kind: Kind) -> dict[str, Any] | None:
    """Read what is dated to the day: an article of a newspaper, or a patent."""
    match = _DATED.search(text, begin)
    if match is None:
        return None
    fields: dict[str, Any] = {"kind": kind, "title": text[: match.start()].strip(" ."), **date_fields(match["date"])}
    fields |= {"container_title": match["newspaper"]} if match["newspaper"] else {}
    return fields | ({"pages": Pages.parse(match["page"])} if match["page"] else {})


def _halves(text: str) -> tuple[str, str, str]:
    mark = _WITHIN.search(text)
    return (text[: mark.start()], mark.group(), text[mark.end() :]) if mark else (text, "", "")


def without_year_word(text: str) -> str:
    """Take the Russian word for a year off it, shortened as it stands behind one.

    >>> without_year_word("Сказки. 1971 г.;138(9):656–69")
    'Сказки. 1971;138(9):656–69'
    """
    return _YEAR_WORD.sub("", text)


def read_law(text: str) -> dict[str, Any] | None:
    """Read a law, whose title ends with its date; one that stands in a gazette is read as what stands in a journal.

    >>> found = read_law("Lei nº 99.413, de 28 de dezembro de 2016. Altera contos. Brasília, 2016.")
    >>> found["title"], found["unparsed"], found["year"]
    ('Lei nº 99.413, de 28 de dezembro de 2016', ('Altera contos. Brasília, 2016',), 2016)
    """
    match = _LAW.match(text)
    if match is None or _GAZETTE.search(text, match.end()):
        return None
    left = text[match.end() :].strip(" .,;:")
    fields = {"kind": Kind.LEGISLATION, "title": match["title"], "year": int(match["year"])}
    return fields | {"unparsed": (left,) if left else ()}


def read_gost(text: str) -> dict[str, Any] | None:
    """Read what follows the authors in GOST's form, or None where the parts are not parted by its dashes.

    >>> found = read_gost("Об одном случае // Сказки. – 2017. – Т. 89, № 5. – С. 45–50.")
    >>> found["container_title"], found["volume"], found["issue"], str(found["pages"])
    ('Сказки', '89', '5', '45–50')
    """
    text = _MATERIAL.sub("", text)
    title, mark, source = text.partition(" // ")
    head, *parts = (_PARTS if _PARTS.search(source or text) else _STOPS).split((source if mark else text).strip(" ."))
    if not parts:
        return None
    responsible = _RESPONSIBLE.search(title if mark else head)
    unparsed = [responsible.group().strip(" /")] if responsible else []
    fields: dict[str, Any] = {"kind": Kind.JOURNAL_ARTICLE if mark else Kind.BOOK}
    if mark:
        container, unknown = _container(head, fields)
        unparsed += unknown
        fields |= {"title": _before(title, responsible), "container_title": container}
    else:
        fields["title"] = _before(head, responsible)
    if thesis := _THESIS.search(fields["title"]):
        fields |= {"kind": Kind.THESIS, "title": fields["title"][: thesis.start()].strip(" .")}
        unparsed.append(thesis["said"])
    pieces = (piece.strip(" .") for part in parts for piece in _pieces(part))
    unparsed += [piece for piece in pieces if piece and not _place(piece, fields)]
    if "year" not in fields or not any(fields.get(name) for name in ("pages", "volume", "publisher", "place")):
        return None
    if mark and ("publisher" in fields or "editors" in fields):
        fields["kind"] = Kind.BOOK_CHAPTER
    return fields | {"unparsed": tuple(unparsed)}


def _container(head: str, fields: dict[str, Any]) -> tuple[str, list[str]]:
    """Return the name of a book or journal without who is responsible for it, who may be editors."""
    name, slash, who = head.partition(" / ")
    if not slash:
        return head.strip(" .,;"), []
    by = _EDITED_BY.match(who)
    found = read_authors(who, by.end(), anywhere=True) if by else None
    if found is None:
        return name.strip(" .,;"), [who.strip()]
    fields["editors"] = found.names
    left = who[found.end :].strip(" .,;:")
    return name.strip(" .,;"), [left] if left else []


def _before(text: str, match: re.Match[str] | None) -> str:
    return (text[: match.start()] if match else text).strip(" .,;")


def _pieces(part: str) -> list[str]:
    return [part] if ":" in part or _CITY.fullmatch(part) else re.split(r",\s(?!\d)", part)


def _place(piece: str, fields: dict[str, Any]) -> bool:
    """Put one piece into its field, and tell whether it has one."""
    if year := _YEAR_ALONE.fullmatch(piece):
        fields["year"] = int(year["year"])
        return True
    if imprint := _IMPRINT.fullmatch(piece) or _CITY.fullmatch(piece):
        fields |= imprint.groupdict() | {"year": int(imprint["year"])}
        return True
    if edition := _EDITION.fullmatch(piece):
        fields["edition"] = edition["edition"]
        return True
    for name, pattern in _PIECES:
        if match := pattern.fullmatch(piece):
            try:
                fields[name] = Pages.parse(match["value"]) if name == "pages" else match["value"]
            except InputError:
                return False
            return True
    return False
