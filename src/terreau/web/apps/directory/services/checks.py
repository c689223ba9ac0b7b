"""What is refused of what people write, field by field."""

from __future__ import annotations

from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.core.siren import is_siren, is_siret


class BadField(BadInput):
    """What was written in one field cannot be kept.

    Parameters
    ----------
    name : str
        Of the field.
    what, value, remedy : str
        As in `BadInput`.
    """

    def __init__(self, name: str, what: str, *, value: str = "", remedy: str = "") -> None:
        self.name = name
        super().__init__(what, value=value or None, remedy=remedy)


def check_siren(number: str) -> None:
    """Refuse what is neither empty nor a SIREN, with `BadField`."""
    if number and not is_siren(number):
        raise BadField(
            "siren",
            _("Ce numéro n’est pas un SIREN : sa clé ne tombe pas juste"),
            value=number,
            remedy=_("Vérifiez ses neuf chiffres, ou laissez ce champ vide."),
        )


def check_siret(number: str) -> None:
    """Refuse what is neither empty nor a SIRET, with `BadField`."""
    if number and not is_siret(number):
        raise BadField(
            "siret",
            _("Ce numéro n’est pas un SIRET : sa clé ne tombe pas juste"),
            value=number,
            remedy=_("Vérifiez ses quatorze chiffres, ou laissez ce champ vide."),
        )
