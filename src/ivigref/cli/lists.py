"""The verbs that read a list and show what is in it: parse, resolve, check, tag."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ivigref.cli import options, saving
from ivigref.cli.options import CLEAN, EPILOG, FINDINGS, Asking, Output
from ivigref.errors import InputError

app = typer.Typer()


class CheckOutput(StrEnum):
    """How findings are printed."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    sarif = "sarif"
    junit = "junit"
    markdown = "markdown"
    github = "github"


@app.command(epilog="Example: ivigref parse manuscript.txt --format jsonl")
def parse(
    file: options.File = None,
    output: options.Format = Output.table,
    which: options.Which = None,
    encoding: options.Encoding = None,
) -> None:
    """Read a list, or a page that contains one, into references with all their fields.

    As jsonl, a list above 8 MB with one reference on a line is read and printed as it comes, in little memory.
    """
    if output is Output.jsonl and file is not None and which is None:
        from ivigref.reading import Listing, stream  # noqa: PLC0415

        read = stream(file, encoding)
        if not isinstance(read, Listing):
            options.print_values(output, read)
            return
        listing = options.said(read)
    else:
        listing = options.read(file, encoding, which)
    if output is Output.table:
        from ivigref.reports import console  # noqa: PLC0415

        console.show(console.parse_table(listing.citations, listing.title))
    else:
        references = (citation.reference for citation in listing.citations)
        options.print_values(output, references, listing.citations, listing)
    raise options.outcome((), listing.problems)


@app.command(epilog="Example: ivigref resolve --format csv")
@options.asks
def resolve(
    file: options.File = None,
    output: options.Format = Output.table,
    which: options.Which = None,
    encoding: options.Encoding = None,
    *,
    asking: Asking,
    record: Annotated[
        Path | None, typer.Option("--record", metavar="JSONL", help="Write the records found, as data/records.jsonl.")
    ] = None,
    force: saving.Force = False,
) -> None:
    """Join each reference to the record that is the same work, and print its DOI, PMID and PMCID."""
    if record is not None and not force:
        saving.guard(record, saving.RECORDS, [file], asking)
    listing = options.read(file, encoding, which)
    citations = options.resolved(listing, asking)
    if record is not None:
        from ivigref.data import recorded_text  # noqa: PLC0415

        saving.put(record, recorded_text(citations), saving.RECORDS)
        options.say(f"{record}: {sum(c.record is not None for c in citations)} records written")
    if output is Output.table:
        from ivigref.reports import console  # noqa: PLC0415

        console.show(console.resolve_table(citations, listing.title))
    else:
        options.print_values(output, citations, citations, listing)
    raise options.outcome(citations, listing.problems)


@app.command(epilog=f"Example: ivigref check --notes\n\n{EPILOG}")
@options.asks
def check(
    file: options.File = None,
    output: Annotated[
        CheckOutput,
        typer.Option(
            "--format",
            "-f",
            help="table for people; json, jsonl or csv for programs; sarif, junit, markdown or github for CI.",
        ),
    ] = CheckOutput.table,
    which: options.Which = None,
    encoding: options.Encoding = None,
    *,
    asking: Asking,
    notes: Annotated[bool, typer.Option("--notes", help="Show harmless differences, too.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Of a .bib file, show what --fix would change.")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Correct a .bib file in place where a record is certain.")] = False,
) -> None:
    """Compare every field with the record, and show what the print itself gives away."""
    listing = options.read(file, encoding, which)
    citations = options.resolved(listing, asking)
    found = options.checked(listing, citations)
    if fix or diff:
        from ivigref.cli import fixing  # noqa: PLC0415

        fixing.fix(file, encoding, found, write=fix, show=diff)
    elif output is CheckOutput.table:
        from ivigref.reports import console  # noqa: PLC0415

        console.show(console.check_table(found, notes=notes))
    else:
        from ivigref.reports.faces import face  # noqa: PLC0415

        sys.stdout.writelines(face(output.value, found, notes=notes))
        if output in {CheckOutput.csv, CheckOutput.jsonl}:
            options.name_shipped(listing)
    serious = found.without_notes()
    raise options.outcome(citations, (), FINDINGS if serious.problems or any(serious.findings) else CLEAN)


@app.command(epilog="Example: ivigref tag --explain")
@options.asks
def tag(
    file: options.File = None,
    output: options.Format = Output.table,
    which: options.Which = None,
    encoding: options.Encoding = None,
    *,
    asking: Asking,
    explain: Annotated[bool, typer.Option("--explain", help="Show the words or the heading behind each tag.")] = False,
    evidence_map: Annotated[bool, typer.Option("--map", help="Count citations by disease and design.")] = False,
    vocabulary: Annotated[
        list[Path] | None, typer.Option("--vocabulary", metavar="TOML", help="An axis of your own; may be repeated.")
    ] = None,
    overrides: Annotated[
        Path | None, typer.Option("--overrides", metavar="TOML", help="Corrections of tags, each with its reason.")
    ] = None,
) -> None:
    """Tag each citation by disease, study design, form, route and population."""
    if (explain or evidence_map) and (output is not Output.table or (explain and evidence_map)):
        raise InputError(
            "--explain and --map each print a table; the evidence of every tag is in --format json and jsonl"
        )
    listing = options.read(file, encoding, which)
    tagger = None
    if vocabulary or overrides:
        from ivigref.tagging import Tagger  # noqa: PLC0415

        tagger = Tagger(vocabulary or (), overrides=overrides)
    citations = options.tagged(listing, asking, tagger)
    if output is not Output.table:
        options.print_values(output, citations, citations, listing)
    else:
        from ivigref.reports import console  # noqa: PLC0415

        if evidence_map:
            console.show(console.map_table(citations, name=listing.title))
        else:
            own_axes = tagger.own_axes if tagger else ()
            console.show(console.tag_table(citations, own_axes, explain=explain, name=listing.title))
    raise options.outcome(citations, listing.problems)
