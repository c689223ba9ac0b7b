"""A profile written out as JSON and CSV: the numbers of the page, in full precision."""

from __future__ import annotations

import csv
import difflib
import io
import json
from collections.abc import Iterator
from typing import Any, Protocol

from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.observatory.number import Number
from terreau.web.apps.observatory.profile import Profile
from terreau.web.apps.observatory.sentences import plain
from terreau.web.apps.observatory.source_rows import SourceRow
from terreau.web.shared.spreadsheet import harmless

CSV_COLUMNS = (
    "territory_kind",
    "territory_code",
    "territory",
    "figure",
    "label",
    "period",
    "value",
    "lower",
    "upper",
    "unit",
    "display",
    "source",
    "dataset",
    "vintage",
    "licence",
    "obligation",
    "geography",
    "absent",
    "coverage",
    "formula",
    "command",
    "is_example",
)


class Told(Protocol):
    """What is said of one territory in figures: a profile, its peers."""

    @property
    def kind(self) -> str:
        """Its kind."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def name(self) -> str:
        """Its name."""

    def numbers(self) -> Iterator[Number]:
        """Yield every figure once."""


def as_json(profile: Profile) -> dict[str, Any]:
    """Return a profile as the API gives it."""
    return {
        "kind": profile.kind,
        "code": profile.code,
        "name": profile.name,
        "version": profile.version_label,
        "is_example": profile.is_example,
        "sentence": plain(profile.sentence),
        "choice": None
        if profile.choice is None
        else {
            "source": profile.choice.source,
            "from": profile.choice.start,
            "to": profile.choice.end,
            "level": profile.choice.level,
            "method": profile.choice.method,
            "years": list(profile.choice.years),
            "levels": list(profile.choice.levels),
            "sources": [source for source, _title in profile.choice.sources],
        },
        "certainty": None
        if profile.certainty is None
        else {
            "verdict": profile.certainty.verdict,
            "label": profile.certainty.label,
            "sentence": profile.certainty.sentence,
        },
        "typology": None
        if profile.typology is None
        else {
            "definition": profile.typology.definition,
            "left_out": profile.typology.left_out,
            "basins": [
                {"code": b.code, "name": b.name, "verdict": b.verdict, "label": b.label}
                for b in profile.typology.basins
            ],
        },
        "figures": [figure_as_json(number) for number in profile.numbers()],
        "printed": [
            {
                "label": p.label,
                "display": p.display,
                "year": p.year,
                "source": p.source,
                "note": p.note,
            }
            for p in profile.printed
        ],
        "missing": [
            {"key": m.key, "title": m.title, "reason": m.reason, "source": m.source}
            for m in profile.missing
        ],
        "warnings": list(profile.warnings),
        "notes": list(profile.notes),
    }


def as_csv(told: Told) -> str:
    """Return what is said of a territory as CSV: one line a figure, its provenance beside it.

    Returns
    -------
    str
        Comma-separated, with a byte-order mark so that spreadsheets read the
        accents; a cell that a spreadsheet would take for a formula is quoted.
    """
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for number in told.numbers():
        p = number.provenance
        about = (
            *(told.kind, told.code, told.name),
            *(number.key, number.label, number.period),
        )
        provenance = (
            *(p.source, p.dataset, p.vintage, p.licence, p.obligation, p.geography),
            *(p.absent, p.coverage, p.formula, p.command, str(p.is_example).lower()),
        )
        # Numbers are ours and may start with their sign; words are anybody's.
        writer.writerow(
            (
                *map(harmless, about),
                *map(_exact, (number.value, number.lower, number.upper)),
                number.unit,
                number.display,
                *map(harmless, provenance),
            )
        )
    return out.getvalue()


def as_json_text(profile: Profile) -> str:
    """Return a profile as JSON to be read by a person or a program."""
    return json.dumps(as_json(profile), ensure_ascii=False, indent=2)


def as_one_figure(told: Told, key: str) -> str:
    """Return the exact value of one figure.

    Raises
    ------
    BadInput
        If there is no figure of that name.
    """
    numbers = {number.key: number for number in told.numbers()}
    if key not in numbers:
        near = difflib.get_close_matches(key, numbers, n=5, cutoff=0.3)
        raise BadInput(
            _("Aucun chiffre ne porte ce nom ici"),
            value=key,
            remedy=_("Les plus proches : %(near)s.") % {"near": ", ".join(near)} if near else "",
        )
    value = numbers[key].value
    return numbers[key].display if value is None else repr(value)


def source_as_json(row: SourceRow) -> dict[str, Any]:
    """Return where an official source stands, as the API gives it."""
    source, imported_at = row.source, row.state.imported_at
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "page": source.page,
        "licence": source.licence.name,
        "is_share_alike": source.licence.is_share_alike,
        "proof": str(source.proof),
        "standing": str(row.standing),
        "sentence": row.sentence,
        "imported_at": imported_at and imported_at.isoformat(timespec="seconds"),
        "rows_rejected": row.rejected,
        "editions": [
            {
                "label": each.edition.label,
                "file_name": each.edition.file_name,
                "address": each.edition.address,
                "datasets": [dataset.id for dataset in each.datasets],
            }
            for each in row.state.editions
        ],
        "coverage": [
            {
                "kind": part.kind,
                "covered": part.covered,
                "partly": part.partly,
                "total": part.total,
            }
            for part in row.coverage
        ],
    }


def figure_as_json(number: Number) -> dict[str, Any]:
    """Return a figure and its provenance as the API gives them."""
    return {
        "key": number.key,
        "label": number.label,
        "period": number.period,
        "value": number.value,
        "lower": number.lower,
        "upper": number.upper,
        "unit": number.unit,
        "display": number.display,
        "provenance": number.provenance.as_dict(),
    }


def _exact(value: float | None) -> str:
    return "" if value is None else repr(value)
