"""What the report says first: one sentence, the references that need a look, and what was asked, when and by what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappush, heapreplace
from typing import Any, NamedTuple

from ivigref.model import SUSPECT, Check, Checked, Citation, Finding, Judgement, Status
from ivigref.model.checked import Judged
from ivigref.model.citations import AT_HAND
from ivigref.registries import LIVE
from ivigref.reports.citing import of_text
from ivigref.reports.json import count_inquiries
from ivigref.text import clean, counted, shortened

__all__ = ["ALARMS", "Look", "Looks", "asked", "registries", "sentence"]

ALARMS = (Check.RETRACTED, Check.CONCERN, Check.REPUBLISHED)  # they stand above all else
SHOWN = 12  # references on the first screen; the others are one link away
_TOLD = 3  # findings of a reference there; its card has all
_LONGEST = 160  # characters of a finding there
_OTHERS: dict[Status, str] = {
    "verified": "verified",
    "unverified": "unverified",
    "unreachable": "not known, since a registry did not answer",
}


class Look(NamedTuple):
    """A reference that needs a look: the place of its card, its number and title, and what is the matter."""

    place: int
    number: int | None
    title: str
    told: Sequence[Finding]
    more: int = 0
    verdict: str = ""
    judgement: Judgement | None = None


def sentence(checked: Checked) -> str:
    """Return how many references need a look, and how the others stand.

    >>> from ivigref.model import Reference
    >>> three = [Citation(reference=Reference(number=number)) for number in (1, 2, 3)]
    >>> sentence(Checked(three, [[]] * 3, ["findings", "verified", "unverified"]))
    '1 of 3 references needs a look; 1 is verified, 1 is unverified.'
    >>> sentence(Checked(three, [[]] * 3, ["verified"] * 3))
    'Nothing wrong was found in 3 references; 3 are verified.'
    """
    if not checked:
        return "There are no references."
    count = Counter(checked.statuses)
    total, needing = counted(len(checked), "reference"), count["findings"]
    head = f"{needing} of {total} {'needs' if needing == 1 else 'need'} a look" if needing else _NOTHING.format(total)
    others = (f"{count[name]} {_are(count[name])} {words}" for name, words in _OTHERS.items() if count[name])
    text = sum(finding.severity != "note" for finding in of_text(checked))
    cited = f"{counted(text, 'finding')} {_are(text)} about the citations in the text" if text else ""
    return "; ".join(filter(None, (head, ", ".join(others), checked.existence(), cited))) + "."


_NOTHING = "Nothing wrong was found in {}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


class Looks:
    """The references that need a look, added in the order of the list: of many the gravest, and how many there are.

    What is told at the top of the page of a work that was retracted is not said a second time.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.total = 0
        self._gravest: list[tuple[int, int, Look]] = []  # the least grave and latest first, as a heap

    def add(self, place: int, row: Judged) -> None:
        """Add a reference, if it needs a look."""
        serious = _serious(row)
        if not serious:
            return
        self.total += 1
        rank = -_gravity(row, serious), -place
        if len(self._gravest) < SHOWN:
            heappush(self._gravest, (*rank, _look(place, row, serious)))
        elif rank > self._gravest[0][:2]:
            heapreplace(self._gravest, (*rank, _look(place, row, serious)))

    def gravest(self) -> list[Look]:
        """Return those that are shown, in the order of the list."""
        return sorted((look for *_, look in self._gravest), key=lambda look: look.place)


def _serious(row: Judged) -> list[Finding]:
    if row.status != "findings":
        return []
    return [finding for finding in row.findings if finding.severity != "note" and finding.check not in ALARMS]


def _gravity(row: Judged, serious: Sequence[Finding]) -> int:
    """Return 0 for a work that may not exist, 1 where something is wrong, and 2 for a warning."""
    if row.judgement is not None and row.judgement.verdict in SUSPECT and not row.judgement.is_silenced:
        return 0
    return 1 if any(finding.severity == "error" for finding in serious) else 2


def _look(place: int, row: Judged, serious: Sequence[Finding]) -> Look:
    told = [finding.model_copy(update={"message": _short(finding.message)}) for finding in serious[:_TOLD]]
    reference = row.citation.reference
    title = _short(reference.title or reference.raw or "(no text)")
    more = len(serious) - len(told)
    return Look(place, row.citation.number, title, told, more, row.told, row.judgement)


def _short(text: str) -> str:
    return shortened(clean(text), _LONGEST)


def registries(citations: Iterable[Citation]) -> list[dict[str, Any]]:
    """Return what each registry was asked, with its title and the first and the last day of its records."""
    days: dict[str, set[str]] = defaultdict(set)

    def watched() -> Iterator[Citation]:
        for citation in citations:
            for record in citation.statements:
                if record.source and record.source.retrieved:
                    days[record.source.registry].add(record.source.retrieved)
            yield citation

    counts = count_inquiries(watched())
    return [
        count | {"title": _title(count["name"]), "when": " – ".join(dict.fromkeys(_ends(days[count["name"]])))}
        for count in counts
    ]


def _title(name: str) -> str:
    return LIVE[name].title if name in LIVE else name


def _ends(days: set[str]) -> tuple[str, ...]:
    return (min(days), max(days)) if days else ()


def asked(rows: Sequence[dict[str, Any]]) -> str:
    """Return which registries were asked about how many references, and when; ``rows`` are those of `registries`.

    >>> asked([])
    'No registry was asked.'
    >>> row = {"name": "crossref", "title": "Crossref", "asked": 3, "unreachable": 1, "when": "2026-11-22"}
    >>> asked([row])
    'Asked: Crossref about 3 references (no answer for 1; records of 2026-11-22).'
    """
    live = [row for row in rows if row["name"] not in AT_HAND]
    if live:
        return f"Asked: {'; '.join(map(_asked, live))}."
    shipped = next((row for row in rows if row["name"] == "recorded"), None)
    if shipped is None:
        return "No registry was asked."
    when = f", of {shipped['when']}" if shipped["when"] else ""
    return f"No registry was asked: the references were compared with the records that ivigref ships{when}."


def _asked(row: dict[str, Any]) -> str:
    return f"{row['title']} about {counted(row['asked'], 'reference')}" + (
        f" ({'; '.join(remarks)})" if (remarks := list(_remarks(row))) else ""
    )


def _remarks(row: dict[str, Any]) -> Iterator[str]:
    if row["unreachable"]:
        yield f"no answer for {row['unreachable']}"
    if row["when"]:
        yield f"records of {row['when']}"
