"""The code that a reader copies to embed a widget in a site."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.web.apps.observatory.profile import Profile
from terreau.web.apps.territories.selectors import Territory

# Pixels: what a frame as narrow as a side column needs.
_NUMBER, _CHART, _MAP = 280, 500, 760


@dataclass(frozen=True)
class Embed:
    """A widget to embed: its name, where it is seen, its code."""

    key: str
    label: str
    address: str
    code: str


def embeds_of_profile(territory: Territory, profile: Profile, query: str, root: str) -> list[Embed]:
    """Return the widgets of a profile that are worth embedding.

    Parameters
    ----------
    territory, profile : Territory, Profile
        What the page shows.
    query : str
        Its choices, after "?".
    root : str
        Scheme and host of this site.
    """
    offered = [(profile.employment_end, "employment.end", _NUMBER)]
    if profile.effects:
        offered.append((profile.effects.local, "effects.local", _NUMBER))
    named = [(n.label, key, height) for n, key, height in offered if n is not None]
    if profile.effects:
        named.append((_("Graphique : d’où vient l’évolution"), "effects", _CHART))
    if profile.trend:
        named.append((_("Graphique : année après année"), "trend", _CHART))
    return [
        _embed(
            key.replace(".", "-"),
            label,
            root + reverse("observatory:widget", args=(territory.slug, territory.code, key)),
            query,
            (f"{label}, {profile.name}", height),
        )
        for label, key, height in named
    ]


def embed_of_map(title: str, query: str, root: str) -> Embed:
    """Return the widget of a map, given the address of this very map after "?"."""
    return _embed("map", title, root + reverse("observatory:map_widget"), query, (title, _MAP))


def _embed(key: str, label: str, address: str, query: str, frame: tuple[str, int]) -> Embed:
    title, height = frame
    language = get_language() or "fr"
    asked = "&".join(filter(None, (query, "" if language == "fr" else f"lang={language}")))
    address = f"{address}?{asked}" if asked else address
    code = (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" '
        f'height="{height}" frameborder="0" loading="lazy"></iframe>'
    )
    return Embed(key, label, address, code)
