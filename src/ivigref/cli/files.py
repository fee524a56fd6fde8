"""The verbs that write: export, format, merge, report."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from ivigref import model
from ivigref.cli import inputs, marking, options, saving, silencing
from ivigref.cli.asking import examined, known
from ivigref.cli.examples import ending
from ivigref.cli.exits import FINDINGS, outcome
from ivigref.cli.messages import say
from ivigref.cli.options import Asking
from ivigref.cli.printing import print_text
from ivigref.cli.remarks import remark
from ivigref.errors import InputError
from ivigref.formats import FORMATS
from ivigref.packing import unpacked
from ivigref.text import counted

if TYPE_CHECKING:
    from ivigref.model import Citation, Reference

_NAMED = 5  # journals in a message
_WHOLE = 5_000  # references; a longer list is packed while it is reported, which takes longer and is held by any memory
DEFAULT_BIB = Path("references.bib")
app = typer.Typer()


# The choices of an option are an enum to Typer; here they are what the model and the table of formats have.
Values = StrEnum("Values", {name: name for name in get_args(model.Values)})  # type: ignore[misc]  # mypy wants them spelled out
RECORD = Values("record")
Target = StrEnum("Target", {name: name for name in FORMATS})  # type: ignore[misc]  # mypy wants them spelled out
BIBTEX = Target("bibtex")
To = Annotated[Target, typer.Option(help="The format.")]
Lost = Annotated[
    Path | None, typer.Option("--losses", metavar="FILE", help="List what the format has no place for here, as CSV.")
]


@app.command(epilog=ending("export"))
@options.asks
def export(  # noqa: PLR0917  (the options of a command)
    file: options.File = None,
    to: To = BIBTEX,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The output file, instead of standard output.")
    ] = None,
    values: Annotated[
        Values, typer.Option(help="Export values of certain records, or everything as printed.")
    ] = RECORD,
    check: Annotated[  # noqa: FBT002
        bool, typer.Option("--check", help="Write nothing; exit with 1 if the file (references.bib) is stale.")
    ] = False,
    tags: Annotated[bool, typer.Option("--tags", help="Tag the list, and write the tags as keywords.")] = False,  # noqa: FBT002
    lost: Lost = None,
    which: options.Which = None,
    encoding: Annotated[
        str | None, typer.Option(help="The file's encoding, or latex to write BibTeX in ASCII for classic styles.")
    ] = None,
    force: saving.Force = False,  # noqa: FBT002
    *,
    asking: Asking,
) -> None:
    """Write the list for reference managers, with identifiers and everything that the file says.

    What the format has no place for is counted on stderr.
    """
    ascii_only = encoding == "latex"
    if ascii_only and to is not BIBTEX:
        raise InputError(f"--encoding latex is for --to bibtex, not for {to}")
    if check and output is None and to is not BIBTEX:
        raise InputError(f"--check compares {to} with the file of --output: name one")
    if output is not None and not check and not force:
        saving.guard(output, to, [file], asking)
    if lost is not None and not force:
        saving.guard_losses(lost, output, [file], asking)
    listing = inputs.read(file, None if ascii_only else encoding, which)
    citations = known(listing, asking, tag=tags)
    target = output or (DEFAULT_BIB if check else None)
    citations = _with_kept_keys(citations, target)
    text = _written(citations, to, values, None if check else lost, ascii_only=ascii_only)
    if check and target is not None:
        if _text_of(target) != text:
            again = shlex.join(
                [
                    "ivigref",
                    "export",
                    *filter(None, [file]),
                    "--to",
                    to,
                    *(["--tags"] if tags else []),
                    "--output",
                    str(target),
                ]
            )
            say(f"{target} is stale; regenerate it with: {again}")
            raise typer.Exit(FINDINGS)
        say(f"{target} is up to date")
    elif output is None:
        print_text(text)
    else:
        saving.put(output, text, to)
        say(f"{output}: written")
    if not check:
        remark(listing, citations if values is RECORD else ())
    raise outcome(citations, listing.problems)


@app.command(name="format", epilog=ending("format"))
@options.asks
def format_(  # noqa: PLR0917  (the options of a command)
    file: options.File = None,
    style: Annotated[
        str, typer.Option(help="vancouver, ama, apa, a style of the CSL project, or a .csl file.")
    ] = "vancouver",
    values: Annotated[Values, typer.Option(help="Use values of certain records, or everything as printed.")] = RECORD,
    mark: marking.Mark = False,  # noqa: FBT002
    output: marking.Target = None,
    which: options.Which = None,
    encoding: options.Encoding = None,
    force: saving.Force = False,  # noqa: FBT002
    *,
    asking: Asking,
) -> None:
    """Print the list in a citation style, in its order and with its numbers, to paste into a manuscript."""
    from ivigref.formats import styles  # noqa: PLC0415

    if output is not None:
        marking.guard(output)
        if not force:
            saving.guard(output, saving.MARKED, [file], asking)
    listing = inputs.read(file, encoding, which)
    if mark or output is not None:
        checked = examined(listing, asking)
        marking.write(checked, style, _values(values), output, mark=mark)
        citations = checked.citations
    else:
        citations = known(listing, asking)
        printed = styles.render(citations, style, values=_values(values))
        for place, (citation, text) in enumerate(zip(citations, printed, strict=True), start=1):
            print_text(f"{citation.number or place}. {text}\n")
    if whole := styles.unabbreviated(citations, style, values=_values(values)):
        say(f"{listing.title}: {styles.said_in_full(whole, _NAMED)}")
    for place, citation in enumerate(citations, start=1):
        if citation.reference.unparsed and citation.reference.title:
            say(f"reference {citation.number or place}: no style prints {'; '.join(citation.reference.unparsed)!r}")
    remark(listing, citations if values is RECORD and not mark else ())
    raise outcome(citations, listing.problems)


@app.command(epilog=ending("merge"))
def merge(  # noqa: PLR0917  (the options of a command)
    files: Annotated[
        list[str], typer.Argument(metavar="FILES", help="Lists in any format; the first takes precedence.")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The output file, instead of standard output.")
    ] = None,
    to: To = BIBTEX,
    counts: Annotated[  # noqa: FBT002
        bool,
        typer.Option("--counts", help="Count the records of each file and database, and the works that only it has."),
    ] = False,
    lost: Lost = None,
    encoding: options.Encoding = None,
    force: saving.Force = False,  # noqa: FBT002
) -> None:
    """Make one list of several; duplicates are merged, and each merge is reported with its reason."""
    from ivigref.formats import merging  # noqa: PLC0415
    from ivigref.keys import assign_keys  # noqa: PLC0415

    if output is not None and not force:
        saving.guard(output, to, files)
    if lost is not None and not force:
        saving.guard_losses(lost, output, files)
    lists = [inputs.read(file, encoding) for file in files]
    merged, joined = merging.merge([listing.citations for listing in lists], _same_work)
    for pair in joined:
        say(str(pair))
    if counts:
        for line in merging.counts([c for listing in lists for c in listing.citations], merged):
            say(line)
    text = _written(assign_keys(merged), to, RECORD, lost)
    if output is None:
        print_text(text)
    else:
        saving.put(output, text, to)
        say(f"{output}: {counted(len(merged), 'reference')} written, {len(joined)} merged")
    raise outcome((), [problem for listing in lists for problem in listing.problems])


@app.command(epilog=ending("report"))
@options.asks
def report(
    file: options.File = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write; - for standard output.")] = Path(
        "report.html"
    ),
    which: options.Which = None,
    encoding: options.Encoding = None,
    force: saving.Force = False,  # noqa: FBT002
    *,
    asking: Asking,
    ignore: silencing.Ignore = None,
    silenced: silencing.ListSilenced = False,
) -> None:
    """Write one HTML page with summary, evidence map, timeline and every citation beside its record."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from ivigref.pipeline import page_in_parts  # noqa: PLC0415  (help is there at once)

    if str(output) != "-" and not force:
        saving.guard(output, saving.REPORT, [file], asking)
    silences = silencing.silences(ignore, file)
    listing = silencing.read(file, encoding, which, silences)
    with unpacked() if len(listing.citations) <= _WHOLE else nullcontext():
        checked = examined(listing, asking, tag=True, ignore=silences)
    silencing.report(checked, listing, listed=silenced)
    page = page_in_parts(checked, datetime.now(tz=UTC).date().isoformat())
    if str(output) == "-":
        for part in page:
            print_text(part)
    else:
        saving.put(output, page, saving.REPORT)
        say(f"{output}: written")
    raise outcome(checked, listing.problems)


def _written(
    citations: Sequence[Citation], to: str, values: Values, listed: Path | None, *, ascii_only: bool = False
) -> str:
    """Write citations, and report what the format has no place for."""
    from ivigref import formats  # noqa: PLC0415
    from ivigref.formats import losses  # noqa: PLC0415

    lost = list(losses.losses(citations, to, values=_values(values)))
    if lost:
        say(f"{losses.summary(loss.field for loss in lost)}: not in {formats.title(to)}")
    if listed is not None:
        saving.put(listed, losses.table(lost), saving.LOSSES)
        say(f"{listed}: {counted(len(lost), 'value')} listed")
    spoilt = Counter(name for citation in citations for name in losses.unwritable(citation, to))
    if spoilt:
        fields = ", ".join(f"{name} {count}" for name, count in sorted(spoilt.items()))
        said = f"{counted(spoilt.total(), 'value')} {'is' if spoilt.total() == 1 else 'are'}"
        say(f"{to} has no place for control characters: {said} without them: {fields}")
    if ascii_only:
        return formats.bibtex.dumps(citations, values=_values(values), encoding="latex")
    return formats.module(to).dumps(citations, values=_values(values))


def written(citations: Sequence[Citation], to: str, lost: Path | None) -> str:
    """Write citations with the values of their records, and report what the format has no place for."""
    return _written(citations, to, RECORD, lost)


def _values(values: Values) -> model.Values:
    return "record" if values is RECORD else "printed"


def _with_kept_keys(citations: Sequence[Citation], target: Path | None) -> Sequence[Citation]:
    """Give each work its key in the file that is about to be overwritten, since manuscripts use it."""
    if target is None or target.suffix != ".bib" or not target.is_file():
        return citations
    from ivigref.formats import bibtex  # noqa: PLC0415
    from ivigref.keys import keep_keys  # noqa: PLC0415

    try:
        return keep_keys(citations, bibtex.loads(_text_of(target)))
    except InputError as error:
        raise InputError(str(error), place=str(target)) from error


def _same_work(a: Reference, b: Reference) -> bool:
    from ivigref.matching import match_confidence  # noqa: PLC0415
    from ivigref.model import Record, Work  # noqa: PLC0415
    from ivigref.resolution import ACCEPT  # noqa: PLC0415

    return match_confidence(a, Record(**Work.fields_of(b))) >= ACCEPT


def _text_of(path: Path) -> str:
    if not path.exists():
        return ""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError("expected a file in UTF-8", place=str(path)) from error
