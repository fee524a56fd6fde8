"""Hard pairs of journals: abbreviations, subtitles, sections, acronyms, and names that begin alike."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivigref import Record, Reference
from ivigref.matching import same_journal
from tests.timing import seconds

Judge = Callable[[Reference, Record], dict[str, str]]

SAME = """
ISO abbreviation with points        | Phys. Rev. Lett.        | Physical Review Letters
NLM abbreviation                    | Clin Exp Rheumatol      | Clinical and experimental rheumatology
full title                          | Dermatology Reports     | Dermatology Reports
half abbreviated                    | Dermatology Rep         | Dermatol Reports
Wiley's own short title             | J Orthop Res            | Journal Orthopaedic Research
articles left out                   | N Engl J Med            | The New England Journal of Medicine
a leading article                   | Lancet                  | The Lancet
a place in brackets                 | Rheumatology (Oxford)   | Rheumatology
NLM's place and country             | Rheumatology            | Rheumatology (Oxford, England)
a place taken into the abbreviation | Rheumatol Oxf Engl      | Rheumatology (Oxford, England)
NLM's place and years               | J Magn Reson            | Journal of magnetic resonance (San Diego, Calif. : 1997)
a year in brackets                  | Soc Sci Med             | Social science & medicine (1982)
a country spelt in letters          | Proc Natl Acad Sci U S A | Proceedings of the National Academy of Sciences of the United States of America
a country left out by the registry  | Proc Natl Acad Sci USA  | Proceedings of the National Academy of Sciences
letters joined                      | Ann NY Acad Sci         | Annals of the New York Academy of Sciences
letters apart                       | Ann N Y Acad Sci        | Annals of the New York Academy of Sciences
an acronym                          | PNAS                    | Proceedings of the National Academy of Sciences
an acronym of full words            | JAMA                    | Journal of the American Medical Association
an acronym before the title         | AJR Am J Roentgenol     | American Journal of Roentgenology
an acronym and a point              | AJR Am J Roentgenol     | AJR. American journal of roentgenology
an acronym and a colon              | J Natl Cancer Inst      | JNCI: Journal of the National Cancer Institute
an acronym and a dash               | Dtsch Med Wochenschr    | DMW - Deutsche Medizinische Wochenschrift
a hyphen for the colon              | Jama-Journal of the American Medical Association | JAMA
an acronym of the German title      | J Dtsch Dermatol Ges    | JDDG: Journal der Deutschen Dermatologischen Gesellschaft
an acronym of an abbreviation       | BMJ                     | Br Med J
an acronym of one long ago          | QJM                     | Q J Med
NLM's subtitle                      | J Clin Oncol            | Journal of clinical oncology : official journal of the American Society of Clinical Oncology
a subtitle that does not describe   | Biomarkers              | Biomarkers : biochemical indicators of exposure, response, and susceptibility to chemicals
a subtitle after a semicolon        | Cutis                   | Cutis; cutaneous medicine for the practitioner
a subtitle in two languages         | CMAJ                    | CMAJ : Canadian Medical Association journal = journal de l'Association medicale canadienne
a subtitle in Norwegian             | Tidsskr Nor Laegeforen  | Tidsskrift for den Norske laegeforening : tidsskrift for praktisk medicin, ny raekke
NLM's section                       | Nat Rev Immunol         | Nature reviews. Immunology
a section left out                  | Biochim Biophys Acta    | Biochimica et biophysica acta. Molecular cell research
a section after a dash              | Biochim Biophys Acta    | Biochimica et Biophysica Acta (BBA) - Molecular Basis of Disease
a section's letter and name         | Acta Crystallogr D      | Acta Crystallographica Section D: Biological Crystallography
a section's letter and subject      | Phys Rev E              | Physical review. E, Statistical, nonlinear, and soft matter physics
series and letter                   | J Gerontol A Biol Sci Med Sci | The journals of gerontology. Series A, Biological sciences and medical sciences
ampersands                          | Arthritis and Rheumatism | Arthritis & Rheumatism
escaped ampersands                  | Big Data Soc            | Big Data &amp; Society
a hyphen joined                     | Actas Dermosifiliogr    | Actas Dermo-Sifiliográficas
a hyphen apart                      | Acta Derm Venereol      | Acta Dermato-Venereologica
a Dutch contraction                 | Ned Tijdschr Geneeskd   | Nederlands tijdschrift voor geneeskunde
a German contraction                | Monatsschr Kinderheilkd | Monatsschrift Kinderheilkunde
national is natl                    | J Natl Med Assoc        | Journal of the National Medical Association
Japanese is Jpn                     | Jpn J Clin Oncol        | Japanese Journal of Clinical Oncology
weekly is wkly                      | MMWR Morb Mortal Wkly Rep | MMWR. Morbidity and mortality weekly report
an apostrophe                       | Alzheimers Dement       | Alzheimer's & Dementia
British and American                | Br J Hematol            | British Journal of Haematology
German left-out words               | Z Rheumatol             | Zeitschrift für Rheumatologie
French left-out words               | Ann Dermatol Venereol   | Annales de Dermatologie et de Vénéréologie
Italian left-out words              | G Ital Dermatol Venereol | Giornale italiano di dermatologia e venereologia : organo ufficiale
capitals                            | PLoS One                | PLOS ONE
a habit: Ann for Annual             | Ann Rev Immunol         | Annual Review of Immunology
a habit: Int for Internal           | Arch Int Med            | Archives of Internal Medicine
"""

OTHER = """
a letter is not a word              | Phys Rev E              | Physical Review Letters
a section's letter counts           | Phys Rev                | Physical Review E
another section                     | J Phys Chem A           | Journal of Physical Chemistry B
a section on one side               | J Phys Chem             | Journal of Physical Chemistry B
another section and subject         | Acta Crystallogr D      | Acta Crystallographica Section E: Structure Reports
Phys is physical                    | Phys Rev                | Physiological Reviews
Br is British                       | Br J Dermatol           | Brazilian Journal of Dermatology
Can is Canadian                     | Can J Surg              | Cancer Journal of Surgery
a daughter journal                  | Lancet                  | Lancet Neurology
a daughter journal after a colon    | Circulation             | Circulation: Heart Failure
a daughter of two words             | J Phys                  | Journal of Physics: Condensed Matter
JAMA's daughter                     | JAMA                    | JAMA Dermatology
Nature's daughter                   | Nature                  | Nature Medicine
one letter more                     | Cell                    | Cells
the same in a longer name           | Mol Cell                | Mol Cells
one letter more of another title    | Cancer                  | Cancers
a word is not cut in its middle     | J Neurol Sci            | Journal of Neurosurgical Sciences
nor at its join                     | Clin Immunol            | Clinical Immunopathology
a journal of another people         | Am J Med                | European Journal of Medicine
the same words in another order     | J Invest Dermatol       | Dermatology Investigation Journal
a word in the middle                | J Clin Invest           | Journal of Dermatological Investigation
research is more than archives      | Arch Dermatol           | Archives of Dermatological Research
another annals                      | Ann Rheum Dis           | Annals of Internal Medicine
a single word is never a beginning  | Derm                    | Dermatology
another acronym                     | PNAS                    | Proceedings of the Royal Academy of Surgeons
a former title is another name      | Dermatologica           | Dermatology
"""


def rows(table: str) -> list[list[str]]:
    """Read lines of cells between bars."""
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(
    ("printed", "recorded", "severity"),
    [(a, b, "") for _, a, b in rows(SAME)] + [(a, b, "error") for _, a, b in rows(OTHER)],
    ids=[row[0] for row in (*rows(SAME), *rows(OTHER))],
)
def test_journals(judge: Judge, printed: str, recorded: str, severity: str) -> None:
    """A journal is known by its words in order, whole or abbreviated, from either side."""
    expected = {"journal-differs": severity} if severity else {}
    assert judge(Reference(container_title=printed), Record(container_title=recorded)) == expected
    assert judge(Reference(container_title=recorded), Record(container_title=printed)) == expected


def test_the_records_own_abbreviation_is_right_as_well(judge: Judge) -> None:
    """Registries give both; either will do."""
    record = Record(container_title="Zeitschrift für Rheumatologie", container_title_short="Z. Rheumatol.")
    assert judge(Reference(container_title="Z Rheumatol"), record) == {}


@given(st.text(max_size=40), st.text(max_size=40))
def test_two_names_compare_alike_from_both_sides(a: str, b: str) -> None:
    """It does not matter which name is printed."""
    assert same_journal(a, b) == same_journal(b, a)


def test_hostile_names_take_no_time() -> None:
    """Ten thousand dashes, colons and brackets are looked at once."""
    pieces = ("- ", ": ", "(", ". a", "a, ", "usa ")
    assert seconds(lambda: [same_journal(piece * 10_000, "Journal of Hostile Names") for piece in pieces]) < 2
