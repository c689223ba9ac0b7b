"""The programme of a territory on one page: label, people, agreements, where it lies."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.selectors.mandates import RoleHeld, list_roles_held
from terreau.web.apps.plans.agreement_enums import LabelAct, LabelState
from terreau.web.apps.plans.agreement_permissions import can_tell_label, signers_of
from terreau.web.apps.plans.enums import Phase
from terreau.web.apps.plans.models import ActionPlan, Agreement, Label, LabelEvent
from terreau.web.apps.plans.rules.agreements import possible_label_acts
from terreau.web.apps.plans.selectors.agreements import list_agreements
from terreau.web.apps.plans.selectors.plans import list_plans
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.memberships import count_shared, last_members
from terreau.web.apps.territories.models import Perimeter

_DUO = (Role.DUO_ELECTED, Role.DUO_INDUSTRIALIST)
_TEAM = (Role.PROJECT_MANAGER, Role.FACILITATOR)
_REFERENTS = (Role.STATE_REFERENT, Role.REGION_REFERENT)
_AROUND = (
    PerimeterKind.EPCI, PerimeterKind.EPT, PerimeterKind.DEPARTEMENT, PerimeterKind.REGION,
)  # fmt: skip


@dataclass(frozen=True)
class LabelShown:
    """The label of a territory in a phase.

    Parameters
    ----------
    phase : Phase
        Of the programme.
    state : LabelState
        Where it stands.
    events : list[LabelEvent]
        What was told of it, the last first; none where the state is read in the reference.
    source : str
        Of a label that nobody told here: the bundled set that says it; "" of the others.
    acts : list[LabelAct]
        What the reader may tell of it.
    """

    phase: Phase
    state: LabelState | None
    events: list[LabelEvent] = field(default_factory=list)
    source: str = ""
    acts: list[LabelAct] = field(default_factory=list)


@dataclass(frozen=True)
class RolesHere:
    """A role of the programme, and who holds it; none where nobody does."""

    role: Role
    held: list[RoleHeld]


@dataclass(frozen=True)
class TerritoryStanding:
    """Where a territory stands in the programme, as one reader sees it.

    Parameters
    ----------
    perimeter : Perimeter
        Itself.
    labels : list[LabelShown]
        One a phase.
    duo, team, referents : list[RolesHere]
        The pilot duo; who manages and facilitates; those of the State and of the Region.
    agreements : list[Agreement]
        Those that the reader sees.
    plans : list[ActionPlan]
        Its plans.
    around : dict[PerimeterKind, list[Perimeter]]
        The intercommunalities, departments and regions in which it lies.
    """

    perimeter: Perimeter
    labels: list[LabelShown]
    duo: list[RolesHere]
    team: list[RolesHere]
    referents: list[RolesHere]
    agreements: list[Agreement]
    plans: list[ActionPlan]
    around: dict[PerimeterKind, list[Perimeter]]


def list_labels(perimeter: Perimeter) -> QuerySet[Label]:
    """Return what was told of the label of a territory, by phase; everyone may read it."""
    return Label.objects.filter(perimeter=perimeter).prefetch_related("events").order_by("phase")


def labels_of(scope: Scope, perimeter: Perimeter) -> list[LabelShown]:
    """Return the label of a territory, phase by phase, told here or read in the reference."""
    told = {Phase(each.phase): each for each in list_labels(perimeter)}
    may_tell = can_tell_label(scope, perimeter)
    signers = signers_of(scope, perimeter) if may_tell else frozenset()
    return [_label(perimeter, phase, told.get(phase), signers) for phase in Phase]


def get_standing(scope: Scope, perimeter: Perimeter) -> TerritoryStanding:
    """Return the programme of a territory in a bounded number of queries."""
    around = _around(perimeter)
    held = list_roles_held(scope, perimeter)
    for region in around.get(PerimeterKind.REGION, []):
        if region.code != perimeter.region:  # those of its own are held already
            held += [row for row in list_roles_held(scope, region) if row.role in _REFERENTS]
    return TerritoryStanding(
        perimeter,
        labels_of(scope, perimeter),
        _held(_DUO, held),
        _held(_TEAM, held),
        _held(_REFERENTS, held),
        list(list_agreements(scope).filter(plan__perimeter=perimeter)),
        list(list_plans(scope).filter(perimeter=perimeter)),
        around,
    )


def _label(
    perimeter: Perimeter, phase: Phase, label: Label | None, signers: frozenset[object]
) -> LabelShown:
    if label is not None:
        state = LabelState(label.state)
        acts = possible_label_acts(state, signers)  # type: ignore[arg-type]
        return LabelShown(phase, state, list(label.events.all()), acts=acts)
    acts = [LabelAct.APPLY, LabelAct.GRANT] if signers else []
    if _is_in_phase(perimeter, phase):
        acts = acts and [LabelAct.GRANT]
        return LabelShown(phase, LabelState.LABELLED, source=perimeter.origin, acts=acts)
    return LabelShown(phase, None, acts=acts)


def _is_in_phase(perimeter: Perimeter, phase: Phase) -> bool:
    """Whether the set that a territory comes from lists it in a phase: its code says which."""
    is_ti = perimeter.kind == PerimeterKind.TERRITOIRE_INDUSTRIE
    return is_ti and perimeter.code.partition(":")[0] == str(phase.value)


def _held(roles: tuple[Role, ...], held: list[RoleHeld]) -> list[RolesHere]:
    return [RolesHere(role, [row for row in held if row.role is role]) for role in roles]


def _around(perimeter: Perimeter) -> dict[PerimeterKind, list[Perimeter]]:
    """Return the perimeters of today that a territory shares communes with, by kind and name."""
    communes = last_members([perimeter])
    counts = count_shared(perimeter, communes, perimeter.last_vintage or 0)
    found: dict[PerimeterKind, list[Perimeter]] = {}
    rows = Perimeter.objects.filter(pk__in=counts, kind__in=_AROUND).exclude(pk=perimeter.pk)
    for each in rows.order_by("name", "pk"):
        found.setdefault(PerimeterKind(each.kind), []).append(each)
    return {kind: found[kind] for kind in _AROUND if kind in found}
