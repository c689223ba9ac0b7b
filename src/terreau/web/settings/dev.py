"""On a developer's machine: tracebacks in the browser, files served as they are."""

from terreau.web.settings.base import *  # noqa: F403
from terreau.web.settings.secret import PUBLIC_SECRET

DEBUG = True
SECRET_KEY = PUBLIC_SECRET
LIMITS_COSTLY_PAGES = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
# No letter leaves this machine: whoever provokes one reads it on the next page.
LETTERS = "shown"
