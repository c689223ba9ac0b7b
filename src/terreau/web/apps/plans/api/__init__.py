"""Plans through the API: the same selectors and services as the pages."""

from terreau.web.apps.plans.api import boards as boards
from terreau.web.apps.plans.api import nation as nation
from terreau.web.apps.plans.api import needs as needs
from terreau.web.apps.plans.api.reads import router

__all__ = ["router"]
