"""Twice the text takes twice the time: every pattern and every parser of the package, on what an enemy would send."""

import csv
import importlib
import inspect
import io
import json
import pkgutil
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from html import escape
from pathlib import Path
from time import thread_time
from types import FrameType
from typing import Any

import pytest

import ivigref
from ivigref import (
    Checked,
    Citation,
    Finding,
    Name,
    Pages,
    Record,
    Reference,
    checks,
    documents,
    formats,
    identifiers,
    keys,
    matching,
    parsing,
    text,
)
from ivigref.documents import html
from ivigref.documents.contents import Contents
from ivigref.errors import IvigrefError
from ivigref.formats import bibtex_names, csv_table, latex_reading, latex_writing, people
from ivigref.model import Check
from ivigref.parsing import tail
from ivigref.parsing.styles import STYLES
from ivigref.parsing.undress import undress
from ivigref.patterns import lazy
from ivigref.registries.crossref.record import record_from_work
from ivigref.registries.pubmed.record import record_from_article
from ivigref.reports import compare, github, markdown
from ivigref.tagging import tag_record, vocabulary
from ivigref.xml import parse as parse_tree
from tests.timing import undisturbed

WORST = 2.6  # times as long for twice the text; 4 is quadratic
SIZE = 4000  # characters of a pattern's text
AT_ONCE = (
    0.0016  # seconds in which a text of that size is read: 400 ns a character are linear, 4000 of them squared not
)
PATIENCE = 3.0  # seconds of processor time after which nobody waits any longer
SMALL, LARGE = 1500, 12_000
DEEPEST = 5  # tables in tables

BLANKS = (" ", "\t", "\n", "\r\n", "\u00a0", "\f", " \n", "\u2003", "\u2028", "\x85")
SIGNS = (
    ",",
    ";",
    ".",
    ":",
    "-",
    "–",
    "—",
    "--",
    "(",
    ")",
    "()",
    "[",
    "]",
    "[1]",
    "{",
    "}",
    "{}",
    "\\",
    '"',
    "“",
    "'",
    "’",
    "<",
    ">",
    "&",
    "@",
    "#",
    "%",
    "*",
    "_",
    "/",
    "|",
    "=",
    "$",
    "~",
    "^",
    "+",
    "!",
    "?",
    "`",
    "…",
)
LETTERS = ("a", "A", "Aa", "aA", "é", "É", "ß", "α", "中", "1", "0", "a1", "1a", "I", "x", "\u0301", "\u200b", "\u00ad")
WORDS = (
    "et al",
    " et al",
    "et al. ",
    "and ",
    " and",
    "& ",
    "a ",
    "A ",
    "Ab ",
    "ab ",
    "A. ",
    "a. ",
    "Ab A, ",
    "Ab, A., ",
    "1 ",
    "1. ",
    "1, ",
    "1-",
    "1–",
    "1;",
    "1:",
    "1(1)",
    "2001 ",
    "2001;",
    "(2001)",
    " - ",
    " – ",
    ", ",
    "; ",
    ": ",
    " (",
    ") ",
    "In: ",
    "In ",
    "eds. ",
    "vol. ",
    "p. ",
    "pp. ",
    "doi:",
    "doi ",
    "10.1234/",
    "https://",
    "PMID: ",
    "PMC",
    "ISBN ",
    "Jan ",
    "Suppl ",
    "van ",
    "de la ",
    "d'",
    "St. ",
    "und ",
    "Group ",
    "lupus and ",
    "risk of lupus ",
    "Lancet ",
    "J. ",
    "<i ",
    "<i>",
    "</i>",
    "<li>",
    "<a href=",
    "<!--",
    "<!",
    "<?",
    "&#",
    "&amp;",
    "<record>",
    "<ref>",
    "@a{",
    "@a{b,c=",
    "\\a{",
    "\\text",
    "\\url{",
    "a = ",
    "# ",
    "TY  - ",
    "PMID- ",
    "AU  - A\n",
    "\n\n",
    "\n1. ",
    "a-\n",
    "[[",
    "]]",
    "~9 ",
    "a(",
    "(a|",
    "Available from: ",
    "[Internet] ",
    "a, b",
    "' ",
    '" ',
    "\\ ",
    "{ ",
    "} ",
    "$ ",
)
RUNS = (*BLANKS, *SIGNS, *LETTERS, *WORDS)
MIXED = tuple(a + b for a in (" ", *SIGNS[:9], "a", "1") for b in (" ", *SIGNS[:9], "A", "1") if a != b)
END = "\x01"  # what no pattern expects there


class TooSlow(Exception):  # noqa: N818  (reads as English where it is raised)
    """Patience is at its end."""


def seconds(read: Callable[[str], object], hostile: str, times: int = 1) -> float:
    """Return the processor time of reading a text so many times; what is refused was read as well."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    try:
        with undisturbed():
            start = thread_time()
            for _ in range(times):
                with suppress(IvigrefError):
                    read(hostile)
            return thread_time() - start
    except TooSlow:
        return PATIENCE
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def growth(read: Callable[[str], object], run: str, size: int, enough: float) -> float:
    """Return how many times as long a text of twice the size takes, from two doublings; 1 where it is read at once."""
    for part in (size // 32, size // 8):  # an exponential one is stopped before it begins
        if seconds(read, run * (part // len(run) + 1) + END) >= PATIENCE / 2:
            return float("inf")
    once, more = (run * (n * size // len(run) + 1) + END for n in (1, 4))
    short = seconds(read, once)
    if short < enough:
        return 1.0
    for _ in range(5):  # another program may have had the cache meanwhile
        long = seconds(read, more)
        ratio = long / max(4 * short, enough) if long < PATIENCE else float("inf")
        # Two doublings of a linear reading take four times as long, of a quadratic one sixteen times.
        if (times := 2 * ratio**0.5) <= WORST:
            break
        # Four short readings take as long as a long one, where time is linear, and are disturbed as often.
        short = seconds(read, once, 4) / 4
    return float(times)


def modules() -> Iterator[object]:
    """Yield every module of the package that can be imported here."""
    for found in pkgutil.walk_packages(ivigref.__path__, "ivigref."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def parts_of(value: object, place: str) -> Iterator[tuple[str, object]]:
    """Yield what a table, a class or a value of the package holds, each with its place."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield place, key
            yield f"{place}[{key!r:.20}]", item
    elif isinstance(value, (tuple, list, set, frozenset)) and len(value) < 1000:
        yield from ((f"{place}[{number}]", item) for number, item in enumerate(value))
    elif isinstance(value, type) and value.__module__.startswith("ivigref"):
        yield from ((f"{place}.{name}", item) for name, item in vars(value).items())
    elif not isinstance(value, type) and getattr(type(value), "__module__", "").startswith("ivigref"):
        names = getattr(type(value), "__slots__", None) or vars(value)
        yield from ((f"{place}.{name}", getattr(value, name, None)) for name in names)


NOT_YET = lazy("a")  # a pattern before its first use


def small_ones(pattern: Any) -> Iterator[tuple[str, object]]:  # noqa: ANN401  (a pattern before its first use)
    """Yield what is asked in place of a large pattern, as that would be: here, or anywhere."""
    yield from ((name, small) for name in ("opens", "holds") if (small := getattr(pattern, name)))


Seen = dict[int, tuple[int, object]]  # values by their numbers: how deep each was met, and it, to hold its number


def patterns_in(value: object, place: str, seen: Seen, depth: int = 0) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield the patterns that a value holds, each with its place; a table that several modules name, once."""
    if seen.get(id(value), (DEEPEST + 1,))[0] <= depth:
        return
    seen[id(value)] = depth, value
    if isinstance(value, type(NOT_YET)):
        yield from patterns_in(dict(small_ones(value)), place, seen, depth)
        value = re.compile(value.pattern, value.flags)
    if isinstance(value, re.Pattern):
        yield place, value
    elif depth < DEEPEST:
        for at, part in parts_of(value, place):
            yield from patterns_in(part, at, seen, depth + 1)


def patterns() -> dict[str, re.Pattern[Any]]:
    """Return every compiled pattern of the package by where it was found first, those that are built on demand too."""
    found: dict[tuple[str | bytes, int], tuple[str, re.Pattern[Any]]] = {}
    seen: Seen = {}
    named = [
        (f"{getattr(module, '__name__', '')}.{name}", value)
        for module in modules()
        for name, value in vars(module).items()
    ]
    for style in STYLES:
        for template in style.tails:
            named.append((f"tail {style.name} {template}", tail.compile_tail(template)))
            named.append((f"tail {style.name} {template}, inside", tail.compile_tail(template, inside=True)))
    for place, value in named:
        for at, pattern in patterns_in(value, place, seen):
            found.setdefault((pattern.pattern, pattern.flags), (at, pattern))
    return dict(found.values())


PATTERNS = patterns()


def is_searched(place: str) -> bool:
    """Tell whether the package looks for a pattern anywhere in a text, and does not only ask whether it stands here."""
    module, _, name = place.partition("[")[0].rpartition(".")
    if module not in sys.modules:
        return True
    source = inspect.getsource(sys.modules[module])
    # A pattern that is named in tables only is used by another name, which is in small letters.
    used = re.findall(rf"\b{name}\.(\w+)\(", source) or re.findall(
        r"\b(?!re\b)[a-z]\w*\.(search|finditer|sub|split)\(", source
    )
    return not set(used) <= {"match", "fullmatch"}


def every_match(pattern: re.Pattern[Any]) -> Callable[[str], object]:
    """Return what finds all that a pattern matches, as search, split, sub and findall do."""
    if isinstance(pattern.pattern, bytes):
        return lambda hostile: pattern.sub(b"", hostile.encode())
    return lambda hostile: sum(1 for _ in pattern.finditer(hostile))


def match_here(pattern: re.Pattern[Any]) -> Callable[[str], object]:
    """Return what matches at the beginning of a text and inside it."""
    if isinstance(pattern.pattern, bytes):
        return lambda hostile: pattern.match(hostile.encode())
    return lambda hostile: (pattern.match(hostile), pattern.match(hostile, len(hostile) // 2))


def whole_match(pattern: re.Pattern[Any]) -> Callable[[str], object]:
    """Return what matches a whole text, where a pattern has to try all that it can."""
    if isinstance(pattern.pattern, bytes):
        return lambda hostile: pattern.fullmatch(hostile.encode())
    return pattern.fullmatch


def slow_runs(read: Callable[[str], object], runs: tuple[str, ...], size: int, enough: float) -> dict[str, float]:
    """Return the runs on which reading grows too fast, with how fast."""
    grown = ((run, growth(read, run, size, enough)) for run in runs)
    return {run: round(times, 1) for run, times in grown if times > WORST}


@pytest.mark.parametrize("place", PATTERNS)
def test_a_pattern_is_linear(place: str) -> None:
    """No pattern reads any part of a text again and again."""
    read = every_match if is_searched(place) else match_here
    assert not slow_runs(read(PATTERNS[place]), RUNS[:60:2], SIZE, AT_ONCE)


@pytest.mark.slow
@pytest.mark.parametrize("place", PATTERNS)
def test_a_pattern_is_linear_on_everything(place: str) -> None:
    """The same on mixed runs, and where the whole text has to match."""
    read = every_match if is_searched(place) else match_here
    assert not slow_runs(read(PATTERNS[place]), (*RUNS[1:60:2], *RUNS[60:], *MIXED), SIZE, AT_ONCE)
    assert not slow_runs(whole_match(PATTERNS[place]), RUNS, SIZE, AT_ONCE)


FIELDS = ("author", "title", "journal", "keywords", "pages", "doi", "url", "note", "year", "month", "eprint")


def in_bibtex(run: str) -> str:
    """Return an entry with a run in every field."""
    return "@article{a,\n" + "".join(f" {name} = {{{run}}},\n" for name in FIELDS) + "}\n"


def in_tags(tags: str, separator: str) -> Callable[[str], str]:
    """Return what puts a run behind every tag."""
    return lambda run: "".join(f"{tag}{separator}{run}\n" for tag in tags.split())


def in_csl(run: str) -> str:
    """Return an item with a run in every field."""
    names = ("title", "page", "keyword", "note", "DOI", "PMID", "container-title", "volume", "ISSN", "id")
    people = [{"family": run, "given": run}, {"literal": run}]
    return json.dumps([dict.fromkeys(names, run) | {"author": people, "issued": {"raw": run}}])


def in_endnote(run: str) -> str:
    """Return a record with a run in every field."""
    names = (
        "title",
        "full-title",
        "isbn",
        "pages",
        "accession-num",
        "notes",
        "date",
        "url",
        "label",
        "keyword",
        "volume",
    )
    said = escape(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", run))
    return f"<xml><records><record>{''.join(f'<{name}>{said}</{name}>' for name in names)}</record></records></xml>"


def in_csv(run: str) -> str:
    """Return a row with a run in every cell."""
    out = io.StringIO()
    columns = csv_table.COLUMNS
    csv.writer(out).writerows([columns, [run] * len(columns)])
    return out.getvalue()


def in_html(run: str) -> str:
    """Return a page with a list that holds a run as it is, and one as text."""
    return f"<html><ol class='references'><li>A B. C. D. 2001;1:2.<li>{escape(run)}<li>{run}"


def in_work(run: str) -> Record:
    """Return the record of a work of Crossref with a run in every field."""
    names = ("volume", "issue", "page", "publisher", "language", "article-number", "DOI", "URL", "type")
    person = {"family": run, "given": run, "suffix": run}
    lists = {name: [run] for name in ("title", "subtitle", "container-title", "short-container-title", "ISSN")}
    return record_from_work(dict.fromkeys(names, run) | lists | {"author": [person], "abstract": run})


def in_article(run: str) -> Record:
    """Return the record of an article of PubMed with a run in every field."""
    said = escape(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", run))
    xml = f"""<PubmedArticle><MedlineCitation><PMID>{said}</PMID><Article><ArticleTitle>{said}</ArticleTitle>
    <Journal><ISSN>{said}</ISSN><Title>{said}</Title><JournalIssue><Volume>{said}</Volume><PubDate><MedlineDate>{said}
    </MedlineDate></PubDate></JournalIssue></Journal><Pagination><MedlinePgn>{said}</MedlinePgn></Pagination>
    <Abstract><AbstractText>{said}</AbstractText></Abstract><AuthorList><Author><LastName>{said}</LastName><ForeName>{said}
    </ForeName><Initials>{said}</Initials></Author></AuthorList></Article></MedlineCitation></PubmedArticle>"""
    return record_from_article(parse_tree(xml.encode("utf-8", "replace")))


def in_reference(run: str) -> Reference:
    """Return a reference with a run in every field of text."""
    person = Name(family=run or "x", given=run)
    names = ("title", "container_title", "volume", "issue", "publisher", "place", "raw")
    return Reference(authors=(person,), year=2001, **dict.fromkeys(names, run))


def in_record(run: str) -> Record:
    """Return a record that is like the reference but for its end."""
    other = run + "x"
    names = ("title", "container_title", "volume", "issue", "publisher", "place", "article_number")
    return Record(authors=(Name(family=other, given=other),), year=2002, **dict.fromkeys(names, other))


def compared(run: str) -> list[object]:
    """Compare a reference and a record in every field."""
    pair = in_reference(run), in_record(run)
    names = ("authors", "journals", "titles", "years", "volumes", "issues", "pages")
    found: list[object] = [getattr(matching, f"compare_{name}")(*pair) for name in names]
    return [*found, matching.match_confidence(*pair), matching.same_journal(run, run + "x")]


def shown(run: str) -> list[object]:
    """Show a finding about a run in the faces that look for words in it."""
    reference = in_reference(run).model_copy(update={"raw": f"{run} a {run}", "number": 1, "line": 1})
    citation = Citation(reference=reference, record=in_record(run), key="a", confidence=1.0)
    found = [
        Finding(
            check=Check.TITLE_DIFFERS,
            severity="error",
            field=field,
            printed=run or "x",
            recorded=run + "x",
            message=f"“{run}”",
            number=1,
            key="a",
            line=1,
        )
        for field in ("title", "volume", "authors")
    ]
    listed = Checked([citation], [found], ["findings"], text=f"{run} a {run}")
    return [
        github.dumps(listed),
        markdown.dumps(listed),
        compare.printed_pieces(reference, found),
        compare.recorded_pieces(reference, in_record(run), found),
        list(checks.findings_by_citation([citation])),
    ]


def in_markup(begin: str, heading: str, run: str) -> object:
    """Read a document in light markup that begins and is headed so, with a run before and in its list."""
    return documents.read_items(f"{begin}{run}\n{heading} References\n- Lund P. Skin. 1952. {run}\n")


def in_vocabulary(run: str) -> object:
    """Read a vocabulary with a run in a phrase and in its raw text."""
    head = 'axis = "a"\nsource = "b"\n[[term]]\nslug = "c"\nlabel = "d"\nmesh = "none"\n'
    with suppress(IvigrefError):
        vocabulary.read_axis(head + run, "own.toml")
    return vocabulary.read_axis(f"{head}title = [{json.dumps(run)}]\n", "own.toml")


def written(name: str, run: str) -> str:
    """Write a reference in a format."""
    return formats.module(name).dumps([Citation(reference=in_reference(run))])


SEARCH = Path(__file__).parent / "formats" / "data" / "one_search"
EXPORTED = sorted(path for path in SEARCH.iterdir() if path.suffix not in {".bib", ".nbib"})


def in_export(path: Path) -> Callable[[str], object]:
    """Return what reads a file of a database with a run in a title and a name, and behind the last record."""
    exported = path.read_text(encoding="utf-8")
    title, name = "Immunoglobulin in invented dermatomyositis: a randomised trial", "Berg"
    read = formats.module(formats.sniff(exported) or "").loads

    def loads(run: str) -> None:
        safe = escape(run) if path.suffix in {".xml", ".rdf"} else run
        for changed in (exported.replace(title, safe), exported.replace(name, safe), exported + run):
            with suppress(IvigrefError):
                read(changed)

    return loads


PARSERS: dict[str, Callable[[str], object]] = {
    "parse": documents.parse,
    "parse numbered": lambda run: documents.parse(f"1. Bruton OC. Lupus. Skin. 1952;16:722–8.\n2. {run}\n3. {run}"),
    "parse_reference": parsing.parse_reference,
    "parse_reference, inside": lambda run: parsing.parse_reference(f"Bruton OC. {run}. Skin. 1952;16:722–8."),
    "parse_reference, journal": lambda run: parsing.parse_reference(f"Bruton OC. Lupus. {run}. 1952;16:722–8."),
    "parse_reference, end": lambda run: parsing.parse_reference(f"Bruton OC. Lupus. Skin. 1952;{run}"),
    "format_reference": lambda run: parsing.format_reference(in_reference(run)),
    "Pages.parse": Pages.parse,
    "Pages.parse, inside": lambda run: Pages.parse(f"1{run}2"),
    "Name.parse": Name.parse,
    "Name.from_surname": lambda run: Name.from_surname(run or "x", run).initials,
    "read_names": bibtex_names.read_names,
    "read_names, braces": lambda run: bibtex_names.read_names("{A} and \\a " + run),
    "read_inverted": people.read_inverted,
    "spelled_given": people.spelled_given,
    "identifiers": lambda run: [
        read(lead + run)
        for read in (
            identifiers.normalize_doi,
            identifiers.normalize_pmid,
            identifiers.normalize_pmcid,
            identifiers.normalize_issn,
            identifiers.normalize_isbn,
            identifiers.trim_doi,
            identifiers.doi_url,
        )
        for lead in ("", "doi:", "PMID", "PMC", "ISBN", "https://doi.org/10.1234/")
    ],
    "text": lambda run: [
        read(run)
        for read in (
            text.squeeze,
            text.clean,
            text.printable,
            text.visible,
            text.visible_json,
            text.plain,
            text.fold,
            text.romanize,
            text.words,
            text.letters,
        )
    ],
    "latex": lambda run: [latex_reading.decode(run), latex_writing.encode(run), latex_writing.encode_title(run)],
    "sniff": formats.sniff,
    "bibtex": lambda run: formats.module("bibtex").loads(in_bibtex(run)),
    "bibtex, raw": lambda run: formats.module("bibtex").loads(f"@article{{a, title = {{b}}}}\n{run}"),
    "ris": lambda run: formats.module("ris").loads(
        in_tags("TY ID AU T2 TI PY DA SP EP M2 KW N1 SN DO UR ER", "  - ")(run)
    ),
    "ris, raw": lambda run: formats.module("ris").loads(f"TY  - JOUR\nTI  - {run}"),
    "nbib": lambda run: formats.module("nbib").loads(in_tags("PMID IS DP TI PG AID FAU AU OT GN CN MH", "- ")(run)),
    "nbib, raw": lambda run: formats.module("nbib").loads(f"PMID- 1\nTI  - {run}"),
    "csl-json": lambda run: formats.module("csl-json").loads(in_csl(run)),
    "csl-json, raw": lambda run: formats.module("csl-json").loads(f"[{run}"),
    "endnote-xml": lambda run: formats.module("endnote-xml").loads(in_endnote(run)),
    "endnote-xml, raw": lambda run: formats.module("endnote-xml").loads(f"<xml><records><record>{run}"),
    "csv": lambda run: formats.module("csv").loads(in_csv(run)),
    "csv, raw": lambda run: formats.module("csv").loads(f"title,year\n{run}"),
    "jsonl": lambda run: formats.module("jsonl").loads(
        json.dumps({"reference": {"title": run, "pages": run}}) + "\n" + run
    ),
    "items": documents.read_items,
    "html": lambda run: html.read(Contents(text=in_html(run))),
    "jats": lambda run: documents.read_items(f"<article><ref-list><ref><mixed-citation>{run}"),
    "tei": lambda run: documents.read_items(f"<TEI><listBibl><bibl>{run}"),
    "latex list": lambda run: documents.read_items(f"\\bibitem{{a}} Lund P. Skin. 1952. {run}\n\\bibitem{{b}} {run}"),
    "latex, raw": lambda run: documents.read_items(f"\\documentclass{{a}}{run}"),
    "biblatex": lambda run: documents.read_items(f"\\entry{{a}}{{book}}{{}}\\field{{title}}{{x}}{run}\\endentry"),
    "markdown": lambda run: documents.read_items(f"# References\n- Lund P. Skin. 1952. {run}\n{run}\n[^a]: {run}"),
    "table of references": lambda run: documents.read_items(f"|Title|Year|\n|-|-|\n|{run}|1952|\n{run}"),
    "front matter": lambda run: documents.read_items(f"---\na: {run}\nreferences:\n---\n{run}"),
    **{
        f"light markup, {sign[:3]}": partial(in_markup, f"{sign}\n", heading)
        for sign, heading in (("#+title: x", "*"), ("== x", "=="), ("#set page()", "="), (".. note::", ""))
    },
    "undress": undress,
    "rtf": lambda run: documents.read_file(
        f"{{\\rtf1 References\\par Lund P. 1952. {run}}}".encode("latin-1", "replace")
    ),
    "bytes": lambda run: documents.read_file(run.encode("utf-8", "replace")),
    "keys": lambda run: (keys.base_key(in_reference(run)), keys.assign_keys([Citation(reference=in_reference(run))])),
    "tags, title": lambda run: tag_record(Record(title=run)),
    "tags, abstract": lambda run: tag_record(Record(abstract=run, container_title=run)),
    "compare": compared,
    "faces": shown,
    "crossref": in_work,
    "pubmed": in_article,
    "vocabulary": in_vocabulary,
    **{f"{name}, written": partial(written, name) for name in formats.FORMATS},
    **{f"{path.name}, exported": in_export(path) for path in EXPORTED},
}


@pytest.mark.parametrize("name", PARSERS)
def test_a_parser_is_linear(name: str) -> None:
    """Blanks, signs, letters and words, again and again, are read in time in proportion to their number."""
    assert not slow_runs(PARSERS[name], RUNS[::9], SMALL, 0.01)


@pytest.mark.slow
@pytest.mark.parametrize("name", PARSERS)
def test_a_parser_is_linear_on_everything(name: str) -> None:
    """The same on long and mixed runs; every third pair, for all of them take minutes in the slowest writer."""
    assert not slow_runs(PARSERS[name], (*RUNS, *MIXED[::3]), LARGE, 0.05)


@pytest.mark.parametrize("run", ["()", "A ", "<a href=", "Available from: ", "the "])
def test_a_reference_of_any_length_is_read(run: str) -> None:
    """Brackets and articles round what should be a journal were taken off by a function that called itself."""
    for item in (f"Bruton OC. Lupus. {run * 3000}. 1952;16:722–8.", f"Bruton OC. Lupus. Skin. 1952;{run * 3000}"):
        assert parsing.parse_reference(item).raw
