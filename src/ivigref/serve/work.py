"""What the process of a list does: read it, ask, judge, draw the report; and later make a file of what was decided."""

from __future__ import annotations

import pickle
import traceback
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ivigref.errors import InputError, IvigrefError
from ivigref.gathered import Found, in_archive
from ivigref.pipeline import examine, page
from ivigref.reading import Listing, read, refuse_archive
from ivigref.reports.html import STATUSES
from ivigref.serve.downloads import DOWNLOADS, Decided
from ivigref.serve.job import Wish
from ivigref.serve.report import around
from ivigref.sources import Named

if TYPE_CHECKING:
    from ivigref.model import Checked, Reference
    from ivigref.model.checked import Judged
    from ivigref.registries.cache import Progress
    from ivigref.resolution import Registry

Tell = Callable[[Mapping[str, Any]], None]
Opener = Callable[[Wish, "Progress"], AbstractContextManager["list[Registry]"]]

REPORT, RESULT = "report.html", "result"  # files beside the document
MOST_ROWS = 10_000  # references that are shown while registries are asked; the report has all
MOST_PARTS = 50  # documents of an archive, each of which is a list of its own
_LONGEST = 240  # characters of a reference that are shown while registries are asked


def check(opened: Opener, tell: Tell, folder: Path, name: str, wish: Wish) -> None:
    """Check the document of a folder, and put report and result beside it; a fault is sent as the reason."""
    with _faults_said(tell):
        data = (folder / "document").read_bytes()
        if _is_archive(data):
            _take_apart(tell, folder, name, data)
            return
        listing = read(Named(data, name))
        rows = [_row(citation.reference) for citation in islice(listing.citations, MOST_ROWS)]
        tell({"rows": rows, "total": len(listing.citations), "state": "asking"})
        checked = _examined(opened, tell, listing, wish)
        tell({"state": "drawing"})
        _store(tell, folder, name, checked)


class Taken(NamedTuple):
    """A file that somebody takes away: which, in which style, with which corrections, and where to write it."""

    download: str
    style: str
    accepted: frozenset[str]
    target: Path


def make(tell: Tell, folder: Path, name: str, taken: Taken) -> None:
    """Write one of the files that somebody takes away, as they decided; a fault is sent as the reason."""
    with _faults_said(tell):
        checked: Checked = pickle.loads((folder / RESULT).read_bytes())  # noqa: S301  (our own, in our own folder)
        decided = Decided(checked, taken.accepted, taken.style, folder / "document", name)
        taken.target.write_bytes(DOWNLOADS[taken.download].make(decided))
        tell({"state": "done"})


@contextmanager
def _faults_said(tell: Tell) -> Iterator[None]:
    try:
        yield
    except IvigrefError as error:
        tell({"state": "failed", "problem": str(error)})
    except Exception:  # noqa: BLE001  (a fault of ours ends this list and not the others)
        traceback.print_exc()
        problem = "a fault of ivigref ended the check of this list; the terminal in which it runs says which"
        tell({"state": "failed", "problem": problem})


def _is_archive(data: bytes) -> bool:
    from ivigref.documents import Contents, is_archive  # noqa: PLC0415  (as in ivigref.reading)

    return is_archive(Contents(data))


def _take_apart(tell: Tell, folder: Path, name: str, data: bytes) -> None:
    """Lay the documents of an archive beside it: two manuscripts may cite one work, and each is judged for itself."""
    parts, faults = [], []
    for number, found in enumerate(in_archive(data)):
        if number >= MOST_PARTS:
            raise InputError(f"expected at most {MOST_PARTS} documents in an archive, found more", place=name)
        if (fault := found.problem or _nested(found)) is not None:
            faults.append(f"{found.name}: {fault}")
            continue
        part = folder / f"part-{number}"
        part.write_bytes(found.data)
        parts.append((f"{name}/{found.name}", part.name))
    if not parts:
        raise InputError("; ".join(faults) or "expected documents, found an archive without any", place=name)
    tell({"parts": parts, "state": "unpacked", "problem": "; ".join(f"not read: {fault}" for fault in faults)})


def _nested(found: Found) -> str | None:
    try:
        refuse_archive(found.data, "")
    except InputError as error:
        return str(error)
    return None


def _examined(opened: Opener, tell: Tell, listing: Listing, wish: Wish) -> Checked:
    places: defaultdict[object, deque[int]] = defaultdict(deque)
    for place, citation in enumerate(listing.citations):
        places[_identity(citation.reference)].append(place)

    def told(asked: int, answered: int) -> None:
        tell({"asked": (asked, answered)})

    def show(judged: Judged) -> None:
        place = places[_identity(judged.citation.reference)].popleft()
        tell({"known": 1, "results": [_result(place, judged)] if place < MOST_ROWS else []})

    with opened(wish, told) as registries:
        return examine(listing, registries, profile=wish.profile, on_result=show)


def _identity(reference: Reference) -> object:
    return reference.number, reference.line, reference.raw


def _row(reference: Reference) -> tuple[int | None, str]:
    return reference.number, (reference.title or reference.raw)[:_LONGEST]


def _result(place: int, judged: Judged) -> tuple[int, str, str, str, str]:
    found = "; ".join(dict.fromkeys(str(f.check) for f in judged.findings if f.severity != "note"))
    return place, judged.status, STATUSES[judged.status], judged.told, found


def _store(tell: Tell, folder: Path, name: str, checked: Checked) -> None:
    """Put the report and the result into the folder, and send what is said of the list as a whole."""
    # Pictures of what is printed are taken from the document that lies here; its name is only shown.
    drawn = replace(checked, file=str(folder / "document"), title=name)
    offered, more = around(checked, folder / "document", name)
    made = datetime.now(tz=UTC).date().isoformat()
    (folder / REPORT).write_text(page(drawn, made, more), encoding="utf-8")
    (folder / RESULT).write_bytes(pickle.dumps(replace(checked, title=name)))
    tell(
        {
            "state": "done",
            "summary": checked.summary(),
            "counts": Counter(checked.statuses),
            "corrections": frozenset(offered),
        }
    )
