from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivigref.formats.latex_reading import decode
from ivigref.formats.latex_writing import _encode_any, encode, encode_title
from ivigref.text import clean

# Whatever a text may hold that is written or read in more ways than one.
PIECES = (
    *"a IgG TNF-α Report. : ? - -- ` \x27 \x27\x27 `` & % $ # _ { } ~ ^ \\ < > é ﬁ 2".split(),
    *"<i> </i> <b> </b> <I> </I> <sub>2</sub> <sup>th</sup> <i>IgG</i> <i>p&q</i> <mml:mi>β</mml:mi> &amp; &lt;i&gt;".split(),
    *(" ", " ", " ", ": ", "\n", "  ", "\u00a0"),
)
LATEX = (
    *"a é IgG {} {a{b}c} \\& \\% \\_ \\$ - -- --- ` `` \x27 \x27\x27 ~ {IVIG} \\textit{in_vitro} \\textit{a\\%b} \\textit{{a}b} <i> . , $".split(),
    *(" ", " ", "\n", "  ", "\u00a0"),
)


def texts(pieces: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Draw texts of such pieces."""
    return st.lists(st.sampled_from(pieces), max_size=12).map("".join)


@given(texts(PIECES))
def test_every_text_is_written_as_the_general_way_writes_it(text: str) -> None:
    """Most texts are written from one table; braces, foreign markup and tags that do not close take longer."""
    assert encode(text) == _encode_any(clean(text), None)


@given(texts(LATEX))
def test_every_value_is_read_as_the_general_way_reads_it(value: str) -> None:
    """Most values need no reader of commands; with one at the end, that reader reads it all."""
    assert decode(value) == decode(value + "{\\relax}")


@given(texts(PIECES))
def test_a_title_says_what_its_text_says(text: str) -> None:
    """Braces round words change nothing of what is read."""
    assert decode(encode_title(text)) == decode(encode(text))


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"Pit{\`a}", "Pità"),
        (r"Pit\`a", "Pità"),
        (r"Pit\`{a}", "Pità"),
        (r"Pit{\`{a}}", "Pità"),
        (r"Esp{\'\i}rito", "Espírito"),
        (r"Esp\'{\i}rito", "Espírito"),
        (r"Esp\' irito", "Espírito"),
        (r"{\AA}gren {\O}. \o", "Ågren Ø. ø"),
        (r"Kr\v{s}ek, \v Skoda, \c{c}, \k a, \H{o}, \d{a}", "Kršek, Škoda, ç, ą, ő, ạ"),
        (r"Stra\ss e, Stra{\ss}e, Stra\ss{}e", "Straße, Straße, Straße"),
        (r"TNF-$\alpha$, TNF-{\textalpha}, NF-\ensuremath{\kappa}B", r"TNF-α, TNF-\textalpha, NF-κB"),
        (r"x$^{2}$ H$_2$O x\textsuperscript{2} 10$^{th}$", "x² H₂O x² 10<sup>th</sup>"),
        (
            r"\textit{in vitro} \emph{a} {\it b c} {\em d} \textbf{e}",
            "<i>in vitro</i> <i>a</i> <i>b c</i> <i>d</i> <b>e</b>",
        ),
        (r"p{\textless}0.05, $<$ 3, {\textgreater}5", "p<0.05, < 3, >5"),
        (r"{\textless}i{\textgreater}in vitro{\textless}/i{\textgreater}", "<i>in vitro</i>"),
        (r"50% of $10 & a_b #1", "50% of $10 & a_b #1"),
        (r"50\% of \$10 \& a\_b \#1 \{x\} {\{}y{\}}", "50% of $10 & a_b #1 {x} {y}"),
        ("1228--31 --- ``quoted'' a~b", "1228–31 — “quoted” a b"),
        (r"{\'E}mile \TeX\ and \unknown{kept} \oops", r"Émile TeX and \unknown{kept} \oops"),
        (r"{{Double} {Braced}}", "Double Braced"),
        ("no end {of it", "no end of it"),
        ("one } more", "one more"),
        (r"a \href{http://x.y/}{link}", "a link"),
        ("end in \\", "end in \\"),
    ],
)
def test_every_spelling_of_a_letter_is_read(latex: str, text: str) -> None:
    """What people, Zotero, Mendeley and EndNote write for the same letter."""
    assert decode(latex) == text


def test_a_percent_sign_cuts_nothing() -> None:
    """The LaTeX middleware of bibtexparser ends the text there."""
    assert decode("Background: 50% of {cases}") == "Background: 50% of cases"


@pytest.mark.parametrize("depth", [10, 100_000])
def test_any_depth_of_braces_is_read(depth: int) -> None:
    """A hostile file cannot exhaust the stack."""
    assert decode("{" * depth + "x" + "}" * depth) == "x"


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("& % $ # _ ~ ^ \\", r"\& \% \$ \# \_ \textasciitilde{} \textasciicircum{} \textbackslash{}"),
        ("{x}", r"\{x\}"),
        ("a } b", r"a \textbraceright{} b"),
        ("} {", r"\textbraceright{} \textbraceleft{}"),
        ("a--b ``c'' d---e", r"a-{}-b `{}`c'{}' d-{}-{}-e"),
        ("<i>in vitro</i> x<sup>2</sup> 10<sup>th</sup>", r"\textit{in vitro} x² 10\textsuperscript{th}"),
        ("<i>not closed", "not closed"),
        ("p < 0.05 and <mml:mi>β</mml:mi> &amp; &lt;i&gt;x&lt;/i&gt;", r"p < 0.05 and β \& \textit{x}"),
    ],
)
def test_what_latex_would_take_for_itself_is_escaped(text: str, latex: str) -> None:
    """Every character with a meaning in LaTeX or BibTeX, alone and unbalanced."""
    assert encode(text) == latex


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("Ö. Ågren", r"{\"O}. {\AA}gren"),
        ("é ñ ç ő š ǘ", r"{\'e} {\~n} {\c c} {\H o} {\v s} {\'{\"u}}"),
        ("ß ø Ł – “x” ’", r"{\ss} {\o} {\L} {\textendash} {\textquotedblleft}x{\textquotedblright} {\textquoteright}"),
        ("TNF-α ≥ 5 ×", r"TNF-$\alpha$ $\geq$ 5 $\times$"),
        ("í", r"{\'\i}"),
        ("李", "李"),
    ],
)
def test_classic_bibtex_gets_ascii(text: str, latex: str) -> None:
    """Classic BibTeX cuts a letter of two bytes in half where it abbreviates a name."""
    assert encode(text, ascii_only=True) == latex
    assert decode(latex) == text


@pytest.mark.parametrize(
    ("title", "latex"),
    [
        (
            "IVIG inhibits TNF-α-induced MMP9 expression by suppressing NF-κB",
            "{IVIG} inhibits {TNF-α-induced} {MMP9} expression by suppressing {NF-κB}",
        ),
        ("T-cell repertoire in 24 patients", "{T-cell} repertoire in 24 patients"),
        ("Treatment of Sjögren’s syndrome: Review", "Treatment of {Sjögren’s} syndrome: {Review}"),
        ("An overview: report of an overview", "An overview: {report} of an overview"),
        ("Relevant Criteria for Placebo-Controlled Trials", "Relevant Criteria for Placebo-Controlled Trials"),
        ("High-dose mRNA and IgG (IVIG)", "High-dose {mRNA} and {IgG} ({IVIG})"),
        ("Effect of <i>Mycoplasma</i> on adults", r"Effect of {{\textit{Mycoplasma}}} on adults"),
        ("李", "李"),
    ],
)
def test_capitals_that_a_style_must_not_change_stand_in_braces(title: str, latex: str) -> None:
    """Inner capitals, digits and Greek letters always; names where the title is not capitalised throughout."""
    assert encode_title(title) == latex
    assert decode(latex) == title
