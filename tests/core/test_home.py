"""Where an installation lives: the variable, the checkout, the user's data folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from terreau.core import home
from terreau.core.home import terreau_home


def test_the_variable_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERREAU_HOME", str(tmp_path / "a" / ".." / "b"))
    assert terreau_home() == tmp_path / "b"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TERREAU_HOME", "~/kept")
    assert terreau_home() == tmp_path / "kept"


def test_a_checkout_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERREAU_HOME", "")
    assert terreau_home() == Path(__file__).parents[2] / "var"


@pytest.mark.parametrize(
    ("xdg", "expected"), [("", "me/.local/share/terreau"), ("data", "data/terreau")]
)
def test_elsewhere_the_data_folder_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, xdg: str, expected: str
) -> None:
    installed = tmp_path / "lib" / "site-packages" / "terreau" / "core" / "home.py"
    monkeypatch.setattr(home, "__file__", str(installed))
    monkeypatch.delenv("TERREAU_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / xdg) if xdg else "")
    assert terreau_home() == tmp_path / expected
