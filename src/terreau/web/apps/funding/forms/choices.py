"""What a scheme chooses among: operators, by names that one may read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class OperatorField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not at run time
    """An organisation that runs schemes, by its name where one may read it."""

    readable: frozenset[int] = frozenset()

    def label_from_instance(self, obj: Any) -> str:
        """Return its name, or that it is the present one."""
        return str(obj.name) if obj.pk in self.readable else str(_("L’opérateur actuel"))
