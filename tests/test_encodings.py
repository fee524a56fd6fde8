"""In which encoding a file is read, and what is said where that is a guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivigref.encodings import decode

CYRILLIC = "1. Иванов ИИ, Петров АБ. Кожа у детей. Вестник. 2003;5:3-9.\n2. Bruton OC. Skin. Lupus. 1952;16:722."
JAPANESE = "1. 山田太郎. 皮膚筋炎の治療について. 日本皮膚科学会雑誌. 2003;5:3-9."


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        (CYRILLIC, "cp1251", "cp1251"),
        (CYRILLIC, "koi8-r", "koi8_r"),
        (JAPANESE, "shift_jis", "cp932"),
        (JAPANESE, "euc_jp", "euc_jis_2004"),
        ("1. 王伟, 李娜. 皮肤病研究. 中华皮肤科杂志. 1999;12:3-9.", "gb18030", "gb18030"),
        ("1. 王偉, 李娜. 皮膚病研究. 中華皮膚科雜誌. 1999;12:3-9.", "big5", "big5"),
        ("1. 이주형, 박정임. 보건소 환자관리사업. 지역보건학회지. 2011;36(4):238-250.", "euc_kr", "cp949"),
        ("1. Παπαδόπουλος Γ. Δέρμα. Ελληνική Επιθεώρηση. 1999;12:3-9.", "cp1253", "cp1253"),
        ("1. Müller A. „Café“ à l’été – naïve… Hautarzt. 2003;54:9–11.", "cp1252", "cp1252"),
        ("1. Müller A. Skin. 1999.", "latin-1", "cp1252"),
        ("\x81 undefined in Windows-1252: é", "latin-1", "latin-1"),
    ],
)
def test_a_guess_is_right_and_said(text: str, written: str, read: str) -> None:
    """Files of older programs name no encoding; the letters of another alphabet give it away."""
    decoded = decode(text.encode(written))
    assert (decoded.text, decoded.encoding, decoded.line) == (text, read, 1)
    assert "--encoding chooses another" in (decoded.guess or "")


@given(
    st.binary(max_size=200).filter(lambda data: b"\x00" not in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")))
)
def test_any_bytes_are_read_without_loss(data: bytes) -> None:
    """A file that is changed in place is written as it was read: every byte comes back."""
    text, encoding, guess, _ = decode(data)
    assert guess is None or encoding != "utf-8"
    assert text.encode(encoding) == data or encoding not in {"utf-8", "utf-8-sig", "cp1252", "latin-1"}
