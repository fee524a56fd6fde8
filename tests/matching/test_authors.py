"""Hard pairs of author lists: one person's name in many files, and names that are another person's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivigref import Name, Record, Reference
from ivigref.matching import compare_authors
from ivigref.matching.authors import same_first_author

Judge = Callable[[Reference, Record], dict[str, str]]


def printed(text: str) -> Reference:
    """Return a reference with these authors in Vancouver form; "et al." last cuts the list short."""
    names = [name.strip() for name in text.split(",")]
    et_al = names[-1] == "et al."
    return Reference(authors=tuple(Name.parse(name) for name in (names[:-1] if et_al else names)), et_al=et_al)


def recorded(text: str, *, year: int | None = None) -> Record:
    """Return a record with authors as "family, given, suffix" between semicolons; "*" before a group."""
    names = [name.strip() for name in text.split(";")]
    et_al = names[-1] == "et al."
    return Record(authors=tuple(_name(name) for name in (names[:-1] if et_al else names)), et_al=et_al, year=year)


def _name(text: str) -> Name:
    if text.startswith("*"):
        return Name(literal=text[1:])
    family, given, suffix, *_ = (*(part.strip() or None for part in text.split(",")), None, None)
    return Name(family=family, given=given, suffix=suffix)


SILENT = (
    ("given names in full", "Dalakas MC, Illa I", "Dalakas, Marinos C.; Illa, Isabel"),
    ("initials with points", "Arya V", "Arya, V."),
    ("only the printed authors count before et al.", "Kuhn A, Sticherling M, et al.", "Kuhn, Annegret; Sticherling, Michael; Bonsmann, Gisela"),
    ("a record may be cut as well", "Kuhn A, Sticherling M, Bonsmann G", "Kuhn, A; Sticherling, M; et al."),
    ("the last author may follow the ellipsis", "Ba A, Ca A, Da A, Fa A, Ga A, Ha A, Za A, et al.", "Ba, A; Ca, A; Da, A; Fa, A; Ga, A; Ha, A; Ka, A; La, A; Za, A"),
    ("an acute accent lost", "Cieza-Diaz DE", "Cieza-Díaz, D.E."),
    ("an umlaut lost", "Muller F", "Müller, Felix"),
    ("an umlaut written out", "Mueller F", "Müller, Felix"),
    ("ø written out", "Soendergaard K", "Søndergaard, K."),
    ("ø as o", "Sondergaard K", "Søndergaard, K."),
    ("å written out", "Aakesson L", "Åkesson, L."),
    ("Polish ł", "Walesa J", "Wałęsa, J."),
    ("đ written out", "Djordjevic M", "Đorđević, M."),
    ("capitals throughout", "Dourmishev LA", "DOURMISHEV, L. A."),
    ("an apostrophe kept, curled or dropped", "d’Apuzzo V", "DAPUZZO, V."),
    ("an apostrophe of Irish names", "O’Byrne PM", "O'Byrne, Paul M"),
    ("a particle joined", "Della Bitta R", "DellaBitta, R."),
    ("a particle filed as a given name", "Della Bitta R", "Bitta, R. Della"),
    ("a particle filed with the given names in small letters", "van den Bosch F", "Bosch, Filip van den"),
    ("De Pità", "De Pità O", "De Pitá, O."),
    ("half a compound name filed as given", "Espírito Santo J", "Santo, J. Espírito"),
    ("second given name filed as family name", "Perkins TA", "Alex Perkins, T."),
    ("Mc apart", "Mc Loughlin H", "McLoughlin, H."),
    ("hyphenated given names", "Kammler H‑J", "Kammler, Hans-Jürgen"),
    ("hyphenated initials without the hyphen", "Kammler HJ", "Kammler, H.-J."),
    ("Mc. for MC", "Dalakas MC", "Dalakas, Mc."),
    ("the record knows one initial only", "Kinoshita JA", "Kinoshita, J"),
    ("the record knows no given name", "Stravopodis DJ", "Stravopodis"),
    ("a hyphenated family name apart", "Garcia Tabar I", "Garcia-Tabar, Ibai"),
    ("a suffix on one side", "Gibb FW", "Gibb, F W, Jr"),
    ("a suffix in the family name", "Carter JE Jr", "Carter Jr., Janet E."),
    ("a suffix among the given names", "Carter JE", "Carter, Janet E., III"),
    ("a suffix that names a son", "Silva JP Filho", "Silva Filho, J. P."),
    ("a name filed whole", "Bruton OC", "Bruton OC"),
    ("a group in the record's byline", "Sticherling M, Kuhn A", "Sticherling, M; Kuhn, A; *EUSCLE Study Group"),
    ("a group in the printed byline", "Sticherling M, Kuhn A, EUSCLE Study Group", "Sticherling, M; Kuhn, A"),
    ("a printed group stands for its members", "Kuhn A, EUSCLE Study Group", "Kuhn, A; Luger, T; Ruzicka, T"),
    ("the same group", "EUSCLE Study Group", "*EUSCLE study group"),
    ("a name of one word", "Sukarno, Kuhn A", "Sukarno; Kuhn, A"),
    ("a person filed as a group", "Smith J, Kuhn A", "Smith, J; *Annegret Kuhn"),
    ("Cyrillic initials of two letters", "Ivanov YA", "Ivanov, Yu. A."),
    ("given names in capitals, with an initial", "Putnammer MC", "PUTNAMMER, MARIAN C."),
    ("one given name in capitals", "Gibston J", "GIBSTON, JANE"),
    ("initials in a row, in capitals", "Bhanwerer AJS", "BHANWERER, AJS"),
    ("four initials with a family name in capitals", "GRAAFFEN RHJM", "GRAAFFEN, RHJM"),
    ("an initial of two letters", "Botsen GTAM", "Botsen, G. Th. A. M."),
    ("initials of two letters as NLM files them", "Botsen GThAM", "Botsen, G. Th. A. M."),
    ("Cyrillic initials in two cases", "Vilinov IuIu", "Vilinov, Iurii Iu"),
    ("Md. is a name", "Uddinov MN", "Uddinov, Md. Nazim"),
    ("Mohd. is a name", "Uddinov MN", "Uddinov, Mohd. Nazim"),
    ("a particle among given names, which NLM leaves out", "Benevidez LJ", "Benevidez, Leandro de Jesus"),
    ("a particle among given names, which others count", "Benevidez LDJ", "Benevidez, Leandro de Jesus"),
    ("MEDLINE names one author in two spellings", "Kuhn A, Colafiglo M, Luger T", "Kuhn, A; Colafiglo, M; Colatiglo, M; Luger, T"),
    ("no authors in the record", "Kuhn A", ""),
)  # fmt: skip

NOTED = (
    ("an initial not printed", "Palabrica FR", "Palabrica, Frances Rose R"),
    ("a group printed, persons recorded", "EUSCLE Study Group", "Kuhn, A; Luger, T"),
    ("half of a compound name", "Freeman LE", "Beane Freeman, Laura E"),
    ("a particle not printed", "Bosch F", "van den Bosch, F"),
    ("family and given name exchanged", "Zhang W", "Wei, Zhang"),
    ("exchanged, with a hyphen", "Li YJ", "Yi-Jia, Li"),
    ("a Vietnamese name cut behind its middle", "Phamh MN", "Nhatu, Phamh Minh"),
    ("a Hungarian name in its own order, cut at its end", "Nagyos JP", "Péter, Nagyos János"),
    ("letters of the record in a wrong encoding", "Lückinger P", "LÃ¼ckinger, Petra"),
    ("a letter of the record that a decoder gave up", "Fernándos FM", "Fern\ufffdndos, Francisco M."),
    ("an umlaut lost on one side and written out on the other", "Mueller F", "Muller, F"),
    ("NLM named ten authors from 1984 to 1995", ", ".join(f"Name{c} A" for c in "bcdfghklmnpr"), "; ".join(f"Name{c}, A" for c in "bcdfghklmn")),
    ("a deposit of the first author only", "Kuhn A, Luger T, Ruzicka T", "Kuhn, A"),
)  # fmt: skip

ALARM = (
    ("another initial", "Dalakas MD", "Dalakas, Marinos C."),
    ("another first initial", "Dalakas NC", "Dalakas, Marinos C."),
    ("another initial after the hyphen", "Kammler HK", "Kammler, Hans-Jürgen"),
    ("the wrong initial though the second is right", "Perkins A", "Perkins, T. Alex"),
    ("a misspelt family name", "Bucado F", "Bucardo, F."),
    ("one letter of it exchanged", "Edger J", "Edgar, J"),
    ("one letter of it doubled", "Illla I", "Illa, I"),
    ("Mac is not Mc", "MacDonald J", "McDonald, J"),
    ("two authors exchanged", "Illa I, Dalakas MC", "Dalakas, Marinos C.; Illa, Isabel"),
    ("the order changed within a long list", "Kuhn A, Luger T, Ruzicka T, Bonsmann G", "Kuhn, A; Ruzicka, T; Luger, T; Bonsmann, G"),
    ("the order changed before et al.", "Luger T, Kuhn A, et al.", "Kuhn, A; Luger, T; Ruzicka, T"),
    ("the first author missing", "Luger T, Ruzicka T", "Kuhn, A; Luger, T; Ruzicka, T"),
    ("an author missing in the middle", "Kuhn A, Ruzicka T", "Kuhn, A; Luger, T; Ruzicka, T"),
    ("the last author missing", "Kuhn A, Luger T", "Kuhn, A; Luger, T; Ruzicka, T"),
    ("an author missing before et al.", "Kuhn A, Ruzicka T, et al.", "Kuhn, A; Luger, T; Ruzicka, T; Bonsmann, G"),
    ("an author added", "Kuhn A, Luger T, Dalakas MC", "Kuhn, A; Luger, T"),
    ("an author added to a lone one", "Bruton OC, Dalakas MC", "Bruton, Ogden C."),
    ("more authors before et al. than there are", "Kuhn A, Luger T, Dalakas MC, et al.", "Kuhn, A; Luger, T"),
    ("the first author of several, alone", "Kuhn A", "Kuhn, A; Luger, T"),
    ("another person of the same given name", "Smith A", "Jones, A"),
    ("a name that shares its end", "Bergman K", "Goldbergman, K"),
    ("an author printed twice", "Kuhn A, Kuhn A, Luger T", "Kuhn, A; Luger, T"),
    ("another list altogether", "Kuhn A, Luger T", "Dalakas, M; Illa, I"),
    ("another initial beside a name in capitals", "Putnammer MD", "PUTNAMMER, MARIAN C."),
    ("another second initial in a row of three", "Bhanwerer AKS", "BHANWERER, AJS"),
    ("another initial than the one of two letters", "Botsen GSAM", "Botsen, G. Th. A. M."),
    ("a rotated name with another initial", "Phamh MO", "Nhatu, Phamh Minh"),
    ("a rotated name of one given name more", "Phamh MNX", "Nhatu, Phamh Minh"),
    ("broken letters hide no other letter", "Lackinger P", "LÃ¼ckinger, Petra"),
    ("a lost letter hides no other one", "Fernándes FM", "Fern\ufffdndos, Francisco M."),
    ("an author lost beside one of a like name with another initial", "Kuhn A, Colafiglo M, Luger T", "Kuhn, A; Colafiglo, M; Colatiglo, B; Luger, T"),
    ("an author lost beside one of another name", "Kuhn A, Colafiglo M, Luger T", "Kuhn, A; Colafiglo, M; Calatiglo, M; Luger, T"),
    ("exchanged names need the right initial", "Zhang B", "Wei, Zhang"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("ours", "theirs", "severity"),
    [(*row[1:], severity) for rows, severity in ((SILENT, ""), (NOTED, "note"), (ALARM, "error")) for row in rows],
    ids=[row[0] for row in (*SILENT, *NOTED, *ALARM)],
)
def test_authors(judge: Judge, ours: str, theirs: str, severity: str) -> None:
    """Printed authors are compared in order; registries file one name in many ways."""
    record = recorded(theirs, year=1990) if theirs else Record()
    assert judge(printed(ours), record) == ({"authors-differ": severity} if severity else {})


@pytest.mark.parametrize(
    ("year", "kept", "severity"),
    [
        (1984, [*range(10)], "note"),
        (1995, [*range(10)], "note"),
        (1995, [*range(9)], "error"),
        (1996, [*range(24), 29], "note"),
        (1999, [*range(24), 29], "note"),
        (1999, [*range(25)], "error"),
        (1996, [*range(10)], "error"),
        (2000, [*range(24), 29], "error"),
        (2005, [*range(10)], "error"),
    ],
)
def test_nlm_cut_lists_in_some_years(judge: Judge, year: int, kept: list[int], severity: str) -> None:
    """PubMed named the first 10 authors from 1984 to 1995, and the first 24 and the last from 1996 to 1999."""
    names = [f"Name{a}{b}" for a in "bcdfg" for b in "bcdfgh"]
    reference = printed(", ".join(f"{name} A" for name in names))
    record = recorded("; ".join(f"{names[place]}, A" for place in kept), year=year)
    assert judge(reference, record) == {"authors-differ": severity}


@pytest.mark.parametrize(
    ("ours", "theirs", "reason"),
    [
        ("Kuhn A, Ruzicka T", "Kuhn, A; Luger, T; Ruzicka, T", "Luger T is missing"),
        ("Kuhn A, Luger T, Dalakas M", "Kuhn, A; Luger, T", "Dalakas M is not in the record"),
        ("Luger T, Kuhn A", "Kuhn, A; Luger, T", "the same authors in a different order"),
        ("Kuhn A, Lugger T, Ruzicka T", "Kuhn, A; Luger, T; Ruzicka, T", "Lugger T is Luger T in the record"),
    ],
)
def test_reasons_name_the_one_author(ours: str, theirs: str, reason: str) -> None:
    """A message tells what to mend, and not every author after it."""
    assert compare_authors(printed(ours), recorded(theirs)).reason == reason


def test_the_first_author_is_known_by_name_alone() -> None:
    """A scorer asks whose work it is; initials are the checks' business."""
    assert same_first_author(printed("Bitta R"), recorded("della Bitta, Rosa; Kuhn, A"))
    assert same_first_author(printed("Kuhn A"), recorded("Luger, T; Kuhn, A")) is False
    assert same_first_author(Reference(), recorded("Kuhn, A")) is None


names = st.builds(
    Name,
    family=st.text(min_size=1, max_size=12),
    given=st.none() | st.text(max_size=8),
    suffix=st.none() | st.just("Jr"),
)


@given(st.lists(names, max_size=5), st.lists(names, max_size=5), st.booleans())
def test_any_names_can_be_compared(ours: Sequence[Name], theirs: Sequence[Name], et_al: bool) -> None:  # noqa: FBT001  (drawn)
    """Nothing that a file may hold as a name stops the comparison."""
    reference, record = Reference(authors=tuple(ours), et_al=et_al), Record(authors=tuple(theirs))
    assert compare_authors(reference, record).verdict in {"same", "close", "different", "unknown"}


@given(st.lists(names, min_size=1, max_size=5))
def test_a_list_agrees_with_itself(ours: Sequence[Name]) -> None:
    """The same names in the same order are the same authors."""
    agreement = compare_authors(Reference(authors=tuple(ours)), Record(authors=tuple(ours)))
    assert agreement.verdict == "same"
