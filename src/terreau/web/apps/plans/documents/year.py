"""The annual report of a plan, on paper."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.core.number import Number
from terreau.reporting.document import Document, KeyFigures, Paragraph, Table
from terreau.web.apps.plans.documents.paper import (
    Paper,
    counts,
    document_of,
    follow_ups_table,
    lines_table,
    section,
    table,
)
from terreau.web.apps.plans.enums import SheetState
from terreau.web.apps.plans.progress_words import progress_in_words
from terreau.web.apps.plans.selectors.review_words import committee_in_words
from terreau.web.apps.plans.selectors.sheets import SheetRow
from terreau.web.apps.plans.selectors.year import Part, YearShown
from terreau.web.shared.formatting import format_day


def year_document(
    shown: YearShown, figures: Sequence[Number], *, address: str, is_of_partners: bool
) -> Document:
    """Return the report of a year: its figures, what was decided, what moved, its money.

    ``figures`` are what is known of the territory; `indicator_lines` says how its sheets are told.
    """
    sections = [
        section(_("L’année en chiffres"), _figures(shown), _states(shown)),
        section(
            _("Axes et thèmes"),
            _parts(_("Par axe"), _("Axe"), shown.axes),
            _parts(_("Par thème"), _("Thème"), shown.themes),
        ),
        section(_("Comités et décisions"), _committees(shown), _decisions(shown)),
        section(_("Ce qui a changé"), lines_table(_("Ce qui a changé"), shown.moved)),
        section(_("Indicateurs de suivi"), _indicators(shown)),
        section(
            _("L’argent"),
            _money(shown),
            Paragraph(
                _("Ce qui est connu le %(day)s. Les instruments ne s’additionnent pas.")
                % {"day": format_day(timezone.localdate())}
            )
            if shown.money
            else None,
        ),
        section(
            _("Suites des comités"),
            follow_ups_table(_("Faites dans l’année"), shown.done),
            follow_ups_table(_("Encore à faire"), shown.open),
        ),
        section(
            _("Le territoire en chiffres"),
            _territory(figures),
            Paragraph(
                _("Derniers chiffres connus le %(day)s ; chacun dit son année et sa source.")
                % {"day": format_day(timezone.localdate())}
            )
            if figures
            else None,
        ),
    ]
    return document_of(
        Paper(
            plan=shown.plan,
            title=_("Bilan %(year)s") % {"year": shown.year},
            lead=lead_of(shown),
            sections=sections,
            address=address,
            is_of_partners=is_of_partners,
        )
    )


def lead_of(shown: YearShown) -> str:
    """Say a year in a sentence."""
    told = [
        ngettext("**%(count)s fiche**", "**%(count)s fiches**", shown.count)
        % {"count": shown.count},
        _("%(count)s en cours") % {"count": shown.in_state(SheetState.IN_PROGRESS)},
        ngettext("%(count)s terminée", "%(count)s terminées", shown.in_state(SheetState.DONE))
        % {"count": shown.in_state(SheetState.DONE)},
        ngettext("**%(count)s comité** tenu", "**%(count)s comités** tenus", len(shown.committees))
        % {"count": len(shown.committees)},
        ngettext("%(count)s décision", "%(count)s décisions", len(shown.decisions))
        % {"count": len(shown.decisions)},
    ]
    return f"{', '.join(told)}."


def indicator_lines(shown: YearShown) -> list[tuple[SheetRow, str, str]]:
    """Return each indicator of a year: its sheet, its name, where it was in words."""
    return [(row, each.indicator.name, progress_in_words(each)) for row, each in shown.indicators]


def _figures(shown: YearShown) -> KeyFigures:
    return counts(
        shown.plan,
        (
            ("sheets", _("Fiches du plan"), shown.count),
            ("moved", _("Fiches qui ont bougé"), len(shown.moved)),
            ("committees", _("Comités tenus"), len(shown.committees)),
            ("decisions", _("Décisions"), len(shown.decisions)),
        ),
    )


def _states(shown: YearShown) -> Table | None:
    headings = (
        _("État"),
        _("Fin %(year)s") % {"year": shown.year - 1},
        format_day(shown.end),
    )
    rows = ((str(state.label), str(was), str(now)) for state, was, now in shown.states)
    return table(_("Où en sont les fiches"), headings, rows)


def _parts(title: str, heading: str, parts: list[Part]) -> Table | None:
    headings = (heading, _("Fiches"), _("En cours"), _("Terminées"))
    rows = ((each.name, str(each.total), str(each.going), str(each.done)) for each in parts)
    return table(title, headings, rows)


def _committees(shown: YearShown) -> Table | None:
    return table(
        _("Comités tenus"),
        (_("Comité"), _("Lieu"), _("Décisions")),
        (
            (committee_in_words(each), each.place, str(getattr(each, "decision_count", "")))
            for each in shown.committees
        ),
    )


def _decisions(shown: YearShown) -> Table | None:
    return table(
        _("Décisions"),
        (_("Fiche"), _("Décision"), _("Prise le")),
        (
            (
                str(each.sheet) if each.sheet else _("Tout le plan"),
                each.text,
                format_day(each.committee.on),
            )
            for each in shown.decisions
        ),
    )


def _indicators(shown: YearShown) -> Table | None:
    rows = ((str(row.sheet), name, said) for row, name, said in indicator_lines(shown))
    return table("", (_("Fiche"), _("Indicateur"), _("Où il en est")), rows)


def _territory(figures: Sequence[Number]) -> Table | None:
    return table(
        "",
        (_("Chiffre"), _("Valeur"), _("Année"), _("Source")),
        ((each.label, each.display, each.period, each.provenance.source) for each in figures),
    )


def _money(shown: YearShown) -> Table | None:
    headings = (_("Instrument"), _("Demandé"), _("Accordé"), _("Obtenu"), _("Versé"))
    return table("", headings, shown.money_rows)
