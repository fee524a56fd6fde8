"""The verbs of the list of journals: read NLM's own files, and show what a list says of a journal."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ivigref.cli.examples import ending
from ivigref.cli.messages import say
from ivigref.errors import InputError, reason
from ivigref.text import counted

if TYPE_CHECKING:
    from ivigref.data.serials import Serials

app = typer.Typer(
    name="journals",
    help="The list of journals: import NLM's, which shows for which years registries hold a journal.",
    no_args_is_help=True,
)


@app.command(epilog=ending("journals update"))
def update(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE-OR-URL", help="J_Medline.txt, NLM Catalog's XML, or both; gzipped or not."),
    ] = None,
    *,
    live: Annotated[bool, typer.Option("--live", help="Download J_Medline.txt from NLM.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write.", show_default=False)
    ] = None,
) -> None:
    """Replace the list of journals by one made from NLM's files.

    J_Medline.txt has titles, abbreviations and ISSNs of all journals in PubMed. Only NLM Catalog's XML (the search
    "reportedmedline", "Send to: File", format XML) has the years in which they were indexed.
    """
    from ivigref.data import nlm_serials, serials  # noqa: PLC0415
    from ivigref.writing import same_file, write  # noqa: PLC0415

    given = [*(sources or ()), *([nlm_serials.ADDRESS] if live else ())]
    if not given:
        raise InputError("expected files or addresses, or --live", place="journals update")
    target = output or serials.own_list()
    if same_file(target, [name for name in given if Path(name).exists()]):
        raise InputError("expected a file other than the input, which would be overwritten", place=str(target))
    found: list[serials.Serial] = []
    dates: list[date] = []
    for name in given:
        with _at_hand(name) as (path, day):
            found += nlm_serials.read_nlm(path)
            dates.append(day)
    if not found:
        raise InputError("expected journals, found none", place=", ".join(given))
    made = serials.Serials(
        nlm_serials.united(found), f"NLM ({', '.join(Path(name).name for name in given)})", min(dates).isoformat()
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    write(target, serials.list_text(made))
    say(f"{target}: written, {_described(made)}")


@app.command(epilog=ending("journals show"))
def show(
    journal: Annotated[str | None, typer.Argument(help="A title, an abbreviation or an ISSN.")] = None,
    *,
    year: Annotated[int | None, typer.Option(help="A year.")] = None,
) -> None:
    """Show which list of journals is used, and for which years registries hold a journal."""
    from ivigref.data import serials  # noqa: PLC0415
    from ivigref.identifiers import normalize_issn  # noqa: PLC0415

    current = serials.current()
    typer.echo(f"{current.source}, {current.date}: {_described(current)}")
    if journal is None:
        return
    issns = [issn] if (issn := normalize_issn(journal)) else []
    for serial in current.find(None if issns else journal, issns):
        years = ", ".join(map(str, serial.spans)) or "years not stated"
        typer.echo(f"  {serial.title} ({', '.join((serial.id, *serial.issns)) or 'no ISSN'}): {years}")
    found = current.coverage(None if issns else journal, issns, year)
    if found.title is None:
        typer.echo("  not in this list")
    elif year is not None:
        said = {True: "held", False: "not held", None: "not known"}[found.known]
        typer.echo(f"  {year}: {said}")


@contextmanager
def _at_hand(name: str) -> Iterator[tuple[Path, date]]:
    """Yield the place of a file, downloaded first where an address is given, and the day it is of."""
    from ivigref.registries.downloads import download, is_address  # noqa: PLC0415

    if not is_address(name):
        path = Path(name)
        try:
            changed = path.stat().st_mtime
        except OSError as error:
            raise InputError(f"cannot be read: {reason(error)}", place=name) from error
        yield path, datetime.fromtimestamp(changed, UTC).date()
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, Path(name).name or "journals")
        path.write_bytes(download(name))
        yield path, datetime.now(UTC).date()


def _described(serials: Serials) -> str:
    dated = sum(bool(serial.spans) for serial in serials.all)
    years = f"{dated:,} with" if dated else "all without"
    return f"{counted(len(serials), 'journal', ',')}, {years} the years in which they were indexed"
