"""Figures taken back to their commands: what is shown against what the command prints now."""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from terreau.reporting.carried import CarriedFigure

# What may be run again: commands that only read. A file comes from anybody.
COMMANDS = (
    ("terreau", "profile"),
    ("terreau", "compare"),
    ("terreau", "peers"),
    ("terreau", "indicators", "values"),
    ("terreau", "indicators", "dashboard"),
    ("terreau", "printed"),
)
# A sum may be done in another order on another machine.
_ROUNDING = 1e-12


class Agreement(StrEnum):
    """How a figure stands against its command."""

    AGREES = "agrees"
    DIFFERS = "differs"
    ALTERED = "altered"
    LOST = "lost"


@dataclass(frozen=True)
class Again:
    """A figure as its command gives it now."""

    value: float | None
    display: str


@dataclass(frozen=True)
class Recomputed:
    """How a figure stands.

    Parameters
    ----------
    figure : CarriedFigure
        As the file has it.
    agreement : Agreement
        Agrees; differs from what its command prints; altered where the text no longer shows it;
        lost where no command prints it.
    why : str
        In words; "" where it agrees.
    """

    figure: CarriedFigure
    agreement: Agreement
    why: str = ""


# Whether a figure stands where people read it.
Seen = Callable[[CarriedFigure], bool]
# From a command without ``--show`` and a language to its figures by name.
Run = Callable[[Sequence[str], str], Mapping[str, Again]]


def recompute(
    figures: Iterable[CarriedFigure],
    run: Run,
    *,
    languages: Sequence[str],
    is_seen: Seen | None = None,
) -> list[Recomputed]:
    """Run the command of each figure again and compare.

    Parameters
    ----------
    figures : Iterable[CarriedFigure]
        What a file carries or a page shows.
    run : Run
        Runs a command; it raises ``LookupError`` with the reason where it cannot.
    languages : Sequence[str]
        Those the file may be written in, tried in turn.
    is_seen : Seen or None
        Whether a figure stands where people read it; None where the figures are themselves what is
        read.
    """
    runs = _Runs(run, {})
    return [_recomputed(figure, runs, languages, is_seen) for figure in figures]


@dataclass
class _Runs:
    """Commands run once each, for all the figures that they print."""

    run: Run
    done: dict[tuple[str, ...], Mapping[str, Again] | str]

    def of(self, words: Sequence[str], language: str) -> Mapping[str, Again] | str:
        asked = (*words, language)
        if asked not in self.done:
            try:
                self.done[asked] = self.run(words, language)
            except LookupError as error:
                self.done[asked] = str(error.args[0])
        return self.done[asked]


def _recomputed(
    figure: CarriedFigure, runs: _Runs, languages: Sequence[str], is_seen: Seen | None
) -> Recomputed:
    if is_seen is not None and not is_seen(figure):
        return Recomputed(
            figure, Agreement.ALTERED, f"{figure.display!r} is no longer where people read it"
        )
    try:
        words, key = _asked(figure.command)
    except ValueError as error:
        return Recomputed(figure, Agreement.LOST, str(error))
    last = Recomputed(figure, Agreement.LOST, "")
    for language in languages:
        printed = runs.of(words, language)
        if isinstance(printed, str):
            return Recomputed(figure, Agreement.LOST, printed)
        if key not in printed:
            return Recomputed(figure, Agreement.LOST, f"the command prints no figure named {key!r}")
        last = _compared(figure, printed[key])
        if last.agreement == Agreement.AGREES:
            break
    return last


def _asked(command: str) -> tuple[list[str], str]:
    """Return the words of a command without ``--show``, and what it shows."""
    words = shlex.split(command)
    if not any(tuple(words[: len(known)]) == known for known in COMMANDS):
        raise ValueError(f"not a command that can be run again: {command!r}")
    if words.count("--show") != 1 or words[-1] == "--show" or "--help" in words:
        raise ValueError(f"the command does not name its figure: {command!r}")
    place = words.index("--show")
    return words[:place] + words[place + 2 :], words[place + 1]


def _compared(figure: CarriedFigure, again: Again) -> Recomputed:
    if not _same(figure.value, again.value):
        why = f"{figure.value!r} in the file, {again.value!r} now"
        return Recomputed(figure, Agreement.DIFFERS, why)
    if figure.display.split() != again.display.split():
        why = f"written {figure.display!r} in the file, {again.display!r} now"
        return Recomputed(figure, Agreement.DIFFERS, why)
    return Recomputed(figure, Agreement.AGREES)


def _same(own: float | None, again: float | None) -> bool:
    if own is None or again is None:
        return own is again
    return math.isclose(own, again, rel_tol=_ROUNDING, abs_tol=_ROUNDING)
