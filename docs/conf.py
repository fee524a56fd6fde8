"""How the documentation site is built: ``sphinx-build -W docs docs/_build/html``."""

from __future__ import annotations

import re
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

project = "ivigref"
author = "The ivigref authors"
copyright = author  # noqa: A001  (Sphinx's name for it)
release = installed("ivigref")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "ivigref"
html_static_path: list[str] = []
# No font, script or picture from elsewhere.
html_theme_options = {"source_edit_link": ""}

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4
autodoc_typehints = "description"
autodoc_member_order = "bysource"
autodoc_default_options = {
    "members": True,
    "show-inheritance": True,
    "exclude-members": "model_config, model_post_init",
}
suppress_warnings = ["autodoc.mocked_object"]

_OUTSIDE = re.compile(r"\[([^\]\n]{1,200})\]\(((?:\.\./)+[^)\s]{1,300})\)")


def name_files_outside(app: Any, docname: str, source: list[str]) -> None:  # noqa: ANN401  (Sphinx)
    """Turn a link that leaves docs/ into the name of the file in the repository, which the site does not hold."""
    folder = (Path(app.srcdir) / docname).parent
    root = Path(app.srcdir).parent

    def name(link: re.Match[str]) -> str:
        target = (folder / link[2].partition("#")[0]).resolve()
        if target.is_relative_to(app.srcdir):
            return link[0]
        return f"{link[1]} (`{target.relative_to(root)}` in the repository)"

    source[0] = _OUTSIDE.sub(name, source[0])


def setup(app: Any) -> None:  # noqa: ANN401  (Sphinx)
    """Tell Sphinx what to do with each page that it reads."""
    app.connect("source-read", name_files_outside)
