"""The verbs for big lists: index build, info and verify, and batch."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from ivigref.cli.asking import own_registries
from ivigref.cli.examples import ending
from ivigref.cli.exits import CLEAN, FINDINGS
from ivigref.cli.messages import say
from ivigref.errors import InputError, MissingExtra
from ivigref.settings import find_settings
from ivigref.text import counted

if TYPE_CHECKING:  # each verb imports what it needs itself, so that --help is fast
    from ivigref.registries.local import Built, Info, Show

app = typer.Typer()
index = typer.Typer(
    name="index",
    help="Private indexes, built from the dumps of Crossref and PubMed, for checks without a network.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the index.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
_PAUSE = 30  # seconds between two lines where stderr is no terminal


@index.command(epilog=ending("index build"))
def build(  # noqa: PLR0917  (the options of a command)
    folder: Folder,
    crossref: Annotated[
        list[Path] | None,
        typer.Option(metavar="DUMP", help="Crossref's public data file: a folder, a tar, or single files."),
    ] = None,
    pubmed: Annotated[
        list[Path] | None,
        typer.Option(metavar="DUMP", help="PubMed's baseline and updates, folders or files; may be repeated."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Files to read in parallel.  [default: one per core]")
    ] = None,
    words: Annotated[
        bool | None,
        typer.Option("--words/--no-words", help="Make titles searchable by words as well (needs tantivy)."),
    ] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Rebuild from scratch instead of extending.")] = False,  # noqa: FBT002
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Build or extend an index; files already read are skipped, and a stopped build resumes."""
    from ivigref.registries.local import FORMS  # noqa: PLC0415
    from ivigref.registries.local import build as make  # noqa: PLC0415

    dumps = {"crossref": crossref, "pubmed": pubmed}
    if not any(dumps.values()):
        raise InputError("expected a dump: --crossref DUMP, --pubmed DUMP, or both")
    built = []
    for name, given in dumps.items():
        if given:
            with _bar(name) as bar:
                one = make(folder, FORMS[name], given, workers=workers, with_words=words, rebuild=rebuild, progress=bar)
            built.append(one)
    if as_json:
        typer.echo(json.dumps([{**each._asdict(), "info": each.info._asdict()} for each in built], indent=2))
    else:
        for each in built:
            typer.echo(_said(each))
    raise typer.Exit(FINDINGS if any(each.unreadable for each in built) else CLEAN)


@index.command(epilog=ending("index info"))
def info(folder: Folder, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Show what an index contains, how large it is, and what was left out of it."""
    from ivigref.registries.local import Local  # noqa: PLC0415

    with Local(folder) as local:
        found = local.infos()
    if as_json:
        typer.echo(json.dumps([each._asdict() for each in found], indent=2))
    else:
        for each in found:
            typer.echo(_described(each))


@index.command(epilog=ending("index verify"))
def verify(folder: Folder) -> None:
    """Read a whole index; exit with 1 if any part of it is damaged."""
    from ivigref.registries.local import Local  # noqa: PLC0415

    with Local(folder) as local:
        problems = list(local.problems())
    for problem in problems:
        say(f"{folder}: {problem}")
    if not problems:
        say(f"{folder}: sound")
    raise typer.Exit(FINDINGS if problems else CLEAN)


@app.command(epilog=ending("batch"))
def batch(  # noqa: PLR0917  (the options of a command)
    source: Annotated[
        Path, typer.Argument(metavar="INPUT", help="Parquet or JSON lines with a column text, or a folder of lists.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder for the results.")],
    registry: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Resolve with a private index (see index build).")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes on this machine; more than one needs Dask.")] = 1,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A running Dask scheduler: tcp://host:8786.")
    ] = None,
    rows: Annotated[int, typer.Option(min=1, help="References per partition.")] = 1_000,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Parse, resolve, check and tag very many references; finished partitions are skipped."""
    try:
        from ivigref.batch import run  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtra("batch") from error
    if registry is not None and scheduler is None:  # a cluster's workers use what is installed there
        with own_registries(registry):  # reports what of it cannot be used, once and before the work begins
            pass
    settings = find_settings(Path.cwd())
    if settings is not None and settings.table.get("ignore"):
        say(f"{settings.place}: ignore is not applied to a batch, whose results hold every finding")
    with _bar("batch") as bar:
        summary = run(source, output, registry=registry, workers=workers, scheduler=scheduler, rows=rows, progress=bar)
    if as_json:
        typer.echo(json.dumps(summary._asdict(), indent=2))
    else:
        counts = ", ".join(f"{count:,} {status}" for status, count in summary.statuses.items())
        typer.echo(f"{counted(sum(summary.statuses.values()), 'reference', ',')}: {counts}")
        say(f"{output}: {counted(summary.partitions, 'partition')}, {summary.done} of them new")


@contextmanager
def _bar(name: str) -> Iterator[Show]:
    """Show the progress of each stage and the time remaining: a bar on a terminal, occasional lines elsewhere."""
    if not sys.stderr.isatty():
        yield _lines(name)
        return
    with ExitStack() as drawn:
        bar = typer.progressbar(range(0), hidden=True)  # until there is something to show
        stage: int | str | None = None

        def show(done: int, total: int, what: str) -> None:
            nonlocal bar, stage
            label = f"{name}: {what}"
            if stage != (total or what):
                drawn.close()
                stage = total or what
                if not total:
                    say(label)
                bar = typer.progressbar(range(total), label=label, file=sys.stderr, hidden=not total)
                drawn.enter_context(bar)
            bar.label = label
            bar.update(done - bar.pos)

        yield show


def _lines(name: str) -> Show:
    """Print each new stage on stderr, except for an initial count, and occasionally its progress."""
    stage: int | str | None = None
    begun = said = monotonic()

    def show(done: int, total: int, what: str) -> None:
        nonlocal stage, begun, said
        now = monotonic()
        is_next = stage != (total or what) and (stage is not None or not total)
        stage = total or what
        if is_next:
            begun = now
        elif now - said < _PAUSE:
            return
        said = now
        left = timedelta(seconds=round((now - begun) * (total - done) / done)) if done else None
        say(f"{name}: {what}" + (f", {done / total:.0%}, {left} left" if done else ""))

    return show


def _said(built: Built) -> str:
    if not built.is_new:
        return f"{built.info.registry}: nothing new\n{_described(built.info)}"
    lines = [f"{built.info.registry}: {counted(built.works_read, 'work', ',')} read in {built.seconds:,.0f} s"]
    if built.replaced:
        lines.append(f"  {built.replaced:,} replaced or deleted by later files")
    lines += [f"  left out: {reason}" for reason in built.unreadable]
    return "\n".join([*lines, _described(built.info)])


def _described(info: Info) -> str:
    size = f"{info.bytes / 1e6:,.1f} MB, {info.key_bytes / max(1, info.works):.0f} bytes of keys per work"
    held = f"{counted(info.works, 'work', ',')} from {counted(info.files, 'file', ',')}"
    lines = [f"{info.registry}: {held}, built {info.built}, {size}"]
    lines.append(f"  search for words: {'yes' if info.words else 'no'}")
    lines += [f"  rejected: {count:,} × {reason}" for reason, count in info.rejected.items()]
    lines += [f"  repaired: {count:,} × {reason}" for reason, count in info.mended.items()]
    return "\n".join(lines)
