"""Questions of the example country: written as they would be; no letter leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.enums import SolicitationKind
from terreau.web.apps.directory.models import Mandate, Organisation, Solicitation
from terreau.web.apps.outreach.enums import AnswerKind, QuestionEnding, QuestionState
from terreau.web.apps.outreach.models import (
    AskedOrganisation,
    QuestionAnswer,
    SolicitationLimit,
    TerritoryQuestion,
)
from terreau.web.apps.outreach.rules import QUESTION_DAYS
from terreau.web.apps.territories.enums import Country
from terreau.web.apps.territories.models import Perimeter

_CAN, _KNOWS, _CANNOT = AnswerKind.CAN, AnswerKind.KNOWS_WHO, AnswerKind.CANNOT
_FOUNDRY, _CLOUDS = "Fonderie de la Licorne", "Atelier des Nuages"
_SCHOOL, _INVENTORS = "École de la Mécanique Rêvée", "Association des Inventeurs de Terranie"


@dataclass(frozen=True)
class _Question:
    """A fictitious question: who was asked, and what each answered: kind, words, named."""

    text: str
    days_ago: int
    answers: dict[str, tuple[AnswerKind, str, bool] | None]
    ending: str = ""
    lesson: str = ""
    is_published: bool = False


_QUESTIONS = (
    _Question(
        "Qui sait contrôler par ressuage une pièce de fonte de 80 kg ?", 6,
        {
            _FOUNDRY: (_CAN, "Oui, jusqu’à 400 kg, une semaine de délai.", True),
            _SCHOOL: (_KNOWS, "Pas nous, mais un laboratoire voisin le fait (exemple).", False),
            _CLOUDS: None,
        },
    ),
    _Question(
        "Qui peut prêter une salle pour vingt personnes un mardi soir ?", 40,
        {
            _SCHOOL: (_CAN, "Oui, hors vacances scolaires.", True),
            _INVENTORS: (_CANNOT, "Notre local est trop petit.", True),
        },
        QuestionEnding.FOUND, "L’école prête une salle le mardi, hors vacances scolaires.", True,
    ),
    _Question(
        "Qui sait peindre par poudrage une pièce de 4 m ?", 70,
        {_FOUNDRY: (_CANNOT, "", False), _CLOUDS: (_CANNOT, "", False)},
        QuestionEnding.ELSEWHERE,
        "Personne ici au-dessus de 3 m ; un atelier du pays voisin va jusqu’à 6 m.", True,
    ),
)  # fmt: skip
# Those a question may be sent to.
_AGREE = ("Laboratoire des Matières Possibles", "Tôlerie du Val Inventé", _FOUNDRY, _SCHOOL)
# Name, how, days ago, about what.
_CALLS = (
    (_FOUNDRY, SolicitationKind.CALL, 12, "Un stage de troisième"),
    (_FOUNDRY, SolicitationKind.CALL, 20, "Le petit déjeuner des industriels"),
    (_SCHOOL, SolicitationKind.CALL, 9, "La journée portes ouvertes"),
)


@transaction.atomic
def seed_questions() -> bool:
    """Write the questions and calls of the example country, once; return whether it did."""
    mandate = Mandate.objects.filter(
        role=Role.PROJECT_MANAGER, perimeter__country=Country.EXAMPLE, holder__isnull=False
    ).first()
    if mandate is None or mandate.perimeter is None or TerritoryQuestion.objects.exists():
        return False
    rows = Organisation.objects.filter(seat__country=Country.EXAMPLE)
    organisations = {each.name: each for each in rows}
    rows.filter(name__in=_AGREE).update(agrees_to_contact=True)
    for question in _QUESTIONS:
        _write(question, organisations, mandate.perimeter, mandate.holder)
    today = timezone.localdate()
    for name, kind, days, about in _CALLS:
        if name in organisations:
            Solicitation.objects.create(
                organisation=organisations[name],
                kind=kind,
                perimeter=mandate.perimeter,
                asked_by=mandate.holder,
                about=about,
                asked_on=today - timedelta(days=days),
            )
    if _INVENTORS in organisations:
        SolicitationLimit.objects.create(organisation=organisations[_INVENTORS], a_quarter=2)
    return True


def _write(
    seed: _Question,
    organisations: dict[str, Organisation],
    perimeter: Perimeter,
    person: User | None,
) -> None:
    sent = timezone.now() - timedelta(days=seed.days_ago)
    day = timezone.localdate(sent)
    question = TerritoryQuestion.objects.create(
        text=seed.text,
        perimeter=perimeter,
        asked_by=person,
        is_named=True,
        state=QuestionState.CLOSED if seed.ending else QuestionState.SENT,
        sent_on=day,
        closes_on=day + timedelta(days=QUESTION_DAYS),
        ending=seed.ending,
        lesson=seed.lesson,
        is_published=seed.is_published,
        answers_read_at=timezone.now() if seed.ending else None,
    )
    TerritoryQuestion.objects.filter(pk=question.pk).update(written_at=sent)
    for name, said in seed.answers.items():
        if name not in organisations:
            continue
        solicitation = Solicitation.objects.create(
            organisation=organisations[name],
            kind=SolicitationKind.QUESTION,
            perimeter=perimeter,
            asked_by=person,
            about=seed.text,
            asked_on=day,
            answered_on=day + timedelta(days=1) if said and said[2] else None,
        )
        asked = AskedOrganisation.objects.create(
            question=question,
            organisation=organisations[name],
            solicitation=solicitation,
            sent_at=sent,
        )
        if said:
            kind, words, is_named = said
            QuestionAnswer.objects.create(
                asked=asked,
                kind=kind,
                words=words,
                is_named=is_named,
                may_publish=is_named,
                answered_at=sent + timedelta(days=1),
            )
