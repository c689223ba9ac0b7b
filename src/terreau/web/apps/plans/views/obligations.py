"""What a territory owes: its calendar, one written, done, the feed that programs subscribe to."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.plans.asking import Asked, ask
from terreau.web.apps.plans.exports_agreements import obligations_answer
from terreau.web.apps.plans.forms.obligations import (
    ObligationForm,
    SettleForm,
    SuggestedForm,
    initial_of,
)
from terreau.web.apps.plans.ics import MEDIA_TYPE, CalendarDay, write_calendar
from terreau.web.apps.plans.models import ActionPlan, Obligation
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.obligations import (
    calendar_token,
    get_calendar,
    get_obligation_to_change,
    list_offered,
    rows_of_plan,
)
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.apps.plans.services import obligations as services
from terreau.web.shared.forms import PageForm


@never_cache
@require_safe
def obligations(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Show what the territory of a plan owes, to its partners."""
    shown = get_plan(request.scope, plan_id)
    rows = rows_of_plan(request.scope, plan_id)
    feed = reverse("plans:obligations_feed", args=(calendar_token(shown.plan),))
    context = {
        "shown": shown,
        "rows": rows,
        "offered": list_offered(shown.plan) if shown.may_keep else [],
        "feed": f"{settings.SITE_URL}{feed}",
    }
    return render(request, "plans/obligations.html", context)


@require_safe
def obligations_file(request: ScopedRequest, plan_id: int, suffix: str) -> HttpResponse:
    """Give what the territory of a plan owes as a file."""
    return obligations_answer(rows_of_plan(request.scope, plan_id), suffix)


@require_safe
def calendar(request: ScopedRequest, token: str) -> HttpResponse:
    """Give the calendar of a plan to the program that holds its secret link."""
    plan, rows = get_calendar(token)
    name = _("Échéances : %s") % plan.perimeter.name
    days = [_day(each) for each in rows]
    written = write_calendar(name, days, written_at=timezone.now())
    response = HttpResponse(written, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = 'inline; filename="echeances.ics"'
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def obligation_add(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Add something owed."""
    plan = _kept(request, plan_id)
    form = ObligationForm(what_was_typed(request))
    asked = _asked(
        plan, _("Ajouter une échéance"), _("Ajouter"), _("L’échéance est dans le calendrier.")
    )
    return ask(
        request,
        form,
        asked,
        lambda: services.add_obligation(
            acting=acting(request), plan_id=plan_id, written=form.written
        ),
    )


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def obligations_suggested(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Add what most territories owe, chosen one by one."""
    plan = _kept(request, plan_id)
    form = SuggestedForm(what_was_typed(request), offered=list_offered(plan))
    asked = _asked(
        plan,
        _("Échéances que la plupart des territoires ont"),
        _("Ajouter celles qui sont cochées"),
        _("Les échéances sont dans le calendrier : vérifiez leurs jours."),
        lead=_("Les jours marqués « à vérifier » ne sont fixés par aucun texte national : lisez "
               "les vôtres dans vos conventions, puis corrigez-les."),
    )  # fmt: skip
    return ask(
        request,
        form,
        asked,
        lambda: services.take_suggestions(
            acting=acting(request), plan_id=plan_id, chosen=form.cleaned_data["chosen"]
        ),
    )


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_turn(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Close the links to the calendar that were given, and give another."""
    plan = _kept(request, plan_id)
    asked = _asked(
        plan,
        _("Changer le lien du calendrier"),
        _("Changer le lien"),
        _("Le lien est changé : les anciens ne donnent plus rien."),
        lead=_(
            "Les agendas abonnés à l’ancien lien ne recevront plus rien ; donnez-leur le nouveau."
        ),
        is_removal=True,
    )
    form = PageForm({} if request.method == "POST" else None)
    return ask(
        request,
        form,
        asked,
        lambda: services.turn_calendar(acting=acting(request), plan_id=plan_id),
    )


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def obligation_change(request: ScopedRequest, obligation_id: int) -> HttpResponse:
    """Change something owed."""
    row = get_obligation_to_change(request.scope, obligation_id)
    form = ObligationForm(what_was_typed(request), initial=initial_of(row))
    asked = _asked(
        row.plan, _("Modifier l’échéance"), _("Enregistrer"), _("Vos changements sont enregistrés.")
    )
    return ask(
        request,
        form,
        asked,
        lambda: services.change_obligation(
            acting=acting(request),
            obligation_id=obligation_id,
            version=form.cleaned_data["version"] or 0,
            written=form.written,
        ),
    )


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def obligation_settle(request: ScopedRequest, obligation_id: int) -> HttpResponse:
    """Say which day something owed was done."""
    row = get_obligation_to_change(request.scope, obligation_id)
    form = SettleForm(what_was_typed(request))
    asked = _asked(row.plan, row.title, _("Enregistrer"), _("C’est noté."))
    return ask(
        request,
        form,
        asked,
        lambda: services.settle_obligation(
            acting=acting(request),
            obligation_id=obligation_id,
            done_on=form.cleaned_data["done_on"],
        ),
    )


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def obligation_remove(request: ScopedRequest, obligation_id: int) -> HttpResponse:
    """Take something owed out of the calendar, confirmed by its title."""
    row = get_obligation_to_change(request.scope, obligation_id)
    title = _("Retirer « %s » du calendrier") % row.title
    asked = _asked(row.plan, title, _("Retirer"), _("L’échéance est retirée."), is_removal=True)
    form = PageForm({} if request.method == "POST" else None)
    return ask(
        request,
        form,
        asked,
        lambda: services.remove_obligation(acting=acting(request), obligation_id=obligation_id),
    )


def _kept(request: ScopedRequest, plan_id: int) -> ActionPlan:
    """Return a plan that the reader keeps."""
    shown = get_plan(request.scope, plan_id)
    if not shown.may_keep:
        raise nothing_here()
    return shown.plan


def _asked(
    plan: ActionPlan,
    title: str,
    submit: str,
    done: str,
    *,
    lead: str = "",
    is_removal: bool = False,
) -> Asked:
    """Return a page that asks something of the calendar of a plan."""
    return Asked(
        title=title,
        lead=lead,
        submit=submit,
        back_url=reverse("plans:obligations", args=(plan.pk,)),
        back_name=_("Échéances"),
        done=done,
        plan=plan,
        is_removal=is_removal,
    )


def _day(row: Obligation) -> CalendarDay:
    """Return something owed as a calendar holds it."""
    host = settings.SITE_URL.partition("://")[2]
    done = _("Faite. ") if row.done_on else ""
    check = _("Jour à vérifier.") if row.is_to_check else ""
    whom = _("Due à : %s") % row.owed_to if row.owed_to else ""
    return CalendarDay(
        uid=f"obligation-{row.pk}@{host}",
        on=row.due_on,
        title=f"{done}{row.title}",
        words="\n".join(part for part in (whom, row.source, check) if part),
        url=f"{settings.SITE_URL}{reverse('plans:obligations', args=(row.plan_id,))}",
    )
