"""XML of others: what a document may declare, how deep and how large it may be, and that all readers use one door."""

from __future__ import annotations

import ast
import io
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from xml.sax import saxutils

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import ivigref
from ivigref import budget, xml
from ivigref.budget import Budget, Counted
from ivigref.errors import FormatError

ENTITY = '<!ENTITY e "x">'
LOL = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "lol"}">' for n in range(12))
DECLARING = {
    "an entity": f"<!DOCTYPE a [{ENTITY}]><a>&e;</a>",
    "a billion laughs": f"<!DOCTYPE a [{LOL}]><a>&a11;</a>",
    "a file": '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
    "a parameter entity": '<!DOCTYPE a [<!ENTITY % e SYSTEM "http://127.0.0.1:9/x"> %e;]><a/>',
    "an entity that is not used": f"<!DOCTYPE a [{ENTITY}]><a/>",
    "after a comment with a bracket": f"<!-- ] > --><!DOCTYPE a [<!-- ]><b> -->{ENTITY}]><a>&e;</a>",
    "after a name with a bracket": f'<!DOCTYPE a SYSTEM "x>y[\'" [{ENTITY}]><a>&e;</a>',
    "after an attribute that looks like the end": f"<!DOCTYPE a [<!ATTLIST a b CDATA ']> c'>{ENTITY}]><a>&e;</a>",
    "after an instruction that looks like the end": f"<!DOCTYPE a [<?x ' ]><c> ?>{ENTITY}]><a>&e;</a>",
    "after a declaration and a byte order mark": f"\ufeff<?xml version='1.0'?>\n<!DOCTYPE a [{ENTITY}]><a>&e;</a>",
    "after a megabyte of blanks": f"{' ' * (1 << 20)}<!DOCTYPE a [{ENTITY}]><a>&e;</a>",
    "after a comment of a megabyte": f"<!DOCTYPE a [<!--{' ' * (1 << 20)}-->{ENTITY}]><a>&e;</a>",
}
PARSERS = frozenset(
    "ElementTree XML XMLID XMLParser XMLPullParser expat fromstring fromstringlist iterparse minidom parse pulldom sax".split()
)


class Silent:
    """A handler that keeps the names of what it was shown."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def start(self, name: str, _: dict[str, str]) -> None:
        """Keep the name."""
        self.names.append(name)

    def end(self, _: str) -> None:
        """Need nothing."""

    def data(self, _: str) -> None:
        """Need no text."""


@pytest.mark.parametrize("text", DECLARING.values(), ids=DECLARING)
@pytest.mark.parametrize("door", ["text", "bytes", "parts", "walk"])
def test_whoever_declares_entities_is_refused(text: str, door: str) -> None:
    """No door expands one, wherever in the prolog it is hidden."""
    data = text.encode()
    doors: dict[str, Callable[[], object]] = {
        "text": lambda: xml.parse(text),
        "bytes": lambda: xml.parse(data),
        "parts": lambda: list(xml.parts(io.BytesIO(data), "b")),
        "walk": lambda: xml.walk(io.BytesIO(data), Silent(), Budget()),
    }
    with pytest.raises(FormatError, match=r"entities of its own|within the first"):
        doors[door]()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "cp037"])
def test_another_encoding_hides_no_entity(encoding: str) -> None:
    """The parser would follow what a document says of its encoding; we look at it as UTF-8 and refuse any other."""
    body = DECLARING["an entity"]
    data = f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + body.encode(encoding)
    for text in (data, body.encode(encoding)):
        for read in (xml.parse, lambda given: list(xml.parts(io.BytesIO(given), "b"))):
            with pytest.raises(FormatError):
                read(text)


def test_words_that_only_look_like_a_declaration_harm_nothing() -> None:
    """In a comment or a marked section of the text they declare nothing."""
    text = f"<!DOCTYPE a SYSTEM 'a.dtd'><a><!-- {ENTITY} --><![CDATA[{ENTITY}]]></a>"
    assert xml.parse(text).text == ENTITY


@pytest.mark.parametrize("depth", [xml.DEPTH, xml.DEPTH + 1])
def test_elements_are_within_one_another_up_to_a_bound(depth: int) -> None:
    """On either side of it, by every door."""
    text = "<a>" * depth + "</a>" * depth
    readers = (
        lambda: xml.parse(text),
        lambda: list(xml.parts(io.BytesIO(text.encode()), "b")),
        lambda: xml.walk(io.BytesIO(text.encode()), Silent(), Budget()),
    )
    for read in readers:
        if depth > xml.DEPTH:
            with pytest.raises(FormatError, match="at most 200 elements within one another"):
                read()
        else:
            read()


def test_a_stream_is_paid_for_as_it_is_read() -> None:
    """It ends at the limit, whatever it says of its size."""
    text = b"<a>" + b"<b/>" * 100_000 + b"</a>"
    xml.walk(io.BytesIO(text), handler := Silent(), Budget(len(text)))
    assert len(handler.names) == 100_001
    with pytest.raises(FormatError, match="expected at most 0 MB unpacked, found more"):
        xml.walk(io.BytesIO(text), Silent(), Budget(len(text) - 1))


def test_a_budget_ends_with_its_last_byte() -> None:
    """What fits exactly fits."""
    spent = Budget(10)
    spent.spend(10)
    with pytest.raises(FormatError):
        spent.spend(1)
    assert Counted(io.BytesIO(b"12345"), Budget(5)).read(9) == b"12345"


def test_packed_bytes_are_counted_before_they_are_held() -> None:
    """A megabyte of zeros packs to a kilobyte."""
    import zlib  # noqa: PLC0415

    packed = zlib.compress(bytes(1_000_000))
    assert len(Budget(1_000_000).inflate(packed)) == 1_000_000
    with pytest.raises(FormatError):
        Budget(999_999).inflate(packed)
    with pytest.raises(zlib.error):
        Budget().inflate(packed[:-9])
    assert budget.LIMIT < budget.DUMP


@given(st.text("<>/&;!DOCTYPE[]ab 'x\"=#?-", max_size=80) | st.binary(max_size=80))
@example(b"<?xml encoding='utf-7'?><a/>")
@example("")
def test_any_text_is_read_or_refused(text: str | bytes) -> None:
    """Nothing else is ever raised."""
    with suppress(FormatError):
        xml.parse(text)
    with suppress(FormatError):
        list(xml.parts(io.BytesIO(text.encode() if isinstance(text, str) else text), "a"))


def test_every_reader_uses_this_door() -> None:
    """Only here a parser of XML is imported; elsewhere are types of what it returns and writers, and our own pictures."""
    package = Path(ivigref.__file__).parent
    for path in sorted(package.rglob("*.py")):
        if path.relative_to(package).as_posix() in {"xml.py", "reports/charts.py"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("xml.", "lxml")):
                assert PARSERS.isdisjoint(name.name for name in node.names), path
            elif isinstance(node, ast.Import):
                assert not any(name.name.startswith(("xml.", "lxml", "docx")) for name in node.names), path


@given(st.text(st.sampled_from("<>&\"' \t\r\nab") | st.characters()))
@example("a \"b\" 'c'")
def test_texts_are_written_as_the_standard_library_writes_them(text: str) -> None:
    """Between tags and in attributes; its own module for that loads all that opens addresses, at every start."""
    assert xml.escaped(text) == saxutils.escape(text)
    assert xml.in_quotes(text) == saxutils.quoteattr(text)
