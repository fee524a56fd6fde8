"""Every kind of slip is caught in every field, and no mere reformatting is taken for one."""

from __future__ import annotations

import json
import os
import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ivigref import Name, Record, Reference
from ivigref.checks.record import FIELDS
from ivigref.data import recorded_facts
from ivigref.matching import same_journal
from ivigref.matching.wording import SMALL, read
from ivigref.pages import Pages

HERE = Path(__file__).parent
CAUGHT = 0.99
Mutation = Callable[[Reference, random.Random], Reference | None]
FOREIGN_WORDS = "hepatic cardiac ocular maternal bovine spectral thermal urban".split()
FOREIGN_JOURNALS = ("Hepatology Frontiers", "J Ophthalmic Optics", "Urban Forestry Quarterly", "Nature Astronomy")


def invented() -> Iterator[Record]:
    """Yield the works of works.tsv."""
    _, header, *lines = (HERE / "works.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines:
        cells = dict(zip(header.split("\t"), line.split("\t"), strict=True))
        names = [[part.strip() for part in name.split(",")] for name in cells.pop("authors").split(";")]
        authors = tuple(Name(family=n[0], given=n[1], suffix=n[2] if len(n) > 2 else None) for n in names)
        yield Record.model_validate({**cells, "year": int(cells["year"]), "authors": authors})


def crossref() -> Iterator[Record]:
    """Yield the articles of the recorded Crossref answers."""
    folder = os.environ.get("IVIGREF_SHARED")
    if not folder:
        return
    seen = set()
    for path in sorted(Path(folder, "samples/crossref").glob("*.json")):
        for item in _items(json.loads(path.read_text(encoding="utf-8"))):
            if item.get("type") == "journal-article" and item["DOI"] not in seen:
                seen.add(item["DOI"])
                yield _record(item)


def _items(answer: Any) -> list[dict[str, Any]]:  # noqa: ANN401  (JSON)
    message = answer.get("body", answer)
    message = json.loads(message) if isinstance(message, str) and message.startswith("{") else message
    message = message.get("message", message) if isinstance(message, dict) else {}
    found = message.get("items", [message]) if isinstance(message, dict) else []
    return [item for item in found if isinstance(item, dict) and "DOI" in item]


def _record(item: dict[str, Any]) -> Record:
    def first(name: str) -> str | None:
        return next(iter(item.get(name) or ()), None)

    def year(name: str) -> int | None:
        found: int | None = ((item.get(name) or {}).get("date-parts") or [[None]])[0][0]
        return found

    authors = [
        Name(family=a["family"], given=a.get("given"), suffix=a.get("suffix")) if "family" in a else Name(literal=a["name"])
        for a in item.get("author", ())
    ]  # fmt: skip
    return Record(
        authors=tuple(authors), title=first("title"), subtitle=first("subtitle"), container_title=first("container-title"),
        container_title_short=first("short-container-title"), year=year("issued"), year_print=year("published-print"),
        year_online=year("published-online"), volume=item.get("volume"), issue=item.get("issue"),
        pages=Pages.parse(item["page"]) if "page" in item else None, article_number=item.get("article-number"),
    )  # fmt: skip


RECORDS = [*invented(), *crossref(), *(record for _, record in recorded_facts())]


def printed(record: Record) -> Reference:
    """Return the reference that prints a record rightly, as Vancouver lists do."""
    authors = tuple(
        Name(family=name.family, given=name.initials or None, suffix=name.suffix, literal=name.literal, particle=name.particle)
        for name in record.authors
    )  # fmt: skip
    title = f"{record.title}: {record.subtitle}" if record.title and record.subtitle else record.title
    pages = record.pages or (Pages.parse(record.article_number) if record.article_number else None)
    return Reference(
        authors=authors, et_al=record.et_al, title=title, container_title=record.container_title_short or record.container_title,
        year=record.year, volume=record.volume, issue=record.issue, pages=pages,
    )  # fmt: skip


def alarms(reference: Reference, record: Record) -> set[str]:
    """Return the checks that raise an error or a warning."""
    return {field.check for field in FIELDS if field.compare(reference, record).differs}


# --- slips ---------------------------------------------------------------------------------------------------------


def _with(reference: Reference, **values: Any) -> Reference:  # noqa: ANN401  (a field of any kind)
    return reference.model_copy(update=values)


def _word(change: Callable[[str, random.Random], str]) -> Mutation:
    """Make a slip in one content word of the title."""

    def mutation(reference: Reference, rng: random.Random) -> Reference | None:
        title = reference.title or ""
        without_markup = re.sub(r"<[^>]*>|&\w+;", lambda markup: "_" * len(markup.group()), title)
        places = [m for m in re.finditer(r"[^\W\d_]{4,}", without_markup) if not set(read(m.group()).words) <= SMALL]
        if not places:
            return None
        place = rng.choice(places)
        return _with(reference, title=title[: place.start()] + change(place.group(), rng) + title[place.end() :])

    return mutation


def _insert(word: str) -> Mutation:
    return _word(lambda found, rng: f"{word or rng.choice(FOREIGN_WORDS)} {found}")


def _drop_not(reference: Reference, rng: random.Random) -> Reference | None:
    del rng
    title = re.sub(r"\b(?:not|no|without|neither) |\b[Nn]on-?(?=[a-z])", "", reference.title or "", count=1)
    return _with(reference, title=title) if title != reference.title else None


def _letter(rng: random.Random, not_this: str = "") -> str:
    return rng.choice([letter for letter in "bcdfgkmpt" if letter != not_this.casefold()])


def _one_letter(word: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(word))
    return word[:place] + _letter(rng, word[place]) + word[place + 1 :]


def _exchange_letters(word: str, rng: random.Random) -> str:
    places = [i for i in range(len(word) - 1) if word[i].casefold() != word[i + 1].casefold()]
    place = rng.choice(places)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _lose_letter(word: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(word))
    return word[:place] + word[place + 1 :]


def _name(change: Callable[[Name, random.Random], Name | None]) -> Mutation:
    """Make a slip in one author's name."""

    def mutation(reference: Reference, rng: random.Random) -> Reference | None:
        names = list(reference.authors)
        people = [i for i, name in enumerate(names) if name.family and len(name.family) > 3]
        if not people:
            return None
        place = rng.choice(people)
        changed = change(names[place], rng)
        return None if changed is None else _with(reference, authors=(*names[:place], changed, *names[place + 1 :]))

    return mutation


def _family(change: Callable[[str, random.Random], str]) -> Mutation:
    """Make a slip in the longest word of a family name: blanks and apostrophes come and go."""

    def slip(name: Name, rng: random.Random) -> Name:
        family = name.family or ""
        word = max(re.findall(r"[^\W\d_]+", family), key=len)
        return name.model_copy(update={"family": family.replace(word, change(word, rng), 1)})

    return _name(slip)


def _initial(name: Name, rng: random.Random) -> Name | None:
    if not name.given:
        return None
    place = rng.randrange(len(name.given))
    changed = name.given[:place] + _letter(rng, name.given[place]).upper() + name.given[place + 1 :]
    return name.model_copy(update={"given": changed})


def _authors(change: Callable[[list[Name], random.Random], list[Name] | None]) -> Mutation:
    def mutation(reference: Reference, rng: random.Random) -> Reference | None:
        changed = change(list(reference.authors), rng) if len(reference.authors) > 1 else None
        return None if not changed or changed == list(reference.authors) else _with(reference, authors=tuple(changed))

    return mutation


def _swap(names: list[Name], rng: random.Random) -> list[Name]:
    place = rng.randrange(len(names) - 1)
    return [*names[:place], names[place + 1], names[place], *names[place + 2 :]]


def _drop(names: list[Name], rng: random.Random) -> list[Name]:
    place = rng.randrange(len(names))
    return [*names[:place], *names[place + 1 :]]


STRANGER = Name(family="Fitzwarren", given="QX")


def _number(field: str, change: Callable[[int], int]) -> Mutation:
    def mutation(reference: Reference, rng: random.Random) -> Reference | None:
        del rng
        value = str(getattr(reference, field) or "")
        match = re.search(r"\d+", value)
        if match is None or change(int(match.group())) < 1:
            return None
        changed = value[: match.start()] + str(change(int(match.group()))) + value[match.end() :]
        return _with(reference, **{field: int(changed) if field == "year" else changed})

    return mutation


def _page(end: int, change: Callable[[int], int]) -> Mutation:
    """Change the first (0) or the last (1) page."""

    def mutation(reference: Reference, rng: random.Random) -> Reference | None:
        del rng
        if reference.pages is None:
            return None
        ends = [reference.pages.first, reference.pages.last]
        value = ends[end]
        match = re.search(r"\d+", value or "")
        if value is None or match is None or change(int(match.group())) < 1:
            return None
        ends[end] = value[: match.start()] + str(change(int(match.group()))) + value[match.end() :]
        return _with(reference, pages=Pages.parse("–".join(page for page in ends if page)))

    return mutation


def _journal(reference: Reference, rng: random.Random) -> Reference | None:
    others = [record.container_title for record in RECORDS if record.container_title]
    other = rng.choice(others)
    if reference.container_title is None or same_journal(reference.container_title, other):
        return None
    return _with(reference, container_title=other)


SLIPS: dict[str, dict[str, Mutation]] = {
    "title-differs": {
        "a word changed": _word(lambda _, rng: rng.choice(FOREIGN_WORDS)),
        "a word lost": _word(lambda _, __: ""),
        "a word added": _insert(""),
        "a not added": _insert("not"),
        "a not lost": _drop_not,
        "a letter wrong": _word(_one_letter),
        "a letter lost": _word(_lose_letter),
        "a letter doubled": _word(lambda word, _: word[:2] + word[1:]),
        "letters exchanged": _word(_exchange_letters),
        "a word twice": _word(lambda word, _: f"{word} {word}"),
        "a part": lambda reference, _: _with(reference, title=f"{reference.title}. Part II"),
        "an erratum": lambda reference, _: _with(reference, title=f"Erratum: {reference.title}"),
        "a reply": lambda reference, _: _with(reference, title=f"{reference.title}: reply"),
    },
    "authors-differ": {
        "two exchanged": _authors(_swap),
        "the first two exchanged": _authors(lambda names, _: [names[1], names[0], *names[2:]]),
        "turned round": _authors(lambda names, _: names[::-1]),
        "one lost": _authors(_drop),
        "the first lost": _authors(lambda names, _: names[1:]),
        "the last lost": _authors(lambda names, _: names[:-1]),
        "one added": lambda reference, _: _with(reference, authors=(*reference.authors, STRANGER)),
        "one added before": lambda reference, _: _with(reference, authors=(STRANGER, *reference.authors)),
        "another person": _name(lambda _, __: STRANGER),
        "an initial wrong": _name(_initial),
        "a letter wrong": _family(_one_letter),
        "a letter lost": _family(_lose_letter),
        "a letter doubled": _family(lambda word, _: word[:2] + word[1:]),
        "letters exchanged": _family(_exchange_letters),
    },
    "journal-differs": {f"another ({i})": _journal for i in range(8)}
    | {name: lambda reference, _, name=name: _with(reference, container_title=name) for name in FOREIGN_JOURNALS},  # type: ignore[misc]
    "year-differs": {f"{step:+}": _number("year", step.__add__) for step in (-100, -10, -9, -2, -1, 1, 2, 9, 10, 100)},
    "volume-differs": {f"{step:+}": _number("volume", step.__add__) for step in (-100, -10, -2, -1, 1, 2, 9, 10, 100)}
    | {"a digit lost": _number("volume", lambda n: n // 10), "a digit more": _number("volume", lambda n: n * 10 + 1)},
    "issue-differs": {f"{step:+}": _number("issue", step.__add__) for step in (-10, -2, -1, 1, 2, 3, 10, 100)}
    | {"a digit lost": _number("issue", lambda n: n // 10), "a digit more": _number("issue", lambda n: n * 10 + 1)},
    "pages-differ": {f"first {step:+}": _page(0, step.__add__) for step in (-100, -10, -1, 1, 2, 9)}
    | {f"last {step:+}": _page(1, step.__add__) for step in (-1, 1, 2, 9, 10, 100)}
    | {"a digit of the first lost": _page(0, lambda n: n // 10)},
}  # fmt: skip


def right_all_the_same(check: str, slip: Reference, record: Record) -> bool:
    """Tell whether a slip hit upon another right value: the online year, the same letters in another order."""
    if check == "year-differs":
        return slip.year in {record.year, record.year_print, record.year_online}
    if check == "title-differs":
        return slip.title is None or read(slip.title) == read(printed(record).title or "")
    return False


@pytest.mark.parametrize("check", SLIPS)
def test_slips_are_caught(check: str, capsys: pytest.CaptureFixture[str]) -> None:
    """At least 99 of 100 slips in a field raise that field's alarm."""
    rng = random.Random(5)  # noqa: S311  (the same slips every time)
    field = {"journal-differs": "container_title", "title-differs": "title", "authors-differ": "authors"}.get(check)
    made = caught = 0
    missed = []
    for record in RECORDS:
        reference = printed(record)
        if check in alarms(reference, record) or (field and not getattr(record, field)) or record.et_al:
            continue
        for name, slip in SLIPS[check].items():
            for _ in range(3 if field in {"title", "authors"} else 1):
                wrong = slip(reference, rng)
                if wrong is None or wrong == reference or right_all_the_same(check, wrong, record):
                    continue
                if field is None and unknown(check, wrong, record):
                    continue
                made += 1
                if check in alarms(wrong, record):
                    caught += 1
                else:
                    missed.append((name, shown(wrong, check), shown(reference, check)))
    with capsys.disabled():
        print(f"\n{check}: {caught} of {made} slips caught ({caught / made:.2%})")  # noqa: T201  (the measured rate)
    assert caught >= CAUGHT * made, missed


def unknown(check: str, reference: Reference, record: Record) -> bool:
    """Tell whether one side does not have the field."""
    return next(field.compare for field in FIELDS if field.check == check)(reference, record).verdict == "unknown"


def shown(reference: Reference, check: str) -> str:
    """Return the field that a check is about, for a message."""
    compare = next(field.compare for field in FIELDS if field.check == check)
    return str(compare(reference, Record()).printed)


# --- other ways to print the same ----------------------------------------------------------------------------------


BARE = str.maketrans({"ł": "l", "ø": "o", "Ø": "O", "ß": "ss", "æ": "ae", "ı": "i", "Þ": "Th", "đ": "d"})
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "å": "aa", "Å": "Aa", "ß": "ss"}
)


def _ascii(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.translate(BARE)) if not unicodedata.combining(c))


def _umlauts(text: str) -> str:
    return text.translate(UMLAUTS)


def _names(change: Callable[[Name], Name]) -> Callable[[Reference], Reference]:
    return lambda reference: _with(reference, authors=tuple(map(change, reference.authors)))


def _title(change: Callable[[str], str]) -> Callable[[Reference], Reference]:
    return lambda reference: _with(reference, title=reference.title and change(reference.title))


def _pages(change: Callable[[Pages], str]) -> Callable[[Reference], Reference]:
    def reformat(reference: Reference) -> Reference:
        return _with(reference, pages=reference.pages and Pages.parse(change(reference.pages)))

    return reformat


def _elided(pages: Pages) -> str:
    first, last = pages.first, pages.last
    if last is None or len(first) != len(last) or len(pages.ranges) > 1:
        return str(pages)
    shared = next((i for i, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), len(last) - 1)
    return f"{first}–{last[shared:]}"


GREEK = str.maketrans({"α": "alpha", "β": "beta", "γ": "gamma", "κ": "kappa"})


def _spelling(text: str) -> str:
    for british, american in (("haem", "hem"), ("aemia", "emia"), ("randomised", "randomized"), ("oestrogen", "estrogen"),
                              ("Behaviour", "Behavior"), ("titres", "titers"), ("centres", "centers"), ("sulph", "sulf"),
                              ("Leuco", "Leuko"), ("Ageing", "Aging"), ("oedema", "edema"), ("Morphoea", "Morphea")):  # fmt: skip
        text = text.replace(british, american)
    return text


def _greek(text: str) -> str:
    return text.translate(GREEK)


REFORMATS: dict[str, Callable[[Reference], Reference]] = {
    "as it is": lambda reference: reference,
    "capitals": _title(str.upper),
    "small letters": _title(str.lower),
    "title case": _title(str.title),
    "a point at the end": _title(lambda title: f"{title}."),
    "in brackets": _title(lambda title: f"[{title}]"),
    "a label": _title(lambda title: f"{title} [letter]"),
    "points for colons": _title(lambda title: title.replace(": ", ". ")),
    "a dash for the colon": _title(lambda title: title.replace(": ", " – ")),
    "long dashes": _title(lambda title: title.replace("-", "–")),
    "no-break hyphens": _title(lambda title: title.replace("-", "\u2011")),
    "hyphens apart": _title(lambda title: title.replace("-", " ")),
    "no accents": _title(_ascii),
    "umlauts written out": _title(_umlauts),
    "Greek written out": _title(_greek),
    "American": _title(_spelling),
    "tags": _title(lambda title: re.sub(r"\b(\w{5,})\b", r"<i>\1</i>", title, count=1)),
    "entities": _title(lambda title: title.replace("&", "&amp;").replace("'", "&#39;")),
    "and for &": _title(lambda title: title.replace(" &amp; ", " and ").replace(" & ", " and ")),
    "two blanks": _title(lambda title: title.replace(" ", "  ")),
    "composed otherwise": _title(lambda title: unicodedata.normalize("NFD", title)),
    "names without accents": _names(lambda name: name.model_copy(update={"family": name.family and _ascii(name.family)})),
    "names with umlauts written out": _names(lambda name: name.model_copy(update={"family": name.family and _umlauts(name.family)})),
    "names in capitals": _names(lambda name: name.model_copy(update={"family": name.family and name.family.upper()})),
    "one initial": _names(lambda name: name.model_copy(update={"given": name.given and name.given[:1]})),
    "initials with points": _names(lambda name: name.model_copy(update={"given": name.given and " ".join(f"{c}." for c in name.given)})),
    "hyphens in names apart": _names(lambda name: name.model_copy(update={"family": name.family and name.family.replace("-", " ")})),
    "no suffix": _names(lambda name: name.model_copy(update={"suffix": None})),
    "et al. after three": lambda reference: _with(reference, authors=reference.authors[:3], et_al=len(reference.authors) > 3 or reference.et_al),
    "et al. after one": lambda reference: _with(reference, authors=reference.authors[:1], et_al=len(reference.authors) > 1 or reference.et_al),
    "elided pages": _pages(_elided),
    "whole pages": _pages(lambda pages: pages.expanded),
    "hyphens in pages": _pages(lambda pages: str(pages).replace("–", "-")),
    "first page only": _pages(lambda pages: pages.first),
    "a nought before the issue": lambda reference: _with(reference, issue=reference.issue and re.sub(r"^(?=\d)", "0", reference.issue)),
    "a word before the volume": lambda reference: _with(reference, volume=reference.volume and f"Vol. {reference.volume}"),
    "a slash in the issue": lambda reference: _with(reference, issue=reference.issue and reference.issue.replace("-", "/")),
    "journal in capitals": lambda reference: _with(reference, container_title=reference.container_title and reference.container_title.upper()),
    "journal with points": lambda reference: _with(reference, container_title=reference.container_title and re.sub(r"(\w)(?= )", r"\1.", reference.container_title)),
    "an article before it": lambda reference: _with(reference, container_title=reference.container_title and f"The {reference.container_title.removeprefix('The ')}"),
    "a place after it": lambda reference: _with(reference, container_title=reference.container_title and f"{reference.container_title} (Oxford)"),
}  # fmt: skip


@pytest.mark.parametrize("way", REFORMATS)
def test_reformatting_raises_nothing(way: str) -> None:
    """The same record printed otherwise is right; where the plain print already alarms there is nothing to compare."""
    false = []
    for record in RECORDS:
        plain = printed(record)
        for full in (True, False):
            reference = REFORMATS[way](_with(plain, container_title=record.container_title) if full else plain)
            if raised := alarms(reference, record):
                false.append((raised, reference))
    assert not false


def test_the_printed_side_may_have_what_the_record_moved() -> None:
    """A subtitle in a field of its own, the online year, an article number beside pages."""
    for record in RECORDS:
        reference = printed(record)
        moved = record.model_copy(
            update={"title": reference.title, "subtitle": None, "year_online": (record.year or 1) - 1}
        )
        earlier = _with(reference, year=record.year and record.year - 1)
        assert not alarms(earlier, moved)
