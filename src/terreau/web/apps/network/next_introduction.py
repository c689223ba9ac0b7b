"""The next introductions to make: who, to whom, why, and what to do now.

Of the pairs of the territory that nothing links yet and of which nothing was said, those whose
meeting would most lower their constraint, where one makes or has what the other seeks. Who was
asked enough this quarter is left in peace.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.analytics.cells import FloatArray
from terreau.analytics.network import Pairs, constraint_lowered, projection
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.selectors.contacts import ShownContact, contacts_of
from terreau.web.apps.directory.selectors.solicitations import load_of
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.network.answering import offered_terms, sought_terms
from terreau.web.apps.network.permissions import changeable_organisations
from terreau.web.apps.network.seen import SeenNetwork
from terreau.web.apps.network.selectors.introduced import OFFERS, lines_of, settled_pairs
from terreau.web.apps.territories.models import Perimeter

# Pairs beyond are not weighed: a territory has seldom as many that match.
_MOST_PAIRS = 2_000
_MOST_PROPOSED = 3
Matches = list[tuple[KnowHow, KnowHow]]


@dataclass(frozen=True)
class Proposal:
    """Two organisations that would gain by meeting.

    Parameters
    ----------
    offered, sought : KnowHow
        What one makes or has, what the other seeks, of what the reader may see.
    changes : str
        What their meeting would change, in plain words.
    lowered : float
        By how much the tie would lower the sum of their constraints.
    """

    offered: KnowHow
    sought: KnowHow
    changes: str
    lowered: float

    @property
    def offers(self) -> Organisation:
        """Who makes or has."""
        return self.offered.organisation

    @property
    def seeks(self) -> Organisation:
        """Who seeks."""
        return self.sought.organisation


def next_introductions(scope: Scope, perimeter: Perimeter, network: SeenNetwork) -> list[Proposal]:
    """Return the next introductions to make in a territory, the best first, three at most.

    Parameters
    ----------
    scope : Scope
        Of the reader: neither an organisation nor a line that they may not see is proposed.
    perimeter : Perimeter
        Where both organisations sit.
    network : SeenNetwork
        The lived ties that the reader sees there.

    Returns
    -------
    list[Proposal]
        No organisation is in two of them; empty where nothing matches.
    """
    today = timezone.localdate()
    lines = _of_those_in_peace(list(lines_of(scope, perimeter)), today)
    offers = [line for line in lines if line.kind in OFFERS]
    wishes = [line for line in lines if line.kind == KnowHowKind.SEEKS]
    pairs = projection(network.standing)
    beside = _beside(pairs, [int(actor.key) for actor in network.standing.actors])
    settled = settled_pairs(scope, perimeter, today)
    matches = _matches(offers, wishes, beside, settled)
    lowered = _lowered(pairs, beside, matches)
    ranked = sorted(range(len(matches)), key=lambda n: (-round(float(lowered[n]), 9), n))
    chosen: list[Proposal] = []
    called: set[int] = set()
    for rank in ranked:
        offered, sought = matches[rank]
        both = {offered.organisation_id, sought.organisation_id}
        if lowered[rank] <= 0 or len(chosen) == _MOST_PROPOSED:
            break
        if called.isdisjoint(both):
            called |= both
            changes = _changes(offered.organisation, sought.organisation, beside)
            chosen.append(Proposal(offered, sought, changes, float(lowered[rank])))
    return chosen


def _of_those_in_peace(lines: Sequence[KnowHow], today: date) -> list[KnowHow]:
    """Return the lines of who was not asked enough this quarter."""
    loads = load_of({line.organisation_id for line in lines}, today)
    return [line for line in lines if not loads[line.organisation_id].is_enough]


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


def calls_to_make(scope: Scope, proposals: Iterable[Proposal]) -> list[list[Call]]:
    """Return how to reach both of each proposal, who seeks first; bounded queries."""
    pairs = [(each.seeks, each.offers) for each in proposals]
    organisations = [each for pair in pairs for each in pair]
    own = changeable_organisations(scope).filter(pk__in=[each.pk for each in organisations])
    writable = set(own.values_list("pk", flat=True))
    reached = contacts_of(scope, organisations)
    return [
        [
            Call(
                each,
                [row for row in reached[each.pk] if row.contact.agreed_on is not None],
                each.pk in writable,
            )
            for each in pair
        ]
        for pair in pairs
    ]


def _beside(pairs: Pairs, keys: Sequence[int]) -> dict[int, set[int]]:
    """Return the partners of each organisation of a network, in its order."""
    found: dict[int, set[int]] = {key: set() for key in keys}
    for one, other in zip(pairs.first.tolist(), pairs.second.tolist(), strict=True):
        found[keys[one]].add(keys[other])
        found[keys[other]].add(keys[one])
    return found


def _lowered(pairs: Pairs, beside: Mapping[int, set[int]], matches: Matches) -> FloatArray:
    """Return by how much each meeting would lower the constraint of both."""
    place = {key: position for position, key in enumerate(beside)}
    ends = [(line.organisation_id, wish.organisation_id) for line, wish in matches]
    for end in ends:  # who is in no tie yet stands alone, at the end
        for key in end:
            place.setdefault(key, len(place))
    graph = Pairs(len(place), pairs.first, pairs.second, pairs.weight, pairs.shared)
    return constraint_lowered(graph, [(place[one], place[other]) for one, other in ends])


def _changes(offers: Organisation, seeks: Organisation, beside: Mapping[int, set[int]]) -> str:
    """Say what a meeting of two would change, of the partners that the reader sees."""
    first, second = beside.get(offers.pk, set()), beside.get(seeks.pk, set())
    if not first and not second:
        return _("Aucune des deux n’a de lien connu : ce serait leur premier.")
    if not first or not second:
        alone = seeks if first else offers
        return _("%(name)s n’a aucun lien connu : ce serait son premier.") % {"name": alone.name}
    if shared := len(first & second):
        return ngettext(
            "Elles ont %(count)s partenaire en commun, qui peut les présenter ; se connaître "
            "les rend moins dépendantes de lui.",
            "Elles ont %(count)s partenaires en commun, qui peuvent les présenter ; se connaître "
            "les rend moins dépendantes d’eux.",
            shared,
        ) % {"count": shared}
    return _(
        "Elles n’ont aucun partenaire en commun : chacune s’ouvre à un cercle qu’elle ne touche "
        "pas encore."
    )


def _matches(
    offers: Iterable[KnowHow],
    wishes: Iterable[KnowHow],
    beside: Mapping[int, set[int]],
    settled: Container[frozenset[int]],
) -> Matches:
    """Return the first line that answers each wish, for each pair that nothing links or settles."""
    by_term: Mapping[str, list[KnowHow]] = defaultdict(list)
    for line in offers:
        for term in offered_terms(line):
            by_term[term].append(line)
    found: dict[tuple[int, int], tuple[KnowHow, KnowHow]] = {}
    for wish in wishes:
        answers = {line.pk: line for term in sought_terms(wish) for line in by_term.get(term, [])}
        for _key, line in sorted(answers.items()):
            one, other = line.organisation_id, wish.organisation_id
            met = beside.get(one, set()) | {one}
            if other not in met and frozenset((one, other)) not in settled:
                found.setdefault((one, other), (line, wish))
            if len(found) >= _MOST_PAIRS:
                return list(found.values())
    return list(found.values())
