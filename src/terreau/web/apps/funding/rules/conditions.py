"""The rule of a scheme in the fields that people fill, and a condition in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from terreau.datasets.reference.naf import normalise
from terreau.matching.eligibility.rules import Atom, BadRule, Scalar, atoms_of, read_rule
from terreau.web.apps.funding.rules.facts import FACTS, Shape, is_kept_whole

# A rule that asks more is a mistake, and slows every page that it is looked at on.
MOST_CONDITIONS, MOST_VALUES = 60, 600


@dataclass(frozen=True)
class RuleParts:
    """The common conditions of a scheme, as the public schema of help to professionals has them.

    Parameters
    ----------
    kinds, sizes : tuple of str
        Sorts of organisations, sizes: one of them; empty: whatever.
    headcount_from, headcount_to, age_from : int or None
        Bounds, included; years.
    naf_in, naf_out : tuple of str
        Beginnings of trade codes.
    needs, excludes : tuple of str
        Facts that are to be true, to be false.
    more : object
        Any other rule, as data; None where there is none.
    """

    kinds: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    headcount_from: int | None = None
    headcount_to: int | None = None
    age_from: int | None = None
    naf_in: tuple[str, ...] = ()
    naf_out: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    more: Any = None


def rule_of(parts: RuleParts) -> dict[str, Any] | None:
    """Return the rule that fields say; None where they say nothing.

    Examples
    --------
    >>> rule_of(RuleParts(headcount_to=249))
    {'all': [{'fact': 'headcount', 'op': '<=', 'value': 249}]}
    """
    conditions = [
        *_atom("kind", "in", parts.kinds),
        *_atom("size", "in", parts.sizes),
        *_atom("headcount", ">=", parts.headcount_from),
        *_atom("headcount", "<=", parts.headcount_to),
        *_atom("age_years", ">=", parts.age_from),
        *_atom("naf", "prefix", parts.naf_in),
        *({"not": each} for each in _atom("naf", "prefix", parts.naf_out)),
        *({"fact": fact, "op": "==", "value": True} for fact in parts.needs),
        *({"fact": fact, "op": "==", "value": False} for fact in parts.excludes),
    ]
    if parts.more is not None:
        conditions.append(parts.more)
    return {"all": conditions} if conditions else None


def parts_of(rule: Mapping[str, Any] | None) -> RuleParts:
    """Return the fields that say a rule, the contrary of `rule_of`; what no field says is `more`.

    Examples
    --------
    >>> parts_of(rule_of(RuleParts(sizes=("pme",), needs=("recruits",)))).needs
    ('recruits',)
    """
    if rule is None:
        return RuleParts()
    found: dict[str, Any] = {}
    more: list[Any] = []
    for each in rule["all"] if set(rule) == {"all"} else [rule]:
        field = _field_of(each)
        if field is None or (field not in _SEVERAL and field in found):
            more.append(each)
        elif field in _SEVERAL:
            found[field] = (*found.get(field, ()), each["fact"])
        else:
            value = (each.get("not") or each)["value"]
            found[field] = tuple(value) if isinstance(value, list) else value
    if more:
        found["more"] = more[0] if len(more) == 1 else {"all": more}
    return RuleParts(**found)


_SEVERAL = frozenset({"needs", "excludes"})
_FIELDS = {
    ("kind", "in"): "kinds",
    ("size", "in"): "sizes",
    ("headcount", ">="): "headcount_from",
    ("headcount", "<="): "headcount_to",
    ("age_years", ">="): "age_from",
    ("naf", "prefix"): "naf_in",
}
_CONTRARY = {("naf", "prefix"): "naf_out"}


def _field_of(told: Mapping[str, Any]) -> str | None:
    """Return the field that says a condition; None where no field does."""
    if set(told) == {"not"} and isinstance(told["not"], Mapping) and "fact" in told["not"]:
        atom = told["not"]
        field = _CONTRARY.get((atom["fact"], atom["op"]))
        return field if _is_asked(atom["fact"], atom["value"]) else None
    if "fact" not in told:
        return None
    if told["op"] == "==" and isinstance(told["value"], bool):
        is_asked = told["fact"] in FACTS and FACTS[told["fact"]].shape is Shape.YES_NO
        return ("needs" if told["value"] else "excludes") if is_asked else None
    field = _FIELDS.get((told["fact"], told["op"]))
    is_list = _is_asked(told["fact"], told["value"])
    is_bound = field in {"headcount_from", "headcount_to", "age_from"}
    is_whole = isinstance(told["value"], int) and not isinstance(told["value"], bool)
    return field if (is_whole if is_bound else is_list) else None


def _is_asked(fact: str, value: Any) -> bool:
    """Whether a list holds what a field may say, and nothing else: all else would be lost in it."""
    if not isinstance(value, list) or not value or fact not in FACTS:
        return False
    if not all(isinstance(each, str) for each in value):
        return False
    choices = dict(FACTS[fact].choices)
    if choices:
        return all(each in choices for each in value)
    return fact != "naf" or value == list(naf_codes(", ".join(value)))


def naf_codes(written: str) -> tuple[str, ...]:
    """Return beginnings of trade codes, as people write them after one another.

    Examples
    --------
    >>> naf_codes("2511, 24 ;2511Z")
    ('25.11', '24', '25.11Z')
    """
    typed = [each.strip() for each in written.replace(";", ",").split(",") if each.strip()]
    return tuple(dict.fromkeys(normalise(each) if len(each) > 2 else each for each in typed))


def _atom(fact: str, op: str, value: Sequence[str] | int | None) -> list[dict[str, Any]]:
    if value is None or value == ():
        return []
    return [{"fact": fact, "op": op, "value": value if isinstance(value, int) else list(value)}]


def check_rule(told: object) -> None:
    """Refuse a rule that cannot be read, or that asks about what nobody can be asked.

    Raises
    ------
    BadRule
        With the place in its tree.
    """
    atoms = list(atoms_of(read_rule(told)))
    values = [value for atom in atoms for value in _values(atom)]
    if len(atoms) > MOST_CONDITIONS or len(values) > MOST_VALUES:
        what = f"a rule has {MOST_CONDITIONS} conditions and {MOST_VALUES} values at most"
        raise BadRule(what, "rule", len(atoms))
    for atom in atoms:
        if atom.fact not in FACTS:
            raise BadRule(f"no fact is called so: {', '.join(FACTS)}", "rule", atom.fact)
    for value in values:
        if not is_kept_whole(value):
            raise BadRule("a value is no text, or too large a number", "rule", value)


def _values(atom: Atom) -> tuple[Scalar, ...]:
    return atom.value if isinstance(atom.value, tuple) else (atom.value,)
