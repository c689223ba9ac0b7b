"""The demo, with one more address: it writes."""

from terreau.web.settings.demo import *  # noqa: F403

ROOT_URLCONF = "written_urls"
