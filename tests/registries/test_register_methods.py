"""What the registers answer beside ``ask``: one work, a title, an agency, what a preprint became."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ivigref.errors import BadAnswer, InputError, RegistryError
from ivigref.registries import BioRxiv, DataCite, DOIFoundation, EuropePMC, OpenAlex, OpenLibrary, pace, transport
from ivigref.registries.doi_foundation import UNKNOWN_AGENCY
from tests.server import Fault, RegistryServer
from tests.server.registers import biorxiv_version, europepmc_result, stocked

TITLE, DOI, PREPRINT, ISBN = "The long way over the bridge", "10.5555/way", "10.1101/2003.01.01.111111", "9780306406157"


@pytest.fixture
def server(registry_server: Callable[..., RegistryServer], monkeypatch: pytest.MonkeyPatch) -> RegistryServer:
    """Return a server whose registers hold a work."""
    monkeypatch.setattr(transport, "BACKOFF", 0.01)
    monkeypatch.setattr(transport, "TRIES", 2)
    monkeypatch.setattr(pace, "MARGIN", 0.001)
    server = registry_server()
    stocked(server.registers, TITLE, DOI, PREPRINT, ISBN)
    return server


@pytest.mark.parametrize("register", [EuropePMC, DataCite, OpenAlex, DOIFoundation])
def test_a_work_by_its_doi(server: RegistryServer, register: type) -> None:
    """In any form; None where there is none, and an error for what is no DOI."""
    with register(server.url(register.name)) as opened:  # type: ignore[attr-defined]  # each has a name
        assert opened.by_doi(f"https://doi.org/{DOI.upper()}").title == TITLE
        if register is not DOIFoundation:  # of which agencies' records are asked
            assert opened.by_doi("10.5555/none") is None
        with pytest.raises(InputError, match="expected a DOI"):
            opened.by_doi("no DOI")


@pytest.mark.parametrize("register", [EuropePMC, DataCite, OpenLibrary])
def test_works_by_a_title(server: RegistryServer, register: type) -> None:
    """All words count, and a title of too few is not searched for."""
    with register(server.url(register.name)) as opened:  # type: ignore[attr-defined]  # each has a name
        assert [record.title for record in opened.by_text(TITLE)] == [TITLE]
        assert opened.by_text("The long way over another bridge") == ()
        asked = server.account.count()
        assert opened.by_text("Way") == ()
        assert server.account.count() == asked
        server.faults = [Fault("403")]
        with pytest.raises(RegistryError):
            opened.by_text("The long way over")


def test_an_edition_by_its_isbn(server: RegistryServer) -> None:
    """With hyphens or without; ten digits are another number."""
    with OpenLibrary(server.url("openlibrary")) as register:
        found = register.by_isbn("978-0-306-40615-7")
        assert found is not None
        assert (found.title, found.publisher, found.year) == (TITLE, "Nova", 2003)
        assert register.by_isbn("9783161484100") is None
        with pytest.raises(InputError, match="expected an ISBN"):
            register.by_isbn("978-0-306-40615-8")


def test_an_empty_list_of_open_library_is_confirmed(server: RegistryServer) -> None:
    """It answers {} where it fails, too: an edition that its search has was lost."""
    del server.registers.books[ISBN]
    with OpenLibrary(server.url("openlibrary")) as register, pytest.raises(BadAnswer, match="without an edition"):
        register.by_isbn(ISBN)


def test_a_work_of_several_editions_has_the_printed_year_or_none(server: RegistryServer) -> None:
    """The year of its first edition is no evidence against its fifth."""
    with OpenLibrary(server.url("openlibrary")) as register:
        assert [record.year for record in register.by_text(TITLE)] == [None]


@pytest.mark.parametrize("doi", [PREPRINT, f"{PREPRINT}v2", f"https://www.doi.org/{PREPRINT}"])
def test_what_a_preprint_became(server: RegistryServer, doi: str) -> None:
    """By bioRxiv's newest version, whichever is asked for."""
    with BioRxiv(server.url("biorxiv")) as register:
        assert register.published(doi) == DOI
        found = register.by_doi(doi)
        assert found is not None
        assert (found.source and found.source.address) == f"https://www.medrxiv.org/content/{PREPRINT}"
        assert register.by_doi("10.5555/way") is None


def test_a_preprint_that_became_nothing(server: RegistryServer) -> None:
    """NA is no DOI, and one of the new prefix is asked for as well."""
    server.registers.preprints["biorxiv"] = [biorxiv_version("10.64898/2026.01.01.1", "Unpublished", "1")]
    with BioRxiv(server.url("biorxiv")) as register:
        assert register.published("10.64898/2026.01.01.1") is None
        assert register.by_doi("10.64898/2026.01.01.1") is not None


def test_what_a_preprint_became_by_europe_pmc(server: RegistryServer) -> None:
    """The link has a PMID, by which the article is fetched."""
    link = {"id": "11", "source": "MED", "type": "Preprint of", "reference": "J Ways. 2003;5:17-8"}
    preprint = europepmc_result("", "Draft", doi=PREPRINT, id="PPR1", source="PPR",
                                commentCorrectionList={"commentCorrection": [link]})  # fmt: skip
    server.registers.results.append(preprint)
    with EuropePMC(server.url("europepmc")) as register:
        article = register.published(PREPRINT)
        assert article is not None
        assert (article.title, article.doi) == (TITLE, DOI)
        assert register.published(DOI) is None


def test_the_agency_of_a_doi(server: RegistryServer) -> None:
    """In one call; what nobody is known of is asked of the handle interface, and a DOI with a comma as well."""
    server.registers.agencies |= {"10.5555/nobodys": "", "10.5555/a,b": "mEDRA", "10.5555/crossrefs": "Crossref"}
    with DOIFoundation(server.url("doi")) as register:
        asked = [DOI.upper(), "10.5555/none", "10.5555/nobodys", "10.5555/a,b", "10.5555/crossrefs"]
        assert register.agencies(asked) == {
            DOI: "mEDRA", "10.5555/none": None, "10.5555/nobodys": UNKNOWN_AGENCY, "10.5555/a,b": UNKNOWN_AGENCY,
            "10.5555/crossrefs": "Crossref",
        }  # fmt: skip
        assert server.account.count("/doiRA/") == 1
        assert server.account.count("/api/handles/") == 3
        assert register.agency("10.5555/none") is None


def test_only_the_handle_interface_says_that_nobody_registered_a_doi(server: RegistryServer) -> None:
    """Where it does not answer, nothing is known, whatever the list of agencies says."""
    server.faults = [Fault("404 html", where="/api/handles/")]
    with DOIFoundation(server.url("doi")) as register, pytest.raises(BadAnswer):
        register.agency("10.5555/none")


def test_a_doi_that_openalex_cannot_be_asked_for(server: RegistryServer) -> None:
    """A comma separates filters."""
    with OpenAlex(server.url("openalex")) as register, pytest.raises(InputError, match="without commas and bars"):
        register.by_doi("10.5555/a,b")
