"""What became of needs, on paper: handed out at the end of a workshop."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.reporting.document import Document
from terreau.web.apps.plans.documents.paper import Paper, document_of, section, table
from terreau.web.apps.plans.models import ActionPlan
from terreau.web.apps.plans.selectors.restitution import ContributorNeeds, Told


def restitution_document(
    plan: ActionPlan, contributions: list[ContributorNeeds], told: Told, *, address: str
) -> Document:
    """Return what became of needs, a section a contributor; it marks nothing as new."""
    sections = [
        section(
            each.contributor.title,
            table(
                "",
                (_("Besoin"), _("Ce qu’il est devenu")),
                ((outcome.need.title, " ".join(outcome.sentences)) for outcome in each.outcomes),
            ),
        )
        for each in contributions
    ]
    return document_of(
        Paper(
            plan=plan,
            title=_("Ce que sont devenus les besoins"),
            lead=lead_of(told),
            sections=sections,
            address=address,
            is_of_partners=False,
        )
    )


def lead_of(told: Told) -> str:
    """Say in a sentence how far needs went."""
    if not told.total:
        return _("Aucun besoin n’est noté ici pour l’instant.")
    parts = [
        ngettext("**%(count)s besoin**", "**%(count)s besoins**", told.total)
        % {"count": told.total},
        ngettext(
            "**%(count)s** a une fiche qui y répond",
            "**%(count)s** ont une fiche qui y répond",
            told.answered,
        )
        % {"count": told.answered},
    ]
    if told.waiting:
        parts.append(
            ngettext("%(count)s en attend une", "%(count)s en attendent une", told.waiting)
            % {"count": told.waiting}
        )
    if told.dropped:
        parts.append(
            ngettext("%(count)s est écarté", "%(count)s sont écartés", told.dropped)
            % {"count": told.dropped}
        )
    return f"{', '.join(parts)}."
