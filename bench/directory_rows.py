"""The directory of a measurement: 200 000 organisations on real communes, 50 000 lines of know-how.

Run in the environment of an installation: ``python bench/directory_rows.py`` prepares it, writes
them, makes the index of the search, and prints as JSON the session by which pages are read and an
organisation to read. Names and texts are made of words drawn by chance: nothing here is anybody's.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

import django

ORGANISATIONS = int(os.environ.get("BENCH_ORGANISATIONS", "200000"))
LINES = ORGANISATIONS // 4
_TRADES = (
    "Mécanique", "Fonderie", "Chaudronnerie", "Plasturgie", "Usinage", "Menuiserie", "Tôlerie",
    "Transports", "Bâtiment", "Boulangerie", "Conseil", "Électricité", "Maraîchage", "Imprimerie",
)  # fmt: skip
_SYLLABLES = [consonant + vowel for consonant in "bcdfglmnprstv" for vowel in "aiou"]
_MAKES = (
    "Tôlerie fine", "Soudure TIG inox", "Anodisation de profilés", "Usinage 5 axes", "Décolletage",
    "Découpe laser", "Peinture poudre", "Injection plastique", "Moulage de fonte", "Rectification",
    "Traitement thermique", "Impression 3D métal", "Câblage d’armoires", "Emballage bois",
)  # fmt: skip
_OF = (
    "pour l’aéronautique", "en petite série", "de grandes pièces", "jusqu’à 6 m", "de précision",
    "pour l’agroalimentaire", "sur mesure", "pour le ferroviaire", "en sous-traitance",
)  # fmt: skip
_NAF = ("25.62B", "24.51Z", "25.11Z", "22.29A", "16.23Z", "28.41Z", "27.12Z", "10.71C", "49.41A")
_SEAT = "44184"  # Saint-Nazaire, in the territory that is managed
_LEVELS, _SHARES = ("public", "territory", "partners", "private"), (60, 30, 7, 3)


def settle() -> dict[str, object]:
    """Write everything; return the session of a project manager and an organisation to read."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from terreau.web.apps.accounts.enums import Role
    from terreau.web.apps.accounts.models import User
    from terreau.web.apps.directory.models import Mandate, Organisation
    from terreau.web.apps.knowhow.models import KnowHow
    from terreau.web.apps.knowhow.searching.making import make_index
    from terreau.web.apps.territories.models import Perimeter

    rng = random.Random(20261129)
    # A few at a time, as an import does: SQLite lets others write in between.
    for some in _batched(_organisations(rng)):
        Organisation.objects.bulk_create(some)
    for some in _batched(_lines(rng)):
        KnowHow.objects.bulk_create(some)
    make_index()
    territory = Perimeter.objects.filter(kind="epci", country="FR", code="244400644").get()
    manager = User.objects.create_user("cheffe@mesure.terreau", name="Cheffe mesurée")
    Mandate.objects.create(
        holder=manager, role=Role.PROJECT_MANAGER, perimeter=territory,
        valid_from=timezone.localdate(),
    )  # fmt: skip
    client = Client()
    client.force_login(manager)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].OutputString().split(";")[0]
    held = Organisation.objects.filter(seat__code=_SEAT, visibility="public")
    return {"session": cookie, "organisation": held.order_by("pk")[0].pk}


def _batched(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while some := list(islice(rows, 2000)):
        yield some


def _organisations(rng: random.Random) -> Iterator[Any]:
    from terreau.web.apps.directory.models import Organisation
    from terreau.web.apps.directory.rules import folded_name
    from terreau.web.apps.territories.models import Perimeter

    communes = Perimeter.objects.filter(kind="commune", country="FR", last_vintage=2026)
    # As firms are: where people are.
    seats = list(communes.exclude(population=None).values_list("pk", "population"))
    keys, people = [pk for pk, _ in seats], [count for _, count in seats]
    for seat in rng.choices(keys, people, k=ORGANISATIONS):
        name = f"{rng.choice(_TRADES)} {''.join(rng.choices(_SYLLABLES, k=3)).capitalize()}"
        yield Organisation(
            name=name,
            folded_name=folded_name(name),
            kind=rng.choice(("company", "plant", "company", "association")),
            naf=rng.choice(_NAF),
            seat_id=seat,
            headcount_class=rng.choice(("", "01", "03", "11", "12", "21", "31")),
            agrees_to_contact=rng.random() < 0.2,
            description=f"{rng.choice(_MAKES)} {rng.choice(_OF)}" if rng.random() < 0.1 else "",
            visibility=rng.choices(_LEVELS, _SHARES)[0],
        )


def _lines(rng: random.Random) -> Iterator[Any]:
    from terreau.web.apps.directory.models import Organisation
    from terreau.web.apps.knowhow.models import KnowHow

    keys = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    for key in rng.choices(keys, k=LINES):
        yield KnowHow(
            organisation_id=key,
            kind="makes",
            text=f"{rng.choice(_MAKES)} {rng.choice(_OF)}",
            source="told",
            visibility=rng.choices(_LEVELS, _SHARES)[0],
        )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terreau.web.settings.demo")
    django.setup()
    from terreau.web import entry

    entry.prepare(with_example=True)
    print(json.dumps(settle()))
