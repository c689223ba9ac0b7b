"""What the measures are called, and what they say in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from terreau.analytics.network import Figure, NetworkMeasures, Standing
from terreau.web.shared.formatting import format_number

# Measure → its name, and the question it answers.
MEASURES = {
    "density": (
        gettext_lazy("Densité"), gettext_lazy("Quelle part des paires se connaît ?"),
    ),
    "bonding": (
        gettext_lazy("Cohésion"), gettext_lazy("Les mêmes se retrouvent-ils ?"),
    ),
    "bridging": (
        gettext_lazy("Passerelles"), gettext_lazy("Quelle part des liens relie deux groupes ?"),
    ),
    "openness": (
        gettext_lazy("Ouverture"), gettext_lazy("Quelle part des liens mène hors du territoire ?"),
    ),
    "newcomers": (
        gettext_lazy("Nouveaux venus"), gettext_lazy("Quelle part est arrivée dans l’année ?"),
    ),
    "core_periphery": (
        gettext_lazy("Cœur et périphérie"), gettext_lazy("Un cercle d’habitués se détache-t-il ?"),
    ),
    "fragility": (
        gettext_lazy("Fragilité"),
        gettext_lazy("Quelle part des paires se perd si une seule organisation part ?"),
    ),
    "brokers": (
        gettext_lazy("Relais uniques"),
        gettext_lazy("Quelle part des organisations relie seule d’autres au reste ?"),
    ),
}  # fmt: skip
# A correlation is no share.
_PLAIN = frozenset({"core_periphery", "ei_index"})
# From this p on, chance does as much.
_SURE = 0.05


@dataclass(frozen=True)
class MeasureRow:
    """A measure as a page shows it: before, after, between what and what, beside chance."""

    name: str
    question: str
    before: str
    after: str
    interval: str
    chance: str


def measure_rows(before: NetworkMeasures, after: NetworkMeasures) -> list[MeasureRow]:
    """Return a row for each measure of the whole."""
    return [
        MeasureRow(
            str(name),
            str(question),
            said(before.whole[key], key),
            said(after.whole[key], key),
            _interval(after.whole[key], key),
            _chance(after.whole[key]),
        )
        for key, (name, question) in MEASURES.items()
    ]


def said(figure: Figure, key: str) -> str:
    """Return a figure, or why there is none."""
    if figure.standing is Standing.TOO_FEW:
        return _("trop peu d’organisations")
    if figure.value is None:
        return "–"
    return _written(figure.value, key)


def _written(value: float, key: str) -> str:
    if key in _PLAIN:
        return format_number(value, 2)
    return _("%(share)s %%") % {"share": format_number(100 * value, 0)}


def _interval(figure: Figure, key: str) -> str:
    if figure.lower is None or figure.upper is None:
        return "–"
    low, high = _written(figure.lower, key), _written(figure.upper, key)
    return _("de %(low)s à %(high)s") % {"low": low, "high": high}


def _chance(figure: Figure) -> str:
    """Say how a figure stands beside the networks that chance would make."""
    if figure.p is None or figure.expected is None or figure.value is None:
        return "–"
    if figure.p > _SURE or figure.z is None:
        return _("comme le hasard")
    beside = {"z": format_number(figure.z, 1), "p": format_number(figure.p, 3)}
    if figure.value > figure.expected:
        return _("plus que le hasard (z = %(z)s, p = %(p)s)") % beside
    return _("moins que le hasard (z = %(z)s, p = %(p)s)") % beside


def sentence(name: str, before: NetworkMeasures, after: NetworkMeasures) -> str:
    """Return the sentence that comes first, from the figures of the page."""
    density = after.whole["density"]
    if density.value is None:
        return _(
            "Trop peu d’organisations de %(name)s sont liées pour mesurer quoi que ce soit : "
            "il en faut trois."
        ) % {"name": name}
    count = len(after.actors)
    first = ngettext(
        "%(name)s : %(count)s organisation est liée par %(ties)s liens vécus.",
        "%(name)s : %(count)s organisations sont liées par %(ties)s liens vécus.",
        count,
    ) % {"name": name, "count": count, "ties": after.ties}
    return " ".join(part for part in (first, _moved(before, after), _hanging(after)) if part)


def _moved(before: NetworkMeasures, after: NetworkMeasures) -> str:
    if before.whole["density"].value is None:
        return ""
    gained = after.ties - before.ties
    if gained > 0:
        return ngettext(
            "C’est %(count)s lien de plus qu’avant la saison.",
            "C’est %(count)s liens de plus qu’avant la saison.",
            gained,
        ) % {"count": gained}
    if gained < 0:
        return ngettext(
            "C’est %(count)s lien de moins qu’avant la saison.",
            "C’est %(count)s liens de moins qu’avant la saison.",
            -gained,
        ) % {"count": -gained}
    return _("C’est autant qu’avant la saison.")


def _hanging(after: NetworkMeasures) -> str:
    fragile = after.whole["fragility"].value
    if not fragile:
        return _("Aucune organisation n’est seule à en relier d’autres.")
    return _(
        "Si une seule organisation partait, jusqu’à %(share)s %% des paires se perdraient."
    ) % {"share": format_number(100 * fragile, 0)}
