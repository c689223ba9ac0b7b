"""The budget of a sheet as one table: every line at once, and a few more to write in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.enums import Instrument, TaxBasis
from terreau.web.apps.plans.forms.amounts import AmountField
from terreau.web.apps.plans.labels import SHEET
from terreau.web.apps.plans.models import ActionSheet
from terreau.web.apps.plans.rules.lines import CostWritten, Entry, FundsWritten
from terreau.web.apps.plans.selectors.money import Cost, Money, Share
from terreau.web.apps.plans.services.clashes import Clash
from terreau.web.apps.plans.services.milestones import FIRST_YEAR, LAST_YEAR
from terreau.web.apps.plans.services.money import MOST_LINES, Budget
from terreau.web.shared.forms import PageForm

# Rows to write in, under those that are there.
SPARE_ROWS = 3


def _year() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Année"),
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class _Row(PageForm):
    """A line; one that is kept empty is nothing."""

    says: ClassVar[type[CostWritten | FundsWritten]]

    line_id = forms.IntegerField(
        widget=forms.HiddenInput(), required=False, min_value=1, max_value=2**62
    )
    read = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=2000)
    remove = forms.BooleanField(label=_("Retirer"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name not in ("line_id", "read"):
                field.widget.attrs["aria-label"] = field.label

    @property
    def entry(self) -> Entry[Any] | None:
        """What the service takes; None of a row where nothing is written."""
        said = self.cleaned_data
        line_id = said.get("line_id")
        if said.get("remove") and line_id is None:
            return None
        read = self.says.read_from(said.get("read", "")) if line_id else None
        if said.get("remove"):
            return Entry(None, line_id, read)
        written = self.says(**{each: said[each] for each in self.says.__dataclass_fields__})
        return Entry(written, line_id, read) if line_id or not written.is_empty else None

    def cells(self) -> Iterator[forms.BoundField]:
        """Return its fields in the order of the columns."""
        return (self[name] for name in self.says.__dataclass_fields__)

    def clean(self) -> dict[str, Any]:
        """Ask a name of a line that says anything; a line that goes is not looked at."""
        said: dict[str, Any] = self.cleaned_data
        if said.get("remove"):
            for name in [name for name in self.errors if name not in ("line_id", "read")]:
                del self.errors[name]
        return said


class CostRow(_Row):
    """A line of costs."""

    says = CostWritten

    label = forms.CharField(label=_("Poste"), max_length=160, required=False)
    year = _year()
    planned = AmountField(label=_("Prévu"))
    committed = AmountField(label=_("Engagé"))
    spent = AmountField(label=_("Dépensé"))


class FundsRow(_Row):
    """A line of the financing plan."""

    says = FundsWritten

    instrument = forms.ChoiceField(
        label=_("Instrument"), choices=Instrument.choices, initial=Instrument.GRANT
    )
    name = forms.CharField(label=_("Qui"), max_length=200, required=False)
    scheme = forms.CharField(label=_("Dispositif"), max_length=160, required=False)
    year = _year()
    requested = AmountField(label=_("Demandé"))
    agreed = AmountField(label=_("Accord de principe"))
    obtained = AmountField(label=_("Obtenu"))
    paid = AmountField(label=_("Versé"))


class TaxForm(PageForm):
    """Whether amounts are before or after tax."""

    tax_basis = forms.ChoiceField(label=SHEET["tax_basis"], choices=TaxBasis.choices)
    tax_read = forms.ChoiceField(
        widget=forms.HiddenInput(), choices=TaxBasis.choices, required=False
    )


class BudgetForm:
    """All of it: costs, financing plan, HT or TTC.

    Parameters
    ----------
    sheet, money
        What is there now.
    sent : QueryDict or None
        What somebody wrote.
    """

    def __init__(self, sheet: ActionSheet, money: Money, sent: QueryDict | None) -> None:
        now = sheet.tax_basis
        self.tax = TaxForm(sent, initial={"tax_basis": now, "tax_read": now})
        self.costs = _rows(CostRow, "cost", money.costs, sent)
        self.funds = _rows(FundsRow, "funds", money.shares, sent)
        self._sheet = sheet
        self._was_sent = sent is not None

    def is_valid(self) -> bool:
        """Whether all that was written can be read."""
        parts = [self.tax.is_valid(), self.costs.is_valid(), self.funds.is_valid()]
        return self._was_sent and all(parts)

    @property
    def has_errors(self) -> bool:
        """Whether something is refused."""
        found = (self.tax.errors, *self.costs.errors, *self.funds.errors)
        whole = [*self.costs.non_form_errors(), *self.funds.non_form_errors()]
        return self._was_sent and (any(found) or bool(whole))

    @property
    def written(self) -> Budget:
        """What the service takes."""
        chosen = self.tax.cleaned_data["tax_basis"]
        read = self.tax.cleaned_data["tax_read"] or self._sheet.tax_basis
        return Budget(
            [entry for _row, entry in self._entries(self.costs)],
            [entry for _row, entry in self._entries(self.funds)],
            chosen if chosen != read else None,
            read,
        )

    def refuse(self, refusal: BadField) -> None:
        """Put a refusal of the service next to its field: "funds-2-paid"."""
        said = f"{refusal.what.rstrip('.')}. {refusal.remedy}"
        kind, _dash, rest = refusal.name.partition("-")
        rank, _dash, name = rest.partition("-")
        if refusal.name == "tax_basis":  # sent again, what was chosen stands
            held = {"tax_basis": self.tax.data.get("tax_basis", "")}
            self.tax = TaxForm(held | {"tax_read": self._sheet.tax_basis})
            self.tax.add_error("tax_basis", said)
            return
        if kind not in ("cost", "funds"):
            self.tax.add_error(None, said)
            return
        rows = [row for row, _entry in self._entries(self._of(kind))]
        rows[int(rank)].add_error(name, said)

    def row_of(self, clash: Clash) -> _Row:
        """Return the row in which somebody wrote what clashes."""
        return [row for row, _entry in self._entries(self._of(clash.kind))][clash.rank]

    def rows(self) -> list[_Row]:
        """Return every row, costs first."""
        return [*self.costs, *self.funds]

    def _of(self, kind: str) -> BaseFormSet[Any]:
        return self.costs if kind == "cost" else self.funds

    @staticmethod
    def _entries(rows: BaseFormSet[Any]) -> list[tuple[_Row, Entry[Any]]]:
        found = ((row, row.entry) for row in rows if row.cleaned_data)
        return [(row, entry) for row, entry in found if entry is not None]


def _rows(
    row: type[_Row], prefix: str, held: Sequence[Cost] | Sequence[Share], sent: QueryDict | None
) -> BaseFormSet[Any]:
    """Return the rows of one kind, filled with what is there and a few empty ones."""
    of_kind = formset_factory(
        row, extra=SPARE_ROWS, max_num=MOST_LINES + SPARE_ROWS,
        absolute_max=MOST_LINES + 3 * SPARE_ROWS, validate_max=True,
    )  # fmt: skip
    initial = [
        vars(each.said) | {"line_id": each.line_id, "read": each.said.marked()} for each in held
    ]
    return of_kind(sent, prefix=prefix, initial=initial)
