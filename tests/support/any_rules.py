"""Rules and facts of every shape, for what holds of any of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

FACTS = ("age", "headcount", "naf", "opens_on", "listed")
_NUMBERS = st.integers(-2, 6) | st.sampled_from([0.5, 2.5, 2**60, 2**60 + 1])
_WORDS = st.sampled_from(["", "2", "25", "25.1", "28", "epci:1", "epci:2"])
_DAYS = st.sampled_from(["2026-01-01", "2026-06-30", "2026-07-01", "2027-01-01"])
values = _NUMBERS | _WORDS | _DAYS | st.booleans()
# What a subject says of itself is not always what one would expect.
told = values | st.none() | st.lists(values | st.none(), max_size=3) | st.just({"odd": 1})
facts = st.dictionaries(st.sampled_from(FACTS), told, max_size=5)


def _pair(of: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(of, min_size=2, max_size=2).map(sorted)


def _atom(op: str, value: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"fact": st.sampled_from(FACTS), "op": st.just(op), "value": value}
    )


atoms = st.one_of(
    *(_atom(op, values) for op in ("==", "!=")),
    *(_atom(op, _NUMBERS | _DAYS) for op in ("<", "<=", ">", ">=")),
    *(_atom(op, st.lists(values, max_size=3)) for op in ("in", "not-in")),
    _atom("within", _pair(_NUMBERS) | _pair(_DAYS) | st.lists(_WORDS, max_size=3)),
    _atom("prefix", _WORDS | st.lists(_WORDS, max_size=3)),
    *(_atom(op, _DAYS) for op in ("before", "after")),
)
rules = st.recursive(
    atoms,
    lambda part: st.one_of(
        st.lists(part, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(part, max_size=3).map(lambda parts: {"any": parts}),
        part.map(lambda each: {"not": each}),
    ),
    max_leaves=7,
)


def shuffled(rule: Any, draw: Any) -> Any:
    """Return a rule with its conditions in another order."""
    for name in ("all", "any"):
        if name in rule:
            parts = [shuffled(part, draw) for part in rule[name]]
            return {name: draw(st.permutations(parts))}
    return {"not": shuffled(rule["not"], draw)} if "not" in rule else rule
