"""What the measures are called, and what they say in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from terreau.analytics.network import Figure, NetworkMeasures, Season, Standing, cut_off
from terreau.web.apps.network.seen import SeenNetwork
from terreau.web.shared.formatting import format_day, format_number

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
# Measure → what a share of it means.
_SENTENCES = {
    "density": gettext_lazy(
        "%(share)s des paires que forment entre elles les organisations du territoire se croisent"
    ),
    "bonding": gettext_lazy(
        "Celles qui se croisent quelque part se retrouvent ailleurs dans %(share)s des cas"
    ),
    "bridging": gettext_lazy("%(share)s de ces rencontres relient deux groupes différents"),
    "openness": gettext_lazy("%(share)s mènent hors du territoire"),
    "newcomers": gettext_lazy("%(share)s des organisations sont arrivées dans l’année"),
    "brokers": gettext_lazy("%(share)s des organisations sont seules à en relier d’autres"),
}
_MOST_NAMES = 4
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
    return _("%(share)s\N{NARROW NO-BREAK SPACE}%%") % {"share": format_number(100 * value, 0)}


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


def sentence(name: str, network: SeenNetwork, both: Season) -> str:
    """Return the sentences that come first: what was declared, who meets by it, who holds it."""
    if both.after.whole["density"].value is None:
        return _(
            "Trop peu d’organisations y sont liées pour mesurer quoi que ce soit : "
            "il en faut trois."
        )
    count = len(both.after.actors)
    first = ngettext(
        "%(name)s : %(count)s organisation est liée par %(things)s.",
        "%(name)s : %(count)s organisations sont liées par %(things)s.",
        count,
    ) % {"name": name, "count": count, "things": _things(network)}
    return " ".join((first, _meeting(both), _hanging(network, both.after)))


def _things(network: SeenNetwork) -> str:
    """Say what ties come from, as it was declared: "14 adhésions, 6 fournitures"."""
    counts = Counter(network.sources[thing].key for thing in network.standing.things)
    sources = {source.key: source for source in network.sources.values()}
    return _listed([sources[key].counted(counts[key]) for key in sources if counts[key]])


def _meeting(both: Season) -> str:
    ties = both.after.ties
    met = ngettext(
        "Par là, %(count)s paire d’organisations se croise",
        "Par là, %(count)s paires d’organisations se croisent",
        ties,
    ) % {"count": ties}
    gained = ties - both.before.ties
    if both.before.whole["density"].value is None:
        return f"{met}."
    told = {"count": abs(gained), "day": format_day(date.fromisoformat(both.before.asked["day"]))}
    if gained > 0:
        return met + _(", %(count)s de plus que le %(day)s.") % told
    if gained < 0:
        return met + _(", %(count)s de moins que le %(day)s.") % told
    return met + _(", autant que le %(day)s.") % told


def _hanging(network: SeenNetwork, after: NetworkMeasures) -> str:
    held = max(after.actors, key=lambda key: after.by_actor[key]["fragility"].value or 0)
    if not after.by_actor[held]["fragility"].value:
        return _("Aucune organisation n’est seule à en relier d’autres.")
    standing = network.standing
    lost = cut_off(standing, after.actors.index(held))
    names = [network.organisations[standing.actors[n].key].name for n in lost]
    return ngettext(
        "Si %(name)s s’en va, %(count)s organisation se retrouve coupée des autres : %(who)s.",
        "Si %(name)s s’en va, %(count)s organisations se retrouvent coupées des autres : %(who)s.",
        len(names),
    ) % {"name": network.organisations[held].name, "count": len(names), "who": _listed(names)}


def _listed(names: Sequence[str]) -> str:
    """Write names one after the other; beyond five, how many more."""
    if len(names) > _MOST_NAMES + 1:
        rest = _("%(count)s autres") % {"count": len(names) - _MOST_NAMES}
        names = [*names[:_MOST_NAMES], rest]
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s et %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def plainly(network: SeenNetwork, both: Season) -> list[str]:
    """Return what the measures say, without a figure that must be learnt first."""
    told = [_told(both, key) for key in _SENTENCES if both.after.whole[key].value is not None]
    told += _from_elsewhere(network) if told else []
    if both.after.whole["core_periphery"].p is not None:
        told.append(
            _("Un cercle d’habitués se détache du reste.")
            if has_core(both.after)
            else _("Aucun cercle d’habitués ne se détache plus que par hasard.")
        )
    return told


def _from_elsewhere(network: SeenNetwork) -> list[str]:
    """Say how many are outside, and of how many it is because nobody said where they sit."""
    told, held = [], network.organisations
    unplaced = sum(held[actor.key].seat_id is None for actor in network.standing.actors)
    if away := int(network.standing.outside.sum()):
        told.append(
            ngettext(
                "Les paires du haut de la page comptent aussi %(count)s organisation d’ailleurs.",
                "Les paires du haut de la page comptent aussi %(count)s organisations d’ailleurs.",
                away,
            )
            % {"count": away}
        )
    if unplaced:
        told.append(
            ngettext(
                "On ignore où siège %(count)s organisation : elle compte comme d’ailleurs.",
                "On ignore où siègent %(count)s organisations : elles comptent comme d’ailleurs.",
                unplaced,
            )
            % {"count": unplaced}
        )
    return told


def has_core(found: NetworkMeasures) -> bool:
    """Whether a circle stands out more than chance makes one: else nobody is said at its heart."""
    circle = found.whole["core_periphery"]
    if circle.value is None or circle.p is None or circle.expected is None:
        return False
    return circle.p <= _SURE and circle.value > circle.expected


def _told(both: Season, key: str) -> str:
    """Say a share with its interval, what it was, and whether chance would do as much."""
    after, before = both.after.whole[key], both.before.whole[key]
    said_now = str(_SENTENCES[key]) % {"share": said(after, key)}
    if after.lower is not None and after.upper is not None:
        said_now = _("%(now)s (intervalle à 95\N{NARROW NO-BREAK SPACE}%% : %(interval)s)") % {
            "now": said_now,
            "interval": _interval(after, key),
        }
    if before.value is not None:
        was = {"now": said_now, "was": said(before, key)}
        said_now = _("%(now)s, contre %(was)s avant la saison") % was
    return f"{said_now}.{_beside_chance(after, key)}"


def _beside_chance(figure: Figure, key: str) -> str:
    if figure.p is None or figure.expected is None or figure.value is None:
        return ""
    chance = {"share": _written(figure.expected, key)}
    if figure.p > _SURE:
        return " " + _("Le hasard en ferait autant (%(share)s).") % chance
    if figure.value > figure.expected:
        return " " + _("C’est plus que ce que ferait le hasard (%(share)s).") % chance
    return " " + _("C’est moins que ce que ferait le hasard (%(share)s).") % chance
