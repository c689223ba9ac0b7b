"""What the fields of money are called, wherever they are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SCHEME = {
    "name": _("Nom"),
    "kind": _("Sorte"),
    "theme": _("Thème"),
    "operator": _("Qui le porte"),
    "operator_names": _("Qui le porte"),
    "funder_names": _("Qui paie"),
    "perimeter": _("Où"),
    "recurrence": _("Retour"),
    "contact": _("À qui s’adresser"),
    "links": _("Liens"),
    "scheme_version": _("Conditions"),
    "call": _("Appel"),
}
TERMS = {
    "starts_on": _("En vigueur depuis le"),
    "ends_on": _("Jusqu’au"),
    "summary": _("En quelques mots"),
    "beneficiaries": _("Pour qui"),
    "eligible_costs": _("Dépenses éligibles"),
    "conditions": _("Conditions"),
    "own_share": _("Part que l’on paie soi-même"),
    "tax_basis": _("HT ou TTC"),
    "rule": _("Règle d’éligibilité"),
    "offers": _("Ce qui est proposé"),
    "what_changed": _("Ce qui change"),
}
CALL = {
    "title": _("Titre"),
    "opens_on": _("Ouvre le"),
    "predeposit_on": _("Pré-dépôt avant le"),
    "deadline_on": _("Dépôt avant le"),
    "decision_on": _("Réponse attendue le"),
}
