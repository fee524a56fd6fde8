"""Archives of tar that are whole: Python's own reader takes a cut one for one."""

from __future__ import annotations

import tarfile
from typing import IO, Self

from ivigref.errors import FormatError

_HeaderError = tarfile.HeaderError  # the method below has an argument of the module's name
_CUT = frozenset(("EmptyHeaderError", "TruncatedHeaderError"))  # of Python's reader of tar
Fault = tarfile.TarError


class _Member(tarfile.TarInfo):
    """A file of an archive, whose missing end is an error."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(tarfile)
        except _HeaderError as error:
            if type(error).__name__ in _CUT:
                raise FormatError("expected the end of the archive, found it cut off") from error
            raise


def opened(stream: IO[bytes]) -> tarfile.TarFile:
    """Open an archive that is read once, from its beginning; FormatError is raised where its end is missing."""
    return tarfile.open(fileobj=stream, mode="r|", tarinfo=_Member)
