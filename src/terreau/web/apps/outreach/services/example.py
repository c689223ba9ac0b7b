"""Visits of the example country: all fictitious, to fictitious companies."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.models import Mandate, Organisation
from terreau.web.apps.outreach.models import Visit
from terreau.web.apps.outreach.services.promising import settle_promise
from terreau.web.apps.outreach.services.visiting import VisitFields, VisitLines, note_visit
from terreau.web.apps.territories.enums import Country

# Name of the organisation, days ago, who was met, needs, abilities, promises, worth remembering.
_VISITS = (
    ("Fonderie de la Licorne", 4, "Le directeur et la responsable des achats (fictifs)",
     ("Un deuxième mouleur d’ici mars", "Un local de 300 m² pour le stock de modèles"),
     ("Pièces de fonte de 1 à 400 kg", "Contrôle par ressuage"),
     ("Envoyer le nom de la conseillère emploi", "Demander à la communauté les locaux vides"),
     "Prête à ouvrir l’atelier aux élèves un vendredi par mois."),
    ("Atelier des Nuages", 18, "La cheffe d’atelier (fictive)",
     ("Une machine à carder, en prêt, trois semaines en février",),
     ("Isolants en fibre, panneaux jusqu’à 2,4 m", "Découpe au jet d’eau"),
     ("Chercher qui prête une cardeuse",),
     "La navette s’arrête trop tôt pour l’équipe du soir."),
    ("École de la Mécanique Rêvée", 33, "Le proviseur (fictif)",
     ("Des entreprises pour douze stages de printemps",),
     ("Usinage à commande numérique, petites séries", "Métrologie"),
     ("Présenter l’école à trois entreprises",), ""),
    ("Association des Inventeurs de Terranie", 51, "Deux bénévoles (fictifs)",
     ("Un espace pour le matériel, le samedi",), ("Prototypage rapide, impression 3D",), (),
     "Demande à être invitée au prochain comité d’exemple."),
    ("Fonderie de la Licorne", 140, "Le directeur (fictif)",
     ("Baisser la facture de gaz du four",), ("Four à induction de 2 t",),
     ("Faire venir le conseiller énergie",), "Première visite."),
)  # fmt: skip


@transaction.atomic
def seed_visits() -> bool:
    """Write the visits of the example country, once; return whether something was written."""
    mandate = Mandate.objects.filter(
        role=Role.PROJECT_MANAGER, perimeter__country=Country.EXAMPLE, holder__isnull=False
    ).first()
    if mandate is None or mandate.holder is None or Visit.objects.exists():
        return False
    acting = Acting(mandate.holder, scope_of(mandate.holder))
    today = timezone.localdate()
    named = Organisation.objects.filter(seat__country=Country.EXAMPLE)
    numbers = {each.name: each.pk for each in named}
    for name, days, met, needs, abilities, promises, notes in _VISITS:
        day = today - timedelta(days=days)
        if name in numbers:
            note_visit(
                acting=acting,
                to=numbers[name],
                written=VisitFields(day, met, notes),
                lines=VisitLines(needs, abilities, promises),
            )
    _keep_the_oldest(acting)
    return True


def _keep_the_oldest(acting: Acting) -> None:
    """Say that what was promised long ago was kept."""
    visit = Visit.objects.order_by("visited_on").first()
    for promise in visit.promises.all() if visit else ():
        word = "Le conseiller fictif est venu ; un devis suit."
        settle_promise(acting=acting, promise_id=promise.pk, state="kept", word=word)
