"""On a developer's machine: tracebacks in the browser, files served as they are."""

from terreau.web.settings.base import *  # noqa: F403

DEBUG = True
SECRET_KEY = "development only: this key protects nothing and is public"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
