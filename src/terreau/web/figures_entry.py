"""What the command line may call of figures; Django is loaded by ``entry`` before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from django.utils import translation

from terreau.core.number import Number
from terreau.web.apps.observatory import (
    compared_export,
    dashboard_out,
    dashboard_page,
    exports,
    map_asked,
    peers_export,
    printed_export,
    selectors,
    terminal,
    values_export,
)
from terreau.web.apps.observatory.comparing import compare
from terreau.web.apps.observatory.map_page import get_values_of_map
from terreau.web.apps.observatory.numbers_export import as_csv, one_number
from terreau.web.apps.observatory.peers_page import get_peers_as_data
from terreau.web.apps.observatory.printed_page import get_printed
from terreau.web.apps.observatory.rules import Asked
from terreau.web.apps.territories.covering import get_surroundings
from terreau.web.apps.territories.naming import find_by_name, key_of_name
from terreau.web.disk import disk

__all__ = [
    "Asked", "Wish", "comparison_text", "dashboard_text", "peers_text", "printed_text",
    "profile_text", "values_text",
]  # fmt: skip


class _Told(Protocol):
    """What has figures: a profile, a comparison, a dashboard, peers, printed facts."""

    def numbers(self) -> Iterator[Number]:
        """Yield every figure once."""


Page = TypeVar("Page", bound=_Told)


@dataclass(frozen=True)
class Wish:
    """How a person wishes figures to be printed.

    Parameters
    ----------
    output : str
        "text", "json" or "csv".
    show : str
        Key of the only figure to print, in full precision; "" for all.
    language : str
        "fr" or "en".
    """

    output: str = "text"
    show: str = ""
    language: str = "fr"


def profile_text(name: str, wish: Wish, *, kind: str = "", choices: Asked) -> str:
    """Return the profile of a territory.

    Raises
    ------
    UnknownPerimeter, AmbiguousName, BadInput
        As the sentences say; so of every function here.
    """
    written = {"text": terminal.as_text, "json": exports.as_json_text, "csv": as_csv}
    return _told(
        wish,
        lambda: selectors.get_profile(get_surroundings(find_by_name(name, kind=kind)), choices),
        written,
    )


def comparison_text(names: Sequence[str], wish: Wish) -> str:
    """Return a comparison of territories: names, codes or "kind:code"."""
    written = {
        "text": compared_export.as_text,
        "json": compared_export.as_json_text,
        "csv": compared_export.as_csv,
    }
    return _told(wish, lambda: compare([key_of_name(name) for name in names]), written)


def peers_text(name: str, wish: Wish, *, kind: str = "") -> str:
    """Return the territories like one."""
    written = {"text": peers_export.as_text, "json": peers_export.as_json_text, "csv": as_csv}
    return _told(
        wish, lambda: get_peers_as_data(get_surroundings(find_by_name(name, kind=kind))), written
    )


def printed_text(wish: Wish) -> str:
    """Return what documents print, beside what is computed."""
    written = {
        "text": printed_export.as_text,
        "json": printed_export.as_json_text,
        "csv": printed_export.as_csv,
    }
    return _told(wish, get_printed, written)


def dashboard_text(dashboard: str, key: str, wish: Wish) -> str:
    """Return a dashboard for a territory, given "kind:code"."""
    written = {"text": dashboard_out.as_text, "json": dashboard_out.as_json_text, "csv": as_csv}
    return _told(
        wish,
        lambda: dashboard_page.get_dashboard_page(
            dashboard_page.find_dashboard(dashboard), dashboard_page.asked_territory([key])
        ),
        written,
    )


def values_text(indicator: str, wish: Wish, *, by: str, year: str, country: str) -> str:
    """Return the values of an indicator for the territories of a kind, or of one by its code."""
    written = {
        "text": values_export.as_text,
        "json": values_export.as_json_text,
        "csv": values_export.as_csv,
    }
    asked = map_asked.Wish(indicator=indicator, kind=by, year=year, country=country)
    with translation.override(wish.language), disk():
        page = get_values_of_map(asked)
        if wish.show:
            return values_export.one_value(page.rows, wish.show)
        return written[wish.output](page.values, page.rows)


def _told(wish: Wish, get: Callable[[], Page], written: Mapping[str, Callable[[Page], str]]) -> str:
    with translation.override(wish.language), disk():
        page = get()
        return one_number(page.numbers(), wish.show) if wish.show else written[wish.output](page)
