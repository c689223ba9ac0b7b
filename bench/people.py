"""The people of a measurement: a hundred who read, twenty whose programs write.

Run in the environment of an installation: ``python bench/people.py settle`` writes them and prints,
as JSON, what each needs to be known by the server; ``python bench/people.py kept`` prints what the
writers' programs wrote, as the database holds it.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

import django

READERS, WRITERS = 100, 20
# What each writer writes begins so.
NAME = "Atelier mesuré"


def settle() -> dict[str, object]:
    """Give each a mandate for a territory; return what readers and writers are known by."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from terreau.web.apps.accounts.enums import Role
    from terreau.web.apps.accounts.models import User
    from terreau.web.apps.accounts.scope import Acting, scope_of
    from terreau.web.apps.accounts.tokens import make_token
    from terreau.web.apps.directory.models import Mandate, Organisation
    from terreau.web.apps.territories.memberships import last_members
    from terreau.web.apps.territories.models import Perimeter
    from terreau.web.apps.territories.selectors import list_communes

    territories = list(
        Perimeter.objects.filter(
            kind="territoire_industrie", country="FR", last_vintage__isnull=False
        )
    )

    def person(name: str, role: Role, rank: int) -> tuple[User, Perimeter]:
        user = User.objects.create_user(f"{name}{rank}@exemple.terreau", name=f"{name} {rank}")
        about = territories[rank % len(territories)]
        Mandate.objects.create(
            holder=user, role=role, perimeter=about, valid_from=timezone.localdate()
        )
        return user, about

    sessions, writers = [], []
    for rank in range(READERS):
        client = Client()
        client.force_login(person("lectrice", Role.OBSERVER, rank)[0])
        sessions.append(client.cookies[settings.SESSION_COOKIE_NAME].OutputString().split(";")[0])
    for rank in range(WRITERS):
        user, about = person("cheffe", Role.PROJECT_MANAGER, rank)
        _kept, key = make_token(
            acting=Acting(user, scope_of(user)), name="mesure", lasts=timedelta(days=1),
            allows=["directory:read", "directory:write"],
        )  # fmt: skip
        seat = list_communes(last_members([about]), limit=1)[0]
        writers.append({"key": key, "seat": seat.code})
    return {
        "sessions": sessions,
        "writers": writers,
        "organisations": list(
            Organisation.objects.filter(visibility="public").values_list("pk", flat=True)
        ),
        "territories": [each.code for each in territories],
    }


def kept() -> dict[str, list[object]]:
    """Return version and description of each organisation written, and its rows of history."""
    from terreau.web.apps.accounts.history import history_of
    from terreau.web.apps.directory.models import Organisation

    return {
        str(each.pk): [each.version, each.description, history_of(each).count()]
        for each in Organisation.objects.filter(name__startswith=NAME)
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terreau.web.settings.demo")
    django.setup()
    print(json.dumps({"settle": settle, "kept": kept}[sys.argv[1]]()))
