"""Who asks and where: what we tell a registry of ourselves, and the addresses that stand for a registry."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from ivigref.errors import InputError
from ivigref.patterns import lazy

# What may stand in a comment of a User-Agent (RFC 9110, 5.6.5) without being quoted.
_MAIL = lazy(r"[^@()\\;,<>]+@[^@()\\;,<>]+")


def sendable(given: str | None, option: str, variable: str, expected: str) -> str | None:
    """Return what is sent along with each request, given or in a variable; raise InputError where HTTP cannot carry it.

    It is a secret, so that the message names where it came from and not what it is.

    >>> sendable("me@exämple.org", "mailto", "IVIGREF_MAILTO", "a mail address")
    Traceback (most recent call last):
    ivigref.errors.InputError: mailto: expected a mail address of printable ASCII characters, found U+00E4 in it
    """
    place, text = (option, given) if given else (variable, os.environ.get(variable))
    text = (text or "").strip()
    if strange := next((letter for letter in text if not "!" <= letter <= "~"), None):
        found = f"U+{ord(strange):04X} in it"
        raise InputError(f"expected {expected} of printable ASCII characters, found {found}", place=place)
    return text or None


def mail_address(given: str | None) -> str | None:
    """Return the address of whoever asks, given or in IVIGREF_MAILTO.

    Raises InputError for what is no address.
    """
    address = sendable(given, "mailto", "IVIGREF_MAILTO", "a mail address")
    if address is not None and not _MAIL.fullmatch(address):
        place = "mailto" if given else "IVIGREF_MAILTO"
        raise InputError("expected a mail address such as you@example.org, found something else", place=place)
    return address


def user_agent(mailto: str | None = None) -> str:
    """Return how we name ourselves to a registry: project, version, address of the project, and who asks.

    >>> user_agent("me@example.org").endswith("mailto:me@example.org)")
    True
    """
    from importlib.metadata import PackageNotFoundError, metadata  # noqa: PLC0415  (only a request needs it)

    try:
        about = metadata("ivigref")
    except PackageNotFoundError:  # run from a source tree
        name, contact = "ivigref", []
    else:
        name = f"ivigref/{about['Version']}"
        contact = [url.partition(",")[2].strip() for url in about.get_all("Project-URL") or ()][:1]
    contact += [f"mailto:{mailto}"] if mailto else []
    return f"{name} ({'; '.join(contact)})" if contact else name


def base_address(given: str | None, variable: str | None, default: str) -> str:
    """Return the address of a service without its last slash: the given one, the variable's, or its own.

    Raises InputError for what is no address, and for one with a login in it.

    >>> base_address("http://127.0.0.1:8080/", None, "https://api.crossref.org")
    'http://127.0.0.1:8080'
    """
    address = (given or variable or default).strip().rstrip("/")
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna")
        valid = parts.scheme in {"http", "https"} and bool(host) and (parts.port is None or parts.port > 0)
        valid = valid and not any(map(str.isspace, address))
    except ValueError:
        valid = False
    if not valid:
        raise InputError("expected an address that begins with http:// or https://", place="registry address")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InputError("expected an address without login, query and fragment", place="registry address")
    return address
