"""Whether a result can do all that was asked, or only comes near: which words it leaves aside."""

from __future__ import annotations

from collections.abc import Sequence

from terreau.matching.folding import VAGUE_WORDS, Words
from terreau.matching.stemming import stems
from terreau.matching.vocabulary import terms_in, terms_of, wider
from terreau.web.apps.knowhow.searching.verifying import Line

# Who rents out lends, and what is available is lent: one act, said in several words.
_LENDING = frozenset(
    stems(
        Words().of("prêt prête prêter prêtée prêteur louer loue location emprunter")
        + Words().of("disponible disposition")
    )
)
_LENDS = "equipment-rental"


def left_aside(lines: Sequence[Line]) -> list[str]:
    """Return the words of the question of which the lines of an organisation say nothing.

    A trade that is asked says the words that lead to it as well: who covers roofs repairs them. A
    wider one says nothing of what was asked. Measures are told apart, by the capacities.
    """
    question = lines[0].proposal.question
    if question is None:
        return []
    spoken = {code for line in lines for code in terms_in(line.text)}
    trades = spoken.union(*map(wider, spoken)) & {meant.code for meant in question.meant}
    reasons = [reason for line in lines for reason in line.reasons if reason.how != "wider"]
    said = {word for reason in reasons for word in reason.typed.split()}
    lends = _LENDS in spoken or any(
        _LENDING.intersection(stems(Words().of(line.text))) for line in lines
    )
    return [
        typed
        for typed, word in zip(question.typed, question.words, strict=True)
        if typed not in said
        and word not in VAGUE_WORDS
        and not word.isdigit()
        and trades.isdisjoint(terms_of(word))
        and not (lends and stems([word])[0] in _LENDING)
    ]
