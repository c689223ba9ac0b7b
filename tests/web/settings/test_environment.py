"""Every variable is declared once; the secret of a demo is made once and read by its owner only."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from terreau.web.settings import environment
from terreau.web.settings.secret import generated_secret


def test_a_variable_that_is_not_declared_is_a_mistake() -> None:
    with pytest.raises(LookupError, match="TERREAU_COLOUR is read but not declared"):
        environment.read("TERREAU_COLOUR")


def test_names_are_declared_once_with_a_meaning() -> None:
    names = [variable.name for variable in environment.VARIABLES]
    assert len(names) == len(set(names))
    assert all(v.meaning.endswith(".") and v.default for v in environment.VARIABLES)


def test_values_are_trimmed_and_lists_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERREAU_ALLOWED_HOSTS", " a.example ,, b.example, ")
    assert environment.hosts("TERREAU_ALLOWED_HOSTS") == ["a.example", "b.example"]
    monkeypatch.setenv("TERREAU_ALLOWED_HOSTS", "  ")
    with pytest.raises(ImproperlyConfigured, match="TERREAU_ALLOWED_HOSTS is not set"):
        environment.hosts("TERREAU_ALLOWED_HOSTS")


def test_the_secret_of_a_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TERREAU_SECRET_KEY", raising=False)
    home = tmp_path / "new" / "home"
    made = generated_secret(home)
    assert len(made) >= 50
    assert generated_secret(home) == made
    assert (home / "secret_key").stat().st_mode & 0o777 == 0o600
    assert generated_secret(tmp_path / "other") != made
    monkeypatch.setenv("TERREAU_SECRET_KEY", "chosen")
    assert generated_secret(home) == "chosen"


def test_processes_that_start_together_share_one_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TERREAU_SECRET_KEY", raising=False)
    with ThreadPoolExecutor(16) as pool:
        made = set(pool.map(lambda _: generated_secret(tmp_path), range(64)))
    assert len(made) == 1
    assert made != {""}


def test_networks_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERREAU_TRUSTED_PROXIES", "10.0.0.0/8, ::1,")
    found = environment.networks("TERREAU_TRUSTED_PROXIES", "127.0.0.1")
    assert [str(network) for network in found] == ["10.0.0.0/8", "::1/128"]
    monkeypatch.delenv("TERREAU_TRUSTED_PROXIES")
    assert environment.networks("TERREAU_TRUSTED_PROXIES") == []


@pytest.mark.parametrize("written", ["0", "-1", "30.5", "٣", "x", "9" * 30])
def test_what_is_no_number_of_days(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("TERREAU_LOG_DAYS", written)
    with pytest.raises(ImproperlyConfigured, match="TERREAU_LOG_DAYS is"):
        environment.whole("TERREAU_LOG_DAYS", 30)


@pytest.mark.parametrize("wrong", ["terreau.example", "ftp://a.example", "https://a.example/x"])
def test_links_of_letters_begin_with_an_address(
    monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv("TERREAU_SITE_URL", "https://a.example/")
    assert environment.site_url("http://localhost:8000") == "https://a.example"
    monkeypatch.delenv("TERREAU_SITE_URL")
    assert environment.site_url("http://localhost:8000") == "http://localhost:8000"
    monkeypatch.setenv("TERREAU_SITE_URL", wrong)
    with pytest.raises(ImproperlyConfigured, match="TERREAU_SITE_URL"):
        environment.site_url("")
