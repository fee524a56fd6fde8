"""British and American spelling: one form of a word, for everything that compares words."""

from __future__ import annotations

from ivigref.patterns import lazy

# (pattern on the folded word, American form). Both sides of a comparison are put through them, so that a wrong guess is
# wrong on both sides.
_AMERICAN = (
    (lazy(r"(?<=[a-z]{2})is(?=(?:e|ed|es|er|ers|ing|able|ations?)$)"), "iz"),
    (lazy(r"(?<=[a-z]{2})ys(?=(?:e|ed|es|er|ers|ing)$)"), "yz"),
    (lazy(r"(?<=[a-z]{2})our(?=(?:s|ed|ing|al|ally|able|ite|hood)?$)"), "or"),
    (lazy(r"ae|oe"), "e"),
    (lazy(r"^ag(?=ing$)"), "age"),
    (lazy(r"(?<=[a-z])([tb])re(?=(?:s|d)?$)"), r"\1er"),
    (lazy(r"^(label|model|signal|travel|cancel|channel|counsel|tunnel|level|fuel|dial)l(?=(?:ed|ing)$)"), r"\1"),
    (lazy(r"^(program)me(?=s?$)"), r"\1"),
    (lazy(r"(?<=[a-z])logue(?=s?$)"), "log"),
    (lazy(r"sulph"), "sulf"),
    (lazy(r"^leuc(?=[aeo])"), "leuk"),
    (lazy(r"^grey"), "gray"),
)
# Most words contain none of these.
_MAYBE = lazy(r"[ao]e|our|[iy]s[aei]|[bt]re|ll|mme|logue|sulph|^leuc|^aging|^grey")


def american(word: str) -> str:
    """Return a folded word in American spelling.

    >>> [american(word) for word in ("haemolytic", "randomised", "tumour", "centre", "programme", "labelled", "grey")]
    ['hemolytic', 'randomized', 'tumor', 'center', 'program', 'labeled', 'gray']
    """
    if _MAYBE.search(word) is None:
        return word
    for pattern, form in _AMERICAN:
        word = pattern.sub(form, word)
    return word
