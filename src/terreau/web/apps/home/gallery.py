"""Samples for the gallery of components: normal, long, empty, unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from terreau.core.provenance import Provenance
from terreau.reporting import echarts
from terreau.reporting.figures import Bar, Lines, Point, Series, Waterfall
from terreau.web.shared.chart_view import ChartView
from terreau.web.shared.formatting import format_number

_EXPLAINED = Provenance(
    source="Terreau, chiffres d’exemple",
    dataset="example-employment@0123456789ab",
    vintage="2024",
    licence="Aucune : chiffres inventés",
    geography="Zone d’emploi Port-Mirage, périmètre 2026, version 1",
    absent="zéro : la source publie tout",
    coverage="toutes les cellules",
    formula="Dunn : local = b − a × E¹ᵢ/E⁰ᵢ",
    command="terreau profile X001 --kind zone_emploi --show effects.local",
    is_example=True,
)


@dataclass(frozen=True)
class Sample:
    """A figure of the gallery."""

    key: str
    value: float | None
    display: str


def samples() -> dict[str, Any]:
    """Return what the gallery shows."""
    values = (1234.0, -950.0, 0.0, None)
    return {
        "numbers": [Sample(f"sample.{v}", v, format_number(v, is_signed=True)) for v in values],
        "provenance": _EXPLAINED,
        "charts": [
            _steps("gain", "Un territoire qui gagne (exemple)", 4702.0, -950.0, 1881.0),
            _steps("loss", "Un territoire qui perd (exemple)", 400.0, -950.0, -120.0),
            _lines(),
        ],
        "missing": {
            "title": "Emploi salarié, secteurs et effet local",
            "reason": "Aucun tableau importé ne couvre exactement ce territoire.",
            "source": "Urssaf, établissements et effectifs salariés par commune et APE",
            "command": "terreau data import TABLE.csv --describe TABLE.toml",
            "elsewhere": None,
        },
        "long_name": "Communauté de communes du Pays de la Très-Longue-Appellation-sur-Rivière",
    }


def _steps(name: str, title: str, macro: float, structural: float, local: float) -> ChartView:
    steps = tuple(
        Bar(label, value, format_number(value, is_signed=True))
        for label, value in (
            ("Effet national", macro),
            ("Secteurs", structural),
            ("Effet local", local),
        )
    )
    total = macro + structural + local
    figure = Waterfall(
        title,
        steps,
        Bar("Ensemble", total, format_number(total, is_signed=True)),
        ("Composante", "Emplois"),
    )
    return ChartView(
        f"sample-{name}", figure.title, figure.title, echarts.waterfall(figure), figure.table()
    )


def _lines() -> ChartView:
    def line(label: str, values: tuple[float, ...], *, is_country: bool = False) -> Series:
        points = (Point(str(2020 + i), v, format_number(v, 1)) for i, v in enumerate(values))
        return Series(label, tuple(points), is_country)

    figure = Lines(
        "Emploi, base 100 en 2020 (exemple)",
        (
            line("Port-Mirage", (100.0, 102.4, 104.0, 103.1)),
            line("Pays", (100.0, 100.8, 101.9, 102.2), is_country=True),
        ),
        ("Année", "Port-Mirage", "Pays"),
    )
    ends = tuple((line.label, line.points[-1].display) for line in figure.series)
    return ChartView(
        "sample-lines", figure.title, figure.title, echarts.lines(figure), figure.table(), ends
    )
