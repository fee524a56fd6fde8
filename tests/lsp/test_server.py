"""The language server as an editor meets it: a real process, pygls's own client, standard input and output."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lsprotocol import types

from ivigref.lsp.actions import FIX_ALL
from tests.lsp.client import WHOLE, Editor, told
from tests.lsp.texts import DOCUMENTS, MARKDOWN, THREE
from tests.server import RegistryServer, work
from tests.test_cli import run
from tests.test_watching import RIGHT, WRONG

pytestmark = pytest.mark.slow
LAZY = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(
        code_action=types.CodeActionClientCapabilities(
            data_support=True, resolve_support=types.ClientCodeActionResolveOptions(["edit"])
        )
    ),
    workspace=types.WorkspaceClientCapabilities(
        workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True)
    ),
)


def read(address: str) -> str:
    """Return what stands in a file, as an editor that follows a link."""
    return Path(address.removeprefix("file://")).read_text(encoding="utf-8")


def test_a_finding_comes_and_goes_with_the_text(tmp_path: Path) -> None:
    """Opened, changed, broken, mended, closed: what is shown is what the last text says, at the very value."""
    uri = (tmp_path / "refs.bib").as_uri()

    async def story(editor: Editor) -> None:
        await editor.start()
        found = await editor.open(uri, WRONG)
        [wrong] = [one for one in found if one.code == "volume-differs"]
        assert (
            WRONG.splitlines()[wrong.range.start.line][wrong.range.start.character : wrong.range.end.character] == "28"
        )
        assert wrong.severity is types.DiagnosticSeverity.Error
        assert (wrong.source, wrong.message) == ("ivigref", "volume: printed 28, recorded 27 (says PubMed page)")
        assert wrong.code_description is not None
        assert "# volume-differs" in read(wrong.code_description.href)
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


@pytest.mark.parametrize("lazy", [1, 0], ids=["asks later", "asks at once"])
def test_all_corrections_are_those_of_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lazy: int
) -> None:
    """Byte by byte, of each kind that is corrected; and value by value, until none is left."""

    async def story(editor: Editor) -> None:
        await editor.start(capabilities=LAZY if lazy else None)
        for name, (language, text) in DOCUMENTS.items():
            file = tmp_path / name
            file.write_bytes(text.encode())
            uri = file.as_uri()
            await editor.open(uri, text, language)
            [everything] = await editor.actions(uri, WHOLE, "source.fixAll")
            assert (everything.edit is None, everything.kind) == (lazy, FIX_ALL)
            at_once = await editor.applied(uri, everything)
            assert run(("check", str(file), "--fix"), monkeypatch, capsys)[0] == 1
            assert at_once.encode() == file.read_bytes() != text.encode(), name
            for _ in range(20):
                one_by_one = [
                    action
                    for action in await editor.actions(uri, WHOLE, "quickfix")
                    if action.title.startswith(("Correct volume", "Add "))
                ]
                if not one_by_one:
                    break
                editor.change(uri, await editor.applied(uri, one_by_one[0]))
                await editor.found(uri)
            assert editor.text[uri] == at_once, name
            assert await editor.actions(uri, WHOLE, "source.fixAll.ivigref") == []
        assert await editor.end() == 0

    told(story)


def test_a_finding_is_silenced_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the comment that `check` knows, of this entry alone; a list that has no comments gets no such offer."""
    file, listed = tmp_path / "refs.bib", tmp_path / "list.md"
    uri = file.as_uri()

    async def story(editor: Editor) -> None:
        await editor.start()
        [wrong, _] = [one for one in await editor.open(uri, THREE) if one.code == "volume-differs"]
        [ignore] = [one for one in await editor.actions(uri, wrong.range) if one.title.startswith("Ignore")]
        assert ignore.title == "Ignore volume-differs here, with the reason “looked up, and right as it is”"
        assert list(ignore.diagnostics or ()) == [wrong]
        editor.change(uri, await editor.applied(uri, ignore))
        [left] = [one for one in await editor.found(uri) if one.code == "volume-differs"]
        assert left.range.start.line > wrong.range.start.line + 1
        await editor.open(listed.as_uri(), MARKDOWN, "markdown")
        assert not [one for one in await editor.actions(listed.as_uri()) if one.title.startswith("Ignore")]
        editor.change(uri, editor.text[uri].replace(" -- looked up, and right as it is", ""))
        [fault] = await editor.found(uri)
        assert fault.message.endswith("expected a reason, so that whoever reads this knows why")
        assert (fault.range.start.line, fault.severity) == (1, types.DiagnosticSeverity.Error)
        editor.change(uri, editor.text[uri].replace("volume-differs\n", "volume-differs -- known\n"))
        file.write_text(editor.text[uri], encoding="utf-8")
        await editor.end()

    told(story)
    _, out, err = run(("check", str(file), "--silenced", "--format", "github"), monkeypatch, capsys)
    assert out.count("volume-differs") == 1
    assert "[volume-differs]: known (" in err


def test_what_is_below_the_pointer_is_shown(tmp_path: Path) -> None:
    """Status, findings, record, tags and addresses; nothing between references, and nothing of a closed document."""
    uri = (tmp_path / "refs.bib").as_uri()
    hostile = WRONG.replace("krug12", "<b>k").replace("Nephrotic", "[x](command:evil) <img> Nephrotic")

    async def story(editor: Editor) -> None:
        await editor.start()

        async def shown(line: int) -> str:
            at = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(line, 2))
            found = await editor.client.text_document_hover_async(at)
            return found.contents.value if found and isinstance(found.contents, types.MarkupContent) else ""

        await editor.open(uri, f"% mine\n\n{WRONG}")
        assert await shown(0) == ""
        text = await shown(5)
        assert text.startswith("krug12: **findings**")
        assert "- error: volume: printed 28, recorded 27" in text
        assert "PubMed page, confidence" in text
        assert "*Kawasaki disease*" in text or "Mucocutaneous" in text
        assert "](<https://doi.org/10.1007/s00467-012-2172-2>)" in text
        editor.change(uri, hostile)
        assert "<b>" not in (text := (await shown(3)).replace("\\<", ""))
        assert "[x]" not in text
        await editor.end()
        assert await editor_is_gone(editor)

    async def editor_is_gone(editor: Editor) -> bool:
        return editor.client.stopped

    told(story)


def test_the_settings_of_the_folder_hold(tmp_path: Path) -> None:
    """Silences, a profile beside them, and what is no setting; what an editor sets when it starts the server, too."""
    uri = (tmp_path / "refs.bib").as_uri()
    settings = tmp_path / "ivigref.toml"

    async def story(editor: Editor) -> None:
        await editor.start(options={"profile": "bmj", "live": "yes", "surprise": 1})
        await editor.until(lambda: len(editor.messages) == 2)
        assert all("expected live (true or false), registries or profile" in message for message in editor.messages)
        found = await editor.open(uri, WRONG)
        assert "volume-differs" in {one.code for one in found}
        settings.write_text('ignore = [{check = "volume-differs", reason = "known"}]', encoding="utf-8")
        editor.change(uri, f"{WRONG}\n")
        assert "volume-differs" not in {one.code for one in await editor.found(uri)}
        settings.write_text("surprise = 1", encoding="utf-8")
        editor.change(uri, WRONG)
        [fault] = await editor.found(uri)
        assert "ivigref.toml: expected one of mailto" in fault.message
        await editor.end()

    told(story)


def test_nobody_is_asked_unless_somebody_says_so(
    registry_server: Callable[..., RegistryServer], tmp_path: Path
) -> None:
    """Which registries are asked is in the settings; that they are is said by an option or by the editor."""
    server = registry_server([work("10.5555/a", "A long way to a certain answer about an invented matter", year=2004)])
    (tmp_path / "ivigref.toml").write_text('registries = ["crossref"]', encoding="utf-8")
    text = "References\n1. Doe J. A long way to a certain answer about an invented matter. J Ideas. 2003;7:1. doi:10.5555/a\n"
    uri = (tmp_path / "list.txt").as_uri()
    urls = ("--crossref-url", server.crossref_url, "--pubmed-url", server.pubmed_url, "--cache", str(tmp_path / "kept"))

    async def offline(editor: Editor) -> None:
        await editor.start(*urls)
        await editor.open(uri, text, "plaintext")
        await editor.end()

    async def live(editor: Editor) -> None:
        await editor.start(*urls, options={"live": True})
        assert "year-differs" in {one.code for one in await editor.open(uri, text, "plaintext")}
        await editor.end()

    async def silent(editor: Editor) -> None:
        await editor.start(*urls, "--offline", options={"live": True})
        await editor.open(uri, text, "plaintext")
        await editor.until(lambda: bool(editor.messages))
        editor.change(uri, f"{text}\n")
        await editor.found(uri)
        assert [message.rpartition("(")[2] for message in editor.messages] == ["asked for 1 of 1 reference)"]
        await editor.end()

    told(offline)
    told(silent)
    assert server.account.targets == []
    told(live)
    assert server.account.targets
    assert [target for target in server.account.targets if "/works" not in target] == []


def test_a_work_that_another_file_lists_is_shown_where_it_is_cited(tmp_path: Path) -> None:
    """The .bib file lies beside the manuscript, which need not be saved."""
    (tmp_path / "refs.bib").write_text(WRONG, encoding="utf-8")
    uri = (tmp_path / "paper.tex").as_uri()

    async def story(editor: Editor) -> None:
        await editor.start()
        found = await editor.open(uri, "% a\nSkin~\\cite{krug12}. \\bibliography{refs}\n", "latex")
        assert {(one.range.start.line, one.range.start.character) for one in found if one.code == "volume-differs"} == {
            (1, 11)
        }
        (tmp_path / "refs.bib").write_text(RIGHT, encoding="utf-8")
        editor.told[uri].clear()
        saved = types.DidSaveTextDocumentParams(types.TextDocumentIdentifier((tmp_path / "refs.bib").as_uri()))
        editor.client.text_document_did_save(saved)
        assert "volume-differs" not in {one.code for one in await editor.found(uri)}
        await editor.end()

    told(story)


HOSTILE = {
    "nul.bib": "@article{a, title = {\0}}",
    "half.bib": WRONG.replace("Nephrotic", "\ud800 Nephrotic"),
    "deep.bib": "@article{a, title = " + "{" * 50_000,
    "long.bib": "@" + "a" * 300_000,
    "controls.md": MARKDOWN.replace("Huber", "\x1b[31m\u2028Hu\x85ber\f"),
    "empty.bib": "",
    "marked.bib": "\ufeff" + WRONG,
    "ends.bib": "\r\r\n\n\r" + WRONG.replace("\n", "\r"),
    "prose.md": "# Skin\n\nA page about skin, without any list.\n",
    "settings.py": "import os\n",
}


def test_hostile_text_ends_nothing(tmp_path: Path) -> None:
    """Whatever is typed is answered, each with a diagnostic or none, and the next document is judged as ever."""

    async def story(editor: Editor) -> None:
        await editor.start()
        for name, text in HOSTILE.items():
            uri = (tmp_path / name).as_uri()
            found = await editor.open(uri, text, "plaintext")
            await editor.actions(uri)
            for line in (0, 3, 10_000):
                at = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(line, 10_000))
                await editor.client.text_document_hover_async(at)
            said = [one.message for one in found]
            assert not [message for message in said if "internal error" in message], name
            assert bool(said) == (name not in {"prose.md", "settings.py"}), (name, said)
        assert [message for message in editor.messages if "prose.md: found no reference list" in message]
        uri = (tmp_path / "refs.bib").as_uri()
        assert "volume-differs" in {one.code for one in await editor.open(uri, WRONG)}
        assert await editor.end() == 0

    told(story)


def test_only_the_protocol_is_on_standard_output() -> None:
    """Whatever prints, by Python or below it, does not break what an editor reads."""
    code = """import os
from ivigref.lsp.server import _own_output
with _own_output() as output:
    print("printed", flush=True)
    os.write(1, b"written\\n")
    os.system("echo said")
    output.write(b"protocol")
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)  # noqa: S603  (our own code)
    assert ended.stdout == b"protocol"
    assert ended.stderr == b"printed\nwritten\nsaid\n"


def test_an_editor_that_goes_without_a_word_ends_the_server() -> None:
    """With an exit code of its own; what is no message is survived."""
    command = [sys.executable, "-m", "ivigref", "lsp"]
    ended = subprocess.run(command, input=b"Content-Length: 3\r\n\r\n{x}", capture_output=True, check=False, timeout=60)  # noqa: S603  (our own)
    assert ended.returncode == 1
    assert b"Traceback" not in ended.stdout
