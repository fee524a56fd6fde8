"""An editor of the tests: pygls's own client, with a server in a real process."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import defaultdict
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient

import ivigref

PATIENCE = 90.0  # seconds: an end to waiting, however busy the machine is
WHOLE = types.Range(types.Position(0, 0), types.Position(1_000_000, 0))


class Editor:
    """Opens and changes documents, and remembers what the server says of them."""

    def __init__(self) -> None:
        self.client = LanguageClient("tests", "1")
        self.told: defaultdict[str, dict[int | None, list[types.Diagnostic]]] = defaultdict(dict)
        self.messages: list[str] = []
        self.text: dict[str, str] = {}
        self.version: dict[str, int] = {}
        self._heard = asyncio.Event()
        heard = {
            types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: partial(self._published),  # a method cannot be marked
            types.WINDOW_SHOW_MESSAGE: partial(self._said),
            types.WINDOW_LOG_MESSAGE: partial(self._said),
        }
        for name, listen in heard.items():
            self.client.feature(name)(listen)

    def _published(self, params: types.PublishDiagnosticsParams) -> None:
        self.told[params.uri][params.version] = list(params.diagnostics)
        self._heard.set()

    def _said(self, params: types.ShowMessageParams | types.LogMessageParams) -> None:
        self.messages.append(params.message)
        self._heard.set()

    async def start(
        self, *arguments: str, capabilities: types.ClientCapabilities | None = None, options: object = None
    ) -> types.InitializeResult:
        """Start the server, and agree on what both can do."""
        environment = {**os.environ, "PYTHONPATH": str(Path(ivigref.__file__).parents[1])}
        await self.client.start_io(sys.executable, "-m", "ivigref", "lsp", *arguments, env=environment)
        result = await self.client.initialize_async(
            types.InitializeParams(capabilities or types.ClientCapabilities(), initialization_options=options)
        )
        self.client.initialized(types.InitializedParams())
        return result

    async def until(self, is_there: Callable[[], bool]) -> None:
        """Wait until the server has said something."""
        while not is_there():
            self._heard.clear()
            await asyncio.wait_for(self._heard.wait(), PATIENCE)

    async def open(self, uri: str, text: str, language: str = "bibtex") -> list[types.Diagnostic]:
        """Open a document, and return what is found in it."""
        self.text[uri], self.version[uri] = text, 1
        item = types.TextDocumentItem(uri, language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.found(uri)

    def change(self, uri: str, text: str) -> None:
        """Replace the text of a document."""
        self.text[uri] = text
        self.version[uri] += 1
        named = types.VersionedTextDocumentIdentifier(self.version[uri], uri)
        whole = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(named, [whole]))

    async def found(self, uri: str) -> list[types.Diagnostic]:
        """Return what is found in the present text of a document."""
        await self.until(lambda: self.version[uri] in self.told[uri])
        return self.told[uri][self.version[uri]]

    async def actions(self, uri: str, at: types.Range = WHOLE, *only: str) -> list[types.CodeAction]:
        """Return what can be done at a place, for the diagnostics that are shown there."""
        shown = [one for one in self.told[uri][self.version[uri]] if at in (WHOLE, one.range)]
        context = types.CodeActionContext(shown, list(only) or None)
        asked = types.CodeActionParams(types.TextDocumentIdentifier(uri), at, context)
        found = await self.client.text_document_code_action_async(asked)
        return [action for action in found or () if isinstance(action, types.CodeAction)]

    async def edit_of(self, action: types.CodeAction) -> types.WorkspaceEdit | None:
        """Return the edit of an action, made now where it was not at once."""
        return action.edit or (await self.client.code_action_resolve_async(action)).edit

    async def applied(self, uri: str, action: types.CodeAction) -> str:
        """Return the text of a document with an action."""
        edit = await self.edit_of(action)
        assert edit is not None, action.title
        named = (one for one in edit.document_changes or () if isinstance(one, types.TextDocumentEdit))
        changes = (*(edit.changes or {}).get(uri, ()), *(change for one in named for change in one.edits))
        return applied(self.text[uri], [change for change in changes if isinstance(change, types.TextEdit)])

    async def end(self) -> int | None:
        """Shut the server down as editors do, and return its exit code."""
        await self.client.shutdown_async(None)
        self.client.exit(None)
        server = self._process
        assert server is not None
        code = await asyncio.wait_for(server.wait(), PATIENCE)
        await self.client.stop()  # type: ignore[no-untyped-call]  # pygls's own
        return code

    @property
    def _process(self) -> asyncio.subprocess.Process | None:
        return self.client._server  # noqa: SLF001  (pygls has no other way to it)

    async def kill(self) -> None:
        """End the server, whatever it does."""
        server = self._process
        if server is not None and server.returncode is None:
            server.kill()
            await server.wait()


def applied(text: str, edits: list[types.TextEdit]) -> str:
    """Apply edits as an editor does: lines end where the protocol says, and columns count UTF-16 units."""
    lines = text.replace("\r\n", "\n\0").replace("\r", "\n\1").split("\n")  # which end is noted at the next line

    def offset(place: types.Position) -> int:
        before = sum(len(line) + 1 for line in lines[: place.line])
        marked = place.line < len(lines) and lines[place.line][:1] in {"\0", "\1"}
        line = lines[place.line] if place.line < len(lines) else ""
        units = line[marked:].encode("utf-16-le")[: place.character * 2]
        return min(before + marked + len(units.decode("utf-16-le")), len("\n".join(lines)))

    joined = "\n".join(lines)
    for edit in sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True):
        start, end = offset(edit.range.start), offset(edit.range.end)
        new = edit.new_text.replace("\r\n", "\n\0").replace("\r", "\n\1")
        joined = joined[:start] + new + joined[end:]
    return joined.replace("\n\0", "\r\n").replace("\n\1", "\r")


def told(story: Callable[[Editor], Awaitable[None]]) -> None:
    """Let an editor do something, and end its server if that fails."""

    async def whole() -> None:
        editor = Editor()
        try:
            await asyncio.wait_for(story(editor), 3 * PATIENCE)
        finally:
            await editor.kill()

    asyncio.run(whole())
