"""One laptop, one person: production's behaviour, a generated secret, this machine only."""

from terreau.web.settings import environment
from terreau.web.settings.base import *  # noqa: F403
from terreau.web.settings.base import TERREAU_HOME
from terreau.web.settings.secret import generated_secret

SECRET_KEY = generated_secret(TERREAU_HOME)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
# Files are served from the package, without a collecting step.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
# One person, on their own machine; browser tests and benchmarks too.
LIMITS_COSTLY_PAGES = False
PULLS_FROM_THIS_MACHINE = True
PERSONAS = True
AUTOPULL = environment.flag("TERREAU_AUTOPULL", is_on=True)
# No letter leaves this machine: whoever provokes one reads it on the next page.
LETTERS = "shown"
