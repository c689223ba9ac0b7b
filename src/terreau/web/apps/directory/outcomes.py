"""How many organisations a reading of a register added, changed, left: in words."""

from __future__ import annotations

from django.utils.translation import ngettext

from terreau.web.apps.directory.enums import RegisterOutcome
from terreau.web.shared.templatetags.terreau import number


def count_in_words(outcome: RegisterOutcome, count: int) -> str:
    """Return how many organisations became what."""
    worded = {
        RegisterOutcome.NEW: ngettext("%(count)s ajoutée", "%(count)s ajoutées", count),
        RegisterOutcome.CHANGED: ngettext("%(count)s modifiée", "%(count)s modifiées", count),
        RegisterOutcome.CLOSED: ngettext("%(count)s fermée", "%(count)s fermées", count),
        RegisterOutcome.CONTRADICTED: ngettext(
            "%(count)s écrite autrement ici", "%(count)s écrites autrement ici", count
        ),
        RegisterOutcome.MAYBE: ngettext(
            "%(count)s peut-être déjà là", "%(count)s peut-être déjà là", count
        ),
        RegisterOutcome.MASKED: ngettext(
            "%(count)s non diffusible", "%(count)s non diffusibles", count
        ),
        RegisterOutcome.ELSEWHERE: ngettext(
            "%(count)s hors de vos territoires", "%(count)s hors de vos territoires", count
        ),
        RegisterOutcome.UNNAMED: ngettext(
            "%(count)s sans nom connu", "%(count)s sans nom connu", count
        ),
        RegisterOutcome.GONE: ngettext(
            "%(count)s déjà fermée, non ajoutée", "%(count)s déjà fermées, non ajoutées", count
        ),
        RegisterOutcome.UNKNOWN: ngettext(
            "%(count)s introuvable au registre", "%(count)s introuvables au registre", count
        ),
        RegisterOutcome.SAME: ngettext(
            "%(count)s sans changement", "%(count)s sans changement", count
        ),
    }
    return worded[outcome] % {"count": number(count)}
