r"""LaTeX: ``thebibliography``, the ``.bbl`` of BibTeX and BibLaTeX, amsrefs, ``\item`` lists, or a .bib beside it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from ivigref.budget import Budget
from ivigref.documents import beside, entries
from ivigref.documents.contents import Contents
from ivigref.documents.edges import is_reference
from ivigref.documents.headings import is_heading
from ivigref.documents.items import Item, Items, Problem, no_list, no_such_list
from ivigref.documents.splitting import split
from ivigref.model import Check
from ivigref.parsing.latex import braces, printed, without_comments
from ivigref.parsing.undress import linked
from ivigref.patterns import lazy

_SIGN = lazy(
    r"""\\(?: documentclass\b | begin\s?\{(?:document|thebibliography|enumerate|itemize|biblist|description)\*?\}
      | bibitem\b | bibliography\s?\{ | addbibresource\b | refsection\{ | bib\{[^{}]{1,200}\}\{[a-z]{2,20}\}\s*\{
      | (?:sub)?section\*?\s?\{ | chapter\*?\s?\{ | entry\{[^{}]{1,200}\}\{[a-z]{2,20}\}\{ )""",
    re.VERBOSE,
)
_BIBITEM = lazy(r"\\bibitem(?![A-Za-z])\s*")
_END = lazy(r"\\end\s?\{(?:thebibliography|document|enumerate|itemize|list|description|trivlist|compactenum)\*?\}")
_LIST = lazy(r"\\begin\s?\{(?:enumerate|itemize|list|description|trivlist|compactenum)\*?\}")
_ITEM = lazy(r"\\item(?![A-Za-z])\s*")
_OPENED = lazy(r"[{}\[\]]")
_HEADING = lazy(r"\\(?:sub)*(?:section|chapter|paragraph)\*?\s*(?:\[[^\[\]]{0,200}\]\s*)?\{([^{}]{1,100})\}")
_BIBLIOGRAPHY = lazy(r"\\(?:bibliography|addbibresource)\s*(?:\[[^\[\]]{0,200}\]\s*)?\{([^{}]{1,1000})\}")
INCLUDED = lazy(r"\\(?:input|include|subfile)\s*\{([^{}\n]{1,300})\}")
_CITED = lazy(r"\\(?:[A-Za-z]{0,10}cite[A-Za-z]{0,12}|nocite)\*?\s*(?:\[[^\[\]]{0,300}\]\s*){0,2}\{([^{}]{1,3000})\}")
# A command that stands for words and takes no argument; and where one is used.
_DEFINED = lazy(
    r"\\(?:(?:new|renew|provide)command\*?\s*\{?\s*\\([A-Za-z]{1,50})\s*\}?|def\s*\\([A-Za-z]{1,50}))\s*"
    r"\{([^{}\\\n#]{1,100})\}"
)
_USED = lazy(rf"{_DEFINED.pattern}|\\(?P<name>[A-Za-z]++)(?:\{{\}}|\\(?=\s))?")
_KEY = lazy(r"\s*\{([^{}]{0,300})\}")
_PARAGRAPH = lazy(r"\n\s*\n|\\par\b|\\noindent\b")
_LABEL = lazy(r"[\[{(\s]*(\d{1,5})[.\])}\s]*")


def recognises(contents: Contents) -> bool:
    r"""Tell whether a text is written in LaTeX.

    >>> recognises(Contents(text=r"\bibitem{a} Bruton OC.")), recognises(Contents(text=r"1. Bruton OC. \emph{Skin}"))
    (True, False)
    """
    return "\\" in contents.shown and _SIGN.search(contents.shown) is not None


def read(contents: Contents, which: int | None = None) -> Items:
    r"""Return the items of the list that a text in LaTeX has, or has in a .bib file beside it.

    Raises InputError where there is none, with the names of files that were not found.

    >>> item, = read(Contents(text=r"\bibitem{krug} P.~Krug. \newblock {\em Pediatr. Nephrol.}, 28:1547--1550, 2012."),
    ...     None).items
    >>> item.key, item.raw
    ('krug', 'P. Krug. Pediatr. Nephrol., 28:1547–1550, 2012.')
    """
    text = without_comments(contents.shown)
    whole = beside.included(contents.path, text, INCLUDED)
    words = _words_of_own(whole)
    text, whole = _written_out(text, words), _written_out(whole, words)
    cited = tuple(key.strip() for match in _CITED.finditer(whole) for key in match[1].split(","))
    for part in dict.fromkeys((text, whole)):  # a list of the document itself knows its lines there
        if found := _listed(part, contents, cited, which):
            return found
    return _paragraphs(whole, which)


def _words_of_own(text: str) -> dict[str, str]:
    r"""Return what commands stand for that an author has made for words.

    >>> _words_of_own(r"\newcommand{\jis}{J Inv Skin} \def\x{\y}")
    {'jis': 'J Inv Skin'}
    """
    return {match[1] or match[2]: match[3] for match in _DEFINED.finditer(text)}


def _written_out(text: str, words: dict[str, str]) -> str:
    """Write out the commands that stand for words, but where they are made; every line stays."""
    if not words:
        return text
    budget = Budget()

    def write(match: re.Match[str]) -> str:
        word = words.get(match["name"] or "")
        if word is None:
            return match[0]
        budget.spend(len(word))
        return word

    return _USED.sub(write, text)


def _listed(text: str, contents: Contents, cited: tuple[str, ...], which: int | None) -> Items | None:
    """Return the items of a list that is marked as one, or of a file that is; else None."""
    if data := entries.of_biblatex(text) or entries.of_amsrefs(text):
        return beside.compared(Items(data), cited)
    lists = list(filter(None, (_bibitems(text), _items(text))))
    if lists and lists[0]:
        return beside.compared(_chosen(lists[0], which), cited)
    if names := [name.strip() for match in _BIBLIOGRAPHY.finditer(text) for name in match[1].split(",")]:
        return beside.read(contents.path, names, cited)
    return None


def _bibitems(text: str) -> list[tuple[Item, ...]]:
    r"""Return the lists of ``\bibitem``: one more begins behind each end of one."""
    return list(filter(None, _lists(text, _BIBITEM, [(0, len(text))])))


def _items(text: str) -> list[tuple[Item, ...]]:
    r"""Return the lists of ``\item`` that stand under the heading of a reference list, or else hold references."""
    headings = list(_HEADING.finditer(text))
    ends = [*(match.start() for match in headings), len(text)][1:]
    headed = [(match.end(), end) for match, end in zip(headings, ends, strict=True) if is_heading(printed(match[1])[0])]
    for spans in (headed, [(0, len(text))]):
        within = [(m.end(), end) for begin, end in spans for m in _LIST.finditer(text, begin, end)]
        found = [each for each in _lists(text, _ITEM, within) if _are_references(each)]
        if found:
            return found
    return []


def _are_references(items: tuple[Item, ...]) -> bool:
    return sum(is_reference(item.raw) for item in items) * 2 > len(items)


def _lists(text: str, opening: re.Pattern[str], spans: list[tuple[int, int]]) -> Iterator[tuple[Item, ...]]:
    closing = braces(text)
    lines = [0, *(match.end() for match in re.finditer("\n", text))]
    for begin, last in spans:
        starts = [*opening.finditer(text, begin, last)]
        items: list[Item] = []
        for match, after in zip(starts, [*(s.start() for s in starts), last][1:], strict=True):
            ended = _END.search(text, match.end(), after)
            label, key, place = _opened(text, match.end(), closing, has_key=opening is _BIBITEM)
            raw, addresses = printed(text[place : ended.start() if ended else after])
            line = bisect_right(lines, match.start())
            number = _number(label, len(items) + 1)
            items.append(Item(raw, number, line=line, known=dict(linked(addresses)), key=key))
            if ended:
                yield tuple(item for item in items if item.raw)
                items = []
                if opening is _ITEM:
                    break
        yield tuple(item for item in items if item.raw)


def _opened(text: str, place: int, closing: dict[int, int], *, has_key: bool) -> tuple[str | None, str | None, int]:
    r"""Return the label and the key of a ``\bibitem`` or ``\item``, and where its words begin."""
    label = None
    if text.startswith("[", place) and (end := _closed(text, place, closing)):
        label, place = text[place + 1 : end], end + 1
    key = _KEY.match(text, place) if has_key else None
    if key is None:
        return label, None, place
    return label, key[1].strip() or None, key.end()


def _closed(text: str, place: int, closing: dict[int, int]) -> int | None:
    """Return where a bracket closes: one between braces is part of the words."""
    begin = place + 1
    while (match := _OPENED.search(text, begin, place + 3_000)) is not None:
        if match[0] == "]":
            return match.start()
        if match[0] == "[":
            return None
        begin = closing.get(match.start(), match.start()) + 1
    return None


def _number(label: str | None, place: int) -> int | None:
    if label is None:
        return place
    match = _LABEL.fullmatch(label)
    return int(match[1]) if match else None


def _chosen(lists: list[tuple[Item, ...]], which: int | None) -> Items:
    if which is not None:
        if which > len(lists):
            raise no_such_list(len(lists), "lists of the text", which)
        return Items(lists[which - 1], lists=len(lists))
    message = f"the text has {len(lists)} lists; the longest is read (choose with --list)"
    problems = (Problem(Check.SEVERAL_LISTS, message),) if lists[1:] else ()
    return Items(max(lists, key=len), problems, len(lists))


def _paragraphs(text: str, which: int | None) -> Items:
    """Read the paragraphs under the heading of a list, or of the whole text, as they are printed."""
    match = next((m for m in _HEADING.finditer(text) if is_heading(printed(m[1])[0])), None)
    if match is None:
        raise no_list()
    following = _HEADING.search(text, match.end())
    section = text[match.end() : following.start() if following else len(text)]
    parts = _PARAGRAPH.split(section)
    shown = "\n\n".join(printed(part.replace("\\\\", " "))[0] for part in parts)
    return split(f"References\n\n{shown}", which=which)
