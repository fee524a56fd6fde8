"""What verbs have in common: options, exit codes, reading a list, asking registries, printing for programs."""

from __future__ import annotations

import inspect
import io
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from datetime import timedelta
from enum import StrEnum
from functools import wraps
from pathlib import Path
from select import select
from stat import S_ISREG
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_type_hints

import typer

from ivigref.cli.caches import cache_folder, once
from ivigref.errors import MissingExtra
from ivigref.registries import LIVE, live_titles, open_live, url_variable

if TYPE_CHECKING:  # whatever a verb needs is imported by the verb: help is there at once
    from ivigref.model import Citation, Finding, Inquiry, Value
    from ivigref.reading import Listing
    from ivigref.registries import Local
    from ivigref.registries.cache import Progress
    from ivigref.reports.checked import Checked
    from ivigref.resolution import Registry
    from ivigref.tagging import Tagger

CLEAN, FINDINGS, UNREADABLE, UNASKED, FAULT, STORAGE, INTERRUPTED = 0, 1, 2, 3, 70, 74, 130
EXIT_CODES = {
    CLEAN: "clean",
    FINDINGS: "findings or a stale file",
    UNREADABLE: "bad usage or unreadable input",
    UNASKED: "a registry could not be asked",
    FAULT: "a fault in ivigref",
    STORAGE: "an index or a cache that cannot be used",
    INTERRUPTED: "interrupted",
}
EPILOG = f"Exit codes: {', '.join(f'{code} {means}' for code, means in EXIT_CODES.items())}."


class Output(StrEnum):
    """How results are printed."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


SILENCE = 2.0  # seconds after which a pipe that nobody writes to or closes is taken for none


def _source(ctx: typer.Context, file: str | None) -> str | None:
    """Take what is piped in for the file that nobody named."""
    return "-" if file is None and not ctx.resilient_parsing and is_piped() else file


def is_piped() -> bool:
    """Tell whether a list comes through standard input, and not what cron or a CI server leaves open there."""
    try:
        if sys.stdin.isatty():
            return False
        descriptor = sys.stdin.fileno()
        is_file = S_ISREG(os.fstat(descriptor).st_mode)
        if not is_file and not select([descriptor], [], [], SILENCE)[0]:
            say(f"ivigref: nothing came through standard input within {SILENCE:g} s; a FILE of - waits for it")
            return False
        return isinstance(sys.stdin.buffer, io.BufferedReader) and bool(sys.stdin.buffer.peek(1))
    except (AttributeError, OSError, ValueError):  # there is none, it is closed, or it cannot be waited for
        return False


File = Annotated[
    str | None,
    typer.Argument(
        metavar="FILE",
        help="A reference list; - for standard input; nothing for what is piped in, else for the 57.",
        callback=_source,
    ),
]
Format = Annotated[Output, typer.Option("--format", "-f", help="table for people; json, jsonl or csv for programs.")]
Which = Annotated[int | None, typer.Option("--list", min=1, help="Of several lists in the file, this one.")]
Encoding = Annotated[str | None, typer.Option(help="The file's encoding, where it is not UTF-8.")]
Live = Annotated[bool, typer.Option("--live", help=f"Ask {live_titles()}.")]
Offline = Annotated[bool, typer.Option("--offline", help="Open no connection: of --live, only answers that were kept.")]
CacheDir = Annotated[
    Path | None, typer.Option("--cache", metavar="DIR", help="Where answers are kept.", show_default=False)
]
OwnIndex = Annotated[
    Path | None, typer.Option("--registry", metavar="DIR", help="Ask an index of your own (see index build).")
]
Refresh = Annotated[bool, typer.Option("--refresh", help="Ask anew, whatever was kept.")]
MaxAge = Annotated[int | None, typer.Option("--max-age", metavar="DAYS", min=0, help="Ask anew what is older.")]
RetractionWatchFile = Annotated[
    Path | None, typer.Option("--retraction-watch", metavar="CSV", help="Retraction Watch data that you downloaded.")
]


class Asking(NamedTuple):
    """Whom to ask, and where the answers are kept; each field is an option of the verbs that ask.

    ``urls`` has other servers for the live registries, an option each.
    """

    live: Live = False
    offline: Offline = False
    urls: Mapping[str, str | None] = MappingProxyType({})
    cache: CacheDir = None
    own: OwnIndex = None
    refresh: Refresh = False
    max_age: MaxAge = None
    retraction_watch: RetractionWatchFile = None

    @property
    def is_content(self) -> bool:
        """Whether what ships with the package is enough, and nothing else is to be asked."""
        return not self.live and self.own is None and self.retraction_watch is None


def asks(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the options of Asking in the place of its parameter ``asking``, which gets their values.

    A parameter ``urls`` gets those of the live registries alone. typer makes a command's options from the signature
    of its function, and has no other way to share them.
    """
    signature = inspect.signature(verb, eval_str=True)
    hints = get_type_hints(Asking, include_extras=True)
    urls = [_option(f"{name}_url", None, _url_of(name)) for name in LIVE]
    asking = [
        option
        for name, default in Asking._field_defaults.items()
        for option in (urls if name == "urls" else [_option(name, default, hints[name])])
    ]
    shared = {"asking": asking, "urls": urls}
    parameters = [new for given in signature.parameters.values() for new in shared.get(given.name, [given])]

    @wraps(verb)
    def run(**values: Any) -> None:  # noqa: ANN401  (whatever the options are)
        others = {name: values.pop(f"{name}_url") for name in LIVE}
        if "asking" in signature.parameters:
            chosen = {name: values.pop(name) for name in Asking._fields if name != "urls"}
            verb(asking=Asking(urls=others, **chosen), **values)
        else:
            verb(urls=others, **values)

    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]  # functions may have one
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters} | {"return": None}
    return run


def _option(name: str, default: object, annotation: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _url_of(name: str) -> object:
    """Return the type of the option that names another server for a live registry."""
    option = typer.Option(metavar="URL", help=f"Another server for {LIVE[name].title}.", envvar=url_variable(name))
    return Annotated[str | None, option]


def read(file: str | None, encoding: str | None, which: int | None = None) -> Listing:
    """Read a list, and say on stderr what is wrong with it as a whole."""
    from ivigref.reading import read as read_listing  # noqa: PLC0415

    return said(read_listing(file, encoding, which))


def said(listing: Listing) -> Listing:
    """Say on stderr what is wrong with a list as a whole."""
    for problem in listing.problems:
        where = f"{listing.name}:{problem.line}" if problem.line else listing.name
        say(f"{where}: {problem.severity}: {problem.message} [{problem.check}]")
    return listing


def welcome() -> None:
    """Tell somebody at a terminal, once, what is asked of whom."""
    told = cache_folder() / "welcomed"
    if not sys.stderr.isatty():
        return
    with suppress(OSError):  # where nobody may look
        if told.exists():
            return
    say(
        f"ivigref asks nobody on its own: it compares with the records that it ships. --live asks {live_titles()},"
        " and keeps their answers; set IVIGREF_MAILTO to your address, as they request. This is said only once."
    )
    with suppress(OSError):  # then it is said again
        told.parent.mkdir(parents=True, exist_ok=True)
        told.touch()


def resolved(listing: Listing, asking: Asking) -> Sequence[Citation]:
    """Join a list to its records; what could not be asked is said on stderr."""
    if not asking.live and asking.own is None:
        welcome()
    if listing.is_shipped and asking.is_content:
        return listing.citations
    from ivigref.model import Citation  # noqa: PLC0415
    from ivigref.packing import in_blocks  # noqa: PLC0415
    from ivigref.resolution import resolve  # noqa: PLC0415

    shown = progress() if asking.live and not asking.offline else nullcontext()
    with shown as told, _registries(asking, told) as registries:
        citations = in_blocks(Citation, listing.citations, lambda block: resolve(block, registries))
    silent = Counter((i.registry, i.message or "") for i in _silent(citations))
    for registry, reason in sorted(silent):
        count = sum(n for (silent_one, _), n in silent.items() if silent_one == registry)
        say(f"ivigref: {reason or registry} (asked for {count} of {len(citations)} references)")
    return citations


def tagged(listing: Listing, asking: Asking, tagger: Tagger | None = None) -> Sequence[Citation]:
    """Join a list to its records and tag it, with the package's vocabularies where no others are given."""
    if tagger is None and listing.is_shipped and asking.is_content:
        return listing.citations
    from ivigref import tagging  # noqa: PLC0415
    from ivigref.model import Citation  # noqa: PLC0415
    from ivigref.packing import in_blocks  # noqa: PLC0415

    return in_blocks(Citation, resolved(listing, asking), tagger.tag if tagger else tagging.tag)


def checked(listing: Listing, citations: Sequence[Citation]) -> Checked:
    """Check citations, and keep the list beside them for the places of the findings."""
    from ivigref.checks import iter_findings, status  # noqa: PLC0415
    from ivigref.model import Finding  # noqa: PLC0415
    from ivigref.packing import Packed  # noqa: PLC0415
    from ivigref.reports.checked import Checked  # noqa: PLC0415

    findings = Packed(tuple[Finding, ...], iter_findings(citations))
    statuses = [status(citation, found) for citation, found in zip(citations, findings, strict=True)]
    return Checked(citations, findings, statuses, listing.problems, listing.name, listing.text, listing.title)


def outcome(citations: Sequence[Citation], problems: Iterable[Finding] = (), otherwise: int = CLEAN) -> typer.Exit:
    """Return the end of a verb: silence of a registry goes before everything else, then what could not be read."""
    if any(_silent(citations)):
        return typer.Exit(UNASKED)
    return typer.Exit(FINDINGS if any(problem.severity == "error" for problem in problems) else otherwise)


def print_values(
    output: Output, values: Iterable[Value], rows: Sequence[Citation] = (), listing: Listing | None = None
) -> None:
    """Print values as JSON or JSON lines, or as CSV the citations that are their flat form."""
    from ivigref.reports import table  # noqa: PLC0415

    if listing is not None:
        name_shipped(listing)

    if output is Output.csv:
        sys.stdout.writelines(table.csv_rows(rows))
    else:
        sys.stdout.writelines(table.json_array(values) if output is Output.json else table.jsonl(values))


def name_shipped(listing: Listing) -> None:
    """Say on stderr that it is the shipped list, where what is printed has no place for it and nobody named a file."""
    if listing.is_shipped:
        say(f"{listing.title}: {len(listing.citations)} references")


def print_text(text: str) -> None:
    """Print a text as it is for a file or a program, and for a terminal without what would steer it."""
    from ivigref.text import printable  # noqa: PLC0415

    sys.stdout.write(printable(text.replace("\r\n", "\n")) if sys.stdout.isatty() else text)


def say(message: str) -> None:
    """Tell people something on stderr; nothing in it steers their terminal."""
    from ivigref.text import printable  # noqa: PLC0415

    typer.echo(printable(message), err=True)


def _silent(citations: Iterable[Citation]) -> Iterator[Inquiry]:
    return (i for citation in citations for i in citation.inquiries if i.outcome == "unreachable")


@contextmanager
def progress() -> Iterator[Progress | None]:
    """Show on a terminal how many questions are answered, how fast, and for how long it will go on."""
    if not sys.stderr.isatty():
        yield None
        return
    from ivigref.reports.console import progress_bar  # noqa: PLC0415

    with progress_bar("Asking registries") as told:
        yield told


@contextmanager
def _registries(asking: Asking, told: Progress | None) -> Iterator[list[Registry]]:
    """Open one's own index and the live registries, where they are wanted, and after them what ships."""
    from ivigref.registries import Recorded, RetractionWatch  # noqa: PLC0415

    stored: list[Registry] = [Recorded()]
    if asking.retraction_watch is not None:
        stored.append(RetractionWatch(asking.retraction_watch, warn=say))
    asked: list[Registry] = []
    with ExitStack() as opened:
        if asking.own is not None:
            asked += opened.enter_context(own_registries(asking.own))
        if asking.live:
            kept = asking._replace(cache=asking.cache or cache_folder())
            asked += opened.enter_context(live_registries(kept, told))
        yield [*asked, *stored]


@contextmanager
def own_registries(folder: Path) -> Iterator[list[Local]]:
    """Open one's own index; say on stderr what cannot be used of it."""
    from ivigref.registries import Local  # noqa: PLC0415

    with ExitStack() as opened:
        own = [opened.enter_context(local) for local in Local.each(folder)]
        if any(local.lacks_words for local in own):
            say(f"{folder}: the search for words is not used: {MissingExtra('index')}")
        yield own


@contextmanager
def live_registries(asking: Asking, told: Progress | None = None) -> Iterator[list[Registry]]:
    """Open the live registries, with their answers kept where ``asking`` names a folder that can be used."""
    from ivigref.registries import Access  # noqa: PLC0415
    from ivigref.registries.cache import MAX_AGE  # noqa: PLC0415

    max_age = MAX_AGE if asking.max_age is None else timedelta(days=asking.max_age)
    access = Access(
        cache=asking.cache,
        max_age=max_age,
        refresh=asking.refresh,
        offline=asking.offline,
        progress=told,
        warn=once(say),
    )
    with ExitStack() as opened:
        yield [opened.enter_context(open_live(name, asking.urls.get(name), access)) for name in LIVE]
