"""The door of the web server. The settings module is chosen by whoever starts it."""

import os

from django.core.wsgi import get_wsgi_application

from terreau.web.shared.warming import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terreau.web.settings.prod")

application = get_wsgi_application()
warm()
