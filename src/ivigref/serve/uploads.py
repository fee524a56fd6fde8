"""What somebody brings: documents and a pasted list, under names that are only ever shown, and how to check them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from starlette.datastructures import FormData, UploadFile

from ivigref import profiles
from ivigref.errors import InputError
from ivigref.registries.choice import names_of
from ivigref.registries.contact import mail_address
from ivigref.serve.downloads import style_named
from ivigref.serve.job import Wish
from ivigref.serve.limits import Limits
from ivigref.text import printable, squeeze

PASTED = "pasted list.txt"
_LONGEST = 120  # characters of a name that are shown
_BLOCK = 1 << 20


class Brought(NamedTuple):
    """A document: its name, and its bytes or a file that has them."""

    name: str
    size: int
    text: bytes = b""
    file: UploadFile | None = None

    async def blocks(self) -> AsyncIterator[bytes]:
        """Yield the bytes in blocks."""
        if self.file is None:
            yield self.text
            return
        while block := await self.file.read(_BLOCK):
            yield block


def shown_name(given: str | None) -> str:
    r"""Return a name as it is shown: the last part of a path, without what controls a terminal, and not too long.

    >>> shown_name("C:\\Users\\me\\My list.docx"), shown_name("../../etc/passwd"), shown_name("..")
    ('My list.docx', 'passwd', 'document')
    """
    last = PurePosixPath((given or "").replace("\\", "/")).name
    name = squeeze(printable(last.replace("\x00", "")))
    if len(name) > _LONGEST:  # its ending may tell what it is
        name = f"{name[: _LONGEST - 12]}…{name[-11:]}"
    return name if name.strip(". ") else "document"


def brought(form: FormData, limits: Limits) -> list[Brought]:
    """Return the documents of a form; raise InputError where there is none, or one that is too large."""
    files = [value for name, value in form.multi_items() if name == "files" and isinstance(value, UploadFile)]
    found = [Brought(shown_name(f.filename), f.size or 0, file=f) for f in files if f.filename or f.size]
    text = str(form.get("text") or "").encode("utf-8", "replace")
    if text.strip():
        found.append(Brought(PASTED, len(text), text=text))
    if not found:
        raise InputError("expected a document or a pasted list, found neither")
    if len(found) > limits.files:
        raise InputError(f"expected at most {limits.files} documents at a time, found {len(found)}")
    for one in found:
        _refuse(one, limits)
    return found


def _refuse(one: Brought, limits: Limits) -> None:
    most = limits.text if one.file is None else limits.file
    if one.size > most:
        raise InputError(f"expected at most {most // 1_000_000} MB, found more", place=one.name)
    if one.size == 0:
        raise InputError("expected a reference list, found an empty file", place=one.name)


def wished(form: FormData, allowed: Sequence[str]) -> Wish:
    """Return how to check; raise InputError for what is no mail address, style, profile, or none of the registries.

    >>> wished(FormData([("ask", "some"), ("registry", "pubmed"), ("mailto", "me@example.org")]), ["pubmed"])
    Wish(registries=('pubmed',), mailto='me@example.org', style='', profile=None)
    >>> wished(FormData([("ask", "nobody")]), ["pubmed"]).registries
    ()
    """
    mailto = str(form.get("mailto") or "").strip() or None
    style, profile = style_named(str(form.get("style") or "")), _profile_named(str(form.get("profile") or ""))
    ask = form.get("ask")
    if ask == "nobody" or not allowed:
        return Wish((), None, style, profile)
    mail_address(mailto)
    named = tuple(_named(form, allowed)) if ask == "some" else None
    if named == ():
        raise InputError("expected at least one, found none: choose some, or nobody", place="registries")
    return Wish(named, mailto, style, profile)


def _profile_named(name: str) -> str | None:
    """Return the name of a shipped profile; a path is none."""
    if name and name not in profiles.names():
        raise InputError(f"expected one of {', '.join(profiles.names())}, found {name[:40]!r}", place="profile")
    return name or None


def _named(form: FormData, allowed: Sequence[str]) -> Iterator[str]:
    given = [str(value) for value in form.getlist("registry")]
    for name in names_of(given) if given else ():
        if name not in allowed:
            raise InputError(f"expected some of {', '.join(allowed)}, found {name!r}", place="registries")
        yield name
