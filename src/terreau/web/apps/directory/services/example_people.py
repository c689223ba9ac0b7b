"""The contacts and the mailing of the example country: fictitious people."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Channel, Role, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.enums import ContactRole, SolicitationKind
from terreau.web.apps.directory.mailing import Mailing
from terreau.web.apps.directory.models import Contact, Organisation, Solicitation
from terreau.web.apps.directory.rules import AGREED_DAYS
from terreau.web.apps.directory.selectors.mailings import get_sending_perimeter
from terreau.web.apps.directory.services.example import DOMAIN
from terreau.web.apps.territories.enums import Country
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility


@dataclass(frozen=True)
class _Seed:
    """A fictitious person; agreed so many days ago, None where they were asked and are silent."""

    organisation: str
    role: ContactRole
    name: str
    job: str
    visibility: Visibility
    agreed_days: int | None
    channel: Channel | None = None
    phone: str = ""


_CONTACTS = (
    _Seed("Fonderie de la Licorne", ContactRole.REFERENT, "Fanny Chimère", "directrice",
          Visibility.PUBLIC, 120, Channel.EMAIL, "01 99 00 00 01"),
    _Seed("Fonderie de la Licorne", ContactRole.CONTACT, "Félix Improbable",
          "responsable maintenance", Visibility.PARTNERS, 30, Channel.PHONE, "01 99 00 00 02"),
    _Seed("Fonderie de la Licorne", ContactRole.PILOT, "Flore Irréelle", "cheffe de projet énergie",
          Visibility.PARTNERS, None),
    _Seed("Atelier des Nuages", ContactRole.REFERENT, "Anatole Rêveur", "directeur d’usine",
          Visibility.TERRITORY, AGREED_DAYS - 12, Channel.MEETING, "01 99 00 00 03"),
    _Seed("École de la Mécanique Rêvée", ContactRole.REFERENT, "Édith Supposée",
          "relations avec les entreprises", Visibility.PUBLIC, 200, Channel.EMAIL),
    _Seed("Banque des Projets Fictifs", ContactRole.CONTACT, "Basile Présumé",
          "chargé d’affaires industrie", Visibility.PARTNERS, 60, Channel.EMAIL),
    _Seed("Association des Inventeurs de Terranie", ContactRole.CONTACT, "Iris Allégorie",
          "trésorière", Visibility.TERRITORY, 10, Channel.MEETING),
)  # fmt: skip
_SUBJECT = "Visites d’usines : dites-nous vos dates"
_TEXT = """Bonjour,

Nous préparons une semaine de visites d’usines du territoire d’exemple. Trois entreprises \
fictives ont déjà proposé de montrer leurs ateliers ; il reste de la place pour deux autres.

Répondez simplement à cette lettre avec une date qui vous va, avant la fin du mois.

Camille Fictive, cheffe de projet"""
_SINCE = 11


@transaction.atomic
def seed_people() -> bool:
    """Write the contacts, a past mailing and what companies were asked, once.

    Returns
    -------
    bool
        Whether something was written: False where they are here, or the example people are not.
    """
    manager = User.objects.filter(email=f"cheffe.de.projet@{DOMAIN}").first()
    example = Organisation.objects.filter(seat__country=Country.EXAMPLE)
    known = {each.name: each for each in example}
    if manager is None or Contact.objects.filter(organisation__in=example).exists():
        return False
    acting = Acting(manager, scope_of(manager))
    for seed in _CONTACTS:
        if seed.organisation in known:
            _contact(acting, known[seed.organisation], seed)
    held = manager.mandates.exclude(perimeter=None).filter(role=Role.PROJECT_MANAGER).first()
    if held is not None and held.perimeter_id is not None:
        perimeter = get_sending_perimeter(acting.scope, held.perimeter_id)
        _mailing(acting, perimeter)
        _solicitations(manager, perimeter, known.get("Fonderie de la Licorne"))
    return True


def _contact(acting: Acting, organisation: Organisation, seed: _Seed) -> None:
    today = timezone.localdate()
    is_heard = seed.agreed_days is not None
    contact = Contact.objects.create(
        organisation=organisation,
        role=seed.role,
        name=seed.name,
        job=seed.job,
        email=f"{fold(seed.name).replace(' ', '.')}@{DOMAIN}",
        phone=seed.phone,
        visibility=seed.visibility,
        agreed_visibility=seed.visibility if is_heard else "",
        agreed_on=today - timedelta(days=seed.agreed_days) if seed.agreed_days else None,
        agreed_by=seed.channel or "",
        asked_on=None if is_heard else today - timedelta(days=6),
    )
    record(acting, Verb.CREATED, contact, {"role": ("", seed.role)})


def _mailing(acting: Acting, perimeter: Perimeter) -> None:
    mailing = Mailing.objects.create(
        key=uuid.uuid4(),
        sender=acting.user,
        perimeter=perimeter,
        roles=[Role.DUO_ELECTED, Role.DUO_INDUSTRIALIST, Role.OBSERVER],
        has_contacts=True,
        subject=_SUBJECT,
        text=_TEXT,
        written_at=timezone.now() - timedelta(days=_SINCE),
        reader_count=9,
        sent_count=8,
        left_count=1,
    )
    record(acting, Verb.CREATED, mailing, {"reader_count": (0, 9)})


def _solicitations(manager: User, perimeter: Perimeter, company: Organisation | None) -> None:
    """Ask one company as often as enough: whoever would ask again reads it first."""
    if company is None:
        return
    today = timezone.localdate()
    for kind, about, days in (
        (SolicitationKind.VISIT, "Visite de la fonderie", 21),
        (SolicitationKind.MAILING, _SUBJECT, _SINCE),
        (SolicitationKind.CALL, "Places d’apprentis", 2),
    ):
        Solicitation.objects.create(
            organisation=company,
            kind=kind,
            perimeter=perimeter,
            asked_by=manager,
            about=about,
            asked_on=today - timedelta(days=days),
        )
