"""Plans through the API: the same selectors and services as the pages."""

from terreau.web.apps.plans.api.committees import router as committees
from terreau.web.apps.plans.api.reads import router

router.add_router("", committees)

__all__ = ["router"]
