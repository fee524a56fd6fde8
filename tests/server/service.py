"""The server itself: routes, limits that are enforced, and an account of what was asked."""

from __future__ import annotations

import json
import re
import ssl
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit
from xml.etree.ElementTree import Element, tostring

from habanero.select import VALID_SELECTS  # type: ignore[import-untyped]  # it brings none

from tests.server.faults import Answer, Fault, spoil
from tests.server.registers import PATHS, Registers
from tests.server.world import World

_AID = re.compile(r'"([^"]+)"\[aid\]')
_FILTERS: dict[str, Callable[[Mapping[str, Any], str], bool]] = {
    "type": lambda work, value: work.get("type") == value,
    "issn": lambda work, value: value in work.get("ISSN", ()),
    "from-pub-date": lambda work, value: _year(work) >= int(value[:4]),
    "until-pub-date": lambda work, value: 0 < _year(work) <= int(value[:4]),
}


def _passes(work: Mapping[str, Any], filters: Sequence[tuple[str, str]]) -> bool:
    """Tell whether a work passes filters: any of those of one name, and all names."""
    names = {name for name, _ in filters}
    return all(any(_FILTERS[name](work, value) for own, value in filters if own == name) for name in names)


_DOCTYPE = """<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" \
"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">
"""
_SI = re.compile(r"(\w+)\[si\]")
_TA = re.compile(r'"([^"]+)"\[ta\] AND (\d{4})\[dp\]')
_TI = re.compile(r"(\w+)\[ti\]")


@dataclass(frozen=True)
class Limits:
    """Requests a second and at once, by route; what a test does not care about is out of its way.

    ``other`` is the limit of all registers but Crossref and NCBI together.
    """

    single: float = 10_000
    list: float = 10_000
    ncbi: float = 10_000
    other: float = 10_000
    concurrency: int = 100
    told: bool = True  # whether the answers' headers state the limits


@dataclass
class Account:
    """What was asked, and what broke a limit."""

    targets: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    forms: list[dict[str, str]] = field(default_factory=list)
    broken: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    def count(self, part: str = "") -> int:
        """Count the requests whose target holds this part."""
        return sum(part in target for target in self.targets)


class RegistryServer:
    """Crossref at ``crossref_url``, NCBI at ``pubmed_url``, and each register at ``url(name)``, on one port of loopback.

    Use it as a context manager; ``faults`` may be changed while it runs. With a certificate it speaks TLS.
    """

    def __init__(
        self,
        works: Iterable[Mapping[str, Any]] = (),
        articles: Iterable[Element] = (),
        faults: Iterable[Fault] = (),
        *,
        limits: Limits | None = None,
        port: int = 0,
        certificate: Path | None = None,
    ) -> None:
        self.world = World(works, articles)
        self.registers = Registers()
        self.faults = list(faults)
        self.limits = limits or Limits()
        self.account = Account()
        self.on_answer: Callable[[], object] = lambda: None  # called after each answer was made
        self._lock = threading.Lock()
        self._arrivals: dict[str, deque[float]] = {route: deque() for route in ("single", "list", "ncbi", "other")}
        self._busy: Counter[str] = Counter()
        service = self

        class Handler(_Handler):
            server_of = service

        self._server = _Server(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            self._scheme = "https"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def address(self) -> str:
        """The address of the port."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_address[1]}"

    @property
    def crossref_url(self) -> str:
        """What stands for https://api.crossref.org."""
        return self.address

    @property
    def pubmed_url(self) -> str:
        """What stands for https://eutils.ncbi.nlm.nih.gov/entrez/eutils."""
        return f"{self.address}/entrez/eutils"

    def url(self, name: str) -> str:
        """Return what stands for the address of a registry of LIVE."""
        known = {"crossref": self.crossref_url, "pubmed": self.pubmed_url}
        return known.get(name) or f"{self.address}{PATHS[name]}"

    def start(self) -> Self:
        """Serve until stopped."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving, and free the port."""
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def answer(self, handler: BaseHTTPRequestHandler, form: dict[str, str]) -> Answer | None:
        """Answer one request, or None where a fault sent what was sent."""
        route = _route(handler.path)
        with self._lock:
            self.account.targets.append(_target(handler.path, form))
            self.account.agents.add(handler.headers.get("User-Agent", ""))
            self.account.forms.append(form)
            allowed = self._admit(route)
            fault = next((f for f in self.faults if f.strikes(_target(handler.path, form))), None)
            self._busy[route] += 1
        try:
            answer = self._answered(handler, form) if allowed else Answer(429, b"Too Many Requests", "text/plain")
            if fault is not None and allowed:
                self.account.faults[fault.kind] += 1
                spoilt = spoil(handler, answer, fault, form.get("api_key"))
                if spoilt is None:
                    return None
                answer = spoilt
            self.on_answer()
            if answer.status != 429:  # a refusal need not say what the limit is
                answer.headers = self._headers(route) | (answer.headers or {})
            return answer
        finally:
            with self._lock:
                self._busy[route] -= 1

    def _admit(self, route: str) -> bool:
        now = time.monotonic()
        arrivals = self._arrivals[route]
        while arrivals and now - arrivals[0] >= 1.0:
            arrivals.popleft()
        arrivals.append(now)
        if len(arrivals) > getattr(self.limits, route):
            self.account.broken[f"{route} rate"] += 1
            return False
        if route not in {"ncbi", "other"} and self._busy[route] >= self.limits.concurrency:
            self.account.broken[f"{route} concurrency"] += 1
            return False
        return True

    def _headers(self, route: str) -> dict[str, str]:
        if not self.limits.told or route == "other":  # most of them state none
            return {}
        rate = f"{getattr(self.limits, route):g}"
        if route == "ncbi":
            return {"X-RateLimit-Limit": rate}
        return {
            "x-api-pool": f"polite-{'array' if route == 'list' else 'single'}",
            "x-rate-limit-limit": rate,
            "x-rate-limit-interval": "1s",
            "x-concurrency-limit": str(self.limits.concurrency),
        }

    def _answered(self, handler: BaseHTTPRequestHandler, form: dict[str, str]) -> Answer:
        """Answer as one of the registers, or as Crossref or NCBI."""
        parts = urlsplit(handler.path)
        found = self.registers.answer(parts.path, _query(parts.query) | form, handler.headers.get("Accept", ""))
        return self._answer(handler.path, form) if found is None else found

    def _answer(self, target: str, form: dict[str, str]) -> Answer:
        parts = urlsplit(target)
        query = _query(parts.query) | form
        path = parts.path
        if path == "/works":
            return self._list(query)
        if path.startswith("/works/"):
            return self._work(path.removeprefix("/works/"))
        if path.endswith((".fcgi", ".cgi")):
            return self._eutils(path.rpartition("/")[2], query)
        if path.startswith("/tools/idconv/"):
            return self._converter(query)
        return Answer(404, b"<html><body>no such page</body></html>", "text/html")

    # Crossref

    def _list(self, query: dict[str, str]) -> Answer:
        rows = query.get("rows", "20")
        if not rows.isdigit() or int(rows) > 1000:
            return _failed("integer-not-valid", rows, f"Integer specified as {rows} but must be a positive integer")
        filters = [part.partition(":")[::2] for part in query.get("filter", "").split(",") if part]
        if not {name for name, _ in filters} <= {"doi", *_FILTERS}:
            return _failed("filter-not-available", query["filter"], "Filter specified but there is no such filter")
        selected = set(filter(None, query.get("select", "").split(",")))
        if not selected <= set(VALID_SELECTS):
            return _failed("parameter-not-allowed", query["select"], "Select specified but there is no such field")
        if dois := [value for name, value in filters if name == "doi"]:
            items = [found for doi in dois if (found := self.world.work(doi)) is not None][: int(rows)]
        else:
            sought = f"{query.get('query.container-title', '')} {query.get('query.bibliographic', '')}"
            many = int(rows) if not filters else len(self.world.works)
            ranked = self.world.search(sought, many) if sought.strip() else self.world.works[:many]
            items = [w for w in ranked if _passes(w, filters)][: int(rows)]
        if selected:
            items = [{name: value for name, value in item.items() if name in selected} for item in items]
        message = {"facets": {}, "total-results": len(items), "items": items, "items-per-page": int(rows)}
        return _json({"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message})

    def _work(self, quoted: str) -> Answer:
        quoted, agency = quoted.removesuffix("/agency"), quoted.endswith("/agency")
        doi = unquote(quoted)
        found = self.world.work(doi)
        label = "Crossref" if found else self.world.agencies.get(doi.casefold())
        if agency and label:
            message = {"DOI": doi, "agency": {"id": label.casefold(), "label": label}}
            return _json(
                {"status": "ok", "message-type": "work-agency", "message-version": "1.0.0", "message": message}
            )
        if found is None:
            return Answer(404, b"Resource not found.", "application/json" if agency else "text/plain")
        return _json({"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": found})

    # NCBI

    def _eutils(self, tool: str, query: dict[str, str]) -> Answer:
        if tool == "efetch.fcgi":
            return self._fetch(query.get("id", "").split(","))
        if tool == "esearch.fcgi":
            return self._search(query.get("term", ""), int(query.get("retmax", "20")))
        if tool == "ecitmatch.cgi":
            return self._match(query.get("bdata", ""))
        return Answer(404, b"<html><body>no such tool</body></html>", "text/html")

    def _fetch(self, ids: list[str]) -> Answer:
        found = [self.world.articles[pmid] for pmid in dict.fromkeys(ids) if pmid in self.world.articles]
        if not found:
            error = b"<eEfetchResult><ERROR>ID list is empty! Possibly it has no correct IDs.</ERROR></eEfetchResult>"
            return Answer(400, error, "text/xml")
        body = "\n".join(tostring(element, encoding="unicode") for element in found)
        text = f"{_DOCTYPE}<PubmedArticleSet>{body}</PubmedArticleSet>"
        return Answer(200, text.encode(), "text/xml; charset=UTF-8")

    def _search(self, term: str, rows: int) -> Answer:
        if dois := _AID.findall(term):
            found = [pmid for doi in dois if (pmid := self.world.by_identifier(doi)) is not None]
        elif trial := _SI.fullmatch(term):
            found = self.world.by_trial(trial[1])
        elif of_journal := _TA.search(term):
            found = self.world.by_journal(*of_journal.groups())
        else:
            alternatives = (self.world.by_title(map(str.casefold, _TI.findall(part))) for part in term.split(" OR "))
            found = list(dict.fromkeys(pmid for alternative in alternatives for pmid in alternative))
        result = {"count": str(len(found)), "retmax": str(rows), "retstart": "0", "idlist": found[:rows]}
        return _json({"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result})

    def _match(self, data: str) -> Answer:
        lines = []
        for line in filter(None, data.split("\r")):
            *fields, key, _ = line.split("|")
            lines.append("|".join([*fields, key, self.world.by_citation(*fields)]))
        return Answer(200, ("\n".join(lines) + "\n").encode(), "text/plain")

    def _converter(self, query: dict[str, str]) -> Answer:
        records = []
        for identifier in query.get("ids", "").split(","):
            pmid = self.world.by_identifier(identifier)
            records.append(
                {"pmcid": identifier, "pmid": int(pmid), "requested-id": identifier}
                if pmid
                else {"requested-id": identifier, "status": "error", "errmsg": "Identifier not found in PMC"}
            )
        return _json({"status": "ok", "records": records})


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up: some tests kill them."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_of: RegistryServer
    disable_nagle_algorithm = True  # without it each answer waits 40 ms for the client's acknowledgement

    def do_GET(self) -> None:
        self._serve({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        self._serve(dict(parse_qsl(self.rfile.read(length).decode())))

    def _serve(self, form: dict[str, str]) -> None:
        answer = self.server_of.answer(self, form)
        if answer is None:
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in (answer.headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the library's own name)
        """Say nothing: the account holds what was asked."""


def _year(work: Mapping[str, Any]) -> int:
    return ((work.get("issued") or {}).get("date-parts") or [[None]])[0][0] or 0


def _route(target: str) -> str:
    path = urlsplit(target).path
    if path.startswith(tuple(f"{prefix}/" for prefix in PATHS.values())):
        return "other"
    return (
        "list"
        if path == "/works" or path.startswith("/journals")
        else "single"
        if path.startswith("/works/")
        else "ncbi"
    )


def _query(text: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(text).items()}


def _target(target: str, form: dict[str, str]) -> str:
    shown = "&".join(f"{name}={value}" for name, value in form.items() if name not in ("email", "api_key"))
    return f"{target}?{shown}" if shown else target


def _json(value: object) -> Answer:
    return Answer(200, json.dumps(value, ensure_ascii=False).encode())


def _failed(kind: str, value: str, message: str) -> Answer:
    problem = {"type": kind, "value": value, "message": message}
    body = {"status": "failed", "message-type": "validation-failure", "message": [problem]}
    return Answer(400, json.dumps(body).encode(), "application/json;charset=utf-8")
