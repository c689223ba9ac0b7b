"""Addresses of action plans."""

from django.urls import path

from terreau.web.apps.plans.views import (
    agreements,
    documents,
    needs,
    obligations,
    plans,
    programme,
    sheets,
)

app_name = "plans"

_PLAN = "<int:plan_id>/"
_NEED = "besoins/<int:need_id>/"
_SHEET = "fiches/<int:sheet_id>/"
_PROGRAMME = "programme/<slug:kind>/<str:code>/"
_AGREEMENT = "accords/<int:agreement_id>/"
_DOCUMENT = "documents/<int:document_id>/"
_OBLIGATION = "echeances/<int:obligation_id>/"

urlpatterns = [
    path("", plans.index, name="index"),
    path("plans.<slug:suffix>", plans.plans_file, name="plans_file"),
    path("ouvrir/", plans.plan_open, name="plan_open"),
    path(_PLAN, plans.plan, name="plan"),
    path(f"{_PLAN}fiches.<slug:suffix>", plans.sheets_file, name="sheets_file"),
    path(f"{_PLAN}fiches/ajouter/", sheets.sheet_add, name="sheet_add"),
    path("besoins/", needs.needs, name="needs"),
    path("besoins.<slug:suffix>", needs.needs_file, name="needs_file"),
    path(f"{_PLAN}besoins/", needs.plan_needs, name="plan_needs"),
    path(f"{_PLAN}besoins/noter/", needs.need_raise, name="need_raise"),
    path(_NEED, needs.need, name="need"),
    path(f"{_NEED}modifier/", needs.need_change, name="need_change"),
    path(f"{_NEED}verifier/", needs.need_verify, name="need_verify"),
    path(f"{_NEED}ecarter/", needs.need_drop, name="need_drop"),
    path(f"{_SHEET}besoins/", needs.sheet_need, name="sheet_need"),
    path(
        f"{_SHEET}besoins/<int:need_id>/retirer/", needs.sheet_need_untie, name="sheet_need_untie"
    ),
    path(_SHEET, sheets.sheet, name="sheet"),
    path(f"{_SHEET}modifier/", sheets.sheet_change, name="sheet_change"),
    path(f"{_SHEET}etape/<slug:act>/", sheets.sheet_move, name="sheet_move"),
    # The programme of a territory, its agreements, documents, what it owes.
    path(_PROGRAMME, programme.programme, name="programme"),
    path(f"{_PROGRAMME}label.<slug:suffix>", programme.labels_file, name="labels_file"),
    path(f"{_PROGRAMME}label/<int:phase>/<slug:act>/", programme.label_tell, name="label_tell"),
    path(f"{_PLAN}accords/", agreements.agreements, name="agreements"),
    path(f"{_PLAN}accords.<slug:suffix>", agreements.agreements_file, name="agreements_file"),
    path(f"{_PLAN}accords/ajouter/", agreements.agreement_add, name="agreement_add"),
    path(_AGREEMENT, agreements.agreement, name="agreement"),
    path(f"{_AGREEMENT}modifier/", agreements.agreement_change, name="agreement_change"),
    path(f"{_AGREEMENT}etape/<slug:act>/", agreements.agreement_move, name="agreement_move"),
    path(f"{_AGREEMENT}signataires/ajouter/", agreements.signatory_add, name="signatory_add"),
    path(
        f"{_AGREEMENT}signataires/<int:signatory_id>/retirer/",
        agreements.signatory_remove,
        name="signatory_remove",
    ),
    path(f"{_AGREEMENT}versions/ajouter/", agreements.version_add, name="version_add"),
    path(f"{_PLAN}documents/", documents.documents, name="documents"),
    path(f"{_PLAN}documents.<slug:suffix>", documents.documents_file, name="documents_file"),
    path(_DOCUMENT, documents.document, name="document"),
    path(f"{_DOCUMENT}retirer/", documents.document_remove, name="document_remove"),
    path(
        "documents/joindre/<slug:holder>/<int:holder_id>/",
        documents.document_add,
        name="document_add",
    ),
    path(f"{_PLAN}echeances/", obligations.obligations, name="obligations"),
    path(f"{_PLAN}echeances.<slug:suffix>", obligations.obligations_file, name="obligations_file"),
    path(f"{_PLAN}echeances/ajouter/", obligations.obligation_add, name="obligation_add"),
    path(
        f"{_PLAN}echeances/proposees/",
        obligations.obligations_suggested,
        name="obligations_suggested",
    ),
    path(f"{_PLAN}echeances/lien/", obligations.calendar_turn, name="calendar_turn"),
    path(f"{_OBLIGATION}modifier/", obligations.obligation_change, name="obligation_change"),
    path(f"{_OBLIGATION}faite/", obligations.obligation_settle, name="obligation_settle"),
    path(f"{_OBLIGATION}retirer/", obligations.obligation_remove, name="obligation_remove"),
    path("echeances/<str:token>.ics", obligations.calendar, name="calendar"),
]
