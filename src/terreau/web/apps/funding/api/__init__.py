"""Money through the API: the same selectors and services as the pages."""

from terreau.web.apps.funding.api import writes as writes
from terreau.web.apps.funding.api.reads import router

__all__ = ["router"]
