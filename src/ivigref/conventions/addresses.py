"""Web addresses that show an identifier: doi.org, PubMed, PubMed Central, arXiv, both ways.

Source: the addresses that the registries answer under today and those that they have answered under before
(www.ncbi.nlm.nih.gov/pubmed until 2020, www.ncbi.nlm.nih.gov/pmc until 2024).
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote

from ivigref.patterns import lazy

Scheme = Literal["doi", "pmid", "pmcid", "arxiv"]


class Shown(NamedTuple):
    """An identifier that an address shows."""

    scheme: Scheme
    value: str


_ADDRESS = lazy(
    r"""(?:https?:)?(?://)? (?:
      (?:dx\.|www\.)?doi\.org/ (?P<doi>10\.\d{4,9}(?:\.\d{1,9})*/[^\s"]+)
    | (?:pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?pubmed\.(?:gov|com))/ (?:pubmed/)? 0*(?P<pmid>[1-9]\d{0,8}) /?
    | (?:www\.|m\.)?ncbi\.nlm\.nih\.gov/ (?:m/)?pubmed/ (?:\?term=)? 0*(?P<old_pmid>[1-9]\d{0,8}) /?
    | [^\s]{0,200} [?&]list_uids=0*(?P<listed>[1-9]\d{0,8}) (?:&\S*)?
    | (?:pmc\.|www\.|m\.)?ncbi\.nlm\.nih\.gov/ (?:m/)?(?:pmc/)?articles/ (?:pmid/\d+/)? (?P<pmcid>PMC[1-9]\d{0,8})
      (?:\.\d+)? (?:/ [^\s]{0,200})?
    | (?:www\.)?europepmc\.org/ (?:article|abstract)/ (?:med|MED)/ (?P<epmc>[1-9]\d{0,8}) /?
    | (?:www\.)?europepmc\.org/ (?:articles?/)(?:pmc/|PMC/)? (?P<epmcid>PMC[1-9]\d{0,8}) (?:/ [^\s]{0,200})?
    | (?:www\.|export\.)?arxiv\.org/ (?:abs|pdf|html)/
      (?P<arxiv>\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]{2,10}(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?) (?:\.pdf)?
    ) (?:[?\#]\S{0,300})?""",
    re.VERBOSE | re.IGNORECASE,
)
_SCHEMES: dict[str, Scheme] = {
    "doi": "doi",
    "pmid": "pmid",
    "old_pmid": "pmid",
    "listed": "pmid",
    "epmc": "pmid",
    "pmcid": "pmcid",
    "epmcid": "pmcid",
    "arxiv": "arxiv",
}


def shown_by(address: str) -> Shown | None:
    """Return the identifier that an address shows, or None.

    >>> shown_by("https://pmc.ncbi.nlm.nih.gov/articles/PMC3216365/")
    Shown(scheme='pmcid', value='PMC3216365')
    >>> shown_by("http://dx.doi.org/10.1172/JCI117520").value, shown_by("https://example.org/PMC1") is None
    ('10.1172/JCI117520', True)
    """
    match = _ADDRESS.fullmatch(address.strip())
    if match is None or match.lastgroup is None:
        return None
    value = match[match.lastgroup]
    scheme = _SCHEMES[match.lastgroup]
    if scheme == "doi":
        value = unquote(value)
    return Shown(scheme, value.upper() if scheme == "pmcid" else value)


def address_of(scheme: Scheme, value: str) -> str:
    """Return the address of an identifier, with all characters escaped that an address cannot contain.

    >>> address_of("pmid", "6112565"), address_of("doi", "10.5555/a<b>")
    ('https://pubmed.ncbi.nlm.nih.gov/6112565/', 'https://doi.org/10.5555/a%3Cb%3E')
    """
    lead, end = {
        "doi": ("https://doi.org/", ""),
        "pmid": ("https://pubmed.ncbi.nlm.nih.gov/", "/"),
        "pmcid": ("https://pmc.ncbi.nlm.nih.gov/articles/", "/"),
        "arxiv": ("https://arxiv.org/abs/", ""),
    }[scheme]
    return f"{lead}{quote(value, safe='/:;()' if scheme in {'doi', 'arxiv'} else '')}{end}"
