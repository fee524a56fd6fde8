"""The verb that examines the set-up: what is installed, where answers are cached, which registries answer."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ivigref.cli import options
from ivigref.cli.asking import live_registries
from ivigref.cli.caches import cache_folder, former_cache_folder
from ivigref.cli.examples import ending
from ivigref.cli.exits import CLEAN, UNASKED
from ivigref.cli.options import Asking
from ivigref.errors import EXTRAS, command, reason
from ivigref.registries import LIVE
from ivigref.text import counted

if TYPE_CHECKING:
    from ivigref.resolution import Registry

app = typer.Typer()

_REQUIREMENT = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*+)[^;]*+;.*\bextra\s*==\s*['\"]([^'\"]+)['\"]")


@app.command(epilog=ending("doctor"))
@options.asks
def doctor(
    *,
    offline: options.Offline = False,
    urls: Mapping[str, str | None],
    cache: options.CacheDir = None,
) -> None:
    """Show which registries answer, which cache is used and which extras are installed."""
    show_installed()
    typer.echo(f"\njournals\n  {_journals()}")
    place = cache or cache_folder()
    typer.echo(f"\ncache\n  {place} ({_size(place)})")
    for line in _troubles(place, former=None if cache else former_cache_folder()):
        typer.echo(f"  {line}")
    typer.echo("\nregistries")
    if offline:
        typer.echo("  not asked: --offline")
        raise typer.Exit(CLEAN)
    silent = False
    from ivigref.registries.choice import reachable  # noqa: PLC0415

    names = reachable(urls)
    with live_registries(Asking(urls=urls, registries=",".join(names))) as registries:
        for registry in registries:
            problem = _ask(registry)
            silent = silent or problem is not None
            typer.echo(f"  {registry.name:<10} {problem or 'answers'}")
    for name in (name for name in LIVE if name not in names):
        typer.echo(f"  {name:<10} not asked: other servers are named, and none for it")
    raise typer.Exit(UNASKED if silent else CLEAN)


def show_installed() -> None:
    """Print the version of the package and of Python, and which extras are installed."""
    from importlib.metadata import version  # noqa: PLC0415  (20 ms that no other verb needs)

    typer.echo(f"ivigref {version('ivigref')}, Python {platform.python_version()}")
    typer.echo("\nextras")
    for extra, missing in extras():
        state = f"missing {', '.join(missing)}: {command(extra)}" if missing else "installed"
        typer.echo(f"  {extra:<10} {state}")


def extras() -> Iterator[tuple[str, list[str]]]:
    """Yield each extra with those of its packages that are not installed."""
    from importlib.metadata import requires  # noqa: PLC0415  (20 ms that no other verb needs)

    needed: dict[str, list[str]] = {extra: [] for extra in EXTRAS}
    for line in requires("ivigref") or ():
        if (match := _REQUIREMENT.match(line)) and match[2] in needed:
            needed[match[2]].append(match[1])
    for extra, packages in needed.items():
        yield extra, [name for name in packages if not _is_installed(name)]


def _is_installed(package: str) -> bool:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  (20 ms that no other verb needs)

    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


def _troubles(folder: Path, former: Path | None) -> Iterator[str]:
    """Yield what prevents the use of the cache, and where answers of earlier versions are left."""
    from ivigref.errors import StorageError  # noqa: PLC0415
    from ivigref.registries.cache import Cache  # noqa: PLC0415

    answers = folder / "answers.sqlite"
    troubles: list[StorageError] = []
    with suppress(OSError):  # already shown with the size
        if answers.exists() or folder.is_file():
            Cache(answers, warn=troubles.append).close()
    yield from map(str, troubles)
    with suppress(OSError):
        if former is None or former == folder or not (former / answers.name).exists():
            return
        yield f"{former} ({_size(former)}): left by an earlier ivigref, not used; delete it, or name it with --cache"


def _size(folder: Path) -> str:
    try:
        if not folder.is_dir():
            return "does not exist yet"
        size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    except OSError as error:
        return f"cannot be read: {reason(error)}"
    return f"{size / 1e6:.1f} MB"


def _journals() -> str:
    """Return which list of journals is used, and of which date, or why it cannot be."""
    from ivigref.data import serials  # noqa: PLC0415
    from ivigref.errors import DataError  # noqa: PLC0415

    try:
        current = serials.current()
    except DataError as error:
        return str(error)
    return f"{current.source}, {current.date}: {counted(len(current), 'journal', ',')}"


def _ask(registry: Registry) -> str | None:
    """Ask about a work that ships with the package; any answer counts."""
    from ivigref.data import load  # noqa: PLC0415  (keeps --help fast)

    known = next(c for c in load() if c.doi and c.pmid)
    reference = known.reference.model_copy(update={"doi": known.doi, "pmid": known.pmid})
    [answer] = registry.ask([getattr(registry, "probe", reference)])
    return answer.problem and answer.problem.removeprefix(f"{registry.name}: ")
