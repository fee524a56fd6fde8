"""BibTeXML, the fields of BibTeX as elements, as JabRef and the bibtexml tools write them.

Format: bibtexml.sourceforge.net, bibtexml.dtd.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ivigref.errors import FormatError
from ivigref.formats import bibtex
from ivigref.formats.broken import whole_xml
from ivigref.formats.draft import Loaded
from ivigref.formats.xml_elements import local, said_by
from ivigref.model import Citation
from ivigref.patterns import lazy

_NO_ENTRIES = frozenset({"string", "comment", "preamble"})  # what BibTeX means by these is no work
_NO_KEY = lazy(r"[\s,{}\"#%'()=~\\]+")
_PEOPLE = frozenset({"author", "editor"})


def loads(text: str) -> Loaded:
    """Read BibTeXML, field for field as BibTeX.

    >>> book = "<book><title>Skin</title><year>2014</year></book>"
    >>> print(loads(f'<file xmlns="http://bibtexml.sf.net/"><entry id="a">{book}</entry></file>')[0])
    Skin. 2014
    """
    if not text.strip("\ufeff \r\n\t"):
        return Loaded()
    text, findings = whole_xml(text, r"(?:[\w.-]{1,30}:)?entry")
    root = local(text)
    found = [_entry(entry) for entry in root.iter("entry")]
    if not found:
        raise FormatError(f"expected BibTeXML, found <{root.tag}> without an entry")
    read = bibtex.loads("\n".join(found))
    loaded = Loaded(_elsewhere(citation) for citation in read)
    loaded.findings = [*findings, *(finding.model_copy(update={"line": None}) for finding in read.findings)]
    return loaded


def _elsewhere(citation: Citation) -> Citation:
    """Take off the line, which is one of the BibTeX that was made of the file."""
    return citation.model_copy(update={"reference": citation.reference.model_copy(update={"line": None})})


def _entry(entry: Element) -> str:
    kind = next(iter(entry), None)
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(kind))
    named = kind is not None and kind.tag.isalnum() and kind.tag.lower() not in _NO_ENTRIES
    return (
        f"@{kind.tag if kind is not None and named else 'misc'}{{{_NO_KEY.sub('', entry.get('id', ''))},\n{fields}}}\n"
    )


def _fields(kind: Element | None) -> Iterator[tuple[str, str]]:
    for field in kind if kind is not None else ():
        people = [said_by(person) for person in field.iter("person")]
        groups = field.tag in _PEOPLE and people
        for child in () if groups else field:
            yield child.tag, _balanced(said_by(child))
        if groups or not len(field):
            yield field.tag, _balanced(" and ".join(people) if groups else said_by(field))


def _balanced(text: str) -> str:
    """Return a value that closes no brace that it has not opened."""
    depth = 0
    for letter in text:
        depth += (letter == "{") - (letter == "}")
        if depth < 0:
            break
    return text if depth == 0 and not text.endswith("\\") else text.translate({ord(brace): None for brace in "{}\\"})
