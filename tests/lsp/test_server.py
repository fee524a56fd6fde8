"""The language server as an editor meets it: a real process, pygls's own client, standard input and output."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from lsprotocol import types

from ivigref.corrections import Level
from tests.lsp.client import WHOLE, Editor, told
from tests.test_cli import run
from tests.test_watching import RIGHT, WRONG

pytestmark = pytest.mark.slow
LAZY = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(
        code_action=types.CodeActionClientCapabilities(
            data_support=True, resolve_support=types.ClientCodeActionResolveOptions(["edit"])
        )
    ),
    workspace=types.WorkspaceClientCapabilities(workspace_edit=types.WorkspaceEditClientCapabilities(True)),
)


def uri_of(path: Path) -> str:
    return path.as_uri()


def test_a_finding_comes_and_goes_with_the_text(tmp_path: Path) -> None:
    """Opened, changed, broken, mended, closed: what is shown is what the last text says, at the very value."""
    uri = (tmp_path / "refs.bib").as_uri()

    async def story(editor: Editor) -> None:
        await editor.start()
        found = await editor.open(uri, WRONG)
        [wrong] = [one for one in found if one.code == "volume-differs"]
        assert WRONG.splitlines()[wrong.range.start.line][wrong.range.start.character : wrong.range.end.character] == "28"
        assert wrong.severity is types.DiagnosticSeverity.Error
        assert (wrong.source, wrong.message) == ("ivigref", "volume: printed 28, recorded 27 (says PubMed page)")
        assert wrong.code_description is not None
        assert "# volume-differs" in Path(wrong.code_description.href.removeprefix("file://")).read_text("utf-8")
        assert wrong.related_information is not None
        assert "Nephrotic syndrome in Kawasaki disease" in wrong.related_information[0].message
        for text in ("@article{", WRONG[:-40], RIGHT):
            editor.change(uri, text)
        assert [one for one in await editor.found(uri) if one.severity is types.DiagnosticSeverity.Error] == []
        assert set(editor.told[uri]) == {1, 4}  # what was superseded is never shown
        editor.change(uri, "@article{krug12, title = {On")
        assert [one.message for one in await editor.found(uri)] != []
        editor.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
        await editor.until(lambda: None in editor.told[uri])
        assert editor.told[uri][None] == []
        assert await editor.end() == 0

    told(story)
