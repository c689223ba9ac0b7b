"""Cooperation spaces as a reader may see them: the list, one with its participants and notes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import standing_of
from terreau.web.apps.network.chains import Chain, chains
from terreau.web.apps.network.models import CooperationSpace, SpaceNote, SpaceParticipation
from terreau.web.apps.network.permissions import (
    can_keep_space,
    can_view_space,
    can_write_in_space,
    changeable_organisations,
    nothing_here,
    visible_organisations,
)
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import within


@dataclass(frozen=True)
class SpaceShown:
    """A space as one reader sees it.

    Parameters
    ----------
    space : CooperationSpace
        Itself.
    participations : list[SpaceParticipation]
        Of the organisations that the reader sees.
    notes : list[SpaceNote]
        What participants left; that of an organisation which is not seen says nobody.
    own : list[Organisation]
        Organisations for which the reader may join, or leave.
    may_write, may_keep : bool
        Whether they may leave a note; close and open it, bring others in.
    """

    space: CooperationSpace
    participations: list[SpaceParticipation]
    notes: list[SpaceNote]
    own: list[Organisation]
    may_write: bool
    may_keep: bool

    @property
    def leavable(self) -> frozenset[int]:
        """Keys of the participants that the reader may take out."""
        if self.may_keep:
            return frozenset(row.organisation_id for row in self.participations)
        return frozenset(each.pk for each in self.own)

    @property
    def chain(self) -> Chain | None:
        """Its value chain."""
        return chains().get(self.space.chain)

    @property
    def is_example(self) -> bool:
        """Whether it belongs to the fictitious country."""
        return self.space.perimeter.country == "XX"


def list_spaces(
    scope: Scope, *, chain: str = "", territory: Perimeter | None = None
) -> QuerySet[CooperationSpace]:
    """Return the spaces that a reader may see, those that are open first, counted as seen."""
    found = CooperationSpace.objects.filter(can_view_space(scope))
    if chain:
        found = found.filter(chain=chain)
    if territory is not None:
        found = found.filter(within([territory.pk]).condition("perimeter"))
    seen = Q(participations__valid_to=None)
    seen &= standing_of(scope).condition("participations__organisation__")
    counted = found.annotate(seen_count=Count("participations", filter=seen, distinct=True))
    return counted.select_related("perimeter").order_by("closed_on", "name", "pk")


def get_space(scope: Scope, space_id: int) -> SpaceShown:
    """Return a space as a reader may see it, in a bounded number of queries.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    found = CooperationSpace.objects.filter(can_view_space(scope), pk=space_id)
    space = found.select_related("perimeter").first()
    if space is None:
        raise nothing_here()
    seen = set(
        visible_organisations(scope)
        .filter(space_participations__space=space)
        .values_list("pk", flat=True)
    )
    rows = space.participations.filter(organisation__in=seen).select_related(
        "organisation__seat", "declared_by"
    )
    notes = list(space.notes.select_related("organisation")[:100])
    for note in notes:
        if note.organisation_id not in seen:
            note.organisation = None
    again = CooperationSpace.objects.filter(pk=space_id)
    return SpaceShown(
        space,
        sorted(rows, key=lambda row: row.valid_to is not None),
        notes,
        list(changeable_organisations(scope).order_by("folded_name")[:200]),
        again.filter(can_write_in_space(scope)).exists(),
        again.filter(can_keep_space(scope)).exists(),
    )
