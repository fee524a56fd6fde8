"""EndNote's tagged text, .enw or refer: lines that begin with a percent sign, as Google Scholar writes them, too.

Format: Clarivate, "EndNote Import" format (support.clarivate.com/Endnote); refer(1) of Unix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ivigref.errors import FormatError
from ivigref.formats import mapping
from ivigref.formats.dating import Statement, beside, state, with_year
from ivigref.formats.draft import ET_AL, Draft, Loaded
from ivigref.formats.entry import Entry, Values, entries, narrower
from ivigref.formats.labelled_text import records
from ivigref.formats.markup import untagged
from ivigref.formats.origins import origins, pmid_of
from ivigref.formats.people import inverted, read_names
from ivigref.formats.tagged_lines import Line, lines, read_addresses, read_narrower, read_remark, read_serial, unsaid
from ivigref.keys import TEMPLATE
from ivigref.model import Citation, Kind, Origin
from ivigref.patterns import lazy
from ivigref.text import clean

_LINE = lazy(r"\ufeff?\s*+%(\S)(?: (.*))?")
_SEPARATE = frozenset("KAE@UM~")  # tags whose further lines are values of their own
_BEGINS = "0"
_PLAIN = ("volume", "issue", "publisher", "place", "edition", "series", "language", "abstract", "annotation", "url",
          "url_date", "container_title_short")  # fmt: skip
_ONCE = frozenset("PR2")
_ESCAPED = lazy(r"x([0-9a-f]{2})")


def dumps(citations: Iterable[Citation], *, values: Values = "record", template: str = TEMPLATE) -> str:
    """Write citations as EndNote imports them.

    >>> from ivigref import Name, Reference
    >>> print(dumps([Citation(reference=Reference(authors=(Name.parse("De Pità O"),), year=1997, pages="228–31"))]))
    %0 Generic
    %A De Pità, O.
    %D 1997
    %P 228-231
    %F DePita1997
    <BLANKLINE>
    """
    found = entries(citations, values, template)
    return "\n".join("".join(f"%{tag} {text}\n" for tag, text in _lines(entry)) for entry in found)


def _lines(entry: Entry) -> Iterator[tuple[str, str]]:
    written = [(tag, text) for tag, text in _known(entry) if text]
    said = {tag for tag, _ in written} & _ONCE
    yield from written
    yield from ((_tag(name), text) for name, text in entry.own("refer:") if _tag(name) not in said)


def _known(entry: Entry) -> Iterator[tuple[str, str]]:
    work, names = entry.work, mapping.names("refer")
    yield _BEGINS, entry.kind.word("refer")
    yield from (("A", inverted(name)) for name in work.authors)
    yield from (("E", inverted(name)) for name in work.editors)
    yield "T", untagged(work.title or "")
    # A further journal that was read stands behind the first.
    has_journal = entry.kind.is_a(Kind.JOURNAL_ARTICLE) or "refer:J" in entry.extra
    yield ("J" if has_journal else "B"), untagged(work.container_title or "")
    yield "D", entry.text("year")
    date = work.date
    yield "8", "" if date is None or date.is_year else beside(date, lambda text: with_year(date.year, text))
    yield "P", work.pages.expanded.replace("–", "-") if work.pages else ""
    yield from ((names[datum][0], untagged(text)) for datum in _PLAIN for text in entry.texts(datum))
    own = [text for name, text in entry.own("refer:") if _tag(name) == "@"]
    yield from (("@", text) for text in unsaid((*entry.texts("issn"), *entry.texts("isbn")), own))
    yield "R", work.doi or ""
    yield "2", work.pmcid or ""
    yield "9", narrower(entry.kind, "refer")
    yield from (("K", clean(keyword)) for keyword in entry.keywords)
    yield from _origin(entry)
    yield "Z", ET_AL if work.et_al and work.authors else ""
    yield from (("Z", untagged(text)) for text in entry.texts("note"))
    yield "F", entry.key


def _origin(entry: Entry) -> Iterator[tuple[str, str]]:
    """Write the database that has the PMID, else the first: there is a place for one."""
    work, pmid = entry.work, entry.work.pmid
    chosen = next((o for o in entry.origins if pmid and pmid_of(o) == pmid), next(iter(entry.origins), Origin()))
    yield "~", chosen.database or ""
    yield "M", chosen.accession or ""
    yield "Z", f"PMID: {pmid}" if pmid and pmid_of(chosen) != pmid else ""
    yield "Z", f"arXiv: {work.arxiv}" if work.arxiv else ""
    yield from (("Z", f"Trial: {trial}") for trial in work.trials)


def _tag(name: str) -> str:
    """Return the tag that a field is kept under: a sign by its number, since it is no name of a field.

    >>> _tag("x2a"), _tag("L"), _name("*"), _name("L")
    ('*', 'L', 'x2a', 'L')
    """
    match = _ESCAPED.fullmatch(name)
    return chr(int(match[1], 16)) if match else name


def _name(tag: str) -> str:
    return tag if tag.isascii() and tag.isalnum() and not tag.isdigit() else f"x{ord(tag) & 0xFF:02x}"


def loads(text: str) -> Loaded:
    r"""Read EndNote's tagged text; without a type a record ends with an empty line.

    >>> print(loads("%0 Journal Article\n%A Berg, O.\n%T A title\n%J J Inv\n%D 2014\n%V 3\n%P 11-19\n")[0])
    Berg O. A title. J Inv. 2014;3:11-19
    """
    loaded = Loaded()
    has_types = any(line.tag == _BEGINS for line in lines(text, _LINE))
    for record in records(_fields(text, gaps=has_types), _BEGINS):
        draft = Draft("refer", line=record[0].number)
        for line in record:
            _READERS.get(line.tag, _read_plain)(draft, line)
        loaded.append(_finish(draft))
        loaded.findings += draft.findings
    if text.strip("\ufeff \r\n\t") and not loaded:
        raise FormatError("expected EndNote's tagged text, found no record (%0 …)")
    return loaded


def _fields(text: str, *, gaps: bool) -> Iterator[Line]:
    """Yield the tagged lines; each record begins with a type, empty where the file has none."""
    begins = not gaps
    for line in lines(text, _LINE, _SEPARATE, gaps=gaps):
        if not line.tag:
            begins = not gaps
            continue
        if begins and line.tag != "?":
            yield Line(_BEGINS, "", line.number)
            begins = False
        yield line


def _finish(draft: Draft) -> Citation:
    texts = draft.texts
    journals, books = texts.pop("name:J", []), texts.pop("name:B", [])
    texts["container_title"] = [*journals, *books][:1]
    for tag, names in (("J", journals), ("B", books)):
        for name in names:
            if name not in texts["container_title"]:
                draft.add(f"refer:{tag}", name)
    state(draft, [Statement(_name(tag), text) for tag in "D8" for text in texts.pop(f"date:{tag}", ())])
    databases, numbers = texts.pop("database", []), texts.pop("accession", [])
    draft.origins += origins([("database", name) for name in databases] + [("accession", number) for number in numbers])
    if not texts["pmid"]:
        draft.add("pmid", next(filter(None, map(pmid_of, draft.origins)), ""))
    if draft.kind is None and texts["container_title"] and texts["volume"]:
        draft.kind = Kind.JOURNAL_ARTICLE
    return draft.citation()


def _read_plain(draft: Draft, line: Line) -> None:
    datum = mapping.data("refer").get(line.tag)
    draft.add(datum or f"refer:{_name(line.tag)}", line.text)


def _read_type(draft: Draft, line: Line) -> None:
    if line.text:
        draft.kind = Kind.read("refer", line.text) or Kind.read("exports", line.text) or Kind.OTHER


def _read_doi(draft: Draft, line: Line) -> None:
    draft.native.setdefault("doi", (("R", line.text),))
    draft.add("doi", line.text)


_READERS: dict[str, Callable[[Draft, Line], None]] = {
    _BEGINS: _read_type,
    "A": lambda draft, line: read_names(draft, line.text),
    "E": lambda draft, line: read_names(draft, line.text, into="editors"),
    "J": lambda draft, line: draft.add("name:J", line.text),
    "B": lambda draft, line: draft.add("name:B", line.text),
    "D": lambda draft, line: draft.add("date:D", line.text),
    "8": lambda draft, line: draft.add("date:8", line.text),
    "R": _read_doi,
    "2": lambda draft, line: draft.add("pmcid", line.text),
    "@": lambda draft, line: read_serial(draft, line.text, _name("@")),
    "U": lambda draft, line: read_addresses(draft, line.text, "url"),
    "Z": lambda draft, line: read_remark(draft, line.text, "note"),
    "9": lambda draft, line: read_narrower(draft, line.text, "refer", f"refer:{_name('9')}"),
    "F": lambda draft, line: setattr(draft, "key", line.text or None),
}
