"""Who may read and answer what people write. Default: nobody."""

from __future__ import annotations

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import Scope


def can_answer_messages(scope: Scope) -> bool:
    """Whether messages may be read and answered: by the national delegation, in person.

    No token does: an answer is a person's.
    """
    return scope.allows is None and scope.has_role(Role.DELEGATION_AGENT)
