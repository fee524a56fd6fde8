"""The faces in a notebook: readable, linked, and nothing of a list is taken for markup; the tutorial notebook runs."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ivigref import Bibliography, Checked, Citation, Finding, Reference, Tag, check, examine, load, notebook
from ivigref.model import Check
from tests.server import RegistryServer, work

ROOT = Path(__file__).parent.parent


class Elements(HTMLParser):
    """Collect what a browser would make of a text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element's name and its attributes'."""
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


@pytest.mark.parametrize(
    "value",
    [
        Bibliography(
            [
                Citation(
                    reference=Reference(title=HOSTILE), key=HOSTILE, tags=(Tag(axis="design", term="x", label=HOSTILE),)
                )
            ]
        ),
        Citation(
            reference=Reference(raw=HOSTILE, doi="10.1000/<script>alert(1)</script>"),
            tags=(Tag(axis=HOSTILE, term="x", label=HOSTILE),),
        ),
        Finding(
            check=Check.TITLE_DIFFERS, severity="error", message=HOSTILE, printed=HOSTILE, recorded=HOSTILE, key=HOSTILE
        ),
        Checked(
            [
                Citation(reference=Reference(raw=HOSTILE, title=HOSTILE), key=HOSTILE),
                Citation(reference=Reference(raw=HOSTILE)),
            ],
            [[Finding(check=Check.TITLE_DIFFERS, severity="error", message=HOSTILE)], []],
            ["findings", "unverified"],
            [Finding(check=Check.NO_HEADING, severity="warning", message=HOSTILE)],
            title=HOSTILE,
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_hostile_text_is_shown_as_text(value: Bibliography | Citation | Finding | Checked) -> None:
    """A notebook trusts what an object says of itself, so the object must not trust a list."""
    seen = Elements(value._repr_html_())
    further = {"p", "b", "ul", "li", "details", "summary"} if isinstance(value, Checked) else set()
    assert seen.tags <= {"table", "caption", "thead", "tbody", "tr", "th", "td", "a"} | further
    assert seen.attributes <= {"scope", "style", "href", "rel"}
    assert HOSTILE in seen.text


def test_a_checked_list_shows_first_what_needs_a_look() -> None:
    """One sentence, what is wrong with the list as a whole, then errors before warnings, each with what is the matter."""
    checked = examine([load()[place] for place in (0, 13, 26, 29)], tag=False)
    shown = checked._repr_html_()
    assert Elements(shown).text.startswith(
        "references: 4 references: 1 verified, 3 with findings, 0 unverified; 1 error"
    )
    looks, _, every = shown.partition("<details>")
    assert (looks.count("<tr>"), every.count("<tr>")) == (4, 5)
    assert re.search(r"3 references to look at.*Piette1995.*Bruton1952.*volume: printed 16, recorded 9.*Shahani", looks)
    assert 'href="https://doi.org/10.1172/JCI117520"' in every
    clean = checked[2:3]
    assert "to look at" not in clean._repr_html_()
    assert "<details open><summary>All 1 reference</summary>" in clean._repr_html_()
    many = replace(
        checked,
        citations=[checked[1]] * 61,
        findings=[checked.findings[1]] * 61,
        statuses=["findings"] * 61,
        judgements=(),
    )
    assert many._repr_html_().count("; the first 60 are shown") == 2


class Publisher:
    """Collect what a kernel would send."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, bool]] = []

    def publish(self, data: dict[str, str], *, transient: dict[str, str], update: bool) -> None:
        """Keep the text, the place, and whether it replaces what stands there."""
        assert data["text/plain"] in data["text/html"]
        self.sent.append((data["text/plain"], transient["display_id"], update))


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Return the shell of a kernel, in a notebook."""
    shell = SimpleNamespace(kernel=object(), execution_count=1, display_pub=Publisher())
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    return shell


def test_a_cell_shows_how_many_questions_are_done(shell: SimpleNamespace) -> None:
    """One line of a cell, replaced in place; the next cell has a line of its own."""
    for asked, done in ((0, 0), (2, 0), (0, 1), (0, 1)):
        notebook.tell(asked, done)
    first = [f"Asking registries: {done} of 2 questions are done" for done in (0, 1, 2)]
    assert [text for text, _, _ in shell.display_pub.sent] == first
    assert [update for _, _, update in shell.display_pub.sent] == [False, True, True]
    shell.execution_count = 2
    notebook.tell(1, 0)
    assert shell.display_pub.sent[3][0] == "Asking registries: 0 of 1 questions are done"
    assert not shell.display_pub.sent[3][2]
    assert len({place for _, place, _ in shell.display_pub.sent}) == 2


def test_a_long_list_is_not_drawn_question_by_question(shell: SimpleNamespace) -> None:
    """A hundred pictures at most, the last of which is the end."""
    notebook.tell(5_000, 0)
    for _ in range(5_000):
        notebook.tell(0, 1)
    assert len(shell.display_pub.sent) == 101
    assert shell.display_pub.sent[-1][0] == "Asking registries: 5000 of 5000 questions are done"


@pytest.mark.parametrize("ipython", [None, SimpleNamespace(), SimpleNamespace(get_ipython=lambda: None),
                                     SimpleNamespace(get_ipython=lambda: SimpleNamespace(execution_count=1))])  # fmt: skip
def test_nothing_is_shown_outside_a_notebook(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ipython: object
) -> None:
    """Not in a script, nor in IPython on a terminal, nor while IPython itself is imported."""
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    notebook.tell(2, 1)
    assert capsys.readouterr() == ("", "")


def test_a_bibliography_shows_its_citations_with_links() -> None:
    """Title, year, tags and identifiers of each; a long list is cut and says so."""
    text = load()._repr_html_()
    assert "57 citations" in text
    assert 'href="https://doi.org/10.1172/JCI117520"' in text
    long = Bibliography(list(load()) * 3)._repr_html_()
    assert "171 citations, the first 60 of them" in long
    assert long.count("<tr>") == 61


def test_a_citation_and_a_finding_show_both_sides() -> None:
    """What was printed, what is recorded, and who says so."""
    bruton = load().find(1)
    assert bruton is not None
    said = Elements(check([bruton])[0]._repr_html_()).text
    assert re.search(r"printed16.*recorded9.*volume-differs.*1 Bruton1952", said)
    assert "Agammaglobulinemia" in bruton._repr_html_()


def outputs(notebook: Any) -> list[Any]:  # noqa: ANN401  (JSON)
    """Return what each cell shows."""
    found = (output for cell in notebook["cells"] for output in cell.get("outputs", ()))
    return [output.get("data") or output.get("text") for output in found]


ASKED = """
import io, threading, ivigref
text = "1. Doe J, Roe R. A long way to a certain answer in lupus nephritis. J Ideas. 2003;7:1-9."
checked = ivigref.examine(io.StringIO(text + "\\n2. Poe P. Nobody registered this. J Ideas. 2004;8:10-19."), "crossref,pubmed")
checked
"""


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_real_notebook_shows_the_asking_in_place(
    monkeypatch: pytest.MonkeyPatch, registry_server: Callable[..., RegistryServer]
) -> None:
    """One line below the cell, at its end when all is asked, then the list; a cell that asks nobody has none."""
    nbclient = pytest.importorskip("nbclient", reason="needs nbclient and ipykernel (group dev)")
    pytest.importorskip("ipykernel", reason="needs ipykernel (group dev)")
    from nbformat import v4  # noqa: PLC0415  (comes with nbclient)

    title = "A long way to a certain answer in lupus nephritis"
    works = [work("10.5555/answer", title, authors=[("Doe", "Jane")], year=2003, volume="8", page="1-9")]
    server = registry_server(works)
    monkeypatch.setenv("IVIGREF_CROSSREF_URL", server.crossref_url)
    monkeypatch.setenv("IVIGREF_PUBMED_URL", server.pubmed_url)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]))
    cells = [v4.new_code_cell(ASKED), v4.new_code_cell("ivigref.examine(checked)")]
    run = nbclient.NotebookClient(v4.new_notebook(cells=cells), timeout=120, kernel_name="python3").execute()
    asked, again = (cell["outputs"] for cell in run["cells"])
    assert [output["output_type"] for output in asked] == ["display_data", "execute_result"]
    done = re.fullmatch(r"Asking registries: (\d+) of (\d+) questions are done", asked[0]["data"]["text/plain"])
    assert done is not None
    assert 1 < int(done[1]) == int(done[2])
    assert "1 reference to look at" in asked[1]["data"]["text/html"]
    assert [output["output_type"] for output in again] == ["execute_result"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_the_tutorial_notebook_shows_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run from top to bottom, every cell gives what is stored; `python scripts/make_notebook.py` writes it anew."""
    nbclient = pytest.importorskip("nbclient", reason="the notebook's test needs nbclient and ipykernel (group dev)")
    pytest.importorskip("ipykernel", reason="the notebook's test needs ipykernel (group dev)")
    import nbformat  # noqa: PLC0415  (comes with nbclient)

    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]))
    stored = nbformat.read(ROOT / "docs/notebook.ipynb", as_version=4)
    run = nbclient.NotebookClient(nbformat.from_dict(stored), timeout=120, kernel_name="python3").execute()
    assert outputs(run) == outputs(nbformat.read(ROOT / "docs/notebook.ipynb", as_version=4))
    assert outputs(run)
