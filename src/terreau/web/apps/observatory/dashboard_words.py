"""The sentence of a dashboard: what stands out, from the figures that the page shows."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.web.apps.observatory.dashboard import Card, CardGroup
from terreau.web.apps.observatory.indicator_words import KINDS
from terreau.web.shared.formatting import format_number

_MOST_TOLD = 2
# A rank stands out beyond the half of the middle.
_FAR = 0.25


def dashboard_sentence(groups: Sequence[CardGroup], *, name: str, kind: str) -> str:
    """Say what stands out among the territories of a kind, or else beside the country."""
    known = [card for group in groups for card in group.cards if card.own.value is not None]
    if not known:
        return _("Rien de tout cela n’est encore connu ici pour %(name)s.") % {"name": name}
    ranked = [[c for c in group.cards if c.rank and c.is_whole] for group in groups]
    if any(ranked):
        return _among([cards for cards in ranked if cards], name, str(KINDS[kind]))
    # The first of each group, so that the sentence tells of several questions.
    firsts = [next((c for c in group.cards if c in known and c.nation), None) for group in groups]
    compared = [_beside_country(card) for card in firsts if card][:_MOST_TOLD]
    if compared:
        return _("%(name)s à côté du pays : %(told)s.") % {
            "name": name,
            "told": " ; ".join(compared),
        }
    values = [f"{_quoted(card)}, {_value(card)}" for card in known[:_MOST_TOLD]]
    return f"{name} : {' ; '.join(values)}."


def _among(ranked: Sequence[Sequence[Card]], name: str, kinds: str) -> str:
    farthest = [max(cards, key=_from_middle) for cards in ranked]
    far = [card for card in farthest if _from_middle(card) > _FAR]
    if far:
        far = sorted(far, key=_from_middle, reverse=True)[:_MOST_TOLD]
        return _("Parmi les %(kinds)s, ce qui distingue le plus %(name)s : %(told)s.") % {
            "kinds": kinds,
            "name": name,
            "told": " ; ".join(map(_placed, far)),
        }
    count = sum(map(len, ranked))
    return ngettext(
        "Parmi les %(kinds)s, rien ne distingue nettement %(name)s : le seul rang que l’on en "
        "connaisse est dans la moitié du milieu.",
        "Parmi les %(kinds)s, rien ne distingue nettement %(name)s : ses %(count)s rangs sont tous "
        "dans la moitié du milieu.",
        count,
    ) % {"kinds": kinds, "name": name, "count": format_number(count)}


def _from_middle(card: Card) -> float:
    return card.rank.from_middle if card.rank else 0.0


def _placed(card: Card) -> str:
    rank = card.rank.number.display if card.rank else ""
    if card.nation is None:
        return f"{_quoted(card)}, {_value(card)}, {rank}"
    country = _("pays : %(nation)s") % {"nation": _with_unit(card.nation.display, card.unit)}
    return f"{_quoted(card)}, {_value(card)} ({country}), {rank}"


def _beside_country(card: Card) -> str:
    own, nation = card.own, card.nation
    if nation is None or own.value is None or nation.value is None or own.display == nation.display:
        than = _("comme le pays")
    else:
        than = _("plus que le pays") if own.value > nation.value else _("moins que le pays")
    written = _with_unit(nation.display if nation else "", card.unit)
    return f"{_quoted(card)}, {_value(card)}, {than} ({written})"


def _quoted(card: Card) -> str:
    return _("« %(title)s »") % {"title": card.own.label}


def _value(card: Card) -> str:
    value = _with_unit(card.own.display, card.unit)
    return value if card.is_whole else f"{value}, {card.status_label}"


def _with_unit(display: str, unit: str) -> str:
    return f"{display}\u202f{unit}" if unit else display
