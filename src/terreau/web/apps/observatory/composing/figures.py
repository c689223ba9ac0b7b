"""What every figure of a profile is made from: the territory, the dataset, the choice."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.analytics import SignCertainty
from terreau.core.number import Number
from terreau.core.provenance import Provenance
from terreau.datasets.dataset import Dataset
from terreau.datasets.reference import naf
from terreau.web.apps.observatory.explaining import Explainer
from terreau.web.apps.observatory.measuring import Measures
from terreau.web.apps.observatory.mix import Mix
from terreau.web.apps.observatory.profile import Choice
from terreau.web.apps.territories.selectors import Territory
from terreau.web.shared.formatting import format_number

AT_LEAST = "≥\u202f"


@dataclass(frozen=True)
class Figures:
    """One dataset read for one territory and one choice."""

    territory: Territory
    dataset: Dataset
    choice: Choice
    measures: Measures
    certainty: SignCertainty | None = None
    mix: Mix | None = None

    @property
    def span(self) -> str:
        """The two years, as a period."""
        return f"{self.choice.start}-{self.choice.end}"

    def provenance(self, key: str, formula: str, *, is_paired: bool = True) -> Provenance:
        """Explain a number of this choice; ``is_paired`` when it compares the two years."""
        shared = self._of_both_years if is_paired else self._of_one_year
        explained = replace(shared, formula=formula)
        return Explainer(self.territory).with_command(explained, key, self.choice)

    @cached_property
    def _of_both_years(self) -> Provenance:
        return self._shared(is_paired=True)

    @cached_property
    def _of_one_year(self) -> Provenance:
        return self._shared(is_paired=False)

    def _shared(self, *, is_paired: bool) -> Provenance:
        """Explain what all the numbers of this choice have in common."""
        return Explainer(self.territory).of_figure(
            "", self.dataset, self.choice, formula="", measures=self.measures, is_paired=is_paired
        )

    def number(
        self, key: str, label: str, value: float, unit: str, display: str, *, formula: str
    ) -> Number:
        """Return a number over the two years."""
        return Number(
            key=key,
            label=label,
            value=known(value),
            unit=unit,
            display=display,
            provenance=self.provenance(key, formula),
            period=self.span,
        )


_SEPARATOR = re.compile("[,;]")


def sector_label(level: str, code: str) -> str:
    """Return the whole name of a sector in the reader's language: abridged, it is a cipher."""
    return naf.label(level, code, lang=(get_language() or "fr")[:2])


def short_label(level: str, code: str) -> str:
    """Return the name of a sector up to its first comma, where no other starts the same."""
    whole = sector_label(level, code)
    short = _SEPARATOR.split(whole)[0]
    others = {sector_label(level, other) for other in naf.bridge(level, level)} - {whole}
    if short == whole or any(other.startswith(short) for other in others):
        return whole
    return f"{short}…"


def known(value: float) -> float | None:
    """Return a number, or None where it is not known."""
    return None if math.isnan(value) else value


def country_name(territory: Territory) -> str:
    """Return the name of the country a territory is compared with."""
    return _("Pays d’exemple") if territory.is_example else _("France")


def write_jobs(value: float, hidden_cells: int) -> str:
    """Write jobs: "secret" when all is hidden, "≥" before a sum that leaves cells out."""
    if math.isnan(value):
        return _("secret")
    return write_at_least(value, hidden_cells)


def write_at_least(value: float, left_out: int) -> str:
    """Write a sum, "≥" before one that leaves something out."""
    return (AT_LEAST if left_out else "") + format_number(value)
