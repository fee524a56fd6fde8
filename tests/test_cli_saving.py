"""What a verb writes over, what it refuses to, and what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.test_cli import run

OWN = "@article{a,\n  author       = {Berg, Ole},\n  title        = {Skin},\n  year         = {2001},\n}\n"
BY_HAND = (
    '% mine, by hand\n@string{inv = "J Inv"}\n@article{a, author={Berg, Ole}, title={Skin}, journal=inv, year=2001}\n'
)
LIST = "References\n1. Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.\n"
RIS = "TY  - JOUR\r\nTI  - Skin\r\nER  - \r\n"


@pytest.fixture
def ivigref(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: ANN401  (a command)
    """Return the command as a function of its arguments."""
    return lambda *arguments: run(arguments, monkeypatch, capsys)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a file by hand, one of ivigref's own, a list, and links of both kinds to the first."""
    for name, text in (("hand.bib", BY_HAND), ("own.bib", OWN), ("list.txt", LIST), ("other.ris", RIS)):
        (tmp_path / name).write_bytes(text.encode())
    (tmp_path / "link.bib").symlink_to("hand.bib")
    (tmp_path / "hard.bib").hardlink_to(tmp_path / "hand.bib")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        "report list.txt -o list.txt",
        "export hand.bib -o hand.bib",
        "export hand.bib -o link.bib",
        "export hand.bib -o hard.bib",
        "export link.bib -o hand.bib",
        "export hand.bib --to ris -o hand.bib",
        "export list.txt -o ./list.txt",
        "export own.bib --to ris -o own.bib",
        "report own.bib -o own.bib",
        "merge own.bib hand.bib -o hand.bib",
        "merge own.bib other.ris hard.bib --output hand.bib",
        "resolve list.txt --record list.txt",
        "resolve hand.bib --record link.bib",
        "export own.bib --retraction-watch hand.bib -o hand.bib",
    ],
)
def test_what_is_read_is_not_written_over(ivigref: Any, folder: Path, command: str) -> None:  # noqa: ANN401
    """By whatever name, as one of several, for whatever it is read; unless it is ivigref's own in the same form."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    code, out, err = ivigref(*command.split())
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "--force" in err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    "command",
    [
        "report list.txt -o list.txt --force",
        "export hand.bib --force -o hand.bib",
        "merge own.bib hand.bib -o hand.bib --force",
        "resolve list.txt --record list.txt --force",
    ],
)
def test_who_insists_gets_it_and_it_is_said(ivigref: Any, folder: Path, command: str) -> None:  # noqa: ANN401
    """With --force the file is written, and stderr says that another was there."""
    target = folder / [word for word in command.split() if word != "--force"][-1]
    before = target.read_bytes()
    code, _, err = ivigref(*command.split())
    assert code == 0
    assert target.read_bytes() != before
    assert "replaced a file that ivigref did not write" in err


def test_a_file_of_ones_own_is_written_again_and_again(ivigref: Any, folder: Path) -> None:  # noqa: ANN401
    """What ivigref wrote, letter for letter, it can write again: nothing is lost, and nothing is to be said."""
    assert ivigref("export", "own.bib", "-o", "own.bib")[2] == "own.bib: written\n"
    again = (folder / "own.bib").read_bytes()
    assert ivigref("export", "own.bib", "-o", "own.bib")[0] == 0
    assert (folder / "own.bib").read_bytes() == again
    assert ivigref("merge", "own.bib", "other.ris", "-o", "own.bib")[0] == 0
    for _ in range(2):
        assert ivigref("report", "own.bib", "-o", "page.html")[2] == "page.html: written\n"
        assert ivigref("resolve", "--record", "records.jsonl")[2].startswith("records.jsonl: ")


@pytest.mark.parametrize("to", ["bibtex", "biblatex", "ris", "nbib", "csl-json", "endnote-xml", "jsonl", "csv"])
def test_every_format_knows_its_own(ivigref: Any, folder: Path, to: str) -> None:  # noqa: ANN401
    """An export is replaced without a word; with one letter more it is somebody's, and that is said."""
    assert ivigref("export", "--to", to, "-o", "out")[2].startswith("out: written\nthe shipped list: ")
    assert ivigref("export", "--to", to, "-o", "out")[2].startswith("out: written\nthe shipped list: ")
    (folder / "out").write_text((folder / "out").read_text(encoding="utf-8") + "\nx", encoding="utf-8")
    assert "out: replaced a file that ivigref did not write" in ivigref("export", "--to", to, "-o", "out")[2]


def test_a_file_of_others_is_replaced_and_it_is_said(ivigref: Any, folder: Path) -> None:  # noqa: ANN401
    """It is not what was read, so it was named on purpose; an empty one has nothing to lose."""
    (folder / "empty.bib").touch()
    assert "hand.bib: replaced a file that ivigref did not write" in ivigref("export", "own.bib", "-o", "hand.bib")[2]
    assert ivigref("export", "own.bib", "-o", "empty.bib")[2] == "empty.bib: written\n"
    assert "names, and all of them now show the new content" in ivigref("export", "other.ris", "-o", "hand.bib")[2]


def test_keys_of_the_file_that_is_replaced_stay(ivigref: Any, folder: Path) -> None:  # noqa: ANN401
    """Also of one by hand: its keys are in manuscripts."""
    (folder / "held.bib").write_text("% keys\n@article{mykey, title={Skin}}\n", encoding="utf-8")
    ivigref("export", "other.ris", "-o", "held.bib")
    assert "{mykey," in (folder / "held.bib").read_text(encoding="utf-8")


@pytest.mark.parametrize("verb", ["export -o", "report own.bib -o", "merge own.bib -o", "resolve --record"])
def test_outputs_that_cannot_be_written_are_one_line(ivigref: Any, folder: Path, verb: str) -> None:  # noqa: ANN401
    """A loop of links, a mode without a w, a folder, a missing folder, a full device: exit code 2, and nothing new."""
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    (folder / "mine").write_text("mine", encoding="utf-8")
    (folder / "mine").chmod(0o444)
    for target in ("a", "mine", ".", "no/such/folder", "/dev/full"):
        code, _, err = ivigref(*verb.split(), target)
        assert code == 2, target
        assert err.splitlines()[-1].startswith(f"ivigref: {target}: "), err
        assert "Traceback" not in err
    assert (folder / "mine").read_text(encoding="utf-8") == "mine"


def test_a_correction_keeps_mode_and_names_of_a_file(ivigref: Any, folder: Path) -> None:  # noqa: ANN401
    """--fix refuses a file that nobody may write, and says how many names the file has."""
    text = Path(__file__).parent.parent.joinpath("references.bib").read_text(encoding="utf-8")
    wrong = text.replace("volume       = {27}", "volume={28}")
    file, other = folder / "mine.bib", folder / "same.bib"
    file.write_text(wrong, encoding="utf-8")
    other.hardlink_to(file)
    file.chmod(0o444)
    code, _, err = ivigref("check", str(file), "--fix")
    assert (code, file.read_text(encoding="utf-8")) == (2, wrong)
    assert "may not be written" in err
    file.chmod(0o640)
    _, _, err = ivigref("check", str(file), "--fix")
    assert "one file with 2 names" in err
    assert other.read_text(encoding="utf-8") == wrong.replace("volume={28}", "volume={27}")
    assert file.samefile(other)
    assert file.stat().st_mode & 0o777 == 0o640


def test_the_import_of_a_vocabulary_does_not_write_over_it(ivigref: Any, folder: Path) -> None:  # noqa: ANN401
    """NLM's file takes an hour to come."""
    (folder / "desc2027.xml").write_text("<DescriptorRecordSet/>", encoding="utf-8")
    code, _, err = ivigref("vocabulary", "import", "desc2027.xml", "-o", "desc2027.xml")
    assert code == 2
    assert "expected a file other than the input" in err
    assert (folder / "desc2027.xml").stat().st_size == 22


def test_what_a_format_has_no_place_for_is_counted(ivigref: Any, folder: Path) -> None:  # noqa: ANN401
    """The values that are kept as they are in BibTeX do not become RIS, and that is not silent."""
    (folder / "odd.bib").write_text("@misc{a, title={T}, pages={xxi + 346}, doi={desal}, file={a}}\n", encoding="utf-8")
    for command in ("export odd.bib --to ris -o odd.ris", "merge odd.bib --to ris -o odd.ris"):
        err = ivigref(*command.split(), "--losses", "lost.csv")[2]
        assert "1 pages, 1 doi, 1 file: not in RIS\n" in err
        assert (folder / "lost.csv").read_text(encoding="utf-8").splitlines()[1].endswith(",bibtex:pages,xxi + 346,ris")
    (folder / "one.bib").write_text("@misc{a, title={T}, file={a}}\n", encoding="utf-8")
    assert "lost.csv: 1 value listed\n" in ivigref("export", "one.bib", "--to", "ris", "--losses", "lost.csv")[2]
    assert "not in" not in ivigref("export", "odd.bib", "--to", "biblatex", "-o", "same.bib")[2]
    code, _, err = ivigref("export", "odd.bib", "--to", "ris", "-o", "odd.ris", "--losses", "odd.bib")
    assert (code, "--force" in err) == (2, True)


def test_losses_do_not_go_where_the_list_goes(ivigref: Any, folder: Path) -> None:  # noqa: ANN401
    """One of the two would be lost, also where neither is there yet."""
    (folder / "odd.bib").write_text("@misc{a, title={T}, file={a}}\n", encoding="utf-8")
    for lost in ("new.ris", "../" + folder.name + "/new.ris"):
        code, _, err = ivigref("export", "odd.bib", "--to", "ris", "-o", "new.ris", "--losses", lost)
        assert (code, "new.ris: expected a file other than" in err) == (2, True)
        assert not (folder / "new.ris").exists()


def test_a_file_gets_tags_only_where_they_are_asked_for(ivigref: Any, folder: Path) -> None:  # noqa: ANN401
    """A converter adds nothing; tags that a file brought stay."""
    text = "@article{a, title={Lupus nephritis: a randomised trial}, journal={J Inv}, keywords={topic:safety}}\n"
    (folder / "plain.bib").write_text(text, encoding="utf-8")
    assert "keywords     = {topic:safety},\n" in ivigref("export", "plain.bib")[1]
    tagged = ivigref("export", "plain.bib", "--tags")[1]
    assert "disease:lupus-nephritis" in tagged
    assert "undetermined" not in tagged


def test_counts_of_a_review_come_out_of_a_merge(ivigref: Any, folder: Path) -> None:  # noqa: ANN401
    """How many records each file and database brought, and how many only it has; the origins stay in the record."""
    both = "TY  - JOUR\nTI  - A\nDO  - 10.5555/a\nDB  - {}\nAN  - {}\nER  - \n"
    (folder / "e.ris").write_text(both.format("Embase", "L643000001"), encoding="utf-8")
    other = "TY  - JOUR\nTI  - B\nDO  - 10.5555/b\nDB  - Scopus\nER  - \n"
    (folder / "s.ris").write_text(both.format("Scopus", "2-s2.0-1") + other, encoding="utf-8")
    _, out, err = ivigref("merge", "e.ris", "s.ris", "--to", "jsonl", "--counts")
    for line in (
        "3 records, 2 works, 1 duplicate",
        "file e.ris: 1 record, 0 works only there",
        "file s.ris: 2 records, 1 work only there",
        "database Embase: 1 record, 0 works only there",
        "database Scopus: 2 records, 1 work only there",
        "works in both Embase and Scopus: 1",
    ):
        assert f"{line}\n" in err
    assert '"origins":[{"database":"Embase","accession":"L643000001","file":"e.ris"},{"database":"Scopus"' in out


def test_a_library_that_is_none_is_named(ivigref: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """Keys are taken over from the file that is about to be written: where it cannot be read, it is that file's fault."""
    target = tmp_path / "old.bib"
    target.write_text("old", encoding="utf-8")
    code, _, said = ivigref("export", "-o", str(target))
    assert (code, target.read_text(encoding="utf-8")) == (2, "old")
    assert f"ivigref: {target}: expected BibTeX, found no entry" in said
