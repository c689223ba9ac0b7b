"""The lists of the network as files: the same rows as the pages, of what the reader sees."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from terreau.analytics.network import projection
from terreau.web.apps.network.chains import chains
from terreau.web.apps.network.labels import SPACE
from terreau.web.apps.network.models import CooperationSpace, Lasting
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
    return list_answer(headings, rows, name="liens", suffix=suffix)


def spaces_answer(rows: Iterable[CooperationSpace], suffix: str) -> HttpResponse:
    """Answer with cooperation spaces."""
    headings = (
        str(SPACE["name"]), str(SPACE["purpose"]), str(SPACE["chain"]), str(SPACE["perimeter"]),
        _("Ouvert le"), str(SPACE["closed_on"]), str(SPACE["closing_reason"]),
    )  # fmt: skip
    cells = (
        (
            row.name, row.purpose, chains()[row.chain].name if row.chain in chains() else "",
            row.perimeter.name, row.opened_on.isoformat(),
            row.closed_on.isoformat() if row.closed_on else "", row.closing_reason,
        )
        for row in rows
    )  # fmt: skip
    return list_answer(headings, cells, name="espaces", suffix=suffix)


def _period(row: Lasting) -> tuple[str, str, str]:
    by = row.declared_by.name if row.declared_by else _("qui tient l’annuaire")
    return (row.valid_from.isoformat(), row.valid_to.isoformat() if row.valid_to else "", by)
