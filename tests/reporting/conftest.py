"""A report with everything that a report may hold: long names, absent cells, a long table."""

from __future__ import annotations

import pytest

from terreau.core.number import Number
from terreau.core.provenance import Provenance
from terreau.reporting.document import (
    Chart,
    Document,
    KeyFigure,
    KeyFigures,
    Note,
    Paragraph,
    Section,
    State,
    Sum,
    Table,
    Words,
)
from terreau.reporting.figures import Bar, Lines, Point, Series, Waterfall

SPACE, MINUS, APART = "\u202f", "\u2212", "\u00a0"
NAME = (
    "Communauté de communes du Val-d’Exemple, des Hautes-Collines et du Pays de "
    "Sainte-Marguerite-sur-l’Orne-et-la-Vieille-Rivière"
)
SECTORS = (
    "Fabrication d’équipements électriques, électroniques, informatiques ; fabrication de machines",
    '=SUM(A1) & fils, <fonderie> "d’art"',
    "+33 Mécanique",
    "Industries agroalimentaires",
    "@Cokéfaction et raffinage",
)
PROVENANCE = Provenance(
    source="Institut d’exemple, emploi salarié par zone & secteur",
    dataset="exemple-emploi@1f3a",
    vintage="2024",
    licence="Licence Ouverte 2.0",
    obligation="partage à l’identique",
    geography="périmètre au 1er janvier 2024",
    absent="secret",
    coverage="emploi salarié privé, agriculture à part",
    formula="100 * ((now / before) ** (1 / years) - 1)",
    command="terreau profile exemple",
    is_example=True,
)
WORDS = Words(
    sources="D’où viennent les chiffres",
    source="Source",
    vintage="Millésime",
    licence="Licence",
    geography="Périmètre",
    absent="Absent",
    coverage="Couverture",
    formula="Formule",
    again="Refaire ce chiffre",
    figure="Chiffre",
    period="Période",
    value="Valeur",
    unit="Unité",
    page="page",
    made_with="Fait avec Terreau",
    carried="Chiffres du rapport",
    colon=f"{APART}: ",
    continued="(suite)",
    summary="Synthèse",
    obligation="Obligation",
    state="État des données",
    address="Adresse",
)


def figure(key: str, label: str, value: float | None, display: str, unit: str = "jobs") -> Number:
    """Return a figure of 2024, with the command that prints it."""
    command = f"terreau profile exemple --show {key}"
    return Number(key, label, value, unit, display, PROVENANCE.for_command(command), "2024")


def written(number: float, *, signed: bool = False) -> str:
    """Write a whole number as in French."""
    digits = f"{abs(number):,.0f}".replace(",", SPACE)
    sign = MINUS if number < 0 else "+" if signed and number > 0 else ""
    return sign + digits


START = figure("employment.start", "Emplois en 2019", 12034.4, written(12034))
END = figure("employment.end", "Emplois en 2024", 12746.9, written(12747))
RATE = figure("employment.rate", "Évolution", 0.0592, f"+5,9{APART}%", "ratio")
EFFECTS = (
    figure("effect.nation", "Effet national", 602.3, written(602, signed=True)),
    figure("effect.mix", "Effet de structure", -935.2, written(-935, signed=True)),
    figure("effect.local", "Effet local, propre au territoire", 1045.4, written(1045, signed=True)),
)
CHANGE = figure("employment.change", "Évolution de l’emploi", 712.5, written(712, signed=True))
INDEXES = (
    figure("index.own", "Territoire", 105.92, "105,9", "index"),
    figure("index.nation", "Pays", 104.2, "104,2", "index"),
)


def section_of_effects() -> Section:
    """Return a section with figures in large, a caution and a waterfall that crosses zero."""
    drawing = Waterfall(
        "Décomposition de l’évolution, en emplois",
        tuple(Bar(f.label, f.value or 0, f.display) for f in EFFECTS),
        Bar(CHANGE.label, CHANGE.value or 0, CHANGE.display),
        ("Composante", "Emplois"),
    )
    return Section(
        "Ce qui explique l’évolution",
        (
            Paragraph(
                "Le territoire gagne **712 emplois**, soit 0,9 par entreprise : il tient.",
                figures=(figure("jobs.each", "Emplois par entreprise", 0.9, "0,9", "ratio"),),
            ),
            KeyFigures(
                (
                    KeyFigure(END, "Emplois en 2024", "dont 3 établissements de plus de 250"),
                    KeyFigure(RATE, "Évolution en cinq ans", "pays : +4,2 %"),
                    KeyFigure(
                        figure("gini", "Concentration", None, "–", "index"),
                        "Concentration des employeurs, non publiée",
                    ),
                )
            ),
            Paragraph("Sans son premier secteur, l’effet local serait négatif.", is_caution=True),
            Chart(drawing, "Effets : national +602, structure −935, local +1 045", EFFECTS),
        ),
        notes=(1, 2),
    )


def section_of_trend() -> Section:
    """Return a section with two lines and a figure that the drawing does not write."""
    years = range(2015, 2025)
    own = tuple(Point(str(y), 100 + (y - 2015) * 0.6578, "105,9") for y in years)
    nation = tuple(Point(str(y), 100 + (y - 2015) * 0.4667, "104,2") for y in years)
    drawing = Lines(
        "Emploi, base 100 en 2015",
        (Series(NAME, own), Series("France", nation, is_country=True)),
        ("Année", NAME, "France"),
    )
    return Section(
        "La trajectoire",
        (Chart(drawing, "Indice 2015–2024", (*INDEXES, START)),),
        notes=(1,),
    )


def section_of_sectors(rows: int = 45) -> Section:
    """Return a section with a long table: absent cells, a sum of each row and of each column."""
    lines: list[tuple[object, ...]] = []
    for place in range(rows):
        start = figure(f"s{place}.start", f"Départ {place}", 10.26 * (place + 1), "")
        start = figure(start.key, start.label, start.value, written(start.value or 0))
        end = figure(f"s{place}.end", f"Arrivée {place}", 2150.77 - 40 * place, "")
        end = figure(end.key, end.label, end.value, written(end.value or 0))
        change = (end.value or 0) - (start.value or 0)
        total = Sum(
            figure(f"s{place}.change", f"Écart {place}", change, written(change, signed=True)),
            f"={{{end.key}}}-{{{start.key}}}",
        )
        share = figure(f"s{place}.share", "Part", 0.01231 * place, _percent(place), "ratio")
        lines.append((SECTORS[place % 5], start, end, total, None if place == 3 else share, "≈"))
    keys = "+".join(f"{{s{place}.start}}" for place in range(rows))
    total = sum(10.26 * (place + 1) for place in range(rows))
    last = Sum(figure("sectors.start", "Total", total, written(total)), f"={keys}")
    lines.append(("Ensemble", last, None, None, None, ""))
    headings = ("Secteur", "Emplois en 2019", "Emplois en 2024", "Évolution", "Part", "Fiabilité")
    return Section(
        "Les secteurs [A/B] : où l’emploi se crée et se perd",
        (Table("Emplois par secteur", headings, tuple(lines), "Secret : 3 cellules."),),  # type: ignore[arg-type]
    )


def _percent(place: int) -> str:
    return f"{1.231 * place:.1f}".replace(".", ",") + f"{APART}%"


@pytest.fixture
def report() -> Document:
    """Return the report."""
    return Document(
        title=NAME,
        subtitle="Territoire d’industrie, région d’Exemple, périmètre au 1er janvier 2024",
        lead=(
            f"Le territoire passe de **{written(12034)} à {written(12747)} emplois** en cinq ans : "
            "il gagne plus que le pays, **malgré ses secteurs**."
        ),
        sections=(section_of_effects(), section_of_trend(), section_of_sectors()),
        notes=(
            Note(1, "Emploi salarié", PROVENANCE),
            Note(2, "Effets", PROVENANCE.for_command("terreau analyse shift-share")),
        ),
        state=State(
            "3f2a9c", "https://terreau.example/etats/3f2a9c", "Données au 3 novembre 2026."
        ),
        address="https://terreau.example/territoires/exemple",
        words=WORDS,
        language="fr",
        made_on="29 novembre 2026",
        mark="Pays d’exemple : ces chiffres sont inventés",
        lead_figures=(START, END),
    )
