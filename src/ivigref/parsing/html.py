"""Reference lists in HTML pages: the items of the list that is marked as one, and the addresses that they link to."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from ivigref.identifiers import normalize_doi, normalize_pmcid, normalize_pmid
from ivigref.parsing.items import Item, Items, split
from ivigref.parsing.page import labels_of
from ivigref.text import squeeze

_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "br", "div", "dd", "dl", "dt", "footer", "h1", "h2", "h3", "h4", "h5",
     "h6", "header", "hr", "li", "main", "nav", "ol", "p", "section", "table", "td", "th", "tr", "ul")
)  # fmt: skip
_SILENT = frozenset(("script", "style", "noscript", "template", "svg", "head", "button"))
# How publishers mark their lists: id="Bib1", class="references", class="c-article-references", role="doc-bibliography".
_MARKED = re.compile(
    r"(?:^|[\s_-])(?:references?|ref-?list|bib(?:liography|1)?|citations?|literature|doc-bibliography)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<(?:!doctype\s+html|html|body|ol|ul|li|div|section|p)\b", re.IGNORECASE)
# A whole tag, whose values in quotes may hold its signs; or what only begins like one.
_TAG = re.compile(r"""(<[a-zA-Z](?:[^<>]*+>|(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>))|<(?=[a-zA-Z])""")
_PUBMED = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/|list_uids=)(\d{1,9})")
_PMC = re.compile(r"/pmc/articles/(PMC\d{3,9})|pmc\.ncbi\.nlm\.nih\.gov/articles/(PMC\d{3,9})")
_DOI = re.compile(r"doi\.org/(10\.[^\s?#&]+(?:[?#][^\s]*)?)")


def is_html(text: str) -> bool:
    """Tell whether a text is a page, or a part of one, in HTML.

    >>> is_html("<ol class='references'><li>Bruton OC.</li></ol>"), is_html("p < 0.05 and <i>Lupus</i>")
    (True, False)
    """
    return _MARKUP.search(text, 0, 20_000) is not None


def read_html(page: str) -> Items:
    """Return the items of the page's reference list; a page that marks none is read as the text that it shows.

    >>> item, = read_html(
    ...     "<ol class='references'><li><p>Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.</p>"
    ...     "<p><a href='https://pubmed.ncbi.nlm.nih.gov/12345/'>PubMed</a> <a href='#'>Google Scholar</a></p></ol>"
    ... ).items
    >>> item.raw, item.links, item.number, item.known
    ('Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.', ('PubMed', 'Google Scholar'), 1, {'pmid': '12345'})
    """
    reader = _Reader()
    reader.feed(_closed(page))
    reader.close()
    if reader.items:
        return Items(tuple(reader.items))
    return split("".join(reader.text))


def _closed(page: str) -> str:
    """Write as text what opens a tag or a comment that never closes: Python's parser looks for each one's end anew.

    >>> _closed("a <i b <!-- c <p class='x'>d")
    "a &lt;i b &lt;!-- c <p class='x'>d"
    """
    page = page.replace("<![", "<! [")  # of no use in HTML, and refused by Python's parser where it is none of XML's
    for opening, closing in (("<!--", "-->"), ("<", ">")):
        end = page.rfind(closing) + 1
        page = page[:end] + page[end:].replace(opening, opening.replace("<", "&lt;"))
    return _TAG.sub(lambda match: match[1] or "&lt;", page)


class _Reader(HTMLParser):
    """Collects the items of marked lists, and all text as lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.items: list[Item] = []
        self.text: list[str] = []
        self._open: list[tuple[str, bool]] = []  # the elements that are open, and which of them mark a list
        self._silent = 0
        self._item: list[str] | None = None
        self._addresses: list[str] = []
        self._line = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; a list item inside a marked list begins a reference."""
        given = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        if tag in _BLOCKS:
            self._add("\n")
        if tag == "a":
            self._addresses.append(given.get("href", ""))
        marked = any(_MARKED.search(given.get(name, "")) for name in ("class", "id", "role"))
        if tag == "li" and any(mark for _, mark in self._open):
            self._finish()
            self._item, self._addresses, self._line = [], [], self.getpos()[0]
        if tag in {"ol", "ul", "section", "div", "li"}:
            self._open.append((tag, marked and tag != "li"))

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and the reference that it held."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in _BLOCKS:
            self._add("\n")
        if any(name == tag for name, _ in self._open[-50:]):
            while self._open and self._open.pop()[0] != tag:
                pass
        if tag in {"li", "ol", "ul"}:
            self._finish()

    def close(self) -> None:
        """End the page, and a reference that it leaves open."""
        super().close()
        self._finish()

    def handle_data(self, data: str) -> None:
        """Keep text as it is shown."""
        if not self._silent:
            self._add(re.sub(r"[ \t\r\n]+", " ", data))

    def _add(self, text: str) -> None:
        self.text.append(text)
        if self._item is not None:
            self._item.append(text)

    def _finish(self) -> None:
        if self._item is None:
            return
        lines = [line.strip() for line in "".join(self._item).split("\n")]
        labels = tuple(label for line in lines for label in labels_of(line))
        raw = squeeze(" ".join(line for line in lines if line and not labels_of(line)))
        self._item = None
        if not raw:
            return
        number = len(self.items) + 1
        if leading := re.match(r"[\[(]?(\d{1,4})[\])]?[.)]?\s", raw):
            number, raw = int(leading.group(1)), raw[leading.end() :]
        self.items.append(Item(raw, number, labels, self._line, known=_linked(self._addresses)))


def _linked(addresses: list[str]) -> dict[str, str]:
    """Return the identifiers to which an item's links lead."""
    known: dict[str, str] = {}
    for address in addresses:
        if (match := _DOI.search(address)) and (doi := normalize_doi(f"https://doi.org/{match.group(1)}")):
            known.setdefault("doi", doi)
        elif (match := _PMC.search(address)) and (pmcid := normalize_pmcid(match.group(1) or match.group(2))):
            known.setdefault("pmcid", pmcid)
        elif (match := _PUBMED.search(address)) and (pmid := normalize_pmid(match.group(1))):
            known.setdefault("pmid", pmid)
    return known
