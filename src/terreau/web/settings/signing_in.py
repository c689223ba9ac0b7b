"""How people sign in, in every place of use: passwords, sessions, keys, codes, ProConnect.

django-allauth reads these names. What they mean for people stands in
``docs/explanation/signing-in.md``.
"""

from __future__ import annotations

from typing import Any

from terreau.web.settings import environment

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_DJANGO = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_DJANGO}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": f"{_DJANGO}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    # Twenty thousand passwords that breaches made known.
    {"NAME": f"{_DJANGO}.CommonPasswordValidator"},
    {"NAME": "terreau.web.apps.accounts.passwords.GuessablePasswordValidator"},
    {"NAME": "terreau.web.apps.accounts.passwords.SharedAccountValidator"},
]

SESSION_COOKIE_NAME = "terreau_session"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600

LOGIN_URL = "account_login"
# What waits for a person is there first.
LOGIN_REDIRECT_URL = "home:home"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "terreau.web.apps.accounts.adapters.AccountAdapter"
ACCOUNT_SIGNUP_ENABLED = environment.flag("TERREAU_SIGNUP", is_on=True)
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
# In the browser where the account was asked for, and nowhere else: one goes on where one was going.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
# Before a change of security, one proves again who one is, once in five minutes. A code by e-mail
# is for who has neither password nor key: see AccountAdapter.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Wrong passwords of strangers for an address do not stop who is signed in from proving it is them:
# their own tries are counted apart, by account and session.
ACCOUNT_RATE_LIMITS = {"prove_again": "5/300s/key"}

MFA_ADAPTER = "terreau.web.apps.accounts.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
_FORMS = "terreau.web.apps.accounts.forms"
MFA_FORMS = {
    "login_webauthn": f"{_FORMS}.PasskeySignInForm",
    "authenticate_webauthn": f"{_FORMS}.PasskeyProofForm",
    "reauthenticate_webauthn": f"{_FORMS}.PasskeyAgainForm",
    "add_webauthn": f"{_FORMS}.PasskeyForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
# The clock of a telephone may be half a minute late.
MFA_TOTP_TOLERANCE = 1

# Names of people of the example country, one click each: the demo alone turns it on.
PERSONAS = False

SOCIALACCOUNT_ADAPTER = "terreau.web.apps.accounts.adapters.SocialAdapter"
SOCIALACCOUNT_QUERY_EMAIL = True
OIDC_NAME = environment.read("TERREAU_OIDC_NAME") or "ProConnect"


def _providers() -> dict[str, Any]:
    issuer = environment.issuer("TERREAU_OIDC_ISSUER")
    if not issuer:
        return {}
    app = {
        "provider_id": "proconnect",
        "name": OIDC_NAME,
        "client_id": environment.required("TERREAU_OIDC_CLIENT_ID"),
        "secret": environment.required("TERREAU_OIDC_CLIENT_SECRET"),
        "settings": {"server_url": issuer},
    }
    return {"proconnect": {"APPS": [app]}}


SOCIALACCOUNT_PROVIDERS = _providers()
