"""Visits and what was promised there; questions to a territory and what was answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from terreau.web.apps.directory.models import Organisation, Solicitation
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.outreach.enums import AnswerKind, PromiseState, QuestionEnding, QuestionState
from terreau.web.apps.outreach.rules import LONGEST_LINE
from terreau.web.apps.territories.models import Perimeter


class Visit(models.Model):
    """A visit to an organisation: read by those who keep the directory where it sits, alone."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="visits")
    visited_on = models.DateField(default=timezone.localdate)
    # Who was met, and what is worth remembering: words about people, gone after three years.
    met = models.CharField(max_length=300, blank=True)
    notes = models.TextField(max_length=4000, blank=True)
    # What it needs and what it can do, as it was said there.
    know_how = models.ManyToManyField(KnowHow, related_name="visits")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="visits"
    )
    noted_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-visited_on", "-pk")
        indexes = (models.Index(fields=("visited_on",)),)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.visited_on}"


class Promise(models.Model):
    """What was promised during a visit: it waits for who keeps it, until kept or dropped."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="promises")
    text = models.CharField(max_length=LONGEST_LINE)
    promised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="promises"
    )
    due_on = models.DateField()
    state = models.CharField(
        max_length=8, choices=PromiseState, default=PromiseState.WAITING, db_index=True
    )
    # What came of it, or why it was moved or dropped.
    word = models.CharField(max_length=LONGEST_LINE, blank=True)
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ("due_on", "pk")

    def __str__(self) -> str:
        return f"{self.visit_id} {self.state}"


class TerritoryQuestion(models.Model):
    """A question asked to the organisations of a territory that it fits."""

    text = models.CharField(max_length=500)
    # For which territory it is asked; where one looks is as wide, or reaches around it.
    perimeter = models.ForeignKey(
        Perimeter, on_delete=models.PROTECT, related_name="territory_questions"
    )
    is_around = models.BooleanField(default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="territory_questions",
    )
    # On whose behalf; None: of the territory itself.
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="territory_questions"
    )
    # Whether those it is sent to read who asks.
    is_named = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=QuestionState, default=QuestionState.DRAFT)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_on = models.DateField(null=True)
    closes_on = models.DateField(null=True)
    ending = models.CharField(max_length=10, choices=QuestionEnding, blank=True)
    # What was learnt, for whoever asks the same one day.
    lesson = models.CharField(max_length=500, blank=True)
    # Whether who asked lets everyone read the question and what was learnt.
    is_published = models.BooleanField(default=False)
    # When those who asked last read the answers, and the day of the last letter about them.
    answers_read_at = models.DateTimeField(null=True)
    told_on = models.DateField(null=True)

    class Meta:
        ordering = ("-written_at", "-pk")

    def __str__(self) -> str:
        return f"{self.perimeter_id} {self.state}"


class AskedOrganisation(models.Model):
    """An organisation to which a question is sent; its link opens its answer."""

    question = models.ForeignKey(
        TerritoryQuestion, on_delete=models.CASCADE, related_name="asked_organisations"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="questions_received"
    )
    # The solicitation that it counts for, and when its letter was put in the letterbox.
    solicitation = models.OneToOneField(Solicitation, null=True, on_delete=models.SET_NULL)
    sent_at = models.DateTimeField(null=True)
    thanked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("question", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("question", "organisation"), name="asked_once_per_question"
            ),
        )

    def __str__(self) -> str:
        return f"{self.question_id} {self.organisation_id}"


class QuestionAnswer(models.Model):
    """What an organisation answers, by its link and without an account."""

    asked = models.OneToOneField(AskedOrganisation, on_delete=models.CASCADE, related_name="answer")
    kind = models.CharField(max_length=10, choices=AnswerKind)
    words = models.TextField(max_length=2000, blank=True)
    # How to reach who answers: a name, a number; read by who asked, and only once they are named.
    reach = models.CharField(max_length=200, blank=True)
    is_named = models.BooleanField(default=False)
    # Whether its words may be read with the question, unnamed, by everyone.
    may_publish = models.BooleanField(default=False)
    know_how = models.ForeignKey(
        KnowHow, null=True, on_delete=models.SET_NULL, related_name="question_answers"
    )
    answered_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("asked__question", "answered_at", "pk")

    def __str__(self) -> str:
        return f"{self.asked_id} {self.kind}"


class SolicitationLimit(models.Model):
    """How often an organisation lets itself be asked."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="solicitation_limit"
    )
    # At most this many times a quarter; 0: never; None: it has not said.
    a_quarter = models.PositiveSmallIntegerField(null=True)
    # Not before this day.
    not_before = models.DateField(null=True)

    class Meta:
        ordering = ("organisation",)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.a_quarter}"
