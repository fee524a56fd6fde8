"""The verb that makes citations of identifiers and titles: fetch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ivigref.cli import options, saving
from ivigref.cli.asking import opened
from ivigref.cli.examples import ending
from ivigref.cli.exits import EPILOG, FINDINGS, outcome
from ivigref.cli.files import BIBTEX, Lost, To, written
from ivigref.cli.messages import say, say_problems
from ivigref.cli.options import Asking
from ivigref.cli.printing import print_text
from ivigref.errors import InputError

if TYPE_CHECKING:
    from ivigref.model import Record, Reference
    from ivigref.retrieval import Fetched, Version

app = typer.Typer()
VERSIONS: tuple[Version, ...] = ("preprint", "published")
# As in options: the choices of an option are an enum to Typer.
Preferred = StrEnum("Preferred", {name: name for name in VERSIONS})  # type: ignore[misc]  # mypy wants them spelled out


@app.command(epilog=ending("fetch", EPILOG))
@options.asks
def fetch(  # noqa: PLR0917  (the options of a command)
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="IDS",
            help="DOIs, PMIDs, PMCIDs, ISBNs, arXiv or trial numbers, or files of them; - for standard input.",
        ),
    ] = None,
    title: Annotated[str | None, typer.Option(help="Look for a title instead.")] = None,
    author: Annotated[list[str] | None, typer.Option(help="An author of that work; may be repeated.")] = None,
    year: Annotated[int | None, typer.Option(help="The year of that work.")] = None,
    to: To = BIBTEX,
    style: Annotated[
        str | None, typer.Option(help="Print in a citation style instead: vancouver, ama, apa, or a .csl file.")
    ] = None,
    prefer: Annotated[
        Preferred | None, typer.Option(help="The version to take if a work is known as preprint and as article.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The output file, instead of standard output.")
    ] = None,
    lost: Lost = None,
    force: saving.Force = False,  # noqa: FBT002
    *,
    asking: Asking,
) -> None:
    """Look up identifiers or a title in the registries, and write the works as citations.

    Each is checked against a second registry, and its sources stand above it as a comment if the format has comments.
    Registries are asked as with --live. A work that is not certain is never chosen: those that fit are listed.
    """
    if style is not None and to is not BIBTEX:
        raise InputError(f"expected --to or --style, found both: {to} and {style}")
    if title is None and (author or year is not None):
        raise InputError("expected --title with --author and --year, found none")
    files = [name for name in ids or () if _is_file(name)]
    if output is not None and not force:
        saving.guard(output, to, files, asking)
    if lost is not None and not force:
        saving.guard_losses(lost, output, files, asking)
    references, unread = _wanted(ids or ())
    if title is not None:
        references.append(_titled(title, author or (), year))
    if not references and not unread:
        raise InputError("expected an identifier, a file of them, or --title, found none")
    found = _fetched(references, prefer, asking)
    found = _once(found)
    for one in found:
        _report(one)
    text = _written(found, to, style, lost)
    if output is None:
        print_text(text)
    elif text:
        saving.put(output, text, to)
        say(f"{output}: written")
    missing = unread or any(one.outcome != "found" for one in found)
    raise outcome([one.citation for one in found], (), FINDINGS if missing else 0)


def _wanted(ids: Sequence[str]) -> tuple[list[Reference], int]:
    """Read identifiers and files of them, and count the items of files that have none."""
    from ivigref import retrieval  # noqa: PLC0415  (help is there at once)

    listed = [one for name in ids for one in (_listed(name) if _is_file(name) else [retrieval.wanted(name)])]
    known = [reference for reference in listed if reference is not None]
    return known, len(listed) - len(known)


def _titled(title: str, author: Sequence[str], year: int | None) -> Reference:
    from ivigref import retrieval  # noqa: PLC0415  (as above)

    return retrieval.titled(title, author, year)


def _fetched(references: Sequence[Reference], prefer: str | None, asking: Asking) -> list[Fetched]:
    from ivigref import retrieval  # noqa: PLC0415  (as above)

    if not references:
        return []
    version = next((known for known in VERSIONS if known == prefer), None)
    named = asking.registries or ",".join(retrieval.whom(asking.urls))
    with opened(asking._replace(live=True, registries=named)) as registries:
        return retrieval.fetch(*references, prefer=version, registries=registries)


def _is_file(name: str) -> bool:
    """Tell whether an argument names a file: what is an identifier is none, whatever is in the folder."""
    from ivigref.identifier_kinds import identify  # noqa: PLC0415  (as above)

    return name == "-" or (identify(name) is None and Path(name).is_file())


def _listed(name: str) -> Iterator[Reference | None]:
    """Yield the identifiers of a list, and None for each item that has none."""
    from ivigref import reading  # noqa: PLC0415  (as above)
    from ivigref.model import Check, Reference, identifiers_of  # noqa: PLC0415  (the same)

    listing = reading.read(name)
    said = tuple(problem for problem in listing.problems if problem.check is not Check.IDENTIFIERS_ONLY)
    say_problems(listing._replace(problems=said))
    for place, citation in enumerate(listing.citations, start=1):
        reference = citation.reference
        names = identifiers_of(reference)
        if names:
            known = {one.field: getattr(reference, one.field) for one in names} | {"kind": reference.kind}
            raw = reference.raw if reference.is_identifier else ", ".join(map(str, names))
            yield Reference(**known, raw=raw, number=reference.number, extra=reference.extra)
        else:
            where = f"{listing.name}:{reference.line or place}"
            say(f"{where}: no identifier, so not looked up: {reference.raw[:60]!r}")
            yield None


def _once(found: Sequence[Fetched]) -> list[Fetched]:
    """Leave out a work that another wish has brought already, and say so."""
    held: dict[object, str] = {}
    kept = []
    for one in found:
        names = list(one.citation.known_by.items()) if one.outcome == "found" else []
        twin = next((held[name] for name in names if name in held), None)
        if twin is None:
            kept.append(one)
        else:
            say(f"{one.wish}: the same work as {twin}, written only once")
        for name in names:
            held.setdefault(name, one.wish)
    return kept


def _report(found: Fetched) -> None:
    """Say what came of a wish on stderr: what is to be known of a work, and the candidates where none was chosen."""
    if found.outcome == "found":
        for remark in found.remarks:
            say(f"{found.wish}: {remark}")
        for inquiry in found.citation.unanswered:
            say(f"{found.wish}: not checked: {inquiry.message or inquiry.registry}")
        return
    say(f"{found.wish}: {found.said}")
    if found.candidates and found.outcome != "several":
        say("  nearest:")
    for record in found.candidates:
        say(f"  {_named(record)}")


def _named(record: Record) -> str:
    """Name a work by its identifier, title and place."""
    from ivigref.model import identifiers_of  # noqa: PLC0415  (as above)

    names = ", ".join(str(one) for one in identifiers_of(record) if one.field in {"doi", "pmid", "arxiv", "isbn"})
    authors = record.authors[0].surname + (" et al." if len(record.authors) > 1 else "") if record.authors else None
    parts = (authors, record.whole_title, record.container_title, record.year)
    return f"{names or 'no identifier'}  {'. '.join(str(part).rstrip('.') for part in parts if part)}"


def _written(found: Sequence[Fetched], to: str, style: str | None, lost: Path | None) -> str:
    """Write the works that were found, each below where it is from if the format has comments."""
    from ivigref import formats  # noqa: PLC0415  (as above)
    from ivigref.formats import styles  # noqa: PLC0415  (the same)

    citations = [one.citation for one in found if one.outcome == "found"]
    if style is not None:
        return "".join(f"{text}\n" for text in styles.render(citations, style))
    if not citations:
        return ""
    text = written(citations, to, lost)
    if to not in formats.COMMENTS:
        return text
    accounts = (one.account for one in found if one.outcome == "found")
    entries = (formats.module(to).dumps([citation]) for citation in citations)
    return "\n".join(f"{formats.comment(to, lines)}{entry}" for lines, entry in zip(accounts, entries, strict=True))
