"""Where a title ends and the journal begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ivigref.model import SURE
from ivigref.parsing.journals import begins_title_word, is_abbreviation, is_known, is_title_word
from ivigref.patterns import lazy

LIKELY, GUESS = 0.9, 0.6  # where the title ends by a choice, and by one with little to go by
UNLIKELY = 0.1  # what is rather something else

# Each opening mark with what closes it; an apostrophe closes none of the others.
_CLOSINGS = {"“": '[”"“]', '"': '["”]', "„": "[“”]", "«": "»", "‘": "[’']", "'": "['’]"}
_SIGN_BEHIND = r"\s?[.,:]\s?|\s[Ii]n(?=\s)"
_BEHIND = rf"{_SIGN_BEHIND}|\s(?=[^\Wa-z])"
# What closes a title in single marks is looked for before a sign first: "Teachers’ Views" has an apostrophe.
_QUOTED = {
    opening: [
        lazy(rf"{opening}(?P<title>.{{2,600}}?)\s?[.,]?\s?{closing}(?:{behind})")
        for behind in ((_SIGN_BEHIND, _BEHIND) if opening in "‘'" else (_BEHIND,))
    ]
    for opening, closing in _CLOSINGS.items()
}
# Polish and Russian lists print the journal in quotation marks: "O toczniu, „Bajki”".
_CONTAINER_QUOTED = lazy(
    r"(?P<title>[^„«“\"].{4,400}?)[.,]\s[„«](?P<container>[^„«“”»\"]{2,100})[”»“\"]", holds=r"[.,]\s[„«]"
)
# No stop is the point in "ClinicalTrials.gov".
_STOP = lazy(r"(?P<mark>[.?!])(?![a-z])[”\"’')\]]{0,2}\s?(?:[.,;]\s?)?(?=[^\s.,;])")
_COMMA = lazy(r",\s(?=[^\W\d_a-z])")
_WORD_START = lazy(r"(?<=\s)(?=[^\W\d_a-z])")
_WORD = lazy(r"[^\W_]+")
_NUMBERED_PART = lazy(r"(?:Part|Pt|Section)\s(?:[IVX]{1,5}|\d{1,2})")  # of a title: a journal has A, B and C
_AND_BEFORE = lazy(r"(?:\sand|\s&|\sund|\sof)\s\Z")
_NAMED_TWICE = lazy(r"(?<=\s)(?P<name>[A-ZÀ-Þ]\w+(?:\s[A-ZÀ-Þ]\w+){0,3}):\s[A-ZÀ-Þ]")
_LAST_WORD = lazy(r"(?<=\s)([^\W\d_]+)\.?\s\Z")
_EDGES = " .,;:*_"
_LONG_WORD = 20  # a word before a point that is longer is no abbreviation
# Abbreviations with which a journal's name begins.
_OPENING_WORDS = frozenset(
    ("J", "Proc", "Ann", "Arch", "Int", "Am", "Eur", "Br", "Curr", "Trans", "Bull", "Can", "Rev")
)
_PERIODICALS = frozenset(
    ("Revista", "Revue", "Rivista", "Anales", "Anais", "Cadernos", "Cuadernos", "Boletim", "Boletín", "Zeitschrift")
)
# However long and whatever commas it has: "Journal of Invented Science B, Nanotechnology: Materials, and Phenomena".
_NAMED = lazy(
    r"(?:The\s)?(?:(?:International|European|American|British)\s)?(?:Journal|Annals|Proceedings|Transactions)\sof\s"
)
_STATE = 2  # letters
_PART = lazy(r"(?:[IVX]{1,4}|[A-D])[.:,]?\s[A-Z]")  # of a journal, behind an abbreviation: "Syst. II Express"
_CUT_NAME = 2  # words of a name whose last one is cut
_SHORT_NAME = 4  # words before the last of a journal
_SECTION = lazy(r"[A-H]\s[A-ZÀ-Þ]")  # of a journal: "Colloids Surf. B Biointerfaces"
_LONGEST_NAME = 120  # characters; hardly a journal with points in its name is longer
_MAX_WORDS = 14  # of a journal's title; the longest of Index Medicus has more, and is in the list

# Words that begin small in every title.
_SMALL = frozenset(
    ("of", "and", "the", "in", "for", "de", "la", "le", "des", "et", "für", "und", "der", "die", "on", "y", "e", "do",
     "da", "del", "van", "en", "&", "to", "di", "delle", "su", "an", "i", "og", "och")
)  # fmt: skip
_PARTS = lazy(r"[\s-]+")


@dataclass(frozen=True, slots=True)
class Split:
    """A title and its container, and how sure it is that they part here."""

    title: str
    container: str
    confidence: float


def split_title(text: str) -> Split | None:
    """Part a title from the journal that follows it.

    >>> split_title("Anaphylactic reactions. Detection of IgE antibodies to IgA. N Engl J Med").container
    'N Engl J Med'
    >>> split_title("Viable offspring derived from fetal cells Nature")
    Split(title='Viable offspring derived from fetal cells', container='Nature', confidence=0.9)
    >>> split_title("Sequence of protein B23. J. Biol. Chem.").container
    'J. Biol. Chem'
    """
    text = text.strip(" ,;:*_")
    if quoted := next(filter(None, (pattern.match(text) for pattern in _QUOTED.get(text[:1], ()))), None):
        rest = text[quoted.end() :].strip(_EDGES)
        marks = quoted.group()[quoted.end("title") - quoted.start() :]
        stopped = any(mark in marks for mark in ".,") or quoted["title"][-1] in "?!"
        led = marks.rstrip().endswith((":", "in", "In")) and not _STOP.search(rest)  # else it quotes: "X": a study of Y
        if rest and (stopped or led or is_known(rest)):
            title = _trimmed(quoted["title"])
            return Split(title, rest, SURE if _is_plausible(rest) else LIKELY)
    if quoted := _CONTAINER_QUOTED.fullmatch(text):
        return Split(_trimmed(quoted["title"]), quoted["container"], LIKELY)
    stops = list(_STOP.finditer(text))
    if not stops:
        return _without_stop(text)
    if longer := _longer(text, stops):
        return longer
    split = _at(text, stops[-1])
    is_named = _NAMED.match(split.container) is not None and is_journal_like(split.container)
    if is_named or (_is_plausible(split.container) and is_journal_like(split.container)) or is_known(split.container):
        return split
    return _without_stop(text) or split


def split_at_comma(text: str) -> Split | None:
    """Part a title from its journal at a comma, as lists do that have no stop between them.

    >>> split_at_comma("Posture monitoring with a microphone array, Smart Health").container
    'Smart Health'
    """
    commas = list(_COMMA.finditer(text))
    named = [comma for comma in commas[-4:] if is_known(text[comma.end() :])] or commas[-1:]
    container = text[named[0].end() :].strip(_EDGES) if named else ""
    if not _is_plausible(container) or not is_journal_like(container):
        return None
    return Split(_trimmed(text[: named[0].start()]), container, LIKELY)


def _at(text: str, stop: re.Match[str], confidence: float = SURE) -> Split:
    title = text[: stop.end()].rstrip()
    return Split(_trimmed(title), text[stop.end() :].strip(_EDGES), confidence)


def _trimmed(title: str) -> str:
    """Take the stop off a title, but not the last point of an abbreviation or a question mark."""
    title = title.strip()
    while title and title[-1] in ".,;":
        title = title[:-1].rstrip()
    return title


def _longer(text: str, stops: list[re.Match[str]]) -> Split | None:
    """Find a journal with points in its name ("Prog. Brain Res."): the longest known, else a run of abbreviations."""
    near = (i for i in range(len(stops) - 1) if len(text) - stops[i].end() < _LONGEST_NAME)
    last = next((i for i in near if _is_known_name(text[stops[i].end() :])), len(stops) - 1)
    begin = stops[last].end()
    for i in reversed(range(last + 1)):
        start = stops[i - 1].end() if i else 0
        comma = text.rfind(", ", start, stops[i].start())
        part = text[comma + 2 if comma >= 0 else start : stops[i].start()]
        if comma >= 0 and _is_place(part, text[begin:], text[comma + 2 :]):
            break  # "… in Bremen, Germany. Chemosphere"
        if stops[i]["mark"] != "." or (i == 0 and comma < 0):
            break
        name = text[begin : begin + _LONGEST_NAME]
        if not _belongs(part, name) and (comma >= 0 or not _is_cut_sentence(part, name)):
            break
        begin = stops[i].start() - len(part)
        if comma >= 0:
            break
    if begin == stops[-1].end():
        return None
    container = text[begin:].strip(_EDGES)
    return Split(_trimmed(text[:begin]), container, SURE if is_known(container) else LIKELY)


def _is_place(part: str, name: str, whole: str) -> bool:
    """Tell whether what stands between a comma and a journal's name is rather a place, the end of the title."""
    if (len(part) == _STATE and part.isupper()) or name.startswith(tuple(_PERIODICALS)):
        return True
    return len(part) > 1 and _is_known_name(name) and not is_known(whole)


def _is_known_name(name: str) -> bool:
    return not _small_words(name) and is_known(name)


def _belongs(part: str, name: str) -> bool:
    """Tell whether words before a point are part of the journal: abbreviations ("Natl Acad"), or one strange word.

    A strange word is taken only before a name that has points itself, and does not begin as journals' names do.
    """
    if not part[:1].isupper() or _NUMBERED_PART.fullmatch(part):
        return False
    words = _WORD.findall(part)
    first = _WORD.match(name)
    pointed = first is not None and name.startswith(".", first.end()) and is_abbreviation(first.group())
    if words and (
        _SECTION.match(name)
        or (
            (pointed or _PART.match(name) or (len(words) > 1 and words[-1] in _OPENING_WORDS))
            and is_abbreviation(words[-1])
        )
    ):  # "Trends Cogn. Sci.", "IEEE Trans. Circuit Theory", "IEEE Transactions Circuits Syst. II Express Briefs"
        return len(words) <= _SHORT_NAME and not _small_words(part)
    if pointed and len(words) <= _CUT_NAME and _is_cut(words[-1]) and not _small_words(part):
        return True  # "Arab. J. Chem.", "ACS Sustain. Chem. Eng."
    if all(word in _SMALL or (word[0].isupper() and (len(word) == 1 or is_abbreviation(word))) for word in words):
        return True
    if (
        first is None
        or len(words) > 1
        or not part.isalpha()
        or len(part) > _LONG_WORD
        or first.group() in _OPENING_WORDS
    ):
        return False
    # "RAM. Revista de Administração"
    is_named = first.group() in _PERIODICALS or name.startswith(". ", first.end())
    return is_named or (is_abbreviation(name.rstrip(".")) and not is_known(name))


def _is_cut(word: str) -> bool:
    """Tell whether a word of no journal's title, which begins another one, is cut as abbreviations are."""
    return not is_title_word(word) and begins_title_word(word)


def _is_cut_sentence(part: str, name: str) -> bool:
    """Tell whether a word between two stops is cut, or is followed by one that is: no title ends with "Glob."."""
    if not part.isalpha() or not part[0].isupper():
        return False
    return _is_cut(part) or (name.endswith(".") and _is_cut(name.rstrip(".")))


def _without_stop(text: str) -> Split | None:
    """Find the journal where no stop parts it: after a comma, or as the longest known name at the end."""
    commas = list(_COMMA.finditer(text))
    for comma in commas[-4:]:
        if is_known(text[comma.end() :]):
            return Split(_trimmed(text[: comma.start()]), text[comma.end() :].strip(_EDGES), LIKELY)
    starts = [m.start() for m in _WORD_START.finditer(text)][-_MAX_WORDS:]
    for known in starts:
        if is_known(text[known:]) and not _AND_BEFORE.search(text, max(0, known - 5), known):
            start = _extended(text, known)
            return Split(_trimmed(text[:start]), text[start:].strip(_EDGES), LIKELY)
    if (subtitled := _subtitled(text)) is not None:
        return Split(_trimmed(text[:subtitled]), text[subtitled:].strip(_EDGES), GUESS)
    if commas and not _STOP.search(text, commas[-1].end()) and is_journal_like(text[commas[-1].end() :]):
        return Split(_trimmed(text[: commas[-1].start()]), text[commas[-1].end() :].strip(_EDGES), GUESS)
    return _capital_run(text)


def _subtitled(text: str) -> int | None:
    """Find a known journal with a subtitle at the end: "Proteins: Structure, Function and Genetics"."""
    for match in _NAMED_TWICE.finditer(text):
        if is_known(match["name"]) and not _small_words(text[match.end() - 1 :]):
            return match.start()
    return None


def _capital_run(text: str) -> Split | None:
    """Guess that the capitalised words at the end, abbreviations among them, are a journal that nobody knows."""
    words = text.split(" ")
    start = len(words)
    while start > 1 and (words[start - 1][:1].isupper() or words[start - 1] in _SMALL):
        start -= 1
    begin = start
    while start < len(words) and words[start] in _SMALL:
        start += 1
    if start > begin:  # "in the United States | Mutation Res": no title ends with "the"
        last = len(words)
        while last > start and is_abbreviation(words[last - 1].strip(_EDGES)):
            last -= 1
        start = max(start, last - 1)
    run = words[start:]
    if start < 2 or len(run) < 2 or not any(is_abbreviation(word.strip(_EDGES)) for word in run):  # noqa: PLR2004  (a title has words too)
        return None
    return Split(_trimmed(" ".join(words[:start])), " ".join(run).strip(_EDGES), GUESS)


def _extended(text: str, start: int) -> int:
    """Go on to the left of a known name over abbreviations that belong to it: "Proc Am Assoc | Cancer Res"."""
    while match := _LAST_WORD.search(text, max(0, start - 30), start):
        if not (match.group(1)[0].isupper() and is_abbreviation(match.group(1))):
            break
        start = match.start(1)
    return start


def _is_plausible(container: str) -> bool:
    return bool(container) and not container[0].islower() and container.count(" ") < _MAX_WORDS


def _small_words(name: str) -> int:
    """Count the words that begin small, but for those that do so in every title."""
    return sum(1 for word in _PARTS.split(name) if word[:1].islower() and word not in _SMALL)


def is_capitalised(name: str) -> bool:
    """Tell whether no word is small but those that are so in every title.

    >>> is_capitalised("Advances in Meteorology"), is_capitalised("Advances in meteorology")
    (True, False)
    """
    return name[:1].isalpha() and not _small_words(name)


def is_journal_like(container: str) -> bool:
    """Tell whether the words are capitalised as in a journal's title, and not as in a sentence.

    >>> is_journal_like("Advances in Meteorology"), is_journal_like("Advances in weather forecasts")
    (True, False)
    """
    words = container.count(" ") + 1
    return container[:1].isalpha() and _small_words(container) * 3 <= words
