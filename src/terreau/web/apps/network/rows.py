"""The organisations and the groups of a network, as rows that explain themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from terreau.analytics.network import Figure, NetworkMeasures, Standing, cut_off
from terreau.web.apps.network.seen import SeenNetwork
from terreau.web.apps.network.words import has_core, said
from terreau.web.shared.formatting import format_number


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation in the table beside the drawing.

    Parameters
    ----------
    key, name, group, is_outside
        Who it is.
    is_unplaced : bool
        Whether nobody said where it sits: it counts as outside.
    partners : str
        How many others it meets.
    met : str
        How many of them by memberships, supplies, spaces: as its own page lists them.
    cut_off : tuple[str, ...]
        Names of those who would no longer be tied to the others without it.
    betweenness, constraint, effective_size, lost : str
        Its measures.
    notes : tuple[str, ...]
        What is to be known of it.
    """

    key: str
    name: str
    group: str
    is_outside: bool
    is_unplaced: bool
    partners: str
    met: str
    cut_off: tuple[str, ...]
    betweenness: str
    constraint: str
    effective_size: str
    lost: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class GroupRow:
    """A group: how many, how dense, how much it mixes."""

    name: str
    actors: str
    density: str
    bridging: str
    openness: str


def organisation_rows(network: SeenNetwork, found: NetworkMeasures) -> list[OrganisationRow]:
    """Return the organisations of a network, those with most partners first."""
    met, is_core_told = _met(network), has_core(found)
    rows = []
    for position, actor in enumerate(network.standing.actors):
        if actor.key not in found.by_actor:
            continue  # too few to be said
        figures = found.by_actor[actor.key]
        lost = cut_off(network.standing, position) if figures["broker"].value else ()
        row = OrganisationRow(
            actor.key,
            network.organisations[actor.key].name,
            actor.group,
            actor.is_outside,
            network.organisations[actor.key].seat_id is None,
            _written(figures["partners"], 0),
            _explained(network, met[actor.key]),
            tuple(network.organisations[network.standing.actors[n].key].name for n in lost),
            _written(figures["betweenness"], 2),
            _written(figures["constraint"], 2),
            _written(figures["effective_size"], 1),
            said(figures["fragility"], "fragility"),
            _notes(figures, is_core_told=is_core_told),
        )
        rows.append((-(figures["partners"].value or 0), row))
    rows.sort(key=lambda ranked: (ranked[0], ranked[1].name))
    return [row for _rank, row in rows]


def _met(network: SeenNetwork) -> dict[str, dict[str, set[str]]]:
    """Return whom each organisation meets, by the source of what they meet in."""
    standing = network.standing
    members: dict[str, list[str]] = {}
    for who, what in zip(standing.actor.tolist(), standing.thing.tolist(), strict=True):
        members.setdefault(standing.things[what], []).append(standing.actors[who].key)
    met: dict[str, dict[str, set[str]]] = {actor.key: {} for actor in standing.actors}
    for thing, keys in members.items():
        source = network.sources[thing].key
        for key in keys:
            met[key].setdefault(source, set()).update(other for other in keys if other != key)
    return met


def _explained(network: SeenNetwork, met: Mapping[str, set[str]]) -> str:
    """Return "adhésions : 1, fournitures : 2"."""
    labels = {source.key: str(source.label) for source in network.sources.values()}
    told = [(labels[key], len(others)) for key, others in sorted(met.items()) if others]
    return ", ".join(
        _("%(label)s : %(count)s") % {"label": f"{label[:1].lower()}{label[1:]}", "count": count}
        for label, count in told
    )


def _written(figure: Figure, decimals: int) -> str:
    return "–" if figure.value is None else format_number(figure.value, decimals)


def _notes(figures: Mapping[str, Figure], *, is_core_told: bool) -> tuple[str, ...]:
    told = [("broker", _("relais unique")), ("newcomer", _("nouvelle"))]
    if is_core_told:  # a circle that chance makes as well is no heart
        told.insert(1, ("core", _("au cœur")))
    return tuple(word for name, word in told if figures[name].value)


def group_rows(found: NetworkMeasures) -> list[GroupRow]:
    """Return the groups that may be said."""
    return [
        GroupRow(
            name,
            _written(figures["actors"], 0),
            said(figures["density"], "density"),
            said(figures["bridging"], "bridging"),
            said(figures["openness"], "openness"),
        )
        for name, figures in found.by_group.items()
        if figures["actors"].standing is Standing.OK
    ]
