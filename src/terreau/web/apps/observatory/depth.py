"""What a profile says beyond its numbers: what they are worth, and what the mix is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from terreau.web.apps.observatory.number import Number


@dataclass(frozen=True)
class Certainty:
    """Whether the sign of the local effect can be relied upon.

    Parameters
    ----------
    verdict : str
        "certain", or what overturns the sign first: "hidden", "method", "plant" or "sector".
    label, sentence : str
        The same in the reader's words, in two or three words and in one or two sentences.
    least, most : Number
        The local effect between all the defensible choices.
    without_plant : Number or None
        What is left of it without one establishment.
    """

    verdict: str
    label: str
    sentence: str
    least: Number
    most: Number
    without_plant: Number | None

    def numbers(self) -> Iterator[Number]:
        """Yield its figures."""
        yield from (self.least, self.most)
        if self.without_plant:
            yield self.without_plant


@dataclass(frozen=True)
class Near:
    """A sector that the territory has little of, and how much of its neighbourhood it has."""

    label: str
    density: Number


@dataclass(frozen=True)
class Gathered:
    """A specialty, and how gathered its jobs are in the country."""

    label: str
    hoover: Number


@dataclass(frozen=True)
class Mix:
    """What a territory is made of, beside the others.

    Parameters
    ----------
    distance : Number
        Share of its jobs that would have to change sector for it to have the country's mix.
    median : Number or None
        The same for the median territory of its kind.
    less_special : Number or None
        Share of the territories of its kind that are less special.
    kinds : str
        What they are called together ("zones d'emploi").
    near : tuple of Near
        Sectors near to what it does, the nearest first.
    gathered : tuple of Gathered
        Its specialties, as they are spread over the country.
    """

    distance: Number
    median: Number | None
    less_special: Number | None
    kinds: str
    near: tuple[Near, ...]
    gathered: tuple[Gathered, ...]

    def numbers(self) -> Iterator[Number]:
        """Yield its figures."""
        yield from (n for n in (self.distance, self.median, self.less_special) if n)
        yield from (near.density for near in self.near)
        yield from (gathered.hoover for gathered in self.gathered)


@dataclass(frozen=True)
class BasinClass:
    """A bassin de vie and its class.

    Parameters
    ----------
    code, name : str
        Of the basin.
    verdict : str
        "traditional", "former", "new" or "other".
    label : str
        The same in the reader's words.
    probability : Number
        That chance alone would not have put it in another class.
    """

    code: str
    name: str
    verdict: str
    label: str
    probability: Number


@dataclass(frozen=True)
class Census:
    """How industrial a bassin de vie was at one date: its share, the threshold, their distance."""

    year: int
    share: Number
    threshold: Number
    margin: Number

    def numbers(self) -> Iterator[Number]:
        """Yield its figures."""
        yield from (self.share, self.threshold, self.margin)


@dataclass(frozen=True)
class Typology:
    """Which type a bassin de vie is, or those that a territory touches.

    Parameters
    ----------
    basins : tuple of BasinClass
        Itself, or those it touches.
    censuses : tuple of Census
        Both dates of a basin; empty for another territory.
    left_out : int
        How many more basins the territory touches.
    definition : str
        What industrial means here, in the reader's words.
    source : str
        Publisher and licence of the census.
    """

    basins: tuple[BasinClass, ...]
    censuses: tuple[Census, ...]
    left_out: int
    definition: str
    source: str

    def numbers(self) -> Iterator[Number]:
        """Yield its figures."""
        yield from (basin.probability for basin in self.basins)
        for census in self.censuses:
            yield from census.numbers()
