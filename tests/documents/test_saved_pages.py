"""Pages as browsers save them: whole in one file, or the door before them."""

from __future__ import annotations

import base64
import quopri

import pytest

from ivigref.documents import read_file
from ivigref.errors import FormatError, InputError

ITEMS = [
    "Doe J. Invented lupus of the skin = é. J Imag Med. 1999;12:300–8.",
    "Poe P. Invented hair. J Imag Med. 2001;14:2–8.",
]
PAGE = f"<html><body><ol class='references'><li>{ITEMS[0]}</li><li>{ITEMS[1]}</li></ol></body></html>"
HEAD = 'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--b-"\r\n\r\n'


def saved(coding: str, body: bytes, charset: str = "utf-8") -> bytes:
    """Make a saved page, whose picture stands before it."""
    picture = "----b-\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
    begun = f'{HEAD}{picture}----b-\r\nContent-Type: text/html; charset="{charset}"\r\n'
    return f"{begun}Content-Transfer-Encoding: {coding}\r\n\r\n".encode() + body + b"\r\n----b---\r\n"


@pytest.mark.parametrize(
    ("coding", "body", "charset"),
    [
        ("quoted-printable", quopri.encodestring(PAGE.encode()), "utf-8"),
        ("base64", base64.encodebytes(PAGE.encode()), "utf-8"),
        ("8bit", PAGE.encode("cp1252"), "windows-1252"),
    ],
)
def test_a_page_in_one_file_is_read_as_the_page(coding: str, body: bytes, charset: str) -> None:
    """In each coding that browsers write."""
    assert [item.raw for item in read_file(saved(coding, body, charset)).items] == ITEMS


def test_a_message_without_a_page_is_refused() -> None:
    """And a page whose coding is damaged."""
    with pytest.raises(FormatError, match="found a message without one"):
        read_file(f"{HEAD}----b-\r\nContent-Type: text/plain\r\n\r\nx".encode())
    with pytest.raises(FormatError, match="coding is damaged"):
        read_file(saved("base64", b"AAAAA"))


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>Invented Press</title></head><form><input name=u><input type='password'></form></html>",
        "<html><head><title>Sign in - Invented Press</title></head><body>Welcome</body></html>",
        "<html><head><title>Just a moment...</title></head><body><noscript>x</noscript></body></html>",
        "<html><body>Enable JavaScript and cookies to continue</body></html>",
    ],
)
def test_the_door_before_a_page_is_named(page: str) -> None:
    """It is what was saved in the place of the page; one that has the list all the same is read."""
    with pytest.raises(FormatError, match="found one that asks to sign in"):
        read_file(page.encode())
    whole = page.replace("</html>", PAGE.removeprefix("<html>"))
    assert len(read_file(whole.encode()).items) == 2


def test_any_other_page_without_a_list_is_told_so() -> None:
    """Words about signing in are no door."""
    with pytest.raises(InputError, match="found no reference list"):
        read_file(b"<html><body><p>How to sign in: a study of many people.</p></body></html>")
