"""A verb that judges one list, run for each of several: files, the documents of folders, those of archives."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import typer

from ivigref.cli.exits import CLEAN, FINDINGS, UNASKED, UNREADABLE
from ivigref.cli.messages import say
from ivigref.cli.options import Files
from ivigref.errors import InputError
from ivigref.gathered import Found, in_archive, in_folder
from ivigref.reading import refuse_archive
from ivigref.sources import Named, is_folder

# What is printed of one list after another can be read; the others are one document by their form.
FOLLOWING = frozenset(("text", "table", "markdown", "github"))
# One table of all lists, and what of ivigref.reports.table writes it.
JOINED = {"csv": "checked_csv", "findings": "findings_csv", "jsonl": "findings_jsonl"}


def each(verb: Callable[..., None]) -> Callable[..., None]:
    """Replace a verb's parameter ``file`` by FILES, and run it for each document of what is named.

    A verb has a parameter ``among``: None, or a list that takes what it has of each of several documents.
    What cannot be read is said, and the others are judged; the exit is the gravest of theirs, and that of unreadable
    input where none could be read, or not one that is named itself: a folder may hold what is no list.
    """
    signature = inspect.signature(verb, eval_str=True)
    parameters = [
        inspect.Parameter("files", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=Files)
        if given.name == "file"
        else given
        for given in signature.parameters.values()
        if given.name != "among"
    ]

    @wraps(verb)
    def run(**values: Any) -> None:  # noqa: ANN401  (whatever the options are)
        files = values.pop("files")
        sources = list(_expanded(files)) if files else [None]
        if not sources:
            raise InputError("expected documents, found a folder or an archive without any", place=" ".join(files))
        if len(sources) == 1 and not isinstance(sources[0], InputError):
            verb(file=sources[0], **values)
            return
        if (output := values.get("output", "table")) not in {*FOLLOWING, *JOINED}:
            raise InputError(f"--format {output} reads one document at a time, found {len(sources)}")
        if values.get("target") is not None:
            raise InputError(f"--output names the copy of one document, found {len(sources)} documents")
        raise typer.Exit(_run_each(verb, sources, values, frozenset(files)))

    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]  # functions may have one
    return run


def _run_each(
    verb: Callable[..., None], sources: Sequence[object], values: dict[str, Any], named: frozenset[str]
) -> int:
    codes = []
    missing = CLEAN
    gathered: list[Any] = []
    fault: InputError | None = None
    for source in sources:
        try:
            if isinstance(source, InputError):
                raise source
            verb(file=source, among=gathered, **values)
            codes.append(CLEAN)
        except typer.Exit as ended:
            codes.append(ended.exit_code)
        except InputError as error:
            fault = error
            if source in named:
                missing = UNREADABLE
            say(f"ivigref: not read: {error}")
    if fault is not None and not codes:
        raise InputError(f"none of the {len(sources)} documents could be read") from fault
    if gathered:
        from ivigref.reports import table  # noqa: PLC0415  (help is there at once)

        more = {"bom": True} if values["bom"] else {}
        sys.stdout.writelines(getattr(table, JOINED[values["output"]])(*gathered, **more))
    return missing or max(codes, key=(CLEAN, FINDINGS, UNASKED).index)


def _expanded(files: Sequence[str]) -> Iterator[str | Named | InputError]:
    """Yield the documents that files, folders and archives hold; an InputError for one that has no bytes."""
    for file in files:
        if is_folder(file):
            yield from (_source(file, found) for found in in_folder(Path(file)))
        elif (data := _archived(file)) is not None:
            yield from (_source(file, found) for found in in_archive(data))
        else:
            yield file


def _archived(file: str) -> bytes | None:
    from ivigref.documents import Contents, is_archive  # noqa: PLC0415  (help is there at once)

    try:
        path = Path(file)
        if file == "-" or not path.is_file():
            return None
        with path.open("rb") as stream:
            head = stream.read(512)
            if not (head.startswith((b"PK", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")) or b"ustar" in head):
                return None
            data = head + stream.read()
    except (OSError, ValueError):
        return None
    return data if is_archive(Contents(data)) else None


def _source(place: str, found: Found) -> str | Named | InputError:
    name = f"{place.rstrip('/')}/{found.name}"
    if found.problem is not None:
        return InputError(found.problem, place=name)
    if found.path is not None:
        return str(found.path)
    try:
        refuse_archive(found.data, name)
    except InputError as error:
        return error
    return Named(found.data, name)
