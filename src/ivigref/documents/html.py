"""Reference lists in HTML pages: the items of the list that is marked as one, and the addresses that they link to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from itertools import groupby

from ivigref.documents.contents import Contents
from ivigref.documents.edges import is_reference
from ivigref.documents.items import Item, Items, Problem, no_such_list
from ivigref.documents.splitting import split
from ivigref.errors import FormatError, InputError
from ivigref.model import Check
from ivigref.parsing.labels import labels_of
from ivigref.parsing.undress import linked
from ivigref.patterns import lazy
from ivigref.text import squeeze
from ivigref.xml import root_of

BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "br", "div", "dd", "dl", "dt", "footer", "h1", "h2", "h3", "h4", "h5",
     "h6", "header", "hr", "li", "main", "nav", "ol", "p", "section", "table", "td", "th", "tr", "ul")
)  # fmt: skip
SILENT = frozenset(("script", "style", "noscript", "template", "svg", "head", "button"))
# How publishers mark their lists: id="Bib1", class="references", class="c-article-references", role="doc-bibliography".
_MARKED = lazy(
    r"(?:^|[\s_-])(?:references?|ref-?list|bib(?:liography|1)?|citations?|literature|doc-bibliography)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MARKUP = lazy(r"<(?:!doctype\s+html|html|body|ol|ul|li|div|section|p)\b", re.IGNORECASE)
# A whole tag, whose values in quotes may hold its signs; or what only begins like one.
_TAG = lazy(r"""(<[a-zA-Z](?:[^<>]*+>|(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>))|<(?=[a-zA-Z])""")
# What a page, or a part of one, may begin with; words within a line may do so in any text.
WORDS = frozenset("a abbr b br cite code del em font i ins mark q s small span strong sub sup tt u wbr".split())
PARTS = frozenset(
    """
    address article aside base blockquote body button caption center dd details div dl dt figure footer form h1 h2 h3 h4
    h5 h6 head header hr html iframe img input label li link main meta nav noscript object ol option p pre script
    section select style svg table tbody td template textarea th thead title tr ul video
    """.split()
)
# What stands before a page: a form for a password, or a look at who asks for it.
_DOOR = lazy(
    r"""\btype\s{0,5}=\s{0,5}["']?password\b
      | <title[^<>]{0,200}>[^<]{0,200}?\b(?:sign[ -]?in|log[ -]?in|log[ -]?on|just\ a\ moment|access\ denied
        |are\ you\ a\ robot|security\ check|attention\ required|captcha|anmelden|connexion)\b
      | \benable\ javascript\ and\ cookies\b""",
    re.IGNORECASE | re.VERBOSE,
)
_LOOKED_AT = 20_000  # characters
_LEADING = lazy(r"\s*(?:[\[(]\d{1,4}[\])]|\d{1,4}[.)](?!\d))")  # a number that the page prints itself


def recognises(contents: Contents) -> bool:
    """Tell whether a text is a page, or a part of one, in HTML.

    >>> recognises(Contents(text="<ol><li>Bruton OC.</li></ol>")), recognises(Contents(text="p < 0.05, <i>Lupus</i>"))
    (True, False)
    """
    text = contents.shown
    return (root_of(text) or "").lower() in PARTS or _MARKUP.search(text, 0, _LOOKED_AT) is not None


def read(contents: Contents, which: int | None = None) -> Items:
    """Return the items of the page's reference list; a page that marks none is read as the text that it shows.

    Raises InputError where there is no list.

    >>> item, = read(Contents(text=
    ...     "<ol class='references'><li><p>Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.</p>"
    ...     "<p><a href='https://pubmed.ncbi.nlm.nih.gov/12345/'>PubMed</a> <a href='#'>Google Scholar</a></p></ol>"
    ... )).items
    >>> item.raw, item.links, item.number, item.known
    ('Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.', ('PubMed', 'Google Scholar'), 1, {'pmid': '12345'})
    """
    page = closed(contents.shown)
    sizes = _Sizes()
    if "reversed" in page:
        sizes.feed(page)
        sizes.close()
    reader = _Reader(sizes.found)
    reader.feed(page)
    reader.close()
    if lists := _lists(reader.items):
        return _chosen(lists, which)
    try:
        return split("".join(reader.text), which=which)
    except InputError as error:
        if _DOOR.search(page) is None:
            raise
        raise FormatError(
            "expected a page with a reference list, found one that asks to sign in or for a browser: open the page in"
            " a browser, and save it when it shows the list"
        ) from error


def _lists(items: Sequence[tuple[int, Item]]) -> list[tuple[Item, ...]]:
    """Return the marked lists that hold references, and not buttons or tabs; one that goes on is one list."""
    lists: list[tuple[Item, ...]] = []
    for _, members in groupby(items, lambda pair: pair[0]):
        found = tuple(item for _, item in members)
        if sum(is_reference(item.raw) for item in found) * 2 < len(found):
            continue
        if lists and not (found[0].number == 1 and lists[-1][-1].number not in {None, 0}):
            lists[-1] += found
        else:
            lists.append(found)
    return lists


def _chosen(lists: Sequence[tuple[Item, ...]], which: int | None) -> Items:
    if which is not None:
        if which > len(lists):
            raise no_such_list(len(lists), "lists of the page", which)
        return Items(lists[which - 1], lists=len(lists))
    message = f"the page has {len(lists)} lists; the longest is read (choose with --list)"
    problems = (Problem(Check.SEVERAL_LISTS, message),) if lists[1:] else ()
    return Items(max(lists, key=len), problems, len(lists))


def closed(page: str) -> str:
    """Write as text what opens a tag or a comment that never closes: Python's parser looks for each one's end anew.

    >>> closed("a <i b <!-- c <p class='x'>d")
    "a &lt;i b &lt;!-- c <p class='x'>d"
    """
    page = page.replace("<![", "<! [")  # of no use in HTML, and refused by Python's parser where it is none of XML's
    for opening, closing in (("<!--", "-->"), ("<", ">")):
        end = page.rfind(closing) + 1
        page = page[:end] + page[end:].replace(opening, opening.replace("<", "&lt;"))
    return _TAG.sub(lambda match: match[1] or "&lt;", page)


class _Numbers:
    """Counts the items of a list as a browser does; a list that shows other marks than numbers gives none."""

    def __init__(self, first: int | None, step: int = 1) -> None:
        self._next = first
        self._step = step

    @classmethod
    def of(cls, tag: str, given: dict[str, str], size: int) -> _Numbers:
        """Return the numbers of a list by its attributes and its size."""
        if tag == "ul" or given.get("type", "1") != "1":
            return cls(None)
        first, backwards = _whole(given.get("start", "")), "reversed" in given
        return cls((size if backwards else 1) if first is None else first, -1 if backwards else 1)

    def next(self, value: str) -> int | None:
        """Return the number of the next item, which may say its own."""
        if self._next is None:
            return None
        own = _whole(value)
        number = self._next if own is None else own
        self._next = number + self._step
        return number


class _Sizes(HTMLParser):
    """Counts the items of every list of a page: one that is numbered backwards begins with as many."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[int] = []
        self._open: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a list, or count an item."""
        del attrs
        if tag in {"ol", "ul"}:
            self._open.append(len(self.found))
            self.found.append(0)
        elif tag == "li" and self._open:
            self.found[self._open[-1]] += 1

    def handle_endtag(self, tag: str) -> None:
        """Close a list."""
        if tag in {"ol", "ul"} and self._open:
            self._open.pop()


def _whole(value: str) -> int | None:
    return int(value) if re.fullmatch(r"\s*\d{1,6}\s*", value) else None


class _Reader(HTMLParser):
    """Collects the items of marked lists, and all text as lines."""

    def __init__(self, sizes: list[int]) -> None:
        super().__init__(convert_charrefs=True)
        self._sizes = iter(sizes)
        self.items: list[tuple[int, Item]] = []  # each with the marked element in which it stands
        self._marked = 0  # how many of these there were
        self.text: list[str] = []
        self._open: list[tuple[str, bool]] = []  # the elements that are open, and which of them mark a list
        self._marks = 0  # how many of them do
        self._lists: list[_Numbers] = []
        self._silent = 0
        self._item: list[str] | None = None
        self._depth = 0  # of the list in which the item stands
        self._is_whole = False  # known to be a reference, so that a list within it is one of links
        self._inner = 0  # where the item of a list within it begins
        self._number: int | None = None
        self._printed = ""  # the number that a browser prints before the text that comes next
        self._addresses: list[str] = []
        self._line = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; a list item inside a marked list begins a reference."""
        given = {name: value or "" for name, value in attrs}
        if tag in SILENT:
            self._silent += 1
        if tag in BLOCKS:
            self._add("\n")
        if tag == "a":
            self._addresses.append(given.get("href", ""))
        marked = any(_MARKED.search(given.get(name, "")) for name in ("class", "id", "role"))
        if tag == "li":
            self._begin(given)
        if tag in {"ol", "ul"}:
            self._lists.append(_Numbers.of(tag, given, next(self._sizes, 0)))
        if tag in {"ol", "ul", "section", "div", "li"}:
            self._open.append((tag, marked and tag != "li"))
            self._marks += self._open[-1][1]
            self._marked += self._open[-1][1] and self._marks == 1

    def _begin(self, given: dict[str, str]) -> None:
        """Begin an item; a list within a reference, such as one of links, has no items of its own."""
        number = self._lists[-1].next(given.get("value", "")) if self._lists else None
        self._printed = "" if number is None else f"{number}. "
        if not self._marks:
            return
        if self._item is not None and len(self._lists) > self._depth:
            self._is_whole = self._is_whole or is_reference("".join(self._item))
            if self._is_whole:
                self._inner = len(self._item)
                return
        self._finish()
        self._item, self._addresses, self._line, self._is_whole = [], [], self.getpos()[0], False
        self._number, self._depth, self._printed = number, len(self._lists), ""

    def _part(self) -> None:
        """Part a reference from the item of a list within it, where that is a reference of its own."""
        inner = (self._item or [])[self._inner :]
        if self._item is not None and is_reference("".join(inner)):
            del self._item[self._inner :]
            for self._item in (self._item, inner):  # noqa: B020  (the item that is finished next)
                self._finish()
                self._number = None
            self._item, self._is_whole = [], False

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and the reference that it held."""
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in BLOCKS:
            self._add("\n")
        if any(name == tag for name, _ in self._open[-50:]):
            closed = ""
            while closed != tag:
                closed, mark = self._open.pop()
                self._marks -= mark
        if tag in {"ol", "ul"} and self._lists:
            self._lists.pop()
            if len(self._lists) < self._depth:
                self._finish()
        elif tag == "li" and len(self._lists) > self._depth:
            self._part()
        elif tag == "li":
            self._finish()

    def close(self) -> None:
        """End the page, and a reference that it leaves open."""
        super().close()
        self._finish()

    def handle_data(self, data: str) -> None:
        """Keep text as it is shown."""
        if self._silent:
            return
        shown = re.sub(r"[ \t\r\n]+", " ", data)
        if self._printed and shown.strip():
            self.text.append("" if _LEADING.match(shown) else self._printed)
            self._printed = ""
        self._add(shown)

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
        number = len(self.items) + 1 if self._number is None else self._number
        if leading := re.match(r"[\[(]?(\d{1,4})[\])]?[.)]?\s", raw):
            number, raw = int(leading.group(1)), raw[leading.end() :]
        self.items.append((self._marked, Item(raw, number, labels, self._line, known=linked(self._addresses))))
