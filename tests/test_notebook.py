"""The faces in a notebook: readable, linked, and nothing of a list is taken for markup; the tutorial notebook runs."""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from ivigref import Bibliography, Citation, Finding, Reference, Tag, check, load
from ivigref.model import Check

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
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_hostile_text_is_shown_as_text(value: Bibliography | Citation | Finding) -> None:
    """A notebook trusts what an object says of itself, so the object must not trust a list."""
    seen = Elements(value._repr_html_())
    assert seen.tags <= {"table", "caption", "thead", "tbody", "tr", "th", "td", "a"}
    assert seen.attributes <= {"scope", "style", "href", "rel"}
    assert HOSTILE in seen.text


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
