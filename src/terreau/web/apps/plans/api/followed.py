"""What a program writes of the money of a sheet, and of what it is followed by."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.idempotency import Key
from terreau.web.apps.plans.api import written
from terreau.web.apps.plans.api.reads import Number, router
from terreau.web.apps.plans.api.writes import ANSWERS, Row, written_to
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.rules.lines import CostWritten, Entry, FundsWritten
from terreau.web.apps.plans.selectors.money import get_money
from terreau.web.apps.plans.selectors.sheets import get_sheet
from terreau.web.apps.plans.services import discussing, risks, tracking
from terreau.web.apps.plans.services.money import Budget, write_budget
from terreau.web.apps.plans.services.tracking import IndicatorFields

_SHEET = "/action-sheets/{number}"
_COST, _FUNDS = f"{_SHEET}/cost-lines", f"{_SHEET}/financing-lines"


@router.post(_COST, response=ANSWERS, summary="Add a line of costs")
def post_cost_line(
    request: ScopedRequest, number: Number, body: written.CostIn, key: Key = ""
) -> dict[str, Any]:
    """Add a line and a year of what a sheet costs."""

    def do(who: Acting) -> None:
        line = CostWritten(**written.line_of(body))
        write_budget(acting=who, sheet_id=number, budget=Budget(costs=[Entry(line)]))

    return written_to(request, number, do)


@router.patch(f"{_COST}/{{row}}", response=ANSWERS, summary="Change a line of costs")
def patch_cost_line(
    request: ScopedRequest, number: Number, row: Row, body: written.CostIn, key: Key = ""
) -> dict[str, Any]:
    """Change what is sent of a line; what two changed at once is refused."""

    def do(who: Acting) -> None:
        read = CostWritten.read_from(body.mark) or _cost_now(request, number, row)
        line = replace(read, **written.line_of(body))
        entry = Entry(line, row, read)
        write_budget(acting=who, sheet_id=number, budget=Budget(costs=[entry]))

    return written_to(request, number, do)


@router.delete(f"{_COST}/{{row}}", response=ANSWERS, summary="Take a line of costs out")
def delete_cost_line(
    request: ScopedRequest, number: Number, row: Row, key: Key = ""
) -> dict[str, Any]:
    """Take a line of costs out; the history of the sheet keeps it."""
    entry: Entry[CostWritten] = Entry(None, row)
    budget = Budget(costs=[entry])
    return written_to(
        request, number, lambda who: write_budget(acting=who, sheet_id=number, budget=budget)
    )


@router.post(_FUNDS, response=ANSWERS, summary="Add a line of the financing plan")
def post_financing_line(
    request: ScopedRequest, number: Number, body: written.FundsIn, key: Key = ""
) -> dict[str, Any]:
    """Add who pays a part of a sheet, by which instrument, and how far it is."""

    def do(who: Acting) -> None:
        line = FundsWritten(**written.line_of(body))
        write_budget(acting=who, sheet_id=number, budget=Budget(funds=[Entry(line)]))

    return written_to(request, number, do)


@router.patch(f"{_FUNDS}/{{row}}", response=ANSWERS, summary="Change a line of the financing plan")
def patch_financing_line(
    request: ScopedRequest, number: Number, row: Row, body: written.FundsIn, key: Key = ""
) -> dict[str, Any]:
    """Change what is sent of a line; what two changed at once is refused."""

    def do(who: Acting) -> None:
        read = FundsWritten.read_from(body.mark) or _funds_now(request, number, row)
        line = replace(read, **written.line_of(body))
        entry = Entry(line, row, read)
        write_budget(acting=who, sheet_id=number, budget=Budget(funds=[entry]))

    return written_to(request, number, do)


@router.delete(
    f"{_FUNDS}/{{row}}", response=ANSWERS, summary="Take a line of the financing plan out"
)
def delete_financing_line(
    request: ScopedRequest, number: Number, row: Row, key: Key = ""
) -> dict[str, Any]:
    """Take a line of the financing plan out; the history of the sheet keeps it."""
    entry: Entry[FundsWritten] = Entry(None, row)
    budget = Budget(funds=[entry])
    return written_to(
        request, number, lambda who: write_budget(acting=who, sheet_id=number, budget=budget)
    )


@router.post(f"{_SHEET}/indicators", response=ANSWERS, summary="Add a tracking indicator")
def post_tracking_indicator(
    request: ScopedRequest, number: Number, body: written.TrackingIn, key: Key = ""
) -> dict[str, Any]:
    """Add what a sheet means to change, counted; said twice counts once."""
    fields = IndicatorFields(**body.dict())
    return written_to(
        request,
        number,
        lambda who: tracking.add_indicator(acting=who, sheet_id=number, written=fields),
    )


@router.patch(
    f"{_SHEET}/indicators/{{row}}", response=ANSWERS, summary="Change a tracking indicator"
)
def patch_tracking_indicator(
    request: ScopedRequest, number: Number, row: Row, body: written.TrackingChange, key: Key = ""
) -> dict[str, Any]:
    """Say a tracking indicator otherwise; what two changed at once is refused."""
    fields = IndicatorFields(**body.dict(exclude={"mark"}))
    read = IndicatorFields.read_from(body.mark)
    return written_to(
        request,
        number,
        lambda who: tracking.change_indicator(
            acting=who, sheet_id=number, indicator_id=row, written=fields, read=read
        ),
    )


@router.delete(
    f"{_SHEET}/indicators/{{row}}", response=ANSWERS, summary="Take a tracking indicator out"
)
def delete_tracking_indicator(
    request: ScopedRequest, number: Number, row: Row, key: Key = ""
) -> dict[str, Any]:
    """Take a tracking indicator out with its measures; the history keeps its name."""
    return written_to(
        request,
        number,
        lambda who: tracking.remove_indicator(acting=who, sheet_id=number, indicator_id=row),
    )


@router.post(f"{_SHEET}/indicators/{{row}}/measures", response=ANSWERS, summary="Note a measure")
def post_measure(
    request: ScopedRequest, number: Number, row: Row, body: written.MeasureIn, key: Key = ""
) -> dict[str, Any]:
    """Say what an indicator was on a day; said again of that day, it takes its place."""
    return written_to(
        request,
        number,
        lambda who: tracking.note_measure(
            acting=who, sheet_id=number, indicator_id=row, on=body.on, value=body.value
        ),
    )


@router.delete(f"{_SHEET}/measures/{{row}}", response=ANSWERS, summary="Take a measure out")
def delete_measure(
    request: ScopedRequest, number: Number, row: Row, key: Key = ""
) -> dict[str, Any]:
    """Take a measure out; the history of the sheet keeps it."""
    return written_to(
        request,
        number,
        lambda who: tracking.remove_measure(acting=who, sheet_id=number, measure_id=row),
    )


@router.post(f"{_SHEET}/risks", response=ANSWERS, summary="Add a risk")
def post_risk(
    request: ScopedRequest, number: Number, body: written.RiskIn, key: Key = ""
) -> dict[str, Any]:
    """Say what may go wrong in a sheet, and what is done about it."""
    return written_to(
        request, number, lambda who: risks.add_risk(acting=who, sheet_id=number, **body.dict())
    )


@router.patch(f"{_SHEET}/risks/{{row}}", response=ANSWERS, summary="Change a risk")
def patch_risk(
    request: ScopedRequest, number: Number, row: Row, body: written.RiskChange, key: Key = ""
) -> dict[str, Any]:
    """Say a risk otherwise, or what is done about it; what two changed at once is refused."""
    read = risks.RiskWritten.read_from(body.mark)
    return written_to(
        request,
        number,
        lambda who: risks.change_risk(
            acting=who, sheet_id=number, risk_id=row, read=read, **body.dict(exclude={"mark"})
        ),
    )


@router.post(f"{_SHEET}/risks/{{row}}/closed", response=ANSWERS, summary="Say that a risk is past")
def post_risk_closed(
    request: ScopedRequest, number: Number, row: Row, body: written.ClosedIn, key: Key = ""
) -> dict[str, Any]:
    """Say that a risk is past, or that it is not after all."""
    return written_to(
        request,
        number,
        lambda who: risks.settle_risk(
            acting=who, sheet_id=number, risk_id=row, is_closed=body.is_closed
        ),
    )


@router.post(f"{_SHEET}/comments", response=ANSWERS, summary="Say something of an action sheet")
def post_comment(
    request: ScopedRequest, number: Number, body: written.SaidIn, key: Key = ""
) -> dict[str, Any]:
    """Say something of a sheet to its partners, of whom one is."""
    return written_to(
        request,
        number,
        lambda who: discussing.add_comment(acting=who, sheet_id=number, text=body.text),
    )


@router.delete(
    f"{_SHEET}/comments/{{row}}", response=ANSWERS, summary="Withdraw what was said of a sheet"
)
def delete_comment(
    request: ScopedRequest, number: Number, row: Row, key: Key = ""
) -> dict[str, Any]:
    """Withdraw what one said; who keeps the plan withdraws any."""
    return written_to(
        request,
        number,
        lambda who: discussing.withdraw_comment(acting=who, sheet_id=number, comment_id=row),
    )


def _cost_now(request: ScopedRequest, number: int, row: int) -> CostWritten:
    shown = get_sheet(request.scope, number)
    money = get_money(request.scope, shown.sheet)
    found = (each.said for each in money.costs if each.line_id == row and shown.reads_money)
    return next(found, None) or _none()


def _funds_now(request: ScopedRequest, number: int, row: int) -> FundsWritten:
    shown = get_sheet(request.scope, number)
    money = get_money(request.scope, shown.sheet)
    found = (each.said for each in money.shares if each.line_id == row and shown.reads_money)
    return next(found, None) or _none()


def _none() -> Any:
    raise nothing_here()
