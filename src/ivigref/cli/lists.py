"""The verbs that read a list and show what is in it: parse, resolve, check, tag."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from ivigref.cli import fixing, inputs, options, profiling, returning, saving, silencing
from ivigref.cli.asking import examined, explain, known
from ivigref.cli.each import JOINED, each
from ivigref.cli.examples import ending
from ivigref.cli.exits import CLEAN, EPILOG, FAIL_ON, FINDINGS, failing, fails, outcome
from ivigref.cli.fixing import FIX, Fixing
from ivigref.cli.messages import name_shipped, say, say_problems, say_style
from ivigref.cli.options import TABLE, Asking
from ivigref.cli.printing import print_values
from ivigref.cli.watching import watched
from ivigref.corrections import Level
from ivigref.errors import InputError
from ivigref.packing import Packed
from ivigref.reports import FACES, LANGUAGES, drawn
from ivigref.sources import is_folder
from ivigref.text import counted

if TYPE_CHECKING:
    from ivigref.model import Checked
    from ivigref.tagging import Tagger

app = typer.Typer()


# As in options: the faces of findings.
CheckOutput = StrEnum("CheckOutput", {name: name for name in FACES})  # type: ignore[misc]  # mypy wants them spelled out
TEXT, CHECK_TABLE = CheckOutput("text"), CheckOutput("table")
CSV = CheckOutput("csv")  # whose columns have the tags
Language = StrEnum("Language", {name: name for name in LANGUAGES})  # type: ignore[misc]  # the same


@app.command(epilog=ending("parse"))
def parse(
    files: options.Files = None,
    output: options.Format = TABLE,
    which: options.Which = None,
    encoding: options.Encoding = None,
    *,
    bom: options.Bom = False,
) -> None:
    """Parse lists, or documents that contain one, into references with all their fields.

    With --format jsonl, a list above 8 MB with one reference per line is streamed, in little memory.
    """
    options.refuse_bom(output, bom=bom)
    if output == "jsonl" and files and len(files) == 1 and which is None and not is_folder(files[0]):
        from ivigref.reading import Listing, stream  # noqa: PLC0415

        listing = stream(files[0], encoding)
        if not isinstance(listing, Listing):
            print_values(output, listing)
            say_style(listing)
            return
        say_problems(listing)
    else:
        listing = inputs.read_each(files, encoding, which)
    say_style(listing)
    if output == TABLE:
        from ivigref.reports import console, terminal  # noqa: PLC0415

        terminal.show(console.parse_table(listing.citations, listing.title))
    else:
        references = (citation.reference for citation in listing.citations)
        print_values(output, references, listing.citations, listing, bom=bom)
    raise outcome((), listing.problems)


@app.command(epilog=ending("resolve"))
@options.asks
def resolve(
    files: options.Files = None,
    output: options.Format = TABLE,
    which: options.Which = None,
    encoding: options.Encoding = None,
    *,
    bom: options.Bom = False,
    asking: Asking,
    explained: options.Explain = False,
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="JSONL", help="Write the records found, in the form of data/records.jsonl."),
    ] = None,
    force: saving.Force = False,
) -> None:
    """Match each reference to its record, and print its DOI, PMID and PMCID."""
    options.refuse_bom(output, bom=bom)
    if record is not None and not force:
        saving.guard(record, saving.RECORDS, files or [None], asking)
    listing = inputs.read_each(files, encoding, which)
    if explained:
        explain(listing, asking)
        return
    citations = known(listing, asking)
    if record is not None:
        from ivigref.data import recorded_text  # noqa: PLC0415

        saving.put(record, recorded_text(citations), saving.RECORDS)
        say(f"{record}: {counted(sum(c.record is not None for c in citations), 'record')} written")
    if output == TABLE:
        from ivigref.reports import console, terminal  # noqa: PLC0415

        terminal.show(console.resolve_table(citations, listing.title))
    else:
        print_values(output, citations, citations, listing, bom=bom)
    raise outcome(citations, listing.problems)


@app.command(
    cls=Fixing,
    epilog=ending("check", EPILOG),
)
@watched
@each
@options.asks
def check(
    file: options.File = None,
    output: Annotated[
        CheckOutput,
        typer.Option(
            "--format",
            "-f",
            help=options.choices("people", "programs", "CI"),
        ),
    ] = TEXT,
    which: options.Which = None,
    encoding: options.Encoding = None,
    *,
    bom: options.Bom = False,
    asking: Asking,
    among: list[Any] | None = None,
    explained: options.Explain = False,
    notes: Annotated[bool, typer.Option("--notes", help="Also show harmless differences.")] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Show every reference in a table, as --format table does.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show the findings and nothing else.")] = False,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="Show how often each check found something, and no reference.")
    ] = False,
    summary: Annotated[
        bool, typer.Option("--summary", help="Print a paragraph for a letter to the authors instead of the findings.")
    ] = False,
    language: Annotated[Language | None, typer.Option("--language", help="The language of --summary.")] = None,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would change, and write nothing.")] = False,
    fix: Annotated[
        Level | None,
        typer.Option(
            FIX,
            help="Correct a .bib file, or a list in LaTeX or Markdown, in place from certain records:"
            " --fix=safe identifiers that are missing or lead nowhere, --fix or --fix=all all values.",
        ),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile",
            metavar="NAME|TOML",
            help="Check a journal's own rules, too: a TOML file, or one of ama, apa, bmj, elsevier-vancouver, icmje,"
            " lancet, nature, nejm, springer-basic.",
        ),
    ] = None,
    annotate: returning.Annotate = False,
    suggest: returning.Suggest = False,
    target: returning.Target = None,
    ignore: silencing.Ignore = None,
    silenced: silencing.ListSilenced = False,
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on",
            metavar="NAMES",
            help="What makes the exit code 1: severities, checks or verdicts (not-found, …), between commas.",
        ),
    ] = FAIL_ON,
) -> None:
    """Compare every field with the record, and find errors in the list itself.

    A comment "% ivigref: ignore CHECK -- reason" above an entry or in it silences a finding, as --ignore does, and as
    ignore = [{check = …, reference = …, reason = …}] does in [tool.ivigref] of pyproject.toml or in ivigref.toml.
    """
    if (every or quiet or statistics) and output not in {TEXT, CHECK_TABLE}:
        raise InputError(f"--all, --quiet and --statistics are for people to read, found --format {output}")
    options.refuse_bom(output, bom=bom)
    output = CHECK_TABLE if every else output
    wanted = failing(fail_on)
    others = any((fix, diff, annotate, suggest, every, quiet, statistics, output != TEXT))
    profiling.refuse_what_is_no_letter(summary=summary, language=language, others=others)
    shows = bool(fix or diff or quiet or statistics or output not in {TEXT, CHECK_TABLE})
    copy = returning.guarded(file, target, wanted=annotate or suggest, others=shows)
    silences = silencing.silences(ignore, file)
    rules = profiling.rules(profile)
    listing = silencing.read(file, encoding, which, silences)
    say_style(listing)
    returning.refuse_other_kinds(copy)
    if explained:
        explain(listing, asking)
        return
    is_shown = output in {TEXT, CHECK_TABLE} and not (fix or diff or copy or quiet or statistics or summary)
    profiling.say_form(rules, listing)
    found = examined(
        listing,
        asking,
        ignore=silences,
        profile=rules,
        tag=output == CSV,
        streamed=is_shown and sys.stdout.isatty(),
    )
    silencing.report(found, listing, listed=silenced)
    if copy is not None:
        returning.write(copy, found, suggest=suggest, notes=notes)
    elif fix or diff:
        fixing.fix(file, encoding, found, fix, show=diff, which=which)
    elif summary:
        profiling.show_letter(found, language or "en", is_named=among is not None)
    elif output in {TEXT, CHECK_TABLE}:
        _show(found, _Shown(output, asking, notes=notes, quiet=quiet, statistics=statistics, alone=among is None))
    elif output in JOINED and among is not None:
        among.append(found)  # one table of all
    else:
        sys.stdout.writelines(drawn(output, found, notes=notes, bom=bom))
        if output in {CSV, "findings", "jsonl"}:
            name_shipped(listing)
    raise outcome(found, (), FINDINGS if fails(found, wanted) else CLEAN)


class _Shown(NamedTuple):
    """What of a checked list is shown to people, and how; the fields are options of ``check``."""

    output: CheckOutput
    asking: Asking
    notes: bool
    quiet: bool
    statistics: bool
    alone: bool


def _show(found: Checked, how: _Shown) -> None:
    from ivigref.reports import blocks, console, terminal  # noqa: PLC0415  (keeps --help fast)

    chosen = _chosen(how.asking)
    if how.statistics:
        terminal.show(blocks.statistics(found, notes=how.notes))
    elif how.output == CHECK_TABLE:
        terminal.show(console.check_table(found, notes=how.notes, chosen=chosen, is_quiet=how.quiet))
    else:
        terminal.show(blocks.check_blocks(found, notes=how.notes, chosen=chosen, is_quiet=how.quiet, is_one=how.alone))


def _chosen(asking: Asking) -> Sequence[str]:
    if not asking.live or asking.registries is None:
        return ()
    from ivigref.registries.choice import names_of  # noqa: PLC0415  (few lists are checked so)

    return names_of(asking.registries)


@app.command(epilog=ending("tag"))
@options.asks
def tag(
    files: options.Files = None,
    output: options.Format = TABLE,
    which: options.Which = None,
    encoding: options.Encoding = None,
    *,
    bom: options.Bom = False,
    asking: Asking,
    explain: Annotated[bool, typer.Option("--explain", help="Show the words or the heading behind each tag.")] = False,
    evidence_map: Annotated[bool, typer.Option("--map", help="Count citations by disease and design.")] = False,
    min_odds: Annotated[
        float, typer.Option("--min-odds", min=0, max=1, metavar="ODDS", help="Leave out tags that are less likely.")
    ] = 0.0,
    vocabulary: Annotated[
        list[Path] | None, typer.Option("--vocabulary", metavar="TOML", help="An axis of your own; may be repeated.")
    ] = None,
    overrides: Annotated[
        Path | None, typer.Option("--overrides", metavar="TOML", help="Corrections to tags, each with a reason.")
    ] = None,
    weights: Annotated[
        Path | None,
        typer.Option("--weights", metavar="JSON", help="Weights that rank designs where no words do."),
    ] = None,
) -> None:
    """Tag each citation by disease, study design, form, route and population."""
    if (explain or evidence_map) and (output != TABLE or (explain and evidence_map)):
        raise InputError(
            "--explain and --map each print a table; the evidence of every tag is in --format json and jsonl"
        )
    options.refuse_bom(output, bom=bom)
    listing = inputs.read_each(files, encoding, which)
    tagger: Tagger | None = None
    if vocabulary or overrides or weights:
        from ivigref.tagging import Tagger  # noqa: PLC0415

        tagger = Tagger(vocabulary or (), overrides=overrides, weights=weights)
    citations = known(listing, asking, tag=tagger or True)
    if min_odds:
        citations = Packed(citation.likely(min_odds) for citation in citations)
    if output != TABLE:
        print_values(output, citations, citations, listing, bom=bom)
    else:
        from ivigref.reports import console, terminal  # noqa: PLC0415

        if evidence_map:
            terminal.show(console.map_table(citations, name=listing.title))
        else:
            own_axes = tagger.own_axes if tagger else ()
            terminal.show(console.tag_table(citations, own_axes, explain=explain, name=listing.title))
    raise outcome(citations, listing.problems)
