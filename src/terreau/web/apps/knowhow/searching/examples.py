"""What one can look for: everyday needs that lines which the reader may read answer."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from terreau.matching.folding import Words
from terreau.matching.meaning import meant_by
from terreau.matching.vocabulary import term, terms_in
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.permissions import can_view_know_how

_SHOWN, _READ = 6, 60
_KINDS = (KnowHowKind.MAKES, KnowHowKind.MACHINE)
# Of one word or two, a need is not understood without the page.
_WORDS = 3


def list_examples(scope: Scope) -> list[str]:
    """Return needs as anybody says them, that the last lines written answer; one a trade."""
    held = KnowHow.objects.filter(can_view_know_how(scope), ended_on=None, kind__in=_KINDS)
    texts = held.order_by("-written_at", "-pk").values_list("text", flat=True)[:_READ]
    codes = dict.fromkeys(code for text in texts for code in terms_in(text))
    needs = (need for code in codes for need in itertools.islice(_needs(code), 1))
    return list(itertools.islice(dict.fromkeys(needs), _SHOWN))


def _needs(code: str) -> Iterator[str]:
    """Give what people say who need a trade, where it surely leads there."""
    for cue in term(code).cues:
        meant = meant_by(Words().of(cue)) if len(cue.split()) >= _WORDS else []
        if meant and max(meant, key=lambda each: each.weight).code == code:
            yield cue
