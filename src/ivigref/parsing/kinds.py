"""What kind of work a reference is, by the words that print shows: thesis, preprint, patent, web page."""

from __future__ import annotations

import re
from typing import Any

from ivigref.model import Kind
from ivigref.parsing.labelled import label_pattern
from ivigref.patterns import lazy

# A kind, and the words that tell it; the first that is found decides. Kinds of articles come last.
_TOLD: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, lazy(pattern, re.IGNORECASE | re.VERBOSE))
    for kind, pattern in (
        (Kind.THESIS, rf"\b(?:{label_pattern('thesis')})\b"),
        (
            Kind.PREPRINT,
            r"\b(?:arxiv|biorxiv|medrxiv|chemrxiv|psyarxiv|research\ssquare|ssrn|preprints?\.org|preprint\sat)\b|\[preprint\]",
        ),
        (Kind.TRIAL_REGISTRATION, r"\bclinicaltrials\.gov\b|\b(?:NCT\d{8}|ISRCTN\d{8})\b"),
        (Kind.PATENT, r"\bpatent\b|\b(?:US|EP|WO)\s?\d{6,11}\s?[AB]\d?\b"),
        (Kind.DATASET, r"\[data\s?set\]|\b(?:zenodo|dryad|figshare|data\sset)\b"),
        (
            Kind.LEGISLATION,
            r"\b(?:directive|regulation)\s(?:\(\w{2,3}\)\s)?(?:no\.?\s)?\d{2,4}/\d+|\bpub(?:lic|\.)\sl(?:aw|\.)|\bact\s(?:of\s)?(?:19|20)\d\d\b",
        ),
        (Kind.GUIDELINE, r"\b(?:guidelines?|leitlinien?|recommandations|clinical\spractice\sguideline)\b"),
        (
            Kind.REPORT,
            r"\b(?:technical\sreport|report\sno|working\spaper|white\spaper|reports?\sseries|rapport|bericht)\b",
        ),
        (
            Kind.CONFERENCE_PAPER,
            r"\b(?:proceedings\sof|conference|congress|symposium|kongress|annual\smeeting|presented\sat)\b",
        ),
    )
)
# "[comment]", "[erratum to …]" tell of the work itself; "[comment in …]", "[published erratum in …]" of another.
_ITSELF = r"(?:\]|\s(?:on|to|of|for)\b)"
_ARTICLES: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, lazy(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Kind.LETTER, r"\[letter\b|\(letter\)"),
        (Kind.EDITORIAL, r"\[editorial\b|\(editorial\)|^editorial\b"),
        (Kind.MEETING_ABSTRACT, r"\[(?:meeting\s)?abstract\b|\(abstract\b"),
        (Kind.COMMENT, rf"\[comment(?:ary)?{_ITSELF}"),
        (Kind.RETRACTION_NOTICE, rf"^retraction\b|^retracted:|\[retraction{_ITSELF}"),
        (
            Kind.ERRATUM,
            rf"^(?:erratum|corrigendum|correction)\b|\[(?:(?:published\s)?erratum|corrigendum|correction){_ITSELF}",
        ),
    )
)

# Whether a title can tell of one of these at all: few can.
_SPECIAL = lazy(
    r"[\[(](?:letter|editorial|abstract|meeting|comment|err|corr|retract|published)|^(?:editorial|retract|err|corr)",
    re.IGNORECASE,
)
_PREPRINT = dict(_TOLD)[Kind.PREPRINT]
_MEETING = dict(_TOLD)[Kind.CONFERENCE_PAPER]


def kind_of(text: str, fields: dict[str, Any]) -> Kind | None:
    """Return the kind of work from its fields and the whole printed text, or None where nothing shows it.

    >>> kind_of("Invented A. On lupus [dissertation]. Vienna: University; 2014.", {"kind": Kind.BOOK})
    'thesis'
    >>> kind_of("[Letter]", {"kind": Kind.JOURNAL_ARTICLE, "volume": "1"})
    'letter'
    """
    found: Kind | None = fields.get("kind")
    if found is Kind.JOURNAL_ARTICLE:
        title = fields.get("title") or ""
        if _PREPRINT.search(fields.get("container_title") or ""):
            return Kind.PREPRINT
        told = title if _SPECIAL.search(title) else text if "[" in text else ""
        return next((kind for kind, words in _ARTICLES if words.search(told)), found) if told else found
    if found is Kind.BOOK_CHAPTER:
        return Kind.CONFERENCE_PAPER if _MEETING.search(fields.get("container_title") or "") else found
    told_kind = next((kind for kind, words in _TOLD if words.search(text)), None)
    return told_kind or found or (Kind.WEB_PAGE if fields.get("url") else None)
