"""The pages in a real browser: every kind of document, slow and broken registries, keys, small windows, two people."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ivigref import parse
from ivigref.formats import bibtex, ris
from ivigref.model import Citation
from tests.browsing import Visit, violations, visits
from tests.server import Fault, Limits, RegistryServer
from tests.serving import Served, for_ever, references, serving, written

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FilePayload, Page

HOSTILE = (
    '<script>window.owned = 1</script><img src=x onerror="window.owned = 2">"\'></li></ol><iframe src=//example.org>'
)
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class Opened(Visit):
    """A page of the server that is open."""

    def report(self) -> Page:
        """Wait until the report is there."""
        self.page.locator("nav.bar").wait_for()
        return self.page


@pytest.fixture(scope="module")
def real(forked: None) -> Iterator[Served]:  # noqa: ARG001  (is there)
    """Run the server as the command does, with a registry that has 60 works and answers at once."""
    with RegistryServer(written(60)) as registry, serving(urls=_urls(registry), workers=4) as served:
        yield served


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Opened]]:
    """Return a function that opens the first page of a server, as somebody new or with options of the browser."""
    with visits(browser, Opened) as visit:

        def open_page(served: Served, path: str | None = None, **options: Any) -> Opened:  # noqa: ANN401  (of the browser)
            return visit(served.url if path is None else f"{served.origin}{path}", **options)

        yield open_page


def _urls(registry: RegistryServer) -> dict[str, str | None]:
    return {"crossref": registry.crossref_url, "pubmed": registry.pubmed_url}


def _word(lines: list[str]) -> bytes:
    text = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("word/document.xml", f'<w:document xmlns:w="{SPACE}"><w:body>{text}</w:body></w:document>')
    return packed.getvalue()


def _archive(**documents: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, text in documents.items():
            package.writestr(f"{name}.txt", text)
    return packed.getvalue()


def _citations(text: str) -> list[Citation]:
    return [Citation(reference=reference, key=f"Doe{number}") for number, reference in enumerate(parse(text))]


LIST = references(4, volume=8)  # wrong, all of them
LINES = ["Early answers, a review", "Text of the review.", "References", *LIST.splitlines()]
KINDS: dict[str, bytes] = {
    "list.txt": LIST.encode(),
    "review.docx": _word(LINES),
    "refs.bib": bibtex.dumps(_citations(LIST), values="printed").encode(),
    "refs.ris": ris.dumps(_citations(LIST), values="printed").encode(),
    "review.md": ("# Review\n\nText.\n\n# References\n\n" + LIST).encode(),
    "review.html": f"<h1>Review</h1><h2>References</h2>{''.join(f'<p>{escape(line)}</p>' for line in LIST.splitlines())}".encode(),
    "review.tex": (
        "\\documentclass{article}\\begin{document}\\begin{thebibliography}{9}"
        + "".join(f"\\bibitem{{a{n}}} {line.partition(' ')[2]}\n" for n, line in enumerate(LIST.splitlines()))
        + "\\end{thebibliography}\\end{document}"
    ).encode(),
}


def _file(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def _check(one: Opened, *files: Any, **fields: str) -> Page:  # noqa: ANN401  (as playwright takes them)
    """Fill the form in, and send it."""
    page = one.page
    if files:
        page.locator("#files").set_input_files([_file(name, data) for name, data in files])
    for name, value in fields.items():
        page.locator(f"#{name}").fill(value)
    page.get_by_role("button", name=re.compile("^Check")).click()
    return page


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_document_is_checked(real: Served, opened: Callable[..., Opened], name: str) -> None:
    """From the choice of a file to the report, with the wrong volume of each reference to correct."""
    one = opened(real)
    _check(one, (name, KINDS[name]))
    page = one.report()
    assert page.locator(".file").text_content() == name
    assert page.locator("article").count() == 4
    assert page.locator(".fix del").all_text_contents() == ["8"] * 4
    assert page.locator(".fix .source").first.text_content() == "crossref"
    own = {"review.docx": "annotated", "refs.bib": "own"}.get(name)
    assert page.locator("[data-file=annotated], [data-file=own]").count() == (own is not None)
    if own is not None:
        with page.expect_download() as found:
            page.locator(f"[data-file={own}]").click()
        assert found.value.suggested_filename == name.replace(".", ".corrected.")
        assert found.value.failure() is None
    assert one.said == []
    assert {re.sub(r"^(http://[^/]+)/.*", r"\1", url) for url in one.asked} == {real.origin}


@pytest.mark.slow
def test_a_pdf_is_checked_with_pictures_of_its_print(
    real: Served, opened: Callable[..., Opened], browser: Browser
) -> None:
    """The pictures are of the document that was brought."""
    maker = browser.new_page()
    maker.set_content(f"<h1>References</h1>{''.join(f'<p>{escape(line)}</p>' for line in LIST.splitlines())}")
    data = maker.pdf()
    maker.close()
    one = opened(real)
    _check(one, ("../review.pdf", data))
    page = one.report()
    assert page.locator("article").count() == 4
    assert page.locator(".print img").count() >= 4
    assert page.locator(".print img").first.evaluate("e => e.complete && e.naturalWidth > 100")
    assert one.said == []


@pytest.mark.slow
def test_an_archive_becomes_a_list_for_each_document(real: Served, opened: Callable[..., Opened]) -> None:
    """Two manuscripts may cite one work: nothing of that is a duplicate."""
    one = opened(real)
    page = _check(one, ("both.zip", _archive(one=LIST, two=LIST)))
    page.goto(real.origin)
    for name in ("one", "two"):
        row = page.locator("#lists li", has_text=f"both.zip/{name}.txt")
        row.locator(".word", has_text="checked").wait_for()
        assert "4 references: 0 verified, 4 with findings" in (row.locator(".known").text_content() or "")


@pytest.mark.slow
def test_several_files_and_a_pasted_list_at_once(real: Served, opened: Callable[..., Opened]) -> None:
    """Each is a list of this run, with its state in words; one that cannot be read says why, and stops no other."""
    one = opened(real)
    page = _check(one, ("a.txt", KINDS["list.txt"]), ("b.bib", KINDS["refs.bib"]), ("c.txt", b"\x00\x01"), text=LIST)
    for name in ("a.txt", "b.bib", "pasted list.txt"):
        page.locator("#lists li", has_text=name).locator(".word", has_text="checked").wait_for()
    page.locator("#lists li", has_text="c.txt").locator(".word", has_text="expected").wait_for()
    assert page.locator("#lists li").count() == 4
    page.get_by_role("button", name="Delete a.txt").click()
    page.locator("#lists li", has_text="a.txt").wait_for(state="detached")
    assert page.locator("#lists li").count() == 3


@pytest.mark.slow
def test_statuses_stream_in_as_a_slow_registry_answers(opened: Callable[..., Opened], forked: None) -> None:  # noqa: ARG001
    """References are there at once, each is known as soon as its last answer is, and the time left is said."""
    slow = Limits(single=5, list=5)
    with RegistryServer(written(60), limits=slow) as registry, serving(urls=_urls(registry)) as served:
        one = opened(served)
        one.page.get_by_text("Settings").click()
        one.page.get_by_label("Crossref", exact=False).first.check()
        page = _check(one, ("list.txt", references(60).encode()))
        page.locator("#rows li:nth-child(60)").wait_for()
        page.locator(
            "#numbers", has_text=re.compile(r"\d+ of \d+ questions answered · about \d+ (s|min) left")
        ).wait_for()
        page.locator("#rows li.verified").first.wait_for()
        assert page.locator("#progress").get_attribute("value") is not None
        page.get_by_role("button", name="Stop").click()
        page.locator("#state", has_text="stopped").wait_for()
        assert page.locator("#rows li").count() == 60
        assert one.said == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["503", "cut", "reset", "html"])
def test_a_broken_registry_accuses_nobody(opened: Callable[..., Opened], forked: None, kind: Any) -> None:  # noqa: ANN401, ARG001
    """What could not be asked is said to be unreachable, and everything else is known."""
    with RegistryServer(written(60), faults=[Fault(kind, "eutils")]) as registry:
        faults = [Fault(kind, "esearch"), Fault(kind, "efetch"), Fault(kind, "ecitmatch")]
        registry.faults = faults
        with serving(urls=_urls(registry)) as served:
            one = opened(served)
            _check(one, ("list.txt", LIST.encode()))
            page = one.report()
            row = page.locator("table tr", has_text="pubmed").first
            assert row.locator("td").all_text_contents()[:4] == ["4", "0", "0", "4"]
            assert page.locator("article.findings").count() == 4


@pytest.mark.slow
def test_each_correction_is_decided_and_taken_away(real: Served, opened: Callable[..., Opened]) -> None:
    """Accepted, rejected, undone; in another window and after a reload as they were; and in every file."""
    one = opened(real)
    _check(one, ("list.txt", LIST.encode()))
    page = one.report()
    decided = page.locator("#decided")
    fixes = page.locator("[data-fix$=volume]")
    fixes.nth(0).get_by_role("button", name="Accept").click()
    fixes.nth(1).get_by_role("button", name="Reject").click()
    page.locator("#decided", has_text=re.compile("1 of 8 accepted, 1 rejected, 6 open")).wait_for()
    page.reload()
    page.locator("#decided", has_text="1 of 8 accepted, 1 rejected, 6 open").wait_for()
    assert fixes.nth(0).get_by_role("button", name="Accept").get_attribute("aria-pressed") == "true"
    page.get_by_label("Search").fill("late failures")
    page.locator("#shown", has_text="1 of 4 shown").wait_for()
    page.get_by_role("button", name="Undo all shown").click()
    page.locator("#decided", has_text="0 of 8 accepted, 1 rejected, 7 open").wait_for()
    page.get_by_role("button", name="Show all", exact=True).click()
    page.get_by_role("button", name="Accept all shown").click()
    page.locator("#decided", has_text="8 of 8 accepted, 0 rejected").wait_for()
    assert decided.text_content() == "8 of 8 accepted, 0 rejected"
    texts = {}
    for name in ("list", "bibtex", "ris", "table", "report"):
        with page.expect_download() as found:
            page.locator(f"[data-file={name}]").click()
        assert found.value.suggested_filename.startswith("list.corrected.")
        texts[name] = Path(found.value.path()).read_text(encoding="utf-8-sig")
    assert texts["list"].splitlines()[0] == f"{references(1).strip()} doi:10.5555/way.1"
    assert texts["bibtex"].count("{7}") == 4
    assert texts["ris"].count("VL  - 7") == 4
    assert "volume-differs" in texts["table"]
    assert texts["report"].startswith("<!doctype html>")
    assert "data-fix" not in texts["report"]
    page.get_by_label("Corrected list in the style").fill("apa")
    with page.expect_download() as found:
        page.locator("[data-file=list]").click()
    assert "(2003)" in Path(found.value.path()).read_text(encoding="utf-8")
    page.get_by_label("Corrected list in the style").fill("no-such-style")
    page.locator("[data-file=list]").click()
    assert one.said == []


@pytest.mark.slow
def test_everything_is_done_with_the_keyboard(real: Served, opened: Callable[..., Opened]) -> None:
    """Paste, check, decide and take away without a mouse; what has the focus is seen."""
    one = opened(real)
    page = one.page

    def tab_to(name: str) -> None:
        for _ in range(200):
            page.keyboard.press("Tab")
            found = page.evaluate(
                "(e => e.id === 'files' ? 'files' : e.id || e.dataset.file || e.dataset.choice || e.textContent.trim())(document.activeElement)"
            )
            if found == name:
                seen = page.evaluate("(e => (e.labels?.[0] ?? e).checkVisibility())(document.activeElement)")
                assert seen
                return
        raise AssertionError(f"{name} is not reached")

    tab_to("files")
    tab_to("text")
    page.keyboard.insert_text(LIST)
    tab_to("check")
    page.keyboard.press("Enter")
    one.report()
    tab_to("accept-shown")
    tab_to("next-open")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.dataset.choice === 'accept'")
    page.keyboard.press("Enter")
    page.locator("#decided", has_text="1 of 8 accepted").wait_for()
    page.locator(".skip").focus()
    tab_to("list")
    with page.expect_download() as found:
        page.keyboard.press("Enter")
    assert "10.5555/way.1" in Path(found.value.path()).read_text(encoding="utf-8")


@pytest.mark.slow
def test_two_people_work_at_once(real: Served, opened: Callable[..., Opened]) -> None:
    """Each sees their own lists, and decides for themselves."""
    ada, grace = opened(real), opened(real)
    _check(ada, ("ada.txt", LIST.encode()))
    _check(grace, ("grace.txt", LIST.encode()))
    for one, name in ((ada, "ada.txt"), (grace, "grace.txt")):
        assert one.report().locator(".file").text_content() == name
    ada.page.get_by_role("button", name="Accept all shown").click()
    ada.page.locator("#decided", has_text="8 of 8 accepted").wait_for()
    assert grace.page.locator("#decided").text_content() == "8 corrections suggested"
    grace.page.goto(ada.page.url)
    assert "there is no such list" in (grace.page.locator(".problem").text_content() or "")
    assert grace.page.locator("#lists li").all_text_contents() != []
    assert "ada.txt" not in (grace.page.locator("#lists").text_content() or "")


@pytest.mark.slow
def test_hostile_text_is_shown_as_text(real: Served, opened: Callable[..., Opened]) -> None:
    """In the name, in the references, in corrections; while it is watched, in the report, among the lists."""
    line = LIST.splitlines()[0].replace("J Ideas. 2003;8", f"J Ideas. {HOSTILE} 2003;8")
    name = f"{HOSTILE.replace('/', '')}.txt"
    one = opened(real)
    _check(one, (name, f"{line}\n2. {HOSTILE}\n3. Doe J. {HOSTILE}. J Ideas. 2003;1:1.\n".encode()))
    for where in ("report", "home"):
        page = one.report() if where == "report" else one.page
        assert page.evaluate("window.owned") is None
        assert page.locator("iframe, img[onerror], article script, li script").count() == 0
        page.goto(real.origin)
    assert name.replace('"', "%22") in (one.page.locator("#lists").text_content() or "")  # as browsers send it
    assert [text for text in one.said if "Content Security Policy" not in text] == []
    assert {re.sub(r"^(http://[^/]+)/.*", r"\1", url) for url in one.asked} == {real.origin}


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_complain_of(real: Served, opened: Callable[..., Opened], scheme: str) -> None:
    """On every page, in every state: empty, with settings open, with a problem, watched, reported, and at the door."""
    one = opened(real, color_scheme=scheme, bypass_csp=True)
    page = one.page
    page.get_by_text("Settings").click()
    assert violations(page) == []
    _check(one, ("list.txt", LIST.encode()))
    one.report()
    page.locator(".fix button").first.click()
    page.locator(".fix button").nth(3).click()
    page.locator("#decided", has_text="1 of 8 accepted, 1 rejected").wait_for()
    page.add_style_tag(content="article { content-visibility: visible !important }")
    assert violations(page) == []
    page.goto(f"{real.origin}/lists/nowhere/")
    page.locator("#lists li").first.wait_for()
    assert violations(page) == []
    with serving(for_ever) as endless:
        watched = opened(endless, color_scheme=scheme, bypass_csp=True)
        _check(watched, text="x")
        watched.page.locator("#rows li").wait_for()
        assert violations(watched.page) == []
        watched.page.get_by_role("button", name="Stop").click()
        watched.page.locator("#state", has_text="stopped").wait_for()
        assert violations(watched.page) == []
    door = opened(real, "/", color_scheme=scheme, bypass_csp=True)
    assert violations(door.page) == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_pages_fit_their_window(real: Served, opened: Callable[..., Opened], width: int) -> None:
    """Nothing scrolls sideways but charts and tables (WCAG 1.4.10 asks for 320 pixels)."""
    one = opened(real, viewport={"width": width, "height": 800})

    def fits() -> bool:
        return bool(one.page.evaluate("document.documentElement.scrollWidth") <= width)

    one.page.get_by_text("Settings").click()
    assert fits()
    _check(one, (f"{'a_long_name_without_a_blank' * 4}.txt", LIST.encode()))
    one.report()
    assert fits()
    one.page.goto(real.origin)
    one.page.locator("#lists li").first.wait_for()
    assert fits()


def test_the_first_page_asks_for_nothing_and_is_there_at_once(quick: Served, opened: Callable[..., Opened]) -> None:
    """One page and its stream; under 300 ms of the processor until it is painted."""
    one = opened(quick, "/")
    devtools = one.page.context.new_cdp_session(one.page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})  # of the processor, whatever else runs
    one.page.goto(quick.url, wait_until="commit")
    one.page.locator("#check").wait_for()
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    assert next(each["value"] for each in metrics if each["name"] == "TaskDuration") < 0.3
    paths = [url.removeprefix(quick.origin).partition("?")[0] for url in one.asked]
    assert set(paths) <= {"/", "/events"}
    assert [text for text in one.said if "401" not in text] == []


def test_what_is_dropped_is_checked_at_once(quick: Served, opened: Callable[..., Opened]) -> None:
    """Anywhere on the page, several at once; what is too large is refused before it is sent."""
    one = opened(quick)
    one.page.evaluate(
        """() => { const carried = new DataTransfer();
        carried.items.add(new File(["one"], "a.txt")); carried.items.add(new File(["two"], "b.txt"));
        for (const name of ["dragenter", "dragover", "drop"]) {
          document.body.dispatchEvent(new DragEvent(name, { dataTransfer: carried, bubbles: true, cancelable: true }));
        } }"""
    )
    one.page.locator("#lists li", has_text="a.txt").locator(".word", has_text="checked").wait_for()
    one.page.locator("#lists li", has_text="b.txt").locator(".word", has_text="checked").wait_for()
    one.page.evaluate("document.body.dataset.largest = 3")
    one.page.locator("#files").set_input_files([_file("large.txt", b"four")])
    assert "large.txt is larger than" in (one.page.locator("#chosen").text_content() or "")
    one.page.get_by_role("button", name="Check").click()
    assert one.page.locator("#lists li").count() == 2


def test_settings_stay_in_the_browser(quick: Served, opened: Callable[..., Opened]) -> None:
    """They are there after a reload, are said beside the word, and no one else has them."""
    one = opened(quick)
    page = one.page
    page.get_by_text("Settings").click()
    page.get_by_label("Your mail address").fill("ada@example.org")
    page.get_by_label("Style of the corrected list").fill("apa")
    page.get_by_label("Style of the corrected list").blur()
    page.reload()
    assert page.locator("#chosen-settings").text_content() == ": ada@example.org · apa"
    assert "ada@example.org" not in quick.ask("GET", "/").text
    assert opened(quick).page.locator("#chosen-settings").text_content() == ""


def test_nothing_chosen_is_said(quick: Served, opened: Callable[..., Opened]) -> None:
    """Without a request, and with the focus where something can be chosen."""
    one = opened(quick)
    one.page.get_by_role("button", name="Check").click()
    one.page.locator("#chosen", has_text="Choose a file, or paste a list.").wait_for()
    assert one.page.evaluate("document.activeElement.id") == "files"
    assert one.page.url == f"{quick.origin}/"
