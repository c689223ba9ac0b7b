"""What the network measures answer, with what produces it again. No formula lives here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

FEWEST = 3


class Standing(StrEnum):
    """What a figure is worth."""

    OK = "ok"
    UNDEFINED = "undefined"  # nothing below the fraction bar
    TOO_FEW = "too_few"  # fewer than three organisations, or one that would give them away


@dataclass(frozen=True)
class Figure:
    """A number with its interval and its place among rewirings; None = not computed, or not said.

    Parameters
    ----------
    value : float or None
        None when ``standing`` is not OK.
    standing : Standing
        What it is worth.
    lower, upper : float or None
        95 % interval of the bootstrap.
    expected, z, p : float or None
        Mean of the rewirings, distance to it in their standard deviations, and the share of the
        rewirings at least as far from it, the observed one included.
    """

    value: float | None
    standing: Standing = Standing.OK
    lower: float | None = None
    upper: float | None = None
    expected: float | None = None
    z: float | None = None
    p: float | None = None


NOT_SAID = Figure(None, Standing.TOO_FEW)


@dataclass(frozen=True)
class NetworkMeasures:
    """The measures of ties of one nature on one day; there is no score.

    Parameters
    ----------
    asked : Mapping[str, str]
        The measure and every option it was computed with.
    nature : str
        "planned" or "lived".
    actors : tuple[str, ...]
        (A,) keys.
    things, ties : int
        How many things, and pairs of actors tied.
    whole : Mapping[str, Figure]
        Measure → its figure.
    by_group : Mapping[str, Mapping[str, Figure]]
        Group → measure → its figure.
    by_actor : Mapping[str, Mapping[str, Figure]]
        Actor → measure → its figure.
    """

    asked: Mapping[str, str]
    nature: str
    actors: tuple[str, ...]
    things: int
    ties: int
    whole: Mapping[str, Figure] = field(default_factory=dict)
    by_group: Mapping[str, Mapping[str, Figure]] = field(default_factory=dict)
    by_actor: Mapping[str, Mapping[str, Figure]] = field(default_factory=dict)

    def to_table(self) -> Any:
        """Return a narrow pyarrow table.

        Returns
        -------
        pyarrow.Table
            Columns kind, day, actor, group, component, value, lower, upper, expected, z, p,
            status. A null actor and group mean the whole; a null number is not known or not said.
        """
        import pyarrow as pa  # noqa: PLC0415  loads where a table is written

        keyed: list[tuple[tuple[str | None, str | None], str, Figure]]
        keyed = [((None, None), name, figure) for name, figure in self.whole.items()]
        keyed += [((None, g), n, f) for g, found in self.by_group.items() for n, f in found.items()]
        keyed += [((a, None), n, f) for a, found in self.by_actor.items() for n, f in found.items()]
        text, number = pa.string(), pa.float64()
        columns: dict[str, Any] = {
            "kind": pa.array([self.nature] * len(keyed), text),
            "day": pa.array([self.asked["day"]] * len(keyed), text),
            "actor": pa.array([key[0] for key, _, _ in keyed], text),
            "group": pa.array([key[1] for key, _, _ in keyed], text),
            "component": pa.array([name for _, name, _ in keyed], text),
        }
        for name in ("value", "lower", "upper", "expected", "z", "p"):
            columns[name] = pa.array([getattr(f, name) for _, _, f in keyed], number)
        columns["status"] = pa.array([f.standing.value for _, _, f in keyed], text)
        return pa.table(columns)
