"""A report made: the document, the state of its data written down, the file of the format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, StoreFailure
from terreau.core.number import Number
from terreau.datasets import data_state
from terreau.reporting.document import Document, State
from terreau.reporting.ooxml import BadTemplate
from terreau.web.apps.observatory.comparing import compare
from terreau.web.apps.observatory.profile import Choice
from terreau.web.apps.observatory.rules import Asked
from terreau.web.apps.observatory.selectors import get_profile
from terreau.web.apps.reports.comparison_report import comparison_report
from terreau.web.apps.reports.formats import Format
from terreau.web.apps.reports.profile_report import profile_report
from terreau.web.apps.territories.covering import get_surroundings
from terreau.web.apps.territories.selectors import Territory
from terreau.web.shared.download import legible, marked
from terreau.web.shared.formatting import format_day


@dataclass(frozen=True)
class Made:
    """A report as a file: its name, its content type, its bytes."""

    name: str
    content_type: str
    content: bytes


def profile_document(territory: Territory, asked: Asked, *, site: str) -> Document:
    """Return the report of a territory's profile.

    Parameters
    ----------
    territory : Territory
        Whose.
    asked : Asked
        The reader's choices.
    site : str
        Address of the installation, without a slash at its end.
    """
    found = get_profile(get_surroundings(territory), asked)
    path = reverse("observatory:profile", args=(territory.slug, territory.code))
    state = _state(found.numbers(), site)
    return profile_report(found, state=state, address=f"{site}{path}{_query(found.choice)}")


def comparison_document(keys: Sequence[str], *, site: str) -> Document:
    """Return the report of a comparison, given "kind:code" of each territory."""
    found = compare(keys)
    path = reverse("observatory:compare")
    query = urlencode({"t": [one.key for one in found.compared]}, doseq=True)
    return comparison_report(
        found, state=_state(found.numbers(), site), address=f"{site}{path}?{query}"
    )


def make(document: Document, chosen: Format, stem: str, template: bytes | None = None) -> Made:
    """Return a report as a file of a format, named from a stem.

    Raises
    ------
    BadInput
        If the template cannot be used.
    """
    try:
        content = chosen.write(document, template)
    except BadTemplate as error:
        said = (each.in_language(document.language) for each in (error.happened, error.cure))
        raise BadInput(next(said), remedy=next(said)) from error
    name = marked(f"{legible(stem)}.{chosen.suffix}", is_example=bool(document.mark))
    return Made(name, chosen.content_type, content)


def _query(choice: Choice | None) -> str:
    """Return what asks for the same choices, even once newer data change those by default."""
    if choice is None:
        return ""
    wishes = {"source": choice.source, "from": choice.start, "to": choice.end}
    wishes |= {"level": choice.level, "method": choice.method}
    return f"?{urlencode({name: value for name, value in wishes.items() if value})}"


def _state(numbers: Iterable[Number], site: str) -> State:
    """Write down the state of the data that numbers come from, and say it."""
    home = Path(settings.TERREAU_HOME)
    state = data_state.state_of((number.provenance.dataset for number in numbers), home)
    try:
        data_state.record(state, home)
    except StoreFailure:
        # The report is worth more than its note: its page will say that it is not known here.
        sentence = _("Fait le %(day)s. L’état des données n’a pas pu être noté ici :")
    else:
        sentence = _("Fait le %(day)s. L’état des données, et s’il a changé depuis :")
    path = reverse("reports:state", args=(state.digest,))
    today = format_day(timezone.localdate())
    return State(state.digest, f"{site}{path}", sentence % {"day": today})
