"""The network of the example country: fictitious organisations that work together, two seasons."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from terreau.core.siren import is_siren
from terreau.web.apps.accounts.enums import Channel, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.enums import ContactRole, OrganisationKind
from terreau.web.apps.directory.models import Contact, Organisation
from terreau.web.apps.directory.rules import folded_name
from terreau.web.apps.directory.services.example import DOMAIN
from terreau.web.apps.knowhow.enums import KnowHowKind, KnowHowSource
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.network.enums import IntroductionState
from terreau.web.apps.network.models import (
    CooperationSpace,
    Introduction,
    Membership,
    SpaceNote,
    SpaceParticipation,
    Supply,
)
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.memberships import last_members
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import list_communes
from terreau.web.shared.visibility import Visibility

_PLANT, _COMPANY = OrganisationKind.PLANT, OrganisationKind.COMPANY
# Name, kind, NAF, whether it sits in the territory.
_ORGANISATIONS = (
    ("Forges du Val Chimère", _COMPANY, "25.50A", True),
    ("Tôlerie Arc-en-Brume", _COMPANY, "25.11Z", True),
    ("Mécanique Pégase", _COMPANY, "28.22Z", True),
    ("Usinage des Sirènes", _COMPANY, "25.62B", True),
    ("Scierie du Bois Dormant", _COMPANY, "16.10A", True),
    ("Charpentes Mélusine", _COMPANY, "16.23Z", True),
    ("Menuiserie Farfadet", _COMPANY, "43.32A", True),
    ("Plastiques Mirage", _COMPANY, "22.22Z", True),
    ("Laiterie des Fées", _COMPANY, "10.51A", True),
    ("Conserverie Songe-d’Été", _COMPANY, "10.39B", True),
    ("Moulin de la Lune", _COMPANY, "10.61A", True),
    ("Chaleur du Pays Inventé", _COMPANY, "35.30Z", True),
    ("Méthane des Prairies Bleues", _COMPANY, "35.21Z", True),
    ("Tissages Arachné", _COMPANY, "13.20Z", True),
    ("Capteurs Lutins", _COMPANY, "26.51B", True),
    ("Logiciels Grimoire", _COMPANY, "62.01Z", True),
    ("Transports Hippogriffe", _COMPANY, "49.41A", True),
    ("Lycée des Métiers Imaginaires", OrganisationKind.SCHOOL, "", True),
    ("Laboratoire des Matériaux Légers", OrganisationKind.LABORATORY, "", True),
    ("Club des Industriels du Pays Inventé", OrganisationKind.ASSOCIATION, "", True),
    ("Pôle Bois de Terranie", OrganisationKind.CLUSTER, "", True),
    ("Aciéries de l’Outre-Mont", _PLANT, "24.10Z", False),
    ("Énergies du Lac Fantôme", _COMPANY, "35.11Z", False),
    ("Grand Négoce d’Ailleurs", _COMPANY, "46.74A", False),
)  # fmt: skip
# Member, association, days ago it began, days ago it ended.
_MEMBERSHIPS = (
    (0, 19, 1_400, 0), (1, 19, 1_400, 0), (2, 19, 1_100, 0), (3, 19, 900, 0), (7, 19, 800, 0),
    (11, 19, 150, 0), (14, 19, 120, 0), (16, 19, 900, 500),
    (4, 20, 1_500, 0), (5, 20, 1_500, 0), (6, 20, 700, 0), (12, 20, 90, 0),
)  # fmt: skip
# Supplier, customer, what, days ago it began, days ago it ended.
_SUPPLIES = (
    (21, 0, "Aciers en barres", 1_800, 0), (0, 2, "Ébauches forgées", 1_200, 0),
    (1, 2, "Carters de tôle", 1_000, 0), (3, 2, "Axes usinés", 800, 0),
    (4, 5, "Bois de charpente", 1_600, 0), (4, 6, "Bois de menuiserie", 600, 0),
    (10, 9, "Farines", 900, 0), (8, 9, "Crème", 1_100, 0), (7, 8, "Pots et couvercles", 700, 0),
    (4, 11, "Plaquettes de bois", 200, 0), (22, 8, "Électricité verte", 250, 0),
    (12, 11, "Biométhane", 80, 0), (5, 23, "Charpentes en kit", 400, 0), (16, 23, "Fret", 900, 450),
)  # fmt: skip
# Name, purpose, chain, who sees it, (participant, days ago).
_SPACES = (
    ("Chaleur perdue, chaleur utile",
     "Relier ceux qui perdent de la chaleur à ceux qui en achètent, dans le pays d’exemple.",
     "energie", Visibility.PUBLIC,
     ((11, 210), (8, 210), (0, 190), (12, 120), (14, 60))),
    ("Du bois d’ici dans nos murs",
     "Bâtir avec le bois du pays inventé : débouchés, séchage, formation.",
     "bois", Visibility.TERRITORY, ((4, 300), (5, 300), (6, 260), (17, 140), (18, 45))),
    ("Recruter ensemble",
     "Accueillir les mêmes apprentis à plusieurs, d’un atelier à l’autre.",
     "metallurgie", Visibility.TERRITORY, ((0, 700), (1, 700), (17, 650), (3, 160))),
)  # fmt: skip
_NOTES = (
    (0, 11, "Première visite de four jeudi : 600 kW perdus l’hiver, de quoi sécher (exemple)."),
    (0, 8, "Nous pouvons prendre de l’eau à 70 °C toute l’année (exemple)."),
    (1, 4, "Le séchoir a encore de la place deux jours par semaine (exemple)."),
)  # fmt: skip
_KNOW_HOW = (
    (15, KnowHowKind.MAKES, "Logiciels de suivi de production et de maintenance"),
    (9, KnowHowKind.SEEKS, "Un logiciel de suivi de production, simple"),
    (18, KnowHowKind.MAKES, "Essais de résistance de composites et de textiles techniques"),
    (13, KnowHowKind.MAKES, "Tissage technique de fibres, jusqu’à 3 m de large"),
    (7, KnowHowKind.SEEKS, "Un tissage technique pour renforcer des pièces"),
    (14, KnowHowKind.MAKES, "Capteurs de température et d’humidité sans fil"),
    (10, KnowHowKind.SEEKS, "Des capteurs d’humidité pour nos silos"),
    (3, KnowHowKind.MACHINE, "Centre d’usinage cinq axes, pièces jusqu’à 1 200 mm"),
    (6, KnowHowKind.SEEKS, "De l’usinage de petites pièces d’aluminium"),
)  # fmt: skip
# Who offers what, who seeks what, state, days ago it was made or from now it comes back, a word.
_INTRODUCTIONS = (
    (3, "Centre d’usinage cinq axes, pièces jusqu’à 1 200 mm", 6,
     "De l’usinage de petites pièces d’aluminium", IntroductionState.MADE, 40,
     "Visite de l’atelier, un premier essai est convenu (exemple)."),
    (18, "Essais de résistance de composites et de textiles techniques", 7,
     "Un tissage technique pour renforcer des pièces", IntroductionState.LATER, 90,
     "L’une recrute, à reprendre au printemps (exemple)."),
)  # fmt: skip
# Organisation, name, what they do there, telephone: people to call for the next introduction.
_CONTACTS = (
    (10, "Séléné Meunière", "gérante", "01 99 00 00 21"),
    (14, "Pacôme Farfelu", "responsable commercial", "01 99 00 00 22"),
)


@transaction.atomic
def seed_example() -> bool:
    """Write the network of the example country, once.

    Returns
    -------
    bool
        Whether something was written: False where it is here already, or the people are not.
    """
    manager = User.objects.filter(email=f"cheffe.de.projet@{DOMAIN}").first()
    ti = _territory()
    if manager is None or ti is None or CooperationSpace.objects.filter(perimeter=ti).exists():
        return False
    acting = Acting(manager, scope_of(manager))
    there = _organisations(acting, ti)
    today = timezone.localdate()
    _links(acting, there, today)
    _spaces(acting, ti, there, today)
    _introductions(acting, ti, there, today)
    for rank, kind, text in _KNOW_HOW:
        KnowHow.objects.create(
            organisation=there[rank], kind=kind, text=text, source=KnowHowSource.KEEPER
        )
    return True


@transaction.atomic
def seed_contacts() -> bool:
    """Write whom to call for the next introduction, once the people of the directory are there.

    Returns
    -------
    bool
        Whether something was written: False where it is here already, or the network is not.
    """
    names = {_ORGANISATIONS[rank][0]: told for rank, *told in _CONTACTS}
    there = Organisation.objects.filter(name__in=names, seat__country=Country.EXAMPLE)
    if not there or Contact.objects.filter(organisation__in=there).exists():
        return False
    for organisation in there:
        name, job, phone = names[organisation.name]
        Contact.objects.create(
            organisation=organisation,
            role=ContactRole.CONTACT,
            name=name,
            job=job,
            phone=phone,
            agreed_visibility=Visibility.PARTNERS,
            agreed_on=timezone.localdate() - timedelta(days=20),
            agreed_by=Channel.PHONE,
        )
    return True


def _territory() -> Perimeter | None:
    found = Perimeter.objects.filter(
        kind=PerimeterKind.TERRITOIRE_INDUSTRIE, country=Country.EXAMPLE, last_vintage__isnull=False
    )
    return found.order_by("code").first()


def _organisations(acting: Acting, ti: Perimeter) -> list[Organisation]:
    communes = last_members([ti])
    inside = list_communes(communes, limit=6)
    outside = Perimeter.objects.filter(kind=PerimeterKind.COMMUNE, country=Country.EXAMPLE)
    away = list(outside.exclude(code__in=communes).order_by("code")[:3])
    made = []
    for rank, (name, kind, naf, is_inside) in enumerate(_ORGANISATIONS):
        seats = inside if is_inside else away
        organisation = Organisation.objects.create(
            name=name,
            folded_name=folded_name(name),
            kind=kind,
            naf=naf,
            siren=_siren(rank),
            seat=seats[rank % len(seats)],
            visibility=Visibility.PUBLIC if rank % 4 else Visibility.TERRITORY,
            description="Organisation fictive du pays d’exemple.",
        )
        record(acting, Verb.CREATED, organisation, {"name": ("", name)})
        made.append(organisation)
    for each in made[-3:]:  # those of elsewhere are known by all
        each.visibility = Visibility.PUBLIC
        each.save(update_fields=("visibility",))
    return made


def _links(acting: Acting, there: list[Organisation], today: date) -> None:
    for member, joined, began, ended in _MEMBERSHIPS:
        row = Membership.objects.create(
            organisation=there[member],
            association=there[joined],
            declared_by=there[joined],
            **_period(acting, today, began, ended),
        )
        record(acting, Verb.CREATED, row, {"organisation": (None, row.organisation)})
    for supplier, customer, what, began, ended in _SUPPLIES:
        given = Supply.objects.create(
            supplier=there[supplier],
            customer=there[customer],
            what=what,
            declared_by=there[supplier],
            **_period(acting, today, began, ended),
        )
        record(acting, Verb.CREATED, given, {"supplier": (None, given.supplier)})


def _spaces(acting: Acting, ti: Perimeter, there: list[Organisation], today: date) -> None:
    made = []
    for name, purpose, chain, visibility, participants in _SPACES:
        space = CooperationSpace.objects.create(
            name=name,
            purpose=purpose,
            chain=chain,
            visibility=visibility,
            perimeter=ti,
            opened_on=today - timedelta(days=max(days for _rank, days in participants)),
            opened_by=acting.user,
        )
        record(acting, Verb.CREATED, space, {"name": (None, name)})
        for rank, days in participants:
            SpaceParticipation.objects.create(
                space=space, organisation=there[rank], declared_by=there[rank],
                **_period(acting, today, days, 0),
            )  # fmt: skip
        made.append(space)
    for number, rank, text in _NOTES:
        SpaceNote.objects.create(
            space=made[number], organisation=there[rank], text=text, written_by=acting.user
        )


def _introductions(acting: Acting, ti: Perimeter, there: list[Organisation], today: date) -> None:
    for offers, offered, seeks, sought, state, days, word in _INTRODUCTIONS:
        is_made = state == IntroductionState.MADE
        row = Introduction.objects.create(
            perimeter=ti, offers=there[offers], seeks=there[seeks], offered=offered, sought=sought,
            state=state, word=word, noted_by=acting.user,
            made_on=today - timedelta(days=days) if is_made else None,
            again_on=None if is_made else today + timedelta(days=days),
        )  # fmt: skip
        record(acting, Verb.CREATED, row, {"state": (None, state), "word": (None, word)},
               personal=("word",))  # fmt: skip


def _period(acting: Acting, today: date, began: int, ended: int) -> dict[str, object]:
    return {
        "valid_from": today - timedelta(days=began),
        "valid_to": today - timedelta(days=ended) if ended else None,
        "noted_by": acting.user,
    }


def _siren(rank: int) -> str:
    """Return a SIREN whose key holds and that no register gives."""
    return next(n for n in (f"0004{rank:04}{key}" for key in range(10)) if is_siren(n))
