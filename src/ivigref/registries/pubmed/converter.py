"""PubMed Central's ID converter, another service than the E-utilities: the number of each PMCID in PubMed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from urllib.parse import urlencode, urljoin, urlsplit

from ivigref.identifiers import normalize_pmid
from ivigref.registries.asker import Asker
from ivigref.registries.cache import Outcome
from ivigref.registries.pubmed.lists import ADDRESS, FETCH_BATCH, PACE, TOOL, batches, each, json_of, stored_list
from ivigref.registries.transport import Reply, Request

CONVERTER = "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles/"


class Converter:
    """Asks the converter, at its own address; another server than NCBI's stands for it too."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._address = CONVERTER if asker.base == ADDRESS else urljoin(asker.base, urlsplit(CONVERTER).path)

    def question(self, pmcid: str) -> str:
        """Return the name of a question in the cache."""
        return f"{self._address}?{urlencode({'ids': pmcid})}"

    def convert(self, pmcids: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        """Yield the list of numbers that each PMCID has in PubMed: one, or none."""
        for batch in batches(pmcids, FETCH_BATCH):
            parameters = {"ids": ",".join(batch), "idtype": "pmcid", "format": "json", "tool": TOOL}
            request = Request(self._address, parameters, route=self._address, pace=PACE)
            yield from each(batch, self._asker.ask(request, partial(self._read, pmcids=batch)))

    def _read(self, reply: Reply, pmcids: Sequence[str]) -> dict[str, Outcome]:
        records = json_of(reply, self._asker).get("records")
        if not isinstance(records, list):
            raise self._asker.bad("a conversion without records")
        stated = [record if isinstance(record, dict) else {"requested-id": record} for record in records]
        pmids = {
            str(record.get("requested-id", record.get("pmcid"))): normalize_pmid(str(record.get("pmid") or ""))
            for record in stated
        }
        if missing := [pmcid for pmcid in pmcids if pmcid not in pmids]:
            raise self._asker.bad(f"nothing on {len(missing)} of {len(pmcids)} numbers")
        return {pmcid: stored_list(reply, self.question(pmcid), [p] if (p := pmids[pmcid]) else []) for pmcid in pmcids}
