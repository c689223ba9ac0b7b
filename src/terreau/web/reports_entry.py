"""What the command line may call of reports; Django is loaded by ``entry`` before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils import translation

from terreau.core.errors import BadInput
from terreau.web.apps.observatory.rules import Asked
from terreau.web.apps.reports import formats, making
from terreau.web.apps.reports.series import Wanted, Written, list_codes, write_series
from terreau.web.apps.territories.naming import find_by_name, key_of_name

__all__ = [
    "Asked", "Wanted", "Wish", "Written", "comparison_report", "profile_report", "report_series",
]  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What a person asks of a report.

    Parameters
    ----------
    suffix : str
        The format.
    template : bytes or None
        One's own, for the formats that take one.
    site : str
        Address of the installation, written in the report.
    language : str
        "fr" or "en".
    """

    suffix: str
    template: bytes | None
    site: str
    language: str

    def chosen(self) -> formats.Format:
        """Return the format.

        Raises
        ------
        BadInput
            If there is none of that name, or it takes no template and one is given.
        """
        chosen = formats.chosen(self.suffix)
        if self.template is not None and not chosen.takes_template:
            raise BadInput("This format takes no template", value=self.suffix)
        return chosen


def profile_report(name: str, wish: Wish, *, kind: str, choices: Asked) -> bytes:
    """Return the report of a territory's profile, given its name or code.

    Raises
    ------
    UnknownPerimeter, AmbiguousName, BadInput
        As the sentences say.
    """
    with translation.override(wish.language):
        chosen = wish.chosen()
        territory = find_by_name(name, kind=kind)
        document = making.profile_document(territory, choices, site=wish.site)
        return making.make(document, chosen, territory.code, wish.template).content


def comparison_report(names: Sequence[str], wish: Wish) -> bytes:
    """Return the report of a comparison, given names, codes or "kind:code"."""
    with translation.override(wish.language):
        chosen = wish.chosen()
        keys = [key_of_name(name) for name in names]
        document = making.comparison_document(keys, site=wish.site)
        return making.make(document, chosen, "comparison", wish.template).content


def report_series(
    wanted: Wanted, folder: Path, *, workers: int, tell: Callable[[Written, int], None]
) -> list[Written]:
    """Write a report for each territory of a kind in a folder.

    ``tell`` is called after each, with how many there are.

    Raises
    ------
    BadInput
        As `list_codes`.
    """
    with translation.override(wanted.language):
        total = len(list_codes(wanted))
        return write_series(
            wanted, folder, workers=workers, tell=lambda written: tell(written, total)
        )
