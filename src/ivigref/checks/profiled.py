"""What a journal's own rules ask for, and a list does not do: a function a rule, none of them without a profile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from ivigref.checks.alphabet import out_of_order, stands_in_order
from ivigref.checks.preprints import is_preprint
from ivigref.data.serials import current
from ivigref.matching.numbers import is_supplement
from ivigref.model import Check, Citation, Finding, Kind, Reference
from ivigref.parsing.labelled import label_pattern
from ivigref.patterns import lazy
from ivigref.profiles import Authors, Profile
from ivigref.text import DASHES, counted, letters, words

__all__ = ["in_citations", "in_whole"]

_RANGE = lazy(rf"(\d{{1,12}})\s?[{DASHES}-]{{1,2}}\s?(\d{{1,12}})")
_LINK = lazy(r"doi\.org/\s?$", re.IGNORECASE)
_LABEL = lazy(r"doi\s?:?\s?$", re.IGNORECASE)
_BEFORE_DOI = 12  # characters in which a link or a label ends
_SEEN = lazy(rf"\b(?:{label_pattern('accessed')})\b[^\d\])]{{0,40}}+\d", re.IGNORECASE | re.VERBOSE)
_IN_ALPHABET = 8  # first authors of whom no two agree: by chance they stand in order once in 40,320 lists
_TELLS = 0.7  # of authors and a title that were read with less confidence nobody knows where these begin

Said = tuple[str, str | None]  # a message, and what was printed
Rule = Callable[[Citation, Any], "Said | None"]


def _authors(citation: Citation, rule: Authors) -> Said | None:
    reference = citation.reference
    named = len(reference.authors)
    if any((reference.confidence(field) or 0.0) < _TELLS for field in ("authors", "title")):
        return None
    more = f"{rule.first} and the last" if rule.last else f"the first {rule.first} and et al."
    if not reference.et_al:
        if named <= rule.most or rule.all_right:
            return None
        return f"{named} authors and no et al.: of more than {rule.most}, {more}", str(named)
    if named != rule.first + rule.last:
        return f"{counted(named, 'author')} and et al.: of more than {rule.most}, {more}", str(named)
    record = citation.record
    if record is not None and citation.is_certain and not record.et_al and named <= len(record.authors) <= rule.most:
        return f"the work has {len(record.authors)} authors: up to {rule.most} are all named", str(named)
    return None


def _journal(citation: Citation, rule: str) -> Said | None:
    """Find a journal's name in the other form; of a journal that no list has, nobody knows its forms."""
    printed = citation.reference.container_title
    if not printed or not _is_article(citation.reference):
        return None
    found = current().find(printed)
    key = letters(printed)
    if not found or any(not serial.names for serial in found):
        return None
    short = {letters(name) for serial in found for name in serial.names}
    if rule == "abbreviated":
        if key in short:
            return None
        return f"the journal is printed in full: abbreviated, it is {found[0].names[0].replace('.', '')}", printed
    if key not in short or not all(_is_cut(printed, serial.title) for serial in found):
        return None
    return f"the journal is abbreviated: in full, it is {found[0].title}", printed


def _is_article(reference: Reference) -> bool:
    return reference.kind is None or reference.kind.is_a(Kind.JOURNAL_ARTICLE)


def _is_cut(printed: str, title: str) -> bool:
    """Tell whether a word of a name is the beginning of one in the title: no acronym, and no title of one word."""
    whole = set(words(title))
    return any(
        word not in whole and any(other.startswith(word) for other in whole) for word in words(printed) if len(word) > 1
    )


def _issue(citation: Citation, wanted: bool) -> Said | None:  # noqa: FBT001  (the value of a rule)
    reference = citation.reference
    if not _is_article(reference) or is_supplement(reference):
        return None
    if reference.issue and not wanted and f"({reference.issue}" in reference.raw:
        return f"the issue, {reference.issue}, is printed: the volume is enough", reference.issue
    recorded = citation.record.issue if citation.record and citation.is_certain else None
    if wanted and not reference.issue and reference.volume and recorded:
        return f"the issue is not printed: the record has {recorded}", None
    return None


def _pages(citation: Citation, rule: str) -> Said | None:
    pages = citation.reference.pages
    match = _RANGE.fullmatch(pages.raw) if pages else None
    if pages is None or match is None or _goes_on(citation.reference.raw, pages.raw):
        return None
    first, last = match.groups()
    if rule == "whole":
        return (f"the last page is cut short: {pages.expanded}", str(pages)) if len(last) < len(first) else None
    if len(first) != len(last) or len(first) == 1 or first[0] != last[0] or first >= last:
        return None
    shared = next(place for place in range(len(first)) if first[place] != last[place])
    return f"the last page repeats digits of the first: {first}–{last[shared:]}", str(pages)


def _goes_on(raw: str, pages: str) -> bool:
    """Tell whether print goes on where pages end: 233–240.e2."""
    place = raw.find(pages)
    return place >= 0 and re.match(r"\.?\w", raw[place + len(pages) :]) is not None


def _doi(citation: Citation, rule: str) -> Said | None:
    doi, raw = citation.reference.doi, citation.reference.raw
    if not doi:
        return None
    places = [match.start() for match in re.finditer(re.escape(doi), raw, re.IGNORECASE)]
    forms = {_form_of_doi(raw[max(0, place - _BEFORE_DOI) : place]) for place in places}
    if not forms or rule in forms:
        return None
    wanted = f"https://doi.org/{doi}" if rule == "link" else f"doi:{doi}"
    return f"the DOI is printed in another form: {wanted}", doi


def _form_of_doi(before: str) -> str:
    return "link" if _LINK.search(before) else "label" if _LABEL.search(before) else "bare"


def _preprints(citation: Citation, allowed: bool) -> Said | None:  # noqa: FBT001  (as above)
    return None if allowed or not is_preprint(citation) else ("a preprint is listed", None)


def _access_dates(citation: Citation, wanted: bool) -> Said | None:  # noqa: FBT001  (as above)
    reference = citation.reference
    if not wanted or not reference.url or reference.doi or reference.kind not in {Kind.WEB_PAGE, None}:
        return None
    if dict(reference.extra).get("url_date") or _SEEN.search(reference.raw):
        return None
    return "a web page is listed without the date on which it was seen", reference.url


# The rule, its check, the field that it is about, and its function.
_RULES: tuple[tuple[str, Check, str | None, Rule], ...] = (
    ("authors", Check.PROFILE_AUTHORS, "authors", _authors),
    ("journal", Check.PROFILE_JOURNAL, "container_title", _journal),
    ("issue", Check.PROFILE_ISSUE, "issue", _issue),
    ("pages", Check.PROFILE_PAGES, "pages", _pages),
    ("doi", Check.PROFILE_DOI, "doi", _doi),
    ("preprints", Check.PROFILE_PREPRINT, None, _preprints),
    ("access_dates", Check.PROFILE_ACCESS_DATE, "url", _access_dates),
)


def in_citations(citations: Sequence[Citation], profile: Profile) -> Iterator[tuple[int, Finding]]:
    """Yield the place of each citation that breaks a rule, with the finding.

    >>> from ivigref.model import Reference
    >>> from ivigref.profiles import load
    >>> rules = load({"name": "J Imag Med", "pages": "elided"})
    >>> [(_, found)] = in_citations([Citation(reference=Reference(pages="1228-1231"))], rules)
    >>> print(found.message)
    the last page repeats digits of the first: 1228–31 (rules of J Imag Med)
    """
    rules = profile.rules
    for place, citation in enumerate(citations):
        if citation.reference.is_identifier:
            continue
        for name, check, field, broken in _RULES:
            if name in rules and (said := broken(citation, rules[name])) is not None:
                yield place, _finding(profile, name, check, said[0], field=field, printed=said[1])
    if profile.order == "alphabet":
        for place, before in out_of_order(citations):
            where = "at the end" if before is None else f"before {citations[before].reference.authors[0].surname}"
            message = f"the list is in order of the alphabet: this belongs {where}"
            yield place, _finding(profile, "order", Check.PROFILE_ORDER, message)


def in_whole(citations: Sequence[Citation], profile: Profile, *, today: int | None = None) -> Iterator[Finding]:
    """Yield what is to be said of a list as a whole; ``today`` is this year."""
    most, recent, number = profile.references, profile.recent, len(citations)
    if profile.order == "citation" and stands_in_order(citations, _IN_ALPHABET):
        message = "the list stands in order of the alphabet: it should be that of the citations in the text"
        yield _finding(profile, "order", Check.PROFILE_ORDER, message)
    if most is not None and number > most.most:
        of = f" of {most.of}" if most.of else ""
        message = f"{number} references are listed: the most{of} is {most.most}"
        yield _finding(profile, "references", Check.PROFILE_LENGTH, message, printed=str(number))
    dated = [year for citation in citations if (year := citation.reference.year) is not None]
    if recent is not None and dated:
        since = (today or datetime.now(tz=UTC).year) - recent.years
        new = sum(year >= since for year in dated)
        if new < recent.share * len(dated):
            message = f"{new} of {len(dated)} references with a year are of {since} or later: it should be"
            message += f" {recent.share:.0%} of them"
            yield _finding(profile, "recent", Check.PROFILE_RECENT, message, printed=str(new))


def _finding(profile: Profile, rule: str, check: Check, message: str, **said: Any) -> Finding:  # noqa: ANN401  (fields of a finding)
    told = f"{message} (rules of {profile.name})"
    return Finding.of(check, told, source=profile.source_of(rule), **said)
