"""How long a fetch still goes on: until its time is over, or somebody stops it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from terreau.datasets.pulling.breaks import Broken, Stopped
from terreau.datasets.pulling.wanted import Limits


@dataclass(frozen=True)
class Patience:
    """The limits of one fetch, which begins now.

    Parameters
    ----------
    limits : Limits
        How patient and how bold to be.
    stop : threading.Event
        Set by who wants the fetch to end.
    began : float
        Now, on the monotonic clock.
    """

    limits: Limits
    stop: threading.Event = field(default_factory=threading.Event)
    began: float = field(default_factory=time.monotonic)

    def check(self) -> None:
        """End the try when its time is over, and the fetch when it must stop.

        Raises
        ------
        Stopped
            Somebody asked.
        Broken
            The time is over.
        """
        if self.stop.is_set():
            raise Stopped
        if not self.allows(0):
            hours = self.limits.total_seconds / 3600
            raise Broken("The file takes too long to come", why=f"More than {hours:.2g} hours")

    def allows(self, seconds: float) -> bool:
        """Whether there is time for something that long."""
        return time.monotonic() + seconds < self.began + self.limits.total_seconds

    def rest(self, seconds: float) -> None:
        """Wait, unless somebody asks to stop.

        Raises
        ------
        Stopped
            Somebody asked.
        """
        if self.stop.wait(seconds):
            raise Stopped
