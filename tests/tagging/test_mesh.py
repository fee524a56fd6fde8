from __future__ import annotations

import gzip
import os
import zlib
from pathlib import Path

import pytest

from ivigref.errors import DataError
from ivigref.model import Record
from ivigref.tagging import Tagger
from ivigref.tagging.library import shipped_diseases
from ivigref.tagging.mesh import Descriptor, import_mesh_xml, read_mesh, write_mesh
from tests.scripts import script
from tests.timing import seconds

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "src/ivigref/data/vocabularies/mesh-diseases.zlib"

XML = """<?xml version="1.0"?>
<!DOCTYPE DescriptorRecordSet SYSTEM "desc2027.dtd">
<DescriptorRecordSet LanguageCode="eng">
{records}
</DescriptorRecordSet>
"""
RECORD = """<DescriptorRecord DescriptorClass="1">
  <DescriptorUI>{uid}</DescriptorUI><DescriptorName><String>{name}</String></DescriptorName>
  <TreeNumberList><TreeNumber>{tree}</TreeNumber></TreeNumberList>
  <ConceptList>
    <Concept PreferredConceptYN="Y"><TermList><Term><String>{name}</String></Term></TermList></Concept>
    <Concept PreferredConceptYN="N"><TermList><Term><String>{term}</String></Term></TermList></Concept>
  </ConceptList>
</DescriptorRecord>"""
DESCRIPTORS = XML.format(
    records="\n".join(
        (
            RECORD.format(uid="D900001", name="Imaginary Diseases", tree="C99", term="Imaginary Disorders"),
            RECORD.format(uid="D900002", name="Fever, Paper", tree="C99.100", term="Papyrexia"),
            RECORD.format(uid="D900003", name="Paper", tree="J01.200", term="Sheet"),
        )
    )
)


@pytest.mark.parametrize("name", ["desc2027.xml", "desc2027.xml.gz"])
def test_nlms_own_xml_is_imported(name: str, tmp_path: Path) -> None:
    """Headings of the trees C and F03 come in with the terms of all their concepts; others stay out."""
    path, out = tmp_path / name, tmp_path / "mesh.zlib"
    data = DESCRIPTORS.encode()
    path.write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    assert import_mesh_xml(path, out) == 2
    mesh = read_mesh(out.read_bytes())
    assert mesh.version == "2027"
    assert mesh.labels == {"D900001": "Imaginary Diseases", "D900002": "Fever, Paper"}
    assert mesh.names["paper fever"] == mesh.names["papyrexia"] == "D900002"
    assert mesh.ancestors("D900002") == ("D900001",)


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    """Entities that grow without limit are an error, not a full memory."""
    bomb = '<!DOCTYPE x [<!ENTITY a "lol">' + "".join(
        f'<!ENTITY {chr(97 + n)} "{f"&{chr(96 + n)};" * 10}">' for n in range(1, 12)
    )
    path = tmp_path / "desc2027.xml"
    path.write_text(bomb + "]><x>&l;</x>")
    with pytest.raises(DataError, match="expected NLM's descriptor XML"):
        import_mesh_xml(path, tmp_path / "out")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("desc.xml", DESCRIPTORS, "expected a year"),
        ("desc2027.xml", "not xml", "expected NLM's descriptor XML"),
        ("desc2027.xml.gz", "not gzip", "expected NLM's descriptor XML"),
        ("desc2027.xml", XML.format(records=""), "found none"),
    ],
)
def test_what_is_no_descriptor_file(name: str, content: str, message: str, tmp_path: Path) -> None:
    """The message says which file, and nothing half-made is left behind."""
    path, out = tmp_path / name, tmp_path / "mesh.zlib"
    path.write_text(content)
    with pytest.raises(DataError, match=message):
        import_mesh_xml(path, out)
    assert not out.exists()


def test_names_have_one_owner_and_headings_win(tmp_path: Path) -> None:
    """A heading outranks an entry term, an entry term a name from elsewhere."""
    out = tmp_path / "mesh.zlib"
    write_mesh(
        [
            Descriptor("D1", "Agnosia", ("C10.1",), ("Anosognosia",), ("blindness",)),
            Descriptor("D2", "Blindness", ("C11.1",), ("Agnosia",), ("anosognosia",)),
        ],
        out,
        version="1",
    )
    names = read_mesh(out.read_bytes()).names
    assert (names["agnosia"], names["anosognosia"], names["blindness"]) == ("D1", "D1", "D2")


@pytest.mark.parametrize(
    "data", [b"", b"junk", zlib.compress(b"one line"), zlib.compress(b"other\t1\t2024\tx"), zlib.compress(b"\xff")]
)
def test_what_is_no_mesh_file(data: bytes) -> None:
    """A file of another kind is told, not half read."""
    with pytest.raises(DataError):
        read_mesh(data)


def test_the_shipped_file_says_what_it_is() -> None:
    """MeSH 2024, all 5,155 headings, its source named as NLM asks."""
    mesh = read_mesh(SHIPPED.read_bytes())
    assert mesh.version == "2024"
    assert "U.S. National Library of Medicine" in mesh.source
    assert len(mesh.labels) == 5155


def test_an_imported_file_can_be_used(tmp_path: Path) -> None:
    """A tagger takes another MeSH file than the package's; it must hold what the supplement names."""
    copy = tmp_path / "mesh.zlib"
    copy.write_bytes(SHIPPED.read_bytes())
    [tag, *_] = Tagger(mesh=copy).tag_record(Record(title="Lupus nephritis"))
    assert tag.mesh == "D008181"
    with pytest.raises(DataError, match="cannot be read"):
        Tagger(mesh=tmp_path / "none")


def test_supplement_and_groups_are_loaded_with_it() -> None:
    """A subtype stands below the groups and headings of its parents."""
    subtype = shipped_diseases().named("subacute-cutaneous-lupus-erythematosus")
    assert subtype is not None
    assert subtype.uid is None
    assert {"lupus", "lupus-erythematosus-cutaneous", "skin-and-connective-tissue-diseases"} <= set(subtype.broader)


@pytest.mark.skipif("IVIGREF_SHARED" not in os.environ, reason="needs IVIGREF_SHARED, where the table of MeSH 2024 is")
def test_the_shipped_file_is_what_the_script_makes(tmp_path: Path) -> None:
    """The same table gives the same content, and so does every later build."""
    table = Path(os.environ["IVIGREF_SHARED"]) / "vocab/mesh2024_diseases.tsv"
    script("build_mesh").main(table, "2024", tmp_path / "mesh.zlib")
    # zlib's own versions may pack differently; what is packed may not differ.
    assert zlib.decompress((tmp_path / "mesh.zlib").read_bytes()) == zlib.decompress(SHIPPED.read_bytes())


def test_reading_is_fast_enough_to_do_it_on_every_start() -> None:
    """Well under a second on any machine; the figure itself is measured in benchmarks/tags.py."""
    packed = SHIPPED.read_bytes()
    assert seconds(lambda: read_mesh(packed)) < 1
