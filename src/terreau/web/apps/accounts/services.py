"""What a person changes of their own account."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting


@transaction.atomic
def change_profile(*, acting: Acting, user: User, name: str, language: str) -> User:
    """Write the name and the language of somebody; they alone may.

    Raises
    ------
    BadInput
        Where somebody else acts, or the language is not one of the site's.
    """
    if acting.user is None or acting.user.pk != user.pk:
        raise BadInput("An account is changed by its owner alone", value=user.pk)
    if language not in dict(settings.LANGUAGES):
        raise BadInput("The site does not speak this language", value=language)
    kept = User.objects.select_for_update().get(pk=user.pk)
    changes = {"name": (kept.name, name), "language": (kept.language, language)}
    if any(before != after for before, after in changes.values()):
        kept.name, kept.language = name, language
        kept.save(update_fields=["name", "language"])
        record(acting, Verb.CHANGED, kept, changes, personal=("name",))
    return kept
