"""Forms as every page shows them: `shared/components/field.html` draws each of their fields."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise

_CHECKED = (forms.CheckboxInput, forms.RadioSelect)


class PageForm(forms.Form):
    """A form whose fields wear the classes of the theme; Django names help and errors in ARIA."""

    # Status of the page where it is shown with what it refuses.
    refused_with = 400

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.HiddenInput):
                continue
            look = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            if isinstance(field.widget, _CHECKED):
                look = "form-check-input"
            field.widget.attrs.setdefault("class", look)

    def add_error(self, field: str | None, error: Any) -> None:
        """Add what is refused; the page opens on the first field that is faulty."""
        super().add_error(field, error)
        shown = (each for each in self.visible_fields() if each.name in self.errors)
        faulty = next(shown, None)
        if faulty is None:
            return
        for each in self.fields.values():
            each.widget.attrs.pop("autofocus", None)
        faulty.field.widget.attrs["autofocus"] = True


class SuggestedInput(forms.TextInput):
    """A field that suggests as one types, and takes what is typed all the same.

    Its page draws a ``listbox`` whose id is that of the field and ``-results``; without JavaScript
    it is a plain field.
    """

    def __init__(self, address: str | Promise, field: str) -> None:
        found = f"{field}-results"
        super().__init__(
            {
                "role": "combobox",
                "aria-expanded": "false",
                "aria-autocomplete": "list",
                "aria-controls": found,
                "autocomplete": "off",
                "spellcheck": "false",
                "hx-get": address,
                "hx-params": "none",
                "hx-trigger": "input changed delay:120ms",
                "hx-target": f"#{found}",
                "hx-sync": "this:replace",
            }
        )


class DayInput(forms.DateInput):
    """A day, chosen by the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
