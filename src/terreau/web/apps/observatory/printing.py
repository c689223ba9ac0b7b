"""The notes of a printed profile: where each panel's figures come from, said once, at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from terreau.core.provenance import Provenance
from terreau.reporting.document import Note, by_source
from terreau.web.apps.observatory.profile import Profile


@dataclass(frozen=True)
class Notes:
    """The notes of a profile.

    Parameters
    ----------
    number_of : dict[str, int]
        Number of the note of each panel that has figures.
    by_source : tuple[tuple[Note, ...], ...]
        The notes, those of one source together.
    """

    number_of: dict[str, int]
    by_source: tuple[tuple[Note, ...], ...]


def notes_of(profile: Profile) -> Notes:
    """Return the notes of a profile in the order of the page, those of one source together."""
    numbers: dict[str, int] = {}
    notes: list[Note] = []
    for number, (panel, title, provenance) in enumerate(_panels(profile), start=1):
        numbers[panel] = number
        notes.append(Note(number, title, provenance))
    return Notes(numbers, by_source(notes))


def _panels(profile: Profile) -> Iterator[tuple[str, str, Provenance]]:
    if jobs := profile.employment_end:
        yield "jobs", jobs.label, jobs.provenance
    if effects := profile.effects:
        yield "local", effects.local.label, effects.local.provenance
    if effects and effects.without_first:
        yield "without_first", effects.without_first.label, effects.without_first.provenance
    if profile.specialty and profile.specialty.quotient:
        yield "specialty", _("Spécialité première"), profile.specialty.quotient.provenance
    if effects:
        yield "effects", _("D’où vient cette évolution ?"), effects.total.provenance
    yield from _panels_beyond(profile)
    if profile.trend:
        yield "trend", _("Année après année"), profile.trend.jobs[0].provenance
    if profile.sectors:
        first = profile.sectors[0]
        yield "sectors", _("Secteurs"), (first.quotient or first.end).provenance
    if typology := profile.typology:
        yield "typology", _("Type de bassin"), typology.basins[0].probability.provenance
    if profile.population:
        people = profile.population[-1]
        yield "population", people.label, people.provenance


def _panels_beyond(profile: Profile) -> Iterator[tuple[str, str, Provenance]]:
    if unemployment := profile.unemployment:
        yield "unemployment", unemployment.rate.label, unemployment.rate.provenance
    if certainty := profile.certainty:
        yield "certainty", _("Peut-on s’y fier ?"), certainty.least.provenance
    if mix := profile.mix:
        yield "distance", _("Spécialisation"), mix.distance.provenance
        if mix.near:
            title = _("Secteurs proches de ce qu’il fait")
            yield "near", title, mix.near[0].density.provenance
        if mix.gathered:
            title = _("Ses spécialités sont-elles rares ?")
            yield "gathered", title, mix.gathered[0].hoover.provenance
