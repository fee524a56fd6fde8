"""One reference as its readers see it: without the signs of Markdown, HTML and LaTeX that are around its words."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from ivigref.conventions.addresses import Shown, shown_by
from ivigref.formats.markup import unescaped
from ivigref.identifiers import normalize_doi
from ivigref.patterns import lazy

_IDENTIFIERS = ("doi", "pmid", "pmcid")  # what a reference is known by in a registry
# What nobody prints but in LaTeX: its commands for lists, fonts and addresses, and its accents on letters.
_LATEX = lazy(
    r"""\\(?: (?:bibitem|newblock|item|emph|url|href|doi|penalty|text(?:bf|it|sc|rm|tt)|bibinfo|bibfield|enquote)\b
      | (?:em|it|bf|sc|sl)(?:series|shape)?\b\s
      | ["'`^~=]\s?\{?\\?[A-Za-z] | \.(?:\{\\?|\\)?[A-Za-z] | [uvHcdkrbt]\s?\{\\?[A-Za-z]\}
      | (?:ss|ae|AE|oe|OE|aa|AA|o|O|l|L)(?:\{\}|\\?\s|\}) )""",
    re.VERBOSE,
)
_BIBITEM = lazy(r"\s*\\(?:bibitem|item)\b\s*(?:\[[^\]\n]{0,300}\])?\s*(?:\{[^{}\n]{0,300}\})?")
_ITEM = lazy(r"\s*\\item\b\s*(?:\[[^\]\n]{0,300}\])?")
_LEADING = lazy(
    r"\s*(?:>\s*)*(?:[*+-]\s+(?:\.\s+)?|\#{1,6}\s+|\[\^[^\]\s]{1,100}\]:\s+|\.\.\s\[(?:(?P<number>\d{1,4})|[^\]\s]{1,60})\]\s+)?"
)
# reStructuredText: a role and its words, and a blank that parts marks and is none.
_ROLE = lazy(
    r":(?P<role>[a-z][a-z-]{1,20}):`(?:(?P<words>[^`<>]{1,500}?)\s?<(?P<address>[^<>`\s]{1,1000})>|(?P<alone>[^`<>]{1,500}))`"
)
_NO_BLANK = lazy(r"\\ (?=[(:`*|]|\w)")
# A picture, a link with its words, a link by its name, an address between <>.
_LINK = lazy(
    r"""(?P<picture>!)? \[(?P<words>(?:[^\[\]\\]|\\.|\[[^\[\]]{0,300}\]){0,1000})\]
        \(\s?<?(?P<address>[^\s()<>]{0,1000}(?:\([^\s()<>]{0,300}\)[^\s()<>]{0,500}){0,3})>?
        (?:\s(?:"[^"]{0,300}"|'[^']{0,300}'))?\s?\)
      | <(?P<plain>(?:https?|ftp|mailto|doi):[^\s<>]{1,1000})>
      | \[(?P<named>[^\[\]\\]{3,1000})\]\[(?:\d{1,4})?\]""",
    re.VERBOSE | re.IGNORECASE,
)
_ESCAPED = lazy(r"\\([!\"#$%&'()*+,\-./:;<=>?@\[\]^_`{|}~])")
_ANCHOR = lazy(r"""<a\b[^<>]{0,1000}?\bhref\s*=\s*["']?([^"'<>\s]{1,1000})["']?[^<>]{0,500}>""", re.IGNORECASE)
_TAG = lazy(
    r"</?(?:a|b|br|cite|em|i|li|p|q|s|small|span|strong|sub|sup|u|font|mark|div)(?:\s[^<>]{0,500})?/?>", re.IGNORECASE
)
_RUN = lazy(r"(?<!\*)\*{1,3}(?!\*)|(?<!_)_{1,3}(?!_)|~~|`{1,2}")  # a longer line stands for the author before
_ADDRESS = lazy(r"(?:https?://|ftp://|www\.|\b10\.\d{4,9}/)\S+", re.IGNORECASE)
_SIGNS = ("*", "_", "`", "](", "][", "<", "\\", "~~", "[^", ".. [")  # without any of them a text has none of Markdown's
_BEHIND = "*_`~.,;:)]"  # what stands behind an address rather than in it
_HELD = "\ue001"  # stands for a sign that was escaped; a private character is no text


class Undressed(NamedTuple):
    """The words of a reference, and the addresses that they led to."""

    text: str
    addresses: tuple[str, ...] = ()


def undress(text: str) -> Undressed:
    r"""Return what a reference's readers see of it, and where its links lead; what has no such signs is as it was.

    >>> undress("Lund P. [Lupus](https://doi.org/10.5555/x). *Nat Skin* 2020; **2**: 5.")
    Undressed(text='Lund P. Lupus. Nat Skin 2020; 2: 5.', addresses=('https://doi.org/10.5555/x',))
    >>> undress(r"\bibitem{a} M\"oller J. {\em Skin} \textbf{2}:5--6.").text
    'Möller J. Skin 2:5–6.'
    >>> undress("HLA-DRB1*15:01 and DQB1*06:02 in a_b_c").text
    'HLA-DRB1*15:01 and DQB1*06:02 in a_b_c'
    """
    if "\\" in text and _LATEX.search(text):
        from ivigref.parsing.latex import printed  # noqa: PLC0415  (few references are in LaTeX)

        begun = _ITEM.match(text) or _BIBITEM.match(text)
        return Undressed(*printed(text[begun.end() if begun else 0 :]))
    is_dressed = any(sign in text for sign in _SIGNS) or ("&" in text and ";" in text)
    return _without_markdown(text) if is_dressed else Undressed(text)


def _without_markdown(text: str) -> Undressed:
    addresses: list[str] = []
    escaped: list[str] = []

    def link(match: re.Match[str]) -> str:
        if match["picture"] or match["named"]:
            return match["named"] or match["words"]
        addresses.append(match["plain"] or match["address"])
        return match["plain"] or match["words"] or match["address"]

    def hold(match: re.Match[str]) -> str:
        escaped.append(match[1])
        return _HELD

    def role(match: re.Match[str]) -> str:
        if match["address"] or match["role"] in _IDENTIFIERS:
            addresses.append(f"{match['role']}:{match['address'] or match['alone']}")
        shown = match["words"] or match["alone"]
        return f"{match['role']}:{shown}" if match["role"] in _IDENTIFIERS and match["alone"] else shown

    begun = _LEADING.match(text)
    number = f"{begun['number']}. " if begun and begun["number"] else ""
    shown = number + text.replace(_HELD, " ")[begun.end() if begun else 0 :]
    if ":`" in shown or "\\ " in shown:
        shown = _NO_BLANK.sub("", _ROLE.sub(role, shown))
    if "](" in shown or "<" in shown or "][" in shown:
        addresses += _ANCHOR.findall(shown)
        shown = _TAG.sub("", _LINK.sub(link, shown))
    shown = _ESCAPED.sub(hold, shown) if "\\" in shown else shown
    shown = without_emphasis(shown)
    signs = iter(escaped)
    return Undressed(unescaped(re.sub(_HELD, lambda _: next(signs, ""), shown)), tuple(addresses))


def without_emphasis(text: str) -> str:
    """Take out the marks of Markdown's emphasis and code that stand in pairs; any other sign is the text's own.

    >>> without_emphasis("**Title.** *J_1* 2*3, __b__ `c` *d"), without_emphasis("https://a.org/_x_ _y_")
    ('Title. J_1 2*3, b c *d', 'https://a.org/_x_ y')
    """
    if not any(sign in text for sign in "*_`~"):
        return text
    spared = [(match.start(), match.start() + len(match[0].rstrip(_BEHIND))) for match in _ADDRESS.finditer(text)]
    spare = iter((*spared, (len(text), len(text))))
    begin, end = next(spare)
    opened: dict[str, list[int]] = {}
    last = -1  # where the last pair begins: none overlaps it
    cut: list[tuple[int, int]] = []
    for match in _RUN.finditer(text):
        while match.start() >= end < len(text):
            begin, end = next(spare)
        if begin <= match.start() < end:
            continue
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        waiting = opened.setdefault(match[0], [])
        if waiting and waiting[-1] > last and before and not before.isspace() and not after.isalnum():
            cut += [(waiting[-1], waiting[-1] + len(match[0])), match.span()]
            last = waiting.pop()
        elif after and not after.isspace() and not before.isalnum():
            waiting.append(match.start())
    parts, place = [], 0
    for begin, end in sorted(cut):
        parts.append(text[place:begin])
        place = end
    return "".join((*parts, text[place:]))


def linked(addresses: tuple[str, ...] | list[str]) -> dict[str, str]:
    """Return the identifiers to which links lead.

    >>> linked(["https://example.org/", "https://doi.org/10.5555/a", "https://doi.org/10.5555/b"])
    {'doi': '10.5555/a'}
    """
    known: dict[str, str] = {}
    for address in addresses:
        shown = shown_through(address)
        if shown is not None and shown.scheme in _IDENTIFIERS:
            known.setdefault(shown.scheme, shown.value)
    return known


def shown_through(address: str) -> Shown | None:
    """Return the identifier that an address shows, through a library's proxy and on PMC's own pages, too.

    >>> shown_through("https://proxy.example.org/login?url=https://doi.org/10.5555/a")
    Shown(scheme='doi', value='10.5555/a')
    >>> shown_through("/pmc/articles/PMC12/").value
    'PMC12'
    """
    if address.startswith("/pmc/"):
        address = f"https://www.ncbi.nlm.nih.gov{address}"
    elif address.startswith("doi:"):
        address = f"https://doi.org/{address.removeprefix('doi:')}"
    inner = unquote(address[begin:]) if (begin := address.rfind("http")) > 0 else ""
    shown = shown_by(address) or shown_by(inner)
    doi = normalize_doi(shown.value) if shown is not None and shown.scheme == "doi" else None
    return Shown("doi", doi) if doi else shown
