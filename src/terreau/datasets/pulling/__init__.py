"""Pulling: official files fetched so that nothing bad out there harms what is held here.

`fetch` brings one file to this machine; `pull` several, each then imported by the function it is
given; `pull_state` tells what was tried; `is_reachable` whether to try. What a file means is not
known here: that is `terreau.datasets.sources`.
"""

from __future__ import annotations

from terreau.datasets.pulling.fetching import fetch
from terreau.datasets.pulling.journal import PullOutcome, PullState, pull_state
from terreau.datasets.pulling.reaching import is_reachable
from terreau.datasets.pulling.several import PullReport, pull
from terreau.datasets.pulling.wanted import LIMITS, Fetched, Limits, Wanted

__all__ = [
    "LIMITS",
    "Fetched",
    "Limits",
    "PullOutcome",
    "PullReport",
    "PullState",
    "Wanted",
    "fetch",
    "is_reachable",
    "pull",
    "pull_state",
]
