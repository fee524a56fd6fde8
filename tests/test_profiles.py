"""A journal's own rules: each found where it is broken, and nowhere else; what is no profile is said."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ivigref import examine, parse, parse_reference, profiles
from ivigref.checks import profiled
from ivigref.checks.alphabet import out_of_order
from ivigref.errors import InputError
from ivigref.formats.styles import render
from ivigref.model import Check, Citation, Kind, Record, Reference
from ivigref.names import Name
from ivigref.profiles import Profile
from ivigref.reading import listed
from tests.test_cli import run

TITLE = "A work that nobody has written, invented for this page"
PLACE = "J Imag Med. 2019;12(3):300–8."


def broken_by(reference: Reference | str, record: Record | None = None, **rules: Any) -> list[str]:  # noqa: ANN401  (TOML)
    """Return the checks that a printed reference breaks of a profile with these rules."""
    read = parse_reference(reference) if isinstance(reference, str) else reference
    citation = Citation(reference=read, record=record, confidence=1.0 if record else None)
    profile = profiles.load({"name": "J Imag Med", **rules})
    return [finding.check.removeprefix("profile-") for _, finding in profiled.in_citations([citation], profile)]


def by(*names: str, et_al: str = "") -> str:
    """Return a printed reference with these authors."""
    return f"{', '.join(names)}{et_al}. {TITLE}. {PLACE}"


ONE, THREE, FOUR = ("Doe J",), ("Doe J", "Roe R", "Poe E"), ("Doe J", "Roe R", "Poe E", "Coe C")
MANY = {"authors": {"most": 3, "first": 2}}
LAST = {"authors": {"most": 3, "first": 2, "last": True}}
ALL = {"authors": {"most": 3, "first": 2, "all_right": True}}


@pytest.mark.parametrize(
    ("printed", "rules", "broken"),
    [
        (by(*THREE), MANY, []),
        (by(*FOUR), MANY, ["authors"]),
        (by(*FOUR), ALL, []),
        (by(*FOUR[:2], et_al=", et al"), MANY, []),
        (by(*FOUR[:2], et_al=", et al"), ALL, []),
        (by(*FOUR[:1], et_al=", et al"), MANY, ["authors"]),
        (by(*FOUR[:3], et_al=", et al"), MANY, ["authors"]),
        (by(*FOUR[:3], et_al=", et al"), ALL, ["authors"]),
        (f"Doe, J., Roe, R., . . . Zoe, Z. (2019). {TITLE}. Journal of Imag, 12(3), 300–308.", LAST, []),
        (f"Doe, J., . . . Zoe, Z. (2019). {TITLE}. Journal of Imag, 12(3), 300–308.", LAST, ["authors"]),
        (f"{TITLE}. J Imag Med. 2019;12(3):300–8.", MANY, []),
        (Reference(authors=tuple(map(Name.parse, FOUR)), title=TITLE, doubts=(("title", 0.6),)), MANY, []),
        (Reference(authors=tuple(map(Name.parse, FOUR)), title=TITLE, doubts=(("title", 0.7),)), MANY, ["authors"]),
        (Reference(authors=tuple(map(Name.parse, FOUR))), MANY, []),
        (by(*FOUR), {}, []),
    ],
)
def test_as_many_authors_are_named_as_are_asked_for(
    printed: str | Reference, rules: dict[str, Any], broken: list[str]
) -> None:
    """All of a few; of more so many before et al., or before the last one; or all, where that is right as well."""
    assert broken_by(printed, **rules) == broken


@pytest.mark.parametrize(("number", "cut", "broken"), [(3, False, ["authors"]), (4, False, []), (3, True, [])])
def test_et_al_for_too_few_is_known_from_the_record(number: int, cut: bool, broken: list[str]) -> None:  # noqa: FBT001
    """Only a record that names all authors tells that there are no more of them."""
    record = Record(title=TITLE, authors=tuple(map(Name.parse, FOUR[:number])), et_al=cut)
    assert broken_by(by(*FOUR[:2], et_al=", et al"), record, **MANY) == broken


@pytest.mark.parametrize(
    ("journal", "abbreviated", "whole"),
    [
        ("Journal of the American Academy of Dermatology", ["journal"], []),
        ("J Am Acad Dermatol", [], ["journal"]),
        ("J. Am. Acad. Dermatol.", [], ["journal"]),
        ("Nature", [], []),
        ("JAMA", [], []),
        ("Journal of Invented Roads", [], []),
        ("J Inv Roads", [], []),
    ],
)
def test_a_journal_is_printed_in_the_form_that_is_asked_for(
    journal: str, abbreviated: list[str], whole: list[str]
) -> None:
    """The list of journals knows both forms; of any other journal, and of one that has one form, nothing is said."""
    reference = Reference(kind="journal-article", container_title=journal, title=TITLE)
    assert broken_by(reference, journal="abbreviated") == abbreviated
    assert broken_by(reference, journal="whole") == whole
    assert broken_by(reference.model_copy(update={"kind": Kind.BOOK}), journal="abbreviated") == []


@pytest.mark.parametrize(
    ("issue", "recorded", "wanted", "unwanted"),
    [
        ("3", "3", [], ["issue"]),
        ("3", None, [], ["issue"]),
        (None, "3", ["issue"], []),
        (None, None, [], []),
        ("Suppl 3", None, [], []),
    ],
)
def test_an_issue_is_printed_or_not(
    issue: str | None, recorded: str | None, wanted: list[str], unwanted: list[str]
) -> None:
    """Some journals have no issues: that one is missing is known from a record; a supplement is always told."""
    printed = f"J Imag Med 2019;12({issue}):3."
    reference = Reference(kind="journal-article", container_title="J Imag Med", volume="12", issue=issue, raw=printed)
    record = Record(title=TITLE, issue=recorded)
    assert broken_by(reference, record, issue=True) == wanted
    assert broken_by(reference, record, issue=False) == unwanted


@pytest.mark.parametrize(
    ("pages", "elided", "whole"),
    [
        ("1547–50", [], ["pages"]),
        ("1547-1550", ["pages"], []),
        ("12--19", ["pages"], []),
        ("12–9", [], ["pages"]),
        ("99–101", [], []),
        ("300–412", [], []),
        ("321–28", [], ["pages"]),
        ("3–5", [], []),
        ("S12–S15", [], []),
        ("e123", [], []),
        ("12–19, 25", [], []),
        ("19–12", [], []),
    ],
)
def test_the_last_page_is_cut_short_or_not(pages: str, elided: list[str], whole: list[str]) -> None:
    """Only a range of plain numbers with something in common has two forms."""
    assert broken_by(Reference(pages=pages), pages="elided") == elided
    assert broken_by(Reference(pages=pages), pages="whole") == whole


@pytest.mark.parametrize(
    ("printed", "link", "label"),
    [
        ("https://doi.org/10.5555/Inv-1", [], ["doi"]),
        ("http://dx.doi.org/10.5555/inv-1", [], ["doi"]),
        ("doi:10.5555/inv-1", ["doi"], []),
        ("DOI: 10.5555/inv-1", ["doi"], []),
        ("10.5555/inv-1", ["doi"], ["doi"]),
        ("doi:10.5555/inv-1. https://doi.org/10.5555/inv-1", [], []),
        ("", [], []),
    ],
)
def test_a_doi_is_printed_in_the_form_that_is_asked_for(printed: str, link: list[str], label: list[str]) -> None:
    """A DOI that is printed twice is right if one of them is; what a file says and does not print has no form."""
    reference = Reference(raw=f"{by(*ONE)} {printed}", title=TITLE, doi="10.5555/inv-1")
    assert broken_by(reference, doi="link") == link
    assert broken_by(reference, doi="label") == label


@pytest.mark.parametrize(
    ("reference", "broken"),
    [
        (Reference(kind="web-page", url="https://a.example", raw="A page. https://a.example"), ["access-date"]),
        (Reference(url="https://a.example", raw="A page. https://a.example"), ["access-date"]),
        (Reference(kind="web-page", url="https://a.example", raw="A page [cited 2020 Jan 5]."), []),
        (Reference(kind="web-page", url="https://a.example", raw="A page. (Abgerufen am 5. Mai 2020)"), []),
        (Reference(kind="web-page", url="https://a.example", raw="A page, cited by many. Geneva."), ["access-date"]),
        (Reference(kind="web-page", url="https://a.example", extra=(("url_date", "2020-01-05"),)), []),
        (Reference(kind="web-page", url="https://a.example", doi="10.5555/inv-1"), []),
        (Reference(kind="report", url="https://a.example"), []),
    ],
)
def test_a_web_page_has_a_date_of_access(reference: Reference, broken: list[str]) -> None:
    """In any language, or in the file; what has a DOI or is of another kind needs none."""
    assert broken_by(reference, access_dates=True) == broken
    assert broken_by(reference, access_dates=False) == []


def test_a_preprint_is_listed_where_it_may_be() -> None:
    """False asks for none; true says that they are welcome."""
    preprint = Reference(kind="preprint", title=TITLE)
    assert broken_by(preprint, preprints=False) == ["preprint"]
    assert broken_by(preprint, preprints=True) == []
    assert broken_by(Reference(title=TITLE), preprints=False) == []


def named(*names: str | None) -> list[Citation]:
    """Return citations with these first authors."""
    authors = [() if name is None else (Name.from_surname(name, "A."),) for name in names]
    return [Citation(reference=Reference(title=TITLE, authors=first)) for first in authors]


@pytest.mark.parametrize(
    ("names", "moved"),
    [
        (("Adams", "Baker", "Clark"), []),
        (("Adams", "Young", "Baker", "Clark"), [(1, None)]),
        (("Adams", "Young", "Baker", "Clark", "Zola"), [(1, 4)]),
        (("Baker", "Clark", "Young", "Adams"), [(3, 0)]),
        (("Adams", "Adams", "adams"), []),
        (("Beck", "van der Berg", "Clark", "van Zoe"), []),
        (("Beck", "Clark", "van der Berg", "Young"), []),
        (("Mueller", "Müller", "Munro"), []),
        (("Muller", "Müller", "Munro"), []),
        (("De Mello", "Deak", "Devine"), []),
        (("Deak", "De Mello", "Devine"), []),
        (("Adams", None, "Baker"), []),
        (("Adams", "C", "Baker"), []),
        ((), []),
        ((None,), []),
    ],
)
def test_a_list_is_in_order_of_the_alphabet(names: tuple[str | None, ...], moved: list[tuple[int, int | None]]) -> None:
    """As few as possible are out of order; particles and umlauts may be sorted either way."""
    assert list(out_of_order(named(*names))) == moved


@pytest.mark.parametrize(
    ("names", "broken"),
    [
        (("Adams", "Baker", "Clark", "Doe", "Evans", "Fox", "Gray", "Hill"), True),
        (("Adams", "Baker", "Clark", "Doe", "Evans", "Fox", "Gray"), False),
        (("Adams", "Baker", "Clark", "Doe", "Evans", "Fox", "Gray", "Gray"), False),
        (("Adams", "Baker", "Clark", "Doe", "Evans", "Fox", "Hill", "Gray"), False),
        (("Adams", "Baker", "Clark", "Doe", "Evans", "Fox", "Gray", "Hill", None), False),
    ],
)
def test_order_of_the_alphabet_is_none_of_citation(names: tuple[str | None, ...], broken: bool) -> None:  # noqa: FBT001
    """Eight different authors do not stand in order by chance; fewer may."""
    profile = profiles.load({"name": "J Imag Med", "order": "citation"})
    assert [finding.check for finding in profiled.in_whole(named(*names), profile)] == ["profile-order"] * broken


@pytest.mark.parametrize(
    ("years", "rules", "broken"),
    [
        ((2020, 2010), {"references": {"most": 2}}, []),
        ((2020, 2010, 2000), {"references": {"most": 2}}, ["profile-length"]),
        ((2021, 2020), {"recent": {"years": 5, "share": 0.5}}, ["profile-recent"]),
        ((2022, 2020, None), {"recent": {"years": 5, "share": 0.5}}, []),
        ((2022, 2020, 2000), {"recent": {"years": 5, "share": 0.5}}, ["profile-recent"]),
        ((None,), {"recent": {"years": 5, "share": 0.5}}, []),
        ((), {"recent": {"years": 5, "share": 0.5}}, []),
    ],
)
def test_a_list_is_short_and_new_enough(
    years: tuple[int | None, ...], rules: dict[str, Any], broken: list[str]
) -> None:
    """In 2027, five years go back to 2022; a reference without a year counts on neither side."""
    citations = [Citation(reference=Reference(title=TITLE, year=year)) for year in years]
    profile = profiles.load({"name": "J Imag Med", **rules})
    assert [finding.check for finding in profiled.in_whole(citations, profile, today=2027)] == broken


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('pages = "elided"', 'p.toml: name: expected the name of the journal in quotes, such as name = "J Imag Med", found none'),
        ('name = "J"\nauthors = {most = "six", first = 3}', "p.toml: authors.most: expected a whole number from 1, such as most = 6, found 'six'"),
        ('name = "J"\nauthors = {most = 3}', "p.toml: authors.first: expected a whole number from 1 up to that of most, such as first = 3, found none"),
        ('name = "J"\nauthors = {most = 3, first = 4}', "p.toml: authors: expected first to be a whole number from 1 up to that of most, such as first = 3; found {'most': 3, 'first': 4}"),
        ('name = "J"\nauthors = {most = 0, first = 1}', "p.toml: authors.most: expected a whole number from 1, such as most = 6, found 0"),
        ('name = "J"\nauthors = 6', "p.toml: authors: expected how many are named, such as authors = {most = 6, first = 3}, found 6"),
        ('name = "J"\nauthors = {most = 6, frist = 3}', "found"),
        ('name = "J"\njournals = "whole"', "p.toml: journals: expected one of name, authors, journal, issue, pages, doi, order, references, recent, preprints, access_dates, source, found the key 'journals'"),
        ('name = "J"\nissue = "no"', "p.toml: issue: expected true or false (true: printed; false: not), found 'no'"),
        ('name = "J"\ndoi = true', 'p.toml: doi: expected "link" (https://doi.org/10.…) or "label" (doi:10.…), found True'),
        ('name = "J"\nrecent = {years = 5, share = 50}', "p.toml: recent.share: expected a number above 0 and up to 1, such as share = 0.5, found 50"),
        ('name = "J"\n[[source]]\ntitle = "T"\naddress = "A"', "p.toml: source 1.read: expected the day on which they were read, such as read = 2026-11-29, found none"),
        ('name = "J"\n[[source]]\ntitle = "T"\naddress = "A"\nread = 2026-11-29\nrules = ["autors"]', "p.toml: source 1.rules: expected names of rules, such as rules = [\"authors\"]: authors, journal, issue, pages, doi, order, references, recent, preprints, access_dates; found 'autors'"),
        ('name = "J', 'p.toml: expected TOML, as in name = "J Imag Med": '),
        (f"name = 'J'\n#{'x' * 100_000}", "p.toml: expected a profile of at most 100,000 bytes, found more"),
    ],
)  # fmt: skip
def test_what_is_no_profile_is_said_so_that_it_can_be_mended(tmp_path: Path, text: str, message: str) -> None:
    """The place, what is expected there with an example, and what was found."""
    file = tmp_path / "p.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        profiles.load(file)
    assert message in str(error.value)


@pytest.mark.parametrize("name", ["bmjj", "nature.toml", "../ama", "a\0b"])
def test_an_unknown_profile_is_named_with_those_that_there_are(name: str) -> None:
    """A name of none is taken for a file, and there is none."""
    with pytest.raises(InputError, match="expected a"):
        profiles.load(name)


@pytest.mark.parametrize("name", profiles.names())
def test_each_rule_of_a_shipped_profile_has_a_source(name: str) -> None:
    """Its address and the day on which it was read: no rule is there from memory."""
    profile = profiles.load(name.upper())
    for rule in profile.rules:
        source = profile.source_of(rule)
        assert source.address, f"{name}: {rule}"
        assert source.address.startswith(("http://", "https://"))
        assert source.retrieved
        assert date.fromisoformat(source.retrieved) <= date(2026, 11, 29)
    named_rules = {rule for source in profile.source for rule in source.rules}
    assert named_rules <= profile.rules.keys()


def work(authors: int, pages: str | None = "1547-1550", *, first: int, **fields: Any) -> Record:  # noqa: ANN401  (fields of a record)
    """Return an invented work in a journal with two names; ``first`` counts the first author's place in the alphabet."""
    surnames = ("Adams", "Baker", "Clark", "Dorn", "Evans", "Fox", "Gray", "Hill", "Irwin", "Jung", "Kent", "Long",
                "Mann", "North", "Owen", "Penn", "Quick", "Reed", "Stone", "Thorn", "Upton", "Vance")  # fmt: skip
    whole = {
        "kind": "journal-article",
        "authors": tuple(Name(family=family, given="Jane") for family in (2 * surnames)[first : first + authors]),
        "container_title": "Journal of the American Academy of Dermatology",
        "container_title_short": "J Am Acad Dermatol",
        "year": 2012,
        "volume": "27",
        "issue": "9",
        "pages": pages,
    }
    return Record(**whole | fields)


WORKS = [
    work(3, "12-19", first=3, title="A second work of some length, invented", doi="10.5555/inv.2"),
    work(1, first=1, title="A first work of some length, invented"),
    work(4, "99-101", first=8, title="Third things of some length, invented", doi="10.5555/inv.3"),
    work(5, "300-308", first=2, title="Fourth things of some length, invented"),
    work(6, "3-5", first=9, title="Fifth things of some length, invented", doi="10.5555/inv(5)"),
    work(7, None, first=0, title="Sixth things of some length, invented", doi="10.5555/inv.6", article_number="e123"),
    work(8, "S12-S15", first=5, title="Seventh things of some length, invented", issue=None),
    work(20, "1228-1231", first=4, title="Eighth things of some length, invented", doi="10.5555/inv.8"),
    work(22, "100-109", first=7, title="Ninth things of some length, invented", doi="10.5555/inv.9"),
    work(2, "712-718", first=6, title="Tenth things of some length, invented", container_title="Nature", container_title_short=None),
]  # fmt: skip
STYLES = {
    "icmje": ("nlm-citation-sequence", "nlm-citation-sequence-brackets-no-et-al"),
    "ama": ("american-medical-association",),
    "bmj": ("bmj",),
    "lancet": ("the-lancet",),
    "nejm": ("the-new-england-journal-of-medicine",),
    "nature": ("nature",),
    "apa": ("apa",),
    "springer-basic": ("springer-basic-brackets", "springer-basic-author-date", "springer-basic-brackets-no-et-al"),
    "elsevier-vancouver": ("elsevier-vancouver",),
}


def written(style: str) -> list[Citation]:
    """Return the list of invented works as a style writes it, read again."""
    numbered = style != "apa"
    works = WORKS if numbered else sorted(WORKS, key=lambda record: record.authors[0].surname)
    known = [
        Citation(reference=Reference(kind=record.kind, title=record.title), record=record, records=(record,), confidence=1.0)
        for record in works
    ]  # fmt: skip
    lines = (f"{place}. {text}" if numbered else text for place, text in enumerate(render(known, style), start=1))
    printed = parse("\n".join(lines))
    assert len(printed) == len(works)
    # The second item of print has the record, so that what only a record shows is compared, too.
    return [one.model_copy(update={"reference": two}) for one, two in zip(known, printed, strict=True)]


def of_profile(citations: list[Citation], profile: str | Profile) -> list[str]:
    """Return what a check says of the rules of a profile."""
    checked = examine(listed(citations), tag=False, profile=profile)
    found = [finding for findings in checked.findings for finding in findings]
    return [finding.check for finding in (*found, *checked.problems) if finding.check.is_of_profile]


@pytest.mark.parametrize(("profile", "style"), [(name, style) for name, styles in STYLES.items() for style in styles])
def test_a_list_that_its_style_has_written_keeps_every_rule(profile: str, style: str) -> None:
    """Whoever lets a reference manager print the list is not told that the form is wrong."""
    assert of_profile(written(style), profile) == []


def test_every_shipped_profile_is_compared_with_its_style() -> None:
    """A new profile gets a style here."""
    assert sorted(STYLES) == profiles.names()


@pytest.mark.parametrize(
    ("profile", "style", "broken"),
    [
        ("bmj", "elsevier-vancouver", {"profile-authors", "profile-doi"}),
        ("elsevier-vancouver", "nlm-citation-sequence", {"profile-issue", "profile-doi"}),
        ("lancet", "american-medical-association", {"profile-issue", "profile-pages"}),
        ("ama", "the-lancet", {"profile-issue", "profile-pages"}),
        ("ama", "nlm-citation-sequence", {"profile-authors", "profile-pages"}),
        ("apa", "american-medical-association", {"profile-authors", "profile-journal", "profile-doi", "profile-order"}),
        ("nature", "apa", {"profile-authors", "profile-journal", "profile-order"}),
    ],
)
def test_a_list_that_another_style_has_written_breaks_what_the_two_differ_in(
    profile: str, style: str, broken: set[str]
) -> None:
    """Each rule is seen where it is broken, in print that a style has made."""
    assert set(of_profile(written(style), profile)) == broken


def test_a_file_of_a_reference_manager_has_no_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is not printed yet is checked for what it lists, and the command line says so."""
    file = tmp_path / "list.bib"
    entry = "@article{%s, author={Doe, J. and Roe, R. and Poe, E. and Coe, C.}, title={%s}, journal={J Imag Med},"
    entry += (
        " year=2012, volume=1, number=2, pages={100--109}}\n@online{b, title={A page}, url={https://a.example/b}}\n"
    )
    file.write_text(entry % ("a", TITLE), encoding="utf-8")
    rules = {"name": "J", "authors": {"most": 3, "first": 3}, "issue": False, "pages": "elided", "access_dates": True}
    checked = examine(file, registries=[], tag=False, profile=rules)
    assert [f.check for found in checked.findings for f in found if f.check.is_of_profile] == ["profile-access-date"]
    _, _, said = run(["check", str(file), "--profile", "bmj"], monkeypatch, capsys)
    assert "list.bib: not printed yet, so not checked for the form of authors, journal, pages, doi, order" in said


def test_the_command_line_reports_the_rules_and_silences_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A finding of a profile is one like any other: it fails a check, names its source, and can be silenced."""
    file = tmp_path / "list.txt"
    file.write_text(f"1. {by(*FOUR)}\n2. {by(*ONE).replace('work', 'second thing')}\n", encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text('name = "J Imag Med"\nauthors = {most = 3, first = 3}\nreferences = {most = 1}\n', encoding="utf-8")
    code, out, said = run(["check", str(file), "--profile", str(own), "--format", "json"], monkeypatch, capsys)
    assert code == 1
    report = json.loads(out)
    assert [f["check"] for f in report["list"]["findings"]] == ["profile-length"]
    [finding] = [f for f in report["citations"][0]["findings"] if f["check"].startswith("profile-")]
    assert finding["message"] == "4 authors and no et al.: of more than 3, the first 3 and et al. (rules of J Imag Med)"
    assert finding["source"]["registry"] == "J Imag Med"
    assert report["citations"][0]["status"] == "unverified"  # the form says nothing of the work
    assert "2 references are listed: the most is 1 (rules of J Imag Med) [profile-length]" in said
    quiet = ("--ignore", "profile-authors=as they wish", "--ignore", "profile-length=a review")
    code, _, said = run(["check", str(file), "--profile", str(own), *quiet], monkeypatch, capsys)
    assert code == 0
    assert "2 findings silenced" in said


def test_the_help_names_the_profiles_that_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Help is there at once, and so cannot look."""
    _, out, _ = run(["check", "--help"], monkeypatch, capsys)
    text = "".join(line.strip() if line.endswith("-") else f"{line.strip()} " for line in out.splitlines())
    assert f"a TOML file, or one of {', '.join(profiles.names())}." in text


def test_nothing_is_asked_for_without_a_profile() -> None:
    """The rules are off."""
    checked = examine(listed(parse(f"1. {by(*FOUR)}\n2. {by(*ONE)}")), tag=False)
    assert not any(finding.check.is_of_profile for found in checked.findings for finding in found)
    assert sum(check.is_of_profile for check in Check) == len(profiles.RULES)
