"""What documents print beside what is computed here: each with its date, and why they differ."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.core.number import Number
from terreau.core.provenance import Provenance
from terreau.datasets.dataset import Dataset
from terreau.datasets.indicators.registry import get_indicator
from terreau.datasets.printed import Fact, Pair, list_facts, pairs
from terreau.web.apps.observatory import printed_words
from terreau.web.apps.observatory.composing.figures import AT_LEAST
from terreau.web.apps.observatory.datasets_held import as_of_now, list_all
from terreau.web.apps.observatory.explaining import Explainer
from terreau.web.apps.observatory.indicator_words import told
from terreau.web.apps.observatory.printed_values import Computed, Pole, computed, poles
from terreau.web.apps.territories import selectors as territories
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.memberships import state
from terreau.web.apps.territories.selectors import Territory
from terreau.web.shared.formatting import format_percent

# Years beyond which two figures are of two worlds.
_FARTHEST = 10


@dataclass(frozen=True)
class PrintedRow:
    """A fact, and what is computed of the same thing.

    Parameters
    ----------
    id, label, display, date, place, document : str
        What is printed, when and where it holds, by which document of which day.
    computed, difference : Number or None
        What is computed here, and how far it is from what is printed; None where it is not, or
        where their years are too far apart for a difference to say anything.
    years_apart : int
        How far their years are; 0 where the date of the fact names none.
    why : str
        What makes the two differ; "" where nothing is computed of the kind.
    lacking : str
        Why nothing is computed, and which source would fill it; "" where something is.
    indicator, indicator_url : str
        The indicator that computes it; "" for another way.
    """

    id: str
    label: str
    display: str
    date: str
    place: str
    document: str
    computed: Number | None
    difference: Number | None
    years_apart: int
    why: str
    lacking: str
    indicator: str
    indicator_url: str


@dataclass(frozen=True)
class PrintedGroup:
    """The facts of a theme that differ from what is computed for one reason, said once."""

    theme: str
    why: str
    rows: tuple[PrintedRow, ...]

    @property
    def computed_rows(self) -> list[PrintedRow]:
        """Those beside which something is computed."""
        return [row for row in self.rows if row.computed]

    @property
    def lacking(self) -> tuple[str, ...]:
        """What its facts lack, each said once."""
        return tuple(dict.fromkeys(row.lacking for row in self.rows if row.lacking))


@dataclass(frozen=True)
class PoleRow:
    """A type of pole: what industry weighs in its jobs, and it in the country's industry."""

    code: str
    name: str
    share: Number
    weight: Number


@dataclass(frozen=True)
class PrintedPage:
    """The facts of the documents, theme by theme and reason by reason."""

    kind: str
    code: str
    name: str
    groups: tuple[PrintedGroup, ...]
    poles: tuple[PoleRow, ...]

    @property
    def rows(self) -> Iterator[PrintedRow]:
        """Every row, in the order of the page."""
        for group in self.groups:
            yield from group.rows

    @property
    def computed_groups(self) -> list[PrintedGroup]:
        """The groups of which something is computed."""
        return [group for group in self.groups if group.computed_rows]

    @property
    def waiting(self) -> dict[str, list[PrintedRow]]:
        """The rows beside which nothing is computed yet, by document."""
        found: dict[str, list[PrintedRow]] = {}
        for row in self.rows:
            if not row.computed:
                found.setdefault(row.document, []).append(row)
        return found

    def numbers(self) -> Iterator[Number]:
        """Yield every figure computed once, in the order of the page."""
        for row in self.rows:
            yield from (number for number in (row.computed, row.difference) if number)
        for pole in self.poles:
            yield from (pole.share, pole.weight)


@as_of_now
def get_printed() -> PrintedPage:
    """Return what documents print beside what this installation computes."""
    home = Path(settings.TERREAU_HOME)
    return _composed(tuple(list_all()), home, state(), get_language() or "fr")


def ids_beside(indicator_id: str) -> tuple[str, ...]:
    """Return the facts beside which an indicator is computed."""
    return tuple(fact for fact, pair in pairs().items() if pair.indicator == indicator_id)


@lru_cache(maxsize=4)
def _composed(
    _datasets: tuple[Dataset, ...], _home: Path, _state: Hashable, _language: str
) -> PrintedPage:
    country = territories.get_territory(kind=PerimeterKind.NATION, code=Country.FRANCE)
    groups: dict[tuple[str, str], list[PrintedRow]] = {}
    for fact in list_facts():
        row = _row(fact, pairs().get(fact.id), country)
        groups.setdefault((fact.theme, row.why), []).append(row)
    # Themes in order; in each, what nothing is computed of comes last.
    order = list(printed_words.THEMES)
    ordered = sorted(groups, key=lambda group: (order.index(group[0]), not group[1]))
    return PrintedPage(
        kind=country.kind,
        code=country.code,
        name=country.name,
        groups=tuple(
            PrintedGroup(str(printed_words.THEMES[theme]), why, tuple(groups[theme, why]))
            for theme, why in ordered
        ),
        poles=tuple(_pole(pole, country) for pole in poles()),
    )


def _pole(pole: Pole, country: Territory) -> PoleRow:
    def number(part: str, label: str, found: Computed) -> Number:
        key = f"{pole.code}.{part}"
        formula = get_indicator(part).formula.text
        return Number(
            key=key,
            label=f"{label} : {pole.name}",
            value=found.value / 100,
            unit="ratio",
            display=format_percent(found.value / 100),
            provenance=replace(_of_tables(found, country), formula=formula, command=_command(key)),
            period=found.period,
        )

    return PoleRow(
        code=pole.code,
        name=pole.name,
        share=number("industry-share", _("Part de l’industrie dans l’emploi"), pole.share),
        weight=number("industry-weight", _("Part des emplois industriels du pays"), pole.weight),
    )


def _row(fact: Fact, pair: Pair | None, country: Territory) -> PrintedRow:
    found = None if pair is None else computed(pair)
    own = None if pair is None or found is None else _number(fact, pair, found, country)
    indicator = pair.indicator if pair else ""
    apart = printed_words.years_apart(fact.date, own.period) if own else 0
    return PrintedRow(
        id=fact.id,
        label=told(fact.label),
        display=printed_words.as_printed(fact),
        date=printed_words.dated(fact),
        place=printed_words.placed(fact),
        document=_document(fact),
        computed=own,
        difference=_difference(fact, own) if own and apart <= _FARTHEST else None,
        years_apart=apart,
        why=told(pair.why) if pair else "",
        lacking="" if own else _lacking(pair),
        indicator=told(get_indicator(indicator).title) if indicator else "",
        indicator_url=reverse("observatory:indicator", args=(indicator,)) if indicator else "",
    )


def _lacking(pair: Pair | None) -> str:
    if pair is not None and pair.how == "programme":
        return _(
            "Pas encore compté ici. Il faut : la liste officielle des Territoires d’industrie."
        )
    return printed_words.lacking(pair)


def _number(fact: Fact, pair: Pair, found: Computed, country: Territory) -> Number:
    key = f"{fact.id}.computed"
    return Number(
        key=key,
        label=told(fact.label),
        value=found.value,
        unit=fact.unit,
        display=(AT_LEAST if found.is_partial else "")
        + printed_words.written(found.value, fact.unit),
        provenance=_provenance(key, pair, found, country),
        period=found.period,
    )


def _difference(fact: Fact, own: Number) -> Number:
    key = f"{fact.id}.difference"
    value = (own.value or 0.0) - fact.value
    source = f"{own.provenance.source} ; {_document(fact)}"
    explained = replace(own.provenance, source=source, formula=_("calculé ici − imprimé"))
    points = _("points")
    display = printed_words.written(value, fact.unit, is_signed=True)
    return replace(
        own,
        key=key,
        label=_("Écart : %(label)s") % {"label": own.label},
        value=value,
        display=display.replace("%", points) if fact.unit == "%" else display,
        provenance=explained.for_command(_command(key)),
    )


def _provenance(key: str, pair: Pair, found: Computed, country: Territory) -> Provenance:
    formula = {
        "rising": _("nombre de zones où la part de l’industrie monte"),
        "programme": _("nombre de territoires connus ici"),
        "basins": _("410 bassins industriels à chaque date (Gros-Balthazard)"),
    }.get(pair.how) or get_indicator(pair.indicator).formula.text
    if not found.datasets:
        source = _("Liste des Territoires d’industrie installée ici")
        return Provenance(source=source, formula=formula, command=_command(key))
    return replace(_of_tables(found, country), formula=formula, command=_command(key))


def _of_tables(found: Computed, country: Territory) -> Provenance:
    coverage = (
        _("une partie des territoires n’est pas connue : c’est un minimum")
        if found.is_partial
        else _("tout ce que la source publie")
    )
    return Explainer(country).of_dataset(found.datasets[0], coverage=coverage)


def _command(key: str) -> str:
    return f"terreau printed --show {key}"


def _document(fact: Fact) -> str:
    """Name a document with its day, or say that it bears none."""
    when = fact.document_date
    if not when:
        return _("%(document)s, sans date") % {"document": fact.document}
    return f"{fact.document}, {printed_words.day(when) if '-' in when else when}"
