"""Every address has a name, stands in this table, and answers an anonymous reader as it says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import network_addresses
import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

# Name of the address → path to try, and what an anonymous reader gets. Example country only.
ADDRESSES: dict[str, tuple[str, int]] = {
    "home:home": ("/", 200),
    "home:accessibility": ("/accessibilite/", 200),
    "home:legal": ("/mentions-legales/", 200),
    "home:privacy": ("/donnees-personnelles/", 200),
    "home:terms": ("/conditions/", 200),
    "home:site_map": ("/plan-du-site/", 200),
    "home:contact": ("/contact/", 200),
    "home:inbox": ("/contact/messages/", 404),
    "home:inbox_file": ("/contact/messages.csv", 404),
    "home:inbox_message": ("/contact/messages/ABCDE-FGHJK/", 404),
    "home:contact_message": ("/contact/22222-22222/", 404),
    "home:stats": ("/stats/", 200),
    "home:stats_csv": ("/stats/usage.csv", 200),
    "home:security_text": ("/.well-known/security.txt", 200),
    "home:robots_text": ("/robots.txt", 200),
    "home:gallery": ("/composants/", 200),
    "home:api_reference": ("/api/", 200),
    "home:choose_language": ("/langue/", 405),
    "home:alive": ("/healthz", 200),
    "home:ready": ("/readyz", 200),
    "home:health": ("/sante/", 200),
    "territories:search": ("/territoires/?q=terranie", 200),
    "territories:suggestions": ("/territoires/suggestions/?q=XA0", 200),
    "territories:commune_suggestions": ("/territoires/suggestions/communes/?q=XA0", 200),
    "territories:search_file": ("/territoires/resultats.csv?q=terranie", 200),
    "territories:own_list": ("/territoires/liste/", 200),
    "territories:perimeter": ("/territoires/commune/XA001/", 200),
    "territories:life": ("/territoires/commune/XA001/vie/", 200),
    "observatory:datasets": ("/observatoire/donnees/", 200),
    "observatory:sources_file": ("/observatoire/donnees/sources.csv", 200),
    "observatory:source": ("/observatoire/donnees/sources/zones/", 200),
    "observatory:source_state": ("/observatoire/donnees/sources/zones/etat/", 200),
    "observatory:pull_missing": ("/observatoire/donnees/apporter/", 405),
    "observatory:pull_source": ("/observatoire/donnees/sources/zones/apporter/", 405),
    "observatory:map": ("/observatoire/carte/?country=XX&indicator=jobs", 200),
    "observatory:map_svg": ("/observatoire/carte/carte.svg", 200),
    "observatory:map_png": ("/observatoire/carte/carte.png?kind=region", 200),
    "observatory:map_csv": ("/observatoire/carte/valeurs.csv?country=XX&indicator=jobs", 200),
    "observatory:compare": ("/observatoire/comparer/?t=zone_emploi:X001&t=zone_emploi:X002", 200),
    "observatory:compare_csv": (
        "/observatoire/comparer/comparaison.csv?t=zone_emploi:X001&t=zone_emploi:X002",
        200,
    ),
    "observatory:dashboards": ("/observatoire/tableaux/", 200),
    "observatory:dashboard": ("/observatoire/tableaux/context/?t=commune:XA001", 200),
    "observatory:dashboard_csv": ("/observatoire/tableaux/context/chiffres.csv?t=nation:XX", 200),
    "observatory:indicators": ("/observatoire/indicateurs/", 200),
    "observatory:indicators_file": ("/observatoire/indicateurs.xlsx", 200),
    "observatory:indicator": ("/observatoire/indicateurs/jobs/", 200),
    "observatory:widget": ("/observatoire/integrer/zone-emploi/X001/employment.end/", 200),
    "observatory:map_widget": ("/observatoire/integrer/carte/?kind=region", 200),
    "observatory:indicator_widget": (
        "/observatoire/integrer/indicateur/industry-share/zone-emploi/X001/",
        200,
    ),
    "observatory:profile": ("/observatoire/commune/XA001/", 200),
    "observatory:printed": ("/observatoire/chiffres-imprimes/", 200),
    "observatory:printed_csv": ("/observatoire/chiffres-imprimes/tableau.csv", 200),
    "observatory:peers": ("/observatoire/epci/X00000001/semblables/", 200),
    "observatory:peers_csv": ("/observatoire/epci/X00000001/semblables.csv", 200),
    "observatory:profile_csv": ("/observatoire/commune/XA001/profil.csv", 200),
    "directory:organisations": ("/annuaire/", 200),
    "directory:organisations_file": ("/annuaire/organisations.csv?kind=company", 200),
    "directory:organisation_mandates": ("/annuaire/organisations/1/mandats.csv", 200),
    "directory:territory_mandates": (
        "/annuaire/territoires/territoire-industrie/2:ti-x01/mandats.xlsx",
        200,
    ),
    "directory:own_mandates_file": ("/annuaire/mandats.csv", 302),
    "directory:requests_file": ("/annuaire/demandes.csv", 302),
    "directory:invitations_file": ("/annuaire/invitations.csv", 302),
    "directory:organisation_add": ("/annuaire/organisations/ajouter/", 302),
    "directory:organisation": ("/annuaire/organisations/1/", 200),
    "directory:organisation_change": ("/annuaire/organisations/1/modifier/", 302),
    "directory:organisation_give": ("/annuaire/organisations/1/donner/", 302),
    "directory:organisation_ask": ("/annuaire/organisations/1/demander/", 302),
    "directory:acting_here": ("/annuaire/territoires/territoire-industrie/2:ti-x01/", 200),
    "directory:territory_give": (
        "/annuaire/territoires/territoire-industrie/2:ti-x01/donner/",
        302,
    ),
    "directory:territory_ask": (
        "/annuaire/territoires/territoire-industrie/2:ti-x01/demander/",
        302,
    ),
    "directory:own_mandates": ("/annuaire/mandats/", 302),
    "directory:mandate": ("/annuaire/mandats/1/", 302),
    "directory:mandate_prolong": ("/annuaire/mandats/1/prolonger/", 302),
    "directory:mandate_end": ("/annuaire/mandats/1/terminer/", 302),
    "directory:mandate_hand_over": ("/annuaire/mandats/1/transmettre/", 302),
    "directory:mandate_show_name": ("/annuaire/mandats/1/nom/", 302),
    "directory:request": ("/annuaire/demandes/1/", 302),
    "directory:request_withdraw": ("/annuaire/demandes/1/retirer/", 302),
    "directory:invitation_withdraw": ("/annuaire/invitations/1/annuler/", 302),
    "directory:invitation_resend": ("/annuaire/invitations/1/renvoyer/", 302),
    "directory:own_invitation": ("/annuaire/invitations/1/", 302),
    "directory:invitation": ("/annuaire/invitation/none/", 404),
    # knowhow
    "knowhow:know_how_file": ("/annuaire/savoir-faire/liste.csv?kind=makes", 200),
    "knowhow:know_how_import": ("/annuaire/savoir-faire/importer/", 302),
    "knowhow:know_how": ("/annuaire/savoir-faire/1/", 200),
    "knowhow:know_how_change": ("/annuaire/savoir-faire/1/modifier/", 302),
    "knowhow:know_how_verify": ("/annuaire/savoir-faire/1/verifier/", 302),
    "knowhow:know_how_confirm": ("/annuaire/savoir-faire/1/confirmer/", 302),
    "knowhow:know_how_end": ("/annuaire/savoir-faire/1/terminer/", 302),
    "knowhow:know_how_add": ("/annuaire/savoir-faire/organisations/1/ajouter/", 302),
    "knowhow:ask_again": ("/annuaire/savoir-faire/organisations/1/redemander/", 302),
    "knowhow:still_true": ("/annuaire/savoir-faire/toujours-vrai/none/", 404),
    "api-1:list_know_how": ("/api/v1/know-how", 200),
    "api-1:get_know_how": ("/api/v1/know-how/1", 200),
    "api-1:post_know_how": ("/api/v1/organisations/1/know-how", 405),
    "api-1:verify_know_how": ("/api/v1/know-how/1/verify", 405),
    "api-1:confirm_know_how": ("/api/v1/know-how/1/confirm", 405),
    "api-1:end_know_how": ("/api/v1/know-how/1/end", 405),
    # directory: the register
    "directory:organisation_refresh": ("/annuaire/organisations/1/rafraichir/", 302),
    "directory:register": ("/annuaire/registre/", 302),
    "directory:register_add": ("/annuaire/registre/ajouter/", 302),
    "directory:register_numbers": ("/annuaire/registre/numeros/", 302),
    "directory:register_file": ("/annuaire/registre/fichier/", 302),
    "directory:register_run": ("/annuaire/registre/lectures/1/", 302),
    "directory:register_run_again": ("/annuaire/registre/lectures/1/suite/", 302),
    "directory:register_changes_file": ("/annuaire/registre/lectures/1/changements.csv", 302),
    "reports:profile": ("/rapports/commune/XA001/", 200),
    "reports:profile_file": ("/rapports/commune/XA001/profil.pdf", 200),
    "reports:comparison": ("/rapports/comparaison/?t=zone_emploi:X001&t=zone_emploi:X002", 200),
    "reports:comparison_file": (
        "/rapports/comparaison.pdf?t=zone_emploi:X001&t=zone_emploi:X002",
        200,
    ),
    "reports:batches": ("/rapports/series/", 200),
    "reports:batches_file": ("/rapports/series.csv", 200),
    "reports:batch_request": ("/rapports/series/demander/", 405),
    "reports:batch": ("/rapports/series/1/", 404),
    "reports:batch_state": ("/rapports/series/1/etat/", 404),
    "reports:batch_file": ("/rapports/series/1/rapports.zip", 404),
    "reports:state": ("/rapports/etat/0123456789abcdef/", 404),
    "accounts:account": ("/compte/", 302),
    "accounts:persona": ("/compte/personnage/", 405),
    "accounts:proconnect": ("/compte/proconnect/", 405),
    "accounts:proconnect_return": ("/compte/proconnect/retour/", 404),
    "account_login": ("/compte/connexion/", 200),
    "mfa_login_webauthn": ("/compte/connexion/cle/", 302),
    "mfa_authenticate": ("/compte/connexion/code/", 302),
    "account_logout": ("/compte/deconnexion/", 302),
    "account_signup": ("/compte/inscription/", 200),
    "account_inactive": ("/compte/ferme/", 200),
    "account_email": ("/compte/adresse/", 302),
    "account_email_verification_sent": ("/compte/adresse/a-confirmer/", 200),
    "account_confirm_email": ("/compte/adresse/confirmer/abc/", 200),
    "account_change_password": ("/compte/mot-de-passe/", 302),
    "account_set_password": ("/compte/mot-de-passe/choisir/", 302),
    "account_reset_password": ("/compte/mot-de-passe/oublie/", 200),
    "account_reset_password_done": ("/compte/mot-de-passe/oublie/envoye/", 200),
    "account_reset_password_from_key_done": ("/compte/mot-de-passe/oublie/change/", 200),
    "account_reset_password_from_key": ("/compte/mot-de-passe/oublie/1-abc/", 200),
    "account_reauthenticate": ("/compte/encore-vous/", 302),
    "mfa_reauthenticate": ("/compte/encore-vous/code/", 302),
    "mfa_reauthenticate_webauthn": ("/compte/encore-vous/cle/", 302),
    "account_request_reauthentication_code": ("/compte/encore-vous/courriel/", 302),
    "account_confirm_reauthentication_code": ("/compte/encore-vous/courriel/code/", 302),
    "mfa_list_webauthn": ("/compte/securite/cles/", 302),
    "mfa_add_webauthn": ("/compte/securite/cles/ajouter/", 302),
    "mfa_edit_webauthn": ("/compte/securite/cles/1/nom/", 302),
    "mfa_remove_webauthn": ("/compte/securite/cles/1/retirer/", 302),
    "mfa_index": ("/compte/securite/", 302),
    "mfa_activate_totp": ("/compte/securite/codes/activer/", 302),
    "mfa_deactivate_totp": ("/compte/securite/codes/retirer/", 302),
    "mfa_view_recovery_codes": ("/compte/securite/secours/", 302),
    "mfa_generate_recovery_codes": ("/compte/securite/secours/nouveaux/", 302),
    "usersessions_list": ("/compte/sessions/", 302),
    "socialaccount_connections": ("/compte/proconnect/lien/", 302),
    "socialaccount_signup": ("/compte/proconnect/inscription/", 302),
    "socialaccount_login_cancelled": ("/compte/proconnect/annule/", 200),
    "accounts:session_close": ("/compte/sessions/1/fermer/", 302),
    "accounts:tokens": ("/compte/cles/", 302),
    "accounts:tokens_file": ("/compte/cles.csv", 302),
    "accounts:token_revoke": ("/compte/cles/1/revoquer/", 302),
    "accounts:own_data": ("/compte/mes-donnees/", 302),
    "accounts:data_export": ("/compte/mes-donnees/exporter/", 405),
    "accounts:erasure": ("/compte/mes-donnees/effacer/", 405),
    # outreach
    "outreach:visits": ("/annuaire/visites/", 302),
    "outreach:visits_file": ("/annuaire/visites.csv", 302),
    "outreach:visit_note": ("/annuaire/visites/noter/", 302),
    "outreach:visit_suggestions": ("/annuaire/visites/entreprises/?q=fonderie", 302),
    "outreach:visit": ("/annuaire/visites/1/", 302),
    "outreach:visit_change": ("/annuaire/visites/1/modifier/", 302),
    "outreach:visit_show_line": ("/annuaire/visites/1/lignes/1/montrer/", 302),
    "outreach:promise": ("/annuaire/promesses/1/", 302),
    "api-1:list_visits": ("/api/v1/visits", 200),
    "api-1:get_visit": ("/api/v1/visits/1", 404),
    "api-1:post_promise": ("/api/v1/promises/1", 405),
    "outreach:questions": ("/annuaire/questions/", 200),
    "outreach:questions_file": ("/annuaire/questions.csv", 200),
    "outreach:question_ask": ("/annuaire/questions/poser/", 302),
    "outreach:question_answer": ("/annuaire/questions/repondre/none/", 404),
    "outreach:question": ("/annuaire/questions/999999/", 404),
    "outreach:question_send": ("/annuaire/questions/1/envoyer/", 302),
    "outreach:question_close": ("/annuaire/questions/1/clore/", 302),
    "outreach:question_name": ("/annuaire/questions/1/se-nommer/", 302),
    "outreach:loads": ("/annuaire/sollicitations/", 302),
    "outreach:loads_file": ("/annuaire/sollicitations.xlsx", 302),
    "outreach:call_note": ("/annuaire/organisations/1/appel/", 302),
    "outreach:limit_change": ("/annuaire/organisations/1/sollicitations/", 302),
    "api-1:list_questions": ("/api/v1/territory-questions", 200),
    "api-1:get_question": ("/api/v1/territory-questions/999999", 404),
    "api-1:list_candidates": ("/api/v1/territory-questions/1/candidates", 404),
    "api-1:post_question_send": ("/api/v1/territory-questions/1/send", 405),
    "api-1:post_question_close": ("/api/v1/territory-questions/1/close", 405),
    "api-1:list_solicitations": ("/api/v1/solicitations", 200),
    "api-1:post_call": ("/api/v1/organisations/1/calls", 405),
    "api-1:post_limit": ("/api/v1/organisations/1/solicitation-limit", 405),
    # end of outreach
    "history:page": ("/historique/organisation/1/", 200),
    "history:file": ("/historique/organisation/1/historique.csv", 200),
    "api-1:get_history": ("/api/v1/history?object=organisation:1", 200),
    "api-1:get_me": ("/api/v1/me", 401),
    "api-1:openapi-json": ("/api/v1/openapi.json", 200),
    "api-1:search_perimeters": ("/api/v1/perimeters?q=XA001", 200),
    "api-1:get_perimeter": ("/api/v1/perimeters/commune/XA001", 200),
    "api-1:get_life": ("/api/v1/perimeters/commune/XA001/life", 200),
    "api-1:get_profile": ("/api/v1/perimeters/commune/XA001/profile", 200),
    "api-1:get_peers": ("/api/v1/perimeters/epci/X00000001/peers", 200),
    "api-1:list_datasets": ("/api/v1/datasets", 200),
    "api-1:list_indicators": ("/api/v1/indicators", 200),
    "api-1:get_indicator_values": ("/api/v1/indicators/population/values", 200),
    "api-1:get_comparison": (
        "/api/v1/comparison?t=zone_emploi:X001&t=zone_emploi:X002",
        200,
    ),
    "api-1:list_dashboards": ("/api/v1/dashboards", 200),
    "api-1:get_dashboard": ("/api/v1/dashboards/context?t=commune:XA001", 200),
    "api-1:list_printed": ("/api/v1/printed", 200),
    "api-1:list_report_batches": ("/api/v1/report-batches", 200),
    "api-1:get_stats": ("/api/v1/stats", 200),
    "api-1:list_sources": ("/api/v1/sources", 200),
    "api-1:list_organisations": ("/api/v1/organisations?q=fonderie", 200),
    "api-1:get_organisation": ("/api/v1/organisations/1", 200),
    # directory: the register
    "api-1:search_register": ("/api/v1/register/search?q=forge", 404),
    "api-1:list_register_runs": ("/api/v1/register/runs", 200),
    "api-1:get_register_run": ("/api/v1/register/runs/1", 404),
    "api-1:post_establishment": ("/api/v1/register/establishments/73282932000074", 405),
    "api-1:get_fresh": ("/api/v1/organisations/1/register", 404),
    "api-1:list_organisation_mandates": ("/api/v1/organisations/1/mandates", 200),
    "api-1:list_invitations": ("/api/v1/invitations", 200),
    "api-1:list_mandates": ("/api/v1/perimeters/territoire_industrie/2:ti-x01/mandates", 200),
    "api-1:post_mandate_until": ("/api/v1/mandates/1/until", 405),
    "api-1:post_extension": ("/api/v1/mandates/1/extension", 405),
    "api-1:post_mandate_end": ("/api/v1/mandates/1/end", 405),
    "api-1:post_hand_over": ("/api/v1/mandates/1/hand-over", 405),
    "api-1:post_invitation_withdrawal": ("/api/v1/invitations/1/withdraw", 405),
    "api-1:post_invitation_again": ("/api/v1/invitations/1/resend", 405),
    "api-1:list_requests": ("/api/v1/requests", 200),
    "api-1:post_answer": ("/api/v1/requests/1/answer", 405),
    "api-1:post_withdrawal": ("/api/v1/requests/1/withdraw", 405),
    **network_addresses.ADDRESSES,
    # Ninja's door for reversing names: it has no page of its own.
    "api-1:api-root": ("/api/v1/", 404),
    # knowhow: the search
    "knowhow:search": ("/annuaire/savoir-faire/?q=tolerie", 200),
    "knowhow:search_file": ("/annuaire/savoir-faire/resultats.csv?q=tolerie", 200),
    "api-1:search_know_how": ("/api/v1/know-how/search?q=tolerie", 200),
}

# An app with many keeps them in a file of its own.
for file in (Path(__file__).parent / "addresses").glob("*.toml"):
    ADDRESSES |= {n: tuple(row) for n, row in tomllib.loads(file.read_text("utf-8")).items()}

# Writes at the address of a read, by whose name Django resolves it.
WRITES_AT = {
    "api-1:patch_know_how": "api-1:get_know_how",
    "api-1:post_organisation": "api-1:list_organisations",
    "api-1:patch_organisation": "api-1:get_organisation",
    "api-1:post_register_run": "api-1:list_register_runs",
    "api-1:post_mandate": "api-1:list_mandates",
    "api-1:post_organisation_mandate": "api-1:list_organisation_mandates",
    "api-1:post_request": "api-1:list_requests",
    # outreach
    "api-1:post_visit": "api-1:list_visits",
    "api-1:patch_visit": "api-1:get_visit",
    "api-1:post_question": "api-1:list_questions",
    # network
    "api-1:post_link": "api-1:list_links",
    "api-1:post_space": "api-1:list_cooperation_spaces",
    "api-1:post_contact": "api-1:list_contacts",
    "api-1:delete_contact": "api-1:put_contact",
    "api-1:post_mailing": "api-1:list_mailings",
}


def addresses(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """Yield the full name of every address under a resolver; "?" where it has none."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or '?'}"
        else:
            inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inside)


def test_every_address_stands_in_the_table() -> None:
    assert set(addresses(get_resolver())) == ADDRESSES.keys() | WRITES_AT.keys()
    assert WRITES_AT.keys() & ADDRESSES.keys() == set()
    for name, read in WRITES_AT.items():
        path = ADDRESSES[read][0].partition("?")[0]
        kwargs = resolve(path).kwargs
        assert reverse(name, kwargs=kwargs) == reverse(read, kwargs=kwargs)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ADDRESSES)
def test_an_address_answers(name: str, client: Client) -> None:
    path, status = ADDRESSES[name]
    assert resolve(path.partition("?")[0]).view_name == name
    assert client.get(path).status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/nulle-part/", "/territoires/commune/99999/", "/api/v1/nowhere"])
def test_what_does_not_exist_is_a_404(path: str, client: Client) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ADDRESSES.keys() - {"api-1:openapi-json"}))
def test_no_address_takes_what_is_posted_without_a_token(name: str) -> None:
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(ADDRESSES[name][0]).status_code in {400, 401, 403, 404, 405}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ADDRESSES)
def test_every_answer_is_closed_to_others(client: Client, name: str) -> None:
    """Pages, files, API, refusals: whatever the address, asked as it is or the wrong way."""
    for answer in (client.get(ADDRESSES[name][0]), client.delete(ADDRESSES[name][0])):
        policy = answer["Content-Security-Policy"]
        is_widget = name.endswith("widget") and answer.status_code != 405
        assert ("frame-ancestors *" if is_widget else "frame-ancestors 'none'") in policy
        assert "default-src 'self'" in policy
        assert not re.search("unsafe|http", policy)
        assert answer.get("X-Frame-Options", "") == ("" if is_widget else "DENY")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        is_open = "cross-origin" if is_widget else "same-origin"
        assert answer["Cross-Origin-Resource-Policy"] == is_open
        assert "camera=()" in answer["Permissions-Policy"]
        assert "geolocation=()" in answer["Permissions-Policy"]
        assert answer["X-Request-ID"]
        assert "Server" not in answer
        assert "X-Powered-By" not in answer
        assert "Access-Control-Allow-Origin" not in answer
