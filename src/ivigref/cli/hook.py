"""What the pre-commit hook runs: it checks many files, each as a separate list."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ivigref.cli.exits import FAULT, UNREADABLE
from ivigref.cli.faults import guarded
from ivigref.cli.messages import say


def main(arguments: Sequence[str] | None = None) -> int:
    """Check each file with the options among the arguments; return the worst of the exit codes.

    An argument that names an existing file is a file, even if it looks like an option: pre-commit does not mark them.
    """
    return guarded(lambda: _check(arguments))


def _check(arguments: Sequence[str] | None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    files = [argument for argument in given if Path(argument).is_file() or not argument.startswith("-")]
    options = [argument for argument in given if argument not in files]
    if not files:
        say("ivigref-hook: expected file names, found none")
        return UNREADABLE
    worst = 0
    for file in files:
        print(f"{file}:", flush=True)  # noqa: T201  (a separate command)
        name = f"./{file}" if file == "-" else file  # not standard input
        command = [sys.executable, "-m", "ivigref", "check", *options, "--", name]
        code = subprocess.run(command, check=False).returncode  # noqa: S603  (our own command)
        worst = max(worst, code if code >= 0 else FAULT)  # a negative code: the check was killed
    return worst
