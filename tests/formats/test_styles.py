from __future__ import annotations

import pytest

from ivigref.errors import InputError
from ivigref.model import Citation, Reference
from ivigref.names import Name

pytest.importorskip("citeproc", reason="the extra styles is not installed")

from ivigref.formats.styles import render

CITATIONS = [
    Citation(
        reference=Reference(
            kind="journal-article",
            authors=tuple(map(Name.parse, ("Takehara K", "d’Apuzzo V", "Kammler H‑J"))),
            et_al=et_al,
            title="A trial of <i>lupus</i> & TNF-α, p<0.05",
            container_title="Clin Exp Rheumatol",
            year=2013,
            volume="31",
            issue="2 Suppl 76",
            pages="151–6",
        )
    )
    for et_al in (False, True, False)
]


@pytest.mark.parametrize(
    ("style", "printed"),
    [
        (
            "vancouver",
            (
                "Takehara K, d’Apuzzo V, Kammler HJ, et al. A trial of lupus & TNF-α, p<0.05. Clin Exp Rheumatol."
                " 2013;31(2 Suppl 76):151–6."
            ),
        ),
        (
            "ama",
            (
                "Takehara K, d’Apuzzo V, Kammler HJ, et al. A trial of lupus & TNF-α, p<0.05. Clin Exp Rheumatol."
                " 2013;31(2 Suppl 76):151-156."
            ),
        ),
        (
            "apa",
            (
                "Takehara, K., d’Apuzzo, V., Kammler, H.-J., et al. (2013). A trial of lupus & TNF-α, p<0.05."
                " Clin Exp Rheumatol, 31(2 Suppl 76), 151–156."
            ),
        ),
    ],
)
def test_references_are_printed_to_be_pasted_back(style: str, printed: str) -> None:
    """In the order of the list, without numbers, with the et al. that was printed."""
    found = render(CITATIONS, style)
    assert len(found) == 3
    assert found[1].replace("H-J", "HJ") == printed.replace("H-J", "HJ")
    assert "et al" not in found[0] + found[2]


@pytest.mark.parametrize("style", ["no-such-style", "../../etc/passwd", "/no/such/file.csl"])
def test_a_style_that_is_not_there(style: str) -> None:
    """A name is never taken for a path."""
    with pytest.raises(InputError, match="expected"):
        render(CITATIONS, style)
