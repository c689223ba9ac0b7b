"""A public instance: refuses to start half-configured."""

from terreau.web.settings import environment
from terreau.web.settings.base import *  # noqa: F403
from terreau.web.settings.base import LOGGING, TERREAU_HOME
from terreau.web.settings.secret import required_secret

SECRET_KEY = required_secret()
ALLOWED_HOSTS = environment.hosts("TERREAU_ALLOWED_HOSTS")
INSTANCE_PUBLISHER = environment.required("TERREAU_PUBLISHER")
INSTANCE_DIRECTOR = environment.required("TERREAU_DIRECTOR")
INSTANCE_HOST = environment.required("TERREAU_HOST")
environment.required("TERREAU_CONTACT")
SITE_URL = environment.site_url(f"https://{ALLOWED_HOSTS[0].lstrip('.')}")
IS_PUBLIC = True
# `terreau serve` listens on this machine only: whoever reaches it there is the proxy.
TRUSTED_PROXIES = environment.networks("TERREAU_TRUSTED_PROXIES", "127.0.0.1,::1")
LOGGING["handlers"]["console"]["formatter"] = "json"

STATIC_ROOT = TERREAU_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# One proxy stands before, and writes from whom a request comes: limits count by address.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|sante/)$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# To be in browsers' own lists is a choice of whoever holds the whole domain.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
