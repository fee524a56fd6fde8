"""check --watch: checks again when a file changes, until Ctrl-C."""

from __future__ import annotations

import inspect
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial, wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from ivigref.cli.caches import cache_folder
from ivigref.cli.exits import CLEAN, INTERRUPTED
from ivigref.cli.faults import survived
from ivigref.cli.messages import say
from ivigref.errors import InputError, MissingExtra
from ivigref.settings import OWN, SHARED

Watch = Annotated[
    bool, typer.Option("--watch", help="Check again whenever a file changes, until Ctrl-C; writes nothing.")
]
WRITING = ("fix", "annotate", "suggest", "target")  # options of a verb that would change what is watched
# Milliseconds: what changes in so quick a succession is one change, and so long may a succession be.
_STEP, _LONGEST = 100, 1_600
_POLL = 1_000  # milliseconds between two looks where the system has to be asked for them
_LOOK = 5_000  # milliseconds between two looks where the system reports no changes: some network drives do not
_NAMED = frozenset((".bib", ".bbl", ".tex"))  # what a document may name as its bibliography, or include


def watched(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb that takes FILES the option --watch, which runs it again when one of them changes."""
    signature = inspect.signature(verb, eval_str=True)
    option = inspect.Parameter("watch", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Watch)

    @wraps(verb)
    def run(*, watch: bool, **values: Any) -> None:  # noqa: ANN401  (whatever the options are)
        if not watch:
            verb(**values)
            return
        files = values["files"]
        _refuse(files, values)
        raise typer.Exit(_watch(partial(verb, **values), files, values.get("cache") or cache_folder()))

    run.__signature__ = signature.replace(parameters=[*signature.parameters.values(), option])  # type: ignore[attr-defined]  # functions may have one
    return run


def _refuse(files: Sequence[str] | None, values: dict[str, Any]) -> None:
    """Raise InputError for what cannot be watched."""
    if not files or "-" in files:
        raise InputError("--watch waits for changes of files: name them")
    if any(values.get(name) for name in WRITING):
        raise InputError("--watch shows what is found, and takes no option that writes")
    for file in files:
        if not Path(file).exists():
            raise InputError("there is no such file", place=file)


def _watch(run: Callable[[], None], files: Sequence[str], cache: Path) -> int:
    """Run a verb now and after each change; return the exit code of the last run when Ctrl-C ends the waiting."""
    try:
        from watchfiles import _rust_notify  # noqa: PLC0415  (its documented door; help is there at once)
    except ModuleNotFoundError as error:
        raise MissingExtra("watch") from error
    is_polled = bool(os.environ.get("WATCHFILES_FORCE_POLLING"))  # as its own command takes it
    name = files[0] if len(files) == 1 else f"{len(files)} files"
    code, seen = CLEAN, None
    try:
        while True:
            folders = sorted(_folders(files))
            # It is open before anybody looks, so that no change falls between a look and the waiting.
            with (
                _rust_notify.RustNotify([*map(str, folders)], False, is_polled, _POLL, False, True) as changes,  # noqa: FBT003  (no keywords)
                suppress(_rust_notify.WatchfilesRustInternalError),
            ):
                while sorted(_folders(files)) == folders:
                    if _seen(files, cache) != seen:
                        # Somebody may be writing still: what is there counts once it is quiet.
                        if seen is not None and changes.watch(_LONGEST, _STEP, _STEP, None) == "signal":
                            return code
                        now = _seen(files, cache)
                        code, seen = _checked(run, name, is_first=seen is None), now
                        say(f"ivigref: {name}: watching for changes; Ctrl-C ends")
                    elif changes.watch(_LONGEST, _STEP, _LOOK, None) == "signal":
                        return code
                continue
            # It gave up at a file whose name is no text; what changed meanwhile is seen at the next look.
            time.sleep(_POLL / 1000)
    except KeyboardInterrupt:  # while nothing was checked
        return code


def _checked(run: Callable[[], None], name: str, *, is_first: bool) -> int:
    if not is_first:
        from ivigref.reports.rich_parts import clear  # noqa: PLC0415  (help is there at once)

        clear()
        say(f"ivigref: {name}: changed")
    try:
        code = survived(run)
    except KeyboardInterrupt as stop:
        raise typer.Exit(INTERRUPTED) from stop
    sys.stdout.flush()
    return code


def _folders(files: Sequence[str]) -> set[Path]:
    """Return the folders in which something may change: of a file its own, also where that is gone for a while."""
    found = set()
    for file in map(Path, files):
        if file.is_dir():
            found |= {file.resolve(), *_within(file.resolve())}
        else:
            found |= {_there(file.absolute().parent), _there(file.resolve().parent)}
    return found


def _within(folder: Path) -> Iterator[Path]:
    from ivigref.gathered import is_aside  # noqa: PLC0415  (what few checks need)

    for where, folders, _ in os.walk(folder):
        folders[:] = [name for name in folders if not is_aside(name)]
        yield from (Path(where, name) for name in folders)


def _there(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.is_dir())


def _seen(files: Sequence[str], cache: Path) -> dict[Path, tuple[int, ...]]:
    """Return what tells each file that is read, or may be read with it, from what it was before."""
    found: dict[Path, tuple[int, ...]] = {}
    ours = set(_written())
    for path in _read(files):
        try:
            state = path.stat()
        except OSError:
            continue
        # What a run writes itself would have it run again and again.
        if _inode(state) not in ours and not path.is_relative_to(cache.absolute()):
            found[path] = (*_inode(state), state.st_mtime_ns, state.st_size)
    return found


def _read(files: Sequence[str]) -> Iterator[Path]:
    from ivigref.gathered import files_of  # noqa: PLC0415  (the same)

    for file in map(Path, files):
        if file.is_dir():
            with suppress(InputError):  # too many files: the run says so
                yield from files_of(file)
        else:
            yield file.absolute()
            if file.suffix != ".bib":
                with suppress(OSError):
                    yield from (beside for beside in file.absolute().parent.iterdir() if beside.suffix in _NAMED)
    yield from (folder / name for folder in (Path.cwd(), *Path.cwd().parents) for name in (OWN, SHARED))


def _inode(state: os.stat_result) -> tuple[int, int]:
    return state.st_dev, state.st_ino


def _written() -> Iterator[tuple[int, int]]:
    """Yield the files to which the output goes."""
    for stream in (1, 2):
        with suppress(OSError):  # closed
            yield _inode(os.fstat(stream))
