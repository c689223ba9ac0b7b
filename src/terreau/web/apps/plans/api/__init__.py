"""Plans through the API: the same selectors and services as the pages."""

from terreau.web.apps.plans.api import agreements as agreements
from terreau.web.apps.plans.api import boards as boards
from terreau.web.apps.plans.api import committees as committees
from terreau.web.apps.plans.api import follow_ups as follow_ups
from terreau.web.apps.plans.api import followed as followed
from terreau.web.apps.plans.api import imports as imports
from terreau.web.apps.plans.api import kept as kept
from terreau.web.apps.plans.api import nation as nation
from terreau.web.apps.plans.api import needs as needs
from terreau.web.apps.plans.api import obligations as obligations
from terreau.web.apps.plans.api import restitution as restitution
from terreau.web.apps.plans.api import structure as structure
from terreau.web.apps.plans.api import writes as writes
from terreau.web.apps.plans.api.reads import router

__all__ = ["router"]
