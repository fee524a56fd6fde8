"""Corrections and silences as code actions: what `ivigref check --fix` would write, value by value or all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lsprotocol.types import CodeAction, CodeActionKind, Diagnostic, Range, TextEdit

from ivigref.annotating.fixed import Fixed, fixed_library, fixed_text
from ivigref.corrections import Correction, Level
from ivigref.lsp.documents import Seen
from ivigref.lsp.positions import edits
from ivigref.model import Finding
from ivigref.text import clean, printable

FIX_ALL = f"{CodeActionKind.SourceFixAll.value}.ivigref"
KINDS = (CodeActionKind.QuickFix.value, FIX_ALL)
REASON = "looked up, and right as it is"
_MOST = 20  # references whose corrections are offered at once: somebody has selected more than they can read
_SHOWN = 60  # characters of a value in a title
_NAMES = {"container_title": "journal", "doi": "DOI", "pmid": "PMID"}


class Offer(NamedTuple):
    """An action before its edit is made: what it is called, and the names of its corrections, None for all.

    ``silenced`` is the reference above which a check is silenced instead, and the name of the check.
    """

    title: str
    kind: str
    names: tuple[str, ...] | None = None
    silenced: tuple[int, str] | None = None
    solved: tuple[Diagnostic, ...] = ()
    is_preferred: bool = False

    def action(self, data: dict[str, Any]) -> CodeAction:
        """Return the action, whose data say how its edit is made."""
        wanted = {"names": self.names, "silenced": self.silenced}
        return CodeAction(
            printable(clean(self.title)),
            self.kind,
            diagnostics=list(self.solved) or None,
            is_preferred=self.is_preferred or None,
            data={**data, **wanted},
        )


def offers(seen: Seen, at: Range, shown: Iterable[Diagnostic], only: Iterable[str] | None) -> Iterator[Offer]:
    """Yield what can be done at a place: with the references there, and with the whole document.

    ``only`` are the kinds that are asked for; a kind asks for those below it, too.
    """
    text = seen.document.text
    start, end = text.offset_of(at.start), text.offset_of(at.end)
    asked = None if only is None else tuple(only)
    if _is_asked(CodeActionKind.QuickFix.value, asked):
        here = [number for number, (first, last) in seen.items.items() if first <= end and start <= last][:_MOST]
        known = list(shown)
        for number in here:
            yield from _corrections(seen, number, known)
            yield from _silences(seen, number, at, known)
    if _is_asked(FIX_ALL, asked) and seen.proposals:
        yield Offer("Correct all values from certain records, as ivigref check --fix", FIX_ALL)


def _is_asked(kind: str, only: tuple[str, ...] | None) -> bool:
    return only is None or any(not one or kind == one or kind.startswith(f"{one}.") for one in only)


def _corrections(seen: Seen, number: int, shown: list[Diagnostic]) -> Iterator[Offer]:
    proposal = seen.proposals.get(number)
    if proposal is None:
        return
    kind = CodeActionKind.QuickFix.value
    for correction in proposal.corrections:
        solved = _solved(seen, number, correction.field, shown)
        yield Offer(_title(correction), kind, (proposal.name(correction),), solved=solved, is_preferred=bool(solved))
    if len(proposal.corrections) > 1:
        names = tuple(map(proposal.name, proposal.corrections))
        yield Offer(f"Correct all {len(names)} values of this reference", kind, names)


def _title(correction: Correction) -> str:
    name = _NAMES.get(correction.field, correction.field)
    new = _short(correction.value)
    return f"Correct {name}: {_short(correction.printed)} → {new}" if correction.printed else f"Add {name}: {new}"


def _short(value: object) -> str:
    said = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"


def _solved(seen: Seen, number: int, field: str, shown: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of an editor that a correction answers."""
    found = [finding for finding, _, of in seen.located if of == number and finding.field == field]
    return tuple(one for one in shown if any(_is_of(one, finding) for finding in found))


def _is_of(one: Diagnostic, finding: Finding) -> bool:
    return one.code == finding.check and one.message == printable(clean(finding.message or finding.check))


def _silences(seen: Seen, number: int, at: Range, shown: list[Diagnostic]) -> Iterator[Offer]:
    """Yield a silence for each check that found something here, where a comment above the entry silences it."""
    if not _may_be_silenced(seen, number):
        return
    text = seen.document.text
    checks: dict[str, list[Diagnostic]] = {}
    for finding, region, of in seen.located:
        place = text.of_region(region)
        if of == number and place.start <= at.end and at.start <= place.end:
            checks.setdefault(finding.check, []).extend(one for one in shown if _is_of(one, finding))
    for check, solved in checks.items():
        title = f"Ignore {check} here, with the reason “{REASON}”"
        kind = CodeActionKind.QuickFix.value
        yield Offer(title, kind, silenced=(number, str(check)), solved=tuple(solved))


def _may_be_silenced(seen: Seen, number: int) -> bool:
    """Tell whether a line above a reference belongs to it alone."""
    if not seen.is_bibtex or seen.checked is None or number not in seen.items:
        return False
    starts = [start for start, _ in seen.items.values()]
    start = seen.items[number][0]
    return starts.count(start) == 1 and seen.document.text.whole[start:].lstrip(" \t").startswith("@")


def made(
    seen: Seen, names: Iterable[str] | None, silenced: tuple[int, str] | None = None
) -> tuple[list[TextEdit], Fixed]:
    """Return the edits of an action, and what is to be said of the corrections that were not made.

    Raises InputError where the corrected text would not be read as it ought to be.
    """
    text, document = seen.document.text, seen.document
    if silenced is not None:
        number, check = silenced
        start = seen.items[number][0]
        line = f"% ivigref: ignore {check} -- {REASON}{text.line_end}"
        return [TextEdit(text.range(start, start), line)], Fixed(text.whole)
    if seen.checked is None:
        return [], Fixed(text.whole)
    only = None if names is None else frozenset(names)
    path = document.path or Path(document.name)
    if document.is_library:
        fixed = fixed_library(path, text.whole, seen.checked, Level.ALL, encoding=document.encoding, only=only)
    else:
        fixed = fixed_text(path, text.whole, seen.checked, Level.ALL, only=only)
    return edits(text, fixed.text), fixed
