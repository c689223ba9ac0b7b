"""What an examination finds: one line each, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

from django.core.exceptions import ImproperlyConfigured
from django.db.utils import Error

from terreau.core.errors import TerreauError


class Level(StrEnum):
    """How bad it is: nothing to do, something to do soon, something is broken."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """One thing examined.

    Parameters
    ----------
    about : str
        What was examined, in a word.
    level : Level
        How bad it is.
    said : str
        What was found, one sentence without the final point.
    remedy : str
        What to do; empty when there is nothing to do.
    """

    about: str
    level: Level
    said: str
    remedy: str = ""

    @property
    def is_fault(self) -> bool:
        """Whether something is broken."""
        return self.level == Level.FAIL

    def line(self) -> str:
        """Return it as a line of a terminal."""
        return f"{self.level:<4}  {self.about}: {self.said}{self.remedy and f'. {self.remedy}'}"

    def as_dict(self) -> dict[str, str]:
        """Return it for a machine."""
        return {name: str(value) for name, value in asdict(self).items()}


Examination = Callable[[], Iterator[Finding]]


def examined(about: str, examine: Examination) -> list[Finding]:
    """Run an examination; one that cannot end is itself a finding."""
    try:
        return list(examine())
    except TerreauError as error:
        return [Finding(about, Level.FAIL, error.sentence())]
    except (Error, OSError, ImproperlyConfigured) as error:
        said = " ".join(str(error).split())
        return [Finding(about, Level.FAIL, f"cannot be examined: {said}")]
