"""For the test-suite: a database in memory, files from no build, nothing remembered, no wait."""

from terreau.web.settings.base import *  # noqa: F403
from terreau.web.settings.base import DATABASES, TASKS

SECRET_KEY = "tests only: this key protects nothing and is public, long enough"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES["default"] |= {"NAME": ":memory:", "CONN_MAX_AGE": 0}
TASKS["default"] = {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Argon2 is slow on purpose; what is hashed here protects nothing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
