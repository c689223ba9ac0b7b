"""Plans through the API: the same selectors and services as the pages."""

from terreau.web.apps.plans.api import nation  # noqa: F401  (its operation is of the same router)
from terreau.web.apps.plans.api.reads import router

__all__ = ["router"]
