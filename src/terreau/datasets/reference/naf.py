"""Activities: the levels of the French nomenclature (NAF rév. 2), how they nest, their names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from terreau.core.errors import BadInput
from terreau.datasets.reference import load
from terreau.datasets.reference.schemas import NAF_LEVELS

LEVELS: tuple[str, ...] = NAF_LEVELS
"""From the finest to the coarsest; A732 has 732 codes, A5 has 5."""

# Characters of a code → the level it is of.
_LEVELS_BY_LENGTH = {2: "A88", 4: "A272", 5: "A615", 6: "A732"}
_UNDOTTED = re.compile(r"(\d?\d)(\d)(\d)?([A-Z])?")
_SUBCLASS = re.compile(r"(\d)(\d\d)([A-Z])")


@cache
def bridge(from_level: str, to_level: str) -> Mapping[str, str]:
    """Return code of one level → code of a coarser one.

    Parameters
    ----------
    from_level, to_level : str
        Levels of `LEVELS`; the same one gives the identity.

    Returns
    -------
    Mapping[str, str]
        Every code of ``from_level`` has exactly one image.

    Raises
    ------
    BadInput
        If a level is unknown, or ``from_level`` does not nest in ``to_level``
        (sections do not nest in A17; A138 divides activities that no code of
        the NAF divides).

    Notes
    -----
    In A5 the sections R, S, T and U are in GU with trade and transport, and OQ
    is O, P and Q, as in the figures of INSEE and Urssaf.

    References
    ----------
    INSEE, *Nomenclature d'activités française, rév. 2*, 2008: levels of aggregation.

    Examples
    --------
    >>> bridge("A88", "A38")["30"], bridge("A38", "A5")["CL"]
    ('CL', 'BE')
    """
    _check_level(from_level)
    _check_level(to_level)
    if from_level == to_level:
        return MappingProxyType({code: code for code in _codes(from_level)})
    if from_level == "A138" and LEVELS.index(to_level) >= LEVELS.index("A88"):
        # Both halves of a divided activity keep the digits of their division: GR90M is in 90.
        upwards = bridge("A88", to_level)
        return MappingProxyType({code: upwards[code[2:4]] for code in _codes(from_level)})
    images: dict[str, str] = {}
    pairs = zip(_column(from_level), _column(to_level), strict=True)
    for code, image in pairs:
        if code is None or image is None or images.setdefault(code, image) != image:
            raise BadInput(
                f"Level {from_level} of the activities does not nest in {to_level}",
                value=code or image,
                remedy="Choose a finer level to start from, or another one to go to.",
            )
    return MappingProxyType(images)


def label(level: str, code: str, lang: str = "fr", *, short: bool = False) -> str:
    """Return the name of an activity.

    Parameters
    ----------
    level : str
        A level of `LEVELS`.
    code : str
        A code of that level, normalised.
    lang : str
        "fr" or "en". Where the source has no English name (A732, A615, A272) the
        French one is given.
    short : bool
        Whether to give the name in 40 characters, where the source has one; French only.

    Returns
    -------
    str
        The name.

    Raises
    ------
    BadInput
        If the level, the code or the language is unknown.

    Examples
    --------
    >>> label("A38", "CL"), label("A38", "CL", "en")
    ('Fabrication de matériels de transport', 'Manufacture of transport equipment')
    """
    _check_level(level)
    if lang not in ("fr", "en"):
        raise BadInput("Names of activities are in fr and en", value=lang)
    if (names := _labels().get((level, code))) is None:
        raise BadInput(f"Level {level} of the activities has no such code", value=code)
    french, english, brief = names
    if lang == "en":
        return english or french
    return (brief or french) if short else french


def name_of(code: str, lang: str = "fr") -> str:
    """Return the name of an activity of any level that its code tells; "" where there is none.

    Examples
    --------
    >>> name_of("25.62B"), name_of("24"), name_of("99.99Z")
    ('Mécanique industrielle', 'Métallurgie', '')
    """
    level = _LEVELS_BY_LENGTH.get(len(code))
    if level is None or (level, code) not in _labels():
        return ""
    return label(level, code, lang)


def normalise(code: str) -> str:
    """Return a code as the nomenclature writes it; what it does not recognise comes back trimmed.

    Examples
    --------
    >>> normalise("4399A"), normalise("111Z"), normalise("1"), normalise("101"), normalise(" az ")
    ('43.99A', '01.11Z', '01', '10.1', 'AZ')
    """
    text = code.strip().upper()
    if text.isdigit() and len(text) == 1:
        return f"0{text}"
    if match := _SUBCLASS.fullmatch(text):
        return f"0{match[1]}.{match[2]}{match[3]}"  # A spreadsheet ate the leading zero.
    match = _UNDOTTED.fullmatch(text)
    if match and len(text) > 2:
        group, rest, letter = match[2], match[3] or "", match[4] or ""
        return f"{match[1]:0>2}.{group}{rest}{letter}"
    return text


@cache
def _codes(level: str) -> frozenset[str]:
    if level == "A138":
        return frozenset(code for of_level, code in _labels() if of_level == level)
    return frozenset(code for code in _column(level) if code is not None)


@cache
def _column(level: str) -> tuple[str | None, ...]:
    return tuple(load("naf").column(level.lower()).to_pylist())


@cache
def _labels() -> Mapping[tuple[str, str], tuple[str, str | None, str | None]]:
    return {
        (row["level"], row["code"]): (row["label_fr"], row["label_en"], row["short_fr"])
        for row in load("naf_labels").to_pylist()
    }


def _check_level(level: str) -> None:
    if level not in LEVELS:
        raise BadInput(
            "The activities have no such level",
            value=level,
            remedy=f"Choose among {', '.join(LEVELS)}",
        )
