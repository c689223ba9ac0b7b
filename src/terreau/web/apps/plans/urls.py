"""Addresses of action plans."""

from django.urls import path

from terreau.web.apps.plans.views import (
    agreements,
    boards,
    budget,
    bulk,
    committee_files,
    committees,
    documents,
    files,
    following,
    imports,
    minutes,
    nation,
    needs,
    obligations,
    parts,
    plans,
    programme,
    restitution,
    saved_views,
    sheets,
    structure,
)

app_name = "plans"

_PLAN = "<int:plan_id>/"
_NEED = "besoins/<int:need_id>/"
_SHEET = "fiches/<int:sheet_id>/"
_PROGRAMME = "programme/<slug:kind>/<str:code>/"
_AGREEMENT = "accords/<int:agreement_id>/"
_DOCUMENT = "documents/<int:document_id>/"
_OBLIGATION = "echeances/<int:obligation_id>/"
_COMMITTEE = "comites/<int:committee_id>/"
_IMPORT = "imports/<int:import_id>/"
_FOLLOW_UP = "suites/<int:follow_up_id>/"

urlpatterns = [
    path("", plans.index, name="index"),
    path("plans.<slug:suffix>", plans.plans_file, name="plans_file"),
    path("ouvrir/", plans.plan_open, name="plan_open"),
    path("nation/", nation.nation, name="nation"),
    path("nation.<slug:suffix>", nation.nation_file, name="nation_file"),
    path("regions/<slug:code>/", nation.region, name="region"),
    path("priorites/<int:priority_id>/clore/", nation.priority_end, name="priority_end"),
    path("suivies/", following.alerts, name="alerts"),
    path("agenda/<str:token>.ics", following.calendar_feed, name="calendar_feed"),
    path(_PLAN, boards.plan, name="plan"),
    path(f"{_PLAN}fiches.<slug:suffix>", files.sheets_file, name="sheets_file"),
    path(f"{_PLAN}plan.pdf", files.plan_pdf, name="plan_pdf"),
    path(f"{_PLAN}projets.csv", files.common_file, name="common_file"),
    path(f"{_PLAN}budget.<slug:suffix>", files.budget_file, name="budget_file"),
    path(f"{_PLAN}tableaux/<slug:name>/", boards.board, name="board"),
    path(f"{_PLAN}fiches/changer/", bulk.bulk_change, name="bulk_change"),
    path(f"{_PLAN}agenda/ouvrir/", following.calendar_open, name="calendar_open"),
    path(f"{_PLAN}agenda/retirer/", following.calendar_revoke, name="calendar_revoke"),
    path(f"{_PLAN}vues/garder/", saved_views.view_save, name="view_save"),
    path(f"{_PLAN}vues/<int:view_id>/retirer/", saved_views.view_remove, name="view_remove"),
    path(f"{_PLAN}axes/", structure.structure, name="structure"),
    path(f"{_PLAN}axes/<int:number>/", structure.axis, name="axis"),
    path(f"{_PLAN}themes/<int:theme_id>/", structure.own_theme, name="own_theme"),
    path(f"{_PLAN}fiches/ajouter/", sheets.sheet_add, name="sheet_add"),
    path("fiches.<slug:suffix>", files.all_sheets_file, name="all_sheets_file"),
    path("besoins/", needs.needs, name="needs"),
    path("besoins.<slug:suffix>", needs.needs_file, name="needs_file"),
    path(f"{_PLAN}besoins/", needs.plan_needs, name="plan_needs"),
    path(f"{_PLAN}besoins/noter/", needs.need_raise, name="need_raise"),
    path(f"{_PLAN}restitution/", restitution.restitution, name="restitution"),
    path(
        f"{_PLAN}restitution.<slug:suffix>", restitution.restitution_file, name="restitution_file"
    ),
    path(
        f"{_PLAN}restitution/feuille.<slug:suffix>",
        restitution.restitution_paper,
        name="restitution_paper",
    ),
    path(
        f"{_PLAN}restitution/<int:organisation_id>/",
        restitution.restitution_write,
        name="restitution_write",
    ),
    path(_NEED, needs.need, name="need"),
    path(f"{_NEED}modifier/", needs.need_change, name="need_change"),
    path(f"{_NEED}verifier/", needs.need_verify, name="need_verify"),
    path(f"{_NEED}ecarter/", needs.need_drop, name="need_drop"),
    path(f"{_SHEET}besoins/", needs.sheet_need, name="sheet_need"),
    path(
        f"{_SHEET}besoins/<int:need_id>/retirer/", needs.sheet_need_untie, name="sheet_need_untie"
    ),
    path(_SHEET, sheets.sheet, name="sheet"),
    path("fiches/organisations/", parts.organisation_suggestions, name="organisation_suggestions"),
    path(f"{_SHEET}budget/", budget.budget, name="budget"),
    path(f"{_SHEET}participants/", parts.people, name="people"),
    path(f"{_SHEET}calendrier/", parts.calendar, name="calendar"),
    path(f"{_SHEET}suivi/", parts.tracking, name="tracking"),
    path(f"{_SHEET}risques/", parts.risks, name="risks"),
    path(f"{_SHEET}echanges/", parts.words, name="words"),
    path(f"{_SHEET}suivre/", following.sheet_follow, name="sheet_follow"),
    path(f"{_SHEET}priorites/", nation.sheet_priorities, name="sheet_priorities"),
    path(f"{_SHEET}ailleurs/", nation.elsewhere, name="elsewhere"),
    path(f"{_SHEET}fiche.pdf", files.sheet_pdf, name="sheet_pdf"),
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
    path("echeances/<str:token>.ics", obligations.calendar, name="obligations_feed"),
    # A spreadsheet brought into a plan.
    path(f"{_PLAN}importer/", imports.import_start, name="import_start"),
    path(_IMPORT, imports.plan_import, name="plan_import"),
    path(f"{_IMPORT}colonnes/", imports.import_columns, name="import_columns"),
    path(f"{_IMPORT}titres/", imports.import_headings, name="import_headings"),
    path(f"{_IMPORT}abandonner/", imports.import_drop, name="import_drop"),
    # committees, what follows from them, the year
    path(f"{_PLAN}comites/", committees.committees, name="committees"),
    path(f"{_PLAN}comites/ajouter/", committees.committee_add, name="committee_add"),
    path(
        f"{_PLAN}listes/<slug:what>.<slug:suffix>",
        committee_files.committee_list,
        name="committee_list",
    ),
    path(f"{_PLAN}modeles/", committee_files.templates, name="templates"),
    path(
        f"{_PLAN}modeles/<slug:kind>/retirer/", committee_files.template_drop, name="template_drop"
    ),
    path(
        f"{_PLAN}modeles/<slug:kind>/fichier", committee_files.template_file, name="template_file"
    ),
    path(f"{_PLAN}bilan/<int:year>/", committee_files.year, name="year"),
    path(f"{_PLAN}bilan/<int:year>.<slug:suffix>", committee_files.year_file, name="year_file"),
    path(_COMMITTEE, committees.committee, name="committee"),
    path(f"{_COMMITTEE}modifier/", committees.committee_change, name="committee_change"),
    path(f"{_COMMITTEE}tenu/", committees.committee_hold, name="committee_hold"),
    path(f"{_COMMITTEE}annuler/", committees.committee_cancel, name="committee_cancel"),
    path(f"{_COMMITTEE}compte-rendu/", minutes.minutes, name="minutes"),
    path(f"{_COMMITTEE}presences/", minutes.attendance_add, name="attendance_add"),
    path(f"{_COMMITTEE}presences/reprendre/", minutes.attendance_repeat, name="attendance_repeat"),
    path(
        f"{_COMMITTEE}presences/<int:attendance_id>/retirer/",
        minutes.attendance_remove,
        name="attendance_remove",
    ),
    path(f"{_COMMITTEE}decisions/", minutes.decision_add, name="decision_add"),
    path(
        f"{_COMMITTEE}decisions/<int:decision_id>/suite/",
        minutes.decision_follow,
        name="decision_follow",
    ),
    path(
        f"{_COMMITTEE}decisions/<int:decision_id>/retirer/",
        minutes.decision_remove,
        name="decision_remove",
    ),
    path(f"{_COMMITTEE}suites/", minutes.follow_up_add, name="follow_up_add"),
    path(f"{_COMMITTEE}<slug:name>.<slug:suffix>", committee_files.paper, name="paper"),
    path(f"{_FOLLOW_UP}modifier/", minutes.follow_up_change, name="follow_up_change"),
    path(f"{_FOLLOW_UP}faite/", minutes.follow_up_settle, name="follow_up_settle"),
    path(f"{_FOLLOW_UP}retirer/", minutes.follow_up_remove, name="follow_up_remove"),
]
