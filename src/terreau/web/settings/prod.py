"""A public instance: refuses to start half-configured."""

from django.core.exceptions import ImproperlyConfigured

from terreau.web.settings import environment
from terreau.web.settings.base import *  # noqa: F403
from terreau.web.settings.base import TERREAU_HOME

SECRET_KEY = environment.required("TERREAU_SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "TERREAU_SECRET_KEY is too short: give at least 50 random characters."
    )
ALLOWED_HOSTS = environment.listed("TERREAU_ALLOWED_HOSTS")
INSTANCE_PUBLISHER = environment.required("TERREAU_PUBLISHER")
INSTANCE_DIRECTOR = environment.required("TERREAU_DIRECTOR")
INSTANCE_HOST = environment.required("TERREAU_HOST")
environment.required("TERREAU_CONTACT")

STATIC_ROOT = TERREAU_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
