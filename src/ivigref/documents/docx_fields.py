"""The fields and content controls of a Word document: what they say, and whether they hold its reference list."""

from __future__ import annotations

from dataclasses import dataclass, field

from ivigref.patterns import lazy

# Zotero, Mendeley, EndNote, Citavi and Word: the field or the control whose result is the list.
BIBLIOGRAPHY = lazy(
    r"\s*(?:ADDIN\s+(?:ZOTERO_BIBL|Mendeley\s+Bibliography|EN\.REFLIST|CITAVI\.BIBLIOGRAPHY|CitaviBibliography)"
    r"|BIBLIOGRAPHY\b|ZOTERO_BIBL|MENDELEY_BIBLIOGRAPHY|CitaviBibliography|Bibliographies\b)"
)


@dataclass(slots=True)
class _Field:
    code: list[str] = field(default_factory=list)
    is_result: bool = False
    is_list: bool = False


class Fields:
    """Collects the codes of fields, the names of controls, and whether what is open holds the list."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.names: list[str] = []
        self.data: list[str] = []  # of EndNote, which are coded
        self._open: list[_Field] = []
        self._controls: list[bool] = []
        self._into: list[str] | None = None

    @property
    def is_list(self) -> bool:
        """Whether text that comes now is that of the reference list."""
        return any(self._controls) or any(each.is_list and each.is_result for each in self._open)

    def start(self, local: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        value = next((v for n, v in attributes.items() if n.rpartition("}")[2] in {"val", "fldCharType", "instr"}), "")
        if local == "fldChar":
            self._turn(value)
        elif local == "fldSimple":
            self._open.append(_Field([value]))
            self._turn("separate")
        elif local == "instrText" and self._open:
            self._into = self._open[-1].code
        elif local == "fldData":
            self._into = []
        elif local == "sdt":
            self._controls.append(False)
        elif local in {"tag", "docPartGallery"} and self._controls:
            self.names.append(value)
            self._controls[-1] = self._controls[-1] or BIBLIOGRAPHY.match(value) is not None

    def end(self, local: str) -> None:
        """Take the end of an element."""
        if local == "fldSimple":
            self._turn("end")
        elif local == "sdt" and self._controls:
            self._controls.pop()
        elif local == "fldData" and self._into:
            self.data.append("".join(self._into))
        if local in {"instrText", "fldData"}:
            self._into = None

    def text(self, text: str) -> None:
        """Take the text of an element, which is a field's if one of them is open."""
        if self._into is not None:
            self._into.append(text)

    def _turn(self, what: str) -> None:
        if what == "begin":
            self._open.append(_Field())
        elif self._open and not self._open[-1].is_result:
            code = "".join(self._open[-1].code)
            self.codes.append(code)
            self._open[-1].is_list = BIBLIOGRAPHY.match(code) is not None
            self._open[-1].is_result = True
        if what == "end" and self._open:
            self._open.pop()
