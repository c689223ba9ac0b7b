"""Letters that could not leave are files: they go with whoever they were written to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection

from terreau.web.apps.accounts.erasing import erase_person
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import OPERATOR

pytestmark = pytest.mark.django_db


def test_the_letters_of_who_is_erased_are_deleted(
    home: Path, django_capture_on_commit_callbacks: Any
) -> None:
    person = User.objects.create_user("lea@exemple.fr")
    told = {"lea@exemple.fr": "Bonjour,", "ana@exemple.fr": "Lea@exemple.fr demande un mandat."}
    told |= {"eric@exemple.fr": "Bonjour,"}
    backend = "django.core.mail.backends.filebased.EmailBackend"
    # A file is named after the second and its connection: each lives on, so that none is another's.
    by_file = {reader: get_connection(backend, file_path=home / "outbox") for reader in told}
    for reader, body in told.items():
        EmailMessage("Objet", body, "t@exemple.fr", [reader], connection=by_file[reader]).send()
    assert len(list((home / "outbox").iterdir())) == 3
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(acting=OPERATOR, person_id=person.pk, typed=person.email, home=home)
        assert len(list((home / "outbox").iterdir())) == 3, "nothing before it is final"
    [left] = (home / "outbox").iterdir()
    assert "eric@exemple.fr" in left.read_text()
