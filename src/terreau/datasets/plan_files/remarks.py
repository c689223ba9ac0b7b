"""What is said of a cell or of a line: a code and what it names, worded here in two languages.

A remark is kept as its code and its parameters; ``remarks.toml`` holds its words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from terreau.core.errors import BadInput
from terreau.core.said import Said
from terreau.datasets.plan_files.enums import Level

Parameter = str | int


@dataclass(frozen=True)
class Remark:
    """What is said of a cell or of a line.

    Parameters
    ----------
    code : str
        One of ``remarks.toml``.
    parameters : dict
        What its sentences name; an amount is in cents, under a name that ends in ``_cents``.
    """

    code: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        """How much it weighs."""
        return Level(_words()[self.code]["level"])

    def said(self) -> Said:
        """Return why it is said."""
        return self._in_both("why")

    def remedy(self) -> Said:
        """Return what to do, "" where there is nothing to do."""
        return self._in_both("do")

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON: its code and its parameters are enough to word it again."""
        return {"code": self.code, "level": str(self.level), "parameters": dict(self.parameters)}

    def _in_both(self, part: str) -> Said:
        words = _words()[self.code]
        return Said(*(self._filled(words.get(f"{part}_{tongue}", ""), tongue)
                      for tongue in ("en", "fr")))  # fmt: skip

    def _filled(self, template: str, tongue: str) -> str:
        shown = {
            name: euros(value).in_language(tongue)
            if name.endswith("_cents") and isinstance(value, int)
            else value
            for name, value in self.parameters.items()
        }
        return template.format(**shown)


class BadPlanFile(BadInput):
    """A file that no plan can be read from.

    Parameters
    ----------
    remark : Remark
        Why, in both languages.
    """

    def __init__(self, remark: Remark) -> None:
        self.remark = remark
        super().__init__(remark.said().en, remedy=remark.remedy().en)


def euros(cents: int) -> Said:
    """Return an amount as it is written.

    Examples
    --------
    >>> euros(1_200_050).en, euros(1_200_000).en, euros(1_200_050).fr.split()
    ('€12,000.50', '€12,000', ['12', '000,50', '€'])
    """
    whole, rest = divmod(cents, 100)
    part = f".{rest:02}" if rest else ""
    english = f"{whole:,}"
    french = english.replace(",", "\u202f") + part.replace(".", ",")
    return Said(f"€{english}{part}", f"{french}\u00a0€")


def list_codes() -> list[str]:
    """Return every code, in the order of ``remarks.toml``."""
    return list(_words())


@cache
def _words() -> dict[str, dict[str, str]]:
    file = resources.files("terreau.datasets.plan_files") / "remarks.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
