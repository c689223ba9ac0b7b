"""The lists of the network as files: the same rows as the pages, of what the reader sees."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _

from terreau.analytics.network import projection
from terreau.web.apps.network.chains import chains
from terreau.web.apps.network.labels import INTRODUCTION, SPACE
from terreau.web.apps.network.models import CooperationSpace, Introduction, Lasting
from terreau.web.apps.network.rows import OrganisationRow
from terreau.web.apps.network.seen import SeenNetwork
from terreau.web.apps.network.selectors.declared import WorksWith
from terreau.web.shared.list_file import list_answer


def organisations_answer(rows: Iterable[OrganisationRow], suffix: str) -> HttpResponse:
    """Answer with the organisations of a network and their measures."""
    headings = (
        _("Organisation"), _("Groupe"), _("Hors du territoire"), _("Partenaires"),
        _("Intermédiarité"), _("Contrainte"), _("Taille utile"), _("Paires perdues si elle part"),
        _("À savoir"),
    )  # fmt: skip
    cells = (
        (
            row.name, row.group, _("oui") if row.is_outside else _("non"), row.partners,
            row.betweenness, row.constraint, row.effective_size, row.lost, ", ".join(row.notes),
        )
        for row in rows
    )  # fmt: skip
    return list_answer(headings, cells, name="reseau-organisations", suffix=suffix)


def ties_answer(network: SeenNetwork, suffix: str) -> HttpResponse:
    """Answer with the pairs of a network: both organisations, things shared, weight."""
    standing = network.standing
    pairs = projection(standing)
    names = [network.organisations[actor.key].name for actor in standing.actors]
    headings = (_("Organisation"), _("Et"), _("Choses en commun"), _("Poids"), _("Nature"))
    nature = _("vécu") if network.nature == "lived" else _("prévu")
    cells = (
        (names[i], names[j], int(shared), round(float(weight), 4), nature)
        for i, j, shared, weight in zip(
            pairs.first, pairs.second, pairs.shared, pairs.weight, strict=True
        )
    )
    return list_answer(headings, cells, name="reseau-liens", suffix=suffix)


def declared_answer(found: WorksWith, suffix: str) -> HttpResponse:
    """Answer with what is declared of an organisation."""
    headings = (
        _("Lien"), _("Organisation"), _("Avec"), _("Quoi"), _("Depuis le"), _("Jusqu’au"),
        _("Déclaré par"),
    )  # fmt: skip
    rows: list[tuple[str, ...]] = [
        (_("Adhésion"), row.organisation.name, row.association.name, "", *_period(row))
        for row in [*found.memberships, *found.members]
    ]
    rows += [
        (_("Fourniture"), row.supplier.name, row.customer.name, row.what, *_period(row))
        for row in [*found.supplies, *found.supplied]
    ]
    rows += [
        (_("Espace de coopération"), "", row.space.name, "", *_period(row)) for row in found.spaces
    ]
    rows += [
        (
            _("Mise en relation"), row.offers.name, row.seeks.name, "", _day(row.made_on), "",
            _("qui tient l’annuaire"),
        )
        for row in found.introduced
    ]  # fmt: skip
    return list_answer(headings, rows, name="liens", suffix=suffix)


def introductions_answer(rows: Iterable[Introduction], suffix: str) -> HttpResponse:
    """Answer with what came of the introductions of a territory."""
    names = (
        "offers", "offered", "seeks", "sought", "state", "made_on", "again_on", "reason", "word",
    )  # fmt: skip
    cells = (
        (
            row.offers.name, row.offered, row.seeks.name, row.sought, row.get_state_display(),
            _day(row.made_on), _day(row.again_on), row.get_reason_display(), row.word,
            row.noted_at.date().isoformat(),
        )
        for row in rows
    )  # fmt: skip
    headings = [*(str(INTRODUCTION[name]) for name in names), _("Noté le")]
    return list_answer(headings, cells, name="mises-en-relation", suffix=suffix)


def spaces_answer(rows: Iterable[CooperationSpace], suffix: str) -> HttpResponse:
    """Answer with cooperation spaces."""
    headings = (
        str(SPACE["name"]), str(SPACE["purpose"]), str(SPACE["chain"]), str(SPACE["perimeter"]),
        _("Ouvert le"), str(SPACE["closed_on"]), str(SPACE["closing_reason"]),
    )  # fmt: skip
    cells = (
        (
            row.name, row.purpose, chains()[row.chain].name if row.chain in chains() else "",
            row.perimeter.name, _day(row.opened_on), _day(row.closed_on), row.closing_reason,
        )
        for row in rows
    )  # fmt: skip
    return list_answer(headings, cells, name="espaces", suffix=suffix)


def _period(row: Lasting) -> tuple[str, str, str]:
    by = row.declared_by.name if row.declared_by else _("qui tient l’annuaire")
    return (_day(row.valid_from), _day(row.valid_to), by)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
