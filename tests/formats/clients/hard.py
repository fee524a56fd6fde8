"""Citations that are hard for clients: each name says what is hard about it."""

from __future__ import annotations

from typing import Any

from ivigref.model import Citation, Reference, Tag
from ivigref.names import Name

SICI = "10.1002/1529-0131(199801)41:1<1::AID-ART1>3.0.CO;2-0"


def _article(key: str, *authors: str, **fields: Any) -> Citation:  # noqa: ANN401  (fields of any type)
    given = {
        "kind": "journal-article", "authors": tuple(map(Name.parse, authors)), "title": "Use of immunoglobulin",
        "container_title": "Clin Exp Rheumatol", "year": 1998, "volume": "31", "issue": "2", "pages": "151–6",
    }  # fmt: skip
    tags = (
        Tag(axis="disease", term="lupus-nephritis", label="Lupus nephritis"),
        Tag(axis="design", term="case-series", label="Case series"),
    )
    return Citation(key=key, reference=Reference(**{**given, **fields}), tags=tags)


HARD = [
    _article("Particles1998", "De Pità O", "d’Apuzzo V", "Della Bitta R", "Espírito Santo J", "Le Bourgeois M"),
    _article("Compound1998", "van der Heijde D", "Cieza-Díaz DE", "Nikolova-Vlahova M", "Kammler H‑J", "Ågren Ö"),
    _article("Group1998", "Imbach P", "WHO Study Group", "The Canadian Group and Partners"),
    _article("Suffix1998", "O’Brien K Jr", "Smith AB III"),
    _article("Supplement1998", "Takehara K", issue="2 Suppl 76"),
    _article("SupplementOnly1998", "Piette JC", issue="Suppl 9", pages="304"),
    _article("DoubleIssue1998", "Gomes MF", issue="2–3"),
    _article("ArticleNumber1998", "Baleva M", issue=None, volume="2011", pages="829751"),
    _article("Lettered1998", "Rozin AP", pages="CS1–7"),
    _article("Sici1998", "Rutter A", doi=SICI, pmid="9175027", pmcid="PMC1234567"),
    _article("Italics1998", "Rutter A", title="Effect of <i>in vitro</i> IgG in <i>Mycoplasma</i> infection"),
    _article("Scripts1998", "Rutter A", title="Binding of Ca<sup>2</sup> and H<sub>2</sub>O in lupus"),
    _article("MathML1998", "Rutter A", title="Effect of <mml:math><mml:mi>β</mml:mi></mml:math> blockade in adults"),
    _article("Greek1998", "Zhou C", title="IVIG inhibits TNF-α-induced MMP9 in patients by suppressing NF-κB and P38"),
    _article("Special1998", "Rutter A", title="Fifty: 50% & more than $10, #1 a_b {x} ~ ^ \\ end of the text"),
    _article("Unbalanced1998", "Rutter A", title="One brace } too many and one { too few"),
    _article("Quotes1998", "Rutter A", title="The “quoted” things – a study of Sjögren’s syndrome"),
    _article("Less1998", "Rutter A", title="Survival at p<0.05 or n > 3 of those treated"),
    _article("Names1998", "Rutter A", title="Treatment of Sjögren’s syndrome: Raynaud and Kawasaki in children of Japan"),
    _article("FiveHundred1998", *(f"Author{chr(97 + i // 26)}{chr(97 + i % 26)} {chr(65 + i % 26)}" for i in range(500))),
    _article("NoAuthors1998", title="A statement of nobody in particular"),
    _article("InPress", "Rutter A", year=None, volume=None, issue=None, pages=None, title="Still in press, it seems"),
    _article("Chinese1998").model_copy(
        update={
            "reference": Reference(
                kind="journal-article", authors=(Name(family="李", given="小明"), Name(family="王", given="芳")),
                title="静脉注射免疫球蛋白治疗皮肌炎", container_title="中华皮肤科杂志", year=1998, volume="31", pages="12–15",
            )
        }
    ),
    _article(
        "Chapter1998", "Nikolov K", "Nikolova-Vlahova M", kind="book-chapter", editors=(Name.parse("Allegro R"),),
        title="Side effects of immunoglobulins (IVIG)", container_title="Plasmopheresis and Immunoglobulins",
        publisher="Nova", place="New York", volume=None, issue=None, pages="191–204",
    ),
]  # fmt: skip
