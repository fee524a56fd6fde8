"""What we tell a registry of ourselves: an address or a key that HTTP cannot carry is said by its name, not by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ivigref.errors import InputError
from ivigref.registries import Crossref, PubMed
from ivigref.registries.contact import base_address
from tests.server import RegistryServer, work

ADDRESSES = {
    "a euro sign": "m€@invented.example",
    "an umlaut": "müller@invented.example",
    "a line end within": "me@invented.example\r\nX-Injected: 1",
    "a blank": "me you@invented.example",
    "a NUL": "me\0@invented.example",
    "a bracket": "me)(@invented.example",
    "no @": "invented.example",
    "two @": "me@you@invented.example",
    "nobody": "@invented.example",
}


@pytest.mark.parametrize("registry", [Crossref, PubMed])
@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_a_mail_address_that_cannot_be_sent_names_where_it_is_from(
    monkeypatch: pytest.MonkeyPatch, registry: type[Crossref | PubMed], address: str
) -> None:
    """Given or in the variable, it is refused before anybody is asked, and not shown."""
    with pytest.raises(InputError, match=r"^mailto: expected a mail address") as given:
        registry(mailto=address)
    if "\0" not in address:  # which no variable can hold
        monkeypatch.setenv("IVIGREF_MAILTO", address)
        with pytest.raises(InputError, match=r"^IVIGREF_MAILTO: expected a mail address") as read:
            registry()
        assert address not in str(read.value)
    assert address not in str(given.value)


@pytest.mark.parametrize("key", ["schlüssel", "k3y of", "k3y\nof", "k3y\x7f"])
def test_a_key_that_cannot_be_sent_names_where_it_is_from(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """The same for NCBI's."""
    with pytest.raises(InputError, match=r"^api_key: expected a key of NCBI of printable ASCII") as given:
        PubMed(api_key=key)
    monkeypatch.setenv("NCBI_API_KEY", key)
    with pytest.raises(InputError, match=r"^NCBI_API_KEY: expected a key of NCBI of printable ASCII") as read:
        PubMed()
    assert key not in str(given.value) + str(read.value)


@pytest.mark.parametrize("given", ["me@example.org", " me@example.org\n", "o'neil+lists%x@mail.example.org"])
def test_a_mail_address_is_sent(registry_server: Callable[..., RegistryServer], given: str) -> None:
    """Blanks around it are none of it: a file that holds it ends with a line end."""
    server = registry_server([work("10.5555/way", "The way")])
    crossref = Crossref(server.crossref_url, mailto=given)
    assert crossref.by_doi("10.5555/way") is not None
    crossref.close()
    [agent] = server.account.agents
    assert agent.endswith(f"mailto:{given.strip()})")


@pytest.mark.parametrize("variable", ["", " ", "\n"])
def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    """As a workflow sets it where its user gave nothing."""
    monkeypatch.setenv("IVIGREF_MAILTO", variable)
    monkeypatch.setenv("NCBI_API_KEY", variable)
    Crossref().close()
    PubMed().close()


@pytest.mark.parametrize(
    "address",
    [
        "ftp://x",
        "http://",
        "http://[::1",
        "http://x:99999",
        "http://.example",
        "http://a b",
        f"http://{'x' * 64}.example",
    ],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    """Before anybody is asked, since what is wrong with it is not the server's fault."""
    with pytest.raises(InputError, match="expected an address that begins with"):
        base_address(address, None, "https://api.crossref.org")
