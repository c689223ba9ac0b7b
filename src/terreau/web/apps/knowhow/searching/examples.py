"""What one can look for: everyday needs that lines which the reader may read answer."""

from __future__ import annotations

import itertools

from terreau.matching.folding import Words
from terreau.matching.meaning import meant_by
from terreau.matching.vocabulary import term, terms_in
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.permissions import can_view_know_how

_SHOWN, _READ = 6, 60
_KINDS = (KnowHowKind.MAKES, KnowHowKind.MACHINE)
# Of a lone word that says something, a need is not understood.
_WORDS = 2


def list_examples(scope: Scope) -> list[str]:
    """Return needs as anybody says them, that the last lines written answer; one a trade."""
    held = KnowHow.objects.filter(can_view_know_how(scope), ended_on=None, kind__in=_KINDS)
    texts = held.order_by("-written_at", "-pk").values_list("text", flat=True)[:_READ]
    codes = dict.fromkeys(code for text in texts for code in terms_in(text))
    needs = (need for code in codes if (need := _need(code)))
    return list(itertools.islice(dict.fromkeys(needs), _SHOWN))


def _need(code: str) -> str:
    """Return what people say who need a trade, where it surely leads there: the fullest words."""
    said = {cue: Words().of(cue) for cue in term(code).cues}
    for cue, words in sorted(said.items(), key=lambda each: -len(each[1])):
        meant = meant_by(words) if len(words) >= _WORDS else []
        if meant and max(meant, key=lambda each: each.weight).code == code:
            return cue
    return ""
