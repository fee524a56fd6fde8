"""What can go wrong, drawn as a tree.

A wrong reference is a finding, not an error; these are raised when ivigref could not do its work at all::

    IvigrefError
    ├── InputError        what was given cannot be read (exit code 2)
    │   ├── FormatError   a file of a known format that breaks its rules
    │   └── DataError     a data file (vocabulary, records) that breaks its rules
    ├── StorageError      what ivigref stores cannot be read or written: disk, damaged index or cache (exit code 74)
    ├── MissingExtra      packages that few need are not installed (exit code 2)
    └── RegistryError     a registry did not answer (exit code 3)
        ├── Unreachable   no connection, no answer in time, or the server is down
        ├── Refused       the registry said no to us: rate limit, block, bad key
        └── BadAnswer     an answer came and is not what the registry's interface promises
"""

from __future__ import annotations


def reason(fault: Exception) -> str:
    """Return why something could not be opened, read or written, without the number and the path that Python adds.

    >>> reason(FileNotFoundError(2, "No such file or directory", "a.toml")), reason(ValueError("embedded null byte"))
    ('No such file or directory', 'embedded null byte')
    """
    return str(getattr(fault, "strerror", None) or fault)


class IvigrefError(Exception):
    """Anything that ivigref raises on purpose."""


class _Placed(IvigrefError):  # noqa: N818  (two kinds of error have it in common)
    """An error that says where."""

    def __init__(self, message: str, *, place: str | None = None) -> None:
        self.place = place
        super().__init__(f"{place}: {message}" if place else message)


class InputError(_Placed, ValueError):
    """What was given cannot be read; the message says where and what was expected.

    >>> str(InputError("expected a page range, found '2012:'", place="item 30, column 118"))
    "item 30, column 118: expected a page range, found '2012:'"
    """


class FormatError(InputError):
    """A file of a known format that breaks the rules of its format."""


class DataError(InputError):
    """A data file (vocabulary, records, journals) that breaks the rules of its kind."""


class StorageError(_Placed):
    """What ivigref stores cannot be read or written, through no fault of the input: a disk, a worker, a damaged index.

    >>> str(StorageError("database or disk is full", place="answers.sqlite"))
    'answers.sqlite: database or disk is full'
    """


# The optional extras, each with what needs it (decision 25); everything else is always installed.
EXTRAS = {
    "batch": "a batch",
    "index": "a search for words",
    "lsp": "the language server",
    "mcp": "the server for assistants",
    "serve": "the page in a browser",
    "watch": "to watch files",
}


def command(extra: str) -> str:
    """Return the command that installs an extra into a checkout's environment.

    >>> command("index")
    '.venv/bin/python -m pip install --no-deps --require-hashes -r requirements-index.txt'
    """
    return f".venv/bin/python -m pip install --no-deps --require-hashes -r requirements-{extra}.txt"


class MissingExtra(IvigrefError, ImportError):  # noqa: N818  (reads as English where it is raised)
    """Packages of an extra are not installed; the message names the command that installs them.

    >>> str(MissingExtra("batch")).partition(": ")[0]
    "a batch needs the extra 'batch', which a checkout installs with"
    """

    def __init__(self, extra: str) -> None:
        self.extra = extra
        super().__init__(f"{EXTRAS[extra]} needs the extra {extra!r}, which a checkout installs with: {command(extra)}")


class RegistryError(IvigrefError):
    """A registry could not be asked, which says nothing about the reference.

    >>> str(RegistryError("no answer within 20 s", registry="crossref"))
    'crossref: no answer within 20 s'
    """

    def __init__(self, message: str, *, registry: str) -> None:
        self.registry = registry
        super().__init__(f"{registry}: {message}")


class Unreachable(RegistryError):  # noqa: N818  (reads as English where it is raised)
    """No connection, no answer in time, or the server is down."""


class Refused(RegistryError):  # noqa: N818  (the same)
    """The registry said no to us: rate limit, block, bad key."""


class BadAnswer(RegistryError):  # noqa: N818  (the same)
    """An answer came, and it is not what the registry's interface promises."""
