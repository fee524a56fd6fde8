"""The server: reads documents as they are opened, changed and saved, in threads, and drops what has been superseded."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from ivigref.errors import InputError
from ivigref.lsp.actions import KINDS, made, offers
from ivigref.lsp.diagnostics import Sheets, diagnostics
from ivigref.lsp.documents import Document, Opener, Seen, Superseded, Wanted, examined
from ivigref.lsp.hovering import hover
from ivigref.lsp.positions import Text
from ivigref.model.citations import unheard
from ivigref.text import clean, printable

__all__ = ["serve"]

T = TypeVar("T")
_QUIET = 0.3  # seconds without another change, after which a document is read
_OPTIONS: dict[str, tuple[type, ...]] = {"live": (bool,), "registries": (str, list), "profile": (str,)}
_log = logging.getLogger(__name__)


class _Open:
    """A document that an editor has open: what is known of its latest text that was read, and what is under way."""

    def __init__(self) -> None:
        self.turn = 0
        self.seen: Seen | None = None
        self.waiting: asyncio.TimerHandle | None = None
        self.reading: asyncio.Task[None] | None = None

    def supersede(self) -> None:
        """Let what is under way be dropped."""
        self.turn += 1
        if self.waiting is not None:
            self.waiting.cancel()


class Server(LanguageServer):
    """A language server with the documents that it has open."""

    def __init__(self, wish: Wanted, opener: Opener) -> None:
        super().__init__("ivigref", version("ivigref"), types.TextDocumentSyncKind.Full, max_workers=1)
        self.wish = wish
        self.sheets = Sheets()
        self.is_shut_down = False
        self._opener = opener
        self._open: dict[str, _Open] = {}
        self._warned: set[str] = set()  # which registries did not answer: once, and not at every key

    def later(self, uri: str, seconds: float) -> None:
        """Read a document once nothing has changed for so long."""
        state = self._open.setdefault(uri, _Open())
        state.supersede()
        state.waiting = asyncio.get_running_loop().call_later(seconds, self._begin, uri, state)

    def saved(self, uri: str) -> None:
        """Read a document at once, and those of its folder, which may name it as their bibliography."""
        folder = uri.rpartition("/")[0]
        for other in [one for one in self._open if one.rpartition("/")[0] == folder]:
            self.later(other, 0)

    def forget(self, uri: str) -> None:
        """Drop what is known of a document, and what is under way; an editor shows nothing of it any more."""
        if (state := self._open.pop(uri, None)) is not None:
            state.supersede()
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def _begin(self, uri: str, state: _Open) -> None:
        if state.reading is None or state.reading.done():
            state.reading = asyncio.get_running_loop().create_task(self._read(uri, state))

    async def _read(self, uri: str, state: _Open) -> None:
        """Read a document as often as it changes meanwhile, one reading at a time, and show what the last one finds."""
        while self._open.get(uri) is state:
            turn, document = state.turn, self._document(uri)
            is_current = partial(_is, state, turn)
            try:
                seen = await in_thread(partial(examined, document, self.wish, self._opener, is_current))
                shown = await in_thread(partial(diagnostics, seen, self.sheets))
            except Superseded:
                continue
            except Exception as error:  # noqa: BLE001  (the last resort: a fault with one text is none with the next)
                _log.exception("a document could not be read")
                found = f"internal error ({type(error).__name__}): please file an issue"
                seen = Seen(document, fault=found)
                shown = diagnostics(seen, self.sheets)
            if is_current():
                state.seen = seen
                self._show(seen, shown)
                return

    def _show(self, seen: Seen, shown: list[types.Diagnostic]) -> None:
        document = seen.document
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(document.uri, shown, document.version))
        for line in set(unheard(seen.checked or ())) - self._warned:
            self._warned.add(line)
            self.say(line)
        if seen.fault is not None and seen.quiet:
            self.say(seen.fault, types.MessageType.Log)

    async def fresh(self, uri: str) -> Seen | None:
        """Return what is known of the present text of a document, read now if it changed; None if it is not open."""
        while (state := self._open.get(uri)) is not None:
            if state.seen is not None and state.seen.document.text.whole == self._document(uri).text.whole:
                return state.seen
            if state.waiting is not None:
                state.waiting.cancel()
            self._begin(uri, state)
            if state.reading is not None:
                await state.reading
        return None

    def _document(self, uri: str) -> Document:
        stored = self.workspace.get_text_document(uri)
        path = to_fs_path(uri) if uri.startswith("file:") else None
        name = path or uri.rpartition("/")[2] or uri
        if stored.language_id in {"bibtex", "biblatex"} and not name.endswith(".bib"):
            name = f"{name}.bib"
        text = Text(stored.source, getattr(self.workspace.position_encoding, "value", "utf-16"))
        return Document(uri, name, text, stored.version, Path(path) if path else None)

    def say(self, message: str, kind: types.MessageType = types.MessageType.Warning) -> None:
        """Tell an editor something: in its log, or before the eyes of whoever edits."""
        said = f"ivigref: {printable(clean(message))}"
        if kind is types.MessageType.Log:
            self.window_log_message(types.LogMessageParams(kind, said))
        else:
            self.window_show_message(types.ShowMessageParams(kind, said))

    def choose(self, given: object) -> None:
        """Take over what an editor sets when it starts the server; anything else is said, and left out."""
        if not isinstance(given, Mapping):
            return
        chosen: dict[str, Any] = {}
        for name, value in given.items():
            if isinstance(value, _OPTIONS.get(name, ())):
                chosen[name] = ",".join(map(str, value)) if isinstance(value, list) else value
            else:
                expected = "live (true or false), registries or profile"
                self.say(f"expected {expected} among the initialization options, found {name!r:.60}")
        self.wish = self.wish._replace(**chosen)

    async def actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """Return what can be done at a place; an editor that asks for edits later gets the actions without theirs."""
        seen = await self.fresh(params.text_document.uri)
        if seen is None:
            return []
        only = params.context.only
        found = await in_thread(lambda: list(offers(seen, params.range, params.context.diagnostics, only)))
        data = {"uri": params.text_document.uri, "version": seen.document.version}
        actions = [offer.action(data) for offer in found]
        if not self._resolves():
            for action in actions:
                await self.resolved(action)
        return actions

    async def resolved(self, action: types.CodeAction) -> types.CodeAction:
        """Make the edit of an action; there is none where the text has changed since, or would be read wrongly."""
        data: Any = action.data
        if not isinstance(data, Mapping) or not isinstance(data.get("uri"), str):
            return action
        seen = await self.fresh(data["uri"])
        if seen is None or seen.document.version != data.get("version"):
            return action
        names, silenced = data.get("names"), data.get("silenced")
        wanted = (int(silenced[0]), str(silenced[1])) if silenced else None
        try:
            changes, fixed = await in_thread(partial(made, seen, names, wanted))
        except InputError as error:
            self.say(str(error))
            return action
        for line in fixed.said if names is None or not changes else ():
            self.say(line, types.MessageType.Log if changes else types.MessageType.Warning)
        action.edit = self._edit(seen.document, changes)
        return action

    def _edit(self, document: Document, changes: list[types.TextEdit]) -> types.WorkspaceEdit:
        edit = self.client_capabilities.workspace and self.client_capabilities.workspace.workspace_edit
        if edit and edit.document_changes:
            named = types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
            return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(named, list(changes))])
        return types.WorkspaceEdit(changes={document.uri: changes})

    def _resolves(self) -> bool:
        of = self.client_capabilities.text_document and self.client_capabilities.text_document.code_action
        return bool(of and of.data_support and of.resolve_support and "edit" in of.resolve_support.properties)

    async def hover(self, params: types.HoverParams) -> types.Hover | None:
        """Return what is known of the reference at a place."""
        seen = await self.fresh(params.text_document.uri)
        if seen is None:
            return None
        at = seen.document.text.offset_of(params.position)
        number = next((n for n, (start, end) in seen.items.items() if start <= at <= end), None)
        if number is None:
            return None
        told = await in_thread(partial(hover, seen, number))
        place = seen.document.text.range(*seen.items[number])
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, told), place)


def _is(state: _Open, turn: int) -> bool:
    return state.turn == turn


async def in_thread(work: Callable[[], T]) -> T:
    """Do something in a thread of its own, for which the end of the program does not wait."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(take: Callable[..., object], value: object) -> None:
        if not future.done():
            take(value)

    def run() -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001  (it is raised where the result is waited for)
            outcome: tuple[Callable[..., object], object] = future.set_exception, error
        else:
            outcome = future.set_result, result
        try:
            loop.call_soon_threadsafe(settle, *outcome)
        except RuntimeError:  # the server has ended
            return

    threading.Thread(target=run, daemon=True).start()
    return await future


def built(wish: Wanted, opener: Opener) -> Server:
    """Return a server that answers what editors ask of it."""
    server = Server(wish, opener)

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.choose(params.initialization_options)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.later(params.text_document.uri, 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.later(params.text_document.uri, _QUIET)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.saved(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.forget(params.text_document.uri)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=list(KINDS), resolve_provider=True)
    )
    async def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        return await server.actions(params)

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolved(params: types.CodeAction) -> types.CodeAction:
        return await server.resolved(params)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        return await server.hover(params)

    @server.feature(types.SHUTDOWN)
    def shut_down(_: None) -> None:
        server.is_shut_down = True

    return server


def serve(wish: Wanted, opener: Opener) -> bool:
    """Serve an editor on standard input and output until it ends; tell whether it said so before."""
    with _own_output() as output:
        server = built(wish, opener)
        try:
            server.start_io(sys.stdin.buffer, output)
        finally:
            server.sheets.close()
    return server.is_shut_down


@contextmanager
def _own_output() -> Iterator[BinaryIO]:
    """Give the protocol standard output for itself: whatever else is printed goes to standard error."""
    sys.stdout.flush()
    real = os.dup(1)
    os.dup2(2, 1)
    before, sys.stdout = sys.stdout, sys.stderr
    try:
        with os.fdopen(real, "wb") as output:
            yield output
    finally:
        sys.stdout = before
