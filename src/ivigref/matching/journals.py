"""Is it the same journal? Abbreviated words aligned in order, never a ratio: Phys Rev E is not Phys Rev Lett."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ivigref.encodings import unscramble
from ivigref.matching.agreement import Agreement
from ivigref.model import Record, Reference
from ivigref.patterns import lazy
from ivigref.text import fold, letters, words

# Words that title abbreviations leave out: ISO 4 drops articles, conjunctions and prepositions.
_LEFT_OUT = frozenset(
    "the of and in for on an to at by from into its a de la le les du des et aux au sur pour der die das den dem im und"
    " fur fuer zur zum von vom e y i o w z v el los las del con di dei degli della delle dell dello all d l da do"
    " dos das em en og och van voor za na si ve po per series section ser sect part pt".split()
)
# Abbreviations by contraction; all others cut a word's end off.
_CONTRACTIONS = {
    "natl": "national", "intl": "international", "dtsch": "deutsch", "jpn": "japan", "wkly": "weekly",
    "assn": "association", "wschr": "wochenschrift", "compd": "compound",
}  # fmt: skip
# What ISO 4 abbreviates otherwise although it begins alike: Br. is British (Brazilian is Braz.), Phys. is Physical
# (Physiological is Physiol.), Can. is Canadian (Cancer stays whole).
_NEVER = {"br": "braz", "phys": "physiol", "can": "canc"}
_BRACKETS = lazy(r"(?<!\s)\s*+[\[(]([^\])]{3,80})[\])]")  # a section's letter in brackets stays
_ELISION = lazy(r"\b(d|l|dell|all|nell|sull)'")
# NLM puts a subtitle after " : " or " = " or ";", and a section after a point.
_SUBTITLE = lazy(r"\s[:=]\s|;\s")
_SECTION = lazy(r"\.\s(?!(?:part|section|series|ser)\b)(?=[^\W\d_]{3})|\s-\s")
_COLON = lazy(r":\s?")
_LETTERED = lazy(r"\b(?:[a-z]|\d{1,2})(?=[,:]\s)")  # Physical Review. E, Statistical … Physics
# A subtitle of these words describes the journal; any other may name another one (Circulation: Heart Failure).
_DESCRIBES = lazy(
    r"\b(?:journal|zeitschrift|official|organ|publication|bulletin|magazine|revue|revista|rivista|giornale|tijdschrift"
    r"|international|an|a|the)\b"
)
_COUNTRY = (("u", "s", "a"), ("usa",), ("united", "states", "of", "america"), ("united", "states"))
_LAST_LETTERS = {"j": "jo", "q": "quarterly", "z": "zei"}  # any other letter at the end is a section's
_SHORTEST_CUT = 5  # letters; ISO 4 never cuts a title of one word, and people cut long ones only


def compare_journals(reference: Reference, record: Record) -> Agreement:
    """Compare the printed journal with the record's title and abbreviation.

    >>> def verdict(printed, recorded):
    ...     return compare_journals(Reference(container_title=printed), Record(container_title=recorded)).verdict
    >>> verdict("J Dtsch Dermatol Ges", "JDDG: Journal der Deutschen Dermatologischen Gesellschaft")
    'same'
    >>> verdict("Phys Rev E", "Physical Review Letters")
    'different'
    """
    printed = reference.container_title
    recorded = [name for name in (record.container_title, record.container_title_short) if name]
    if not printed or not recorded:
        return Agreement("container_title", "unknown", printed, record.container_title)
    agree = any(same_journal(printed, name) for name in recorded)
    return Agreement("container_title", "same" if agree else "different", printed, recorded[0])


@lru_cache(maxsize=16384)
def same_journal(a: str, b: str) -> bool:
    """Tell whether two forms of a journal's name can mean the same journal.

    >>> same_journal("Rheumatology (Oxford)", "Rheumatology"), same_journal("Lancet", "Lancet Neurology")
    (True, False)
    """
    first, second = sorted((a, b))  # so that it does not matter which is printed
    return letters(first) == letters(second) or any(_aligned(x, y) for x in _forms(first) for y in _forms(second))


@lru_cache(maxsize=8192)
def _forms(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways in which a name may be meant, as words: whole, without its subtitle, without its acronym."""
    folded = _ELISION.sub(r"\1 ", fold(unscramble(name)[0])).replace("'", "").replace("ae", "e").replace("oe", "e")
    bare = _BRACKETS.sub(" ", folded).strip()
    found: dict[tuple[str, ...], None] = {}
    for part in dict.fromkeys((*_parts(bare or folded), _BRACKETS.sub(r" \1", folded))):
        for text in (part, part.replace("-", "")) if "-" in part else (part,):
            form = words(text)
            found[form] = None
            for country in _COUNTRY:
                if len(form) > len(country) and form[-len(country) :] == country:
                    found[form[: -len(country)]] = None
            # The acronym that some journals put before their title: AJR, JNCI, JDDG.
            if len(form) > 2 and form[0] == _initials(_kept(form[1:])):  # noqa: PLR2004  (two words or more)
                found[form[1:]] = None
    found.pop((), None)
    return tuple(found)


def _parts(folded: str) -> Iterator[str]:
    yield folded
    if sign := _SUBTITLE.search(folded):
        yield folded[: sign.start()]
    if colon := _COLON.search(folded):
        main, subtitle = folded[: colon.start()], folded[colon.end() :]
        if _DESCRIBES.search(subtitle) or words(main) == (_initials(_kept(words(subtitle))),):
            yield main
    if lettered := _LETTERED.search(folded):
        yield folded[: lettered.end()]
    # A named section may be left out (Biochim Biophys Acta); points in an abbreviation begin none.
    section = _SECTION.search(folded)
    if section and len(words(folded[: section.start()])) > 1 and folded.rstrip(".").count(". ") <= 1:
        yield folded[: section.start()]


def _kept(found: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that count; a letter at the end is a section, one after another letter an initial: N Y."""
    return tuple(
        word
        for before, word, after in zip(("", *found), found, (*found[1:], ""), strict=False)
        if word not in _LEFT_OUT or (len(word) == 1 and (not after or len(before) == 1))
    )


def _initials(found: tuple[str, ...]) -> str:
    return "".join(word[0] for word in found)


def _aligned(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Walk along two names; a word may abbreviate the other's, or be the initials of several (NY, PNAS)."""
    if len(a) == 1 and len(b) == 1:
        short, full = sorted((a[0], b[0]), key=len)
        cut = len(full) - len(short)
        return short == full or (2 < cut <= len(short) >= _SHORTEST_CUT and full.startswith(short))  # noqa: PLR2004
    return _walk(a, b) or _walk(_kept(a), _kept(b), acronyms=True)


def _walk(a: tuple[str, ...], b: tuple[str, ...], *, acronyms: bool = False) -> bool:
    i = j = 0
    while i < len(a) or j < len(b):
        ours, theirs = a[i] if i < len(a) else "", b[j] if j < len(b) else ""
        if acronyms and len(ours) > 1 and ours == _initials(b[j : j + len(ours)]):
            i, j = i + 1, j + len(ours)
        elif acronyms and len(theirs) > 1 and theirs == _initials(a[i : i + len(theirs)]):
            i, j = i + len(theirs), j + 1
        elif ours and theirs and _same_word(ours, theirs, last=i + 1 == len(a) and j + 1 == len(b)):
            i, j = i + 1, j + 1
        elif _may_be_left_out(ours, theirs) or _may_be_left_out(theirs, ours):
            i, j = i + _may_be_left_out(ours, theirs), j + _may_be_left_out(theirs, ours)
        else:
            return False
    return True


def _may_be_left_out(word: str, other: str) -> bool:
    """Tell whether an abbreviation may do without a word; a letter against a letter or the end is a section."""
    return word in _LEFT_OUT and max(len(word), len(other)) > 1


def _same_word(a: str, b: str, *, last: bool) -> bool:
    short, full = (a, b) if len(a) <= len(b) else (b, a)
    if short == full:
        return True
    if last and len(short) == 1:
        return full.startswith(_LAST_LETTERS.get(short, " "))
    if short in _NEVER and full.startswith(_NEVER[short]):
        return False
    if full.startswith(short):
        return full != short + "s"  # Mol Cell is not Mol Cells: ISO 4 cuts off two letters at least
    stem = _CONTRACTIONS.get(short)
    if stem is None and short.endswith("kd"):  # Geneeskd, Kinderheilkd
        stem = short.removesuffix("d") + "und"
    return stem is not None and full.startswith(stem)
