"""A paragraph for a letter to the authors, in their language: what agrees, what differs, what could not be found."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from ivigref.data import read_text
from ivigref.errors import InputError
from ivigref.model import SUSPECT, Check, Checked, Citation, Finding, Verdict
from ivigref.model.checked import Judged
from ivigref.model.in_text import Place
from ivigref.registries import LIVE
from ivigref.reports import LANGUAGES
from ivigref.text import clean, printable, shortened

__all__ = ["Cited", "dumps"]

# Where in the text a reference is cited, by its number or key.
Cited = Mapping[int | str, Sequence[str]]

# Of which numbers the first of two texts is; CLDR's rules for whole numbers.
_SINGULAR = {"en": {1}, "de": {1}, "fr": {0, 1}, "es": {1}}
_LONGEST = 160  # characters of a value, or of a reference without a number
_FIELDS = frozenset(
    {
        Check.TITLE_DIFFERS,
        Check.AUTHORS_DIFFER,
        Check.JOURNAL_DIFFERS,
        Check.YEAR_DIFFERS,
        Check.VOLUME_DIFFERS,
        Check.ISSUE_DIFFERS,
        Check.PAGES_DIFFER,
    }
)
# What only a record shows.
_OF_RECORD = _FIELDS | {
    Check.DOI_ELSEWHERE,
    Check.PMID_ELSEWHERE,
    Check.PMCID_ELSEWHERE,
    Check.PREPRINT_AS_PUBLISHED,
}
# The groups of a letter: those with a line for each reference, and those that are counted at its end.
_LISTED = ("described-wrongly", "not-found", "place-holds-another", "chimera", "print")
_COUNTED = ("not-expected", "undecided", "not-answered", "not-asked")
_PLAIN = {
    Verdict.EXISTS: "verified",
    Verdict.DESCRIBED_WRONGLY: "verified",  # all that differed is silenced
    **{Verdict(name): name for name in _COUNTED},
}
_BY_STATUS = {"verified": "verified", "findings": "verified", "unreachable": "not-answered"}
_ALARMS = (Check.RETRACTED, Check.CONCERN)


def dumps(checked: Checked, language: str = "en", *, cited: Cited | None = None) -> str:
    """Return the text; ``cited`` says where retracted works are cited, if the list does not come with its text.

    Raises InputError for an unknown language.

    >>> print(dumps(Checked([], [], []), "de"))
    Die Liste hat keine Literaturangaben.
    """
    if language not in LANGUAGES:
        raise InputError(f"--language: expected one of {', '.join(LANGUAGES)}, found {language!r:.60}")
    return "\n\n".join(_Letter(language, cited or {}).paragraphs(checked))


@cache
def _texts() -> dict[str, dict[str, str | list[str]]]:
    return tomllib.loads(read_text("letter.toml"))


class _Letter:
    """The texts of one language."""

    def __init__(self, language: str, cited: Cited) -> None:
        self.language = language
        self.cited = cited

    def paragraphs(self, checked: Checked) -> Iterator[str]:
        """Yield what was compared and agrees, a list for each kind of doubt, and what is left."""
        if not checked:
            yield self.say("none")
            return
        groups: dict[str, list[Judged]] = {}
        for row in checked.judged():
            groups.setdefault(_group(row), []).append(row)
        yield " ".join(self._first(checked, len(groups.get("verified", ()))))
        for name in _LISTED:
            if rows := groups.get(name):
                yield self._list(name, [self._line(row) for row in rows])
        for alarm in _ALARMS:
            alarmed = [(row.citation, f) for row in checked.judged() for f in row.findings if f.check is alarm]
            if once := list({id(citation): (citation, finding) for citation, finding in alarmed}.values()):
                yield self._list(alarm, [self._with_places(citation, finding) for citation, finding in once])
        if found := [
            f for f in checked.problems if f.check.is_in_text and f.severity != "note" and f.check in _texts()
        ]:
            yield self._list("in-text", [self._of_text(finding) for finding in found])
        if rest := " ".join(self._rest(checked, {name: len(rows) for name, rows in groups.items()})):
            yield rest

    def say(self, name: str, n: int | None = None, **values: object) -> str:
        """Return a text of the table, in the form that goes with a number."""
        text = _texts()[name][self.language]
        if not isinstance(text, str):
            text = text[0 if n in _SINGULAR[self.language] else 1]
        return text.format(n=n, **values)

    def _first(self, checked: Checked, verified: int) -> Iterator[str]:
        asked = Counter(name for citation in checked for name in citation.asked)
        if asked:
            titles = [LIVE[name].title if name in LIVE else name for name in asked]
            yield self.say("asked", len(checked), registers=self._joined(titles))
        else:
            yield self.say("unasked", len(checked))
        if verified:
            yield self.say("verified", verified)

    def _rest(self, checked: Checked, count: Mapping[str, int]) -> Iterator[str]:
        yield from (self.say(name, count[name]) for name in _COUNTED if name in count)
        if unlisted := sum(problem.check is Check.CITED_UNLISTED for problem in checked.problems):
            yield self.say("cited-unlisted", unlisted)

    def _list(self, name: str, lines: Sequence[str]) -> str:
        return "\n".join((self.say(name, len(lines)), *(f"– {line}" for line in lines)))

    def _line(self, row: Judged) -> str:
        """Name a reference, and say what there is to say of it; of what is not there, its print."""
        item, said = self._item(row.citation), [self._detail(finding) for finding in _details(row)]
        if row.judgement is not None and _group(row) in {"place-holds-another", "chimera"}:
            works = (row.judgement.title_of, row.judgement.authors_of, row.judgement.at_place)
            said = [_short(str(work)) for work in dict.fromkeys(filter(None, works))]
        elif not said:
            said = [_short(row.citation.reference.raw)]
        told = "; ".join(filter(None, said))
        return self.say("line", item=item, told=told) if told and told != item else item

    def _detail(self, finding: Finding) -> str:
        values = {"printed": _short(finding.printed or "–"), "recorded": _short(finding.recorded or "–")}
        if finding.check in _FIELDS:
            return self.say("differs", None, field=self.say(finding.check), **values)
        return self.say(finding.check, None, **values)

    def _of_text(self, finding: Finding) -> str:
        """Say what of a citation in the text does not go with the list, and where it is."""
        item = self.say("item", number=finding.number) if finding.number is not None else finding.key or ""
        told = self.say(finding.check, printed=_short(finding.printed or "–"), item=_short(item))
        return self.say("at", told=told, places=self._where(finding.places)) if finding.places else told

    def _where(self, places: Sequence[Place]) -> str:
        return "; ".join(dict.fromkeys(map(self._place, places)))

    def _place(self, place: Place) -> str:
        """Return where something is in the text: its page and line, else its paragraph, and the part."""
        said = [self.say("page", number=place.page)] if place.page else []
        said += [self.say("line-number", number=place.line)] if place.line else []
        said = said or [self.say("paragraph", number=place.paragraph)]
        if place.part in {"endnotes", "boxes"}:
            said.append(self.say(place.part))
        elif place.part not in {"document", f"{place.where}s"}:
            said.append(_short(place.part))
        return ", ".join([*said, *([] if place.where == "text" else [self.say(place.where)])])

    def _with_places(self, citation: Citation, finding: Finding) -> str:
        """Name a work, and where it is cited: as somebody says, else as was found in the text."""
        names = (citation.number, citation.key)
        given = next((found for name in names if name is not None and (found := self.cited.get(name))), ())
        places = "; ".join(given) or self._where(finding.places)
        item, title = self._item(citation), citation.reference.title
        if title and citation.number is not None:
            item = f"{item}, “{_short(title)}”"
        return self.say("cited", item=item, places=places) if places else item

    def _item(self, citation: Citation) -> str:
        if citation.number is not None:
            return self.say("item", number=citation.number)
        reference = citation.reference
        named = [reference.authors[0].surname] if reference.authors else []
        return " ".join([*named, str(reference.year)]) if named and reference.year else _short(reference.raw)

    def _joined(self, names: Sequence[str]) -> str:
        *others, last = names
        return f"{', '.join(others)} {self.say('and')} {last}" if others else last


def _group(row: Judged) -> str:
    """Return under what a reference is told: the worst that is to be said of it."""
    judgement, details = row.judgement, _details(row)
    if judgement is not None and judgement.is_mixed and not judgement.is_silenced:
        return "chimera"
    if judgement is not None and judgement.verdict in SUSPECT and not judgement.is_silenced:
        return str(judgement.verdict)
    if details:
        differs = row.citation.record is not None and any(finding.check in _OF_RECORD for finding in details)
        return str(Verdict.DESCRIBED_WRONGLY) if differs else "print"
    return _PLAIN.get(judgement.verdict, "undecided") if judgement else _BY_STATUS.get(row.status, "undecided")


def _details(row: Judged) -> list[Finding]:
    """Return what differs or cannot be, as far as the table has words for it; harmless differences are not told."""
    told = _texts()
    skipped = {*_ALARMS, Check.NOT_FOUND, Check.PLACE_HOLDS_ANOTHER, Check.CHIMERA}
    return [f for f in row.findings if f.severity != "note" and f.check in told and f.check not in skipped]


def _short(text: str) -> str:
    return shortened(printable(clean(text)), _LONGEST)
