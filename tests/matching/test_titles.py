"""Hard pairs of titles: what must be silent, what is worth a note, what must alarm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivigref import Record, Reference
from ivigref.matching import compare_titles
from ivigref.matching.wording import joined, read

Judge = Callable[[Reference, Record], dict[str, str]]
Row = tuple[str, str, str | dict[str, Any], str]

SILENT: tuple[Row, ...] = (
    ("entities are characters", "Health & disease in lupus", "Health &amp; disease in lupus", ""),
    ("entities may be escaped twice", "Signs & symptoms of myositis", "Signs &amp;amp; symptoms of myositis", ""),
    ("tags are no words", "KRAS/NRAS mutations in plasma ctDNA", "<i>KRAS</i>\n      /\n  <i>NRAS</i> mutations in plasma ctDNA", ""),
    ("escaped tags are no words", "Binding of IgG to FcγRIIb", "Binding of IgG to Fc&lt;i&gt;γ&lt;/i&gt;RIIb", ""),
    ("a tag may stand where a blank belongs", "Treebase: an R package for phylogenies", "<scp>T</scp>reebase: an<scp>R</scp>package for phylogenies", ""),
    ("MathML keeps its text", "Role of TNF-α in lupus", 'Role of TNF-<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML" altimg="si1.gif"><mml:mi>α</mml:mi></mml:math> in lupus', ""),
    ("an index in brackets is an index", "Proton MRI of 13C distribution", "Proton MRI of (13)C distribution.", ""),
    ("sub- and superscripts join their word", "Release of Ca2+ and H2O2", "Release of Ca<sup>2+</sup> and H<sub>2</sub>O<sub>2</sub>", ""),
    ("PubMed ends titles with a point", "Lupus nephritis", "Lupus nephritis.", ""),
    ("capitals say nothing", "Systemic lupus erythematosus in men", "SYSTEMIC LUPUS ERYTHEMATOSUS IN MEN", ""),
    ("Greek letters equal their names", "TNF-alpha and interferon-gamma in myositis", "TNF-α and interferon-γ in myositis", ""),
    ("the Greek name may be in brackets", "Lowering of PGC-1[alpha] in muscle", "Lowering of PGC-1α in muscle", ""),
    ("plain lists print a Latin letter for Greek", "NF-kB and TNF-a in dermatomyositis", "NF-κB and TNF-α in dermatomyositis", ""),
    ("ß stands for beta where German has none", "IFN-ß and IL-1ß in lupus", "IFN-β and IL-1β in lupus", ""),
    ("micro is mu", "Particles of 5 um in the lung", "Particles of 5 µm in the lung", ""),
    ("all dashes are one", "Life‐history trade‑offs – a review", "Life-history trade-offs — a review", ""),
    ("a hyphen, a blank or nothing", "High dose gammaglobulin, follow-up and nonresponders", "High-dose gamma globulin, followup and non-responders", ""),
    ("a hyphen of a broken line", "Treatment with immuno- globulin", "Treatment with immunoglobulin", ""),
    ("quotation marks come in kinds", "The “blood relationship” of lactate", 'The "Blood Relationship" of lactate', ""),
    ("apostrophes come in kinds", "Sjögren’s syndrome", "Sjogren's syndrome", ""),
    ("eponyms go with and without their s", "Treatment of Parkinson disease", "Treatment of Parkinson's disease", ""),
    ("an eponym's s may have lost its apostrophe", "Sjogrens syndrome and lymphoma", "Sjögren's syndrome and lymphoma", ""),
    ("accents may be lost", "Maladie de Behcet et uveite", "Maladie de Behçet et uvéite", ""),
    ("umlauts may be written out", "Immunglobuline fuer Haemophilie", "Immunglobuline für Hämophilie", ""),
    ("ligatures are their letters", "Eﬃcacy of ﬂuids", "Efficacy of fluids", ""),
    ("invisible hyphens are invisible", "Immuno\u00adglobulin in lupus", "Immunoglobulin in lupus", ""),
    ("British and American are one spelling", "Randomized trial of edema, anemia and tumor behavior in pediatric centers", "Randomised trial of oedema, anaemia and tumour behaviour in paediatric centres", ""),
    ("doubled l is British", "Labeling and signaling in modeled cells", "Labelling and signalling in modelled cells", ""),
    ("leucocyte is leukocyte", "Leukocyte sulfation", "Leucocyte sulphation", ""),
    ("vs, vs. and versus", "Cyclosporine vs. methotrexate", "Cyclosporine versus methotrexate", ""),
    ("numbers in words and digits", "A two-year study of ten patients", "A 2-year study of 10 patients", ""),
    ("Roman and Arabic numerals", "Type 2 diabetes and factor VIII", "Type II diabetes and factor 8", ""),
    ("thousands with and without a comma", "Experience in 3498 infusions", "Experience in 3,498 infusions", ""),
    ("percent and its sign", "Albumin 5% in shock", "Albumin 5 percent in shock", ""),
    ("articles come and go", "Treatment of lupus with a monoclonal antibody", "The treatment of lupus with monoclonal antibody", ""),
    ("and is an ampersand", "Myositis & lupus", "Myositis and lupus", ""),
    ("a subtitle may be a field of its own", "Lupus nephritis: a review", {"title": "Lupus nephritis", "subtitle": "A review"}, ""),
    ("a subtitle may be given twice", "Lupus nephritis: a review", {"title": "Lupus nephritis: a review", "subtitle": "a review"}, ""),
    ("the registry may leave the subtitle out", "Lupus nephritis. A review of the literature", "Lupus nephritis", ""),
    ("a question may end the main title", "Is lupus a single disease? A cohort study", "Is lupus a single disease", ""),
    ("a dash may begin the subtitle", "Thrombolytic therapy for stroke—not a moment to lose", "Thrombolytic therapy for stroke", ""),
    ("PubMed puts translated titles in brackets", "Immunoglobulins in dermatology", "[Immunoglobulins in dermatology].", ""),
    ("the original title is right as well", "Immunglobuline in der Dermatologie", {"title": "[Immunoglobulins in dermatology].", "original_title": "Immunglobuline in der Dermatologie"}, ""),
    ("both titles may be printed", "Immunglobuline in der Dermatologie [Immunoglobulins in dermatology]", "[Immunoglobulins in dermatology].", ""),
    ("the original's umlauts may be lost", "Patienten uber 75 Jahre mit Verbrennung", {"title": "[Patients over 75 years with burns].", "original_title": "Patienten über 75 Jahre mit Verbrennung."}, ""),
    ("two languages may share the field", "Myosite de l'enfant traitée", "Myosite de l'enfant traitée / Treated myositis of children", ""),
    ("a retraction is shown in the title", "Ileal-lymphoid-nodular hyperplasia", "RETRACTED: Ileal-lymphoid-nodular hyperplasia", ""),
    ("so it is by Springer", "Statins and lupus", "RETRACTED ARTICLE: Statins and lupus", ""),
    ("and by Wiley", "Statins and lupus", "[Retracted] Statins and lupus", ""),
    ("and after the title", "Statins and lupus", "Statins and lupus (Retracted article. See vol. 12, pg. 34, 2012)", ""),
    ("withdrawals likewise", "Statins for lupus", "WITHDRAWN: Statins for lupus", ""),
    ("a kind of article before the title", "Immunoglobulin for lupus nephritis", "Letter: Immunoglobulin for lupus nephritis.", ""),
    ("the number of a meeting's abstract before it", "Lupus nephritis in winter", "Abstract P-1234: Lupus nephritis in winter", ""),
    ("a poster's number is no poster", "Posters on lupus nephritis", "Poster 12: Posters on lupus nephritis", ""),
    ("a number in the title is no label", "The lupus abstract: a study", "Abstract 2 lupus: a study", "error"),
    ("replies have one heading or another", "Reply", "Author's reply", ""),
    ("replies of several authors", "The authors reply", "Authors’ response", ""),
    ("a reply to somebody is not any", "Reply to Quill", "Author's reply", "error"),
    ("an author is no reply", "The authors", "Author's reply", "error"),
    ("a kind of article after it", "Immunoglobulin for lupus nephritis [letter; comment]", "Immunoglobulin for lupus nephritis.", ""),
    ("a language after it", "Endoskopische Sphinkterotomie [German]", "Endoskopische Sphinkterotomie", ""),
    ("a language with its abstract", "Lupus in Bulgaria [in Bulgarian with English abstract]", "[Lupus in Bulgaria].", ""),
    ("PubMed marks what it corrected", "Dose of immunoglobulin in lupus", "Dose of immunoglobulin [corrected] in lupus.", ""),
    ("see comments", "Immunoglobulin in myositis", "Immunoglobulin in myositis [see comments]", ""),
    ("author's translation", "Lupus erythematosus profundus", "[Lupus erythematosus profundus (author's transl)]", ""),
    ("the record has no title", "Lupus nephritis", {"year": 1999}, ""),
    ("a title of signs only says nothing", "…", "Lupus nephritis", ""),
)  # fmt: skip

NOTED: tuple[Row, ...] = (
    ("the list may leave the subtitle out", "Lupus nephritis", "Lupus nephritis: a review of 12 years", "note"),
    ("a point may begin the subtitle", "Gene ontology: tool for the unification of biology", "Gene ontology: tool for the unification of biology. The Gene Ontology Consortium.", "note"),
    ("small words are slips", "Immunoglobulin for lupus", "Immunoglobulin in lupus", "note"),
    ("a preposition may be lost", "Modes of action in toxicology", "Modes action in toxicology", "note"),
)  # fmt: skip

ALARM: tuple[Row, ...] = (
    ("a lost not turns a finding round", "Immunoglobulin is able to control lupus", "Immunoglobulin is not able to control lupus", "error"),
    ("an added no", "No evidence for benefit of plasma exchange", "Evidence for benefit of plasma exchange", "error"),
    ("without is not with", "Treatment with steroids in lupus", "Treatment without steroids in lupus", "error"),
    ("non- counts, apart or joined", "Randomized trial in lupus", "Non-randomized trial in lupus", "error"),
    ("non counts joined", "A randomised study in lupus", "A nonrandomised study in lupus", "error"),
    ("one content word changed", "Lupus nephritis in children", "Lupus nephritis in adults", "error"),
    ("one word lost", "Severe lupus nephritis in adults", "Severe refractory lupus nephritis in adults", "error"),
    ("one word added", "Severe refractory lupus nephritis in adults", "Severe lupus nephritis in adults", "error"),
    ("one letter wrong", "Search for the jacknife", "Search for the jackknife", "error"),
    ("a plural is another word", "Intravenous immunoglobulins in lupus", "Intravenous immunoglobulin in lupus", "error"),
    ("words in another order", "Myositis and lupus in children", "Lupus and myositis in children", "error"),
    ("another number", "A study of 12 patients", "A study of 14 patients", "error"),
    ("a range is not its digits joined", "Follow-up of 23 years", "Follow-up of 2-3 years", "error"),
    ("a decimal point counts", "Immunoglobulin 15 g/kg", "Immunoglobulin 1.5 g/kg", "error"),
    ("another Greek letter", "Interferon alpha in lupus", "Interferon-γ in lupus", "error"),
    ("a lost Greek letter", "Interferon- in lupus nephritis", "Interferon-γ in lupus nephritis", "error"),
    ("part I is not part II", "Cutaneous lupus. Part I", "Cutaneous lupus. Part II", "error"),
    ("type 1 is not type 2", "Type 1 diabetes in lupus", "Type II diabetes in lupus", "error"),
    ("a part is no subtitle", "Cutaneous lupus: Part II. Treatment", "Cutaneous lupus", "error"),
    ("an erratum is another work", "Cutaneous lupus", "Erratum: Cutaneous lupus", "error"),
    ("a corrigendum to a title", "MageC2 protein is upregulated", 'Corrigendum to "MageC2 protein is upregulated" [Biochim. Biophys. Acta vol. 1868]', "error"),
    ("a reply is another work", "Cutaneous lupus in men", "Cutaneous lupus in men: reply", "error"),
    ("an author's reply too", "Cutaneous lupus in men", "Cutaneous lupus in men – authors' reply", "error"),
    ("a comment is another work", "Cutaneous lupus in men", "Comment on: Cutaneous lupus in men", "error"),
    ("a protocol is not the trial", "Immunoglobulin in lupus", "Immunoglobulin in lupus: study protocol for a randomised trial", "error"),
    ("a retraction notice is not the article", "Statins and lupus", "Retraction: Statins and lupus", "error"),
    ("a subtitle of another title", "Lupus nephritis: a survey", "Lupus nephritis: a review", "error"),
    ("the main title is wrong though the subtitle agrees", "Lupus arthritis: a review", "Lupus nephritis: a review", "error"),
    ("the beginning of a title is not its main title", "Lupus nephritis", "Lupus nephritis in children with hypertension", "error"),
    ("another title in brackets", "[Immunoglobulins in surgery]", "[Immunoglobulins in dermatology].", "error"),
    ("a short heading is no main title", "Reply: lupus nephritis", "Reply", "error"),
    ("an abbreviation is not its words", "IVIG in lupus nephritis", "Intravenous immunoglobulin in lupus nephritis", "error"),
)  # fmt: skip
PAIRS = SILENT + NOTED + ALARM


@pytest.mark.parametrize(("printed", "recorded", "severity"), [row[1:] for row in PAIRS], ids=[row[0] for row in PAIRS])
def test_titles(judge: Judge, printed: str, recorded: str | dict[str, Any], severity: str) -> None:
    """Titles are compared word by word, after everything that registries and editors do to them."""
    record = Record.model_validate(recorded if isinstance(recorded, dict) else {"title": recorded})
    assert judge(Reference(title=printed), record) == ({"title-differs": severity} if severity else {})


def test_a_response_to_treatment_in_the_subtitle_is_no_reply() -> None:
    """Words that head notices are ordinary words elsewhere."""
    printed = "Biologics in psoriasis: predictors of response"
    assert compare_titles(Reference(title=printed), Record(title="Biologics in psoriasis")).agrees
    assert not read("Part of the response to comments on a correction factor").marks


@given(st.text(max_size=60))
def test_a_title_is_always_the_same_as_itself(text: str) -> None:
    """Whatever is printed, the same print is no difference."""
    agreement = compare_titles(Reference(title=text), Record(title=text))
    assert agreement.verdict in {"same", "unknown"}


@given(st.text(max_size=60), st.text(max_size=60))
def test_two_titles_compare_alike_from_both_sides(a: str, b: str) -> None:
    """Which one is printed decides between silence and a note, never about an alarm."""
    forth = compare_titles(Reference(title=a), Record(title=b))
    back = compare_titles(Reference(title=b), Record(title=a))
    assert forth.differs == back.differs


@given(st.lists(st.sampled_from(["t", "cell", "2", "3", "000", "kappab"]), max_size=6))
def test_joined_words_never_join_numbers_but_thousands(found: list[str]) -> None:
    """Joining loses no letter; a point keeps numbers apart."""
    text = joined(found)
    assert text.replace(".", "") == "".join(found)


@pytest.mark.parametrize(
    ("printed", "recorded", "reason"),
    [
        (
            "Treatment of chronic polyneuropathy (CIDP) in Canada", "Immunoglobulin: an overview",
            "the list has “Treatment of chronic polyneuropathy (CIDP) in Canada” where the record has “Immuno",
        ),
        ("TNF–α in Sjögren’s disease", "TNF-alpha in Sjogren syndrome",
         "the list has “disease” where the record has “syndrome”"),
        ("Tumour of Müller’s Cells", "Tumor of Müller's muscle", "the list has “Cells” where the record has “muscle”"),
        ("[Letter] A review of 5% albumin", "A review of 10 % albumin", "the list has “5” where the record has “10”"),
        ("Immunglobuline für Müller", "Immunglobuline fuer Mueller und Schulze",
         "the list does not have “Schulze”"),
        ("Old Lupus and New nephritis", "Lupus and nephritis", "the record does not have “Old … New”"),
        ("Peroxides in Composites of the Teeth", "Infusion in lupus of the skin",
         "the list has “Peroxides in Composites of the Teeth” where the record has “Infusion in lupus of the skin”"),
        ("T-cell Lupus Nephritis", "Lupus nephritis T-cell", "“Lupus Nephritis” is elsewhere in the record"),
    ],
)  # fmt: skip
def test_a_message_quotes_the_words_as_they_are_printed(printed: str, recorded: str, reason: str) -> None:
    """Capitals, accents, brackets and small words are the print's own, so that they are found there."""
    found = compare_titles(Reference(title=printed), Record(title=recorded)).reason or ""
    assert found.startswith(reason)
