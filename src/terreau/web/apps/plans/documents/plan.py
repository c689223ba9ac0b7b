"""A sheet, and a whole plan, as a document to print: what its reader sees, on that day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.reporting.document import Block, Document, Paragraph, Section, State, Table
from terreau.web.apps.plans.documents.paper import euros
from terreau.web.apps.plans.enums import Health, Part
from terreau.web.apps.plans.exports import cost_headings, fund_headings
from terreau.web.apps.plans.models import CommitteeDecision, Milestone, Need, Participation
from terreau.web.apps.plans.money_words import standing_in_words
from terreau.web.apps.plans.progress_words import progress_in_words
from terreau.web.apps.plans.selectors.boards import milestones_of
from terreau.web.apps.plans.selectors.listing import Listing
from terreau.web.apps.plans.selectors.money import Money
from terreau.web.apps.plans.selectors.plans import PlanShown
from terreau.web.apps.plans.selectors.review_words import committee_in_words
from terreau.web.apps.plans.selectors.sheet_life import Followed
from terreau.web.apps.plans.selectors.sheets import SheetRow, SheetShown
from terreau.web.apps.reports.wording import language, mark, typeset, words
from terreau.web.shared.formatting import format_day, format_number

# Who takes part in a sheet, by part.
People = Mapping[Part, Sequence[Participation]]


@dataclass(frozen=True)
class Beside:
    """What is printed beside a sheet, of what its reader sees; ``money`` is None if unread."""

    money: Money | None
    needs: Sequence[Need]
    indicators: Sequence[Followed]
    decisions: Iterable[CommitteeDecision]


def sheet_document(shown: SheetShown, beside: Beside) -> Document:
    """Return a sheet as a document, of what its reader may see."""
    sheet, row = shown.sheet, shown.row
    sections = [
        Section(_("Où elle en est"), _standing(row)),
        *_about(row),
        *_answered(beside.needs),
        *_people(shown.participations),
        *_days(shown.milestones),
        *(_money(row, beside.money) if beside.money is not None else ()),
        *_followed(beside.indicators),
        *_decided(beside.decisions),
    ]
    return _document(
        title=sheet.title,
        subtitle=" · ".join(
            filter(None, (sheet.plan.perimeter.name, sheet.code, str(sheet.axis or ""),
                          sheet.theme_label))
        ),
        lead=_lead(row),
        sections=sections,
        path=reverse("plans:sheet", args=(sheet.pk,)),
        is_example=sheet.plan.is_example,
    )  # fmt: skip


def plan_document(shown: PlanShown, listing: Listing, people: Mapping[int, People]) -> Document:
    """Return a plan as a document: its sheets in one table, then one by one.

    ``people`` is who takes part in them, by key of a sheet.
    """
    plan, rows = shown.plan, listing.rows
    milestones = milestones_of(rows)
    each = [
        Section(
            str(row.sheet),
            tuple(
                block
                for section in (
                    Section("", _standing(row)), *_about(row),
                    *_people(people.get(row.sheet.pk, {})), *_days(milestones[row.sheet.pk]),
                )
                for block in section.blocks
            ),
        )
        for row in rows
    ]  # fmt: skip
    count = ngettext("**%(count)s** fiche action", "**%(count)s** fiches action", len(rows))
    told = [
        f"{health.label} : **{listing.counts[health]}**"
        for health in Health
        if listing.counts[health]
    ]
    return _document(
        title=plan.title,
        subtitle=" · ".join(
            filter(None, (plan.perimeter.name, plan.get_phase_display() if plan.phase else ""))
        ),
        lead=". ".join((count % {"count": format_number(len(rows))}, ", ".join(told))),
        sections=[Section(_("Les fiches"), _by_axis(rows)), *each],
        path=reverse("plans:plan", args=(plan.pk,)),
        is_example=plan.is_example,
    )


def _by_axis(rows: Sequence[SheetRow]) -> tuple[Table, ...]:
    """Return a table of the sheets of each axis, with costs where any of them is read."""
    reads_money = any(row.costs is not None for row in rows)
    of_axis: dict[str, list[SheetRow]] = {}
    for row in rows:
        of_axis.setdefault(str(row.sheet.axis or _("Sans axe")), []).append(row)
    headings = (_("Fiche"), _("État"), _("À regarder"), _("Pilote"), _("Prochain jalon"))
    return tuple(
        Table(
            axis if len(of_axis) > 1 else "",
            (*headings, *(cost_headings()[:1] if reads_money else ())),
            tuple(
                (
                    str(row.sheet), str(row.sheet.get_state_display()), _health(row),
                    ", ".join(row.leads), _in_words(row.next_due_on),
                    *((euros(row.costs or None),) if reads_money else ()),
                )
                for row in held
            ),
        )
        for axis, held in of_axis.items()
    )  # fmt: skip


def _document(
    *, title: str, subtitle: str, lead: str, sections: Iterable[Section], path: str,
    is_example: bool,
) -> Document:  # fmt: skip
    today = timezone.localdate()
    site = settings.SITE_URL
    return typeset(
        Document(
            title=title,
            subtitle=subtitle,
            lead=lead,
            sections=tuple(sections),
            notes=(),
            state=State(
                "",
                f"{site}{reverse('plans:index')}",
                _("Établi le %(day)s, de ce que son auteur peut lire. Les plans d’action :")
                % {"day": format_day(today)},
            ),
            address=f"{site}{path}",
            words=words(),
            language=language(),
            made_on=format_day(today),
            mark=mark(is_example=is_example),
            day=today,
        )
    )


def _lead(row: SheetRow) -> str:
    """Say in a sentence where a sheet stands and who leads it."""
    state = f"**{row.sheet.get_state_display()}**"
    leads = ", ".join(row.leads)
    return _("%(state)s. Pilote : %(leads)s.") % {"state": state, "leads": leads or "–"}


def _health(row: SheetRow) -> str:
    return ", ".join(str(each.label) for each in row.health if each is not Health.ON_TIME)


def _standing(row: SheetRow) -> tuple[Block, ...]:
    sheet = row.sheet
    said = (
        (_("État"), str(sheet.get_state_display())),
        (_("À regarder"), _health(row)),
        (_("Pilote"), ", ".join(row.leads)),
        (_("Début"), _in_words(sheet.starts_on)),
        (_("Fin"), _in_words(sheet.ends_on)),
        (_("Prochain jalon"), _in_words(row.next_due_on)),
        (_("Lieu"), ", ".join(filter(None, (sheet.place_name, _place(row))))),
        (_("Bonne pratique"), sheet.good_practice),
    )
    return tuple(Paragraph(f"**{name}** – {_plain(held)}") for name, held in said if held)


def _place(row: SheetRow) -> str:
    return row.sheet.place.name if row.sheet.place else ""


def _in_words(day: date | None) -> str:
    return format_day(day) if day else ""


def _about(row: SheetRow) -> list[Section]:
    sheet = row.sheet
    texts = (
        (_("Constat"), sheet.problem), (_("Objectifs"), sheet.objectives),
        (_("Contenu"), sheet.description), (_("Public visé"), sheet.target_group),
    )  # fmt: skip
    blocks: tuple[Block, ...] = tuple(
        Paragraph(f"**{name}** – {_plain(text)}") for name, text in texts if text
    )
    return [Section(_("L’action"), blocks)] if blocks else []


def _plain(text: str) -> str:
    """Return what somebody wrote, of which nothing is read as an emphasis."""
    return text.replace("**", "")


def _people(people: People) -> list[Section]:
    rows = tuple(
        (str(part.label), ", ".join(row.name for row in held)) for part, held in people.items()
    )
    table = Table("", (_("Rôle"), _("Organisations")), rows)
    return [Section(_("Qui y participe"), (table,))] if rows else []


def _days(milestones: Iterable[Milestone]) -> list[Section]:
    rows = tuple((each.title, format_day(each.due_on), _done_in_words(each)) for each in milestones)
    table = Table(_("Jalons"), (_("Jalon"), _("Prévu le"), _("Fait le")), rows)
    return [Section(_("Calendrier"), (table,))] if rows else []


def _done_in_words(milestone: Milestone) -> str:
    if milestone.done_on:
        return format_day(milestone.done_on)
    return _("En retard") if milestone.is_late else ""


def _answered(needs: Iterable[Need]) -> list[Section]:
    rows = tuple((need.title, str(need.get_state_display())) for need in needs)
    table = Table("", (_("Besoin"), _("État")), rows)
    return [Section(_("Besoins"), (table,))] if rows else []


def _followed(indicators: Iterable[Followed]) -> list[Section]:
    blocks: tuple[Block, ...] = tuple(
        Paragraph(f"**{_plain(each.indicator.name)}** – {_plain(progress_in_words(each))}")
        for each in indicators
    )
    return [Section(_("Indicateurs de suivi"), blocks)] if blocks else []


def _decided(decisions: Iterable[CommitteeDecision]) -> list[Section]:
    rows = tuple((committee_in_words(each.committee), each.text) for each in decisions)
    table = Table("", (_("Comité"), _("Décision")), rows)
    return [Section(_("Décisions"), (table,))] if rows else []


def _money(row: SheetRow, money: Money) -> list[Section]:
    """Return the costs and who pays, each with its total, and whether the plan closes."""
    costs = [
        (each.said.label, str(each.said.year or ""), each.said.planned, each.said.committed,
         each.said.spent)
        for each in money.costs
    ]  # fmt: skip
    funds = [
        (each.said.name or "–", each.instrument, each.said.scheme, each.said.requested,
         each.said.agreed, each.said.obtained, each.said.paid)
        for each in money.shares
    ]  # fmt: skip
    blocks: list[Block] = []
    if costs:
        headings = (_("Poste de dépense"), _("Année"), *cost_headings())
        total = money.cost_total
        last = (_("Total"), "", total.planned, total.committed, total.spent)
        tax = row.sheet.get_tax_basis_display()
        blocks.append(Table(_("Coûts"), headings, _written([*costs, last]), tax))
    if funds:
        named = (_("Qui"), _("Instrument"), _("Dispositif"), *fund_headings())
        # Instruments are not added up: each has its total.
        lasts = [
            (_("Total"), str(each.instrument.label), "", each.requested, each.agreed,
             each.obtained, each.paid)
            for each in money.instruments
        ]  # fmt: skip
        blocks.append(Table(_("Financements"), named, _written([*funds, *lasts])))
    if blocks:
        blocks.append(Paragraph(standing_in_words(money.balance)))
    return [Section(_("L’argent"), tuple(blocks))] if blocks else []


def _written(rows: Iterable[Sequence[str | int | None]]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(cell if isinstance(cell, str) else euros(cell) for cell in row) for row in rows
    )
