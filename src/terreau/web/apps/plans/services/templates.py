"""A territory's own templates, kept for a plan: checked by what they hold, used by its papers."""

from __future__ import annotations

from pathlib import PurePath

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.reporting.ooxml import PRESENTATION, TEXT, BadTemplate, damage_refused
from terreau.reporting.slides import template as slides
from terreau.reporting.word import template as word
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.enums import TemplateKind
from terreau.web.apps.plans.models import PlanTemplate
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.services.plans import locked_plan

# A database keeps it: masters and layouts weigh less; what is heavier holds slides and films.
LARGEST = 10 << 20


@transaction.atomic
def keep_template(*, acting: Acting, plan_id: int, name: str, content: bytes) -> PlanTemplate:
    """Keep a presentation or a document of a territory for the papers of a plan.

    It takes the place of the one of its kind; which kind it is, its name says and its content
    proves.

    Raises
    ------
    NotHere
        If one does not keep the plan.
    BadField
        If it is too heavy, of no kind, damaged, or has no layout that can be used.
    """
    plan = locked_plan(acting, plan_id)
    kind = _kind(name)
    if len(content) > LARGEST:
        raise BadField(
            "template",
            _("Ce modèle est trop lourd"),
            value=name,
            remedy=_("10 Mo au plus : retirez-en les images, seules les mises en page servent."),
        )
    _check(kind, name, content)
    row, _is_new = PlanTemplate.objects.update_or_create(
        plan=plan,
        kind=kind,
        defaults={
            "name": PurePath(name).name[:120],
            "content": content,
            "size": len(content),
            "put_at": timezone.now(),
        },
    )
    record(acting, Verb.CHANGED, plan, {"template": ("", row.name)})
    return row


@transaction.atomic
def drop_template(*, acting: Acting, plan_id: int, kind: str) -> None:
    """Take a template of a plan out: its papers are made in our look again.

    Raises
    ------
    NotHere
        If one does not keep the plan, or it has none of that kind.
    """
    plan = locked_plan(acting, plan_id)
    row = plan.templates.filter(kind=kind).first()
    if row is None:
        raise nothing_here()
    row.delete()
    record(acting, Verb.CHANGED, plan, {"template": (row.name, "")})


def _kind(name: str) -> TemplateKind:
    suffix = PurePath(name.casefold()).suffix
    if suffix in (".pptx", ".potx"):
        return TemplateKind.PRESENTATION
    if suffix in (".docx", ".dotx"):
        return TemplateKind.DOCUMENT
    raise BadField(
        "template",
        _("Ce fichier n’est ni une présentation ni un document"),
        value=name[:80],
        remedy=_("Choisissez un fichier .pptx, .potx, .docx ou .dotx."),
    )


def _check(kind: TemplateKind, name: str, content: bytes) -> None:
    """Refuse what cannot be used, before a committee waits for it."""
    try:
        if kind is TemplateKind.PRESENTATION:
            with damage_refused(PRESENTATION, *_library_errors()):
                slides.layout_for_content(slides.opened(content))
        else:
            with damage_refused(TEXT, *_library_errors()):
                word.opened(content)
    except BadTemplate as error:
        language = (get_language() or "fr")[:2]
        happened, cure = (s.in_language(language) for s in (error.happened, error.cure))
        raise BadField("template", happened, value=name[:80], remedy=cure) from error


def _library_errors() -> tuple[type[Exception], ...]:
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError
    from pptx.exc import PythonPptxError

    return PythonDocxError, OpcError, LxmlError, PythonPptxError
