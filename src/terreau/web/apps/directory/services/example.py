"""The people and organisations of the example country: all fictitious, on fictitious places.

SIREN begin with 000, which no register gives. Nobody here can sign in by a password.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from terreau.core.siren import is_siren
from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Channel, Role, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import OPERATOR, Acting, Behalf, scope_of
from terreau.web.apps.directory.enums import OrganisationKind
from terreau.web.apps.directory.models import (
    About,
    Invitation,
    Mandate,
    MandateRequest,
    Organisation,
    held_for,
)
from terreau.web.apps.directory.rules import (
    INVITATION_DAYS,
    REQUEST_DAYS,
    digest_of,
    folded_name,
)
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.memberships import last_members
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import list_communes
from terreau.web.shared.visibility import Visibility

DOMAIN = "exemple.terreau"
# The first part of each address, and the name.
PERSONAS = {
    "cheffe.de.projet": "Camille Fictive (cheffe de projet)",
    "elue": "Élodie Imaginaire (élue)",
    "industriel": "Ivan Inventé (industriel)",
    "etat": "Étienne Supposé (État)",
    "delegation": "Denise Exemple (délégation nationale)",
    "entreprise": "Émile Factice (entreprise)",
    "observateur": "Odile Hypothèse (observatrice)",
    "cheffe.voisine": "Viviane Voisine (cheffe de projet d’à côté)",
}


@dataclass(frozen=True)
class _Seed:
    """A fictitious organisation."""

    name: str
    kind: OrganisationKind
    visibility: Visibility
    description: str


_ORGANISATIONS = (
    _Seed("Fonderie de la Licorne", OrganisationKind.COMPANY, Visibility.PUBLIC,
          "Pièces de fonte pour machines agricoles imaginaires."),
    _Seed("Atelier des Nuages", OrganisationKind.PLANT, Visibility.TERRITORY,
          "Usine fictive d’isolants en fibre de nuage."),
    _Seed("Communauté du Pays Inventé", OrganisationKind.EPCI, Visibility.PUBLIC,
          "Intercommunalité fictive du pays d’exemple."),
    _Seed("Direction fictive de l’économie", OrganisationKind.STATE_SERVICE, Visibility.PUBLIC,
          "Service de l’État d’un pays qui n’existe pas."),
    _Seed("Banque des Projets Fictifs", OrganisationKind.OPERATOR, Visibility.PARTNERS,
          "Opérateur fictif, qui n’avance qu’une monnaie d’exemple."),
    _Seed("École de la Mécanique Rêvée", OrganisationKind.SCHOOL, Visibility.PUBLIC,
          "Formations fictives aux métiers de la mécanique."),
    _Seed("Association des Inventeurs de Terranie", OrganisationKind.ASSOCIATION,
          Visibility.TERRITORY, "Association fictive d’habitants inventifs."),
    _Seed("Grappe des Brumes", OrganisationKind.CLUSTER, Visibility.PRIVATE,
          "Grappe d’entreprises fictives qui se prépare."),
)  # fmt: skip


@transaction.atomic
def seed_example() -> bool:
    """Write the people, organisations and mandates of the example country, once.

    Returns
    -------
    bool
        Whether something was written: False where they are here already, or the country is not.
    """
    territories = list(_example(PerimeterKind.TERRITOIRE_INDUSTRIE)[:2])
    if not territories or User.objects.filter(email=f"delegation@{DOMAIN}").exists():
        return False
    ti = territories[0]
    people = {
        key: User.objects.create_user(f"{key}@{DOMAIN}", name=name)
        for key, name in PERSONAS.items()
    }
    manager = people["cheffe.de.projet"]
    _mandates(ti, people)
    for neighbour in territories[1:]:
        _give(people["cheffe.voisine"], Role.PROJECT_MANAGER, neighbour, by=people["delegation"])
    organisations = _organisations(ti, Acting(manager, scope_of(manager)))
    company = organisations[0]
    _give(people["entreprise"], Role.ORGANISATION_MEMBER, company, by=manager)
    _history(company, people)
    _request(ti, people["entreprise"])
    _invitation(ti, manager)
    return True


def _mandates(ti: Perimeter, people: dict[str, User]) -> None:
    region = Perimeter.objects.filter(kind=PerimeterKind.REGION, code=ti.region).first()
    nation = _example(PerimeterKind.NATION)[0]
    delegation, state = people["delegation"], people["etat"]
    manager = people["cheffe.de.projet"]
    _give(delegation, Role.DELEGATION_AGENT, nation, by=None)
    _give(state, Role.STATE_REFERENT, region or nation, by=delegation)
    _give(manager, Role.PROJECT_MANAGER, ti, by=state)
    _give(people["elue"], Role.DUO_ELECTED, ti, by=manager)
    _give(people["industriel"], Role.DUO_INDUSTRIALIST, ti, by=manager)
    soon = timezone.localdate() + timedelta(days=20)
    _give(people["observateur"], Role.OBSERVER, ti, by=manager, until=soon)


def _organisations(ti: Perimeter, acting: Acting) -> list[Organisation]:
    seats = list_communes(last_members([ti]), limit=4)
    made = []
    for rank, seed in enumerate(_ORGANISATIONS):
        name = fold(seed.name).replace(" ", "-")
        organisation = Organisation.objects.create(
            name=seed.name,
            folded_name=folded_name(seed.name),
            kind=seed.kind,
            siren=_siren(rank),
            seat=seats[rank % len(seats)],
            email=f"contact@{name}.{DOMAIN}",
            description=seed.description,
            note="Organisation fictive : à appeler avant le prochain comité d’exemple.",
            visibility=seed.visibility,
        )
        record(acting, Verb.CREATED, organisation, {"name": ("", seed.name)})
        made.append(organisation)
    return made


def _history(company: Organisation, people: dict[str, User]) -> None:
    """Change the company twice: once by its member, once for it by the project manager."""
    member, manager = people["entreprise"], people["cheffe.de.projet"]
    behalf = Behalf(Channel.PHONE, organisation_id=company.pk)
    for acting, field, value in (
        (Acting(member, scope_of(member)), "website", "https://fonderie-de-la-licorne.example"),
        (Acting(manager, scope_of(manager), behalf), "naf", "24.51Z"),
    ):
        record(acting, Verb.CHANGED, company, {field: (getattr(company, field), value)})
        setattr(company, field, value)
        company.version += 1
    company.save()


def _request(ti: Perimeter, person: User) -> None:
    request = MandateRequest.objects.create(
        asked_by=person,
        role=Role.OBSERVER,
        perimeter=ti,
        reason="Nous voudrions lire ce que le territoire montre à ceux qui y agissent (exemple).",
        expires_on=timezone.localdate() + timedelta(days=REQUEST_DAYS),
    )
    acting = Acting(person, scope_of(person))
    record(acting, Verb.REQUESTED, request, {"role": (None, Role.OBSERVER)})


def _invitation(ti: Perimeter, manager: User) -> None:
    invitation = Invitation.objects.create(
        email=f"animateur@{DOMAIN}",
        role=Role.FACILITATOR,
        perimeter=ti,
        digest=digest_of(secrets.token_urlsafe(32)),
        channel=Channel.MEETING,
        invited_by=manager,
        expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
    )
    acting = Acting(manager, scope_of(manager))
    record(acting, Verb.INVITED, invitation, {"role": (None, Role.FACILITATOR)})


def _give(
    holder: User, role: Role, about: About, *, by: User | None, until: date | None = None
) -> None:
    mandate = Mandate.objects.create(
        holder=holder,
        role=role,
        valid_from=timezone.localdate(),
        valid_to=until,
        granted_by=by,
        **held_for(about),
    )
    acting = Acting(by, scope_of(by)) if by else OPERATOR
    record(acting, Verb.GRANTED, mandate, {"role": (None, role), "valid_to": (None, until)})


def _example(kind: PerimeterKind) -> QuerySet[Perimeter]:
    """Return what the example country has of a kind, by code."""
    found = Perimeter.objects.filter(kind=kind, country=Country.EXAMPLE, last_vintage__isnull=False)
    return found.order_by("code")


def _siren(rank: int) -> str:
    """Return a SIREN whose key holds and that no register gives."""
    return next(n for n in (f"000{rank + 1:05}{key}" for key in range(10)) if is_siren(n))
