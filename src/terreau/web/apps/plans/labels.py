"""What the fields of plans are called, wherever they are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

PLAN = {
    "perimeter": _("Territoire"),
    "title": _("Titre"),
    "phase": _("Phase"),
    "starts_on": _("Début"),
    "ends_on": _("Fin"),
    "axis": _("Axe"),
    "own_theme": _("Thème du territoire"),
}
SHEET = {
    "code": _("Code"),
    "title": _("Titre"),
    "axis": _("Axe"),
    "theme_choice": _("Thème"),
    "problem": _("Constat"),
    "objectives": _("Objectifs"),
    "description": _("Contenu"),
    "target_group": _("Public visé"),
    "place": _("Commune"),
    "place_name": _("Lieu"),
    "starts_on": _("Début"),
    "ends_on": _("Fin"),
    "tax_basis": _("HT ou TTC"),
    "visibility": _("Qui la lit"),
    "field_visibility": _("Qui lit l’argent, les risques, les échanges"),
    "good_practice": _("Bonne pratique"),
    "state": _("État"),
    "reason": _("Pourquoi"),
    "committee": _("Comité"),
    "merged_into": _("Fusionnée dans"),
    "participation": _("Participant"),
    "milestone": _("Jalon"),
    "cost_line": _("Poste de dépense"),
    "financing_line": _("Ligne de financement"),
    "indicator": _("Indicateur de suivi"),
    "measure": _("Mesure"),
    "risk": _("Risque"),
    "comment": _("Mot laissé"),
    "need": _("Besoin"),
    "document": _("Document"),
    "regional_priority": _("Priorité régionale"),
}
NEED = {
    "title": _("Besoin"),
    "description": _("En quelques mots"),
    "organisation": _("Organisation"),
    "figure_label": _("Lu dans"),
    "theme": _("Thème"),
    "state": _("État"),
    "verified_with": _("Vérifié avec"),
    "verified_on": _("Vérifié le"),
    "drop_reason": _("Pourquoi il est écarté"),
    "visibility": _("Qui le lit"),
    "sheet": _("Fiche action"),
}
COMMITTEE = {
    "kind": _("Comité"),
    "on": _("Date"),
    "place": _("Lieu"),
    "state": _("État"),
    "agenda": _("Ordre du jour"),
    "minutes": _("Compte rendu"),
    "is_public": _("Public"),
    "attendance": _("Présence"),
    "decision": _("Décision"),
    "follow_up": _("Suite à donner"),
    "follow_up_done_on": _("Suite faite le"),
    "document": _("Document"),
}
# Label, agreements, documents, obligations.
LABEL = {
    "phase": _("Phase"),
    "state": _("État"),
    "on": _("Le"),
    "words": _("Pourquoi"),
}
AGREEMENT = {
    "kind": _("Sorte"),
    "title": _("Titre"),
    "amends": _("Modifie"),
    "state": _("État"),
    "signed_on": _("Signé le"),
    "ends_on": _("Prend fin le"),
    "is_public": _("Public une fois signé"),
    "signatory": _("Signataire"),
    "agreement_version": _("Version"),
    "words": _("Avis de la Région, ou pourquoi"),
    "document": _("Document"),
}
OBLIGATION = {
    "kind": _("Sorte"),
    "title": _("Échéance"),
    "owed_to": _("Due à"),
    "due_on": _("Le"),
    "recurrence": _("Revient"),
    "source": _("Ce qui le dit"),
    "is_to_check": _("Jour à vérifier"),
    "done_on": _("Fait le"),
}
