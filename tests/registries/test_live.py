"""Registries that are asked over the network are one table, and what they are asked with is one value."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from ivigref import registries
from ivigref.registries import LIVE, Access, Crossref, PubMed, live_titles, open_live, url_variable
from ivigref.registries.access import Options
from ivigref.registries.cache import Cache, Stored
from ivigref.registries.transport import Transport
from tests.server import RegistryServer, work


@pytest.mark.parametrize("name", LIVE)
def test_a_registry_is_called_what_the_table_says(name: str) -> None:
    """Reports, options and variables speak of the same one."""
    with open_live(name, access=Access(offline=True)) as registry:
        assert registry.name == name
        assert type(registry) is getattr(registries, LIVE[name].class_name)
    assert url_variable(name) == f"IVIGREF_{name.upper()}_URL"


@pytest.mark.parametrize(
    ("titles", "listed"), [(["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "The Shelf"], "A, B and The Shelf")]
)
def test_titles_are_listed_as_in_a_sentence(monkeypatch: pytest.MonkeyPatch, titles: list[str], listed: str) -> None:
    """Messages stay English with one registry and with three."""
    monkeypatch.setattr(registries, "LIVE", {title.lower(): registries.Live(title, "none") for title in titles})
    assert live_titles() == listed


def test_what_a_registry_takes_by_name_is_what_an_access_has() -> None:
    """A field that one of the two lacks could not be given, or would do nothing."""
    assert set(Options.__annotations__) == {field.name for field in dataclasses.fields(Access)}


def test_an_access_has_the_defaults_of_what_it_opens() -> None:
    """Nobody waits longer, or keeps answers longer, for going through it."""
    access = Access()
    for opened, names in ((Transport, ("timeout", "patience")), (Cache, ("max_age", "refresh"))):
        defaults = inspect.signature(opened).parameters
        assert {name: getattr(access, name) for name in names} == {name: defaults[name].default for name in names}


@pytest.mark.parametrize("registry", [Crossref, PubMed])
def test_an_access_is_taken_whole_or_by_its_fields(
    registry: type[Crossref | PubMed], registry_server: Callable[..., RegistryServer], tmp_path: Path
) -> None:
    """A field that is given by name replaces that of the access; neither changes the access itself."""
    server = registry_server([work("10.5555/x", "On lupus")])
    url = server.crossref_url if registry is Crossref else server.pubmed_url
    access = Access(cache=tmp_path / "whole", mailto="someone@example.org")
    with registry(url, access) as one, registry(url, access, cache=tmp_path / "other") as two:
        assert [one.by_doi("10.5555/none"), two.by_doi("10.5555/none")] == [None, None]
    for folder in ("whole", "other"):
        assert (tmp_path / folder / "answers.sqlite").exists()
        assert (tmp_path / folder / "pace.sqlite").exists()
    if registry is Crossref:
        [agent] = server.account.agents
        assert agent.endswith("mailto:someone@example.org)")
    else:
        assert {form["email"] for form in server.account.forms} == {"someone@example.org"}
    asked = server.account.count()
    with registry(url, access, offline=True) as again:
        assert again.by_doi("10.5555/none") is None
    assert server.account.count() == asked
    assert access == Access(cache=tmp_path / "whole", mailto="someone@example.org")
    with pytest.raises(dataclasses.FrozenInstanceError):
        access.offline = True  # type: ignore[misc]  # which is what this shows


def test_an_unknown_option_is_an_error() -> None:
    """As of any call; no misspelt name is swallowed."""
    with pytest.raises(TypeError, match="ofline"):
        Crossref(ofline=True)  # type: ignore[call-arg]  # which is what this shows


def test_refresh_means_nothing_offline(tmp_path: Path) -> None:
    """Who may ask nobody takes what there is."""
    access = Access(cache=tmp_path, refresh=True, offline=True, max_age=timedelta(0))
    with access.open_cache() as cache:
        assert cache.is_fresh(Stored("q", "https://…", 0.0, b""))
    assert not (tmp_path / "pace.sqlite").exists()
