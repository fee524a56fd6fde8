"""The verb that imports a newer MeSH: vocabulary import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ivigref.cli.examples import ending
from ivigref.cli.messages import say
from ivigref.errors import InputError
from ivigref.text import counted

app = typer.Typer(name="vocabulary", help="Vocabularies: import a newer MeSH.", no_args_is_help=True)


@app.callback()
def vocabulary() -> None:
    """Keep ``import`` a separate verb: typer would merge an application that has only one command into its parent."""


@app.command("import", epilog=ending("vocabulary import"))
def import_(
    file: Annotated[Path, typer.Argument(metavar="XML", help="NLM's descriptor file, desc2027.xml or .xml.gz.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")] = Path("mesh-diseases.zlib"),
    year: Annotated[
        str | None, typer.Option("--version", help="The edition, if the file name does not show it.")
    ] = None,
) -> None:
    """Build the package's disease file from NLM's XML, in little memory."""
    from ivigref.tagging import import_mesh_xml  # noqa: PLC0415
    from ivigref.writing import same_file  # noqa: PLC0415

    if same_file(output, [file]):
        raise InputError("expected a file other than the input, which would be overwritten", place=str(output))

    count = import_mesh_xml(file, output, version=year)
    say(f"{output}: {counted(count, 'heading')} written")
