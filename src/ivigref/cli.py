"""The command line: reads files, calls the verbs, prints, and sets the exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, NoReturn

import typer

from ivigref import bulk
from ivigref.errors import InputError, IvigrefError, RegistryError

if TYPE_CHECKING:  # whatever a verb needs is imported by the verb: help is there at once
    from ivigref.model import Citation, Value
    from ivigref.reading import Listing
    from ivigref.resolution import Registry

EPILOG = (
    "Exit codes: 0 clean, 1 findings or a stale file, 2 bad usage or unreadable input, 3 a registry could not be asked."
)
CLEAN, FINDINGS, UNREADABLE, UNASKED = 0, 1, 2, 3
DEFAULT_BIB = Path("references.bib")

app = typer.Typer(
    name="ivigref",
    help="Parse, check, tag and export the reference list of a medical review.\n\n"
    "Every verb takes a FILE, - for standard input, or nothing for the shipped list of 57 references on intravenous"
    " immunoglobulins in connective tissue diseases.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


app.add_typer(bulk.index)
app.command(epilog="Example: ivigref batch lists/ -o results/ --registry ~/index --workers 4")(bulk.batch)


class Output(StrEnum):
    """How results are printed."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


class Values(StrEnum):
    """Which value is exported where the record differs from the print."""

    record = "record"
    printed = "printed"


class Target(StrEnum):
    """A file format to export to."""

    bibtex = "bibtex"
    jsonl = "jsonl"
    csv = "csv"


File = Annotated[
    str | None, typer.Argument(metavar="FILE", help="A reference list; - for standard input; nothing for the 57.")
]
Format = Annotated[Output, typer.Option("--format", "-f", help="table for people; json, jsonl or csv for programs.")]
Live = Annotated[bool, typer.Option("--live", help="Ask Crossref and PubMed.")]
Offline = Annotated[bool, typer.Option("--offline", help="Open no connection: of --live, only answers that were kept.")]
CrossrefUrl = Annotated[str | None, typer.Option(help="Another server for Crossref.", envvar="IVIGREF_CROSSREF_URL")]
PubmedUrl = Annotated[str | None, typer.Option(help="Another server for PubMed.", envvar="IVIGREF_PUBMED_URL")]
CacheDir = Annotated[
    Path | None, typer.Option("--cache", metavar="DIR", help="Where answers are kept.", show_default=False)
]
OwnIndex = Annotated[
    Path | None, typer.Option("--registry", metavar="DIR", help="Ask an index of your own (see index build).")
]
Encoding = Annotated[str | None, typer.Option(help="The file's encoding, where it is not UTF-8.")]


class Asking(NamedTuple):
    """Whom to ask, and where the answers are kept."""

    live: bool
    offline: bool
    crossref_url: str | None
    pubmed_url: str | None
    cache: Path | None
    own: Path | None


@app.callback(invoke_without_command=True)
def ivigref(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,  # noqa: FBT002
) -> None:
    """Parse, check, tag and export the reference list of a medical review."""
    if version:
        from importlib.metadata import version as installed  # noqa: PLC0415

        typer.echo(f"ivigref {installed('ivigref')}")
        raise typer.Exit(CLEAN)


@app.command(epilog="Example: ivigref parse manuscript.txt --format jsonl")
def parse(file: File = None, output: Format = Output.table, encoding: Encoding = None) -> None:
    """Read a list, or a page that contains one, into references with all their fields."""
    listing = _read(file, encoding)
    if output is Output.table:
        from ivigref.reports import console  # noqa: PLC0415

        console.console().print(console.parse_table(listing.citations))
    else:
        _print_values(output, [citation.reference for citation in listing.citations], listing.citations)


@app.command(epilog="Example: ivigref resolve --format csv")
def resolve(  # noqa: PLR0917  (the options of a command)
    file: File = None,
    output: Format = Output.table,
    encoding: Encoding = None,
    live: Live = False,  # noqa: FBT002
    offline: Offline = False,  # noqa: FBT002
    crossref_url: CrossrefUrl = None,
    pubmed_url: PubmedUrl = None,
    cache: CacheDir = None,
    registry: OwnIndex = None,
) -> None:
    """Join each reference to the record that is the same work, and print its DOI, PMID and PMCID."""
    citations = _resolved(_read(file, encoding), Asking(live, offline, crossref_url, pubmed_url, cache, registry))
    if output is Output.table:
        from ivigref.reports import console  # noqa: PLC0415

        console.console().print(console.resolve_table(citations))
    else:
        _print_values(output, citations, citations)


@app.command(epilog=f"Example: ivigref check --notes\n\n{EPILOG}")
def check(  # noqa: PLR0917  (the options of a command)
    file: File = None,
    output: Format = Output.table,
    encoding: Encoding = None,
    live: Live = False,  # noqa: FBT002
    offline: Offline = False,  # noqa: FBT002
    crossref_url: CrossrefUrl = None,
    pubmed_url: PubmedUrl = None,
    cache: CacheDir = None,
    registry: OwnIndex = None,
    notes: Annotated[bool, typer.Option("--notes", help="Show harmless differences, too.")] = False,  # noqa: FBT002
) -> None:
    """Compare every field with the record, and show what the print itself gives away."""
    from ivigref.checks import findings_by_citation, status  # noqa: PLC0415

    listing = _read(file, encoding)
    citations = _resolved(listing, Asking(live, offline, crossref_url, pubmed_url, cache, registry))
    findings = findings_by_citation(citations)
    statuses = [status(citation, found) for citation, found in zip(citations, findings, strict=True)]
    if output is Output.table:
        from ivigref.reports import console  # noqa: PLC0415

        console.console().print(console.check_table(citations, findings, statuses, notes=notes))
    elif output is Output.json:
        from ivigref.reports.json import check_report  # noqa: PLC0415

        _print_json(check_report(citations, findings, statuses, listing.problems))
    else:
        _print_values(output, [finding for found in findings for finding in found])
    serious = [f for f in (*listing.problems, *(f for found in findings for f in found)) if f.severity != "note"]
    if any(inquiry.outcome == "unreachable" for citation in citations for inquiry in citation.inquiries):
        raise typer.Exit(UNASKED)
    raise typer.Exit(FINDINGS if serious else CLEAN)


@app.command(epilog="Example: ivigref tag --explain")
def tag(  # noqa: PLR0917  (the options of a command)
    file: File = None,
    output: Format = Output.table,
    encoding: Encoding = None,
    live: Live = False,  # noqa: FBT002
    offline: Offline = False,  # noqa: FBT002
    crossref_url: CrossrefUrl = None,
    pubmed_url: PubmedUrl = None,
    cache: CacheDir = None,
    registry: OwnIndex = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show the words or the heading behind each tag.")] = False,  # noqa: FBT002
) -> None:
    """Tag each citation by disease, study design, form, route and population."""
    citations = _tagged(_read(file, encoding), Asking(live, offline, crossref_url, pubmed_url, cache, registry))
    if output is Output.table:
        from ivigref.reports import console  # noqa: PLC0415

        console.console().print(console.tag_table(citations, explain=explain))
    else:
        _print_values(output, citations, citations)


@app.command(epilog="Example: ivigref export --output references.bib")
def export(  # noqa: PLR0917  (the options of a command)
    file: File = None,
    to: Annotated[Target, typer.Option(help="The format.")] = Target.bibtex,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write here instead of to standard output.")
    ] = None,
    values: Annotated[
        Values, typer.Option(help="Export the record's values where it is certain, or all as printed.")
    ] = Values.record,
    check: Annotated[  # noqa: FBT002
        bool, typer.Option("--check", help="Write nothing; exit with 1 if the file (references.bib) is stale.")
    ] = False,
    encoding: Encoding = None,
    live: Live = False,  # noqa: FBT002
    offline: Offline = False,  # noqa: FBT002
    crossref_url: CrossrefUrl = None,
    pubmed_url: PubmedUrl = None,
    cache: CacheDir = None,
    registry: OwnIndex = None,
) -> None:
    """Write the list for reference managers, with identifiers and tags."""
    text = _exported(
        _tagged(_read(file, encoding), Asking(live, offline, crossref_url, pubmed_url, cache, registry)), to, values
    )
    if check:
        target = output or DEFAULT_BIB
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            typer.echo(f"{target} is stale; write it anew with: ivigref export --output {target}", err=True)
            raise typer.Exit(FINDINGS)
        typer.echo(f"{target} is up to date", err=True)
    elif output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8", newline="\n")
        typer.echo(f"{output}: written", err=True)


def _read(file: str | None, encoding: str | None) -> Listing:
    from ivigref.reading import read  # noqa: PLC0415

    listing = read(file, encoding)
    for remark in listing.remarks:
        typer.echo(f"ivigref: {remark}", err=True)
    for problem in (p for p in listing.problems if p.severity != "note"):
        where = f"{file}:{problem.line}: " if problem.line else f"{file}: "
        typer.echo(f"{where}{problem.severity}: {problem.message} [{problem.check}]", err=True)
    return listing


def _resolved(listing: Listing, asking: Asking) -> Sequence[Citation]:
    if listing.is_shipped and not (asking.live or asking.own):
        return listing.citations
    from ivigref.resolution import resolve as join  # noqa: PLC0415

    return join([citation.reference for citation in listing.citations], _registries(asking))


def _registries(asking: Asking) -> list[Registry]:
    """Return one's own index and the live registries, where they are wanted, and what ships with the package."""
    from ivigref.registries import Crossref, Local, PubMed, Recorded  # noqa: PLC0415

    own: list[Registry] = [*Local.each(asking.own)] if asking.own else []
    if not asking.live:
        return [*own, Recorded()]
    cache = asking.cache or Path(typer.get_app_dir("ivigref"))
    cache.mkdir(parents=True, exist_ok=True)
    return [
        *own,
        Crossref(asking.crossref_url, cache=cache, offline=asking.offline),
        PubMed(asking.pubmed_url, cache=cache, offline=asking.offline),
        Recorded(),
    ]


def _tagged(listing: Listing, asking: Asking) -> Sequence[Citation]:
    if listing.is_shipped and not (asking.live or asking.own):
        return listing.citations
    from ivigref.tagging import tag as add_tags  # noqa: PLC0415

    return add_tags(_resolved(listing, asking))


def _exported(citations: Sequence[Citation], to: Target, values: Values) -> str:
    if to is Target.bibtex:
        from ivigref.formats import bibtex  # noqa: PLC0415

        return bibtex.dumps(citations, values="record" if values is Values.record else "printed")
    return _table_text(Output(to.value), citations, citations)


def _print_values(output: Output, values: Sequence[Value], rows: Sequence[Citation] | None = None) -> None:
    if output is Output.json:
        _print_json([value.model_dump(mode="json", exclude_defaults=True) for value in values])
    else:
        sys.stdout.write(_table_text(output, values, rows))


def _table_text(output: Output, values: Sequence[Value], rows: Sequence[Citation] | None) -> str:
    from ivigref.reports import table  # noqa: PLC0415

    return table.csv_text(rows if rows is not None else values) if output is Output.csv else table.jsonl_text(values)


def _print_json(value: object) -> None:
    import json  # noqa: PLC0415

    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def main() -> NoReturn:
    """Run the command line; every error that ivigref raises on purpose becomes one line on stderr and an exit code."""
    try:
        app(prog_name="ivigref")
    except InputError as error:
        _stop(error, UNREADABLE)
    except RegistryError as error:
        _stop(error, UNASKED)
    except IvigrefError as error:
        _stop(error, UNREADABLE)
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stderr.close()
        sys.exit(CLEAN)
    sys.exit(CLEAN)


def _stop(error: IvigrefError, code: int) -> NoReturn:
    typer.echo(f"ivigref: {error}", err=True)
    sys.exit(code)
