"""Who may do what with reports. Default: nobody."""

from __future__ import annotations

from collections.abc import Mapping

from terreau.web.apps.territories.permissions import can_request_pull


def can_request_batch(meta: Mapping[str, object]) -> bool:
    """Whether a request may start a batch: minutes of work, so as long as for a source.

    Parameters
    ----------
    meta : Mapping[str, object]
        What the server knows of the request (``request.META``).
    """
    return can_request_pull(meta)
