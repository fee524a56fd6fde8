"""Springer and BMC lists in Vancouver form: Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8."""

from __future__ import annotations

from ivigref.model import Kind, Reference
from ivigref.names import Name

CLOSING = (".", "?", "!")


def write(reference: Reference) -> str:
    """Print a reference from its fields.

    >>> from ivigref.parsing import parse_reference
    >>> write(parse_reference("Kuhn A, et al. Clinical manifestations. J Dtsch Dermatol Ges. 2007;5(12):1124–37."))
    'Kuhn A, et al. Clinical manifestations. J Dtsch Dermatol Ges. 2007;5(12):1124–37.'
    """
    authors = _names(reference.authors)
    if reference.et_al:
        authors += f", {reference.et_al_text or 'et al.'}"
    parts = [_sentence(authors), _sentence(reference.title or "")]
    if reference.kind is Kind.BOOK_CHAPTER:
        role = "editor" if len(reference.editors) == 1 else "editors"
        parts.append(f"In: {_names(reference.editors)}, {role}." if reference.editors else "In:")
        parts.append(_sentence(reference.container_title or ""))
        parts.append(f"{reference.place}: {reference.publisher}; {reference.year}.")
        parts.append(f"pp. {reference.pages}." if reference.pages else "")
    else:
        issue = f"({reference.issue})" if reference.issue else ""
        pages = f":{reference.pages}" if reference.pages else ""
        parts.append(_sentence(reference.container_title or ""))
        parts.append(f"{reference.year or ''};{reference.volume or ''}{issue}{pages}.")
    return " ".join(part for part in parts if part)


def _names(names: tuple[Name, ...]) -> str:
    return ", ".join(map(str, names))


def _sentence(text: str) -> str:
    return text if not text or text.endswith(CLOSING) else f"{text}."
