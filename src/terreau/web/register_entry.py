"""What the command line may call of registers; Django is loaded by ``entry`` before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.utils import translation

from terreau.core.errors import BadInput
from terreau.core.progress import Progress
from terreau.web.apps.directory.enums import Register, RegisterRunState
from terreau.web.apps.directory.register import RegisterRun
from terreau.web.apps.directory.services.register_requests import request_stock
from terreau.web.apps.directory.services.register_runs import run_register
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import get_perimeter

_MOST_TOLD = 20
_ESTABLISHMENTS = ("parquet/StockEtablissement_utf8.parquet", "csv/StockEtablissement_utf8.zip")
_UNITS = ("parquet/StockUniteLegale_utf8.parquet", "csv/StockUniteLegale_utf8.zip")


def import_register(
    files: tuple[Path, Path | None],
    territory: tuple[str, str],
    naf: Sequence[str],
    least: str,
    *,
    trial: bool,
    progress: Progress,
) -> list[str]:
    """Fill the directory of a territory from the stock files; return what was done.

    Raises
    ------
    NotHere
        If there is no such territory.
    TerreauError
        If a file cannot be read; what was written before stays.
    """
    kind, code = territory
    establishments, units = files
    options: dict[str, object] = {
        "establishments": str(establishments.resolve()),
        "units": str(units.resolve()) if units else "",
        "naf": sorted(naf),
        "least": least,
    }
    return _read(get_perimeter(kind=kind, code=code), options, progress, is_trial=trial)


def refresh_registers(progress: Progress) -> list[str]:
    """Read again each territory that was filled; return what was done.

    Raises
    ------
    BadInput
        If none was.
    """
    lines: list[str] = []
    for run in _last_runs():
        assert run.perimeter is not None
        lines += [f"{run.perimeter}:", *_read(run.perimeter, _newest(run), progress)]
    if not lines:
        raise BadInput(
            "No territory was filled from the register yet",
            remedy="Run terreau directory import first",
        )
    return lines


def _last_runs() -> list[RegisterRun]:
    """Return the last reading of each territory."""
    done = RegisterRun.objects.filter(
        register=Register.SIRENE, state=RegisterRunState.DONE, is_trial=False
    )
    found: dict[int | None, RegisterRun] = {}
    for run in done.select_related("perimeter").order_by("created_at", "pk"):
        found[run.perimeter_id] = run
    return list(found.values())


def _newest(run: RegisterRun) -> dict[str, object]:
    """Return the choices of a run, with the files of the mirror where there are."""
    options = dict(run.options)
    for name, places in (("establishments", _ESTABLISHMENTS), ("units", _UNITS)):
        root = Path(settings.MIRROR) / "sirene" if settings.MIRROR else None
        held = [root / place for place in places if (root / place).is_file()] if root else []
        if held:
            options[name] = str(held[0])
    return options


def _read(
    perimeter: Perimeter, options: dict[str, object], progress: Progress, *, is_trial: bool = False
) -> list[str]:
    run = request_stock(perimeter=perimeter, options=options, is_trial=is_trial)
    run_register(run_id=run.pk, progress=progress)
    run.refresh_from_db()
    with translation.override("en"):
        return list(_lines(run))


def _lines(run: RegisterRun) -> Iterator[str]:
    said = "would be written" if run.is_trial else "written"
    yield f"register of {run.edition or 'an unknown day'}, {said}: run {run.pk}"
    for outcome, count in sorted(run.counts.items()):
        yield f"  {outcome}: {count}"
    if run.sentence:
        yield f"  {run.sentence}"
    for told in run.rejected[:_MOST_TOLD]:
        yield f"  line {told['line']}: {told['value']} is no SIRET"
