"""Options that verbs share, and the one way to give a verb those of asking registries."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import wraps
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple, get_type_hints

import typer

from ivigref.cli import configuring
from ivigref.cli.piped import is_piped
from ivigref.errors import InputError
from ivigref.registries import LIVE, further_titles, live_titles, url_variable
from ivigref.reports import TABLES, Reader, names

# The choices of an option are an enum to Typer; here they are the faces that show values, too.
Output = StrEnum("Output", {name: name for name in names("people", "programs", of_values=True)})  # type: ignore[misc]  # mypy wants them spelled out
TABLE = Output("table")


def choices(*readers: Reader, of_values: bool = False) -> str:
    """Say which faces there are for each of these readers.

    >>> choices("people", "programs")
    'text or table for people; json, jsonl, csv or findings for programs.'
    """
    return f"{'; '.join(f'{_or(names(reader, of_values=of_values))} for {reader}' for reader in readers)}."


def _or(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def refuse_bom(output: str, *, bom: bool) -> None:
    """Raise InputError where there is no table that a byte order mark could begin."""
    if bom and output not in TABLES:
        raise InputError(f"--bom begins a table (--format {_or(TABLES)}), found --format {output}")


def _source(ctx: typer.Context, file: str | None) -> str | None:
    """Use piped input if no file is named."""
    return "-" if file is None and not ctx.resilient_parsing and is_piped() else file


File = Annotated[
    str | None,
    typer.Argument(
        metavar="FILE",
        help="A reference list; - for standard input; by default piped input, or the 57.",
        callback=_source,
    ),
]


def _sources(ctx: typer.Context, files: list[str] | None) -> list[str] | None:
    """Use piped input if no file is named."""
    return files or ([source] if (source := _source(ctx, None)) else None)


Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FILES",
        help="Lists, manuscripts, folders or archives; - for standard input; by default piped input, or the 57.",
        callback=_sources,
    ),
]
Format = Annotated[Output, typer.Option("--format", "-f", help=choices("people", "programs", of_values=True))]
Bom = Annotated[
    bool, typer.Option("--bom", help="Begin a CSV table with a byte order mark, which Excel needs to read é.")
]
Which = Annotated[int | None, typer.Option("--list", min=1, help="The list to read, if the file contains several.")]
Encoding = Annotated[str | None, typer.Option(help="The file's encoding, if it is not UTF-8.")]
Live = Annotated[
    bool,
    typer.Option(
        "--live",
        help=f"Query {live_titles()}. Where the kind of work calls for it, {further_titles()} are queried, too.",
    ),
]
Registries = Annotated[
    str | None,
    typer.Option(
        metavar="NAMES", help=f"Query only these registries, about every reference (implies --live): {', '.join(LIVE)}."
    ),
]
Offline = Annotated[bool, typer.Option("--offline", help="Open no connection; with --live, use cached answers only.")]
CacheDir = Annotated[
    Path | None, typer.Option("--cache", metavar="DIR", help="The folder for cached answers.", show_default=False)
]
OwnIndex = Annotated[
    Path | None, typer.Option("--registry", metavar="DIR", help="Query a private index (see index build).")
]
Refresh = Annotated[bool, typer.Option("--refresh", help="Ignore cached answers.")]
MaxAge = Annotated[
    int | None, typer.Option("--max-age", metavar="DAYS", min=0, help="Ignore cached answers older than this.")
]
Explain = Annotated[
    bool,
    typer.Option("--explain", help="Show what --live would ask each registry, and what of the list it would send."),
]
RetractionWatchFile = Annotated[
    Path | None, typer.Option("--retraction-watch", metavar="CSV", help="A downloaded Retraction Watch file.")
]


class Asking(NamedTuple):
    """Which registries to query, and where to cache answers; each field is an option of the verbs that query them.

    ``urls`` has other servers for the live registries, an option each.
    """

    live: Live = False
    registries: Registries = None
    offline: Offline = False
    urls: Mapping[str, str | None] = MappingProxyType({})
    cache: CacheDir = None
    own: OwnIndex = None
    refresh: Refresh = False
    max_age: MaxAge = None
    retraction_watch: RetractionWatchFile = None

    @property
    def is_content(self) -> bool:
        """Whether only the shipped records are to be used."""
        return not self.live and self.own is None and self.retraction_watch is None


def asks(verb: Callable[..., None]) -> Callable[..., None]:
    """Replace a verb's parameter ``asking`` by the options of Asking, and pass it their values.

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
            if chosen["live"] and chosen["registries"] is None:
                chosen["registries"] = configuring.chosen("registries")
            chosen["live"] = chosen["live"] or chosen["registries"] is not None
            verb(asking=Asking(urls=others, **chosen), **values)
        else:
            verb(urls=others, **values)

    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]  # functions may have one
    return run


def _option(name: str, default: object, annotation: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _url_of(name: str) -> object:
    """Return the type of the option that names another server for a live registry."""
    option = typer.Option(metavar="URL", help=f"Another server for {LIVE[name].title}.", envvar=url_variable(name))
    return Annotated[str | None, option]
