"""What export and format report on stderr: which printed values they do not write as printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from ivigref.cli.messages import name_shipped, say
from ivigref.pages import Pages
from ivigref.text import counted

if TYPE_CHECKING:
    from ivigref.model import Citation
    from ivigref.reading import Listing

_LABELS = {"container_title": "journal"}
NAMED = 12  # references, or runs of them; the rest are counted


def remark(listing: Listing, citations: Sequence[Citation]) -> None:
    """Report how many values of which references come from records, and which identifiers are omitted."""
    lines = [f"{line}; use --values printed to keep the printed ones" for line in remarks(citations)]
    if not lines:
        name_shipped(listing)
    for line in lines:
        say(f"{listing.title}: {line}")


def remarks(citations: Iterable[Citation]) -> Iterator[str]:
    """Yield a sentence for the replaced values and one for the omitted identifiers.

    >>> from ivigref import Record, Reference
    >>> from ivigref.model import Citation
    >>> printed = Reference(number=1, title="Agammaglobulinemia", volume="16")
    >>> record = Record(title="Agammaglobulinemia", volume="9")
    >>> list(remarks([Citation(reference=printed, record=record, confidence=0.99)]))
    ['1 value of reference 1 comes from its record (1 volume)']
    """
    replaced: Counter[str] = Counter()
    changed: list[int | str] = []
    refuted: list[int | str] = []
    for place, citation in enumerate(citations, start=1):
        name = citation.number if citation.number is not None else citation.key or f"item {place}"
        fields = list(_replaced(citation))
        replaced.update(fields)
        changed += [name] if fields else []
        refuted += [name] if citation.refuted else []
    if replaced:
        total = replaced.total()
        verb, whose = ("comes", "its record") if total == 1 else ("come", "records")
        named = ", ".join(f"{count} {_LABELS.get(field, field)}" for field, count in replaced.items())
        yield f"{counted(total, 'value')} of {_references(changed)} {verb} from {whose} ({named})"
    if refuted:
        yield f"an identifier that leads to another work, or nowhere, is omitted from {_references(refuted)}"


def _replaced(citation: Citation) -> Iterator[str]:
    """Yield the fields whose printed value is replaced by another; omitted identifiers are not among them."""
    from ivigref.frozen import field_names  # noqa: PLC0415  (keeps --help fast)
    from ivigref.model import IDENTIFIERS, Work  # noqa: PLC0415  (the same)

    if citation.record is None:
        return
    work = citation.work()
    for name in field_names(Work):
        printed, written = _meant(getattr(citation.reference, name)), _meant(getattr(work, name))
        if printed and name != "et_al" and printed != written and not (name in IDENTIFIERS and written is None):
            yield name


def _meant(value: object) -> object:
    """Return the meaning of a value: an elided page equals the full one."""
    return (value.first, value.last) if isinstance(value, Pages) else value


def _references(names: Sequence[int | str]) -> str:
    """Name references, runs of numbers as such.

    >>> _references([1, 3, 4, 5]), _references(["Doe2001"])
    ('references 1, 3–5', 'reference Doe2001')
    """
    runs = list(_runs(names))
    more = f" and {len(runs) - NAMED} more" if len(runs) > NAMED else ""
    return f"reference{'' if len(names) == 1 else 's'} {', '.join(runs[:NAMED])}{more}"


def _runs(names: Sequence[int | str]) -> Iterator[str]:
    starts = [0, *(i for i, (a, b) in enumerate(pairwise(names), start=1) if not _follows(a, b)), len(names)]
    for start, end in pairwise(starts):
        first, last = names[start], names[end - 1]
        yield str(first) if first == last else f"{first}{', ' if end - start == 2 else '–'}{last}"  # noqa: PLR2004  (two are not a range)


def _follows(a: int | str, b: int | str) -> bool:
    return isinstance(a, int) and isinstance(b, int) and b == a + 1
