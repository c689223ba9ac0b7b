"""The page of the territories like one: its sentence, its groups, each figure explained."""

from __future__ import annotations

import math
import shlex
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.core.errors import NotHere
from terreau.core.number import Number
from terreau.core.provenance import Provenance
from terreau.web.apps.observatory import peers_words
from terreau.web.apps.observatory.alike import PeerGroup, PeerRow, PeersPage
from terreau.web.apps.observatory.composing import missing
from terreau.web.apps.observatory.composing.figures import (
    known,
    sector_label,
    short_label,
    write_at_least,
)
from terreau.web.apps.observatory.datasets_held import partly_known
from terreau.web.apps.observatory.explaining import Explainer
from terreau.web.apps.observatory.peering import Group, Like, Peered, get_peered, is_compared
from terreau.web.apps.observatory.programme import EPCI, TI, is_programme_known, programme
from terreau.web.apps.territories import selectors as territories
from terreau.web.apps.territories.covering import Surroundings
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.presenters import Result, as_result
from terreau.web.apps.territories.selectors import Territory
from terreau.web.shared.formatting import format_number, format_percent

# What one looks at instead, of a territory that is not compared.
_INSTEAD = (EPCI, PerimeterKind.ZONE_EMPLOI, TI)
_MOST_COMPARED = 6


def get_peers(around: Surroundings) -> PeersPage:
    """Return the page of the territories like one; where it has none, why, and where to look."""
    territory = around.territory
    if not is_compared(territory):
        return _page(
            territory,
            sentence=peers_words.not_compared(territory.kind),
            instead=_instead(around),
        )
    peered = get_peered(territory)
    if peered is None:
        return _page(
            territory,
            sentence=_(
                "À qui %(name)s ressemble n’est pas connu ici : il faut l’emploi par activité."
            )
            % {"name": territory.name},
            missing=missing.without_figures(territory, None, partly_known(around)),
        )
    return _Composer(territory, peered).page()


def get_peers_as_data(around: Surroundings) -> PeersPage:
    """Return the same for a program.

    Raises
    ------
    NotHere
        Where the territory is not one of those compared, or no table tells its activities.
    """
    page = get_peers(around)
    if page.jobs is None:
        raise NotHere(
            _("Les semblables de ce territoire ne sont pas connus ici"),
            value=f"{page.kind} {page.code}",
            remedy=page.sentence,
        )
    return page


def _page(territory: Territory, **parts: object) -> PeersPage:
    return PeersPage(
        kind=territory.kind,
        code=territory.code,
        name=territory.name,
        is_example=territory.is_example,
        **parts,  # type: ignore[arg-type]
    )


def _instead(around: Surroundings) -> tuple[Result, ...]:
    """Return the territories that are compared and share most communes with this one."""
    found = []
    for kind in _INSTEAD:
        touched = [(count, -p.pk, p) for p, count in around.shared if p.kind == kind]
        if touched:
            found.append(as_result(max(touched)[2]))
    return tuple(found)


class _Composer:
    """Puts together the page of one territory in the active language."""

    def __init__(self, territory: Territory, peered: Peered) -> None:
        self._territory, self._peered = territory, peered
        self._programme = programme(territory.country)
        self._ti = territories.list_names(TI, country=territory.country)
        self._shared = Explainer(territory).of_dataset(
            peered.dataset, coverage=_("tout ce que la source publie")
        )

    def page(self) -> PeersPage:
        territory, peered = self._territory, self._peered
        groups = tuple(self._group(group) for group in peered.groups)
        is_known = is_programme_known(territory.country)
        belongs = ""
        if territory.kind == EPCI:
            within = [self._ti[code] for code in self._programme[territory.code]]
            belongs = peers_words.programme_sentence(territory.name, within, is_all_known=is_known)
        notes = []
        if not is_known and territory.kind == TI:
            notes.append(peers_words.programme_unknown())
        if peered.hidden:
            notes.append(
                _("Une partie des emplois est secrète ou manque : « ≥ » signale un minimum.")
            )
        if peered.level != "A38":
            notes.append(
                _("Le tableau ne distingue pas 38 activités : au niveau %(level)s, on se ressemble "
                  "plus facilement.") % {"level": peered.level}
            )  # fmt: skip
        return _page(
            territory,
            sentence=peers_words.opening(
                territory.name,
                _nearest_first(groups),
                among=sum(group.known for group in peered.groups),
            ),
            about=_("Activités au niveau %(level)s en %(year)d, quelle que soit la taille.")
            % {"level": peered.level, "year": peered.year},
            notes=tuple(notes),
            belongs=belongs,
            jobs=self._jobs("employment", territory.name, peered.jobs, peered.hidden),
            local=self._local("local", territory.name, peered.local),
            groups=groups,
            attribution=f"{peered.dataset.publisher} ({peered.dataset.licence})",
        )

    def _group(self, group: Group) -> PeerGroup:
        codes = [like.code for like in group.likes]
        found = {p.code: p for p in Perimeter.objects.filter(kind=group.kind, code__in=codes)}
        is_alone = group.known == 1
        rows = tuple(self._row(like, found[like.code], is_alone=is_alone) for like in group.likes)
        keys = [_key(row.result.kind, row.result.code) for row in rows if row.is_steady]
        return PeerGroup(
            name=group.name,
            title=peers_words.group_title(group),
            sentence=peers_words.opening(
                self._territory.name, [_named(row) for row in rows], among=group.known
            )
            if rows
            else "",
            searched=peers_words.group_sentence(group),
            rows=rows,
            compare_url=self._compare(keys[: _MOST_COMPARED - 1]) if len(keys) > 1 else "",
        )

    def _row(self, like: Like, perimeter: Perimeter, *, is_alone: bool) -> PeerRow:
        peer, result = like.peer, as_result(perimeter)
        key = f"peer.{like.kind}.{like.code}"
        stability = None if is_alone else peer.stability
        place = f"{result.kind_label} {result.name}"
        return PeerRow(
            result=result,
            programme=tuple(self._ti[code] for code in self._programme.get(like.code, ()))
            if like.kind == EPCI
            else (),
            reasons=tuple(sector_label(self._peered.level, code) for code in peer.reasons),
            short_reasons=tuple(short_label(self._peered.level, code) for code in peer.reasons),
            steadiness=peers_words.steadiness(stability),
            is_steady=stability is None or stability >= peers_words.STEADY,
            is_partial=peer.status.name == "PARTIAL",
            distance=self._number(
                f"{key}.distance", _("Distance de %(name)s") % {"name": result.name},
                peer.distance, "index", format_number(peer.distance, 2),
                formula=_("√(Σ d² − (Σ d)² / S), d = écart des logarithmes des parts (Aitchison)"),
                geography=place, lower=peer.lower, upper=peer.upper,
            ),
            stability=None if stability is None else self._number(
                f"{key}.stability", _("Stabilité de %(name)s") % {"name": result.name},
                stability, "ratio", format_percent(stability, 0),
                formula=_("part de 100 tirages des activités où il reste parmi les semblables"),
                geography=place,
            ),
            jobs=self._jobs(f"{key}.employment", result.name, like.jobs, like.hidden, place),
            local=self._local(f"{key}.local", result.name, like.local, place),
            peers_url=reverse("observatory:peers", args=(_slug(like.kind), like.code)),
            compare_url=self._compare([_key(like.kind, like.code)]),
        )  # fmt: skip

    def _compare(self, keys: Sequence[str]) -> str:
        own = _key(self._territory.kind, self._territory.code)
        return f"{reverse('observatory:compare')}?{urlencode({'t': [own, *keys]}, doseq=True)}"

    def _jobs(self, key: str, name: str, jobs: float, hidden: float, place: str = "") -> Number:
        return self._number(
            key, _("Emplois de %(name)s") % {"name": name}, jobs, "jobs",
            write_at_least(jobs, hidden > 0), formula=_("somme des cellules visibles"),
            geography=place, hidden=hidden,
        )  # fmt: skip

    def _local(self, key: str, name: str, local: float, place: str = "") -> Number:
        number = self._number(
            key, _("Effet local de %(name)s") % {"name": name}, local, "ratio",
            format_percent(local, is_signed=True), geography=place,
            formula=_("Σᵢ b − a·Eᵢ¹/Eᵢ⁰, en part des emplois de départ (Dunn, 38 activités)"),
        )  # fmt: skip
        if self._peered.start is None:
            return number
        return replace(number, period=f"{self._peered.start}-{self._peered.year}")

    def _number(
        self, key: str, label: str, value: float, unit: str, display: str, *,
        formula: str, geography: str, hidden: float = 0.0, **bounds: float,
    ) -> Number:  # fmt: skip
        return Number(
            key=key,
            label=label,
            value=known(value),
            unit=unit,
            display=display,
            provenance=self._provenance(key, formula, geography, hidden),
            period=str(self._peered.year),
            **{name: known(bound) for name, bound in bounds.items()},
        )

    def _provenance(self, key: str, formula: str, geography: str, hidden: float) -> Provenance:
        asked = ["terreau", "peers", self._territory.code, "--kind", self._territory.kind]
        coverage = self._shared.coverage
        if hidden and not math.isnan(hidden):
            coverage = _("c’est un minimum : %(share)s des cellules sont secrètes ou manquent") % {
                "share": format_percent(hidden)
            }
        return replace(
            self._shared,
            geography=geography or self._shared.geography,
            coverage=coverage,
            formula=formula,
            command=f"{shlex.join(asked)} --show {shlex.quote(key)}",
        )


def _named(row: PeerRow) -> peers_words.Named:
    stability = row.stability.value if row.stability else None
    return peers_words.Named(row.result.name, row.short_reasons, stability)


def _nearest_first(groups: Sequence[PeerGroup]) -> list[peers_words.Named]:
    """Return the peers of every group together, those that had no rival last."""
    rows = [row for group in groups for row in group.rows]
    rows.sort(key=lambda row: (row.stability is None, row.distance.value or 0.0))
    return [_named(row) for row in rows]


def _key(kind: str, code: str) -> str:
    return f"{kind}:{code}"


def _slug(kind: str) -> str:
    return kind.replace("_", "-")
