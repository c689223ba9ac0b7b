"""What every place of use shares. The other modules start from here and decide the rest."""

from __future__ import annotations

from email.utils import formataddr
from pathlib import Path
from typing import Any

from terreau.core.home import terreau_home
from terreau.web.settings import environment
from terreau.web.settings.database import database
from terreau.web.settings.mail import outgoing_mail
from terreau.web.settings.secret import former_secrets
from terreau.web.settings.signing_in import *  # noqa: F403

WEB_DIR = Path(__file__).resolve().parents[1]
TERREAU_HOME = terreau_home()

DEBUG = False
# The secret itself is chosen by each place of use.
SECRET_KEY_FALLBACKS = former_secrets()
ALLOWED_HOSTS: list[str] = []
ROOT_URLCONF = "terreau.web.urls"
WSGI_APPLICATION = "terreau.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "terreau.web.shared",
    "terreau.web.apps.home",
    "terreau.web.apps.plans",
    "terreau.web.apps.funding",
    "terreau.web.apps.observatory",
    "terreau.web.apps.reports",
    "terreau.web.apps.outreach",
    "terreau.web.apps.network",
    "terreau.web.apps.knowhow",
    "terreau.web.apps.directory",
    "terreau.web.apps.territories",
    "terreau.web.apps.accounts",
    # After accounts, whose templates stand in place of theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
]

MIDDLEWARE = [
    # Outside all the others: what any of them answers has a number and leaves its line.
    "terreau.web.shared.request_log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "terreau.web.shared.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "terreau.web.shared.compression.CompressLargePages",
    "terreau.web.shared.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Inside the one that counts bytes.
    "terreau.web.shared.typography.TypographyMiddleware",
    # Before anything reads a body.
    "terreau.web.shared.sizes.SizesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "terreau.web.apps.accounts.middleware.ScopeMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "terreau.web.shared.limits.LimitsMiddleware",
    "terreau.web.shared.errors.ReadableErrorsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "terreau.web.shared.instance.instance",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "terreau.web.shared.templatetags.terreau",
            ],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {"default": database(TERREAU_HOME)}

# Shared by all processes: what counts attempts must count them all. No page is kept there.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "terreau_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
        # What attempts are counted by: an address of the network or of a person, never in clear.
        "KEY_FUNCTION": "terreau.web.shared.cache_keys.digest_of",
    }
}


# French always, unless the person chooses English: the browser's preference is not consulted.
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "terreau_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LOCALE_PATHS = [WEB_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

STATIC_URL = "static/"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# Three for each line that an organisation is asked about in one letter.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 << 20  # bytes of a form without its files, of a JSON
CSRF_FAILURE_VIEW = "terreau.web.shared.errors.forbidden"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "terreau.web.shared.request_log.RequestFilter"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {request_id} {name}: {message}", "style": "{"},
        "json": {"()": "terreau.web.shared.request_log.JsonLines"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    # It has a handler of its own: what it says is written as the rest is.
    "loggers": {"gunicorn.error": {"handlers": ["console"], "propagate": False}},
}

# What takes longer than a request is done by the worker that `terreau serve` supervises.
TASKS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Whether whoever sits at this machine may start to bring an official source.
PULLS_FROM_THIS_MACHINE = False
MIRROR = environment.folder("TERREAU_MIRROR")
AUTOPULL = environment.flag("TERREAU_AUTOPULL", is_on=False)
# How the register of companies is asked, where it is; None: it is not.
REGISTER_API: dict[str, Any] | None = (
    {} if environment.flag("TERREAU_REGISTER_API", is_on=False) else None
)

# Whose word on the reader's address is taken; how long the lines of requests are kept.
TRUSTED_PROXIES = environment.networks("TERREAU_TRUSTED_PROXIES")
LOG_DAYS = environment.whole("TERREAU_LOG_DAYS", 30)
# How many processes `terreau serve` starts to answer.
WORKERS = environment.whole("TERREAU_WORKERS", 2)
# Whether costly pages have a budget for each client (`shared/limits.py`).
LIMITS_COSTLY_PAGES = True
# Whether anybody can reach this place of use: what is unsafe there is refused at start.
IS_PUBLIC = False

INSTANCE_NAME = environment.read("TERREAU_INSTANCE_NAME", "Terreau")
INSTANCE_PUBLISHER = environment.read("TERREAU_PUBLISHER")
INSTANCE_DIRECTOR = environment.read("TERREAU_DIRECTOR")
INSTANCE_HOST = environment.read("TERREAU_HOST")
INSTANCE_CONTACT = environment.email("TERREAU_CONTACT")
ANSWER_DAYS = environment.whole_number("TERREAU_ANSWER_DAYS")

SITE_URL = environment.site_url(f"http://localhost:{environment.read('PORT') or 8000}")

# Letters leave from an address that a person reads; without one, none leaves.
SERVER_EMAIL = INSTANCE_CONTACT
DEFAULT_FROM_EMAIL = INSTANCE_CONTACT and formataddr((INSTANCE_NAME, INSTANCE_CONTACT))
# What becomes of a letter: it leaves; or is kept as a file, which who provoked it reads on a page.
LETTERS = "leave" if environment.read("TERREAU_SMTP_URL") else "kept"
# They are kept in the database until they have left: see `accounts/posting.py`.
EMAIL_BACKEND = "terreau.web.apps.accounts.letterbox.Letterbox"
globals().update(outgoing_mail(environment.read("TERREAU_SMTP_URL"), TERREAU_HOME / "outbox"))
