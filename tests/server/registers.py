"""Europe PMC, DataCite, Open Library, bioRxiv, doi.org and OpenAlex on loopback, each below a path of its own.

Their answers are written from the documented shapes (see the modules of the registers); what they hold is invented.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from ivigref.text import words
from tests.server.faults import Answer

Entry = dict[str, Any]
# The path below which each register is, after the address of the server.
PATHS = {
    "europepmc": "/europepmc/webservices/rest", "datacite": "/datacite", "openlibrary": "/openlibrary",
    "biorxiv": "/biorxiv", "doi": "/doi", "openalex": "/openalex",
}  # fmt: skip


@dataclass
class Registers:
    """What the registers hold, in their own shapes; ``agencies`` says who registered a DOI, ``key`` what OpenAlex wants."""

    results: list[Entry] = field(default_factory=list)  # Europe PMC
    dois: list[Entry] = field(default_factory=list)  # DataCite's attributes
    books: dict[str, Entry] = field(default_factory=dict)  # Open Library's editions by ISBN
    docs: list[Entry] = field(default_factory=list)  # Open Library's works
    preprints: dict[str, list[Entry]] = field(default_factory=dict)  # versions by server
    agencies: dict[str, str] = field(default_factory=dict)
    csl: dict[str, Entry] = field(default_factory=dict)
    works: list[Entry] = field(default_factory=list)  # OpenAlex
    key: str | None = None

    def answer(self, path: str, query: Mapping[str, str], accept: str) -> Answer | None:
        """Answer a request below one of the paths, or None where it is for nobody here."""
        name = next((name for name, prefix in PATHS.items() if path.startswith(f"{prefix}/")), None)
        if name is None:
            return None
        rest = path.removeprefix(f"{PATHS[name]}/")
        if name == "doi":
            return self._doi(rest, accept)
        answered: Answer = getattr(self, f"_{name}")(rest, query)
        return answered

    def _europepmc(self, _: str, query: Mapping[str, str]) -> Answer:
        text, rows = query["query"], int(query["pageSize"])
        if text.startswith("TITLE:"):
            wanted = set(re.findall(r"TITLE:(\w+)", text))
            found = [r for r in self.results if wanted <= set(words(r["title"]))]
        elif text.startswith("JOURNAL:"):
            said = dict(re.findall(r'(\w+):"([^"]*)"', text))
            found = [r for r in self.results if _is_in(r, said)]
        else:
            asked = {(name, value.casefold()) for name, value in re.findall(r'(DOI|EXT_ID|PMCID):"?([^"\s]+)"?', text)}
            fields = {"DOI": "doi", "EXT_ID": "pmid", "PMCID": "pmcid"}
            found = [
                r for r in self.results if any((n, str(r.get(f, "")).casefold()) in asked for n, f in fields.items())
            ]
        answer = {"version": "6.9", "hitCount": len(found), "resultList": {"result": found[:rows]}}
        return _json(answer | ({"nextCursorMark": "AoIIP4=="} if found else {}))

    def _datacite(self, _: str, query: Mapping[str, str]) -> Answer:
        text, rows = query["query"], int(query.get("page[size]", "25"))
        if text.startswith("doi:"):
            asked = {doi.casefold() for doi in re.findall(r'"([^"]+)"', text)}
            found = [entry for entry in self.dois if entry["doi"].casefold() in asked]
        else:
            wanted = set(text.removeprefix("titles.title:(").removesuffix(")").split(" AND "))
            found = [e for e in self.dois if wanted <= set(words(e["titles"][0]["title"]))]
        data = [{"id": entry["doi"], "type": "dois", "attributes": entry} for entry in found[:rows]]
        return _json({"data": data, "meta": {"total": len(found), "totalPages": 1, "page": 1}})

    def _openlibrary(self, path: str, query: Mapping[str, str]) -> Answer:
        if path == "api/books":
            keys = query["bibkeys"].split(",")
            return _json({k: self.books[k[5:]] for k in keys if k[5:] in self.books})
        if "isbn" in query:
            found = [doc for doc in self.docs if query["isbn"] in doc.get("isbn", ())]
        else:
            title = set(words(query["title"]))
            found = [doc for doc in self.docs if title <= set(words(doc["title"]))]
        return _json({"numFound": len(found), "start": 0, "numFoundExact": True, "docs": found[: int(query["limit"])]})

    def _biorxiv(self, path: str, _: Mapping[str, str]) -> Answer:
        _details, server, *doi = unquote(path).removesuffix("/na/json").split("/")
        found = [entry for entry in self.preprints.get(server, ()) if entry["doi"] == "/".join(doi)]
        said = {"status": "ok", "count": len(found)} if found else {"status": "no posts found"}
        return _json({"messages": [said], "collection": found})

    def _openalex(self, _: str, query: Mapping[str, str]) -> Answer:
        if self.key is not None and query.get("api_key") != self.key:
            refusal = {"error": "Invalid API key", "message": f"{query.get('api_key')} is not a valid key"}
            return Answer(403, json.dumps(refusal).encode())
        name, _, values = query["filter"].partition(":")
        asked = {value.casefold() for value in values.split("|")}
        found = [w for w in self.works if _last(w["ids"].get(name, ""), name) in asked]
        return _json({"meta": {"count": len(found), "page": 1, "per_page": 100}, "results": found})

    def _doi(self, path: str, accept: str) -> Answer:
        known = {doi.casefold(): agency for doi, agency in self.agencies.items()}
        if path.startswith("doiRA/"):
            asked = [unquote(doi) for doi in path.removeprefix("doiRA/").split(",")]
            missing = {"status": "DOI does not exist"}
            said = {doi: {"RA": agency} if agency else {"status": "Unknown"} for doi, agency in known.items()}
            return _json([{"DOI": doi, **said.get(doi.casefold(), missing)} for doi in asked])
        if path.startswith("api/handles/"):
            doi = unquote(path.removeprefix("api/handles/"))
            code = 1 if doi in known else 100
            body = {"responseCode": code, "handle": doi, "values": []}
            return Answer(200 if code == 1 else 404, json.dumps(body).encode())
        found = self.csl.get(unquote(path).casefold())
        if found is None or "csl+json" not in accept:
            return Answer(404, b"<html><body>DOI Not Found</body></html>", "text/html")
        return _json(found)


def _is_in(result: Entry, said: Mapping[str, str]) -> bool:
    info = result.get("journalInfo") or {}
    names = {info.get("journal", {}).get(name) for name in ("title", "isoabbreviation", "medlineAbbreviation")}
    return said["JOURNAL"] in names and said["VOLUME"] == info.get("volume") and said["ISSUE"] == info.get("issue")


def _last(address: str, name: str) -> str:
    return (address.removeprefix("https://doi.org/") if name == "doi" else address.rpartition("/")[2]).casefold()


def _json(value: object) -> Answer:
    return Answer(200, json.dumps(value, ensure_ascii=False).encode())


def stocked(registers: Registers, title: str, doi: str, preprint: str, isbn: str) -> None:
    """Let every register hold one work of this title, under the identifier that it goes by, and one more."""
    for n, (name, number) in enumerate(((title, doi), ("Another invented way of counting", f"{doi}2"))):
        registers.results.append(europepmc_result(str(11 + n), name, doi=number))
        registers.dois.append(datacite_attributes(number, name))
        registers.agencies[number] = "mEDRA"
        registers.csl[number] = {
            "DOI": number, "type": "article-journal", "title": name, "author": [{"family": "Doe", "given": "Jane"}],
            "container-title": "Journal of Ways", "issued": {"date-parts": [[2003]]}, "page": "17-18", "volume": "5",
        }  # fmt: skip
        registers.works.append(openalex_work(str(11 + n), name, number))
        code = isbn if n == 0 else "9781861972712"
        registers.books[code] = openlibrary_book(name, code)
        registers.docs.append(
            {"key": f"/works/OL{n}W", "title": name, "author_name": ["Jane Doe"], "isbn": [code], "publisher": ["Nova"],
             "edition_count": 2, "first_publish_year": 1999, "publish_year": [1999, 2003]}
        )  # fmt: skip
    registers.preprints["medrxiv"] = [
        biorxiv_version(preprint, title, "1"), biorxiv_version(preprint, title, "2", published=doi),
    ]  # fmt: skip


def europepmc_result(pmid: str, title: str, **fields: Any) -> Entry:  # noqa: ANN401  (Europe PMC's own JSON)
    """Shape a result as resultType=core does."""
    journal = {"title": "Journal of Ways", "isoabbreviation": "J Ways", "issn": "2049-3630", "essn": "0043-5341"}
    return {
        "id": pmid, "source": "MED", "pmid": pmid, "title": f"{title}.", "pubYear": "2003", "pageInfo": "17-18",
        "authorList": {"author": [{"fullName": "Doe J", "firstName": "Jane", "lastName": "Doe", "initials": "J"}]},
        "journalInfo": {"volume": "5", "issue": "2", "yearOfPublication": 2003, "journal": journal},
        "pubTypeList": {"pubType": ["Journal Article"]}, **fields,
    }  # fmt: skip


def datacite_attributes(doi: str, title: str, **fields: Any) -> Entry:  # noqa: ANN401  (DataCite's own JSON)
    """Shape the attributes of a DOI as DataCite does."""
    person = {"name": "Doe, Jane", "nameType": "Personal", "givenName": "Jane", "familyName": "Doe", "affiliation": []}
    return {
        "doi": doi, "creators": [person], "titles": [{"title": title}], "publisher": "A repository", "container": {},
        "publicationYear": 2003, "dates": [{"date": "2003-04-05", "dateType": "Issued"}], "language": "en",
        "types": {"resourceTypeGeneral": "Dataset", "citeproc": "dataset"}, **fields,
    }  # fmt: skip


def openlibrary_book(title: str, isbn: str, **fields: Any) -> Entry:  # noqa: ANN401  (Open Library's own JSON)
    """Shape an edition as jscmd=data does."""
    return {
        "url": "https://openlibrary.org/books/OL1M", "key": "/books/OL1M", "title": title, "publish_date": "May 2003",
        "authors": [{"url": "https://openlibrary.org/authors/OL1A", "name": "Jane Doe"}],
        "identifiers": {"isbn_13": [isbn], "openlibrary": ["OL1M"]}, "publishers": [{"name": "Nova"}], **fields,
    }  # fmt: skip


def biorxiv_version(doi: str, title: str, version: str, published: str = "NA") -> Entry:
    """Shape a version as /details/ does."""
    return {
        "doi": doi, "title": title, "authors": "Doe, J.; Roe, R.", "date": "2003-01-02", "version": version,
        "type": "new results", "category": "epidemiology", "abstract": "None.", "published": published,
        "server": "medRxiv",
    }  # fmt: skip


def openalex_work(pmid: str, title: str, doi: str, **fields: Any) -> Entry:  # noqa: ANN401  (OpenAlex's own JSON)
    """Shape a work as /works does."""
    return {
        "id": f"https://openalex.org/W{pmid}", "doi": f"https://doi.org/{doi}", "title": title, "publication_year": 2003,
        "ids": {"doi": f"https://doi.org/{doi}", "pmid": f"https://pubmed.ncbi.nlm.nih.gov/{pmid}"}, "type": "article",
        "authorships": [{"raw_author_name": "Jane Doe", "author": {"display_name": "Jane Doe"}}], "language": "en",
        "primary_location": {"source": {"display_name": "Journal of Ways", "issn": ["2049-3630"]}},
        "biblio": {"volume": "5", "issue": "2", "first_page": "17", "last_page": "18"}, "is_retracted": False, **fields,
    }  # fmt: skip
