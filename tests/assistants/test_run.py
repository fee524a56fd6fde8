"""`ivigref mcp` as an assistant runs it: a real process, a real client, over standard input and output."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, StdioServerParameters, stdio_client
from mcp.types import CallToolResult

import ivigref
from tests.assistants.test_answers import PRINTED, WORKS
from tests.server import Fault, RegistryServer

pytestmark = pytest.mark.slow
PATIENCE = 90.0  # seconds: an end to waiting, however busy the machine is
SOURCE = str(Path(ivigref.__file__).parents[1])
NAMED = {"name": "a test", "version": "1"}
KRUG = "1. Krug P, Boyer O, et al. Nephrotic syndrome in Kawasaki disease: a report of three cases."
KRUG += " Pediatr Nephrol. 2012;28(9):1547–50.\n"


class Assistant:
    """A client whose server runs, used from this thread."""

    def __init__(self, portal: BlockingPortal, client: Client) -> None:
        self._portal, self.client = portal, client

    def begin(self, tool: str, told: list[Any] | None = None, **arguments: object) -> Future[CallToolResult]:
        """Call a tool, and do not wait."""

        async def hear(progress: float, total: float | None, message: str | None) -> None:
            if told is not None:
                told.append((progress, total, message))

        call = partial(self.client.call_tool, tool, arguments, PATIENCE, progress_callback=hear)
        return self._portal.start_task_soon(call)

    def call(self, tool: str, told: list[Any] | None = None, **arguments: object) -> CallToolResult:
        """Call a tool, and wait for its answer."""
        return self.begin(tool, told, **arguments).result(PATIENCE)

    def tools(self) -> list[str]:
        """Return what is offered."""
        return [tool.name for tool in self._portal.call(self.client.list_tools).tools]


@contextmanager
def assistant(folder: Path, *options: str) -> Iterator[Assistant]:
    """Start the server in a folder, and connect to it."""
    environment = {"PYTHONPATH": SOURCE, "HOME": str(folder / "home"), "XDG_CACHE_HOME": str(folder / "home")}
    started = StdioServerParameters(
        command=sys.executable, args=["-m", "ivigref", "mcp", *options], env=environment, cwd=folder
    )
    with (
        (folder.parent / "stderr.txt").open("w", encoding="utf-8") as errors,
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(stdio_client(started, errlog=errors))) as client,
    ):
        yield Assistant(portal, client)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Lay out a folder with a list, and one beside it that is nobody's business."""
    here = tmp_path / "here"
    here.mkdir()
    (here / "mine.txt").write_text(f"References\n{KRUG}", encoding="utf-8")
    (tmp_path / "secret.txt").write_text(f"References\n{KRUG}", encoding="utf-8")
    return here


def _text(result: CallToolResult) -> str:
    [content] = result.content
    assert content.type == "text"
    return content.text


def test_an_assistant_checks_looks_up_and_explains(folder: Path) -> None:
    """Each tool answers with values that its schema allows and a text, and no file is written."""
    (folder.parent / "stderr.txt").touch()
    before = sorted(folder.parent.rglob("*"))
    with assistant(folder) as one:
        assert one.tools() == ["check", "look_up", "explain", "tag", "format"]
        checked = one.call("check", file="mine.txt")
        [reference] = checked.structured_content["citations"]
        assert [finding["check"] for finding in reference["findings"]] == ["volume-differs"]
        assert "mine.txt: 1 reference" in _text(checked)
        assert one.call("check", text=KRUG).structured_content["citations"] == [reference]
        found = one.call("look_up", reference="10.1186/1478-7547-8-14").structured_content
        assert (found["outcome"], found["record"]["year"]) == ("found", 2010)
        assert _text(one.call("explain", name="volume-differs")).startswith("# volume-differs")
        [tags] = one.call("tag", file="mine.txt").structured_content["citations"]
        assert "mucocutaneous-lymph-node-syndrome" in {tag["term"] for tag in tags["tags"]}
        [line] = one.call("format", file="mine.txt", style="apa").structured_content["citations"]
        assert line["text"].startswith("Krug")
    assert sorted(folder.parent.rglob("*")) == before


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"file": "../secret.txt"}, "../secret.txt: expected a file in an allowed folder, found one outside"),
        ({"file": "nothing.txt"}, "nothing.txt: expected a file, found none that can be read"),
        ({"text": "x" * 1_000_001}, "check: text: expected at most 1000000 characters"),
        ({"text": KRUG, "profile": "../secret.toml"}, "../secret.toml: expected a file in an allowed folder"),
    ],
)
def test_what_is_refused_is_an_answer_that_says_why(folder: Path, arguments: dict[str, Any], problem: str) -> None:
    """The assistant reads the reason, and the next call is answered."""
    with assistant(folder) as one:
        refused = one.call("check", **arguments)
        assert refused.is_error
        assert _text(refused).startswith(problem)
        assert not one.call("check", text=KRUG).is_error


def test_another_folder_can_be_allowed(folder: Path) -> None:
    """The person who starts the server says which, and then the folder that it was started in is not among them."""
    other = folder.parent / "other"
    other.mkdir()
    (other / "theirs.txt").write_text(f"References\n{KRUG}", encoding="utf-8")
    with assistant(folder, "--allow", str(other)) as one:
        assert not one.call("check", file="theirs.txt").is_error
        assert one.call("check", file=str(folder / "mine.txt")).is_error


def _live(server: RegistryServer) -> list[str]:
    urls = ["--crossref-url", server.crossref_url, "--pubmed-url", server.pubmed_url]
    return ["--registries", "crossref,pubmed", *urls]


def test_registries_are_asked_and_progress_is_told(
    folder: Path, registry_server: Callable[..., RegistryServer]
) -> None:
    """How many questions are answered is told until all are; the answer names who said what."""
    server = registry_server(WORKS, [])
    told: list[Any] = []
    with assistant(folder, *_live(server)) as one:
        result = one.call("check", told, text=f"1. {PRINTED}")
    assert result.structured_content["live"]
    assert {one["name"] for one in result.structured_content["registries"]} == {"crossref", "pubmed", "recorded"}
    assert "(crossref, " in _text(result)
    done, of, said = told[-1]
    assert done == of > 0
    assert said.endswith("to registries answered")


def test_the_settings_of_the_folder_hold(folder: Path, registry_server: Callable[..., RegistryServer]) -> None:
    """Whom --live asks, with which mail address, the style, the profile, and what is silenced; no answer names the address."""
    server = registry_server(WORKS, [])
    table = 'mailto = "me@example.org"\nregistries = ["crossref"]\nstyle = "apa"\nprofile = "ama"\n'
    table += 'ignore = [{check = "volume-differs", reason = "printed so"}]\n'
    (folder / "ivigref.toml").write_text(table, encoding="utf-8")
    whole = KRUG.replace("Pediatr Nephrol", "Pediatric Nephrology")
    (folder / "theirs.txt").write_text(f"References\n1. {PRINTED}\n2{whole[1:]}", encoding="utf-8")
    with assistant(folder, "--live", "--crossref-url", server.crossref_url) as one:
        result = one.call("check", file="theirs.txt")
        line, _ = one.call("format", file="theirs.txt").structured_content["citations"]
    assert server.account.agents
    assert [agent for agent in server.account.agents if "mailto:me@example.org" not in agent] == []
    values = result.structured_content
    assert {registry["name"] for registry in values["registries"]} == {"crossref", "recorded"}
    found = {finding["check"] for citation in values["citations"] for finding in citation["findings"]}
    assert values["silenced"] > 0
    assert "volume-differs" not in found
    assert "profile-journal" in found
    assert line["text"].startswith("Doe, J. (2003).")
    assert "me@example.org" not in _text(result) + json.dumps(values)


def test_two_calls_at_once_and_one_that_is_cancelled(
    folder: Path, registry_server: Callable[..., RegistryServer]
) -> None:
    """A call that waits for a silent registry holds up no other, and can be ended."""
    server = registry_server(WORKS, [], [Fault("no answer", seconds=PATIENCE)])
    with assistant(folder, *_live(server)) as one:
        waiting = one.begin("check", text=f"1. {PRINTED}")
        assert _text(one.call("explain", name="not-found")).startswith("# not-found")
        assert not waiting.done()
        waiting.cancel()
        assert _text(one.call("explain", name="exists")).startswith("# exists")


def test_a_call_that_takes_too_long_is_ended(folder: Path, registry_server: Callable[..., RegistryServer]) -> None:
    """It is answered with the limit, and the next one is not held up."""
    server = registry_server(WORKS, [], [Fault("no answer", seconds=PATIENCE)])
    with assistant(folder, "--time-limit", "0.05", "--jobs", "1", *_live(server)) as one:
        late = one.call("check", text=f"1. {PRINTED}")
        assert late.is_error
        assert _text(late).startswith("check: expected an answer within 3 seconds, found none")
        assert not one.call("explain", name="exists").is_error


def test_standard_output_is_the_protocols(folder: Path) -> None:
    """Each line is a message, also when a call fails and where input is none; the end of input ends the server."""
    requests = [
        {"method": "initialize", "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": NAMED}},
        {"method": "tools/call", "params": {"name": "check", "arguments": {"text": "\u202e\x1b[2J"}}},
        {"method": "tools/call", "params": {"name": "no_such_tool", "arguments": {}}},
    ]
    lines = [json.dumps({"jsonrpc": "2.0", "id": n, **one}) for n, one in enumerate(requests)]
    started = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    server = subprocess.Popen(
        [sys.executable, "-m", "ivigref", "mcp"],
        cwd=folder,
        env={"PYTHONPATH": SOURCE, "PATH": "", "HOME": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    with server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write("\n".join([lines[0], json.dumps(started), "no JSON", *lines[1:]]) + "\n")
        server.stdin.flush()
        read = [json.loads(server.stdout.readline()) for _ in lines]
        server.stdin.close()
        assert server.wait(PATIENCE) == 0
        assert server.stdout.read() == ""
    answers = {one["id"]: one for one in read}
    assert answers[0]["result"]["serverInfo"]["name"] == "ivigref"
    assert answers[1]["result"]["isError"]
    assert "expected one of check, look_up" in answers[2]["error"]["message"]


def test_the_configuration_of_the_docs_works(folder: Path) -> None:
    """What the page says to copy starts the server, with the paths of this machine."""
    page = Path(__file__).parents[2] / "docs/howto/assistants.md"
    [block] = re.findall(r"^```json\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    ours = json.loads(block)["mcpServers"]["ivigref"]
    assert ours["command"].endswith("/ivigref")
    verb, *options = ours["args"]
    assert verb == "mcp"
    with assistant(folder, *(str(folder) if option.startswith("/") else option for option in options)) as one:
        assert set(one.tools()) == set(re.findall(r"^\| `(\w+)` \|", page.read_text(encoding="utf-8"), re.MULTILINE))
        assert not one.call("explain", name="not-found").is_error
