"""The plans that documents print, written once: what people change of them since stays theirs."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q

from terreau.core.text import fold
from terreau.datasets.printed.organisations import PrintedOrganisation, organisations_by_name
from terreau.datasets.printed.plans import PrintedPlan, PrintedSheet, list_plans
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import OPERATOR
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.services.organisations import (
    OrganisationFields,
    write_organisation,
)
from terreau.web.apps.plans.enums import Part, Phase, SheetState
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, Axis, Participation
from terreau.web.apps.plans.rules.codes import code_key
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility

_THEMES = {
    "": "",
    "attirer": "attract",
    "recruter": "recruit",
    "innover": "innovate",
    "simplifier": "simplify",
}


@transaction.atomic
def seed_printed_plans() -> bool:
    """Write each plan that a document prints, and who is named in it, where it is not here yet.

    Returns
    -------
    bool
        Whether something was written: False where all are here, or their territories are not.
    """
    missing = [
        (printed, territory)
        for printed in list_plans()
        if (territory := _territory(printed)) and not _is_here(printed, territory)
    ]
    writing = _Writing()
    for printed, territory in missing:
        writing.plan(printed, territory)
    return bool(missing)


def _territory(printed: PrintedPlan) -> Perimeter | None:
    return Perimeter.objects.filter(
        kind=PerimeterKind.TERRITOIRE_INDUSTRIE, code=printed.territoire_industrie
    ).first()


def _is_here(printed: PrintedPlan, territory: Perimeter) -> bool:
    """Whether a plan was written before; people may have given it another title."""
    same = Q(source_title=printed.document, source_date=printed.document_date)
    return ActionPlan.objects.filter(same | Q(title=printed.title), perimeter=territory).exists()


class _Writing:
    """The plans as they are written; an organisation of several is found once."""

    def __init__(self) -> None:
        self._known: dict[str, Organisation | None] = {}

    def plan(self, printed: PrintedPlan, territory: Perimeter) -> None:
        """Write a plan, its axes, its sheets."""
        plan = ActionPlan.objects.create(
            perimeter=territory,
            title=printed.title,
            phase=Phase.FIRST,
            source_title=printed.document,
            source_date=printed.document_date,
            printed_sheets=printed.printed_sheets,
            printed_note=printed.note.as_dict(),
        )
        record(OPERATOR, Verb.CREATED, plan, {"title": (None, plan.title)})
        for part in printed.axes:
            axis = None
            if part.number is not None:
                axis = Axis.objects.create(plan=plan, number=part.number, title=part.title)
            for sheet in part.sheets:
                self._sheet(plan, axis, sheet)

    def _sheet(self, plan: ActionPlan, axis: Axis | None, printed: PrintedSheet) -> None:
        sheet = ActionSheet.objects.create(
            plan=plan,
            axis=axis,
            code=printed.code,
            code_key=code_key(printed.code),
            title=printed.title,
            folded_title=fold(printed.title),
            theme=_THEMES[printed.theme],
            objectives=printed.objective.fr,
            state=SheetState.UNKNOWN,
            visibility=Visibility.PUBLIC,
            last_news_on=None,
            is_printed=True,
            printed_note=printed.remarks.as_dict() if printed.remarks else {},
        )
        record(OPERATOR, Verb.CREATED, sheet, {"title": (None, sheet.title)})
        Participation.objects.bulk_create(self._participations(sheet, printed))

    def _participations(self, sheet: ActionSheet, printed: PrintedSheet) -> Iterator[Participation]:
        """Yield who is on a sheet; a name that is no record is kept as it is printed."""
        for part, names in ((Part.SHEET_LEAD, printed.leads), (Part.PARTNER, printed.partners)):
            for name in names:
                organisation = self._organisation(name)
                yield Participation(
                    sheet=sheet,
                    part=part,
                    organisation=organisation,
                    written_name="" if organisation else name,
                )

    def _organisation(self, name: str) -> Organisation | None:
        body = organisations_by_name()[name]
        if body.name not in self._known:
            self._known[body.name] = _record_of(body) if body.is_body else None
        return self._known[body.name]


def _record_of(body: PrintedOrganisation) -> Organisation | None:
    """Return the record of a body, written where there is none; None where it is not sure which.

    One that is not public stays hidden: the name printed is not tied to it.
    """
    near = list(_bearing(body))
    if not near:
        return write_organisation(OPERATOR, _fields_of(body))
    is_sure = len(near) == 1 and near[0].visibility == Visibility.PUBLIC
    return near[0] if is_sure else None


def _bearing(body: PrintedOrganisation) -> Iterator[Organisation]:
    """Yield the records that bear its SIREN, else one of its names where nothing says otherwise."""
    by_number = Organisation.objects.filter(siren=body.siren, siret="").exclude(siren="")
    if by_number.exists():
        yield from by_number
        return
    names = {fold(name) for name in (body.name, *body.variants)}
    found = Organisation.objects.filter(folded_name__in=names).exclude(
        seat__country=Country.EXAMPLE
    )
    elsewhere = Q(seat__isnull=False) & ~Q(seat__code=body.seat) if body.seat else Q(pk__in=[])
    yield from found.exclude(elsewhere).order_by("pk")[:2]


def _fields_of(body: PrintedOrganisation) -> OrganisationFields:
    seat = Perimeter.objects.filter(kind=PerimeterKind.COMMUNE, code=body.seat).first()
    return OrganisationFields(
        name=body.name,
        kind=body.kind,
        seat=seat,
        siren=body.siren,
        visibility=Visibility.PUBLIC,
    )
