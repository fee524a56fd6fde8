"""What kind of work a reference is, by the words that print shows: thesis, preprint, patent, web page."""

from __future__ import annotations

import re
from typing import Any

# A kind, and the words that tell it; the first that is found decides. Kinds of articles come last.
_TOLD: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.VERBOSE))
    for kind, pattern in (
        ("thesis", r"\b(?:dissertation|thesis|habilitation(?:sschrift)?|doktorarbeit|thèse|tesis|tese)\b"),
        (
            "preprint",
            r"\b(?:arxiv|biorxiv|medrxiv|chemrxiv|psyarxiv|research\ssquare|ssrn|preprints?\.org|preprint\sat)\b|\[preprint\]",
        ),
        ("trial-registration", r"\bclinicaltrials\.gov\b|\b(?:NCT\d{8}|ISRCTN\d{8})\b"),
        ("patent", r"\bpatent\b|\b(?:US|EP|WO)\s?\d{6,11}\s?[AB]\d?\b"),
        ("dataset", r"\[data\s?set\]|\b(?:zenodo|dryad|figshare|data\sset)\b"),
        (
            "legislation",
            r"\b(?:directive|regulation)\s(?:\(\w{2,3}\)\s)?(?:no\.?\s)?\d{2,4}/\d+|\bpub(?:lic|\.)\sl(?:aw|\.)|\bact\s(?:of\s)?(?:19|20)\d\d\b",
        ),
        ("guideline", r"\b(?:guidelines?|leitlinien?|recommandations|clinical\spractice\sguideline)\b"),
        (
            "report",
            r"\b(?:technical\sreport|report\sno|working\spaper|white\spaper|reports?\sseries|rapport|bericht)\b",
        ),
        (
            "conference-paper",
            r"\b(?:proceedings\sof|conference|congress|symposium|kongress|annual\smeeting|presented\sat)\b",
        ),
    )
)
_ARTICLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("letter", r"\[letter\b|\(letter\)"),
        ("editorial", r"\[editorial\b|\(editorial\)|^editorial\b"),
        ("meeting-abstract", r"\[(?:meeting\s)?abstract\b|\(abstract\b"),
        ("comment", r"\[comment\b"),
        ("retraction-notice", r"^retraction\b|^retracted:"),
        ("erratum", r"^(?:erratum|corrigendum|correction)\b|\[(?:published\s)?erratum\b"),
    )
)

# Whether a title can tell of one of these at all: few can.
_SPECIAL = re.compile(
    r"[\[(](?:letter|editorial|abstract|meeting|comment|erratum|published)|^(?:editorial|retract|err|corr)",
    re.IGNORECASE,
)
_PREPRINT = dict(_TOLD)["preprint"]
_MEETING = dict(_TOLD)["conference-paper"]


def kind_of(text: str, fields: dict[str, Any]) -> str | None:
    """Return the kind of work from its fields and the whole printed text, or None where nothing shows it.

    >>> kind_of("Invented A. On lupus [dissertation]. Vienna: University; 2014.", {"kind": "book"})
    'thesis'
    >>> kind_of("[Letter]", {"kind": "journal-article", "volume": "1"})
    'letter'
    """
    found: str | None = fields.get("kind")
    if found == "journal-article":
        title = fields.get("title") or ""
        if _PREPRINT.search(fields.get("container_title") or ""):
            return "preprint"
        told = title if _SPECIAL.search(title) else text if "[" in text else ""
        return next((kind for kind, words in _ARTICLES if words.search(told)), found) if told else found
    if found == "book-chapter":
        return "conference-paper" if _MEETING.search(fields.get("container_title") or "") else found
    told_kind = next((kind for kind, words in _TOLD if words.search(text)), None)
    return told_kind or found or ("webpage" if fields.get("url") else None)
