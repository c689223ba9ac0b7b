"""What ends one try and not yet the fetch, and what ends the fetch with what it received kept."""

from __future__ import annotations


class Broken(Exception):
    """One try failed; another may succeed.

    Parameters
    ----------
    what, why : str
        As in `terreau.core.errors.TerreauError`, said if no other try succeeds.
    wait : float, optional
        Seconds the site asks to wait; None when it asks nothing.
    is_reached : bool
        Whether the site answered at all.
    """

    def __init__(
        self, what: str, *, why: str = "", wait: float | None = None, is_reached: bool = True
    ) -> None:
        super().__init__(what)
        self.what, self.why, self.wait, self.is_reached = what, why, wait, is_reached


class Stopped(Exception):
    """Somebody asked the fetch to stop."""
