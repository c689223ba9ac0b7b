"""For the test-suite: a database in memory, files from no build, nothing remembered, no wait.

With a DATABASE_URL of PostgreSQL (`make test-postgres`), each worker has a database of its own.
"""

from terreau.web.settings.base import *  # noqa: F403
from terreau.web.settings.base import DATABASES, TASKS
from terreau.web.settings.secret import PUBLIC_SECRET

SECRET_KEY = PUBLIC_SECRET
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES["default"] |= {"CONN_MAX_AGE": 0}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["NAME"] = ":memory:"
# It is given what `terreau prepare` made: migrating an empty one before would be for nothing.
DATABASES["default"]["TEST"] = {"MIGRATE": False}
TASKS["default"] = {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
LETTERS = "leave"
# What Django makes of EMAIL_BACKEND in tests; one about letters that wait asks for the letterbox.
LETTERS_LEAVE_BY = "django.core.mail.backends.locmem.EmailBackend"
# A test that is about them turns them on.
LIMITS_COSTLY_PAGES = False
# Argon2 is slow on purpose; what is hashed here protects nothing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
