"""Run docs/notebook.ipynb from top to bottom and save its output; edit the cells in the notebook itself.

usage: python scripts/make_notebook.py
"""

from __future__ import annotations

import os
from pathlib import Path

import nbclient
import nbformat

from ivigref.writing import write

ROOT = Path(__file__).parent.parent
NOTEBOOK = ROOT / "docs/notebook.ipynb"
# All that the notebook stores about where it ran: no times, versions or paths.
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def main() -> None:
    """Run the notebook and write it without anything that changes from run to run."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    os.environ["PYTHONPATH"] = str(ROOT / "src")
    nbclient.NotebookClient(notebook, timeout=120, record_timing=False).execute()
    notebook.metadata = METADATA
    for place, cell in enumerate(notebook.cells):
        cell.id = f"cell-{place}"
    write(NOTEBOOK, nbformat.writes(notebook) + "\n")


if __name__ == "__main__":
    main()
