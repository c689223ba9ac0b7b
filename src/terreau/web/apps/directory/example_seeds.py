"""What each app adds to the example country, once its people and organisations are there."""

from __future__ import annotations

from collections.abc import Callable

_SEEDS: list[tuple[int, Callable[[], bool]]] = []


def declare_seed(order: int, seed: Callable[[], bool]) -> None:
    """Add what an app writes of the example country; ``seed()`` says whether it wrote something.

    It writes nothing where its rows are there already, so that each version brings what it lacks.
    """
    if (order, seed) not in _SEEDS:
        _SEEDS.append((order, seed))
        _SEEDS.sort(key=lambda each: each[0])


def sow() -> bool:
    """Write what is not there yet; return whether something was."""
    written = [seed() for _order, seed in _SEEDS]
    return any(written)
