"""Make faulty copies of real manuscripts, and write how much of what is reported of them is right, and how much found.

usage: PYTHONPATH=src python scripts/citation_scores.py FOLDER [--each N] [--misses] [--write]

FOLDER has the manuscripts (Word, LaTeX, Markdown, JATS) with a truth.json. Each JATS article is also tried as plain
text, its list printed by citeproc-py. What is cited where is taken from the tags, fields and keys of the source, never
from what ivigref reads. ``--write`` makes the page docs/reference/citation-scores.md.
"""

from __future__ import annotations

import argparse
import html
import json
import random
import re
import shutil
import tempfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from ivigref import examine, read
from ivigref.formats.styles import render
from ivigref.model import Check, Checked, Finding

T = TypeVar("T")
PAGE = Path(__file__).parents[1] / "docs" / "reference" / "citation-scores.md"
YEAR = 4  # figures
DASH = r"(?:[–-]|&#x0*2013;|&#8211;)"
NOT_LISTED = (Check.CITED_NOT_LISTED, Check.CITATION_KEY_MISSING)
KINDS = {
    "an entry dropped": NOT_LISTED,
    "two numbers swapped": (Check.CITATION_ORDER,),
    "a year changed": (Check.CITATION_YEAR_DIFFERS, Check.CITED_NOT_LISTED),
    "a letter of a name changed": (Check.CITATION_NAME_DIFFERS, Check.CITED_NOT_LISTED),
    "the citations of a work removed": (Check.LISTED_NOT_CITED,),
    "an entry doubled, and both cited": (Check.CITED_TWICE, Check.CITATION_ORDER),
    "a range turned round": (Check.CITATION_RANGE_BACKWARDS,),
    "a key changed": NOT_LISTED,
}
# Findings in the manuscripts as they are that are taken for right, by file: (check, printed or key). Those of three
# manuscripts were looked up in the text.
TRUE = {
    "PMC1397864": {("citation-order", "27"), ("citation-order", "25"), ("listed-not-cited", "28")},
    "deep_rules": {("cited-twice", "83")},
    "deep_rules_revision": {("cited-twice", "93")},
    "scoping_v1": {("cited-not-listed", "Han et al. 2015")},
}


TEXT = """\
# How well citations in the text are checked

Made by `python scripts/citation_scores.py FOLDER --write`: {count} manuscripts (Word, LaTeX, Markdown and JATS as their
authors and publishers wrote them, and the articles in JATS also as plain text), and faulty copies of each. *Found*
are the copies in which the fault is reported at its place; *right* is the share of what is reported beyond the original
that is about the fault. A changed year or name may be called a work that is not listed. Values in per cent.

| fault | copies | found | right |
|---|--:|--:|--:|
{rows}

The manuscripts as they are draw {every} findings, of which {right} are taken for true: those of three manuscripts were
looked up in the text, the rest were only listed.

What is cited where is taken from the tags, fields and keys of the source. A cross-reference of JATS is no perfect
truth: one publisher leaves a citation untagged, another has a type of its own for them, and some lead to another work
than the one that is printed. How a text is read that none of these is like is bounded by a rule: where less than 70 %
of the citations lead to a work of the list, or less than half of the list is cited, nothing is reported but that the
citations could not be read.
"""


@dataclass(frozen=True)
class Cite:
    """A citation of one work in the source: where its printed words stand, and what it cites."""

    key: str
    start: int
    end: int


@dataclass(frozen=True)
class Manuscript:
    """A manuscript as text that can be edited, with its citations and the entries of its list."""

    name: str
    kind: str
    source: str
    cites: tuple[Cite, ...]
    entries: dict[str, tuple[int, int]]
    labels: dict[str, str]
    surnames: dict[str, str] = field(default_factory=dict)
    years: dict[str, str] = field(default_factory=dict)
    package: Path | None = None
    beside: tuple[Path, ...] = ()
    in_list: str = ""  # the list where it is a file of its own

    @property
    def is_numbered(self) -> bool:
        """Whether the text cites by number."""
        return bool(self.labels) and not self.surnames

    @property
    def is_keyed(self) -> bool:
        """Whether the text cites by key."""
        return self.kind in {"latex", "markdown"}

    def checked(self, folder: Path) -> Checked:
        """Write the manuscript to a folder, and check it."""
        suffix = {"jats": ".xml", "word": ".docx", "latex": ".tex", "markdown": ".md"}.get(self.kind, ".txt")
        file = folder / f"{self.name}{suffix}"
        for path in self.beside:
            if not (folder / path.name).exists():
                shutil.copy(path, folder)
        if self.in_list:
            named = re.search(
                r"^bibliography:\s*(\S+)\.bib|\\bibliography\{(\w+)(?:\.bib)?\}", self.source, re.MULTILINE
            )
            name = (named[1] or named[2]) if named else self.name
            (folder / f"{name}.bib").write_text(self.in_list, encoding="utf-8")
        if self.package is None:
            file.write_text(self.source, encoding="utf-8")
        else:
            with zipfile.ZipFile(self.package) as old, zipfile.ZipFile(file, "w") as new:
                for part in old.namelist():
                    if part == "word/document.xml":
                        new.writestr(part, self.source)
                    elif not part.startswith("word/media/"):
                        new.writestr(part, old.read(part))
        return examine(read(file), registries=[], tag=False)


@dataclass(frozen=True)
class Sign:
    """What tells that a finding is about a fault: what it prints, or parts of that, or of the item that it is about."""

    printed: frozenset[str] = frozenset()
    within: tuple[str, ...] = ()
    item: tuple[str, ...] = ()
    check: Check | None = None
    year: str = ""

    def fits(self, finding: Finding, item: str) -> bool:
        """Tell whether a finding has it."""
        shown = finding.printed or ""
        return (
            shown in self.printed
            or (bool(self.within) and all(part in shown for part in self.within))
            or (bool(self.item) and all(part in item for part in self.item))
            or finding.check is self.check
            or (bool(self.year) and finding.field == "year" and self.year in shown)
        )


@dataclass(frozen=True)
class Copy:
    """A faulty copy: what was done to it, and what tells that a finding is about that."""

    kind: str
    manuscript: Manuscript
    sign: Sign


# --- manuscripts ------------------------------------------------------------------------------------------------------

_XREF = re.compile(r"<xref\b[^>]*?\bref-type=\"(?:bibr|ref)\"[^>]*?\brid=\"([^\"]+)\"[^>]*>(.*?)</xref>", re.DOTALL)
_XREF_TURNED = re.compile(
    r"<xref\b[^>]*?\brid=\"([^\"]+)\"[^>]*?\bref-type=\"(?:bibr|ref)\"[^>]*>(.*?)</xref>", re.DOTALL
)
_REF = re.compile(r"<ref id=\"([^\"]+)\".*?</ref>", re.DOTALL)


def jats(path: Path) -> Iterator[Manuscript]:
    """Yield an article as it is, and as plain text."""
    source = path.read_text(encoding="utf-8")
    pattern = _XREF if len(_XREF.findall(source)) >= len(_XREF_TURNED.findall(source)) else _XREF_TURNED
    entries = {match[1]: match.span() for match in _REF.finditer(source)}
    cites = tuple(Cite(m[1], *m.span(2)) for m in pattern.finditer(source) if m[1] in entries)
    shown = {key: source[a:b] for key, (a, b) in entries.items()}
    labels = {key: _within(text, "label") or str(n) for n, (key, text) in enumerate(shown.items(), 1)}
    surnames, years = {}, {}
    if sum(
        source[c.start : c.end].strip().isdigit() and len(source[c.start : c.end].strip()) < YEAR for c in cites
    ) * 2 < len(cites):
        surnames = {key: _within(text, "surname") for key, text in shown.items()}
        years = {key: _within(text, "year")[:4] for key, text in shown.items()}
        # A publisher's cross-reference may lead to another work than the one that is printed.
        cites = tuple(
            c
            for c in cites
            if surnames[c.key] and surnames[c.key] in html.unescape(source[max(0, c.start - 400) : c.end])
        )
    article = Manuscript(path.stem, "jats", source, cites, entries, labels, surnames, years)
    yield article
    yield _as_text(article, path, pattern)


def _within(text: str, tag: str) -> str:
    match = re.search(rf"<{tag}\b[^>]*>(.*?)</{tag}>", text, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", match[1])).strip() if match else ""


def _as_text(article: Manuscript, path: Path, pattern: re.Pattern[str]) -> Manuscript:
    """Print an article as text, its list in a style that goes with how it cites."""
    body = pattern.sub(lambda m: f"\ue000{m[1]}\ue001{m[2]}\ue002", article.source)
    body = "".join(
        m[0]
        for m in re.finditer(
            r"<(body|abstract|floats-group)\b.*?</\1>",
            re.sub(
                r"<ref-list.*?</ref-list>|<(?:disp|inline)-formula.*?</(?:disp|inline)-formula>",
                "",
                body,
                flags=re.DOTALL,
            ),
            re.DOTALL,
        )
    )
    body = re.sub(
        r"</?(?:p|title|td|th|caption|fig|sec|label|list-item|table-wrap|fn)\b[^>]*>", "\n\n", body.replace("\n", " ")
    )
    body = re.sub(r"\s*\n\s*", "\n\n", html.unescape(re.sub(r"<[^>]+>", "", body)))
    cites: list[Cite] = []
    pieces: list[str] = []
    length = 0
    for piece in re.split(r"(\ue000[^\ue001]+\ue001[^\ue002]*\ue002)", body):
        if piece.startswith("\ue000"):
            key, _, shown = piece[1:-1].partition("\ue001")
            before = "".join(pieces[-4:])[-120:] + shown
            if not article.surnames or (article.surnames[key] and article.surnames[key] in before):
                cites.append(Cite(key, length, length + len(shown)))
            piece = shown  # noqa: PLW2901  (without its marks)
        pieces.append(piece)
        length += len(piece)
    text = "".join(pieces) + "\n\nReferences\n\n"
    citations = read(path).citations
    lines = [line.strip() for line in render(citations, "apa" if article.surnames else "vancouver", values="printed")]
    entries = {}
    for key, line in zip(article.entries, lines, strict=True):
        printed = line if article.surnames else f"{article.labels[key]}. {line}"
        entries[key] = (len(text), len(text) + len(printed) + 2)
        text += printed + "\n\n"
    return replace(article, name=f"{article.name}_text", kind="text", source=text, cites=tuple(cites), entries=entries)


_LISTED = re.compile(r"<w:p\b(?:(?!</w:p>).)*?<w:pStyle w:val=\"Bibliography\"\s*/>.*?</w:p>", re.DOTALL)
_TEXTS = re.compile(r"<w:t(?: [^>]*)?>([^<]*)")
_MOVED = re.compile(r"<w:moveFrom .*?</w:moveFrom>", re.DOTALL)
_LINKED = re.compile(
    r"<w:hyperlink w:anchor=\"ref-[^\"]+\"(?:(?!</w:hyperlink>).)*?<w:t(?: [^>]*)?>(\d+)</w:t>", re.DOTALL
)
_A_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def word(path: Path) -> Iterator[Manuscript]:
    """Yield a document of Word, its citations found by their links, brackets, or author and year."""
    with zipfile.ZipFile(path) as package:
        source = package.read("word/document.xml").decode()
    entries: dict[str, tuple[int, int]] = {}
    labels, surnames, years = {}, {}, {}
    for match in _LISTED.finditer(source):
        shown = html.unescape("".join(_TEXTS.findall(_MOVED.sub("", match[0]))))
        if not shown.strip():
            continue  # a deleted one
        number = re.match(r"\s*(\d+)\. ", shown)
        key = number[1] if number else shown[:60]
        entries[key] = match.span()
        if number:
            labels[key] = number[1]
        elif year := _A_YEAR.search(shown):
            surnames[key], years[key] = re.split(r"[,.\s]", shown)[0], year[0]
    body = source[: min(a for a, _ in entries.values())]
    cites = list(_of_numbers(body)) if labels else list(_of_years(body, surnames, years))
    if labels and not cites:
        cites = [(match[1], match.start(1)) for match in _LINKED.finditer(body)]
    found = tuple(Cite(key, at, at + len(years.get(key, key))) for key, at in cites if key in entries)
    yield Manuscript(path.stem, "word", source, found, entries, labels, surnames, years, package=path)


def _of_numbers(body: str) -> Iterator[tuple[str, int]]:
    for text in re.finditer(r">[^<]*", body):
        for group in re.finditer(r"(?<=\[)\d+(?:[,–-]\s?\d+)*(?=\])", text[0]):
            yield from ((one[0], text.start() + group.start() + one.start()) for one in re.finditer(r"\d+", group[0]))


def _of_years(body: str, surnames: dict[str, str], years: dict[str, str]) -> Iterator[tuple[str, int]]:
    for text in re.finditer(r">[^<]*", body):
        for one in _A_YEAR.finditer(text[0]):
            before = text[0][: one.start()]
            keys = [k for k in years if years[k] == one[0] and re.search(rf"\b{surnames[k]}[^;()]{{0,40}}\Z", before)]
            if len(keys) == 1:
                yield keys[0], text.start() + one.start()


def light(path: Path) -> Iterator[Manuscript]:
    """Yield a document in LaTeX or Markdown, whose list is a .bib file of its name."""
    source = path.read_text(encoding="utf-8")
    listed = path.with_suffix(".bib").read_text(encoding="utf-8")
    is_latex = path.suffix == ".tex"
    group = re.compile(r"\\cite[a-z]*\*?(?:\[[^\]]*\])*\{([^}]+)\}" if is_latex else r"\[([^\[\]]*@[^\[\]]+)\]")
    key = re.compile(r"[^\s,{}]+" if is_latex else r"(?<=@)[\w.:-]*\w")
    cites = tuple(
        Cite(one[0], match.start(1) + one.start(), match.start(1) + one.end())
        for match in group.finditer(source) for one in key.finditer(match[1])
    )  # fmt: skip
    starts = list(re.finditer(r"^@\w+\s*\{\s*([^,\s]+)\s*,", listed, re.MULTILINE))
    ends = [*(m.start() for m in starts), len(listed)][1:]
    entries = {m[1]: (m.start(), end) for m, end in zip(starts, ends, strict=True)}
    yield Manuscript(path.stem, "latex" if is_latex else "markdown", source, cites, entries, {}, in_list=listed)


def manuscripts(folder: Path) -> Iterator[Manuscript]:
    """Yield the manuscripts of a folder."""
    for entry in json.loads((folder / "truth.json").read_text(encoding="utf-8")):
        path = folder / entry["file"]
        yield from {".xml": jats, ".docx": word}.get(path.suffix, light)(path)


# --- faults -----------------------------------------------------------------------------------------------------------


def _edited(one: Manuscript, *edits: tuple[int, int, str]) -> Manuscript:
    source = one.source
    for start, end, text in sorted(edits, reverse=True):
        source = source[:start] + text + source[end:]
    return replace(one, source=source)


def _by_key(one: Manuscript) -> dict[str, list[Cite]]:
    found: defaultdict[str, list[Cite]] = defaultdict(list)
    for cite in one.cites:
        found[cite.key].append(cite)
    return dict(found)


def _around(one: Manuscript, cite: Cite) -> str:
    return one.source[max(0, cite.start - 12) : cite.end + 12]


def dropped(one: Manuscript, chance: random.Random) -> Iterator[Copy]:
    """Take an entry that is cited out of the list."""
    for key in _shuffled(_by_key(one), chance):
        start, end = one.entries.get(key, (0, 0))
        if not end or (one.surnames and not (one.surnames[key] and one.years[key])):
            continue
        if one.in_list:
            copy = replace(one, in_list=one.in_list[:start] + one.in_list[end:])
        else:
            copy = _edited(one, (start, end, ""))
        sign = Sign(printed=frozenset((key, one.labels.get(key, key))))
        if one.surnames:
            sign = Sign(within=(one.surnames[key].split()[-1], one.years[key]))
        yield Copy("an entry dropped", copy, sign)


def swapped(one: Manuscript, chance: random.Random) -> Iterator[Copy]:
    """Swap two numbers where each is first cited, in a list that is in the order of citation."""
    if not one.is_numbered:
        return
    first: dict[str, Cite] = {}
    for cite in one.cites:
        first.setdefault(cite.key, cite)
    keys = [
        key
        for key in first
        if one.source[first[key].start : first[key].end] == one.labels[key] and _is_alone(one, first[key])
    ]
    numbers = [int(one.labels[key]) for key in first]
    if sum(a < b for a, b in pairwise(numbers)) < len(numbers) * 0.9:
        return
    for a in _shuffled(keys[:-4], chance):
        b = keys[keys.index(a) + chance.randint(1, 3)]
        ca, cb = first[a], first[b]
        copy = _edited(one, (ca.start, ca.end, one.labels[b]), (cb.start, cb.end, one.labels[a]))
        yield Copy("two numbers swapped", copy, Sign(printed=frozenset((one.labels[a], one.labels[b]))))


def _is_alone(one: Manuscript, cite: Cite) -> bool:
    """Tell whether a number is no end of a range, and is not cited in a table or a caption."""
    before, behind = one.source[max(0, cite.start - 200) : cite.start], one.source[cite.end : cite.end + 200]
    return not re.search(rf"{DASH}\s?(?:<[^>]*>)*\Z", before) and not re.match(rf"(?:<[^>]*>)*\s?{DASH}", behind)


def year(one: Manuscript, chance: random.Random) -> Iterator[Copy]:
    """Change a figure of the year of one citation."""
    cites = [c for c in one.cites if one.surnames.get(c.key) and re.search(r"\d{4}", one.source[c.start : c.end])]
    for cite in _shuffled(cites, chance):
        match = re.search(r"\d{4}", one.source[cite.start : cite.end])
        assert match is not None  # noqa: S101  (asked above)
        at = cite.start + match.start()
        right = match[0]
        wrong = right[:3] + str((int(right[3]) + chance.randint(1, 9)) % 10)
        surname = one.surnames[cite.key]
        if any(one.surnames[k] == surname and one.years[k] == wrong for k in one.surnames):
            continue
        copy = _edited(one, (at, at + 4, wrong))
        yield Copy("a year changed", copy, Sign(within=(wrong, surname.split()[-1]), year=wrong))


def name(one: Manuscript, chance: random.Random) -> Iterator[Copy]:
    """Change a letter of the first author's name in one citation."""
    for cite in _shuffled([c for c in one.cites if len(one.surnames.get(c.key, "")) > 4], chance):  # noqa: PLR2004  (short names are near to others)
        surname = one.surnames[cite.key]
        before = max(0, cite.start - 60)
        at = one.source.rfind(surname, before, cite.end)
        if at < 0 or re.search(r"[;)]", one.source[at : cite.start]):
            continue
        place = chance.randrange(2, len(surname))
        letter = chance.choice([c for c in "aeiounrt" if c != surname[place]])
        wrong = surname[:place] + letter + surname[place + 1 :]
        if wrong in one.surnames.values():
            continue
        copy = _edited(one, (at, at + len(surname), wrong))
        yield Copy("a letter of a name changed", copy, Sign(within=(wrong.split()[-1],)))


def uncited(one: Manuscript, chance: random.Random) -> Iterator[Copy]:
    """Take all citations of a work out of the text."""
    kind = "the citations of a work removed"
    for key, cites in _shuffled(list(_by_key(one).items()), chance) if not one.is_keyed else ():
        if one.is_numbered and all(_is_alone(one, c) for c in cites) and not _is_in_range(one, key):
            other = next(c.key for c in one.cites if c.key != key)
            copy = _edited(one, *((c.start, c.end, one.labels[other]) for c in cites))
            if one.kind == "jats":
                copy = replace(copy, source=copy.source.replace(f'rid="{key}"', f'rid="{other}"'))
            yield Copy(kind, copy, Sign(item=(f"\x00{one.labels[key]}\x00",)))
        elif one.surnames.get(key):
            spans = [span for c in cites if (span := _whole(one, c))]
            if len(spans) == len(cites):
                copy = _edited(one, *((a, b, "") for a, b in spans))
                yield Copy(kind, copy, Sign(item=(one.surnames[key], one.years[key])))


def _is_in_range(one: Manuscript, key: str) -> bool:
    number = int(one.labels[key])
    shown = html.unescape(re.sub(r"<[^>]+>", "", one.source))
    return any(  # years have four figures
        int(a) < number < int(b) for a, b in re.findall(r"(\d+)\s?[–-]\s?(\d+)", shown) if max(len(a), len(b)) < YEAR
    )


def _whole(one: Manuscript, cite: Cite) -> tuple[int, int] | None:
    """Return from the first author's name to the end of a citation."""
    surname = one.surnames[cite.key]
    at = one.source.rfind(surname, max(0, cite.start - 80), cite.end)
    shown = re.sub(r"<[^>]+>", "", one.source[cite.end : cite.end + 150])
    if at < 0 or re.search(r";|(?<!\d)\d{4}(?!\d)", one.source[at : cite.start]) or re.match(r"[a-z]?,\s?\d{4}", shown):
        return None  # the next year would lose its name
    if one.kind != "jats":
        return at, cite.end
    begin, end = one.source.rfind("<xref", 0, cite.start), one.source.index("</xref>", cite.end) + len("</xref>")
    inside = one.source[min(at, begin) : end]
    return (min(at, begin), end) if inside.count("<") == 2 else None  # noqa: PLR2004  (those of the reference itself)


def doubled(one: Manuscript, chance: random.Random) -> Iterator[Copy]:
    """Add an entry once more at the end of the list, and cite it so at its last place."""
    if not one.is_numbered:
        return
    for key, cites in _shuffled(list(_by_key(one).items()), chance):
        alone = [c for c in cites if _is_alone(one, c)]
        if not alone or alone[-1] is cites[0]:  # each entry is cited
            continue
        start, end = one.entries[key]
        label = str(max(map(int, one.labels.values())) + 1)
        entry = one.source[start:end].replace(f'id="{key}"', 'id="DOUBLED"')
        entry, count = re.subn(rf"(<label>|>|\A){one.labels[key]}(?=</label>|\. )", rf"\g<1>{label}", entry, count=1)
        if not count and (one.kind != "jats" or "<label>" in entry):
            continue  # its number is in pieces
        last = max(b for _, b in one.entries.values())
        copy = _edited(one, (last, last, entry), (alone[-1].start, alone[-1].end, label))
        # That the new number is out of order as well is true.
        sign = Sign(check=Check.CITED_TWICE, printed=frozenset((label,)))
        yield Copy("an entry doubled, and both cited", copy, sign)


def turned(one: Manuscript, chance: random.Random) -> Iterator[Copy]:
    """Turn a range of numbers round."""
    if not one.is_numbered:
        return
    pairs = [
        (a, b) for a, b in zip(one.cites, one.cites[1:], strict=False)
        if re.fullmatch(rf"(?:<[^>]*>|\s)*{DASH}(?:<[^>]*>|\s)*", one.source[a.end : b.start])
    ]  # fmt: skip
    for a, b in _shuffled(pairs, chance):
        first, last = one.source[a.start : a.end], one.source[b.start : b.end]
        copy = _edited(one, (a.start, a.end, last), (b.start, b.end, first))
        yield Copy("a range turned round", copy, Sign(printed=frozenset((f"{last}–{first}",))))


def rekeyed(one: Manuscript, chance: random.Random) -> Iterator[Copy]:
    """Change a letter of a key in the text."""
    for cite in _shuffled(one.cites, chance) if one.is_keyed else ():
        place = chance.randrange(1, len(cite.key))
        wrong = cite.key[:place] + chance.choice([c for c in "abcxyz" if c != cite.key[place]]) + cite.key[place + 1 :]
        copy = _edited(one, (cite.start, cite.end, wrong))
        yield Copy("a key changed", copy, Sign(printed=frozenset((wrong,))))


def _shuffled(found: Iterable[T], chance: random.Random) -> list[T]:
    mixed = list(found)
    chance.shuffle(mixed)
    return mixed


FAULTS = (dropped, swapped, year, name, uncited, doubled, turned, rekeyed)


# --- figures ----------------------------------------------------------------------------------------------------------


@dataclass
class Score:
    """Of the copies with one kind of fault: how many there are, in how many it is found, and what else is reported."""

    copies: int = 0
    found: int = 0
    right: int = 0
    wrong: int = 0


def _findings(checked: Checked) -> list[tuple[Finding, str]]:
    """Return the findings on citations in the text, with the printed item that each is about."""
    raws = {c.key: c.reference.raw + f"\x00{n}\x00" for n, c in enumerate(checked.citations, 1)}
    return [
        (f, raws.get(f.key, ""))
        for f in checked.problems
        if f.check.is_in_text and f.check is not Check.CITATIONS_UNREAD
    ]


def _name(finding: Finding, raw: str) -> tuple[str, str, str]:
    return (finding.check, finding.printed or "", "" if finding.printed else raw.partition("\x00")[0][:40])


def measure(folder: Path, each: int, *, misses: bool) -> tuple[dict[str, Score], Counter[str], int]:
    """Check the originals and the faulty copies; return the figures by kind, and what the originals draw."""
    scores = {kind: Score() for kind in KINDS}
    originals: Counter[str] = Counter()
    count = 0
    for one in manuscripts(folder):
        chance = random.Random(one.name)  # noqa: S311  (the same copies every time)
        with tempfile.TemporaryDirectory() as temporary:
            whole = _findings(one.checked(Path(temporary)))
        known = {_name(finding, raw) for finding, raw in whole}
        count += 1
        for finding, raw in whole:
            is_true = _is_true(one, finding, raw)
            originals["right" if is_true else "wrong"] += 1
            if misses and not is_true:
                print("ORIGINAL", one.name, finding, [p.sentence for p in finding.places][:1])
        for fault in FAULTS:
            for _, copy in zip(range(each), fault(one, chance), strict=False):
                _add(scores[copy.kind], copy, known, one.name if misses else "")
    return scores, originals, count


def _is_true(one: Manuscript, finding: Finding, raw: str) -> bool:
    number = raw.partition("\x00")[2].strip("\x00")
    true = TRUE.get(one.name.removesuffix("_text"), set())
    return bool({(str(finding.check), said) for said in (finding.printed, str(finding.number), number)} & true)


def _add(score: Score, copy: Copy, known: set[tuple[str, str, str]], shown: str) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        found = _findings(copy.manuscript.checked(Path(temporary)))
    new = [(f, raw) for f, raw in found if _name(f, raw) not in known]
    right = [f for f, raw in new if f.check in KINDS[copy.kind] and copy.sign.fits(f, raw)]
    wrong = [f for f, _ in new if f not in right and f.severity != "note"]
    score.copies += 1
    score.found += bool(right)
    score.right += len(right)
    score.wrong += len(wrong)
    if shown and (not right or wrong):
        print("MISSED" if not right else "ALARM", shown, copy.kind, [str(f) for f in wrong][:3], copy.sign)


def page(scores: dict[str, Score], originals: Counter[str], count: int) -> str:
    """Return the page with the figures."""
    rows = []
    total = Score()
    for kind, score in scores.items():
        for figure in ("copies", "found", "right", "wrong"):
            setattr(total, figure, getattr(total, figure) + getattr(score, figure))
        rows.append(_row(kind, score))
    rows.append(_row("**all**", total))
    every = originals["right"] + originals["wrong"]
    return TEXT.format(count=count, rows="\n".join(rows), every=every, right=originals["right"])


def _row(kind: str, score: Score) -> str:
    reported = score.right + score.wrong
    found = f"{100 * score.found / score.copies:.1f}" if score.copies else "–"
    right = f"{100 * score.right / reported:.1f}" if reported else "–"
    return f"| {kind} | {score.copies} | {found} | {right} |"


def main() -> None:
    """Measure, and print or write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", type=int, default=12)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    text = page(*measure(options.folder, options.each, misses=options.misses))
    if options.write:
        PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
