"""A registry is who its certificate says, or nobody: a server of TLS on loopback with certificates made for tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ivigref.model import Reference
from ivigref.registries import Crossref, PubMed
from tests.server import RegistryServer, article, work

Serve = Callable[..., RegistryServer]
CERTIFICATES = Path(__file__).parents[1] / "server" / "certificates"
REFERENCE = Reference(doi="10.5555/way", pmid="11")


def asked(server: RegistryServer, registry: type[Crossref | PubMed]) -> tuple[int, str | None]:
    """Ask about a work that is there; return how many records came, or the problem."""
    one = registry(server.crossref_url if registry is Crossref else server.pubmed_url, timeout=5, patience=0.5)
    [answer] = one.ask([REFERENCE])
    one.close()
    return len(answer.records), answer.problem


@pytest.mark.parametrize("registry", [Crossref, PubMed])
@pytest.mark.parametrize(
    ("shown", "trusted", "is_accepted"),
    [
        ("loopback", "loopback", True),
        ("loopback", None, False),  # signed by nobody but itself
        ("loopback", "elsewhere", False),
        ("elsewhere", "elsewhere", False),  # trusted, and of another server
        ("expired", "expired", False),
    ],
)
def test_a_wrong_certificate_is_never_accepted(
    registry_server: Serve,
    monkeypatch: pytest.MonkeyPatch,
    registry: type[Crossref | PubMed],
    shown: str,
    trusted: str | None,
    *,
    is_accepted: bool,
) -> None:
    """Whoever speaks without the right one is told nothing, and the registry counts as not reached."""
    for variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(variable, raising=False)
    if trusted is not None:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATES / f"{trusted}.pem"))
    server = registry_server(
        [work("10.5555/way", "The way")],
        [article("11", "The way.", doi="10.5555/way")],
        certificate=CERTIFICATES / f"{shown}.pem",
    )
    problem = f"{registry.name}: its certificate could not be verified"
    assert asked(server, registry) == ((1, None) if is_accepted else (0, problem))
    assert bool(server.account.targets) is is_accepted
