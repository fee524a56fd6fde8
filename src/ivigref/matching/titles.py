"""Do two titles name the same work? Word by word, since one lost "not" turns a finding round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from ivigref.matching.agreement import Agreement, Verdict
from ivigref.model import Record, Reference
from ivigref.text import fold, words

# Small words that editors add, drop and swap without changing what a title says; never a negation.
FUNCTION_WORDS = frozenset(
    "a an the of in on for with to by and at from as or into via der die das und von im den le la les et de du des en"
    " el los las y del il lo e di da do dos das o os".split()
)
# A word of these makes another work of the same title: a part, a notice, an answer.
DISTINGUISHING = frozenset(
    "part erratum corrigendum correction retraction reply response comment commentary protocol addendum"
    " i ii iii iv v vi vii viii ix x".split()
)
NUMERALS = {
    name: str(number)
    for number, name in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}
# The same word as British and American editors spell it: (pattern on the folded word, common form).
SPELLINGS = (
    (re.compile(r"(?<=[a-z]{2})is(?=(?:e|ed|es|ing|ation|ations)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{2})ys(?=(?:e|ed|es|ing)$)"), "yz"),
    (re.compile(r"(?<=[a-z])our(?=(?:s|ed|ing|al|able)?$)"), "or"),
    (re.compile(r"ae|oe"), "e"),
    (re.compile(r"(?<=[a-z])(tr|b)re(?=s?$)"), r"\1er"),
    (re.compile(r"(?<=[a-z])ll(?=(?:ed|ing|er|ers)$)"), "l"),
    (re.compile(r"sulph"), "sulf"),
)
_LABELS = re.compile(
    r"""
    ^\W*(?:retracted(?:\sarticle)?|withdrawn|removed|temporary\sremoval)\W*[:.\]]\s*   # a registry's notice
  | \s*[\[(](?:in\s)?(?:letter|see\scomments?|author'?s\stransl|editorial|comment|english|german|french|spanish|italian
        |russian|japanese|chinese|polish|portuguese|czech|hungarian|turkish|hebrew|dutch|danish|swedish|norwegian)
        (?:;[^\])]{0,80})?[\])]\s*                                                 # a label or a language after it
    """,
    re.VERBOSE,
)
SHORTEST_MAIN_TITLE = 9  # letters; a heading such as "Reply" is no main title
# Where a subtitle may begin.
_BOUNDARY = re.compile(r"\s*[:;.?!]\s+|\s+-+\s*|\s*--+\s*|\s*[:?!]\s*")


def compare_titles(reference: Reference, record: Record) -> Agreement:
    """Compare the printed title with every form of the title that the record has.

    >>> compare_titles(
    ...     Reference(title="Immunoglobulin is not able to control lupus"),
    ...     Record(title="Immunoglobulin is able to control lupus"),
    ... ).reason
    'the record does not have “not”'
    """
    printed, recorded = reference.title, record.title
    if not printed or not (recorded or record.original_title):
        return Agreement("title", "unknown", printed, recorded)
    best: tuple[int, str] | None = None
    for form in _forms(record):
        weight, reason = _difference(printed, form)
        if best is None or weight < best[0]:
            best = (weight, reason)
        if weight == 0:
            return Agreement("title", "same", printed, recorded or form)
    if best is None:
        return Agreement("title", "unknown", printed, recorded)
    verdict: Verdict = "close" if best[0] == 1 else "different"
    full = f"{recorded}: {record.subtitle}" if recorded and record.subtitle else recorded
    return Agreement("title", verdict, printed, full or record.original_title, best[1])


def title_similarity(a: str, b: str) -> float:
    """Return how many of their words two titles share, 0 to 1 (Dice's coefficient over their content words).

    >>> title_similarity("Lupus nephritis in children", "Lupus nephritis in adults")
    0.6666666666666666
    """
    first, second = list(content_words(a)), list(content_words(b))
    if not first or not second:
        return 0.0
    if "".join(first) == "".join(second):
        return 1.0
    shared, rest = 0, list(second)
    for word in first:
        if word in rest:
            rest.remove(word)
            shared += 1
    return 2 * shared / (len(first) + len(second))


def distinguishing_words(a: str, b: str) -> frozenset[str]:
    """Return the words that make two works of two alike titles: a part's number, "erratum", "reply", a numeral.

    >>> sorted(distinguishing_words("Myositis. Part I", "Myositis. Part II"))
    ['i', 'ii']
    """
    first, second = set(content_words(a)), set(content_words(b))
    return frozenset(word for word in first ^ second if word in DISTINGUISHING or word.isdigit())


@lru_cache(maxsize=8192)
def content_words(title: str) -> tuple[str, ...]:
    """Return a title's folded words without function words, in one spelling, numerals as digits."""
    return tuple(_common(word) for word in words(_LABELS.sub(" ", fold(title))) if word not in FUNCTION_WORDS)


def _common(word: str) -> str:
    if word in NUMERALS:
        return NUMERALS[word]
    for pattern, form in SPELLINGS:
        word = pattern.sub(form, word)
    return word


def _forms(record: Record) -> Iterator[str]:
    title = record.title
    if title:
        if record.subtitle:
            yield f"{title}: {record.subtitle}"
        yield title
        if title.startswith("["):  # PubMed's sign of a translated title
            yield title.strip("[]. ")
    if record.original_title:
        yield record.original_title


def _difference(printed: str, recorded: str) -> tuple[int, str]:
    """Weigh how two titles differ: 0 not at all, 1 harmlessly, 2 in content; with the reason in words."""
    a, b = content_words(printed), content_words(recorded)
    if a == b or "".join(a) == "".join(b):
        return 0, ""
    if _begins_with(printed, recorded):
        return 0, ""  # the registry leaves subtitles out often, and that is no fault of the list
    if _begins_with(recorded, printed) and not distinguishing_words(printed, recorded):
        return 1, "the list leaves out the subtitle"
    lost: list[str] = []
    added: list[str] = []
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if operation == "equal" or "".join(a[i1:i2]) == "".join(b[j1:j2]):
            continue
        added.extend(a[i1:i2])
        lost.extend(b[j1:j2])
    parts = []
    if added and lost:
        parts.append(f"the list has {_quoted(added)} where the record has {_quoted(lost)}")
    elif added:
        parts.append(f"the record does not have {_quoted(added)}")
    elif lost:
        parts.append(f"the list does not have {_quoted(lost)}")
    return (2, parts[0]) if parts else (0, "")


def _begins_with(longer: str, shorter: str) -> bool:
    """Tell whether the shorter title is the longer one up to where a subtitle may begin."""
    wanted = "".join(content_words(shorter))
    if len(longer) <= len(shorter) or len(wanted) < SHORTEST_MAIN_TITLE:
        return False
    folded = fold(longer)
    starts = (folded[: match.start()] for match in _BOUNDARY.finditer(folded))
    return any("".join(content_words(start)) == wanted for start in starts)


def _quoted(found: list[str]) -> str:
    return f"“{' '.join(found)}”"
