"""The law of --fix: only the values named in a finding change, and an identifier only where its type is the same."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivigref.encodings import read_exactly
from ivigref.errors import FormatError, InputError
from ivigref.formats import bibtex
from ivigref.formats.bibtex_editing import Edit, Editor, edit
from ivigref.model import Citation
from ivigref.names import Name
from tests.test_cli import run

ROOT = Path(__file__).parent.parent.parent
SHARED = os.environ.get("IVIGREF_SHARED")
REAL = [
    ROOT / "references.bib",
    *(path for place in ("samples/formats", "manuscripts", "cases/formats") for path in sorted(Path(SHARED, place).glob("*.bib")) if SHARED),
] if SHARED else [ROOT / "references.bib"]  # fmt: skip
NEW = {
    "volume": "77", "issue": "78", "pages": "79–81", "year": "1899", "title": "A new title", "container_title": "New J",
    "doi": "10.5555/new_1", "pmid": "12345678",
}  # fmt: skip
FUZZ = int(os.environ.get("IVIGREF_FUZZ", "5000"))  # inputs of the marked suite
FIELDS = (*NEW, "authors")
VALUES: dict[str, Any] = {**NEW, "authors": (Name.parse("Neu A"), Name.parse("De Pità O"))}

# What stands in an entry, what is to be put there, and what stands there then; nothing else may differ.
BROTHERS = [
    ("eprint={2951882}, eprinttype={jstor}", "pmid", "7", "eprint={2951882}, eprinttype={jstor}, pmid = {7}"),
    ("eprint={2101.00001}, archivePrefix={arXiv}", "pmid", "7", "eprint={2101.00001}, archivePrefix={arXiv}, pmid = {7}"),
    ("eprint={20.5/6}, eprinttype={hdl}", "pmid", "7", "eprint={20.5/6}, eprinttype={hdl}, pmid = {7}"),
    ("eprint={2951882}", "pmid", "7", "eprint={2951882}, pmid = {7}"),
    ("eprint={2951882}, eprinttype={own}", "pmid", "7", "eprint={2951882}, eprinttype={own}, pmid = {7}"),
    ("eprint={6}, eprinttype={pubmed}", "pmid", "7", "eprint={7}, eprinttype={pubmed}"),
    ("archivePrefix = {PubMed}, eprint = 6", "pmid", "7", "archivePrefix = {PubMed}, eprint = 7"),
    ("archivePrefix = pm, eprint = 6", "pmid", "7", "archivePrefix = pm, eprint = 7"),
    ("pmid={6}, eprint={5}, eprinttype={pubmed}", "pmid", "7", "pmid={7}, eprint={5}, eprinttype={pubmed}"),
    ("pubmed={6}, eprint={5}", "pmid", "7", "pubmed={7}, eprint={5}"),
    ("note = {PMID: 6}", "pmid", "7", "note = {PMID: 7}"),
    ("note = {PMID: 6; see there}", "pmid", "7", "note = {PMID: 6; see there}, pmid = {7}"),
    ("note = {PMCID: PMC6}", "pmid", "7", "note = {PMCID: PMC6}, pmid = {7}"),
    ("annote = {PMID: 6}", "pmid", "7", "annote = {PMID: 7}"),
    ("url = {https://doi.org/10.5555/old}", "doi", "10.5555/new", "url = {https://doi.org/10.5555/old}, doi = {10.5555/new}"),
    ("doi = {https://doi.org/10.5555/old}", "doi", "10.5555/n<1>", "doi = {https://doi.org/10.5555/n%3C1%3E}"),
    ("doi = {doi:10.5555/old}", "doi", "10.5555/new", "doi = {doi:10.5555/new}"),
    ("DOI = {{10.5555/old}}", "doi", "10.5555/new", "DOI = {{10.5555/new}}"),
    ("doi = {10.5555/o\\_ld}", "doi", "10.5555/new", "doi = {10.5555/new}"),
    ("doi = dd", "doi", "10.5555/new", "doi = {10.5555/new}"),
    ('doi = "10.5555/" # "old"', "doi", "10.5555/new", 'doi = "10.5555/new"'),
    ("doi = {}", "doi", "10.5555/new", "doi = {10.5555/new}"),
    ("doi = {}, doi = {10.5555/old}", "doi", "10.5555/new", "doi = {10.5555/new}, doi = {10.5555/old}"),
    ("volume = 1, volume = {2}", "volume", "3", "volume = 3, volume = {2}"),
    ("Volume = {1}, VOLUME = {2}", "volume", "3", "Volume = {3}, VOLUME = {2}"),
    ("journal = {}, journaltitle = {Old}", "container_title", "New", "journal = {}, journaltitle = {New}"),
    ("journal = inv", "container_title", "New", "journal = {New}"),
    ('journal = inv # { Res}, volume = "1"', "container_title", "New", 'journal = {New}, volume = "1"'),
    ('journal = inv # { Res}, volume = "1"', "volume", "2", 'journal = inv # { Res}, volume = "2"'),
    ("volume = {{1}}", "volume", "2", "volume = {{2}}"),
    ("date = {1997-05-03}", "year", "1998", "date = {1998-05-03}"),
    ("date = {1997/1999}", "year", "1998", "date = {1998/1999}"),
    ("year = 1997, date = {1996-05}", "year", "1998", "year = 1998, date = {1996-05}"),
    ('date = "19" # "97-05"', "year", "1998", None),
    ("date = {199X}", "year", "1998", "date = {1998}"),
    ("title = {Skin}, subtitle = {a review}", "title", "Hair: a review", "title = {Hair}, subtitle = {a review}"),
    ("title = {Skin}, subtitle = {a review}", "title", "Hair: a study", None),
    ("doi = {j.desal.2005}", "doi", "10.5555/new", None),
    ("pmid = {PMC3216365}", "pmid", "7", None),
    ("pages = {xxi + 346}", "pages", "1–2", None),
    ("volume = {1} issue = {2}, year = 1997", "volume", "3", "volume = {3} issue = {2}, year = 1997"),
    ("volume = {1} issue = {2}, year = 1997", "issue", "3", "volume = {1} issue = {3}, year = 1997"),
    ("volume = {1} % {one}, year = 1997", "volume", "3", "volume = {3} % {one}, year = 1997"),
    ("crossref = {p}", "year", "1998", "crossref = {p}, year = {1998}"),
    ("crossref = {p}, title = {T}", "pmid", "7", "crossref = {p}, title = {T}, pmid = {7}"),
]  # fmt: skip
AROUND = (
    """@string{inv = "J Inv"} @string{dd = "10.5555/old"}\n@string{pm = {pubmed}}\n% a, b = {c}\n@comment{a, volume = 1}
@article{A, volume = 1, title = {the same key but for its case}}\n@article{a2, volume=1}\n""",
    "\n\nno entry: volume = {1}\n@proceedings{p, title = {P}, year = 1997, eprint = {5}, eprinttype = {pubmed}}\n@book{b, volume = 1}",
)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "byte order mark"])
@pytest.mark.parametrize(("fields", "field", "value", "wanted"), BROTHERS)
def test_one_value_changes_and_every_other_byte_stays(  # noqa: PLR0917  (the columns of a table)
    ends: str, mark: str, fields: str, field: str, value: str, wanted: str | None
) -> None:
    """Whatever its type, its dress, and what stands around it; where that cannot be, it is refused and said."""
    before, after = (mark + AROUND[0]).replace("\n", ends), AROUND[1].replace("\n", ends)
    old = f"{before}@article{{a, {fields}}}{after}"
    if wanted is None:
        with pytest.raises(FormatError, match="entry a: the "):
            edit(old, [("a", field, value)])
        return
    assert edit(old, [("a", field, value)]) == f"{before}@article{{a, {wanted}}}{after}"


def test_entries_with_one_key_are_told_apart_by_their_line() -> None:
    """The first may be one that was left in the file on purpose; which one is meant must be said, or nothing changes."""
    old = "% @article{a, volume = 1}\n@article{a, volume = 2}\n@article{a, volume = 3}\n@article{a, volume = 4} @article{a, volume = 5}\n"
    assert edit(old, [Edit("a", "volume", "9", line=3)]) == old.replace("3", "9")
    assert edit(old, [Edit("a", "volume", "9", line=1)]) == old.replace("1", "9")
    with pytest.raises(InputError, match="one entry with this key in line 4"):
        edit(old, [Edit("a", "volume", "9", line=4)])
    with pytest.raises(InputError, match="expected the key"):
        edit(old, [Edit("a", "volume", "9", line=7)])


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "latin-1"])
def test_letters_that_an_encoding_lacks_are_written_in_latex(encoding: str) -> None:
    """A file in Windows-1252 stays one."""
    old = "% Pità\n@article{a, author = {Los, O.}, title = {Größe}}"
    new = edit(old, [Edit("a", "authors", (Name.parse("Łoś Ö"),))], encoding=encoding)
    assert new.encode(encoding).decode(encoding) == new
    assert bibtex.loads(new)[0].reference.authors[0].family == "Łoś"
    assert new.startswith("% Pità\n@article{a, author = {")
    assert new.endswith("}, title = {Größe}}")


def test_what_no_letter_of_an_encoding_can_say_is_refused() -> None:
    """Chinese in a file of Windows: nothing changes, and it is said."""
    with pytest.raises(FormatError, match="cp1252 has no letters"):
        edit("% Pità\n@article{a, title = {x}}", [("a", "title", "皮肤")], encoding="cp1252")


def test_one_correction_that_is_refused_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The odd DOI stays and is told; the volume beside it is corrected, and the bytes around both are as before."""
    text = (ROOT / "references.bib").read_text(encoding="utf-8")
    entry = next(e for e in re.split(r"^(?=@)", text, flags=re.MULTILINE) if "volume       = {27}" in e and "doi " in e)
    wrong = re.sub(r"doi          = \{.*\}", "doi = {see there}", entry).replace("volume       = {27}", "volume={28}")
    file = tmp_path / "mine.bib"
    data = b"\xef\xbb\xbf% P\xc3\xa9ter\r\n" + wrong.rstrip("\n").replace("\n", "\r\n").encode()
    file.write_bytes(data)
    _, _, err = run(["check", str(file), "--fix"], monkeypatch, capsys)
    assert "doi is not corrected" in err
    assert "'see there'" in err
    assert err.endswith("1 value corrected\n")
    assert file.read_bytes() == data.replace(b"volume={28}", b"volume={27}")


# --- files that somebody might have: each value knows where it stands, so what must stay is known, too

DRESSES = ("{%s}", '"%s"', "{{%s}}", "{%s} # {}", '"" # "%s"')
JUNK = st.sampled_from(
    ["", "% a comment, with a comma = {braces}", "@comment{ a, volume = {1} }", "plain words: 5% of \\{ these", "@preamble{ {x} }", "\t "]
)  # fmt: skip
SAFE = st.text(st.sampled_from("abcdefgh XYZ0123456789.-:é"), min_size=1, max_size=15).map(lambda t: f"w{t.strip()}")
OWN = st.dictionaries(
    st.sampled_from(["volume", "number", "journal", "journaltitle", "note", "pages", "eprint", "eprinttype", "archivePrefix",
                     "file", "url", "crossref", "keywords", "annote", "year", "title", "Author", "DOI", "pmid", "date", "month"]),
    SAFE | st.sampled_from(["7", "1997", "10.5555/old", "https://doi.org/10.5555/old", "PMID: 6", "pubmed", "jstor", "arXiv"]),
    min_size=1, max_size=6,
)  # fmt: skip


@st.composite
def libraries(draw: st.DrawFn) -> tuple[str, int]:
    """Return a file and the number of its entries; their keys differ in more than their case only now and then."""
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    parts = [draw(st.sampled_from(["", "\ufeff"]))]
    count = draw(st.integers(1, 4))
    for number in range(count):
        parts.append(draw(JUNK) + end)
        indent = draw(st.sampled_from(["", "  ", "\t", end + "   "]))
        key = draw(st.sampled_from([f"k{number}", f"K{number // 2}x", "same"]))
        fields = [
            f"{indent}{name}{draw(st.sampled_from([' = ', '=', end + '=']))}{draw(st.sampled_from(DRESSES)) % value}"
            for name, value in draw(OWN).items()
        ]
        last = draw(st.sampled_from(["", ",", f",{end}"]))
        parts.append(
            f"@{draw(st.sampled_from(['article', 'Book', 'inproceedings', 'misc']))}{{{key},{','.join(fields)}{last}}}"
        )
    parts.append(draw(st.sampled_from(["", end])) + draw(JUNK))
    return "".join(parts), count


def told(citation: Citation, but: str = "") -> dict[str, Any]:
    """Return what is read of an entry but for one field, and not where it stands and what is made of other fields."""
    # A month without a year is no date yet, and becomes one with it.
    goes_along = {"authors": ["et_al"], "year": ["date"]}.get(but, [])
    left_out = {"line", "raw", "extra", but, *goes_along}
    # A year stands in either field or in both, which are changed together.
    dating = {"year", "month", "day", "bibtex:year", "bibtex:date"} if but == "year" else set()
    extra = [pair for pair in citation.reference.extra if pair[0] not in dating]
    return {**citation.reference.model_dump(exclude=left_out), "extra": sorted(extra)}


def obey(text: str, encoding: str = "utf-8") -> int:
    """Try every field of every entry, and hold each change to the law; return how many were made."""
    try:
        loaded = list(bibtex.loads(text))
    except FormatError:  # there is nothing that could be corrected
        return 0
    made = 0
    for number, citation in enumerate(loaded):
        for field in FIELDS:
            editor = Editor(text, encoding=encoding)
            try:
                editor.change(Edit(citation.key or "", field, VALUES[field], line=citation.reference.line))
                new = editor.text()
            except InputError:
                continue
            made += 1
            hold(text, new, number, field, loaded)
    return made


def hold(old: str, new: str, number: int, field: str, loaded: list[Citation]) -> None:
    """Compare the bytes around the change, every other entry, and every other field."""
    start = shared(old, new)
    end = shared(old[start:][::-1], new[start:][::-1])
    assert not re.search(r"\n\s*@\w+\s*[{(]", old[start : len(old) - end])
    after = list(bibtex.loads(new))
    assert len(after) == len(loaded)
    for place, (was, now) in enumerate(zip(loaded, after, strict=True)):
        if place != number:
            # What an entry takes over from another changes with it.
            assert told(was) == told(now) or "bibtex:crossref" in dict(was.reference.extra)
            continue
        read = getattr(now.reference, field)
        assert str(read) == str(VALUES[field]) or (field, len(read)) == ("authors", 2) or read.expanded == "79–81"
        assert told(was, field) == told(now, field)
        if field == "year" and was.reference.date is not None and was.reference.year is not None:
            rest = [(date.month, date.day, date.season) for c in (was, now) if (date := c.reference.date) is not None]
            assert len(set(rest)) == 1
            assert len(rest) == 2


def shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


@given(library=libraries())
@settings(max_examples=30, deadline=None)
def test_made_up_files_obey_the_law(library: tuple[str, int]) -> None:
    """Comments, macros, dresses, keys twice, types of eprints, line ends of three kinds: one value, and no other byte."""
    obey(library[0])


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_real_files_obey_the_law(path: Path) -> None:
    """Files of reference managers and manuscripts: every field of some entries."""
    text, encoding = read_exactly(path)
    entries = re.split(r"^(?=[ \t]*@)", text, flags=re.MULTILINE)
    few = "".join(entries[:1] + random.Random(len(text)).sample(entries[1:], min(len(entries) - 1, 6)))  # noqa: S311  (for a test)
    assert obey(few, encoding) or not bibtex.loads(few)


def mutants(count: int, seed: int) -> Iterator[str]:
    """Yield real entries with characters lost, doubled, and put in where they hurt."""
    chance = random.Random(seed)  # noqa: S311  (for a test)
    texts = [read_exactly(path)[0] for path in REAL]
    entries = [entry for text in texts for entry in re.split(r"^(?=[ \t]*@)", text, flags=re.MULTILINE)]
    for _ in range(count):
        text = "".join(chance.choices(entries, k=2))[-3_000:]
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(text) + 1)
            text = (
                text[:at]
                + chance.choice(["{", "}", '"', ",", "=", "@", "#", "%", "\n", "\r", "\\", "", "@a{", "\ufeff"])
                + text[at + chance.randint(0, 2) :]
            )
        yield text


def test_broken_files_obey_the_law() -> None:
    """An editor that does not understand a file leaves it alone."""
    assert sum(map(obey, mutants(40, seed=1)))


@pytest.mark.fuzz
@given(library=libraries())
@settings(max_examples=FUZZ // 5, deadline=None)
def test_many_made_up_files_obey_the_law(library: tuple[str, int]) -> None:
    """The same for very many."""
    obey(library[0])


@pytest.mark.fuzz
def test_many_broken_files_obey_the_law() -> None:
    """The same for as many as IVIGREF_FUZZ says."""
    assert sum(map(obey, mutants(FUZZ, seed=FUZZ)))
