from __future__ import annotations

import pytest

from ivigref.parsing import parse_reference
from ivigref.parsing.forms import Form, form_of, majority_of, style_of
from ivigref.parsing.styles import STYLES
from ivigref.parsing.styles.style import Style

FORMS = {
    "Vancouver": ("Made AB. On lupus. Fabulae. 2011;12(3):45–52.", Form("packed", "", ".", "Y;V:P")),
    "APA": ("Made, A. B. (2011). On lupus. Fabulae, 12(3), 45–52.", Form("inverted", "(Y)", ".", "V,P")),
    "MLA": ("Made, Ada. “On Lupus.” Fabulae, vol. 12, no. 3, 2011, pp. 45–52.", Form("inverted", "", '"', "V,Y,P")),
    "Elsevier": ("A.B. Made, On lupus, Fabulae 12 (2011) 45–52.", Form("direct", "", ",", "V(Y)P")),
    "a question is a joint": ("Made AB. Is it lupus? Fabulae. 2011;12:45–52.", Form("packed", "", ".", "Y;V:P")),
    "no title": ("A. B. Made, J. Biol. Chem. 12, 45 (2011).", Form("direct", "", "", "V,P(Y")),
    "a volume that is the year": ("Made AB. On lupus. Fabulae. 2011;2011:45–52.", Form("packed", "", ".", None)),
    "one number": ("Made AB. On lupus. Fabulae. 2011;12.", Form("packed", "", ".", "Y;V")),
    "a page that is part of the year": ("Made AB. On lupus. Fabulae. 2011;12:20–52.", Form("packed", "", ".", "Y;V:P")),
    "a group": ("Invented Study Group. On lupus. Fabulae. 2011;12:45–52.", Form(None, "", ".", "Y;V:P")),
}


@pytest.mark.parametrize(("text", "form"), FORMS.values(), ids=FORMS.keys())
def test_forms(text: str, form: Form) -> None:
    """What stands between the values that were read is the form of a reference."""
    assert form_of(parse_reference(text)) == form


@pytest.mark.parametrize(
    "text",
    ["Made A. Lupus. Lugar: Nova; 2011.", "Made A. On lupus. In: Real B, ed. Skin. Lugar: Nova; 2011. p. 4–5.", "x"],
)
def test_no_form(text: str) -> None:
    """Books, chapters and mere words have none."""
    assert form_of(parse_reference(text)) is None


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_styles(style: Style) -> None:
    """Each style has the form of its own example; of two with the same the first is named."""
    form = _form(style)
    assert form is not None
    assert style_of(form) == next(each.name for each in STYLES if _form(each) == form)


def _form(style: Style) -> Form | None:
    return form_of(parse_reference(style.example.replace("*", "")))


def test_names() -> None:
    """Those that everybody knows are told apart."""
    named = {style_of(form) for style in STYLES if (form := _form(style))}
    assert named >= {"Vancouver", "APA", "MLA", "IEEE", "Chicago", "Nature", "Elsevier", "Harvard"}


A, B = Form("packed", "", ".", "Y;V:P"), Form("packed", "", ",", "V:P")


@pytest.mark.parametrize(
    ("forms", "majority"),
    [
        ([A] * 6, A),
        ([A] * 5, None),
        ([A] * 9 + [B] * 3, A),
        ([A] * 8 + [B] * 3, None),
        ([A] * 6 + [A._replace(joint=",")] * 6, A._replace(joint=None)),
        ([A._replace(joint=" ")] * 6, A._replace(joint=None)),
        ([], None),
    ],
    ids=["six", "five", "three in four", "fewer", "divided in a part", "no sign between title and journal", "none"],
)
def test_majority(forms: list[Form], majority: Form | None) -> None:
    """Three in four, and six at least, are a majority; without one for the numbers there is none at all."""
    assert majority_of(forms) == majority


@pytest.mark.parametrize(
    ("form", "sketch"),
    [
        (A, "Doe J. Title. Journal 2001;12:345"),
        (Form("direct", "", ",", "V,P(Y"), "J. Doe, Title, Journal 12, 345 (2001)"),
        (Form("packed", "", None, "YVP"), "Doe J. Title. Journal 2001 12 345"),  # elements of JATS with spaces between
        (Form("inverted", "(Y)", '"', "V,P"), "Doe, J. (2001) “Title.” Journal 12, 345"),
    ],
)
def test_sketches(form: Form, sketch: str) -> None:
    """A form that no style has is shown as an example."""
    assert form.sketch() == sketch
