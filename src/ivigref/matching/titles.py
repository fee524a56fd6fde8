"""Do two titles name the same work? Compared word by word, since one missing "not" reverses a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from ivigref.conventions.letters import without_greek
from ivigref.encodings import is_scrambled
from ivigref.matching.agreement import Agreement, Verdict
from ivigref.matching.quoting import quote
from ivigref.matching.wording import ARTICLES, SMALL, Wording, a_letter_apart, joined, read, readings
from ivigref.model import Record, Reference
from ivigref.patterns import lazy

NEARLY = 0.9  # what a word that is a letter apart counts
LONGEST = 300  # words; alignment takes the square of the length
SHORTEST_MAIN_TITLE = 9  # letters; a heading such as "Reply" is no main title
SENTENCES = 24  # of a printed reference are looked at, alone and with so many after them as a title may have
STRETCH = 4
# All that the heading of a letter in reply says: "Reply", "In reply", "Authors' response", "The author replies".
REPLIES = frozenset(("reply", "replies", "response"))
REPLYING = REPLIES | frozenset("author authors s the in re from".split())

# A stop within a reference; a colon is none, since what stands before it may be "Erratum".
_STOP = lazy(r"(?:[.?!][\])\"'\u201d\u2019]?|\)\.?,?)\s+")


class Difference(NamedTuple):
    """How two titles differ, the least harmful first, with the reason in words."""

    verdict: Verdict
    reason: str = ""


_SAME = Difference("same")
_WITHOUT_SUBTITLE = Difference("close", "the list leaves out the subtitle")
_BROKEN = Difference("close", "the record has letters that were decoded wrongly")
_IN_PRINT = Difference("close", "the record’s title is part of the printed text")
_RANK: dict[Verdict, int] = {"same": 0, "close": 1, "different": 2, "unknown": 3}


def compare_titles(reference: Reference, record: Record) -> Agreement:
    """Compare the printed title with every form of the title that the record has.

    >>> compare_titles(
    ...     Reference(title="Immunoglobulin is not able to control lupus"),
    ...     Record(title="Immunoglobulin is able to control lupus"),
    ... ).reason
    'the record does not have “not”'
    """
    printed, recorded = reference.title, record.title
    full = record.whole_title
    forms = [form for title in (full, record.original_title) if title for form in _forms(title) if read(form).words]
    if not printed or not forms or not read(printed).words:
        return Agreement("title", "unknown", printed, recorded)
    found = (_difference(ours, theirs) for ours in _forms(printed) for theirs in forms)
    best = min(found, key=_harm)
    if best.verdict == "different" and recorded and read(printed) == read(recorded):
        best = _WITHOUT_SUBTITLE
    if best.verdict == "different" and is_in_print(reference, (full, recorded)):
        best = _IN_PRINT
    if best.verdict == "same" and is_scrambled(full or "") and not is_scrambled(printed):
        best = _BROKEN
    return Agreement("title", best.verdict, printed, full or record.original_title, best.reason or None)


def _harm(difference: Difference) -> tuple[int, int]:
    return _RANK[difference.verdict], len(difference.reason)


def is_in_print(reference: Reference, titles: Iterable[str | None]) -> bool:
    """Tell whether a title is a sentence of the print, in whichever field the parser put its parts.

    The name of what a work is in is none, and neither is the article's title in that of its erratum.

    >>> printed = Reference(raw="The Staff, 2014. Lupus nephritis. PLoS 9.", title="The Staff, 2014. Lupus nephritis")
    >>> is_in_print(printed, ["Lupus nephritis"]), is_in_print(printed, ["Nephritis"])
    (True, False)
    """
    known = [title for title in titles if title]
    if not known or not read(reference.title or "").marks <= read(known[0]).marks:
        return False
    wanted = {read(title).letters for title in known} - {read(reference.container_title or "").letters}
    longest = 2 * max(map(len, known))
    sentences = (read(text).letters for text in _sentences(reference.raw) if len(text) <= longest)
    return any(found in wanted and len(found) >= SHORTEST_MAIN_TITLE for found in sentences)


def _sentences(text: str) -> Iterator[str]:
    """Yield every stretch of a text between two stops, of one sentence or of some.

    >>> list(_sentences("Doe J. Lupus. A review. Lancet 2001."))[:4]
    ['Doe J', 'Doe J. Lupus', 'Doe J. Lupus. A review', 'Doe J. Lupus. A review. Lancet 2001.']
    """
    stops = list(islice(_STOP.finditer(text), SENTENCES + STRETCH))
    starts = [0, *(stop.end() for stop in stops)]
    ends = [*(stop.start() for stop in stops), len(text)]
    for place, start in enumerate(starts[:SENTENCES]):
        yield from (text[start:end] for end in ends[place : place + STRETCH])


def wording_similarity(a: Wording, b: Wording) -> float:
    """Return how many of their content words two titles share, words that are a letter apart nearly so."""
    if a.letters == b.letters:
        return 1.0 if a.letters else 0.0
    common = a.content & b.content
    shared: float = len(common)
    if shared * 3 >= min(len(a.content), len(b.content)) and shared:  # a third of a title is worth a closer look
        rest = b.content - common
        shared += NEARLY * sum(any(a_letter_apart(word, other) for other in rest) for word in a.content - common)
    return 2 * shared / ((len(a.content) + len(b.content)) or 1)


def begins_with(longer: Wording, shorter: Wording) -> bool:
    """Tell whether the shorter title is the longer one up to where a subtitle may begin.

    >>> begins_with(read("Lupus nephritis: a review"), read("Lupus nephritis"))
    True
    """
    wanted = shorter.letters
    if (
        len(wanted) < SHORTEST_MAIN_TITLE
        or not longer.breaks
        or not longer.letters.startswith(wanted)
        or shorter.marks != longer.marks
    ):
        return False
    breaks, text = set(longer.breaks), ""
    for place, word in enumerate(longer.words):
        if place in breaks and text == wanted:
            return True
        if word not in SMALL:
            text += word
        if len(text) > len(wanted):
            return False
    return False


def _forms(title: str) -> Iterator[str]:
    """Yield the titles that are printed as one: a title, its translation in brackets, or both languages."""
    yield title
    bare = title.strip(" .")
    if bare.endswith("]"):
        head, _, inside = bare[:-1].partition("[")
        yield from (part for part in (head, inside) if len(read(part).letters) >= SHORTEST_MAIN_TITLE)
    for sign in (" = ", " / "):
        halves = title.split(sign)
        if len(halves) == 2 and all(len(read(half).words) > 2 for half in halves):  # noqa: PLR2004  (two languages)
            yield from halves


@lru_cache(maxsize=1024)
def _difference(printed: str, recorded: str) -> Difference:
    found = [_compare(a, b, printed, recorded) for a in readings(printed) for b in readings(recorded)]
    return min(found, key=_harm)


def _compare(a: Wording, b: Wording, printed: str, recorded: str) -> Difference:
    # The registry leaves subtitles out often, and that is no fault of the list.
    if a.words == b.words or begins_with(a, b) or (_is_reply(a) and _is_reply(b)):
        return _SAME
    if begins_with(b, a):
        return _WITHOUT_SUBTITLE
    if max(len(a.words), len(b.words)) > LONGEST:
        return Difference("different", "the texts differ, and are too long for titles")
    added, lost, small = _unmatched(a.words, b.words)
    if not added and not lost:
        return Difference("close", "the small words differ") if small else _SAME
    moved = _content(a.words, added) == _content(b.words, lost)
    ours, theirs = (
        [quote(title, words, *stretch) for stretch in _in_one(words, found)]
        for title, words, found in ((printed, a.words, added), (recorded, b.words, lost))
    )
    return Difference("different", _in_words(ours, theirs, moved=moved))


def _is_reply(title: Wording) -> bool:
    """Tell whether a title says only that this is a reply; registries and journals head these in many ways."""
    return REPLYING.issuperset(title.words) and not REPLIES.isdisjoint(title.words)


_Stretch = tuple[int, int]


def _in_one(words: Sequence[str], stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """Join stretches between which there are small words only."""
    joint: list[_Stretch] = []
    for start, end in stretches:
        if joint and all(word in SMALL for word in words[joint[-1][1] : start]):
            start = joint.pop()[0]  # noqa: PLW2901  (the stretch begins there)
        joint.append((start, end))
    return joint


def _content(words: Sequence[str], stretches: Sequence[_Stretch]) -> list[str]:
    return sorted(word for start, end in stretches for word in words[start:end] if word not in SMALL)


def _unmatched(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[list[_Stretch], list[_Stretch], bool]:
    """Return where content words stand that only one title has, and whether small words differ elsewhere."""
    added: list[_Stretch] = []
    lost: list[_Stretch] = []
    small = False
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if operation == "equal" or _same_words(ours[i1:i2], theirs[j1:j2]):
            continue
        more, fewer = ([w for w in found if w not in SMALL] for found in (ours[i1:i2], theirs[j1:j2]))
        if _same_words(more, fewer):
            small = True
        else:
            added += [(i1, i2)] if more else []
            lost += [(j1, j2)] if fewer else []
    return added, lost, small


def _in_words(added: list[str], lost: list[str], *, moved: bool) -> str:
    if moved:
        return f"{_quoted(added)} is elsewhere in the record"
    if added and lost:
        return f"the list has {_quoted(added)} where the record has {_quoted(lost)}"
    return f"the record does not have {_quoted(added)}" if added else f"the list does not have {_quoted(lost)}"


def _same_words(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Tell whether two stretches are the same words: joined, in Greek or without, or but for their articles."""
    bare = [[word for word in found if word not in ARTICLES] for found in (ours, theirs)]
    return (
        joined(ours) == joined(theirs)
        or without_greek(joined(ours)) == without_greek(joined(theirs))
        or without_greek(joined(bare[0])) == without_greek(joined(bare[1]))
    )


def _quoted(found: list[str]) -> str:
    return f"“{' … '.join(found)}”"
