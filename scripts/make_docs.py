"""Make the parts of the documentation that the program itself says: the help page, the checks, the pictures.

usage: python scripts/make_docs.py [--check]

``--check`` writes nothing and exits with 1 where a file is stale.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from rich.console import Console

from ivigref import load
from ivigref.checks import findings_by_citation, status
from ivigref.reports.console import check_table

DOCS = Path(__file__).parent.parent / "docs"
VERBS = (
    "parse", "resolve", "check", "tag", "export", "report", "format", "merge", "doctor", "vocabulary import",
    "index build", "index info", "index verify", "batch",
)  # fmt: skip
PICTURE_WIDTH = 118
PICTURE_ROWS = slice(0, 16)


def cli_page() -> str:
    """Return the command line's page: the help of the command and of each verb, as it is printed."""
    parts = ["# Command line\n\nThis page is what `ivigref --help` prints, and the help of each verb.\n"]
    for arguments in ([], *(verb.split() for verb in VERBS)):
        command = " ".join(["ivigref", *arguments, "--help"])
        parts.append(f"## {command}\n\n```text\n{_help(arguments)}\n```\n")
    return "\n".join(parts)


def _help(arguments: list[str]) -> str:
    done = subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, "-m", "ivigref", *arguments, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"},
    )
    text = "\n".join(line.rstrip() for line in done.stdout.splitlines()).strip()
    return text.replace("python -m ivigref", "ivigref")


def check_picture() -> str:
    """Return a picture of what `ivigref check` prints for the first references, and the summary of all."""
    citations = load()
    findings = findings_by_citation(citations)
    statuses = [status(citation, found) for citation, found in zip(citations, findings, strict=True)]
    console = Console(record=True, width=PICTURE_WIDTH, force_terminal=True, highlight=False, file=StringIO())
    _, summary = check_table(citations, findings, statuses).renderables
    shown, _ = check_table(citations[PICTURE_ROWS], findings[PICTURE_ROWS], statuses[PICTURE_ROWS]).renderables
    console.print(shown)
    console.print("…", style="dim")
    console.print(summary)
    svg = console.export_svg(title="ivigref check", unique_id="ivigref-check")
    # Without the fonts that the picture would fetch: a reader's own monospaced one is as good.
    return re.sub(r"\s*@font-face \{[^}]*\}", "", svg)


def pages() -> Iterator[tuple[Path, str]]:
    """Yield each made file with its text."""
    yield DOCS / "reference/cli.md", cli_page()
    yield DOCS / "pictures/check.svg", check_picture()


def main() -> int:
    """Write the files, or tell which are stale."""
    stale = []
    for path, text in pages():
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
    for path in stale:
        print(
            f"{path.relative_to(DOCS.parent)} is stale; make it anew with: python scripts/make_docs.py", file=sys.stderr
        )
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
