"""A paragraph for a letter: every reference is told once, in four languages, and nobody is accused."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from string import Formatter

import pytest

from ivigref import examine, load
from ivigref.data import read_text
from ivigref.errors import InputError
from ivigref.model import Check, Checked, Citation, Finding, Inquiry, Judgement, Likeness, Record, Reference, Verdict
from ivigref.model.in_text import Place
from ivigref.names import Name
from ivigref.reports import LANGUAGES, letter
from tests.test_cli import run

TEXTS = tomllib.loads(read_text("letter.toml"))
OTHER = Likeness(record=Record(title="Another work", container_title="J Ways", year=2001, volume="7", pages="1-9"))
VOLUME = Finding.of(Check.VOLUME_DIFFERS, "volume", field="volume", printed="16", recorded="9")
YEAR = Finding.of(Check.YEAR_IMPOSSIBLE, "year", field="year", printed="2099")
RETRACTED = Finding.of(Check.RETRACTED, "was retracted")
RECORD = Record(title="On lupus", volume="9")


def listed(*rows: tuple[Verdict, Sequence[Finding]], asked: Sequence[str] = ("crossref", "pubmed")) -> Checked:
    """Return a checked list with a reference for each verdict and what was found."""
    works = {Verdict.PLACE_HOLDS_ANOTHER: {"at_place": OTHER}}
    known = {Verdict.EXISTS, Verdict.DESCRIBED_WRONGLY}
    inquiries = tuple(Inquiry(registry=name, outcome="not-found") for name in asked)
    citations = [
        Citation(
            reference=Reference(number=place, raw=f"Doe J. Invented work {place}.", title=f"Invented work {place}"),
            record=RECORD if verdict in known else None,
            inquiries=inquiries,
        )
        for place, (verdict, _) in enumerate(rows, start=1)
    ]
    judgements = [Judgement(verdict=verdict, **works.get(verdict, {})) for verdict, _ in rows]
    return Checked(
        citations, [found for _, found in rows], ["unverified"] * len(rows), judgements=judgements, title="a list"
    )


MIXED = listed(
    (Verdict.EXISTS, ()),
    (Verdict.EXISTS, (RETRACTED,)),
    (Verdict.DESCRIBED_WRONGLY, (VOLUME,)),
    (Verdict.NOT_FOUND, ()),
    (Verdict.PLACE_HOLDS_ANOTHER, ()),
    (Verdict.NOT_EXPECTED, ()),
    (Verdict.UNDECIDED, (YEAR,)),
    (Verdict.NOT_ANSWERED, ()),
)
WRITTEN = {
    "en": """\
The 8 references of the list were compared with Crossref and PubMed. 2 were found and agree with their records.

1 was found, and details differ from the record:
– reference 3: volume: printed 16, recorded 9

1 could not be found, although registers hold its journal for that year; please check it, or send us a copy of its \
first page:
– reference 4: Doe J. Invented work 4.

At the printed place of 1, registers have another work; please check it:
– reference 5: “Another work”, J Ways 2001;7:1-9

In 1, the print itself should be looked at:
– reference 7: the year, 2099, is in the future

1 has been retracted, in whole or in part:
– reference 2, “Invented work 2” (cited: p. 3, Methods; p. 7)

1 is of a kind that these registers need not hold, which says nothing against it. \
1 could not be looked up, since a register did not answer.""",
    "de": """\
Die 8 Literaturangaben der Liste wurden mit Crossref und PubMed verglichen. \
2 wurden gefunden und stimmen mit den Einträgen überein.

1 wurde gefunden, Einzelheiten weichen vom Eintrag ab:
– Literaturangabe 3: Band: gedruckt 16, verzeichnet 9

1 wurde nicht gefunden, obwohl Register die Zeitschrift für dieses Jahr führen; bitte prüfen Sie sie, oder senden Sie \
uns eine Kopie der ersten Seite:
– Literaturangabe 4: Doe J. Invented work 4.

An der gedruckten Stelle von 1 steht in Registern eine andere Arbeit; bitte prüfen Sie sie:
– Literaturangabe 5: “Another work”, J Ways 2001;7:1-9

In 1 sollte der Druck selbst geprüft werden:
– Literaturangabe 7: das Jahr, 2099, liegt in der Zukunft

1 wurde ganz oder teilweise zurückgezogen:
– Literaturangabe 2, “Invented work 2” (zitiert: p. 3, Methods; p. 7)

1 ist von einer Art, die diese Register nicht führen müssen; das spricht nicht gegen sie. \
1 konnte nicht nachgeschlagen werden, weil ein Register nicht geantwortet hat.""",
    "fr": """\
Les 8 références de la liste ont été comparées avec Crossref et PubMed. \
2 ont été trouvées et concordent avec leurs notices.

1 a été trouvée, et des détails diffèrent de la notice :
– référence 3 : volume : imprimé 16, enregistré 9

1 n’a pas été trouvée, alors que des registres couvrent la revue pour cette année ; merci de la vérifier ou de nous \
envoyer une copie de la première page :
– référence 4 : Doe J. Invented work 4.

À l’emplacement imprimé de 1, les registres ont un autre travail ; merci de la vérifier :
– référence 5 : “Another work”, J Ways 2001;7:1-9

Dans 1, le texte imprimé lui-même est à revoir :
– référence 7 : l’année, 2099, est dans le futur

1 a été rétractée, en tout ou en partie :
– référence 2, “Invented work 2” (citée : p. 3, Methods; p. 7)

1 est d’un genre que ces registres ne couvrent pas forcément, ce qui ne dit rien contre elle. \
1 n’a pas pu être recherchée, car un registre n’a pas répondu.""",
    "es": """\
Las 8 referencias de la lista se han comparado con Crossref y PubMed. \
2 se han encontrado y concuerdan con sus registros.

1 se ha encontrado, y algunos datos difieren del registro:
– referencia 3: volumen: impreso 16, registrado 9

1 no se ha encontrado, aunque los registros incluyen la revista en ese año; le rogamos que la compruebe o nos envíe \
una copia de la primera página:
– referencia 4: Doe J. Invented work 4.

En el lugar impreso de 1, los registros tienen otro trabajo; le rogamos que la compruebe:
– referencia 5: “Another work”, J Ways 2001;7:1-9

En 1 conviene revisar el propio texto impreso:
– referencia 7: el año, 2099, está en el futuro

1 ha sido retractada, en todo o en parte:
– referencia 2, “Invented work 2” (citada: p. 3, Methods; p. 7)

1 es de un tipo que estos registros no tienen por qué incluir, lo que no dice nada en su contra. \
1 no se ha podido buscar, porque un registro no ha respondido.""",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_tells_everything_in_the_language_of_its_reader(language: str) -> None:
    """What agrees, what differs and how, what is missed, what is retracted and where it is cited, and what is left."""
    assert letter.dumps(MIXED, language, cited={2: ["p. 3, Methods", "p. 7"]}) == WRITTEN[language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("verdict", Verdict)
def test_one_and_several_have_their_own_words(verdict: Verdict, number: int, language: str) -> None:
    """The text of a verdict is that for its number, and every reference is counted or listed."""
    found = (VOLUME,) if verdict is Verdict.DESCRIBED_WRONGLY else ()
    asked = () if verdict is Verdict.NOT_ASKED else ("crossref",)
    text = letter.dumps(listed(*[(verdict, found)] * number, asked=asked), language)
    name = "verified" if verdict is Verdict.EXISTS else str(verdict)
    assert TEXTS[name][language][number - 1].format(n=number) in text
    assert (
        TEXTS["unasked" if not asked else "asked"][language][number - 1].split("{registers}")[0].format(n=number)
        in text
    )


def test_french_counts_nothing_as_one() -> None:
    """Zéro référence: nothing is singular in French, and plural elsewhere."""
    numbers = {"en": [1], "de": [1], "fr": [0, 1], "es": [1]}
    for language in LANGUAGES:
        say = letter._Letter(language, {}).say  # noqa: SLF001  (no letter counts to 0)
        singular, plural = TEXTS["cited-unlisted"][language]
        assert [n for n in range(4) if say("cited-unlisted", n) == singular.format(n=n)] == numbers[language]
        assert say("cited-unlisted", 0) == (singular if 0 in numbers[language] else plural).format(n=0)


def _fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text)} - {None}


def test_every_text_is_there_in_every_language() -> None:
    """No text is missing or says less in one of them, and a text with two forms has them in all."""
    for name, texts in TEXTS.items():
        assert tuple(texts) == LANGUAGES, name
        forms = {language: [text] if isinstance(text, str) else text for language, text in texts.items()}
        assert {len(found) for found in forms.values()} in ({1}, {2}), name
        assert len({frozenset(_fields(text)) for found in forms.values() for text in found}) == 1, name
        assert len({tuple(found) for found in forms.values()}) > 1 or name in {"pages-differ", "line", "at"}, name


def test_every_check_that_is_told_is_one() -> None:
    """The table has words for no check that there is none of, and for each difference from a record."""
    ours = {"and", "item", "line", "none", "asked", "unasked", "verified", "print", "cited", "differs", "in-text", "at"}
    ours |= {"page", "line-number", "paragraph", "abstract", "caption", "table", "footnote", "endnotes", "boxes"}
    assert TEXTS.keys() - ours <= {*Check, *Verdict}
    differing = {check for check in Check if check.found_by in {"record.bibliographic_fields", "record.identity"}}
    assert differing <= TEXTS.keys()


def test_nobody_is_accused() -> None:
    """A work that is not found may exist: no language calls it invented, false or a fraud."""
    accusing = re.compile(
        r"fabricat|invent|fake|false|fraud|hallucinat|erfund|gefälscht|falsch|betrug|inventé|faux|fausse|frauda|fals[oa]",
        re.IGNORECASE,
    )
    said = [
        text
        for texts in TEXTS.values()
        for found in texts.values()
        for text in ([found] if isinstance(found, str) else found)
    ]
    assert [text for text in said if accusing.search(text)] == []


@pytest.mark.parametrize(
    ("judgement", "findings", "told"),
    [
        (Judgement(verdict="not-found", is_silenced=True), (), "undecided"),
        (Judgement(verdict="not-found", title_of=OTHER), (), "chimera"),
        (Judgement(verdict="exists", title_of=OTHER, is_silenced=True), (), "verified"),
        (Judgement(verdict="described-wrongly"), (), "verified"),
        (Judgement(verdict="exists"), (VOLUME.model_copy(update={"severity": "note"}),), "verified"),
        (Judgement(verdict="not-found"), (YEAR,), "not-found"),
        (Judgement(verdict="not-asked"), (VOLUME,), "described-wrongly"),
        (None, (), "undecided"),
        (None, (YEAR,), "print"),
    ],
)
def test_a_reference_is_told_by_the_worst_that_is_to_be_said(
    judgement: Judgement | None, findings: tuple[Finding, ...], told: str
) -> None:
    """What somebody has silenced is not asked about again; a harmless difference is not told."""
    citation = Citation(reference=Reference(number=1, raw="Doe J. x."), record=RECORD)
    checked = Checked([citation], [findings], ["unverified"], judgements=[judgement] if judgement else [])
    assert TEXTS[told]["en"][0].format(n=1) in letter.dumps(checked)


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        (Reference(raw="x", authors=(Name(family="Roe", particle="de la"),), year=1998), "de la Roe 1998: volume"),
        (Reference(raw="Roe R. On \x1b[31mlupus\u202e."), "Roe R. On"),
        (Reference(raw="x" * 200), "x" * 159 + "…: volume"),
        (Reference(number=7, authors=(Name(family="Roe"),), year=1998), "reference 7: volume"),
    ],
)
def test_a_reference_without_a_number_is_named_by_author_and_year(reference: Reference, name: str) -> None:
    """Or by its print, cut short, in which nothing can control a terminal."""
    checked = Checked([Citation(reference=reference, record=RECORD)], [[VOLUME]], ["findings"])
    text = letter.dumps(checked)
    assert f"– {name}" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_list_that_was_examined_writes_its_own_letter() -> None:
    """In a script; every one of the 57 is counted once."""
    checked = examine(load())
    text = checked.to_letter()
    counted = [int(number) for number in re.findall(r"(?:^|\. |In |For )(\d+)\b", text, re.MULTILINE)]
    assert sum(counted) == len(checked)
    assert checked[:0].to_letter("es") == "La lista no contiene referencias."
    with pytest.raises(InputError, match="--language: expected one of en, de, fr, es, found 'it'"):
        checked.to_letter("it")
    with pytest.raises(TypeError, match=r"expected a list that ivigref\.examine checked"):
        Checked([], [], []).to_letter()


MANUSCRIPT = """\
It is rare [1, 2], as is known [3, 5–4]. Some doubt it [7].

References
1. Roe B. Invented work on hair. Lupus. 1999;1:2–9.
2. Doe J. Invented work on skin. Lupus. 2001;3:14–19.
3. Poe E. Invented work on nails. Lupus. 2002;4:24–29.
4. Coe C. Invented work on eyes. Lupus. 2003;5:34–39.
5. Moe M. Invented work on ears. Lupus. 2004;6:44–49.
6. Noe N. Invented work on toes. Lupus. 2005;7:54–59.
"""
IN_TEXT = {
    "en": """\
3 points in which the text and the list do not agree:
– “7” is cited and is not in the list (line 1)
– the range 5–4 runs backwards (line 1)
– reference 6 is not cited in the text""",
    "de": """\
3 Punkte, in denen Text und Liste nicht übereinstimmen:
– „7“ wird zitiert und steht nicht in der Liste (Zeile 1)
– der Bereich 5–4 läuft rückwärts (Zeile 1)
– Literaturangabe 6 wird im Text nicht zitiert""",
    "fr": """\
3 points sur lesquels le texte et la liste ne concordent pas :
– « 7 » est cité et n’est pas dans la liste (ligne 1)
– la plage 5–4 va à rebours (ligne 1)
– référence 6 n’est pas citée dans le texte""",
    "es": """\
3 puntos en los que el texto y la lista no coinciden:
– «7» se cita y no está en la lista (línea 1)
– el intervalo 5–4 va hacia atrás (línea 1)
– referencia 6 no se cita en el texto""",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_text_cites_and_the_list_has_is_compared(language: str) -> None:
    """Each point with its place in the text."""
    checked = examine(io.StringIO(MANUSCRIPT), tag=False)
    assert IN_TEXT[language] in checked.to_letter(language).split("\n\n")


def test_where_a_retracted_work_is_cited_is_read_from_the_text() -> None:
    """Unless somebody says where; a place has its page, line or paragraph, and the part of the document."""
    places = (Place(paragraph=3, page=2, line=5, where="table"), Place(paragraph=9, part="endnotes"),
              Place(paragraph=4, part="methods.tex"), Place(paragraph=4, part="methods.tex"))  # fmt: skip
    retracted = RETRACTED.model_copy(update={"places": places})
    checked = listed((Verdict.EXISTS, (retracted,)))
    told = "– reference 1, “Invented work 1” (cited: page 2, line 5, table; paragraph 9, endnotes; paragraph 4, methods.tex)"
    assert told in letter.dumps(checked)
    assert "“Invented work 1” (cited: in the appendix)" in letter.dumps(checked, cited={1: ["in the appendix"]})


def test_every_point_of_a_text_has_words() -> None:
    """But for the remark that a text could not be read."""
    assert {check for check in Check if check.is_in_text} - TEXTS.keys() == {Check.CITATIONS_UNREAD}


def test_the_command_line_prints_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """In a language; and says what does not go together."""
    code, out, _ = run(["check", "--summary", "--language", "de"], monkeypatch, capsys)
    assert (code, out) == (1, examine(load()).to_letter("de") + "\n")
    code, _, said = run(["check", "--language", "de"], monkeypatch, capsys)
    assert (code, said) == (2, "ivigref: --language is the language of --summary: add --summary\n")
    code, _, said = run(["check", "--summary", "--format", "json"], monkeypatch, capsys)
    assert (code, said) == (2, "ivigref: expected --summary, or another way to show what is found, found both\n")


def test_each_of_several_documents_has_its_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Under its name."""
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(MANUSCRIPT, encoding="utf-8")
    code, out, _ = run(["check", "--summary", str(tmp_path)], monkeypatch, capsys)
    assert code == 1
    assert [line for line in out.splitlines() if line.endswith(".txt")] == [
        str(tmp_path / name) for name in ("one.txt", "two.txt")
    ]
    assert out.count("were compared with stored records only.") == 2
