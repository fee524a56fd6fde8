"""Read one reference: names from the front, numbers from the end, title and journal from what is left between them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from typing import Any

from ivigref.conventions.months import WORD, is_printed
from ivigref.errors import InputError
from ivigref.model import SURE, Kind
from ivigref.names import Name
from ivigref.pages import Pages
from ivigref.parsing import ideographs
from ivigref.parsing.authors import Authors, read_authors
from ivigref.parsing.doubled import second_at
from ivigref.parsing.doubts import signs_of_doubt
from ivigref.parsing.forms import Form
from ivigref.parsing.joiners import with_joiners
from ivigref.parsing.journals import is_known, is_title_word
from ivigref.parsing.kinds import kind_of
from ivigref.parsing.labelled import label_pattern
from ivigref.parsing.lost_dash import may_lack_dash, with_dash
from ivigref.parsing.marks import IDENTIFIERS, Marks, take_marks
from ivigref.parsing.monographs import read_book, read_chapter, read_thesis, read_titleless_chapter
from ivigref.parsing.national import read_gost, read_law, read_signed, take_sign, without_year_word
from ivigref.parsing.repair import tidy
from ivigref.parsing.styles import DATED, INSIDE, UNDATED
from ivigref.parsing.tail import YEAR, Tail, date_fields, read_tail
from ivigref.parsing.titleless import LONGEST_JOURNAL, is_title_less, may_be_journal
from ivigref.parsing.titles import GUESS, LIKELY, UNLIKELY, is_capitalised, split_at_comma, split_title
from ivigref.parsing.trailing import Trailing, cut_lone_number, cut_month, cut_place, cut_running_title
from ivigref.patterns import lazy
from ivigref.text import UPPER

_UNDATED_WORDS = f"{label_pattern('forthcoming')}|{label_pattern('no_date')}"
# The date after the authors: "(2005)", "(2005, March 3).", "2005.", ", 2008a."
_BRACKETED_DATE = lazy(
    rf"\s?[.,]?\s?\((?P<date>{YEAR}[a-z]?(?:[,;/\s][^()]{{1,30}})?|{_UNDATED_WORDS})\s?\)\s?[.,:;]?\s?",
    re.IGNORECASE,
    opens=r"\s?[.,]?\s?\(",
)
_PLAIN_DATE = lazy(rf"\s?[.,]?\s?(?P<date>{YEAR}[a-z]?)(?:[.,:;]\s|\.(?=[A-ZÀ-Þ])|\s(?=[\"“‘'A-ZÀ-Þ\d]))")
# A word behind the date, and no further year: the date is that of the work.
_WORDS_NEXT = lazy(r"[“\"‘'«„]|[^\W\d_a-z][^\W\d_]{2}")
_ANY_YEAR = lazy(YEAR)
_NUMBER = lazy(r"[\[(]?(\d{1,4})(?:[\])]\.?|\.(?!\d)|-(?=[A-Z]))\s?(?=[^\W\d_])")
# A number without a stop, and a stop without a number, are what an extraction leaves before authors.
_LOOSE_NUMBER = lazy(r"(?:\.\s?|(?P<number>\d{1,3})(?:\s|(?=[^\W\d_a-z][a-zß-ÿ])))(?=[^\W\d_])")
_LABEL = lazy(r"\[[^\W\d_][^\W_]{0,7}\+?\d{2,4}[a-z]?\]\s(?=[^\W\d_])")  # [ACL30], [Bru52a]
# How a list of archaeologists' cites an item, in front of it: "Made, Real 2020: A. Made, B. Real, «".
_CITED_AS = lazy(
    rf"(?P<label>[{UPPER}][^\d.:=«“]{{2,80}}\s(?:1[5-9]|20)\d\d[a-z]?)\s?[:=]\s(?=(?:[{UPPER}]\.[\s-]?){{1,3}}[{UPPER}])",
    opens=r"[^\d.:=«“]{4,82}\d{4}[a-z]?\s?[:=]",
)
# The section of a newspaper, behind the day: "El Cronista, 20 abr. 2017. Política."
_SECTION = lazy(
    rf",\s\d{{1,2}}\s(?P<month>{WORD})\.?\s{YEAR}[a-z]?(?P<section>\.\s[A-ZÀ-Þ]\w{{2,20}}(?:\s\w{{1,20}}){{0,3}}\.?)\Z",
    re.VERBOSE,
)
# The mark that the authors are those of the item before: "———. Title", which MLA, Chicago and ABNT print.
_SAME_AUTHORS = lazy(r"(?:_{3,40}|[—–]{2,6}|-{3,6})[.,]?\s(?=\S)")
# A family name without initials, and a title. Words that end so are rather a title's own: "Dermatomyositis. A review".
_ALONE = lazy(
    r"""(?P<family> [^\W\d_a-z][^\W\d_]+
        (?<!a|y) (?<!al|us|um|is|ic|ed) (?<!ics|ing|ion|ism|ure|age) (?<!ment|ness|ance|ence) )
    \.\s (?P<title>[^\W\d_a-z]\S*(?:\s\S+){3}.*)""",
    re.VERBOSE,
)
# A page or a database in Chicago's style: a title in quotation marks, and nothing that it is in.
_QUOTED_ALONE = lazy(r"[“\"„«](?P<title>[^“”\"„«»]{2,600}?)[.,]?\s?[”\"“»][.,]?", opens=r"[“\"„«]")
# Words that lead to a container and are no part of it: "In Methods of …", "Preprint at bioRxiv".
_LED = lazy(r"(?:In\s|Preprint\sat(?:\s|$))")
# Words before the date of a work that is the work of a group: "Climate Editorial Office, 2015."
_GROUP_BEFORE_DATE = lazy(
    rf"(?P<group>[A-ZÀ-Þ][^.,;:()\"“]{{1,80}}?)[.,]{{0,2}}\s(?:\((?:{YEAR})[a-z]?\)|(?:{YEAR})[a-z]?[.,:])\s?[.,]?\s?[\"“'‘]?[A-ZÀ-Þ0-9]"
)
_FIRST_STOP = lazy(r"[.?!]\s")
_EDGES = " .,;:"
_SECTION_LENGTH = 120  # characters from the day to the end
# What makes words a reference: without any of these a text is kept as it is.
_SIGNS = ("authors", "editors", "year", "volume", "pages", "publisher", "doi", "pmid", "pmcid", "url", *IDENTIFIERS)

Fields = dict[str, Any]


def read_fields(raw: str, by: Form | None = None) -> Fields:
    """Return the fields of one item; what could not be placed is under ``unparsed``.

    ``by`` is the form of the list, which decides where the item alone does not.

    >>> fields = read_fields("Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.")
    >>> fields["title"], fields["volume"]
    ('Agammaglobulinemia', '16')
    """
    text = tidy(raw)
    place = second_at(text)
    one = _one_of_two(text[:place].rstrip(), text[place:], by) if place else None
    return with_joiners(one or _read_one(text, by), raw)


def _one_of_two(first: str, second: str, by: Form | None) -> Fields | None:
    """Read the first of two references that has volume and pages, and keep the other as it is."""
    for text, other in ((first, second), (second, first)):
        fields = _read_one(text, by)
        if fields.get("volume") and fields.get("pages"):
            doubts = _least(fields["doubts"], ((name, GUESS) for name in ("authors", "title") if fields.get(name)))
            return fields | {"unparsed": (*fields["unparsed"], other), "doubts": doubts}
    return None


def _marks_of(text: str) -> Marks:
    """Take identifiers and remarks out of a text, and what stands around a reference: a running title, a section."""
    head = cut_running_title(text)
    marks = take_marks(head.text if head else text)
    if head:
        marks.remarks += head.fields["unparsed"]
    section = _SECTION.search(marks.text, max(0, len(marks.text) - _SECTION_LENGTH))
    if section and is_printed(section["month"]):
        marks.remarks.append(section["section"].strip(". ") + ".")
        marks.text = f"{marks.text[: section.start('section')]}."
    if ideographs.is_ideographic(marks.text):
        marks.text = ideographs.with_numbers(marks.text)
    if " г." in marks.text:
        marks.text = without_year_word(marks.text)
    return marks


def _read_one(text: str, by: Form | None) -> Fields:
    marks = _marks_of(text)
    fields: Fields = {}
    text = _without_number(marks, fields)
    authors = None if text is not marks.text and _SAME_AUTHORS.match(marks.text) else read_authors(text)
    if by:
        authors = _by_form(text, authors, by)
    sign = take_sign(text) if "[" in text else None
    text = sign[0] if sign else text
    start = 0
    if authors:
        fields |= _author_fields(authors)
        start = authors.end
    elif title_first := _read_title_first(text):
        title, authors = title_first
        fields |= _author_fields(authors) | {"title": title}
        start = authors.end
    signed = read_signed(text[start:], sign[1]) if sign else None
    fields |= signed or _read_work(text, start, titled="title" in fields, by=by)
    if authors and authors.stray:
        fields["unparsed"] = (*authors.stray, *fields.get("unparsed", ()))
    if authors is None:
        fields |= _author_alone(fields)
    if sign:
        fields["kind"] = sign[1]
    return _with_marks(fields, marks)


def _without_number(marks: Marks, fields: Fields) -> str:
    """Take the number or label of an item off its text; a number without a stop is one only before authors."""
    text = marks.text
    if same := _SAME_AUTHORS.match(text):
        marks.remarks.insert(0, same.group().strip())
        return text[same.end() :]
    if number := _NUMBER.match(text):
        fields["number"] = int(number.group(1))
        return text[number.end() :]
    if label := _LABEL.match(text):
        marks.remarks.insert(0, label.group().strip())
        return text[label.end() :]
    if cited := _CITED_AS.match(text):
        marks.remarks.insert(0, cited["label"])
        return text[cited.end() :]
    loose = _LOOSE_NUMBER.match(text)
    if loose is None or (loose["number"] and read_authors(text[loose.end() :]) is None):
        return text
    fields |= {"number": int(loose["number"])} if loose["number"] else {}
    return text[loose.end() :]


def _author_fields(authors: Authors) -> Fields:
    fields: Fields = {"editors" if authors.editors else "authors": authors.names}
    if authors.et_al_text:
        fields |= {"et_al": True, "et_al_text": authors.et_al_text}
    return fields


def _read_title_first(text: str) -> tuple[str, Authors] | None:
    """Read a title that stands before its authors, as PubMed's summaries print it."""
    stop = _FIRST_STOP.search(text)
    authors = read_authors(text, stop.end()) if stop else None
    if stop is None or authors is None or (len(authors.names) == 1 and not authors.et_al_text):
        return None
    return text[: stop.end()].rstrip(" ."), authors


def _author_alone(fields: Fields) -> Fields:
    """Find a family name without initials in front of the title, where all the rest of an article is there."""
    alone = _ALONE.match(fields.get("title") or "")
    if alone is None or is_title_word(alone["family"]) or not (fields.get("volume") and fields.get("pages")):
        return {}
    return {
        "authors": (Name(family=alone["family"]),),
        "title": alone["title"],
        "doubts": (*fields.get("doubts", ()), ("authors", GUESS), ("title", GUESS)),
    }


def _by_form(text: str, authors: Authors | None, by: Form) -> Authors | None:
    """Take what stands before a date for a group, and no title or journal for one, where a list prints so."""
    if authors is None and by.date and (match := _GROUP_BEFORE_DATE.match(text)):
        return Authors((Name(literal=match["group"]),), None, match.end("group"), closed=True)
    if authors and by.joint in {",", ""} and len(authors.names) > 1 and (group := authors.names[-1].literal):
        return replace(authors, names=authors.names[:-1], end=text.rfind(group, 0, authors.end))
    return authors


def _read_work(text: str, start: int, *, titled: bool, by: Form | None) -> Fields:
    head = _BRACKETED_DATE.match(text, start)
    if not titled and (marked := _read_marked(text, start, head or _PLAIN_DATE.match(text, start))):
        return marked
    date, begin, tail = _find_numbers(text, start, head)
    known = date_fields(date)
    if (tail is None or tail.volume is None) and not titled and (book := read_book(text[begin:])):
        place = book.get("place", "")  # or the first half of a journal: "Circulation: Heart Failure"
        imprints = (f"{place}: {book['publisher']}", f"{book['publisher']}: {place}")
        if tail is None or tail.pages is None or _is_printed(imprints, text):
            return book | known
    return _with_dash(_read_article(text, begin, tail, titled=titled, by=by) | known)


def _read_marked(text: str, start: int, dated: re.Match[str] | None) -> Fields | None:
    """Read what shows itself by a sign, such as a chapter by its "In:"; that spares all templates of articles."""
    rest = text[start:]
    if any(sign in rest for sign in (" // ", ". –", ". —")) and (gost := read_gost(rest)):
        return gost
    if alone := read_titleless_chapter(rest) or read_law(rest):
        return alone
    behind = text[dated.end() :] if dated else rest
    known = date_fields(dated["date"] if dated else None)
    if chapter := read_chapter(behind):
        return chapter | known
    thesis = read_thesis(behind)
    return known | thesis if thesis else None


def _is_printed(imprints: tuple[str, str], text: str) -> bool:
    """Tell whether place and publisher stand in a text, and are no journal's title: "Circulation: Heart Failure"."""
    return any(imprint in text and not any(map(is_known, (*imprint.split(": "), imprint))) for imprint in imprints)


def _with_dash(fields: Fields) -> Fields:
    """Put the dash back into pages that have lost it, and say that they are likely."""
    pages = fields.get("pages")
    if pages is None or pages.last is not None:
        return fields
    journal, year, volume = (fields.get(name) for name in ("container_title", "year", "volume"))
    ranged = with_dash(str(pages), journal, year, volume) if journal and year and volume else None
    if ranged is None and year and volume and may_lack_dash(str(pages), year):
        return fields | {"doubts": (*fields["doubts"], ("pages", UNLIKELY))}
    if ranged is None:
        return fields
    return fields | {"pages": Pages.parse(ranged), "doubts": (*fields["doubts"], ("pages", LIKELY))}


def _read_article(text: str, start: int, tail: Tail | None, *, titled: bool, by: Form | None) -> Fields:
    between = text[start : tail.start if tail else len(text)].strip(" ,;:").removeprefix(". ")
    fields: Fields = {}
    doubts: list[tuple[str, float]] = []
    unparsed: list[str] = []
    trailing: Fields = {}
    if cut := _cut_trailing(between, tail, text[tail.start :] if tail else ""):
        between, trailing = cut
    if titled or is_title_less(between) or (by and by.joint == "" and may_be_journal(between)):
        fields["container_title"] = between.strip(_EDGES) or None
    elif alone := _QUOTED_ALONE.fullmatch(between):
        fields["title"] = alone["title"]
    elif split := (by and by.joint == "," and split_at_comma(between)) or split_title(between):
        fields |= {"title": split.title, "container_title": _without_lead(split.container)}
        if split.confidence < SURE:
            doubts += [("title", split.confidence), ("container_title", split.confidence)]
    elif between.strip(_EDGES):
        in_volume = tail is not None and tail.volume and tail.pages and len(between) < LONGEST_JOURNAL
        name = "container_title" if in_volume and is_capitalised(between) else "title"  # a volume has a journal
        fields[name] = between.rstrip(" .,")
        doubts.append((name, GUESS))
    if tail is not None:
        fields |= {
            "kind": Kind.JOURNAL_ARTICLE if tail.volume or tail.pages else None,
            "volume": tail.volume,
            "issue": tail.issue,
            "pages": _pages(tail.pages),
        } | date_fields(tail.date)
        left = (tail.online, text[tail.end :], tail.also, None if fields["pages"] else tail.pages)
        unparsed += [bare for rest in left if (bare := (rest or "").strip(_EDGES))]
        if unparsed:
            doubts += [(name, LIKELY) for name in ("year", "volume", "issue", "pages") if fields.get(name)]
    return fields | trailing | {"doubts": tuple(doubts), "unparsed": tuple(unparsed)}


def _pages(printed: str | None) -> Pages | None:
    try:
        return Pages.parse(printed.replace("_", "–")) if printed else None
    except InputError:
        return None


def _cut_trailing(between: str, tail: Tail | None, numbers: str) -> Trailing | None:
    """Take off a journal what trails it: a city before labelled numbers, a lone volume or a month without numbers."""
    if tail and (place := cut_place(between, tail, numbers)):
        return place
    if tail is None or (tail.volume is None and tail.pages is None):
        return cut_lone_number(between)
    return cut_month(between) if tail.volume is None else None


def _without_lead(container: str) -> str | None:
    """Take "In" off the name of a book, and "Preprint at" off a server's; journals such as In Vivo begin so too."""
    led = _LED.match(container)
    return container[led.end() :] or None if led and not is_known(container) else container


def _find_numbers(text: str, start: int, head: re.Match[str] | None) -> tuple[str | None, int, Tail | None]:
    """Find date, volume and pages: after the authors and at the end, or all at the end."""
    if head is None:
        plain = _PLAIN_DATE.match(text, start)
        if plain and _WORDS_NEXT.match(text, plain.end()) and not _ANY_YEAR.search(text, plain.end()):
            return plain["date"], plain.end(), read_tail(text, plain.end(), UNDATED)  # the only date: no other is tried
        tail = read_tail(text, start, DATED)
        if plain and tail and _is_printed_twice(plain, tail):
            return plain["date"], plain.end(), tail
        if tail and tail.volume is tail.pages is None:  # a date alone, behind something else than a journal's numbers?
            tail = read_tail(text, start, INSIDE, inside=True) or tail
        if plain and tail and tail.volume is tail.pages is None:  # "2019. … Sci Rep 10 (1), 1587": a page like a year
            undated = read_tail(text, plain.end(), UNDATED)
            if undated and undated.volume and undated.pages:
                return plain["date"], plain.end(), undated
        if tail and not (plain and tail.volume is None and tail.pages):  # "1609:177-82": the volume looks like a year
            return None, start, tail
        head = plain
    if head is None:
        return None, start, read_tail(text, start, INSIDE, inside=True) or read_tail(text, start, UNDATED)
    return head["date"], head.end(), read_tail(text, head.end(), UNDATED)


def _is_printed_twice(date: re.Match[str], tail: Tail) -> bool:
    """Tell whether a date with a stop stands before a volume again, as in ISO 690; "2017 ACC consensus" is none."""
    is_alone = date.group().rstrip()[-1] in ".,:;" and tail.start >= date.end()
    return is_alone and tail.volume is not None and date["date"][:4] in (tail.date or "")


def _with_marks(fields: Fields, marks: Marks) -> Fields:
    fields |= {name: value for name in ("doi", "pmid", "pmcid", "url") if (value := getattr(marks, name))}
    fields |= marks.others
    if not any(fields.get(name) for name in _SIGNS):
        return {"unparsed": (marks.text, *marks.remarks), "doubts": tuple(signs_of_doubt({}))} if marks.text else {}
    if kind := kind_of(" ".join((marks.text, *marks.remarks, marks.url or "")), fields):
        fields["kind"] = kind
    fields["unparsed"] = (*fields.get("unparsed", ()), *marks.remarks)
    fields["doubts"] = _least(fields.get("doubts", ()), signs_of_doubt(fields))
    return fields


def _least(*doubts: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """Join doubts, of several about one field the gravest."""
    found: dict[str, float] = {}
    for name, sure in chain(*doubts):
        found[name] = min(sure, found.get(name, sure))
    return tuple(found.items())
