"""What a profile says beyond its numbers: what they are worth, and what the mix is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from terreau.core.number import Number


@dataclass(frozen=True)
class Unemployment:
    """The last unemployment rate published for a territory.

    Parameters
    ----------
    rate : Number
        The rate.
    change : Number or None
        Its change over a year, in points; None where the rate of a year before is not known.
    when : str
        Quarter or year of the rate, in the reader's language.
    source : str
        Publisher and licence.
    """

    rate: Number
    change: Number | None
    when: str
    source: str

    def numbers(self) -> Iterator[Number]:
        """Yield its figures."""
        yield self.rate
        if self.change:
            yield self.change


@dataclass(frozen=True)
class Certainty:
    """Whether the sign of the local effect can be relied upon.

    Parameters
    ----------
    verdict : str
        "certain", "size" where the sign is the same everywhere and the size is not, or what
        overturns the sign first: "hidden", "method", "plant" or "sector".
    label, sentence : str
        The same in the reader's words, in two or three words and in one or two sentences.
    least, most : Number
        The local effect between all the defensible choices.
    without_plant : Number or None
        What is left of it without one establishment.
    is_reversed : bool
        Whether what is shown has too few sectors, and every other choice the other sign.
    """

    verdict: str
    label: str
    sentence: str
    least: Number
    most: Number
    without_plant: Number | None
    is_reversed: bool = False

    def numbers(self) -> Iterator[Number]:
        """Yield its figures."""
        yield from (self.least, self.most)
        if self.without_plant:
            yield self.without_plant


@dataclass(frozen=True)
class Near:
    """A sector that the territory has little of, and how much of its neighbourhood it has.

    Parameters
    ----------
    label : str
        Of the sector.
    density : Number
        Share of its neighbourhood that the territory has.
    threshold : Number or None
        The same in the median territory that has the sector; None where too few have.
    nearness : str
        What the two say together, in the reader's words.
    """

    label: str
    density: Number
    threshold: Number | None
    nearness: str


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
    less_special, more_special : Number or None
        Share of the others of its kind that are less special, or more where those are most.
    rank : str
        The first, the last, or why there is no rank; "" where one of the shares says it.
    kinds : str
        What they are called together ("zones d'emploi").
    near : tuple of Near
        Sectors near to what it does, the nearest first.
    no_near : str
        Why none is; "" where some are, or where nothing can be said.
    gathered : tuple of Gathered
        Its first specialties, those gathered in the fewest places first.
    """

    distance: Number
    median: Number | None
    less_special: Number | None
    more_special: Number | None
    rank: str
    kinds: str
    near: tuple[Near, ...]
    no_near: str
    gathered: tuple[Gathered, ...]

    def ranked(self) -> Iterator[Number]:
        """Yield how special it is, beside the others."""
        numbers = (self.distance, self.median, self.less_special, self.more_special)
        yield from (n for n in numbers if n)

    def numbers(self) -> Iterator[Number]:
        """Yield its figures."""
        yield from self.ranked()
        for near in self.near:
            yield from (n for n in (near.density, near.threshold) if n)
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
class BasinGroup:
    """Basins of one class; ``shared`` is their probability where all have the same, or ""."""

    label: str
    basins: tuple[BasinClass, ...]

    @property
    def shared(self) -> str:
        """How the probability of each is written, where several have the same."""
        displays = {basin.probability.display for basin in self.basins}
        return displays.pop() if len(self.basins) > 1 and len(displays) == 1 else ""


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

    def groups(self) -> list[BasinGroup]:
        """Return its basins by class, the class of the most shared first."""
        labels = dict.fromkeys(basin.label for basin in self.basins)
        return [
            BasinGroup(label, tuple(b for b in self.basins if b.label == label)) for label in labels
        ]

    def numbers(self) -> Iterator[Number]:
        """Yield its figures."""
        yield from (basin.probability for basin in self.basins)
        for census in self.censuses:
            yield from census.numbers()
