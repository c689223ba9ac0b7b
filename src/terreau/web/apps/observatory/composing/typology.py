"""Which type a bassin de vie is, with its margin; or those that a territory touches."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.core.number import Number
from terreau.datasets.dataset import Dataset
from terreau.web.apps.observatory.depth import BasinClass, Census, Typology
from terreau.web.apps.observatory.explaining import Explainer
from terreau.web.apps.observatory.typology import Typed
from terreau.web.apps.territories.selectors import Territory
from terreau.web.shared.formatting import format_number, format_percent

LABELS = {
    "traditional": lambda: _("industriel de tradition"),
    "former": lambda: _("anciennement industriel"),
    "new": lambda: _("nouvellement industriel"),
    "other": lambda: _("industriel ni hier ni aujourd’hui"),
}
# Nothing is written as certain: chance in the jobs counted is not all that can err.
_SURE = 0.99


def typology_of(territory: Territory, typed: Typed | None) -> Typology | None:
    """Return the type of a basin, or of those that a territory touches; None without any."""
    if typed is None:
        return None
    figures = _Figures(territory, typed)
    dataset = typed.classed.dataset
    return Typology(
        basins=tuple(figures.basin(code, name) for code, name in typed.basins),
        censuses=figures.censuses() if typed.is_own else (),
        left_out=typed.left_out,
        definition=figures.definition,
        source=f"{dataset.publisher} ({dataset.licence})",
    )


class _Figures:
    """Makes the numbers of the typology of one territory."""

    def __init__(self, territory: Territory, typed: Typed) -> None:
        self._explain = Explainer(territory)
        self._shared = self._explain.of_census(typed.classed.dataset, coverage=_coverage(typed))
        self.definition = _definition(typed)
        self._typed = typed
        self._classed = typed.classed
        self._span = f"{self._classed.start}-{self._classed.end}"

    def basin(self, code: str, name: str) -> BasinClass:
        """Return a basin with the probability of its class."""
        verdict = self._classed.classes.class_of(code) or "other"
        label = LABELS[verdict]()
        value = self._classed.classes.of(code)[verdict]
        key = "typology" if self._typed.is_own else f"typology.{code}"
        probability = self._number(
            f"{key}.probability",
            _("Probabilité du type « %(class)s »") % {"class": label}
            if self._typed.is_own
            else _("%(basin)s, probabilité du type « %(class)s »")
            % {"basin": name, "class": label},
            value,
            _("plus de %(value)s") % {"value": format_percent(_SURE, 0)}
            if value > _SURE
            else format_percent(value, 0),
            period=self._span,
            formula=_joined(
                self.definition,
                _(
                    "probabilité : Φ((part − seuil) ÷ √(seuil × (1 − seuil) ÷ emplois)) à chaque "
                    "date"
                ),
            ),
        )
        return BasinClass(code, name, verdict, label, probability)

    def censuses(self) -> tuple[Census, ...]:
        """Return both dates of the basin itself."""
        (code, _name), *_others = self._typed.basins
        found = self._classed.classes.of(code) | dict(self._classed.classes.whole)
        dated = (("start", self._classed.start), ("end", self._classed.end))
        return tuple(self._census(found, date, year) for date, year in dated)

    def _census(self, found: dict[str, float], date: str, year: int) -> Census:
        share, threshold, margin = (found[f"{p}_{date}"] for p in ("share", "threshold", "margin"))
        # What is displayed must subtract as a reader does.
        shown_margin = round(share * 100, 1) - round(threshold * 100, 1)

        def number(part: str, label: str, value: float, display: str, formula: str) -> Number:
            key = f"typology.{part}.{year}"
            return self._number(key, label, value, display, period=str(year), formula=formula)

        return Census(
            year=year,
            share=number(
                "share",
                _("Part de l’industrie, emplois de 25 à 54 ans"),
                share,
                format_percent(share),
                _formula_of_share(self._classed.dataset),
            ),
            threshold=number(
                "threshold",
                _("Seuil"),
                threshold,
                format_percent(threshold),
                _("à mi-chemin entre le dernier bassin industriel et le suivant"),
            ),
            margin=number(
                "margin",
                _("Écart au seuil"),
                margin,
                _("%(distance)s points")
                % {"distance": format_number(shown_margin, 1, is_signed=True)},
                _("part de l’industrie − seuil"),
            ),
        )

    def _number(
        self, key: str, label: str, value: float, display: str, *, period: str, formula: str
    ) -> Number:
        return Number(
            key=key,
            label=label,
            value=value,
            unit="ratio",
            display=display,
            provenance=self._explain.with_command(replace(self._shared, formula=formula), key),
            period=period,
        )


def _definition(typed: Typed) -> str:
    classed = typed.classed
    words = {"start": classed.start, "end": classed.end, "count": _count(typed)}
    if classed.is_fixed_count:
        industrial = _(
            "industriel : parmi les %(count)s bassins de vie où l’industrie pèse le plus dans les "
            "emplois de 25 à 54 ans (Gros-Balthazard)"
        )
    else:
        industrial = _(
            "industriel : dans le quart des bassins de vie où l’industrie pèse le plus dans les "
            "emplois de 25 à 54 ans, ici %(count)s (la définition de Gros-Balthazard en compte 410 "
            "en France)"
        )
    dates = _(
        "de tradition : en %(start)s et en %(end)s ; anciennement : en %(start)s seulement ; "
        "nouvellement : en %(end)s seulement"
    )
    return _joined(industrial, dates) % words


def _formula_of_share(census: Dataset) -> str:
    if census.measure == "employed_25_54":
        return _(
            "actifs occupés de l’industrie ÷ actifs occupés, de 25 à 54 ans, au lieu de résidence "
            "(la définition compte les emplois au lieu de travail)"
        )
    return _("emplois de l’industrie ÷ emplois, de 25 à 54 ans, au lieu de travail")


def _joined(*clauses: str) -> str:
    return (_(" ;") + " ").join(clauses)


def _count(typed: Typed) -> str:
    return typed.classed.classes.asked["count"]


def _coverage(typed: Typed) -> str:
    count = len(typed.classed.classes.territories)
    return ngettext("%(count)s bassin de vie", "%(count)s bassins de vie", count) % {
        "count": format_number(count)
    }
