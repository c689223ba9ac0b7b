"""The two kinds of lines of a budget: how each is read, checked, kept, told."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol

from django.db.models import Model
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.enums import Instrument
from terreau.web.apps.plans.models import ActionSheet, CostLine, FinancingLine
from terreau.web.apps.plans.rules.lines import CostWritten, FundsWritten
from terreau.web.apps.plans.rules.money import MOST_CENTS, fault_of
from terreau.web.apps.plans.selectors.money import cost_said, funds_said, seen_organisations
from terreau.web.apps.plans.selectors.raisers import organisation_named_by
from terreau.web.apps.plans.services.milestones import FIRST_YEAR, LAST_YEAR
from terreau.web.apps.plans.services.taking_part import NAMED
from terreau.web.shared.formatting import format_euros


class Lines(Protocol):
    """The lines of one kind of a sheet, held until the transaction ends."""

    kind: ClassVar[str]  # as the names of refusals begin
    field: ClassVar[str]  # as the history names it
    first: ClassVar[str]  # the first field of a line

    def now(self, line_id: int) -> Any:
        """Return what a line says; None where there is none."""

    def in_words(self, written: Any) -> str:
        """Say a line in one line of words."""

    def write(self, rank: int, line_id: int | None, written: Any) -> int:
        """Keep what a line is to say, if it can be true; return its number."""

    def take_out(self, line_id: int) -> None:
        """Take a line out."""

    def count(self) -> int:
        """Return how many there are."""


class CostLines:
    """The costs of a sheet."""

    kind: ClassVar[str] = "cost"
    field: ClassVar[str] = "cost_line"
    first: ClassVar[str] = "label"

    def __init__(self, acting: Acting, sheet: ActionSheet) -> None:
        self._sheet = sheet
        self._held = {line.pk: line for line in sheet.cost_lines.all()}

    def now(self, line_id: int) -> CostWritten | None:
        """Return what a line says; None where there is none."""
        line = self._held.get(line_id)
        return cost_said(line) if line else None

    def in_words(self, written: CostWritten) -> str:
        """Say a line in one line of words."""
        amounts = (
            (_("prévu"), written.planned),
            (_("engagé"), written.committed),
            (_("dépensé"), written.spent),
        )
        return _in_words(written.label, written.year, amounts)

    def write(self, rank: int, line_id: int | None, written: CostWritten) -> int:
        """Keep what a line is to say, if it can be true; return its number."""
        name = f"{self.kind}-{rank}-"
        label = " ".join(written.label.split())
        if not label or len(label) > 160:
            raise BadField(
                f"{name}label",
                _("Un poste de dépense a un nom de 160 caractères au plus"),
                remedy=_("Écrivez-le, ou retirez la ligne."),
            )
        _check_year(name, written.year)
        for field in ("planned", "committed", "spent"):
            _check_amount(f"{name}{field}", getattr(written, field))
        line = self._held.get(line_id) if line_id else None
        line = line or CostLine(sheet=self._sheet)
        return _kept(
            line,
            label=label,
            year=written.year,
            planned_eur_cents=written.planned,
            committed_eur_cents=written.committed,
            spent_eur_cents=written.spent,
        )

    def take_out(self, line_id: int) -> None:
        """Take a line out."""
        self._held[line_id].delete()

    def count(self) -> int:
        """Return how many there are."""
        return self._sheet.cost_lines.count()


class FundsLines:
    """The financing plan of a sheet."""

    kind: ClassVar[str] = "funds"
    field: ClassVar[str] = "financing_line"
    first: ClassVar[str] = "name"

    def __init__(self, acting: Acting, sheet: ActionSheet) -> None:
        self._acting, self._sheet = acting, sheet
        lines = sheet.financing_lines.select_related("organisation")
        self._held = {line.pk: line for line in lines}
        self._seen = seen_organisations(acting.scope, self._held.values())
        # Names that the history does not tell: of organisations that are not seen by all.
        self._untold = {line.name for line in self._held.values() if _is_untold(line)}

    def now(self, line_id: int) -> FundsWritten | None:
        """Return what a line says; None where there is none."""
        line = self._held.get(line_id)
        return funds_said(line, self._seen) if line else None

    def in_words(self, written: FundsWritten) -> str:
        """Say a line in one line of words."""
        amounts = (
            (_("demandé"), written.requested),
            (_("accord de principe"), written.agreed),
            (_("obtenu"), written.obtained),
            (_("versé"), written.paid),
        )
        name = "" if written.name in self._untold else written.name
        parts = (str(Instrument(written.instrument).label), name, written.scheme)
        return _in_words(", ".join(filter(None, parts)), written.year, amounts)

    def write(self, rank: int, line_id: int | None, written: FundsWritten) -> int:
        """Keep what a line is to say, if it can be true; return its number."""
        name = f"{self.kind}-{rank}-"
        self._check(name, written)
        line = self._held.get(line_id) if line_id else None
        is_same = line is not None and written.name == funds_said(line, self._seen).name
        line = line or FinancingLine(sheet=self._sheet)
        if not is_same:
            named = " ".join(written.name.split())
            line.organisation = organisation_named_by(self._acting.scope, named) if named else None
            line.written_name = "" if line.organisation else named
            if _is_untold(line):
                self._untold.add(written.name)
        return _kept(
            line,
            instrument=written.instrument,
            scheme_name=" ".join(written.scheme.split()),
            year=written.year,
            requested_eur_cents=written.requested,
            agreed_eur_cents=written.agreed,
            obtained_eur_cents=written.obtained,
            paid_eur_cents=written.paid,
        )

    def take_out(self, line_id: int) -> None:
        """Take a line out."""
        self._held[line_id].delete()

    def count(self) -> int:
        """Return how many there are."""
        return self._sheet.financing_lines.count()

    @staticmethod
    def _check(name: str, written: FundsWritten) -> None:
        if written.instrument not in Instrument.values:
            raise BadField(
                f"{name}instrument",
                _("Cet instrument n’existe pas"),
                value=written.instrument,
                remedy=_("Choisissez parmi : %s.") % ", ".join(Instrument.values),
            )
        for field, most in (("name", 200), ("scheme", 160)):
            if len(getattr(written, field)) > most:
                raise BadField(
                    f"{name}{field}",
                    _("Ce texte est trop long : %(most)s caractères au plus") % {"most": most},
                    remedy=_("Raccourcissez-le."),
                )
        _check_year(name, written.year)
        fault = fault_of(written.funds)
        if fault == "paid" and (written.paid or 0) in range(MOST_CENTS + 1):
            raise BadField(
                f"{name}paid",
                _("On n’a pas versé plus que ce qui est obtenu"),
                remedy=_("Dites aussi ce qui est obtenu, ou corrigez."),
            )
        if fault:
            _check_amount(f"{name}{fault}", getattr(written, fault))


def _is_untold(line: FinancingLine) -> bool:
    return line.organisation is not None and line.organisation.visibility not in NAMED


def _kept(line: Model, **values: Any) -> int:
    for name, value in values.items():
        setattr(line, name, value)
    line.save()
    return int(line.pk)


def _check_year(name: str, year: int | None) -> None:
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadField(
            f"{name}year",
            _("Cette année n’est d’aucun plan d’action"),
            value=str(year),
            remedy=_("Corrigez-la."),
        )


def _check_amount(name: str, cents: int | None) -> None:
    if cents is not None and not 0 <= cents <= MOST_CENTS:
        raise BadField(
            name,
            _("Ce montant n’est pas possible"),
            value=format_euros(cents),
            remedy=_("Vérifiez s’il est en euros, en k€ ou en M€."),
        )


def _in_words(title: str, year: int | None, amounts: Any) -> str:
    said = ", ".join(
        f"{name} {format_euros(cents)}" for name, cents in amounts if cents is not None
    )
    head = f"{title} ({year})" if year else title
    return f"{head} : {said}" if said else head
