"""The measures of a network on a day, put together: the whole, its groups, its actors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

from terreau.analytics.cells import FloatArray
from terreau.analytics.network.breaking import fragility, lost_pairs
from terreau.analytics.network.centrality import centrality
from terreau.analytics.network.core_periphery import core_periphery
from terreau.analytics.network.disclosure import measurable_groups
from terreau.analytics.network.holes import structural_holes
from terreau.analytics.network.pairs import Pairs, projection
from terreau.analytics.network.ratios import intervals, pair_ratios
from terreau.analytics.network.results import (
    FEWEST,
    NOT_SAID,
    Figure,
    NetworkMeasures,
    Standing,
)
from terreau.analytics.network.rewiring import rewired
from terreau.analytics.network.ties import HALF_LIFE_DAYS, BoolArray, Ties, TwoMode
from terreau.core.errors import BadInput

NEW_WITHIN_DAYS = 365
WHOLE = (
    "density", "bonding", "bridging", "ei_index", "openness", "newcomers", "core_periphery",
    "fragility", "brokers",
)  # fmt: skip
# What depends on who meets whom, and not only on how much each does.
COMPARED = ("bonding", "bridging", "openness", "core_periphery")


def network_measures(
    ties: Ties,
    on: date,
    *,
    half_life: int = HALF_LIFE_DAYS,
    null: int = 0,
    bootstrap: int = 0,
    seed: int = 0,
) -> NetworkMeasures:
    """Measure the network of ties of one nature, as it stands on a day.

    Parameters
    ----------
    ties : PlannedTies or LivedTies
        Never both: each nature is measured apart.
    on : datetime.date
        What came after is not known yet.
    half_life : int
        Days after which a tie weighs half; after four half-lives it is forgotten.
    null : int
        Number of rewirings the whole is compared with; 0 = not compared.
    bootstrap : int
        Number of draws of the intervals; 0 = no interval.
    seed : int
        Of both; the same seed gives the same answer.

    Returns
    -------
    NetworkMeasures
        "too_few" and no number for fewer than three organisations of the territory, for ties to
        one or two outside, and for a group that would be given away; "undefined" where there is
        nothing to divide by.

    Raises
    ------
    BadInput
        A number that is negative, or a half-life under one day.

    References
    ----------
    Those of `pair_ratios`, `structural_holes`, `centrality`, `core_periphery`, `rewired` and
    `intervals`: Borgatti & Everett 1997 and 1999, Robins & Alexander 2004, Burt 1992.

    Examples
    --------
    Four who met two by two, in a ring: every path of three steps closes in none.

    >>> from datetime import date
    >>> ring = [("a", "1"), ("b", "1"), ("b", "2"), ("c", "2"), ("c", "3"), ("a", "3")]
    >>> from terreau.analytics.network import LivedTies
    >>> ties = LivedTies.of((who, what, date(2026, 1, 1)) for who, what in ring)
    >>> found = network_measures(ties, date(2026, 1, 1)).whole
    >>> found["density"].value, found["bonding"].value
    (1.0, 0.0)
    """
    for name, number in (("null", null), ("bootstrap", bootstrap), ("seed", seed)):
        if number < 0:
            raise BadInput(
                f"{name} is a whole number from 0", value=number, remedy=f"Give {name}=0 or more"
            )
    network = ties.standing_on(on, half_life)
    pairs = projection(network)
    rng = np.random.default_rng(seed)
    few = network.inside < FEWEST
    return NetworkMeasures(
        {
            "measure": "network",
            "kind": ties.nature,
            "day": on.isoformat(),
            "half_life": str(half_life),
            "null": str(null),
            "bootstrap": str(bootstrap),
            "seed": str(seed),
        },
        ties.nature,
        tuple(actor.key for actor in network.actors),
        len(network.things),
        len(pairs.first),
        dict.fromkeys(WHOLE, NOT_SAID) if few else _whole(network, pairs, null, bootstrap, rng),
        {} if few else _by_group(network, pairs),
        {} if few else _by_actor(network, pairs, rng),
    )


def _whole(
    network: TwoMode, pairs: Pairs, null: int, bootstrap: int, rng: np.random.Generator
) -> dict[str, Figure]:
    values = _values(network, pairs)
    bounds = intervals(pair_ratios(network, pairs), pairs, bootstrap, rng)
    drawn = [
        _values(other, projection(other), only_compared=True)
        for other in (rewired(network, null, rng) if len(network.actor) > 1 else ())
    ]
    among = {
        name: _among(values[name], np.array([found[name] for found in drawn])) for name in COMPARED
    }
    figures = {
        name: _figure(value, bounds.get(name), among.get(name)) for name, value in values.items()
    }
    bridging = figures["bridging"]
    figures["ei_index"] = Figure(
        *(_ei(bridging.value), bridging.standing, _ei(bridging.lower), _ei(bridging.upper))
    )
    if 0 < network.outside.sum() < FEWEST:
        figures["openness"] = NOT_SAID
    if 0 < (network.group >= 0).sum() < FEWEST:
        figures["bridging"] = figures["ei_index"] = NOT_SAID
    return {name: figures[name] for name in WHOLE}


def _values(network: TwoMode, pairs: Pairs, *, only_compared: bool = False) -> dict[str, float]:
    values = {name: ratio.value for name, ratio in pair_ratios(network, pairs).items()}
    values["core_periphery"] = core_periphery(pairs).fit
    if not only_compared:
        # Where nothing older is known, everyone looks new.
        is_old_enough = network.begins <= network.day.toordinal() - NEW_WITHIN_DAYS
        share = float(_is_new(network)[~network.outside].mean())
        values["newcomers"] = share if is_old_enough else float("nan")
        values["fragility"] = float(fragility(network).max())
        values["brokers"] = float((lost_pairs(network)[0] > 0).mean())
    return values


def _is_new(network: TwoMode) -> BoolArray:
    is_new: BoolArray = network.since > network.day.toordinal() - NEW_WITHIN_DAYS
    return is_new


def _among(observed: float, drawn: FloatArray) -> tuple[float, float, float] | None:
    """Return mean of the rewirings, z and p; None where nothing can be said."""
    drawn = drawn[~np.isnan(drawn)]
    if not len(drawn) or np.isnan(observed):
        return None
    mean, spread = float(drawn.mean()), float(drawn.std())
    distance = abs(observed - mean)
    as_far = int((np.abs(drawn - mean) >= distance - 1e-12).sum())
    z = (observed - mean) / spread if spread > 1e-12 else float("nan")
    return mean, z, (1 + as_far) / (1 + len(drawn))


def _figure(
    value: float,
    bounds: tuple[float, float] | None = None,
    among: tuple[float, float, float] | None = None,
) -> Figure:
    if np.isnan(value):
        return Figure(None, Standing.UNDEFINED)
    lower, upper = map(_known, bounds or (float("nan"),) * 2)
    expected, z, p = map(_known, among or (float("nan"),) * 3)
    return Figure(float(value), Standing.OK, lower, upper, expected, z, p)


def _known(number: float) -> float | None:
    return None if np.isnan(number) else float(number)


def _ei(share: float | None) -> float | None:
    return None if share is None else 2 * share - 1


def _by_group(network: TwoMode, pairs: Pairs) -> dict[str, Mapping[str, Figure]]:
    said = measurable_groups(network)
    found: dict[str, Mapping[str, Figure]] = {}
    for number, name in enumerate(network.groups):
        if name not in said:
            found[name] = dict.fromkeys(("actors", "density", "bridging", "openness"), NOT_SAID)
            continue
        is_in = network.group == number
        first, second = is_in[pairs.first], is_in[pairs.second]
        outward = (first | second) & (network.outside[pairs.first] | network.outside[pairs.second])
        known = (network.group[pairs.first] >= 0) & (network.group[pairs.second] >= 0)
        size, among = int(is_in.sum()), int((first & second).sum())
        of_group, grouped = int((first | second).sum()), int(((first | second) & known).sum())
        found[name] = {
            "actors": Figure(float(size)),
            "density": _figure(among / (size * (size - 1) / 2)),
            "bridging": _figure(_quotient(grouped - among, grouped)),
            "openness": NOT_SAID
            if 0 < network.outside.sum() < FEWEST
            else _figure(_quotient(int(outward.sum()), of_group)),
        }
    return found


def _quotient(above: float, below: float) -> float:
    return above / below if below else float("nan")


def _by_actor(
    network: TwoMode, pairs: Pairs, rng: np.random.Generator
) -> dict[str, Mapping[str, Figure]]:
    place, holes = centrality(network, rng), structural_holes(pairs)
    lost, _ = lost_pairs(network)
    columns: dict[str, FloatArray] = {
        "partners": pairs.degree.astype(np.float64),
        "degree": place.degree,
        "closeness": place.closeness,
        "betweenness": place.betweenness,
        "constraint": holes.constraint,
        "effective_size": holes.effective_size,
        "fragility": fragility(network),
        "broker": (lost > 0).astype(np.float64),
        "core": core_periphery(pairs).is_core.astype(np.float64),
        "newcomer": _is_new(network).astype(np.float64),
    }
    return {
        actor.key: {name: _figure(float(column[i])) for name, column in columns.items()}
        for i, actor in enumerate(network.actors)
    }
