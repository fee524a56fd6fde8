"""Where a work is, as databases print it in one line: journal, date, volume, issue and pages."""

from __future__ import annotations

import re

from ivigref.formats.draft import Draft
from ivigref.patterns import lazy
from ivigref.text import clean

_REST = r"(?P<rest>.*)"
_FORMS = {
    # Pediatr Nephrol. 2012 Sep;27(9):1691-6. doi: 10.9999/inv.1. Epub 2012 Apr 24.
    "pubmed": lazy(
        r"(?P<container_title>[^;]{1,300}?)\.\s(?P<date>[12]\d{3}\b[^;:.]{0,40}+)"
        r"(?:;(?P<volume>[^(:.]{1,40}+)?(?:\((?P<issue>[^)]{1,60}+)\))?)?(?::(?P<pages>[^.]{1,60}+(?:\.e?\d++[^.\s]{0,20}+)?))?"
        rf"(?:\.(?:\s|\Z)|\Z){_REST}",
        re.DOTALL,
    ),
    # J Inv (2014) 3:2 (11-19). Date of Publication: 1 Mar 2014; ... 15:1 Article Number: 4063. Date of Publication: ...
    "embase": lazy(
        r"(?P<container_title>[^\n]{1,300}?)\s\((?P<date>[12]\d{3})\)(?:\s(?P<volume>[^\s:(]{1,20}+)?"
        r"(?::(?P<issue>[^(.]{1,40}?))?(?=\s|\.|\Z))?(?:\sArticle Number:\s(?P<number>[^.\s]{1,30}+))?"
        rf"(?:\s\((?P<pages>[^)]{{1,40}}+)\))?(?:\.(?:\s|\Z)|\Z){_REST}",
        re.DOTALL,
    ),
    # Journal of Inventions. 3(2):11-19, 2014 Mar.
    "ovid": lazy(
        r"(?P<container_title>[^\n]{1,300}?)\.\s(?P<volume>[^\s(:,.]{1,20}+)?(?:\s?\((?P<issue>[^)]{1,60}+)\))?"
        rf"(?:[:,]\s?(?P<pages>[^,]{{1,40}}+))?,\s(?P<date>[12]\d{{3}}\b[^.]{{0,30}}+)\.?{_REST}",
        re.DOTALL,
    ),
}
_DOI = lazy(r"\bdoi:\s(\S+)", re.IGNORECASE)
_DATE = lazy(r"\bDate of Publication:\s([^.;]{4,30}+)")
_PII = lazy(r"pii: ")


def read_source(draft: Draft, text: str, of: str) -> bool:
    """Read such a line into what no other field has said; one of another form is kept under its name.

    >>> draft = Draft("csv")
    >>> read_source(draft, "J Imagin Med. 2012 Sep;27(9):1691-6. doi: 10.9999/inv.1. Epub 2012 Apr 24.", "pubmed")
    True
    >>> [draft.texts[name] for name in ("container_title", "volume", "issue", "pages", "doi", "date:date")]
    [['J Imagin Med'], ['27'], ['9'], ['1691-6'], ['10.9999/inv.1'], ['2012 Sep']]
    >>> read_source(draft, "J Imagin Med", "embase")
    False
    """
    match = _FORMS[of].fullmatch(clean(text))
    if match is None:
        draft.add(f"{draft.of}:source", clean(text))
        return False
    for name in ("container_title", "volume", "issue", "pages"):
        if (value := (match[name] or "").strip()) and not draft.texts[name]:
            draft.texts[name].append(_PII.sub("", value))
    if (number := match.groupdict().get("number")) and not match["pages"]:
        draft.add("page:article_number", number)
    date = _DATE.search(match["rest"])
    draft.add("date:date", (date[1] if date else match["date"]).strip())
    if (doi := _DOI.search(text)) and not draft.texts["doi"]:
        draft.add("doi", doi[1].rstrip("."))
    return True
