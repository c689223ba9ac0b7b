"""The columns that a list of sheets may have, on a page and in a file: one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.plans.labels import SHEET
from terreau.web.apps.plans.selectors.sheets import SheetRow
from terreau.web.shared.formatting import format_day, format_number

Value = str | int | float | date | None


@dataclass(frozen=True)
class Column:
    """A column of a list of sheets.

    Parameters
    ----------
    key : str
        As an address names it.
    label : Promise
        Its heading.
    value : Callable[[SheetRow], Value]
        What a row has there, of what its reader sees; money in euros.
    is_money : bool
        Whether it is an amount.
    """

    key: str
    label: Promise
    value: Callable[[SheetRow], Value]
    is_money: bool = False

    def words(self, row: SheetRow) -> str:
        """Return what a page writes there."""
        held = self.value(row)
        if held is None or held == "":
            return "–"
        if isinstance(held, date):
            return format_day(held)
        return f"{format_number(float(held))} €" if self.is_money else str(held)


def _euros(row: SheetRow, cents: int | None) -> float | None:
    """Return an amount of a sheet; a merged one has none, it counts where it was merged."""
    return cents / 100 if row.counts_money and cents is not None else None


def _place(row: SheetRow) -> str:
    named = row.sheet.place.name if row.sheet.place else ""
    return ", ".join(filter(None, (row.sheet.place_name, named)))


def _health(row: SheetRow) -> str:
    return ", ".join(str(each.label) for each in row.health)


def _basis(row: SheetRow) -> str:
    """Return whether amounts are before tax, where the reader reads amounts."""
    return "" if row.costs is None else row.sheet.get_tax_basis_display()


COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        each.key: each
        for each in (
            Column("territoire", _("Territoire"), lambda row: row.sheet.plan.perimeter.name),
            Column("plan", _("Plan d’action"), lambda row: row.sheet.plan.title),
            Column("code", SHEET["code"], lambda row: row.sheet.code),
            Column("titre", SHEET["title"], lambda row: row.sheet.title),
            Column("axe", SHEET["axis"], lambda row: str(row.sheet.axis or "")),
            Column("theme", SHEET["theme_choice"], lambda row: row.sheet.theme_label),
            Column("etat", SHEET["state"], lambda row: row.sheet.get_state_display()),
            Column("sante", _("À regarder"), _health),
            Column("pilote", _("Pilote"), lambda row: "; ".join(row.leads)),
            Column("jalon", _("Prochain jalon"), lambda row: row.next_due_on),
            Column("debut", SHEET["starts_on"], lambda row: row.sheet.starts_on),
            Column("fin", SHEET["ends_on"], lambda row: row.sheet.ends_on),
            Column("lieu", _("Lieu"), _place),
            Column("cout", _("Coût prévu (€)"), lambda row: _euros(row, row.costs), is_money=True),
            Column("acquis", _("Acquis (€)"), lambda row: _euros(row, row.secured), is_money=True),
            Column("base", SHEET["tax_basis"], _basis),
            Column("nouvelles", _("Dernières nouvelles"), lambda row: row.sheet.last_news_on),
            Column("lecture", SHEET["visibility"], lambda row: row.sheet.get_visibility_display()),
            Column("pratique", SHEET["good_practice"], lambda row: row.sheet.good_practice),
        )
    }
)
# A list of one plan need not say which; its first column is always the sheet.
_OF_ONE_PLAN = tuple(key for key in COLUMNS if key not in {"territoire", "plan"})
OFFERED = tuple(key for key in _OF_ONE_PLAN if key not in {"code", "titre"})
USUAL = ("etat", "pilote", "jalon")
# Of sheets whose state nobody knows, no milestone is told.
USUAL_UNTOLD = ("etat", "pilote")


def shown_columns(chosen: Iterable[str], *, is_untold: bool = False) -> list[Column]:
    """Return the columns of a page beside the sheet itself: those chosen, or those of every day."""
    known = [key for key in OFFERED if key in set(chosen)]
    return [COLUMNS[key] for key in known or (USUAL_UNTOLD if is_untold else USUAL)]


Line = tuple[SheetRow, list[tuple[str, Promise, str]]]


def table_of(rows: Iterable[SheetRow], columns: Sequence[Column]) -> list[Line]:
    """Return the lines of a page: each sheet with the key, the label and the words of its cells."""
    return [
        (row, [(column.key, column.label, column.words(row)) for column in columns]) for row in rows
    ]


def under_axes(table: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """Return the lines of a plan in its order under the name of their axis; "" = it has none."""
    found = [
        (str(axis or ""), list(lines))
        for axis, lines in groupby(table, lambda line: line[0].sheet.axis)
    ]
    return [
        (axis or (gettext("Sans axe") if len(found) > 1 else ""), lines) for axis, lines in found
    ]


def file_columns(chosen: Sequence[str]) -> list[Column]:
    """Return the columns of a file: which sheet, then those chosen, or all of them."""
    named = ("territoire", "plan", "code", "titre")
    known = [key for key in OFFERED if key in set(chosen)]
    return [COLUMNS[key] for key in (*named, *(known or OFFERED))]


def cell(value: Value) -> str | int | float | None:
    """Return a value as a file holds it."""
    return value.isoformat() if isinstance(value, date) else value
