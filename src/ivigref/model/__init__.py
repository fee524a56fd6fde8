"""What the whole package speaks of: Reference, Record, Citation, Finding, Tag, and a list that was checked.

A reference is what was printed, a record is what a registry says, a citation is the two together with tags.
All are frozen; what is not known is ``None`` and never an empty text.
"""

from typing import TYPE_CHECKING, Any

from ivigref.frozen import Value
from ivigref.model.checks import Check, Severity
from ivigref.model.citations import CERTAIN, Answer, Citation, Inquiry, Route, Status, Values
from ivigref.model.claims import Evidence, Finding, Silence, Tag
from ivigref.model.in_text import CitedText, InTextCitation, Place
from ivigref.model.kinds import Kind
from ivigref.model.printed_as import PrintedAs
from ivigref.model.values import MeshHeading, PublicationType, Text
from ivigref.model.verdicts import SUSPECT, Judgement, Likeness, Verdict
from ivigref.model.works import (
    IDENTIFIERS,
    SURE,
    Box,
    Certainty,
    IdentifierName,
    Origin,
    Record,
    Reference,
    Source,
    Update,
    Work,
    complete,
    identifiers_of,
)

if TYPE_CHECKING:
    from ivigref.model.checked import Checked

__all__ = [
    "CERTAIN",
    "IDENTIFIERS",
    "SURE",
    "SUSPECT",
    "Answer",
    "Box",
    "Certainty",
    "Check",
    "Checked",
    "Citation",
    "CitedText",
    "Evidence",
    "Finding",
    "IdentifierName",
    "InTextCitation",
    "Inquiry",
    "Judgement",
    "Kind",
    "Likeness",
    "MeshHeading",
    "Origin",
    "Place",
    "PrintedAs",
    "PublicationType",
    "Record",
    "Reference",
    "Route",
    "Severity",
    "Silence",
    "Source",
    "Status",
    "Tag",
    "Text",
    "Update",
    "Value",
    "Values",
    "Verdict",
    "Work",
    "complete",
    "identifiers_of",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  (a module's attribute may be anything)
    # A list that was checked is nothing that the shipped one needs when it is loaded.
    if name != "Checked":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from ivigref.model.checked import Checked  # noqa: PLC0415  (see above)

    globals()[name] = Checked
    return Checked
