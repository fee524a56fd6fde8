"""Run the server by hand: ``python -m tests.server WORKS.jsonl [ARTICLES.xml] [--port 8089]``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from threading import Event

from ivigref.registries import LIVE, url_variable
from ivigref.xml import parse
from tests.server import Fault, RegistryServer


def main() -> None:
    """Serve Crossref's works (a JSON object a line) and PubMed's articles (a PubmedArticleSet) until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.server", description=main.__doc__)
    parser.add_argument("works", type=Path, nargs="?", help="Crossref works, a JSON object a line")
    parser.add_argument("articles", type=Path, nargs="?", help="a PubmedArticleSet")
    parser.add_argument("--port", type=int, default=8089)
    parser.add_argument("--fault", action="append", default=[], help="a fault for each tenth request, e.g. '503'")
    given = parser.parse_args()
    works = [json.loads(line) for line in given.works.read_text("utf-8").splitlines()] if given.works else []
    articles = parse(given.articles.read_bytes()) if given.articles else ()
    faults = [Fault(kind, every=10) for kind in given.fault]
    with RegistryServer(works, articles, faults, port=given.port) as server:
        sys.stderr.write(
            f"{' '.join(f'{url_variable(name)}={server.url(name)}' for name in LIVE)}: "
            f"{len(works)} works, {len(server.world.articles)} articles\n"
        )
        Event().wait()


if __name__ == "__main__":
    main()
