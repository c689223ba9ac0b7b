"""Who reads what of an object: one mechanism for pages, API, exports, search and reports.

An object says its widest audience; each of its sensitive fields may say a
narrower one. Where a reader stands towards an object is told by the app that
holds it (`declare_audience`); what a reader may not see is not given to the
template, the serialiser or the file at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Visibility(TextChoices):
    """How far an object, or one of its fields, is read."""

    PUBLIC = "public", _("Tout le monde")
    TERRITORY = "territory", _("Le territoire")
    PARTNERS = "partners", _("Les partenaires du projet")
    PRIVATE = "private", _("Ses membres et son chef de projet")


# From the widest to the narrowest: who is counted in one is counted in those before it.
_ORDER = (Visibility.PUBLIC, Visibility.TERRITORY, Visibility.PARTNERS, Visibility.PRIVATE)


def is_within(reader: Visibility, level: str) -> bool:
    """Whether somebody who stands at ``reader`` reads what is kept to ``level``.

    Examples
    --------
    >>> is_within(Visibility.PARTNERS, "territory"), is_within(Visibility.PUBLIC, "territory")
    (True, False)
    """
    return _ORDER.index(Visibility(level)) <= _ORDER.index(reader)


class Confidential(models.Model):
    """An object that is not read by everyone; an app's own model adds its fields to it."""

    # Sensitive field → who reads it unless somebody chose otherwise. The others go with the object.
    FIELD_LEVELS: ClassVar[Mapping[str, str]] = {}

    visibility = models.CharField(max_length=12, choices=Visibility, default=Visibility.TERRITORY)
    # What was chosen field by field, as {"phone": "private"}.
    field_visibility = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse a choice about a field that has none, or that is no level."""
        super().clean()
        for name, level in self.field_visibility.items():
            if name not in self.FIELD_LEVELS or level not in Visibility.values:
                raise ValidationError(
                    {"field_visibility": _("Ce choix de confidentialité n’existe pas.")}
                )

    def level_of(self, name: str) -> str:
        """Return who reads a field, never wider than the object itself."""
        return self.level_among(name, self.visibility, self.field_visibility)

    @classmethod
    def level_among(cls, name: str, visibility: str, chosen: Mapping[str, str]) -> str:
        """Return the same from two columns, for those who read thousands."""
        level = chosen.get(name) or cls.FIELD_LEVELS.get(name, visibility)
        return max(level, visibility, key=lambda level: _ORDER.index(Visibility(level)))


def readable(about: Confidential, reader: Visibility) -> dict[str, Any]:
    """Return the fields of an object that a reader may see, by name; empty when it is hidden.

    Parameters
    ----------
    about : Confidential
        The object.
    reader : Visibility
        Where the reader stands towards it.
    """
    if not is_within(reader, about.visibility):
        return {}
    return {
        field.name: getattr(about, field.attname)
        for field in about._meta.concrete_fields
        if is_within(reader, about.level_of(field.name))
    }


_audiences: dict[type[Confidential], Callable[[Any, Any], Visibility]] = {}


def declare_audience(model: type[Confidential], audience: Callable[[Any, Any], Visibility]) -> None:
    """Tell how a scope stands towards the objects of a model: ``audience(scope, object)``."""
    _audiences[model] = audience


def audience_of(scope: Any, about: Confidential) -> Visibility:
    """Return where a reader stands towards an object."""
    return _audiences[type(about)](scope, about)
