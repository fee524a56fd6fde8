"""The verb that brings a newer MeSH: vocabulary import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ivigref.cli import options
from ivigref.errors import InputError

app = typer.Typer(help="Vocabularies: import a newer MeSH.", no_args_is_help=True)


@app.callback()
def vocabulary() -> None:
    """Keep ``import`` a verb of its own: an application with one command would take its place."""


@app.command("import", epilog="Example: ivigref vocabulary import desc2027.xml.gz --output mesh-diseases.zlib")
def import_(
    file: Annotated[Path, typer.Argument(metavar="XML", help="NLM's descriptor file, desc2027.xml or .xml.gz.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")] = Path("mesh-diseases.zlib"),
    year: Annotated[
        str | None, typer.Option("--version", help="The edition, where the file's name does not say.")
    ] = None,
) -> None:
    """Build the package's disease file from NLM's own XML, by streaming."""
    from ivigref.tagging import import_mesh_xml  # noqa: PLC0415
    from ivigref.writing import same_file  # noqa: PLC0415

    if same_file(output, [file]):
        raise InputError("is what is read and would be lost; name another file", place=str(output))

    count = import_mesh_xml(file, output, version=year)
    options.say(f"{output}: {count} headings written")
