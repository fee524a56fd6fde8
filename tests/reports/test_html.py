"""The HTML report in a real browser: filters, keys, copied BibTeX, nothing asked of anybody, and hostile lists."""

from __future__ import annotations

import base64
import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ivigref import examine, load, to_bibtex
from ivigref.bibliography import Bibliography
from ivigref.checks import findings_by_citation, judged, status
from ivigref.model import Checked, Citation, Evidence, Inquiry, Record, Reference, Source, Tag, Update
from ivigref.names import Name
from ivigref.pages import Pages
from ivigref.reports import html
from tests.browsing import Visit, violations, visits
from tests.reports.test_overview import manuscript

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PRINTED: dict[str, Any] = {
    "authors": (Name(family="Bruton", given="OC"),),
    "container_title": "Pediatrics",
    "year": 1952,
    "pages": Pages.parse("722–8"),
    "doi": "10.5555/bruton",
}
HOSTILE = (
    "<script>window.owned = 1</script>",
    '"><img src=x onerror="window.owned = 2">',
    "</style><style>body{display:none}</style><svg onload=window.owned=3>",
    "</script><script>window.owned = 4</script>",
    "javascript:window.owned=5",
    "{{ 7 * 7 }} {% raw %} ${window.owned=6} <!-- -->",
    "</pre></details></article><iframe src=https://example.org></iframe>",
    "' onmouseover='window.owned=7",
)


def render(citations: list[Citation]) -> str:
    """Check citations and return the report."""
    both = list(judged(citations))
    found, judgements = [findings for findings, *_ in both], [judgement for _, judgement, _ in both]
    statuses = [status(c, f) for c, f in zip(citations, found, strict=True)]
    bibtex = [to_bibtex([citation]) for citation in citations]
    listed = Checked(citations, found, statuses, file="list.txt", judgements=judgements)
    return html.dumps(listed, bibtex, made="2026-11-22")


def missed_citation(number: int, text: str) -> Citation:
    """Put a text wherever a work that no register knows, or that stands in its place, may say something."""
    source = Source(registry=text, address=text, retrieved=text)
    other = Record(title=text, container_title=text, volume=text, authors=(Name(literal=text),), source=source)
    book = number % 2 == 0
    reference = Reference(
        number=number,
        raw=f"Author A. A work called {text}. {text}. 2000;1:1.",
        title=f"A work called {text}",
        kind="book" if book else "journal-article",
        container_title=None if book else text,
        volume=None if book else "1",
        year=2000,
        url=text,
    )
    asked = tuple(
        Inquiry(registry=name, outcome="not-found", searched=("title", "place")) for name in ("crossref", "pubmed")
    )
    return Citation(
        reference=reference, key=f"Key{number}", inquiries=asked, nearest=(other,), at_place=() if book else (other,)
    )


def hostile_citation(number: int, text: str) -> Citation:
    """Put a text wherever a list, a registry or a vocabulary may say something."""
    source = Source(registry=text, address=text, retrieved=text)
    updates = (Update(kind="retraction", direction="by", date=text, asserted_by=text, doi="10.1000/notice"),)
    tag = Tag(axis="disease", term=text, label=text, mesh=text, evidence=(Evidence(source=text, text=text, rule=text),))
    return Citation(
        reference=Reference(
            number=number, raw=f"Author A. {text}. Journal. 2000;1:1.", title=text, year=2000, url=text
        ),
        key=f"Key{number}",
        record=Record(title=f"other {text}", container_title=text, updates=updates, source=source, url=text),
        confidence=0.99,
        tags=(tag, Tag(axis="design", term="review", label=text), Tag(axis=f"own{number}", term=text, label=text)),
        inquiries=(Inquiry(registry=text, outcome="found"),),
    )


def behind_clicks(page: str) -> list[tuple[str, ...]]:
    """Return the texts of each reference that are packed, as whoever unpacks the files reads them."""
    found: list[tuple[str, ...]] = []
    for packed in re.findall(r"data:application/gzip;base64,([^\"]+)", page):
        mark, _, text = gzip.decompress(base64.b64decode(packed)).decode("utf-8").partition("\n")
        parts = text.split(f"\n{mark}\n")
        third = len(parts) // 3
        found += list(zip(parts[:third], parts[third : 2 * third], parts[2 * third :], strict=True))
    return found


def repeated(number: int) -> Checked:
    """Check the 57 again and again, with other numbers and keys."""
    base = load()
    many = [
        citation.model_copy(
            update={
                "key": f"{citation.key}x{n}",
                "reference": citation.reference.model_copy(update={"number": n + 1, "volume": str(n)}),
            }
        )
        for n in range(number)
        for citation in [base[n % 57]]
    ]
    found = findings_by_citation(many)
    return Checked(many, found, [status(c, f) for c, f in zip(many, found, strict=True)])


def entries(checked: Checked) -> list[str]:
    """Return the entry of each citation."""
    return re.split(r"^(?=@)", to_bibtex(Bibliography(checked.citations)), flags=re.MULTILINE)[1:]


class Opened(Visit):
    """A report that is open."""

    def wait_for(self, place: str, text: str) -> None:
        """Wait until an announcement is made."""
        self.page.locator(f"#{place}", has_text=text).wait_for()

    def shown(self) -> list[str]:
        """Return the anchors of the citations that are shown, in order."""
        found: list[str] = self.page.evaluate("[...document.querySelectorAll('article:not([hidden])')].map(a => a.id)")
        return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the reports that the tests open."""
    made = tmp_path_factory.mktemp("reports")
    (made / "the57.html").write_text(render(list(load())), encoding="utf-8")
    hostile = [hostile_citation(n, text) for n, text in enumerate(HOSTILE, start=1)]
    (made / "hostile.html").write_text(render(hostile), encoding="utf-8")
    missed = [missed_citation(n, text) for n, text in enumerate(HOSTILE, start=1)]
    (made / "written.html").write_text(manuscript("retraction").to_html(), encoding="utf-8")
    (made / "missed.html").write_text(render(missed), encoding="utf-8")
    return made


@pytest.fixture
def opened(browser: Browser, folder: Path) -> Iterator[Callable[..., Opened]]:
    """Return a function that opens a report at an address."""
    with visits(browser, Opened) as visit:
        yield lambda name="the57", address="", **options: visit((folder / f"{name}.html").as_uri() + address, **options)


@pytest.mark.parametrize("name", ["the57", "hostile", "missed"])
def test_nothing_is_asked_of_anybody_and_nothing_goes_wrong(opened: Callable[..., Opened], name: str) -> None:
    """One request, for the page itself; no error and no warning on the console."""
    one = opened(name)
    one.page.locator("summary").evaluate_all("all => all.forEach(s => s.parentNode.open = true)")
    one.page.wait_for_timeout(100)
    assert [url.rpartition("/")[2] for url in one.asked] == [f"{name}.html"]
    assert one.said == []


def test_hostile_text_is_shown_as_text(opened: Callable[..., Opened]) -> None:
    """No script runs, no element is made of a text, and every link leads to one of three places or into the page."""
    one = opened("hostile")
    assert one.page.evaluate("window.owned") is None
    for tag in ("img", "iframe", "svg[onload]", "[onerror]", "[onmouseover]"):
        assert one.page.locator(tag).count() == 0
    assert one.page.locator("script").count() == 1
    assert one.page.locator("style").count() == 1
    assert one.page.locator("article").count() == len(HOSTILE)
    for article, text in zip(one.page.locator("article h3").all_text_contents(), HOSTILE, strict=True):
        assert text in article
    addresses = one.page.eval_on_selector_all("a", "all => all.map(a => a.getAttribute('href'))")
    allowed = re.compile(r"#|https://(?:doi\.org|pubmed\.ncbi\.nlm\.nih\.gov|pmc\.ncbi\.nlm\.nih\.gov)/")
    assert addresses
    assert all(allowed.match(address) for address in addresses)


def test_a_verdict_is_shown_with_its_evidence_and_can_be_filtered_by(opened: Callable[..., Opened]) -> None:
    """What stands at the place, where to look for a book, and no text that becomes an address or a script."""
    one = opened("missed")
    assert one.page.evaluate("window.owned") is None
    words = one.page.locator("article .verdict").all_text_contents()
    assert words[:2] == ["that place holds another work", "not expected there"]
    assert HOSTILE[0] in (one.page.locator("#c1 .work").text_content() or "")
    addresses = one.page.eval_on_selector_all("article a", "all => all.map(a => a.getAttribute('href'))")
    sites = r"https://(?:search\.worldcat\.org|openlibrary\.org|web\.archive\.org)/[\w.~%/:?=*-]*"
    assert addresses
    assert [address for address in addresses if not re.fullmatch(sites, address)] == []
    one.page.get_by_label("Does it exist?").select_option("not-expected")
    one.wait_for("shown", "4 of 8 shown")
    assert one.shown() == ["c2", "c4", "c6", "c8"]
    assert one.page.url.endswith("#verdict=not-expected")


def test_the_policy_forbids_what_escaping_would_let_through(opened: Callable[..., Opened]) -> None:
    """Were a script or a handler to get in, the browser would refuse it; no address may be asked."""
    one = opened()
    refused: list[str] = []
    one.page.on("requestfailed", lambda request: refused.append(f"{request.url} {request.failure}"))
    one.page.evaluate(
        """() => {
            window.owned = 0;
            const script = document.createElement("script"); script.textContent = "window.owned = 1"; document.body.append(script);
            const image = document.createElement("img"); image.setAttribute("onerror", "window.owned = 2");
            image.src = "https://example.org/x.png"; document.body.append(image);
        }"""
    )
    one.page.wait_for_timeout(200)
    assert one.page.evaluate("window.owned") == 0
    assert any("Content Security Policy" in text for text in one.said)
    assert refused == ["https://example.org/x.png csp"]


@pytest.mark.parametrize(
    ("address", "numbers"),
    [
        ("#status=findings", [1, 14, 30]),
        ("#check=volume-differs", [1]),
        ("#disease=lupus-nephritis", [c.number for c in load() if any(t.term == "lupus-nephritis" for t in c.tags)]),
        ("#design=randomized-controlled-trial", [28, 39]),
        ("#design=randomized-controlled-trial&from=2000", [39]),
        ("#from=1952&to=1981", [1, 2, 41]),
        ("#q=espirito+santo", [15]),
        ("#q=kawasaki+krug", [52]),
        ("#q=nothing+has+this+word", []),
        ("#design=no-such-design", list(range(1, 58))),
    ],
)
def test_the_filter_is_in_the_address(opened: Callable[..., Opened], address: str, numbers: list[int]) -> None:
    """Whoever opens a shared address sees what was shared; words are found without their accents."""
    one = opened(address=address)
    assert one.shown() == [f"c{number}" for number in numbers]
    assert one.page.locator("#nothing").is_visible() == (not numbers)


def test_the_controls_filter_and_write_the_address(opened: Callable[..., Opened]) -> None:
    """Choosing, typing, sorting and clearing; the number of what is shown is announced."""
    one = opened()
    assert len(one.shown()) == 57
    one.page.get_by_label("Status").select_option("findings")
    one.wait_for("shown", "3 of 57 shown")
    assert one.page.url.endswith("#status=findings")
    one.page.get_by_label("Sort").select_option("-year")
    one.page.wait_for_url("**/*#*sort=-year*")
    assert one.shown() == ["c30", "c14", "c1"]
    one.page.get_by_label("Search").fill("calcinosis")
    one.wait_for("shown", "1 of 57 shown")
    one.page.get_by_role("button", name="Show all").click()
    one.wait_for("shown", "All 57 shown")
    assert one.shown() == [f"c{n}" for n in range(1, 58)]


def test_the_first_screen_names_the_references_that_need_a_look(opened: Callable[..., Opened]) -> None:
    """All three of the 57 without scrolling, each with what is the matter; each leads to its card."""
    one = opened(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    rows = one.page.locator(".looks > li")
    assert [text[:3] for text in rows.locator("> a").all_text_contents()] == ["1. ", "14.", "30."]
    assert rows.last.evaluate("e => e.getBoundingClientRect().bottom") < 800
    assert "volume: printed 16, recorded 9" in (rows.first.text_content() or "")
    rows.last.locator("a").click()
    card = one.page.locator("#c30:target")
    card.wait_for()
    assert card.evaluate("e => e.getBoundingClientRect().top < innerHeight")
    assert len(one.shown()) == 57


def test_a_number_of_the_map_leads_to_its_rows(opened: Callable[..., Opened]) -> None:
    """As many citations are shown as the number says."""
    one = opened()
    link = one.page.locator("#map-head ~ .scroll svg a").first
    words = link.locator("path").get_attribute("aria-label") or ""
    link.focus()
    one.page.keyboard.press("Enter")
    one.page.locator("#citations:focus").wait_for()
    assert [str(len(one.shown()))] == re.findall(r": (\d+) citation", words)


MARKS = "#time-head ~ .scroll svg a"


@pytest.mark.parametrize("leaning", [0, 0.02, -0.02])
def test_the_marks_of_a_picture_are_one_stop_and_arrows_lead_to_all(
    opened: Callable[..., Opened], leaning: float
) -> None:
    """The bars from left to right, then each design; down leads to the nearest mark of the next line.

    While a page scrolls, marks of one line are not at exactly one height; leaning by a hair is the same, and stays.
    """
    one = opened()
    one.page.evaluate(
        "by => { for (const svg of document.querySelectorAll('.scroll svg')) svg.style.transform = `rotate(${by}deg)` }",
        leaning,
    )
    marks = one.page.locator(MARKS)
    assert marks.evaluate_all("all => all.filter(a => a.tabIndex === 0).length") == 1
    marks.first.focus()
    words = "document.activeElement.querySelector('path').getAttribute('aria-label')"

    def pressed(key: str) -> str:
        """Press a key, wait for another mark, and return what it says: a busy browser is not there at once."""
        before = one.page.evaluate(words)
        one.page.keyboard.press(key)
        one.page.wait_for_function(f"before => {words} !== before", arg=before)
        return str(one.page.evaluate(words))

    seen = [str(one.page.evaluate(words))]
    seen += [pressed("ArrowRight") for _ in range(marks.count() - 1)]
    assert len(set(seen)) == marks.count()
    assert [text[:4] for text in seen[:3]] == ["1952", "1972", "1981"]
    one.page.keyboard.press("ArrowRight")
    assert pressed("Home") == seen[0]  # and there is none behind the last
    assert pressed("ArrowDown").startswith("Review, ")
    assert re.match(r"\d{4}: ", pressed("ArrowUp"))
    one.page.keyboard.press("End")
    one.page.keyboard.press("Tab")
    one.page.wait_for_function("!document.activeElement.closest('.picture')")
    assert one.page.evaluate(f"[...document.querySelectorAll('{MARKS}')].findIndex(a => a.tabIndex === 0)") > 0


@pytest.mark.parametrize(("width", "is_wide"), [(390, True), (1280, False)])
def test_what_is_wider_than_the_window_says_that_it_scrolls(
    opened: Callable[..., Opened], width: int, *, is_wide: bool
) -> None:
    """On a telephone the map, the timeline and the table of registries; on a desk none of them."""
    one = opened(viewport={"width": width, "height": 800})
    for area in ("#summary-head", "#map-head", "#time-head"):
        hint = one.page.locator(f"{area} ~ .hint")
        hint.wait_for(state="visible" if is_wide else "hidden")
        assert hint.is_visible() == is_wide


def test_what_speaks_for_a_tag_stands_in_one_line() -> None:
    """Each evidence with its rule; in a long list, where rules are left out, the same words once."""
    seen = [Evidence(source="title", text="skin", rule=rule) for rule in ("skin", "skin*")]
    tag = Tag(axis="disease", term="skin-diseases", label="Skin Diseases", evidence=tuple(seen))
    one = Citation(reference=Reference(raw="x"), tags=(tag,))
    assert ">Skin Diseases: title “skin” [skin]; title “skin” [skin*]</p>" in render([one])
    many = Checked([one] * (html.WITH_RULES + 1), [[]] * (html.WITH_RULES + 1), ["unverified"] * (html.WITH_RULES + 1))
    assert [why for _, _, why in behind_clicks(html.dumps(many))] == ["Skin Diseases: title “skin”"] * len(many)


def test_a_feature_of_a_design_has_no_column_beside_the_designs(opened: Callable[..., Opened]) -> None:
    """It is named above the map with its number, and leads to its citations."""
    page = opened().page
    heads = page.locator(".map thead th").all_text_contents()
    assert "Randomized Controlled Trial" in heads
    assert not {"Double-Blind Method", "Cross-Over Studies"} & set(heads)
    assert page.locator("#time-head ~ .scroll svg", has_text="Double-Blind").count() == 0
    link = page.locator("#map-head ~ p a", has_text="Double-Blind Method")
    assert link.get_attribute("href") == "#design=double-blind-method"
    link.click()
    page.locator("#shown", has_text="2 of 57 shown").wait_for()


@pytest.mark.parametrize("years", [[1999], [1999, 2000], [1990, 1990, 1990, 2010], list(range(1960, 2020))])
def test_the_timeline_counts_whole_references_and_whole_years(years: list[int]) -> None:
    """There is no half of a reference, and no number stands twice at an axis."""
    tag = Tag(axis="design", term="review", label="Review")
    page = render([Citation(reference=Reference(number=n, raw="x", year=y), tags=(tag,)) for n, y in enumerate(years)])
    picture = page[page.index("Picture: citations by year") :].partition("</svg>")[0]
    labels = re.findall(r'role-axis-label">((?:<text.*?</text>)+)', picture)
    numbers = [re.findall(r">([^<]+)</text>", group) for group in labels if "Review" not in group]
    assert len(numbers) == 2
    for axis in numbers:
        assert all(text.isdecimal() for text in axis)
        assert len(set(axis)) == len(axis) > 1


def test_the_copied_bibtex_is_that_of_what_is_shown(opened: Callable[..., Opened]) -> None:
    """And nothing else, character for character as it is exported."""
    one = opened(address="#design=randomized-controlled-trial", permissions=["clipboard-read", "clipboard-write"])
    one.page.get_by_role("button", name=re.compile("Copy BibTeX")).click()
    one.wait_for("copied", "2 entries copied")
    copied = one.page.evaluate("navigator.clipboard.readText()")
    assert copied.replace("\r\n", "\n") == to_bibtex(load().select(design="randomized-controlled-trial"))


def test_a_corrected_reference_is_copied_by_its_button(opened: Callable[..., Opened], folder: Path) -> None:
    """As it is printed but for what the record proves wrong; where nothing is, there is no button."""
    record = Record(title="Agammaglobulinemia", volume="9", source=Source(registry="pubmed"), **PRINTED)
    reference = Reference(
        number=7,
        raw="Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.",
        volume="16",
        title=record.title,
        **PRINTED,
    )
    joined = Citation(reference=reference, record=record, records=(record,), confidence=1.0)
    right = reference.model_copy(update={"volume": "9", "raw": reference.raw.replace("16", "9"), "number": 8})
    checked = examine([joined, joined.model_copy(update={"reference": right})], tag=False)
    (folder / "corrected.html").write_text(checked.to_html(), encoding="utf-8")
    one = opened("corrected", permissions=["clipboard-read", "clipboard-write"])
    [button] = one.page.get_by_role("button", name="Copy corrected reference").all()
    button.focus()
    one.page.keyboard.press("Enter")
    one.wait_for("taken", "Copied: corrected reference 7")
    assert one.page.evaluate("navigator.clipboard.readText()") == (
        "Bruton OC. Agammaglobulinemia. Pediatrics. 1952;9:722–8."
    )
    assert button.evaluate("e => e.closest('article').id") == "c1"


def test_everything_is_reached_with_the_keyboard_in_reading_order(opened: Callable[..., Opened]) -> None:
    """First the way past the charts, then the page from top to bottom."""
    one = opened()
    one.page.keyboard.press("Tab")
    assert one.page.evaluate("document.activeElement.textContent") == "Skip to the citations"
    one.page.keyboard.press("Enter")
    one.page.wait_for_url("**/*#citations")
    names = []
    for _ in range(32):  # more than there are filters
        one.page.keyboard.press("Tab")
        names.append(one.page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    filters = [name for name in names if name.startswith("f-")]
    assert filters[:3] == ["f-q", "f-status", "f-disease"]
    assert names.index("Show all") < names.index("copy")
    assert names.index("copy") > names.index(filters[-1])


def test_a_retraction_cannot_be_overlooked(opened: Callable[..., Opened]) -> None:
    """At the top of the page with a link to the row, and in the row with a link to the notice."""
    one = opened("hostile")
    head = one.page.locator("section.alarm h2")
    assert "8 works of this list were retracted" in (head.text_content() or "")
    assert head.evaluate("e => e.getBoundingClientRect().top") < 400
    banner = one.page.locator("#c1 .banner")
    assert "RETRACTED" in (banner.text_content() or "")
    assert banner.get_by_role("link").get_attribute("href") == "https://doi.org/10.1000/notice"


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["the57", "hostile", "missed", "written"])
def test_axe_finds_nothing_to_complain_of(opened: Callable[..., Opened], name: str, scheme: str) -> None:
    """Roles, names, contrast and structure by the rules of WCAG 2.2 AA and axe's best practices."""
    one = opened(name, color_scheme=scheme, bypass_csp=True)
    # Rows that are not on the screen are not laid out; for the contrast they have to be.
    one.page.add_style_tag(content="article { content-visibility: visible !important }")
    one.page.locator("details").evaluate_all("all => all.slice(0, 8).forEach(d => d.open = true)")
    assert violations(one.page) == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_fits_its_window(opened: Callable[..., Opened], width: int) -> None:
    """Only charts and tables scroll sideways, never the page (WCAG 1.4.10 asks for 320 pixels)."""
    for name in ("the57", "hostile", "written"):
        page = opened(name, viewport={"width": width, "height": 800}).page
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_print_shows_every_citation_and_no_control(opened: Callable[..., Opened]) -> None:
    """Paper cannot filter."""
    one = opened()
    one.page.emulate_media(media="print")
    assert not one.page.locator("#filter").is_visible()
    assert one.page.locator("article:visible").count() == 57


@pytest.mark.slow
def test_five_thousand_citations_stay_usable(browser: Browser, tmp_path: Path) -> None:
    """Under 5 MB; read and laid out, and filtered, within a second of the processor each."""
    checked = repeated(5000)
    file = tmp_path / "many.html"
    file.write_text(html.dumps(checked, entries(checked)), encoding="utf-8")
    assert file.stat().st_size < 5_000_000
    page = browser.new_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})  # of the processor, whatever else runs

    def taken() -> float:
        metrics = devtools.send("Performance.getMetrics")["metrics"]
        return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))

    page.goto(file.as_uri(), wait_until="commit")
    page.locator("article").first.wait_for()  # something to read
    painted = taken()
    page.wait_for_load_state()
    interactive = taken()
    page.locator(".by").first.wait_for(state="detached")  # the last card is drawn
    before = taken()
    page.evaluate(
        """() => { location.hash = "disease=dermatomyositis";
        return new Promise(done => addEventListener("hashchange", () => setTimeout(done))) }"""
    )
    filtered = taken() - before
    page.close()
    assert painted <= interactive < 1
    assert filtered < 1
