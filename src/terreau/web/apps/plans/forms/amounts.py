"""An amount of euros, as people write it."""

from __future__ import annotations

from typing import Any

from django import forms

from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.rules.amounts import as_written
from terreau.web.apps.plans.services.amounts import read_amount


class AmountField(forms.CharField):
    """Euros, k€ or M€; cleaned it is cents, or None where nothing is written."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"})
        super().__init__(required=False, max_length=40, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return cents as one writes them; what was typed stays as it was typed."""
        return as_written(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Return cents."""
        typed = super().clean(value)
        try:
            return read_amount("", typed)
        except BadField as refusal:
            raise forms.ValidationError(f"{refusal.what}. {refusal.remedy}") from refusal

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether something else than what it began with was typed."""
        return bool(super().has_changed(self.prepare_value(initial), data))
