"""JUnit XML, which every CI server shows: a test case for each citation."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ivigref.model import Checked, Finding
from ivigref.text import clean, printable

_COUNTED = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}


def dumps(checked: Checked) -> str:
    """Return one suite: findings are failures, no answer is an error, what nobody knows is skipped.

    >>> print(dumps(Checked([], [], [])).splitlines()[1])
    <testsuites name="ivigref" tests="0" failures="0" errors="0" skipped="0">
    """
    suite = Element("testsuite", name=_shown(checked.name))
    file = _shown(checked.file)
    if checked.problems:
        _case(suite, file, "the list", checked.problems)
    for place, (citation, found, status, judgement) in enumerate(checked.judged(), start=1):
        name = " ".join(str(part) for part in (citation.number or place, citation.key) if part)
        case = _case(suite, file, name, found, citation.reference.line)
        if judgement is not None:
            said = {"verdict": judgement.verdict, **({"reason": judgement.reason} if judgement.reason else {})}
            properties = Element("properties")
            for label, value in said.items():
                SubElement(properties, "property", name=label, value=_shown(value))
            case.insert(0, properties)
        if status == "unreachable":
            silent = [inquiry.registry for inquiry in citation.unanswered]
            SubElement(case, "error", type="unreachable", message=_shown(f"no answer from {', '.join(silent)}"))
        elif status == "unverified":
            words = str(judgement) if judgement and judgement.reason else "no record could be matched"
            SubElement(case, "skipped", message=_shown(words))
    numbers = {name: str(len(suite.findall(f".//{tag}"))) for name, tag in _COUNTED.items()}
    suite.attrib.update(numbers)
    root = Element("testsuites", {"name": "ivigref", **numbers})
    root.append(suite)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _case(suite: Element, file: str, name: str, found: Sequence[Finding], line: int | None = None) -> Element:
    where = {"file": file, **({"line": str(line)} if line else {})}
    case = SubElement(suite, "testcase", {"name": _shown(name), "classname": "ivigref", **where})
    serious = [finding for finding in found if finding.severity != "note"]
    if serious:
        first = serious[0]
        failure = SubElement(case, "failure", type=first.check, message=_shown(first.message))
        failure.text = "\n".join(_shown(f"{f.severity}: {f.message} [{f.check}]") for f in serious)
    harmless = [finding for finding in found if finding.severity == "note"]
    if harmless:
        SubElement(case, "system-out").text = "\n".join(_shown(f"note: {f.message} [{f.check}]") for f in harmless)
    return case


def _shown(text: str) -> str:
    """Return a text as XML can hold it and a terminal may print it."""
    return printable(clean(text))
