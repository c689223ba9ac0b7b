"""Questions to a territory: written, sent to those who were chosen, closed with what was learnt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.enums import SolicitationKind
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import can_view_organisation, nothing_here
from terreau.web.apps.directory.services.soliciting import record_solicitation
from terreau.web.apps.outreach import letters
from terreau.web.apps.outreach.enums import AnswerKind, QuestionEnding, QuestionState
from terreau.web.apps.outreach.models import AskedOrganisation, TerritoryQuestion
from terreau.web.apps.outreach.permissions import can_ask, can_change_question, kept_by
from terreau.web.apps.outreach.rules import (
    MOST_ASKED,
    QUESTION_DAYS,
    QUESTIONS_A_MONTH,
    is_sentence,
    question_may_become,
)
from terreau.web.apps.outreach.selectors.loads import asking_of
from terreau.web.apps.outreach.selectors.questions import list_own_organisations
from terreau.web.apps.territories.models import Perimeter

_PERSONAL = ("text", "lesson")
_SHORTEST = 10


@dataclass(frozen=True)
class QuestionFields:
    """What is written of a question.

    Parameters
    ----------
    text : str
        The question, in one sentence.
    perimeter : Perimeter
        For which territory.
    is_around : bool
        Whether one looks around it too.
    organisation_id : int or None
        On whose behalf; None: of the territory.
    is_named : bool
        Whether those asked read who asks.
    """

    text: str
    perimeter: Perimeter
    is_around: bool = False
    organisation_id: int | None = None
    is_named: bool = False


@transaction.atomic
def write_question(*, acting: Acting, written: QuestionFields) -> TerritoryQuestion:
    """Write a question; nobody is asked yet.

    Raises
    ------
    NotHere
        If it is not for who acts to ask there, or on behalf of that organisation.
    BadInput
        If it asks nothing.
    """
    if acting.user is None or not can_ask(acting.scope, written.perimeter):
        raise nothing_here()
    _check_behalf(acting, written)
    text = " ".join(written.text.split())
    if len(fold(text)) < _SHORTEST or not is_sentence(text):
        raise BadInput(
            _("Une question se comprend par qui ne vous connaît pas"),
            value=text or None,
            remedy=_(
                "Écrivez une phrase : « Qui peut… ? » Quoi, quelle taille, combien, pour quand."
            ),
        )
    question = TerritoryQuestion.objects.create(
        text=text[:500],
        perimeter=written.perimeter,
        is_around=written.is_around,
        organisation_id=written.organisation_id,
        is_named=written.is_named,
        asked_by=acting.user,
    )
    record(acting, Verb.CREATED, question, {"text": ("", text)}, personal=_PERSONAL)
    return question


@transaction.atomic
def send_question(
    *, acting: Acting, question_id: int, organisation_ids: Collection[int]
) -> list[EmailMessage]:
    """Send a question to those who were chosen: all the letters are kept to leave, or none.

    Raises
    ------
    NotHere
        If it is not for who acts to send.
    BadInput
        If it was sent already, nobody is asked or too many, one of them is not to be asked any
        more, or who asks, or their territory, asked much this month.
    """
    question = _locked(acting, question_id)
    _check_move(question, QuestionState.SENT)
    _check_budget(question)
    chosen = _chosen(acting, question, organisation_ids)
    today = timezone.localdate()
    question.state, question.sent_on = QuestionState.SENT, today
    question.closes_on = today + timedelta(days=QUESTION_DAYS)
    question.save()
    record(acting, Verb.REQUESTED, question, {"state": (QuestionState.DRAFT, question.state)})
    solicitations = record_solicitation(
        acting=acting,
        organisation_ids=[each.pk for each in chosen],
        kind=SolicitationKind.QUESTION,
        perimeter=question.perimeter,
        about=question.text,
    )
    by_organisation = {each.organisation_id: each for each in solicitations}
    sent = []
    for each in sorted(chosen, key=lambda organisation: organisation.pk):
        asked = AskedOrganisation.objects.create(
            question=question,
            organisation=each,
            solicitation=by_organisation[each.pk],
            sent_at=timezone.now(),
        )
        sent.append(letters.ask(asked))
    return sent


@transaction.atomic
def close_question(
    *,
    acting: Acting,
    question_id: int,
    ending: str,
    lesson: str = "",
    is_published: bool = False,
) -> TerritoryQuestion:
    """Close a question with what came of it, and thank those who answered.

    Raises
    ------
    NotHere
        If it is not for who acts to close.
    BadInput
        If it is closed already, or what came of it is none of what there is.
    """
    question = _locked(acting, question_id)
    _check_move(question, QuestionState.CLOSED)
    if ending not in QuestionEnding.values:
        raise BadInput(
            _("Dites ce que la question a donné"), value=ending, remedy=_("Choisissez-en un.")
        )
    was_sent = question.state == QuestionState.SENT
    changes = {
        "state": (question.state, QuestionState.CLOSED),
        "ending": ("", ending),
        "lesson": ("", lesson),
        "is_published": (False, is_published and was_sent),
    }
    question.state, question.ending, question.lesson = QuestionState.CLOSED, ending, lesson
    question.is_published = is_published and was_sent
    question.save()
    record(acting, Verb.ENDED, question, changes, personal=_PERSONAL)
    answered = question.asked_organisations.filter(answer__isnull=False, thanked_at=None)
    for asked in answered.select_related("organisation", "question__perimeter"):
        asked.thanked_at = timezone.now()
        asked.save(update_fields=("thanked_at",))
        if asked.organisation.email:
            letters.thank(asked)
    return question


@transaction.atomic
def name_asker(*, acting: Acting, question_id: int) -> TerritoryQuestion:
    """Say who asks to those asked, and tell it to those who answered without their name.

    Raises
    ------
    NotHere
        If it is not for who acts to say.
    BadInput
        If it was said already, or the question is not out.
    """
    question = _locked(acting, question_id)
    if question.is_named or question.state != QuestionState.SENT:
        raise BadInput(
            _("Qui demande est déjà nommé, ou la question n’est pas en cours"),
            remedy=_("Revenez à la page de la question."),
        )
    question.is_named = True
    question.save(update_fields=("is_named",))
    record(acting, Verb.CHANGED, question, {"is_named": (False, True)})
    unnamed = question.asked_organisations.filter(answer__is_named=False)
    helpful = unnamed.exclude(answer__kind=AnswerKind.CANNOT).exclude(organisation__email="")
    for asked in helpful.select_related("organisation"):
        asked.question = question
        letters.tell_named(asked)
    return question


def _check_behalf(acting: Acting, written: QuestionFields) -> None:
    """Refuse to ask for an organisation of others, or for a territory that one does not keep."""
    own = {each.pk for each in list_own_organisations(acting.scope)}
    if written.organisation_id is not None and written.organisation_id not in own:
        raise nothing_here()
    if written.organisation_id is None and not kept_by(acting.scope).holds(written.perimeter):
        raise BadInput(
            _("Seuls ceux qui animent ce territoire posent une question en son nom"),
            value=written.perimeter.name,
            remedy=_("Posez-la au nom de votre organisation."),
        )


def _locked(acting: Acting, question_id: int) -> TerritoryQuestion:
    found = TerritoryQuestion.objects.select_for_update(of=("self",)).filter(
        can_change_question(acting.scope), pk=question_id
    )
    question = found.select_related("perimeter", "organisation").first()
    if question is None:
        raise nothing_here()
    return question


def _check_move(question: TerritoryQuestion, wanted: str) -> None:
    if not question_may_become(question.state, wanted):
        raise BadInput(
            _("Cette question est déjà %(state)s") % {"state": question.get_state_display()},
            remedy=_("Revenez à sa page : ce qui en est advenu y est écrit."),
        )


def _check_budget(question: TerritoryQuestion) -> None:
    """Refuse to send more than one person, or one organisation, sends in a month."""
    since = timezone.localdate() - timedelta(days=30)
    sent = TerritoryQuestion.objects.filter(sent_on__gt=since)
    mine = sent.filter(asked_by=question.asked_by_id).count()
    ours = sent.filter(organisation=question.organisation_id).exclude(organisation=None).count()
    if max(mine, ours) >= QUESTIONS_A_MONTH:
        raise BadInput(
            _("Vous avez envoyé beaucoup de questions ce mois-ci"),
            value=str(max(mine, ours)),
            remedy=_(
                "Attendez quelques jours : les entreprises ne répondent qu’à qui demande peu."
            ),
            kept=_("La question est gardée : elle s’enverra depuis sa page."),
        )


def _chosen(
    acting: Acting, question: TerritoryQuestion, organisation_ids: Collection[int]
) -> list[Organisation]:
    """Return those to ask, held until they are, all of whom may be asked today."""
    keys = frozenset(organisation_ids) - {question.organisation_id}
    if not 0 < len(keys) <= MOST_ASKED:
        raise BadInput(
            _("Une question s’envoie à une organisation au moins, et à %(most)d au plus")
            % {"most": MOST_ASKED},
            value=str(len(keys)),
            remedy=_("Cochez celles qui peuvent vraiment répondre."),
        )
    seen = Organisation.objects.filter(can_view_organisation(acting.scope), pk__in=keys)
    # Two people who ask one organisation at once see each other's question in its load.
    chosen = list(seen.select_for_update(of=("self",)).order_by("pk"))
    if len(chosen) != len(keys):
        raise nothing_here()
    asking = asking_of(acting.scope, chosen, timezone.localdate())
    for each in chosen:
        if asking[each.pk].refusal:
            raise BadInput(
                _("%(name)s ne peut pas être sollicitée") % {"name": each.name},
                value=asking[each.pk].refusal_said,
                remedy=_("Décochez-la, puis envoyez à nouveau."),
            )
    return chosen
