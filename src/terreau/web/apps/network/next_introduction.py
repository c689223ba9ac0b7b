"""The next introduction to make: who, to whom, why, and what to do now.

Of the pairs of the territory that nothing links yet, the one whose meeting would most lower their
constraint, among those where one makes or has what the other seeks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from terreau.analytics.network import Pairs, constraint_lowered, projection
from terreau.core.text import fold
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.selectors.contacts import ShownContact, list_contacts
from terreau.web.apps.directory.standing import standing_of
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.network.permissions import changeable_organisations, visible_organisations
from terreau.web.apps.network.seen import SeenNetwork
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import within
from terreau.web.shared.visibility import is_within

_OFFERS = frozenset({KnowHowKind.MAKES, KnowHowKind.MACHINE, KnowHowKind.MATERIAL})
# Words that say nothing of what is sought.
_EMPTY = frozenset((
    "avec", "avoir", "besoin", "cherche", "cherchons", "dans", "des", "entreprise",
    "fabrication", "fournisseur", "jusqu", "leur", "local", "locale", "machine", "notre",
    "nous", "partenaire", "petite", "petites", "pieces", "piece", "plus", "pour",
    "production", "produit", "produits", "proche", "sans", "serie", "series", "sous", "sur",
    "toute", "toutes", "travail", "une", "usage",
))  # fmt: skip
_SHORTEST, _STEM = 4, 6
# Pairs beyond are not weighed: a territory has seldom as many that match.
_MOST_PAIRS = 2_000
Words = frozenset[str]


@dataclass(frozen=True)
class Introduction:
    """Two organisations that would gain by meeting.

    Parameters
    ----------
    offers, seeks : Organisation
        Who makes or has, who seeks.
    offered, sought : str
        In their own words, of what the reader may see.
    lowered : float
        By how much the tie would lower the sum of their constraints.
    """

    offers: Organisation
    seeks: Organisation
    offered: str
    sought: str
    lowered: float


def next_introduction(
    scope: Scope, perimeter: Perimeter, network: SeenNetwork
) -> Introduction | None:
    """Return the next introduction to make in a territory; None where nothing matches.

    Parameters
    ----------
    scope : Scope
        Of the reader: neither an organisation nor a line that they may not see is proposed.
    perimeter : Perimeter
        Where both organisations sit.
    network : SeenNetwork
        The lived ties that the reader sees there.
    """
    lines = _lines(scope, perimeter)
    offers = [line for line in lines if line.kind in _OFFERS]
    wishes = [line for line in lines if line.kind == KnowHowKind.SEEKS]
    standing = network.standing
    pairs = projection(standing)
    place = {actor.key: position for position, actor in enumerate(standing.actors)}
    matches = _matches(offers, wishes, _tied(pairs, [actor.key for actor in standing.actors]))
    if not matches:
        return None
    # Who is in no tie yet stands alone, at the end.
    for line, wish in matches:
        for key in (line.organisation_id, wish.organisation_id):
            place.setdefault(str(key), len(place))
    graph = Pairs(len(place), pairs.first, pairs.second, pairs.weight, pairs.shared)
    ends = [
        (place[str(line.organisation_id)], place[str(wish.organisation_id)])
        for line, wish in matches
    ]
    lowered = constraint_lowered(graph, ends)
    best = max(range(len(matches)), key=lambda n: (round(float(lowered[n]), 9), -n))
    if lowered[best] <= 0:
        return None
    line, wish = matches[best]
    return Introduction(
        line.organisation, wish.organisation, line.text, wish.text, float(lowered[best])
    )


@dataclass(frozen=True)
class Call:
    """How to reach one of the two.

    Parameters
    ----------
    organisation : Organisation
        Whom.
    contacts : list[ShownContact]
        People who agreed to be shown, as the reader may read them.
    may_add : bool
        Whether the reader may note one.
    """

    organisation: Organisation
    contacts: list[ShownContact]
    may_add: bool


def calls_to_make(scope: Scope, found: Introduction) -> list[Call]:
    """Return how to reach both, who seeks first."""
    both = (found.seeks, found.offers)
    own = changeable_organisations(scope).filter(pk__in=[each.pk for each in both])
    writable = set(own.values_list("pk", flat=True))
    return [
        Call(
            each,
            [row for row in list_contacts(scope, each) if row.contact.agreed_on is not None],
            each.pk in writable,
        )
        for each in both
    ]


def _lines(scope: Scope, perimeter: Perimeter) -> list[KnowHow]:
    """Return the know-how of the territory that the reader may see, in force, in a fixed order."""
    standing = standing_of(scope)
    inside = visible_organisations(scope).filter(within([perimeter.pk]).condition("seat"))
    rows = KnowHow.objects.filter(organisation__in=inside.values("pk"), ended_on=None)
    rows = rows.select_related("organisation__seat").order_by("pk")
    return [row for row in rows if is_within(standing.towards(row.organisation), row.visibility)]


def _tied(pairs: Pairs, keys: list[str]) -> frozenset[tuple[str, str]]:
    one, other = pairs.first.tolist(), pairs.second.tolist()
    both = [(keys[i], keys[j]) for i, j in zip(one, other, strict=True)]
    return frozenset(both + [(j, i) for i, j in both])


def _matches(
    offers: Iterable[KnowHow], wishes: Iterable[KnowHow], tied: frozenset[tuple[str, str]]
) -> list[tuple[KnowHow, KnowHow]]:
    """Return the first line that answers each wish, for each pair that nothing links."""
    by_word: Mapping[str, list[KnowHow]] = defaultdict(list)
    for line in offers:
        for word in _words(line):
            by_word[word].append(line)
    found: dict[tuple[int, int], tuple[KnowHow, KnowHow]] = {}
    for wish in wishes:
        answers = {line.pk: line for word in _words(wish) for line in by_word.get(word, [])}
        for _key, line in sorted(answers.items()):
            both = (line.organisation_id, wish.organisation_id)
            if both[0] != both[1] and (str(both[0]), str(both[1])) not in tied:
                found.setdefault(both, (line, wish))
            if len(found) >= _MOST_PAIRS:
                return list(found.values())
    return list(found.values())


def _words(line: KnowHow) -> Words:
    """Return what a line is about: its terms of the vocabulary, else the stems of its words."""
    terms = frozenset(f"term:{term}" for term in line.terms)
    folded = "".join(c if c.isalnum() else " " for c in fold(line.text)).split()
    told = (word for word in folded if len(word) >= _SHORTEST and word not in _EMPTY)
    return terms | frozenset(word.rstrip("s")[:_STEM] for word in told if not word.isdigit())
