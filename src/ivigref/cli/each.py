"""A verb that judges one list, run for each of several: files, the documents of folders, those of archives."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ivigref.cli.exits import CLEAN, FAULT, FINDINGS, UNASKED, UNREADABLE
from ivigref.cli.judging import VERBS, Judged, judged
from ivigref.cli.messages import say
from ivigref.cli.options import Files
from ivigref.errors import InputError
from ivigref.reading import refuse_archive
from ivigref.sources import Named, is_folder

if TYPE_CHECKING:
    from ivigref.gathered import Found

# What is printed of one list after another can be read; the others are one document by their form.
FOLLOWING = frozenset(("text", "table", "markdown", "github"))
# One table of all lists, and what of ivigref.reports.table writes it.
JOINED = {"csv": "checked_csv", "findings": "findings_csv", "jsonl": "findings_jsonl"}


Jobs = Annotated[
    int, typer.Option("--jobs", metavar="N", min=1, max=64, help="Check so many documents at the same time.")
]


def each(verb: Callable[..., None]) -> Callable[..., None]:
    """Replace a verb's parameter ``file`` by FILES, and run it for each document of what is named.

    A verb has a parameter ``among``: None, or a list that takes what it has of each of several documents.
    What cannot be read is said, and the others are judged; the exit is the gravest of theirs, and that of unreadable
    input where none could be read, or not one that is named itself: a folder may hold what is no list.
    """
    VERBS[verb.__name__] = verb
    signature = inspect.signature(verb, eval_str=True)
    parameters = [
        inspect.Parameter("files", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=Files)
        if given.name == "file"
        else given
        for given in signature.parameters.values()
        if given.name != "among"
    ]
    parameters.append(inspect.Parameter("jobs", inspect.Parameter.KEYWORD_ONLY, default=1, annotation=Jobs))

    @wraps(verb)
    def run(*, jobs: int, **values: Any) -> None:  # noqa: ANN401  (whatever the options are)
        files = values.pop("files")
        sources = list(_expanded(files)) if files else [None]
        if not sources:
            raise InputError("expected documents, found a folder or an archive without any", place=" ".join(files))
        if len(sources) == 1 and not isinstance(sources[0], InputError):
            verb(file=sources[0], **values)
            return
        documents = [source for source in sources if not isinstance(source, InputError)]
        if (output := values.get("output", "table")) not in {*FOLLOWING, *JOINED}:
            if len(documents) == 1:  # beside what is no document
                for fault in (source for source in sources if isinstance(source, InputError)):
                    say(f"ivigref: not read: {fault}")
                verb(file=documents[0], **values)
                return
            raise InputError(f"--format {output} reads one document at a time, found {len(sources)}")
        if values.get("target") is not None:
            raise InputError(f"--output names the copy of one document, found {len(sources)} documents")
        results = _judged_each(verb, sources, values, jobs)
        with closing(results):
            raise typer.Exit(_ended(results, sources, values, frozenset(files)))

    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]  # functions may have one
    return run


def _judged_each(
    verb: Callable[..., None], sources: Sequence[object], values: dict[str, Any], jobs: int
) -> Generator[Judged]:
    why = alone(values) if jobs > 1 else None
    if why is not None:
        say(f"ivigref: --jobs is not used: {why}")
    if jobs > 1 and why is None:
        from ivigref.cli.jobs import in_processes  # noqa: PLC0415  (help is there at once)

        yield from in_processes(verb, sources, values, jobs)
    else:
        yield from (judged(verb, source, values) for source in sources)


def alone(values: dict[str, Any]) -> str | None:
    """Return why one process does it all, in spite of --jobs: decision 87; None where several may.

    >>> alone({"live": True, "offline": False}), alone({"live": True, "offline": True})
    ('one process asks the registries, at the pace that they allow', None)
    """
    if (values.get("live") or values.get("registries")) and not values.get("offline"):
        return "one process asks the registries, at the pace that they allow"
    return "one process writes the files" if values.get("fix") else None


def _ended(results: Iterable[Judged], sources: Sequence[object], values: dict[str, Any], named: frozenset[str]) -> int:
    """Return the exit code of all, when what each adds to one table has been printed."""
    codes = []
    missing = CLEAN
    gathered: list[Any] = []
    unread: str | None = None
    for source, result in zip(sources, results, strict=True):
        gathered += result.gathered
        if result.stops is not None:
            say(f"ivigref: {result.stops}")
            return result.code
        if result.unread is None:
            codes.append(result.code)
            continue
        unread = result.unread
        if source in named:
            missing = UNREADABLE
        say(f"ivigref: not read: {unread}")
    if unread is not None and not codes:
        raise InputError(f"none of the {len(sources)} documents could be read")
    if gathered:
        from ivigref.reports import table  # noqa: PLC0415  (help is there at once)

        more = {"bom": True} if values["bom"] else {}
        sys.stdout.writelines(getattr(table, JOINED[values["output"]])(*gathered, **more))
    gravest = max(codes, key=(CLEAN, FINDINGS, UNASKED, FAULT).index)
    return gravest if gravest == FAULT else missing or gravest


def _expanded(files: Sequence[str]) -> Iterator[str | Named | InputError]:
    """Yield the documents that files, folders and archives hold; an InputError for one that has no bytes."""
    from ivigref.gathered import in_archive, in_folder  # noqa: PLC0415  (help is there at once)

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
        return name  # as the folder was named, which its place on the disk need not be
    try:
        refuse_archive(found.data, name)
    except InputError as error:
        return error
    return Named(found.data, name)
