"""Every list of the product has its API and its two files, and its page leads to them.

Each page of `table.toml` stands here: among `LISTS`, or among `NOT_LISTS` with the reason why. A
page that is added fails until somebody has said which it is.
"""

from __future__ import annotations

from typing import Any

import pytest

# On one engine, as the matrix.
pytestmark = pytest.mark.one_engine

# A page that lists → the operation of the API and the address of the files that give the same rows.
LISTS = {
    "territories:search": ("api-1:search_perimeters", "territories:search_file"),
    "observatory:datasets": ("api-1:list_sources", "observatory:sources_file"),
    "observatory:indicators": ("api-1:list_indicators", "observatory:indicators_file"),
    "reports:batches": ("api-1:list_report_batches", "reports:batches_file"),
    "directory:organisations": ("api-1:list_organisations", "directory:organisations_file"),
    "directory:organisation": (
        "api-1:list_organisation_mandates", "directory:organisation_mandates",
    ),
    "directory:acting_here": ("api-1:list_mandates", "directory:territory_mandates"),
    "directory:own_mandates": ("api-1:get_me", "directory:own_mandates_file"),
    "history:page": ("api-1:get_history", "history:file"),
    # outreach
    "outreach:visits": ("api-1:list_visits", "outreach:visits_file"),
    "outreach:questions": ("api-1:list_questions", "outreach:questions_file"),
    "outreach:loads": ("api-1:list_solicitations", "outreach:loads_file"),
    # knowhow: the search
    "knowhow:search": ("api-1:search_know_how", "knowhow:search_file"),
    # network
    "network:index": ("api-1:list_cooperation_spaces", "network:spaces_file"),
    "network:chain": ("api-1:list_chain_actors", "network:chain_file"),
    "network:introductions": ("api-1:list_introductions", "network:introductions_file"),
    "network:territory": ("api-1:get_network", "network:territory_organisations"),
    # plans
    "plans:index": ("api-1:list_action_plans", "plans:plans_file"),
    "plans:needs": ("api-1:list_all_needs", "plans:needs_file"),
    "plans:restitution": ("api-1:get_plan_restitution", "plans:restitution_file"),
    "plans:plan": ("api-1:list_action_sheets", "plans:sheets_file"),
    # agreements
    "plans:programme": ("api-1:list_labels", "plans:labels_file"),
    "plans:agreements": ("api-1:list_plan_agreements", "plans:agreements_file"),
    "plans:documents": ("api-1:list_plan_documents", "plans:documents_file"),
    "plans:obligations": ("api-1:list_plan_obligations", "plans:obligations_file"),
    "plans:committees": ("api-1:list_plan_committees", "plans:committee_list"),
    "plans:nation": ("api-1:get_plan_totals", "plans:nation_file"),
    "plans:board": ("api-1:list_action_sheets", "plans:budget_file"),
    # funding
    "funding:index": ("api-1:list_all_schemes", "funding:schemes_file"),
    # people
    "directory:referents": ("api-1:list_referents", "directory:referents_file"),
    "directory:mailings": ("api-1:list_mailings", "directory:mailings_file"),
}  # fmt: skip
# More lists of a page above.
MORE = {
    "directory:organisation": (
        ("api-1:list_know_how", "knowhow:know_how_file"),
        ("api-1:list_contacts", "directory:contacts_file"),
        ("api-1:list_links", "network:links_file"),
    ),
    "plans:committees": (
        ("api-1:list_plan_decisions", "plans:committee_list"),
        ("api-1:list_plan_follow_ups", "plans:committee_list"),
    ),
    "directory:own_mandates": (
        ("api-1:list_requests", "directory:requests_file"),
        ("api-1:list_invitations", "directory:invitations_file"),
    ),
}
# Lists that no program reads, and why; they have their files.
WITHOUT_API = {
    "accounts:tokens": ("accounts:tokens_file", "a key reads nothing of the others"),
    "home:inbox": ("home:inbox_file", "letters are read and answered by a person, not by a key"),
}
# Tables of figures: a CSV with the provenance of each, an operation; a report has the workbook.
FIGURES = {
    "observatory:map": ("api-1:get_indicator_values", "observatory:map_csv"),
    "observatory:compare": ("api-1:get_comparison", "observatory:compare_csv"),
    "observatory:dashboard": ("api-1:get_dashboard", "observatory:dashboard_csv"),
    "observatory:printed": ("api-1:list_printed", "observatory:printed_csv"),
    "observatory:peers": ("api-1:get_peers", "observatory:peers_csv"),
    "observatory:profile": ("api-1:get_profile", "observatory:profile_csv"),
    "home:stats": ("api-1:get_stats", "home:stats_csv"),
}
NOT_LISTS = {
    "what is read, not sorted": (
        "home:accessibility", "home:legal", "home:privacy", "home:terms", "home:site_map",
        # The same needs and sheets as their lists.
        "plans:plan_needs",
        "home:gallery", "home:api_reference", "home:contact", "home:alive", "home:ready",
        "home:health", "home:security_text", "home:robots_text",
    ),
    "doors to other pages": ("home:home", "observatory:dashboards"),
    "one object": (
        "territories:perimeter", "territories:life", "observatory:source", "observatory:indicator",
        "reports:profile", "reports:comparison", "directory:request", "home:inbox_message",
        "directory:mandate",
        # knowhow
        "knowhow:know_how",
        # outreach
        "outreach:visit", "outreach:question",
        "network:space", "network:introduction",
        "plans:sheet", "plans:committee", "plans:year",
        # Its lists are those of the nation, of which it is a part, and of its plans.
        "plans:region", "plans:elsewhere",
        "plans:need",
        # agreements
        "plans:agreement",
        "directory:mailing",
        # funding: what fits one organisation, or one who answers
        "funding:scheme", "funding:organisation_fits", "funding:fits",
    ),
    "a piece of a page": (
        "territories:suggestions", "territories:commune_suggestions", "observatory:source_state",
        "observatory:widget", "observatory:map_widget", "observatory:indicator_widget",
        # outreach
        "outreach:visit_suggestions",
    ),
    "a form": (
        "territories:own_list", "directory:organisation_add", "directory:organisation_change",
        "directory:organisation_give", "directory:organisation_ask", "directory:territory_give",
        "directory:territory_ask", "directory:mandate_end", "directory:mandate_hand_over",
        "directory:mandate_prolong", "directory:mandate_show_name",
        "directory:contact_add", "directory:contact_change", "directory:contact_delete",
        "directory:mailing_write", "directory:message_write",
        "accounts:token_revoke", "account_login", "account_logout", "account_signup",
        "account_inactive", "account_email_verification_sent", "account_reset_password",
        "account_reset_password_done", "account_reset_password_from_key",
        "account_reset_password_from_key_done", "account_confirm_email",
        "socialaccount_login_cancelled", "accounts:account",
        # knowhow
        "knowhow:know_how_add", "knowhow:know_how_change", "knowhow:know_how_end",
        "knowhow:know_how_import",
        # directory: the register
        "directory:register", "directory:register_numbers", "directory:register_file",
        "directory:organisation_refresh",
        # outreach
        "outreach:visit_note", "outreach:visit_change", "outreach:visit_show_line",
        "outreach:promise", "outreach:question_ask", "outreach:question_send",
        "outreach:question_close", "outreach:call_note",
        "outreach:limit_change",
        "network:space_add", "network:link_declare", "network:link_end",
        "network:introduction_note", "network:introduction_change",
        # funding
        "funding:scheme_new", "funding:scheme_change", "funding:call_add", "funding:call_change",
        "funding:call_follow", "funding:call_remove",
        # plans
        "plans:axis", "plans:own_theme", "plans:follow_up_change", "plans:plan_open",
        "plans:structure", "plans:sheet_add", "plans:sheet_change",
        "plans:sheet_move", "plans:budget", "plans:people", "plans:calendar", "plans:tracking",
        "plans:risks",
        "plans:words", "plans:organisation_suggestions",
        "plans:committee_add", "plans:committee_change", "plans:minutes", "plans:templates",
        "plans:bulk_change", "plans:sheet_priorities",
        "plans:need_raise", "plans:need_change", "plans:need_verify", "plans:need_drop",
        "plans:restitution_write",
        "plans:sheet_need", "plans:import_start", "plans:import_columns", "plans:plan_import",
        # agreements
        "plans:label_tell", "plans:agreement_add", "plans:agreement_change",
        "plans:agreement_move", "plans:signatory_add", "plans:signatory_remove",
        "plans:version_add", "plans:document_add", "plans:document_remove",
        "plans:obligation_add", "plans:obligations_suggested", "plans:obligation_change",
        "plans:obligation_settle", "plans:obligation_remove", "plans:calendar_turn",
    ),
    # All of it is taken away as JSON, from "accounts:own_data".
    "of one's own signing in": (
        "accounts:own_data", "plans:alerts", "account_email", "usersessions_list", "mfa_index",
        "mfa_list_webauthn",
    ),
}  # fmt: skip
# In the world of the matrix, a page of these shows no list, and leads to no file.
EMPTY = {"reports:batches"}
READERS = ("here.project_manager", "here.delegation_agent", "anonymous")


@pytest.fixture(scope="module")
def by_name(table: list[Any]) -> dict[str, Any]:
    return {row.name: row for row in table}


def reader_of(row: Any) -> str:
    """Return the first reader to whom an address answers; "" where it does to none."""
    asked = READERS if "GET" in row.group else ()
    return next((who for who in asked if row.expected("GET", who) == 200), "")


@pytest.mark.timeout(300)
def test_every_page_is_said_to_be_a_list_or_not(table: list[Any], world: Any, undo: Any) -> None:
    pages = set()
    for row in table:
        if (reader := reader_of(row)) and not row.name.startswith("api-1:"):
            with undo():
                answer = world.ask(reader, "GET", row).answer
            if not answer.has_header("Content-Disposition"):
                pages.add(row.name)
    told = [*LISTS, *WITHOUT_API, *FIGURES, *(n for names in NOT_LISTS.values() for n in names)]
    assert sorted(told) == sorted(set(told))
    assert pages == set(told)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_its_api_and_its_files(
    name: str, by_name: dict[str, Any], world: Any, undo: Any
) -> None:
    for operation, files in (LISTS[name], *MORE.get(name, ())):
        with undo():
            reader = reader_of(by_name[name])
            assert world.ask(reader, "GET", by_name[operation]).status == 200
            leads_to_files(by_name[name], by_name[files], world)


@pytest.mark.parametrize("name", WITHOUT_API)
def test_a_list_that_no_program_reads_has_its_files(
    name: str, by_name: dict[str, Any], world: Any
) -> None:
    leads_to_files(by_name[name], by_name[WITHOUT_API[name][0]], world)


@pytest.mark.parametrize("name", FIGURES)
def test_figures_have_their_api_and_their_csv(name: str, by_name: dict[str, Any]) -> None:
    operation, files = FIGURES[name]
    assert operation in by_name
    assert by_name[files].path.partition("?")[0].endswith(".csv")


def leads_to_files(page: Any, files: Any, world: Any) -> None:
    """Check that a page leads to both files of its list, and that its reader gets them."""
    reader = reader_of(page)
    shown = world.ask(reader, "GET", page).answer.text
    path, _mark, wish = files.path.format(**world.objects).partition("?")
    stem = path.rpartition(".")[0]
    for suffix in ("csv", "xlsx"):
        assert page.name in EMPTY or f'href="{stem}.{suffix}' in shown, (page.name, suffix)
        answer = world.actors[reader].browser.get(f"{stem}.{suffix}?{wish}")
        assert answer.status_code == 200, (files.name, suffix)
