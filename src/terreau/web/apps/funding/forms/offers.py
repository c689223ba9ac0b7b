"""What a scheme offers by each instrument, as people write it: a row of five fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.plans.enums import Instrument
from terreau.web.apps.plans.forms.amounts import AmountField

# A new scheme is shown so many rows; one that has more is shown all it has.
OFFERS = 3
_INSTRUMENTS = [(key, label) for key, label in Instrument.choices if key != Instrument.OWN_SHARE]


class PercentField(forms.DecimalField):
    """A percentage, its decimals after a comma or a point."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 6})
        super().__init__(required=False, max_digits=5, decimal_places=2, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Return what was typed as a number."""
        typed = "" if value is None else str(value)
        return super().to_python(typed.replace(",", ".").replace("%", "").strip() or None)


def offer_fields(number: int) -> Iterator[tuple[str, forms.Field]]:
    """Yield the name and the field of each bound of a row, its instrument first."""
    yield (
        f"instrument{number}",
        forms.ChoiceField(
            label=_("Instrument"), required=False, choices=[("", "–"), *_INSTRUMENTS]
        ),
    )
    yield f"rate_from{number}", PercentField(label=_("Taux, de (%)"))
    yield f"rate_to{number}", PercentField(label=_("Taux, à (%)"))
    yield f"floor{number}", AmountField(label=_("Plancher"))
    yield f"ceiling{number}", AmountField(label=_("Plafond"))
