"""A file that somebody offers for download, fetched as registries are asked: bounded, and with patience."""

from __future__ import annotations

from urllib.parse import urlsplit

from ivigref.registries.access import Access
from ivigref.registries.asked import or_raise
from ivigref.registries.contact import base_address
from ivigref.registries.pace import Pace
from ivigref.registries.transport import Request


def is_address(text: str) -> bool:
    """Tell whether a text is an address, and no path.

    >>> is_address("https://ftp.ncbi.nlm.nih.gov/pubmed/J_Medline.txt"), is_address("J_Medline.txt")
    (True, False)
    """
    return urlsplit(text).scheme in {"http", "https"}


def download(address: str, access: Access | None = None) -> bytes:
    """Return the bytes at an address.

    Raises RegistryError where they do not come, and InputError for an address with a login.
    """
    base_address(address, None, address)
    host = urlsplit(address).hostname or ""
    with (access or Access()).open_transport(host) as transport:
        return or_raise(transport.ask(Request(address, route=host, pace=Pace(1)), lambda reply: reply.body))
