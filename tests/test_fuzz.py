"""Files that are nearly right, by the thousand: every reader refuses or reads them, and fails in no other way."""

import json
import os
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from types import FrameType

import pytest

from ivigref import (
    Name,
    Pages,
    Record,
    formats,
    parse,
    parse_reference,
    tag_record,
)
from ivigref.documents import read_file
from ivigref.errors import IvigrefError
from ivigref.formats import bibtex_editing, bibtex_names, bibtex_splitting, people
from ivigref.identifiers import normalize_doi, normalize_isbn, normalize_issn, normalize_pmcid, normalize_pmid
from ivigref.matching import match_confidence
from ivigref.registries.crossref.record import record_from_work
from ivigref.registries.pubmed.record import record_from_article
from ivigref.tagging.overrides import read_overrides
from ivigref.tagging.vocabulary import read_axis
from ivigref.xml import parse as parse_tree

COUNT = int(os.environ.get("IVIGREF_FUZZ", "60000"))
PATIENCE = 2.0  # seconds of processor time for a text of at most a few thousand characters
LONGEST = 4000

ITEM = (
    "Bruton OC, de la Cruz J, et al. <i>In vitro</i> lupus: a 12-month trial. Br J Dermatol. 2001;16(2 Suppl 7):722–8."
)
SEEDS = {
    "text": f"References\n1. {ITEM} doi:10.5555/inv.1\n2. Huber, B. (1999). Hair & skin. In: Moor E (ed) Skin. Invented Press, Town, pp 1-9\n"
    "3. WHO Group. Title? Available from: https://example.org/a_b [cited 2020 Jan 3]. PMID: 12345; PMCID: PMC999\n",
    "html": f"<!doctype html><html><body><ol class='references' start=\"3\"><li id=B1>{ITEM} <a href='https://doi.org/10.5555/inv.1'>"
    "Article</a></li><li>Huber B. Hair &amp; skin. Skin. 1999;1:2.<p>PubMed</p></ol><!-- x --><script>a<b</script></body></html>",
    "jats": "<?xml version='1.0'?><article><back><ref-list><ref id='r1'><label>1</label><element-citation publication-type='journal'>"
    "<person-group person-group-type='author'><name><surname>Bruton</surname><given-names>OC</given-names></name></person-group>"
    "<article-title>Lupus <italic>x</italic></article-title><source>Skin</source><year>2001</year><volume>1</volume><fpage>2</fpage>"
    "<lpage>9</lpage><pub-id pub-id-type='doi'>10.5555/inv.1</pub-id></element-citation></ref><ref><mixed-citation>Huber B. Hair. Skin. "
    "1999;1:2.</mixed-citation></ref></ref-list></back></article>",
    "bibtex": '@string{l = "Lupus"}\n@comment{x}\n@article{Bruton2001,\n  author = {Bruton, O. C. and {WHO Group} and others},\n  title = "On {IVIG} '
    'in Sj{\\"o}gren --- a $\\beta$ trial",\n  journal = l # { J},\n  year = 2001, month = jan,\n  volume = {16},\n  pages = {722--8},\n'
    "  doi = {10.5555/inv\\_1},\n  keywords = {a, b; c}\n}\n\n@incollection{Huber1999, author={B. Huber}, title={Hair}, crossref={Book1},}\n"
    "@book{Book1, title = {Skin}, editor = {Moor, E.}, publisher = {Inv}, year = {1999}}\n",
    "ris": "TY  - JOUR\nID  - Bruton2001\nAU  - Bruton, O. C.\nAU  - WHO Group,\nTI  - Lupus\nT2  - Skin\nPY  - 2001\nDA  - 2001/01/03/\nVL  - 16\nSP  - 722\n"
    "EP  - 728\nDO  - 10.5555/inv.1\nKW  - a\nN1  - PMID: 12345\nSN  - 0043-5341\nER  - \n\nTY  - BOOK\nTI  - Hair\nER  - \n",
    "nbib": "PMID- 12345\nOWN - NLM\nDP  - 2001 Jan 3\nTI  - Lupus\n      on two lines.\nPG  - 722-8\nAID - 10.5555/inv.1 [doi]\nFAU - Bruton, O C\nAU  - Bruton OC\n"
    "CN  - WHO Group\nPT  - Journal Article\nTA  - Skin\nJT  - Skin journal\nMH  - Lupus / therapy*\nIS  - 0043-5341 (Print)\n\nPMID- 2\nTI  - Hair\n",
    "csl-json": json.dumps([{"id": "Bruton2001", "type": "article-journal", "title": "Lupus <i>x</i>", "page": "722-8", "keyword": "a, b",
        "author": [{"family": "Cruz", "given": "O. C.", "non-dropping-particle": "de la"}, {"literal": "WHO"}], "volume": 16, "DOI": "10.5555/inv.1",
        "issued": {"date-parts": [[2001, 1, 3]]}, "note": "PMID: 12345; x"}, {"type": "book", "issued": {"raw": "1999-05"}}]),
    "endnote-xml": "<?xml version='1.0'?><xml><records><record><ref-type name='Journal Article'>17</ref-type><contributors><authors><author>Bruton, O. C."
    "</author></authors></contributors><titles><title><style face='italic'>Lupus</style></title></titles><periodical><full-title>Skin</full-title></periodical>"
    "<pages>722-728</pages><volume>16</volume><dates><year>2001</year><pub-dates><date>Jan 3</date></pub-dates></dates><isbn>0043-5341</isbn>"
    "<electronic-resource-num>10.5555/inv.1</electronic-resource-num><accession-num>12345</accession-num><notes>a; b</notes></record></records></xml>",
    "csv": 'number,key,kind,authors,title,container_title,year,volume,pages,doi,keywords\n1,Bruton2001,journal-article,"Bruton, O. C.; WHO,","On ""lupus""",Skin,'
    "2001,16,722–8,10.5555/inv.1,a; b\n2,,book,,'=1+1,,1999,,,,\n",
    "jsonl": '{"reference":{"authors":[{"family":"Bruton","given":"OC"}],"title":"Lupus","year":2001,"pages":"722–8","doi":"10.5555/inv.1","raw":"x"},"key":"a",'
    '"tags":[{"axis":"design","term":"review","label":"Review"}]}\n{"reference":{"title":"Hair","extra":[["issn","0043-5341"]]}}\n',
    "vocabulary": 'axis = "setting"\nsource = "own"\nversion = "1"\noutlook = ["is needed"]\n[[term]]\nslug = "emergency-room"\nlabel = "Emergency room"\nmesh = "none"\n'
    'title = ["emergency (room|department)", "random* ~2 trial", "^ # [more] cases $"]\nnumber = true\n[[term]]\nslug = "ward"\nlabel = "Ward"\nmesh = "D000001"\n'
    'broader = ["emergency-room"]\nnever = ["ward off"]\nimplied_by = ["design/review"]\n',
    "overrides": '[[override]]\nnumber = 45\nkey = "a"\ndoi = "10.5555/inv.1"\naxis = "design"\nadd = ["case-series"]\nremove = ["review"]\nbecause = "read in full"\n',
    "work": json.dumps({"DOI": "10.5555/inv.1", "type": "journal-article", "title": ["Lupus <i>x</i> &amp; y"], "container-title": ["Skin"], "page": "722-728",
        "author": [{"family": "Cruz", "given": "O. C.", "sequence": "first"}, {"name": "WHO"}], "issued": {"date-parts": [[2001, 1]]}, "volume": "16",
        "ISSN": ["0043-5341"], "updated-by": [{"DOI": "10.5555/inv.2", "type": "retraction", "source": "publisher", "updated": {"date-parts": [[2002]]}}],
        "published-print": {"date-parts": [[None]]}, "abstract": "<jats:p>A</jats:p>", "relation": {}}),
    "article": "<PubmedArticle><MedlineCitation><PMID>12345</PMID><Article><Journal><ISSN>0043-5341</ISSN><JournalIssue><Volume>16</Volume><PubDate><MedlineDate>2001 Jan-Feb"
    "</MedlineDate></PubDate></JournalIssue><Title>Skin</Title></Journal><ArticleTitle>[Lupus <i>x</i>.]</ArticleTitle><Pagination><MedlinePgn>722-8; discussion 9</MedlinePgn>"
    "</Pagination><ELocationID EIdType='doi'>10.5555/inv.1</ELocationID><Abstract><AbstractText Label='AIM'>A</AbstractText></Abstract><AuthorList CompleteYN='N'><Author><LastName>"
    "Bruton</LastName><ForeName>O C</ForeName></Author><Author><CollectiveName>WHO</CollectiveName></Author></AuthorList></Article><MeshHeadingList><MeshHeading><DescriptorName "
    "UI='D000001'>Lupus</DescriptorName></MeshHeading></MeshHeadingList><CommentsCorrectionsList><CommentsCorrections RefType='RetractionIn'><RefSource>Skin. 2002 Jan;1:2"
    "</RefSource><PMID>2</PMID></CommentsCorrections></CommentsCorrectionsList></MedlineCitation></PubmedArticle>",
}  # fmt: skip
# The exports of one search, cut to what a mutation can hold.
SEEDS |= {
    formats.sniff(path.read_text(encoding="utf-8")) or path.name: path.read_text(encoding="utf-8")[:LONGEST]
    for path in sorted(Path(__file__).parent.joinpath("formats", "data", "one_search").iterdir())
    if formats.sniff(path.read_text(encoding="utf-8")) not in SEEDS
}
TOKENS = (
    *"{}[]()<>\"'\\/|&#%$@;:,.-–=+*~^_ \n\t\r\x00\x02\x1b\x85\x9b\u200b\u202e\u2028\ufeff\ud800é中\u0301\U0001f600", "\\", "\\{", "\r\n", "\n\n", "  ", "null", "true",
    "0", "-1", "1e999", "99999999999999999999", "NaN", '""', "[]", "{}", "[[", "]]", "<!--", "-->", "<![CDATA[", "<!DOCTYPE x>", "&amp;", "&#0;", "&x;", "</", "/>",
    " and ", "et al", "10.", "doi:", "PMID: ", "In: ", "@", "@string{a = a}", "TY  - ", "ER  - ", "PMID- ", "~9 ", "(a|b)", "random*", "٣", "²", "Ⅷ", "ß", "İ",
)  # fmt: skip


def mutations(seed: str, count: int, chance: random.Random) -> Iterator[str]:
    """Yield so many texts that are the seed but for one to five changes."""
    others = list(SEEDS.values())
    for _ in range(count):
        text = seed
        for _ in range(chance.randint(1, 5)):
            start = chance.randrange(len(text) + 1)
            end = min(len(text), start + chance.choice((0, 0, 1, 1, 2, 8, 60)))
            text = text[:start] + chance.choice(CHANGES)(chance, text[start:end], others) + text[end:]
        yield text[:LONGEST]


CHANGES: tuple[Callable[[random.Random, str, list[str]], str], ...] = (
    lambda chance, _old, _others: chance.choice(TOKENS),
    lambda chance, old, _others: old + chance.choice(TOKENS),
    lambda chance, _old, _others: chance.choice(TOKENS) * chance.randint(2, 40),
    lambda chance, old, _others: old * chance.randint(2, 20),
    lambda _chance, _old, _others: "",
    lambda chance, _old, others: (other := chance.choice(others))[(at := chance.randrange(len(other))) : at + chance.randint(1, 80)],
    lambda _chance, old, _others: old.swapcase()[::-1],
)  # fmt: skip


def in_all(name: str) -> Callable[[str], object]:
    """Return what reads a file of a format and writes what came of it in all of them."""

    def read(text: str) -> object:
        loaded = formats.module(name).loads(text)
        return [formats.module(other).dumps(loaded) for other in formats.FORMATS]

    return read


def alike(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def edited(text: str) -> object:
    """Correct a value of the first entry as --fix does, and make sure that nothing else has changed."""
    blocks, _ = bibtex_splitting.split(text)
    block = next((block for block in blocks if block.fields), None)
    if block is None:
        return None
    for field, value in (
        ("volume", "9"),
        ("title", "On {x"),
        ("doi", "10.5555/inv.9"),
        ("authors", [Name(family="A", given="B")]),
    ):
        with suppress(IvigrefError):
            new = bibtex_editing.edit(text, [bibtex_editing.Edit(block.key, field, value)])
            before = text[: alike(text, new)]
            after = alike(text[len(before) :][::-1], new[len(before) :][::-1])
            replaced = text[len(before) : len(text) - after]
            assert not replaced or any(replaced in old for _, old in block.fields), f"{field}: {replaced!r} is gone"
    return None


def as_bytes(text: str) -> object:
    """Read a file of unknown kind and encoding."""
    data = text.encode("utf-8", "surrogatepass") if len(text) % 2 else text.encode("cp1252", "replace")
    with suppress(IvigrefError):
        formats.read(data)
    return read_file(data)


def small_values(text: str) -> object:
    """Read every value that has a grammar of its own out of pieces of a text."""
    for piece in text.split(",")[:20]:
        with suppress(IvigrefError):
            Pages.parse(piece)
        Name.parse(piece)
        people.read_inverted(piece)
        bibtex_names.read_names(piece)
        for normalize in (normalize_doi, normalize_pmid, normalize_pmcid, normalize_issn, normalize_isbn):
            normalize(piece)
    return None


def joined(text: str) -> object:
    """Read a work and an item, compare them, and tag the work."""
    record = record_from_work(json.loads(text))
    return match_confidence(parse_reference(ITEM), record), tag_record(record)


def from_article(text: str) -> object:
    """Read an article of PubMed and tag it."""
    return tag_record(record_from_article(parse_tree(text.encode("utf-8", "replace"))))


def tagged(text: str) -> object:
    """Tag a work with a title and an abstract."""
    return tag_record(Record(title=text[:200], abstract=text, container_title=text[-80:]))


READERS: dict[str, tuple[str, Callable[[str], object]]] = {
    "parse": ("text", parse),
    "parse_reference": ("text", parse_reference),
    "values": ("text", small_values),
    "tags": ("text", tagged),
    "html": ("html", parse),
    "jats": ("jats", parse),
    **{name: (name, in_all(name)) for name in SEEDS if name in formats.FORMATS | formats.EXPORTS},
    "bytes": ("html", as_bytes),
    "bytes of bibtex": ("bibtex", as_bytes),
    "--fix": ("bibtex", edited),
    "vocabulary": ("vocabulary", lambda text: read_axis(text, "own.toml")),
    "overrides": ("overrides", lambda text: read_overrides(text, "own.toml")),
    "work": ("work", joined),
    "article": ("article", from_article),
}
REFUSED: dict[str, tuple[type[Exception], ...]] = {
    "work": (json.JSONDecodeError,)
}  # an answer that is no JSON never gets there


def failures(name: str, count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield the texts on which a reader fails, with how."""
    kind, read = READERS[name]
    stopped = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    try:
        for text in mutations(SEEDS[kind], count, random.Random(f"{name} {seed}")):  # noqa: S311  (no secret)
            signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
            try:
                read(text)
            except Exception as error:  # noqa: BLE001  (whatever it is, it is what is looked for)
                if not isinstance(error, (IvigrefError, REFUSED.get(name, IvigrefError))):
                    yield text, "too slow" if stopped else repr(error)
                stopped = False
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.fuzz
@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_a_reader_reads_or_refuses(name: str) -> None:
    """Whatever is nearly a file is read, or refused with a reason, and soon."""
    # As ASCII: the processes that run tests cannot send each other half a surrogate.
    assert next(map(ascii, failures(name, COUNT // len(READERS))), None) is None
