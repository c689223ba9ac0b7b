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
    known = [card for group in groups for card in group.cards]
    ranked = [[c for c in group.cards if c.rank and c.is_whole] for group in groups]
    if any(ranked):
        return _among([cards for cards in ranked if cards], name, str(KINDS[kind]))
    # The first of each group, so that the sentence tells of several questions.
    firsts = [next((c for c in group.cards if c.nation), None) for group in groups]
    compared = [_beside_country(card) for card in firsts if card][:_MOST_TOLD]
    if compared:
        return _("%(name)s à côté du pays : %(told)s.") % {
            "name": name,
            "told": " ; ".join(compared),
        }
    values = [f"{_quoted(card)}, {_value(card)}" for card in known[:_MOST_TOLD]]
    return f"{name} : {' ; '.join(values)}."


def bare_sentence(groups: Sequence[CardGroup], *, name: str) -> str:
    """Say that nothing of what a dashboard asks is known, and what is.

    Parameters
    ----------
    groups : Sequence[CardGroup]
        What is known all the same.
    name : str
        Of the territory.
    """
    if not groups:
        return _("Rien de tout cela n’est encore connu ici pour %(name)s.") % {"name": name}
    known = " ; ".join(f"{_in_a_sentence(card)}, {_value(card)}" for card in groups[0].cards)
    return _(
        "Ce tableau demande des chiffres que ce site n’a pas encore pour %(name)s. On en sait "
        "déjà : %(known)s."
    ) % {"name": name, "known": known}


def _among(ranked: Sequence[Sequence[Card]], name: str, kinds: str) -> str:
    farthest = [max(cards, key=_telling) for cards in ranked]
    far = [card for card in farthest if _from_middle(card) > _FAR]
    if far:
        far = sorted(far, key=_telling, reverse=True)[:_MOST_TOLD]
        return _("Parmi les %(kinds)s, ce qui distingue le plus %(name)s : %(told)s.") % {
            "kinds": kinds,
            "name": name,
            "told": " ; ".join(map(_placed, far)),
        }
    count = sum(map(len, ranked))
    return ngettext(
        "Parmi les %(kinds)s, le seul rang que l’on connaisse de %(name)s est dans la moitié du "
        "milieu.",
        "Parmi les %(kinds)s, les %(count)s rangs que l’on connaît de %(name)s sont tous dans la "
        "moitié du milieu.",
        count,
    ) % {"kinds": kinds, "name": name, "count": format_number(count)}


def _telling(card: Card) -> tuple[bool, bool, float]:
    """Order cards by what their rank tells: far from the middle, of what is here, farther."""
    far = _from_middle(card)
    return far > _FAR, bool(card.rank and card.rank.is_telling), far


def _from_middle(card: Card) -> float:
    return card.rank.from_middle if card.rank else 0.0


def _placed(card: Card) -> str:
    words = {"title": _in_a_sentence(card), "value": _value(card)}
    words["rank"] = card.rank.number.display if card.rank else ""
    if card.nation is None:
        return _("%(title)s, %(value)s (%(rank)s)") % words
    words["nation"] = _with_unit(card.nation.display, card.unit)
    return _("%(title)s, %(value)s contre %(nation)s dans le pays (%(rank)s)") % words


def _in_a_sentence(card: Card) -> str:
    return card.own.label[:1].lower() + card.own.label[1:]


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
