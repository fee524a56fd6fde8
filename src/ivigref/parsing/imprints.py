"""The pieces of a book in print, each taken out by its own mark: pages, edition, editors, year, place and publisher."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ivigref.data import alternatives, read_words
from ivigref.errors import InputError
from ivigref.pages import Pages
from ivigref.parsing.authors import Authors, read_authors
from ivigref.parsing.ideographs import is_far
from ivigref.parsing.labelled import label_pattern
from ivigref.parsing.tail import YEAR
from ivigref.patterns import lazy
from ivigref.text import DASHES, UPPER

RANGE = rf"[A-Za-z]{{0,3}}\d{{1,6}}(?:\s?(?:--|[{DASHES}-])\s?[A-Za-z]{{0,3}}\d{{1,6}})?"
_SPAN = rf"[A-Za-z]{{0,3}}\d{{1,6}}\s?(?:--|[{DASHES}-])\s?[A-Za-z]{{0,3}}\d{{1,6}}"
# Two years are what a title tells of: "French Cinema, 1896-1914".
_YEARS = rf"(?:1[5-9]|20)\d\d\s?[{DASHES}-]\s?(?:1[5-9]|20)\d\d"

_PAGES = lazy(
    rf"[(,;.:\s]\s?(?i:{label_pattern('pages')})\s?(?P<pages>{RANGE})\)?(?=[\s.,;)]|$)"
    r"|[,;.]\s?pp?\.\s(?P<roman>[ivxlc]{1,7}(?:\s?[-–]\s?[ivxlc]{1,7})?)(?=[\s.,;)]|$)"
    rf"|(?:(?<=\d):\s?|[,:]\s?(?!{_YEARS}))(?P<last>{_SPAN})(?=[.;\s]*$|\.\s[A-Z])|\s(?P<nature>{_SPAN})(?=\s\([A-Z])"
)
_EDITION = lazy(
    rf"""[,.;\s(]\s?(?P<edition>
        (?: 第?\d{{1,2}}(?:st|nd|rd|th|\.|e|ª|º|ème|er|-е)? | rev(?:ised|\.)?
          | first | second | third | fourth | fifth | sixth | seventh | eighth | ninth | tenth )
        \s?(?:revised\s|rev\.\s)?(?:{label_pattern("edition")})\b
        (?:\.?\s(?:rev|ampl|atual|aum)\b(?:\.?\se\s(?:rev|ampl|atual|aum)\b)?)? )\.?,?\)?""",
    re.VERBOSE | re.IGNORECASE,
)
_VOLUME = lazy(
    rf"""[,;.(]\s?(?:{label_pattern("volume", "en", "de", "fr", "es", "it", "cs", "ru")})\s?
    (?P<volume>\d{{1,3}}|[IVX]{{1,6}}) (?=\s?[.,;:)]|$)""",
    re.VERBOSE | re.IGNORECASE,
)
_EDITED_BY = lazy(
    rf"""[.,;]?\s?[(\[]? (?: (?<=[(\[])eds?\b\.? | (?<=,\s)ed\.(?:\sby)?
        | \b(?:{label_pattern("edited_by")}) )
        \s?:?\s(?=[^\W\d_])""",
    re.VERBOSE | re.IGNORECASE,
)
_EDITED_BY_WORDS = lazy(label_pattern("edited_by"), re.VERBOSE | re.IGNORECASE)
# Names between the book's title and their role: "Immunoglobulins; Allegro, R., Ed.; Nova".
_ROLE_BEHIND = lazy(
    rf"""[.;,]\s(?P<names>[{UPPER}][^;()]{{2,120}}?)
    (?=,?\s(?:\((?i:{label_pattern("editor")})\b | (?:[Ee]ds?|Hrsg|editors?)\b))""",
    re.VERBOSE,
)

_YEAR = lazy(rf"[,;.:\s(]\s?(?P<year>{YEAR})[a-z]?\)?(?=[\s.,;:)]|$)")
# Letters with which a name of a place or a publisher may begin: Chinese and Japanese have no capitals.
_FAR = r"\u3041-\u30ff\u3400-\u9fff"
_BEGIN = rf"{UPPER}{_FAR}"
_CITY = rf"[{_BEGIN}][\w’'-]+(?:[\s-](?:[{_BEGIN}][\w’'-]+|am|an|de|of|upon|do|la|le|du|des|di|del|della|nad)){{0,3}}"
_STATE = r"(?:[A-Z]{2,3}|[A-ZÀ-Þ][a-z]+(?:\s[A-Z][a-z]+)?|U\.?K\.?|U\.S\.A?\.?|D\.\s?C\.)"
_SHORT_CITY = r"(?:М|Л|К|СПб|Мн)\."  # as GOST shortens Moscow, Leningrad, Kyiv, Saint Petersburg and Minsk
PLACE = rf"(?:{_SHORT_CITY}|(?:St\.\s)?{_CITY})(?:,\s{_STATE})?(?:\s?[;/&]\s?[{_BEGIN}][\w-]+(?:\s[A-Z][\w-]+)?)?"


def _near_and_far(pattern: str) -> dict[bool, re.Pattern[str]]:
    """Return a pattern for texts without Chinese and Japanese, whose classes are slow to compile, and for others."""
    return {False: lazy(pattern.replace(_FAR, ""), re.VERBOSE), True: lazy(pattern, re.VERBOSE)}


_IMPRINT = _near_and_far(
    rf"""(?:[.;,(]\s?|\s\(|(?<=[?!])\s) (?P<place>{PLACE}) \s?:\s?
        (?P<publisher>[{_BEGIN}](?:[^:;().] | (?<=\b[A-Z])\. | (?<=\bEd)\. | \.(?=,)
          | (?<=\b(?:Edi|Uni|Pub|Lib|Gra))[a-z]{{0,3}}\. ){{1,80}}?) \)?[\s.,;]*$"""
)
# A semicolon in the colon's place: "San Diego; Academic Press; 1998". Only the words of a publisher tell it.
_PARTED = _near_and_far(
    rf"""[.;,(]\s? (?P<place>{PLACE});\s
    (?P<publisher>(?:[A-Z]\.\s?){{0,2}}[{_BEGIN}][^.:;,()/]{{2,60}}) \)?[\s.,;]*$"""
)
_LONE_COUNT = lazy(r",\s(?P<extent>\d{2,4})\Z")  # of a book's pages, behind its publisher
_TURNED = _near_and_far(
    rf"""(?:[.;,(]\s|\s\() (?P<publisher>[{_BEGIN}][^.:;,()]{{1,60}}(?:,\s(?:Inc|Ltd|LLC|GmbH)\.?)?)
        (?:,\s(?P<place>{PLACE}))? \)?[\s.,;]*$"""
)
_PUBLISHER_WORD = lazy(rf"\b(?:{alternatives(read_words('publishers'))})\b", re.VERBOSE | re.IGNORECASE)
# The authors of the book, with initials or in capitals: "In A. B. Made. Ecoturismo", "In: MADE, Ana. Cartoons".
_PERSONAL = lazy(
    rf"(?:[{_BEGIN}]\.[\s-]?){{1,3}}[{_BEGIN}][\w-]{{2,30}}[.,]\s|[{UPPER}-]{{3,30}},\s[{_BEGIN}][\w. ]{{1,40}}[.;]\s"
)
# Only a name of few words, and no imprint: no colon, no digit.
_LONE_PUBLISHER = lazy(
    rf"(?:[.\s]{{1,2}}|(?<=[.\s]))(?P<publisher>[{_BEGIN}][\w’'&-]*(?:\s[\w’'&-]+){{0,5}})(?:;\s{YEAR})?[\s.]*\Z"
)
# Behind a role in brackets and a comma the book's title follows.
_ROLE_IN_BRACKETS = lazy(rf"\((?:{label_pattern('editor')})\.?\)\s?[,.]\s", re.IGNORECASE | re.VERBOSE)
_STOP_BEFORE_NAMES = lazy(r"[.?!»”\"]\s|[»”\"],\s")
_LONGEST_NAMES = 120  # characters of a few editors
_SHORTEST_TITLE = 8  # characters of a book
EDGES = ' .,;:()[]“”"'


@dataclass(slots=True)
class Rest:
    """What is left of a text while pieces are taken out of it, and the pieces."""

    text: str
    fields: dict[str, Any] = field(default_factory=dict)

    def cut(self, start: int, end: int, filler: str = ". ") -> None:
        """Take a piece out and leave a stop in its place, so that its neighbours do not join."""
        before, after = self.text[:start].rstrip(" \u00a0.,;("), self.text[end:].lstrip(" \u00a0.,;")
        self.text = f"{before}{filler}{after}"


def bare(text: str) -> str:
    """Take marks off the ends of a title, and brackets that the pieces taken out of it have left."""
    text = text.strip(' .,;:“”"')
    return text if text.count("(") == text.count(")") else text.strip(EDGES)


def take_pages(rest: Rest) -> None:
    """Take the pages: "pp. 191–204", "S. 45", or a range where one may stand."""
    match = _PAGES.search(rest.text)
    if match is None:
        return
    printed = match["pages"] or match["roman"] or match["last"] or match["nature"]
    try:
        rest.fields["pages"] = Pages.parse(printed)
    except InputError:
        return
    if match.group().endswith(")"):
        _take_lone_publisher(rest, match.end())
    rest.cut(match.start(), match.end())


def take_volume(rest: Rest) -> None:
    """Take the volume of a book that has several: "Handbook of Fables, vol. 2"."""
    if match := _VOLUME.search(rest.text):
        rest.fields["volume"] = match["volume"]
        _take_lone_publisher(rest, match.end())
        rest.cut(match.start(), match.end())


def take_edition(rest: Rest) -> None:
    """Take the edition: "2nd ed.", "3. Aufl."."""
    if match := _EDITION.search(rest.text):
        rest.fields["edition"] = match["edition"]
        rest.cut(match.start(), match.end())


def take_editors(rest: Rest) -> None:
    """Take editors in front of the book's title ("Allegro R, editor."), or after it ("edited by Ruth Allegro")."""
    first = read_authors(rest.text)
    if first is None or not first.editors:
        given_first = read_authors(rest.text, anywhere=True)
        if given_first and given_first.editors and _is_closed(given_first, rest.text):
            first = given_first
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
        _take_lone_publisher(rest, found.end)
        rest.cut(by.start(), found.end)
        return
    for behind in _ROLE_BEHIND.finditer(rest.text):
        found = read_authors(rest.text, behind.start("names"), anywhere=True)
        if found and found.editors:
            rest.fields["editors"] = found.names
            _take_lone_publisher(rest, found.end)
            rest.cut(behind.start(), found.end)
            return


def _is_closed(editors: Authors, text: str) -> bool:
    """Tell whether a role ends behind names: "Uta Made (Hrsg.)", not "Book (eds. Made, A." or "Book, U. Made, Ed"."""
    names = text[: editors.end].rstrip(" ,")
    first = editors.names[0]
    is_person = text.startswith(first.given or "\0") and (first.family or "")[:1].isupper()
    is_role = names.endswith(")") or not _EDITED_BY_WORDS.search(names)
    return is_person and is_role and names.endswith((")", ".", ":")) and names.count("(") == names.count(")")


def _take_lone_publisher(rest: Rest, start: int) -> None:
    """Take a publisher without a place that stands alone behind pages or editors: "(pp. 5-9). Moon Press."."""
    if match := _LONE_PUBLISHER.match(rest.text, start):
        rest.fields["publisher"] = match["publisher"]
        rest.text = rest.text[:start] + rest.text[match.end("publisher") :]


def take_year(rest: Rest) -> None:
    """Take the year that stands last."""
    years = list(_YEAR.finditer(rest.text))
    if years:
        rest.fields["year"] = int(years[-1]["year"])
        rest.cut(years[-1].start(), years[-1].end())


def _is_publishing(turned: re.Match[str]) -> bool:
    """Tell whether one of two names is a publisher's: "Fable Press, Tarn", "Tarn, Fable Press"."""
    return any(_PUBLISHER_WORD.search(turned[name] or "") for name in ("publisher", "place"))


def take_imprint(rest: Rest) -> None:
    """Take "New York: Nova", or "Nova, New York" where the words are a publisher's."""
    far = is_far(rest.text)
    match = _IMPRINT[far].search(rest.text)
    if match is None and (parted := _PARTED[far].search(rest.text)) and _PUBLISHER_WORD.search(parted["publisher"]):
        match = parted
    if match is None and (turned := _TURNED[far].search(rest.text)) and _is_publishing(turned):
        match = turned
    if match is None:
        return
    place, publisher = match["place"], match["publisher"].strip(EDGES)
    if place and _PUBLISHER_WORD.search(place) and not _PUBLISHER_WORD.search(publisher):
        place, publisher = publisher, place  # the American Chemical Society prints the publisher first
    if count := _LONE_COUNT.search(publisher):
        publisher = publisher[: count.start()]
        rest.fields["unparsed"] = (*rest.fields.get("unparsed", ()), count["extent"])
    rest.fields["publisher"] = publisher
    if place:
        rest.fields["place"] = place.strip(EDGES)
    rest.cut(match.start(), match.end(), filler=".")


def editors_named_at(text: str) -> int | None:
    """Return where editors begin that alone show that a book follows: "Title. C. Fable (Ed.), Book".

    >>> editors_named_at("Ay lupusu. C. Fable (Ed.), Masal hastalıkları içinde (ss. 4-9)")
    11
    """
    for role in _ROLE_IN_BRACKETS.finditer(text):
        begin = max(0, role.start() - _LONGEST_NAMES)
        for stop in _STOP_BEFORE_NAMES.finditer(text, begin, role.start()):
            found = read_authors(text, stop.end(), anywhere=True)
            if found and found.editors and found.end >= role.end():
                return stop.end()
    return None
