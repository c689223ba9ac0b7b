"""A profile as a terminal shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from terreau.core.number import Number
from terreau.web.apps.observatory.depth import Mix, Near, Typology
from terreau.web.apps.observatory.profile import Effects, Profile, SectorRow
from terreau.web.apps.observatory.sentences import plain


def as_text(profile: Profile) -> str:
    """Return a profile as a terminal shows it."""
    return "\n".join(_lines(profile))


def _lines(profile: Profile) -> Iterator[str]:
    if profile.is_example:
        yield _("PAYS D’EXEMPLE : territoires et chiffres fictifs.")
    yield " · ".join(p for p in (profile.kind_label, profile.context, profile.version_label) if p)
    yield profile.name
    yield ""
    yield plain(profile.sentence)
    yield ""
    yield from (_line(n) for n in profile.population)
    yield from (_line(n) for n in _employment(profile))
    if profile.unemployment:
        yield from (_line(n) for n in profile.unemployment.numbers())
    if profile.effects:
        yield ""
        yield from _effects(profile.effects)
        if profile.certainty:
            yield from (_line(number) for number in profile.certainty.numbers())
            yield f"  {profile.certainty.label} : {profile.certainty.sentence}"
    if profile.mix:
        yield ""
        yield from _mix(profile.mix)
    if profile.typology:
        yield ""
        yield from _typology(profile.typology)
    if profile.sectors:
        yield ""
        yield from _sectors(profile.sectors)
    yield from _closing(profile)


def _closing(profile: Profile) -> Iterator[str]:
    for missing in profile.missing:
        yield from ("", f"{missing.title} : {missing.reason} {missing.source}")
    for warning in (*profile.warnings, *profile.notes):
        yield from ("", warning)
    if profile.employment_end:
        yield ""
        source = profile.employment_end.provenance
        yield f"{_('Source')} : {source.source}"
        yield f"{_('Licence')} : {'. '.join(p for p in (source.licence, source.obligation) if p)}"


def _employment(profile: Profile) -> Iterator[Number]:
    numbers = [profile.employment_end, profile.growth, profile.nation_growth, profile.weight]
    if industry := profile.industry:
        numbers += [industry.jobs, industry.share, industry.nation_share]
    yield from (number for number in numbers if number)


def _effects(effects: Effects) -> Iterator[str]:
    e = effects
    yield from (_line(number) for number in (e.total, e.macro, e.structural, e.local))
    yield from (_line(number) for number in e.parts_of_local)
    if e.not_compared:
        yield _line(e.not_compared)
    yield _line(e.local_rate)
    if e.without_first:
        yield _line(e.without_first)


def _mix(mix: Mix) -> Iterator[str]:
    yield from (_line(n) for n in mix.ranked())
    if mix.rank:
        yield f"  {mix.rank}"
    if mix.near:
        yield f"  {_('Secteurs proches de ce qu’il fait')} : {', '.join(map(_near, mix.near))}"
    if mix.gathered:
        said = ", ".join(f"{g.label} ({g.hoover.display})" for g in mix.gathered)
        yield f"  {_('Ses spécialités sont-elles rares ?')} : {said}"


def _near(near: Near) -> str:
    threshold = f", {_('seuil :')} {near.threshold.display}" if near.threshold else ""
    return f"{near.label} ({near.density.display}, {near.nearness}{threshold})"


def _typology(typology: Typology) -> Iterator[str]:
    yield f"  {_('Type de bassin')} ({typology.definition})"
    for basin in typology.basins:
        yield f"  {basin.name} : {basin.label} ({basin.probability.display})"
    for census in typology.censuses:
        yield from (_line(number) for number in census.numbers())


def _sectors(rows: Sequence[SectorRow]) -> Iterator[str]:
    yield _columns(_("Secteur"), rows[0].start.period, rows[0].end.period, "×", _("local"))
    for row in rows:
        quotient = row.quotient.display if row.quotient else ""
        local = row.local.display if row.local else ""
        yield _columns(row.label, row.start.display, row.end.display, quotient, local)


def _columns(label: str, start: str, end: str, quotient: str, local: str) -> str:
    return f"  {label[:44]:<44} {start:>10} {end:>10} {quotient:>7} {local:>9}"


def _line(number: Number) -> str:
    return f"  {number.label:<44} {number.display:>12}  ({number.period})"
