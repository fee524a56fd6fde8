"""MARCXML, the records of library catalogues (MARC 21) in XML.

Format: Library of Congress, MARC 21 Format for Bibliographic Data (loc.gov/marc/bibliographic).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from ivigref.errors import FormatError
from ivigref.formats.broken import whole_xml
from ivigref.formats.dating import Statement, state
from ivigref.formats.draft import Draft, Loaded
from ivigref.formats.people import inverted, read_inverted
from ivigref.formats.tagged_lines import read_addresses, read_serial
from ivigref.formats.xml_elements import local, said_by
from ivigref.model import Citation, Kind, MeshHeading, Origin
from ivigref.names import Name
from ivigref.patterns import lazy
from ivigref.text import clean

# Positions 06 and 07 of the leader: what a record is, and whether it is a part of something.
_KINDS = {
    "am": Kind.BOOK,
    "aa": Kind.BOOK_CHAPTER,
    "ab": Kind.JOURNAL_ARTICLE,
    "tm": Kind.MANUSCRIPT,
    "gm": Kind.AUDIOVISUAL,
}
_EDITING = lazy(r"ed(?:t|\.|itor)", re.IGNORECASE)
_YEAR = lazy(r"[12]\d{3}")
_WHERE = lazy(
    r"(?:vol(?:ume|\.)?|bd\.?)\s?(?P<volume>[\w-]{1,12})|(?:no\.?|issue|nr\.?|h\.)\s?(?P<issue>[\w/-]{1,12})"
    r"|(?:pp?\.?|pages?|s\.)\s?(?P<pages>[\w-]{1,20})",
    re.IGNORECASE,
)
_PUNCTUATION = " /:;,="
_MESH = "2"  # the second indicator of a subject


def loads(text: str) -> Loaded:
    """Read records of MARC 21; the punctuation that catalogues put between fields is left out."""
    loaded = Loaded()
    if not text.strip("\ufeff \r\n\t"):
        return loaded
    text, loaded.findings = whole_xml(text, r"(?:\w{1,20}:)?record")
    root = local(text)
    records = [root] if root.tag == "record" else list(root.iter("record"))
    if not records:
        raise FormatError(f"expected MARCXML, found <{root.tag}> without a record")
    for number, record in enumerate(records, start=1):
        draft = Draft("marcxml")
        if record.find("datafield") is not None:
            loaded.append(_read(draft, record))
        else:
            draft.find("unreadable", f"record {number}: expected fields of MARC, found none", severity="error")
        loaded.findings += draft.findings
    return loaded


def _read(draft: Draft, record: Element) -> Citation:
    draft.kind = _KINDS.get((record.findtext("leader") or "")[6:8])
    for field in record.findall("datafield"):
        _READERS.get(field.get("tag", ""), _keep)(draft, field)
    for control in record.findall("controlfield[@tag='001']"):
        draft.origins.append(Origin(accession=said_by(control) or None))
    year = next((match[0] for text in draft.texts.pop("date:", ()) if (match := _YEAR.search(text))), "")
    state(draft, [Statement("date", year)])
    return draft.citation()


def _sub(field: Element, codes: str, between: str = " ") -> str:
    parts = [said_by(part) for part in field.findall("subfield") if part.get("code") in set(codes)]
    return between.join(filter(None, parts))


def _trimmed(text: str) -> str:
    return clean(text).strip(_PUNCTUATION)


def _keep(draft: Draft, field: Element) -> None:
    codes = "".join(part.get("code", "") for part in field.findall("subfield"))
    draft.add(f"marcxml:{field.get('tag')}", _sub(field, codes))


def _read_title(draft: Draft, field: Element) -> None:
    title, rest = _trimmed(_sub(field, "a")), _trimmed(_sub(field, "bnp"))
    draft.add("title", (f"{title}: {rest}" if rest else title).removesuffix("."))
    draft.add("marcxml:245c", _sub(field, "c"))


def _read_person(draft: Draft, field: Element) -> None:
    is_group = field.get("tag", "")[1:] in {"10", "11"}
    text = _trimmed(_sub(field, "ab" if is_group else "aq"))
    text = text if re.search(r"\b[A-Z]\.$", text) else text.removesuffix(".")
    name = Name(literal=text) if is_group and text else read_inverted(text) if text else None
    role = _sub(field, "e4")
    if name is None:
        return
    if _EDITING.search(role):
        draft.editors.append(name)
    elif field.get("tag", "").startswith("1") or not role or re.search(r"aut|cre", role, re.IGNORECASE):
        draft.authors.append(name)
    else:
        draft.add(f"marcxml:{field.get('tag')}", f"{inverted(name)} ({role})")


def _read_imprint(draft: Draft, field: Element) -> None:
    draft.add("place", _trimmed(_sub(field, "a", "; ")).strip("[]"))
    draft.add("publisher", _trimmed(_sub(field, "b", "; ")))
    draft.add("date:", _sub(field, "c"))


def _read_host(draft: Draft, field: Element) -> None:
    """Read what a record is a part of; where in it stands in words."""
    draft.add("container_title", _trimmed(_sub(field, "t") or _sub(field, "a")).removesuffix("."))
    draft.add("container_title_short", _trimmed(_sub(field, "p")))
    for code in "xz":
        if number := _sub(field, code):
            read_serial(draft, number)
    where = _sub(field, "g")
    for match in _WHERE.finditer(where):
        if not draft.texts[match.lastgroup or ""]:
            draft.add(match.lastgroup or "", match[match.lastgroup or 0])
    draft.add("date:", where)
    draft.add("marcxml:773d", _sub(field, "d"))


def _read_identifier(draft: Draft, field: Element) -> None:
    of, number = _sub(field, "2").casefold(), _sub(field, "a")
    if of in {"doi", "pmid"}:
        draft.add(of, number)
    else:
        _keep(draft, field)


def _read_subject(draft: Draft, field: Element) -> None:
    text = _trimmed(_sub(field, "a")).removesuffix(".")
    if text and (field.get("ind2") == _MESH or _sub(field, "2").casefold() == "mesh"):
        draft.add(
            "mesh",
            str(MeshHeading(name=text, qualifiers=tuple(filter(None, [_trimmed(_sub(field, "x")).removesuffix(".")])))),
        )
    else:
        draft.add("keyword", " - ".join(filter(None, (text, _sub(field, "xyz", " - ").removesuffix(".")))))


def _read_thesis(draft: Draft, field: Element) -> None:
    draft.kind = Kind.THESIS
    draft.add("note", _sub(field, "abcd"))


def _text(datum: str, codes: str = "a") -> Callable[[Draft, Element], None]:
    return lambda draft, field: draft.add(datum, _trimmed(_sub(field, codes)))


def _read_serial(draft: Draft, field: Element) -> None:
    if number := _sub(field, "a"):
        read_serial(draft, number)


def _read_address(draft: Draft, field: Element) -> None:
    if address := _sub(field, "u"):
        read_addresses(draft, address, "url")


_READERS: dict[str, Callable[[Draft, Element], None]] = {
    "020": _read_serial,
    "022": _read_serial,
    "024": _read_identifier,
    "041": _text("language"),
    **dict.fromkeys(("100", "110", "111", "700", "710", "711"), _read_person),
    "245": _read_title,
    "250": _text("edition"),
    **dict.fromkeys(("260", "264"), _read_imprint),
    **dict.fromkeys(("440", "490"), _text("series")),
    "500": _text("note"),
    "502": _read_thesis,
    "520": _text("abstract"),
    **dict.fromkeys(("650", "653"), _read_subject),
    "773": _read_host,
    "856": _read_address,
}
