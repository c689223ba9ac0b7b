"""A sheet, and a whole plan, as a document to print: what its reader sees, on that day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.reporting.document import Block, Document, Paragraph, Section, State, Table
from terreau.web.apps.plans.enums import Health, Instrument
from terreau.web.apps.plans.exports import cost_headings, fund_headings
from terreau.web.apps.plans.models import CostLine, FinancingLine, Milestone
from terreau.web.apps.plans.selectors.boards import milestones_of
from terreau.web.apps.plans.selectors.listing import Listing
from terreau.web.apps.plans.selectors.plans import PlanShown
from terreau.web.apps.plans.selectors.sheets import SheetRow, SheetShown
from terreau.web.apps.reports.wording import in_words, language, mark, typeset, words
from terreau.web.shared.formatting import format_number, format_short_euros


def sheet_document(shown: SheetShown) -> Document:
    """Return a sheet as a document, of what its reader may see."""
    sheet, row = shown.sheet, shown.row
    sections = [
        Section(_("Où elle en est"), (_standing(row),)),
        *_about(row),
        *_people(shown),
        *_days(shown.milestones),
        *(_money(row) if shown.reads_money else ()),
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


def plan_document(shown: PlanShown, listing: Listing) -> Document:
    """Return a plan as a document: its sheets in one table, then one by one."""
    plan, rows = shown.plan, listing.rows
    milestones = milestones_of(rows)
    table = Table(
        "",
        (_("Fiche"), _("État"), _("À regarder"), _("Pilote"), _("Prochain jalon")),
        tuple(
            (
                str(row.sheet), str(row.sheet.get_state_display()), _health(row),
                ", ".join(row.leads), in_words(row.next_due_on) if row.next_due_on else "",
            )
            for row in rows
        ),
    )  # fmt: skip
    each = [
        Section(
            str(row.sheet),
            (_standing(row), *(block for section in _about(row) for block in section.blocks),
             *(block for section in _days(milestones[row.sheet.pk]) for block in section.blocks)),
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
        sections=[Section(_("Les fiches"), (table,)), *each],
        path=reverse("plans:plan", args=(plan.pk,)),
        is_example=plan.is_example,
    )


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
                _("Ce que lisait, le %(day)s, qui a fait ce document. Les plans d’action :")
                % {"day": in_words(today)},
            ),
            address=f"{site}{path}",
            words=words(),
            language=language(),
            made_on=in_words(today),
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


def _standing(row: SheetRow) -> Table:
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
    return Table("", (_("Repère"), ""), tuple((name, held) for name, held in said if held))


def _place(row: SheetRow) -> str:
    return row.sheet.place.name if row.sheet.place else ""


def _in_words(day: date | None) -> str:
    return in_words(day) if day else ""


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


def _people(shown: SheetShown) -> list[Section]:
    rows = tuple(
        (str(part.label), ", ".join(row.name for row in held))
        for part, held in shown.participations.items()
    )
    table = Table("", (_("Rôle"), _("Organisations")), rows)
    return [Section(_("Qui y participe"), (table,))] if rows else []


def _days(milestones: Iterable[Milestone]) -> list[Section]:
    rows = tuple(
        (each.title, in_words(each.due_on), in_words(each.done_on) if each.done_on else "")
        for each in milestones
    )
    table = Table(_("Jalons"), (_("Jalon"), _("Prévu le"), _("Fait le")), rows)
    return [Section(_("Calendrier"), (table,))] if rows else []


def _money(row: SheetRow) -> list[Section]:
    """Return the costs and the financing lines of a sheet whose money is read."""
    sheet = row.sheet
    costs = tuple(
        (
            line.label, str(line.year or ""), _euros(line.planned_eur_cents),
            _euros(line.committed_eur_cents), _euros(line.spent_eur_cents),
        )
        for line in CostLine.objects.filter(sheet=sheet)
    )  # fmt: skip
    funds = tuple(
        (
            str(Instrument(line.instrument).label), line.scheme_name,
            _euros(line.requested_eur_cents), _euros(line.agreed_eur_cents),
            _euros(line.obtained_eur_cents), _euros(line.paid_eur_cents),
        )
        for line in FinancingLine.objects.filter(sheet=sheet)
    )  # fmt: skip
    blocks: list[Block] = []
    if costs:
        headings = (_("Poste de dépense"), _("Année"), *cost_headings())
        blocks.append(Table(_("Coûts"), headings, costs, sheet.get_tax_basis_display()))
    if funds:
        named = (_("Instrument"), _("Dispositif"), *fund_headings())
        blocks.append(Table(_("Financements"), named, funds))
    return [Section(_("L’argent"), tuple(blocks))] if blocks else []


def _euros(cents: int | None) -> str:
    return "" if cents is None else format_short_euros(cents)
