"""Addresses of accounts: ours, and those of django-allauth that we use, under French names."""

from allauth.account import views as people
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as codes
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as social
from django.urls import include, path, re_path

from terreau.web.apps.accounts import privacy_views, proconnect_views, token_views, views

_ours = [
    path("", views.account, name="account"),
    path("personnage/", views.become_persona, name="persona"),
    path("proconnect/", proconnect_views.go, name="proconnect"),
    path("proconnect/retour/", proconnect_views.come_back, name="proconnect_return"),
    path("cles/", token_views.tokens, name="tokens"),
    path("cles.<slug:suffix>", token_views.tokens_file, name="tokens_file"),
    path("cles/<int:token_id>/revoquer/", token_views.token_revoke, name="token_revoke"),
    path("sessions/<int:session_id>/fermer/", views.session_close, name="session_close"),
    path("mes-donnees/", privacy_views.own_data_page, name="own_data"),
    path("mes-donnees/exporter/", privacy_views.data_export, name="data_export"),
    path("mes-donnees/effacer/", privacy_views.erasure, name="erasure"),
]
_address = [
    path("", people.email, name="account_email"),
    path("a-confirmer/", people.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^confirmer/(?P<key>[-:\w]+)/$", people.confirm_email, name="account_confirm_email"),
]
_password = [
    path("", people.password_change, name="account_change_password"),
    path("choisir/", people.password_set, name="account_set_password"),
    path("oublie/", people.password_reset, name="account_reset_password"),
    path("oublie/envoye/", people.password_reset_done, name="account_reset_password_done"),
    path(
        "oublie/change/",
        people.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^oublie/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        people.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]
_again = [
    path("", people.reauthenticate, name="account_reauthenticate"),
    path("code/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("cle/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path(
        "courriel/",
        people.request_reauthentication_code,
        name="account_request_reauthentication_code",
    ),
    path(
        "courriel/code/",
        people.confirm_reauthentication_code,
        name="account_confirm_reauthentication_code",
    ),
]
_keys = [
    path("", keys.list_webauthn, name="mfa_list_webauthn"),
    path("ajouter/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("<int:pk>/nom/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("<int:pk>/retirer/", keys.remove_webauthn, name="mfa_remove_webauthn"),
]
_security = [
    path("", factors.index, name="mfa_index"),
    path("codes/activer/", codes.activate_totp, name="mfa_activate_totp"),
    path("codes/retirer/", codes.deactivate_totp, name="mfa_deactivate_totp"),
    path("secours/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("secours/nouveaux/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("cles/", include(_keys)),
]

urlpatterns = [
    path("", include((_ours, "accounts"))),
    path("connexion/", views.SignInView.as_view(), name="account_login"),
    path("connexion/cle/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("connexion/code/", factors.authenticate, name="mfa_authenticate"),
    path("deconnexion/", proconnect_views.SignOutView.as_view(), name="account_logout"),
    path("inscription/", views.SignUpView.as_view(), name="account_signup"),
    path("ferme/", people.account_inactive, name="account_inactive"),
    path("adresse/", include(_address)),
    path("mot-de-passe/", include(_password)),
    path("encore-vous/", include(_again)),
    path("securite/", include(_security)),
    path("sessions/", views.SessionsView.as_view(), name="usersessions_list"),
    path("proconnect/lien/", proconnect_views.links, name="socialaccount_connections"),
    path("proconnect/inscription/", social.signup, name="socialaccount_signup"),
    path("proconnect/annule/", social.login_cancelled, name="socialaccount_login_cancelled"),
]
