"""The profile of a territory as a report: the page, in the order one reads it on paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.number import Number
from terreau.reporting.document import (
    Block,
    Chart,
    Document,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Section,
    State,
    Table,
)
from terreau.web.apps.observatory.charts import effects_figure
from terreau.web.apps.observatory.depth import Mix, Typology
from terreau.web.apps.observatory.printing import notes_of
from terreau.web.apps.observatory.profile import Profile
from terreau.web.apps.reports.sectors import all_sectors, first_sectors, has_more_sectors
from terreau.web.apps.reports.wording import language, mark, typeset, words
from terreau.web.apps.reports.years import (
    population_table,
    trend_blocks,
    trend_table,
    trend_title,
)
from terreau.web.shared.formatting import format_day


def profile_report(profile: Profile, *, state: State, address: str) -> Document:
    """Return the report of a profile.

    Parameters
    ----------
    profile : Profile
        As the page shows it.
    state : State
        The data it was made from.
    address : str
        Of the page.
    """
    day = timezone.localdate()
    notes = notes_of(profile)
    number_of = notes.number_of
    sections = [
        Section(title, tuple(blocks), _numbers(panels, number_of), is_annex)
        for is_annex, told in ((False, _panels(profile)), (True, _annexes(profile)))
        for title, panels, blocks in told
    ]
    subtitle = (profile.kind_label, profile.context, profile.version_label)
    return typeset(
        Document(
            title=profile.name,
            subtitle=" · ".join(part for part in subtitle if part),
            lead=profile.sentence,
            sections=tuple(section for section in sections if section.blocks),
            notes=tuple(note for group in notes.by_source for note in group),
            state=state,
            address=address,
            words=words(),
            language=language(),
            made_on=format_day(day),
            day=day,
            mark=mark(is_example=profile.is_example),
            scope=_scope(profile),
        )
    )


def _numbers(panels: Iterable[str], number_of: dict[str, int]) -> tuple[int, ...]:
    return tuple(sorted(number_of[panel] for panel in panels if panel in number_of))


def _scope(profile: Profile) -> str:
    """Return on one line who publishes the figures, of which years and of which perimeter."""
    shown = profile.employment_end or next(iter(profile.population[-1:]), None)
    if shown is None:
        return ""
    told, choice = shown.provenance, profile.choice
    years = f"{choice.start}-{choice.end}" if choice else shown.period
    level = ""
    if choice and choice.level:
        level = _("activités au niveau %(level)s") % {"level": choice.level}
    return " · ".join(part for part in (told.source, years, level, told.geography) if part)


_Panel = tuple[str, tuple[str, ...], Iterable[Block]]


def _panels(profile: Profile) -> Iterator[_Panel]:
    """Yield the title of each section, the panels of the page it holds, and its blocks."""
    of_key = ("jobs", "local", "without_first", "specialty", "unemployment")
    yield _("L’essentiel"), of_key, _essential(profile)
    if profile.effects and profile.choice:
        yield _("D’où vient cette évolution ?"), ("effects",), _effects(profile)
    if profile.certainty:
        yield _("Peut-on s’y fier ?"), ("certainty",), _certainty(profile)
    if profile.trend:
        yield trend_title(profile.trend), ("trend",), trend_blocks(profile)
    if profile.sectors:
        is_whole = not has_more_sectors(profile)
        title = _("Les secteurs, du plus au moins présent")
        blocks = all_sectors(profile) if is_whole else first_sectors(profile)
        yield title if is_whole else _("Les secteurs les plus présents"), ("sectors",), blocks
    if profile.mix:
        yield _("Spécialisation"), ("distance", "near"), _mix(profile.mix)
    if profile.typology:
        yield _("Type de bassin"), ("typology",), _typology(profile.typology)
    if profile.printed:
        yield _("Ce que les documents en disent"), (), _printed(profile)
    if profile.missing:
        yield _("Ce qui manque encore"), (), _missing(profile)


def _annexes(profile: Profile) -> Iterator[_Panel]:
    """Yield what one looks up: the long tables."""
    if has_more_sectors(profile):
        yield _("Annexe : tous les secteurs"), ("sectors",), all_sectors(profile)
    if profile.trend and profile.trend.has_years_between:
        yield _("Annexe : année après année"), ("trend",), [trend_table(profile)]
    if profile.mix and profile.mix.gathered:
        title = _("Annexe : ses spécialités sont-elles rares ?")
        yield title, ("gathered",), [_gathered(profile.mix)]
    if profile.population:
        yield _("Annexe : population"), ("population",), [population_table(profile)]


def _essential(profile: Profile) -> Iterator[Block]:
    figures = tuple(_key_figures(profile))
    if figures:
        yield KeyFigures(figures)
    if profile.weight:
        yield Paragraph(
            _("Ce territoire fait %(share)s de l’emploi du pays : il se compare mieux au reste.")
            % {"share": profile.weight.display},
            figures=(profile.weight,),
        )
    for note in profile.notes:
        yield Paragraph(note)
    for warning in profile.warnings:
        yield Paragraph(warning, is_caution=True)


def _key_figures(profile: Profile) -> Iterator[KeyFigure]:
    if jobs := profile.employment_end:
        shown = [n for n in (profile.growth, profile.nation_growth) if n]
        if industry := profile.industry:
            nation = (industry.nation_share,) if industry.nation_share else ()
            shown += [industry.jobs, industry.share, *nation]
        note = " · ".join(f"{n.label} {n.display}" for n in shown)
        yield KeyFigure(jobs, f"{jobs.label}, {jobs.period}", note, tuple(shown))
    if effects := profile.effects:
        certainty = f" · {profile.certainty.label}" if profile.certainty else ""
        rate = effects.local_rate
        yield KeyFigure(
            effects.local,
            f"{effects.local.label}, {effects.local.period}",
            _("%(rate)s de l’emploi de départ") % {"rate": rate.display} + certainty,
            (rate,),
        )
        if effects.without_first and effects.first_sector:
            yield KeyFigure(
                effects.without_first,
                _("Effet local sans « %(sector)s »") % {"sector": effects.first_sector.label},
                _("sens contraire : ce secteur décide du signe")
                if effects.is_sign_decided_by_first
                else _("même sens : aucun secteur n’en décide"),
            )
    if (specialty := profile.specialty) and specialty.quotient:
        yield KeyFigure(
            specialty.quotient,
            _("Spécialité première : sa part ici, comparée au pays"),
            f"{specialty.label}, " + _("%(jobs)s emplois") % {"jobs": specialty.end.display},
            (specialty.end,),
            sign="×",
        )
    if unemployment := profile.unemployment:
        change = unemployment.change
        yield KeyFigure(
            unemployment.rate,
            f"{unemployment.rate.label}, {unemployment.when}",
            _("%(change)s sur un an") % {"change": change.display} if change else "",
            (change,) if change else (),
        )


def _effects(profile: Profile) -> Iterator[Block]:
    effects, choice = profile.effects, profile.choice
    assert effects and choice  # noqa: PT018  asked by the caller
    figure, description = effects_figure(effects)
    yield Chart(figure, description, (*effects.steps(), effects.total))
    yield Paragraph(
        _("De %(start)d à %(end)d, activités au niveau %(level)s.")
        % {"start": choice.start, "end": choice.end, "level": choice.level}
    )


def _certainty(profile: Profile) -> Iterator[Block]:
    assert profile.certainty
    yield Paragraph(profile.certainty.sentence)
    yield _pairs("", profile.certainty.numbers(), _("Emplois"))


def _mix(mix: Mix) -> Iterator[Block]:
    distance = KeyFigure(
        mix.distance,
        mix.distance.label,
        _("de ses emplois devraient changer de secteur pour qu’il ressemble au pays."),
    )
    yield KeyFigures((distance,))
    if ranked := [n for n in mix.ranked() if n is not mix.distance]:
        yield _pairs("", ranked, _("Valeur"))
    if mix.rank or mix.no_near:
        yield Paragraph(" ".join(part for part in (mix.rank, mix.no_near) if part))
    if mix.near:
        yield Table(
            title=_("Secteurs proches de ce qu’il fait"),
            headings=(_("Secteur"), _("Part de l’entourage déjà là"), _("Seuil"), ""),
            rows=tuple((n.label, n.density, n.threshold, n.nearness) for n in mix.near),
            note=_(
                "Moins présents qu’ailleurs, alors que les secteurs qui les accompagnent "
                "d’habitude y sont. Une piste à discuter, pas une recommandation."
            ),
        )


def _gathered(mix: Mix) -> Table:
    return Table(
        title="",
        headings=(_("Secteur"), _("Part des emplois à déplacer")),
        rows=tuple((g.label, g.hoover) for g in mix.gathered),
        note=_(
            "Part des emplois du secteur qui devraient déménager pour être répartis comme "
            "l’emploi entre les %(kinds)s : plus elle est haute, plus le secteur est rassemblé "
            "en peu d’endroits."
        )
        % {"kinds": mix.kinds},
    )


def _typology(typology: Typology) -> Iterator[Block]:
    yield Paragraph(typology.definition)
    yield Table(
        title="",
        headings=(_("Bassin de vie"), _("Type"), _("Probabilité de ce type")),
        rows=tuple((b.name, b.label, b.probability) for b in typology.basins),
    )
    if typology.censuses:
        yield Table(
            title=_("Industrie, part des emplois de 25 à 54 ans"),
            headings=(_("Année"), _("Part"), _("Seuil"), _("Écart")),
            rows=tuple((str(c.year), c.share, c.threshold, c.margin) for c in typology.censuses),
        )


def _printed(profile: Profile) -> Iterator[Block]:
    yield Paragraph(
        _(
            "Chiffres imprimés dans les documents sources, cités avec leur date ; "
            "aucun calcul ne s’appuie sur eux."
        )
    )
    yield Table(
        title="",
        headings=(_("Chiffre"), _("Imprimé"), _("Année"), _("Document")),
        rows=tuple(
            (
                f"{p.label} ({p.note})" if p.note else p.label,
                p.display,
                str(p.year or ""),
                p.source,
            )
            for p in profile.printed
        ),
    )


def _missing(profile: Profile) -> Iterator[Block]:
    """Yield what is missing and what would bring it, for one who reads and does not install."""
    for panel in profile.missing:
        wanted = _("source attendue : %(source)s.") % {"source": panel.source}
        yield Paragraph(f"**{panel.title}** – {wanted}" if panel.source else f"**{panel.title}**")


def _pairs(title: str, numbers: Iterable[Number], heading: str) -> Table:
    """Return figures under one another: what each is, when, how much."""
    return Table(
        title=title,
        headings=("", _("Période"), heading),
        rows=tuple((n.label, n.period, n) for n in numbers),
    )
