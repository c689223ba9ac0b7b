"""Texts as words without accents or case, and which of these say nothing.

What a word comes from (its stem, its family) is in `stemming`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from terreau.core.text import fold

_WORD = re.compile(r"[^\W_]+")

# Words of any sentence and of any request: "je cherche quelqu'un qui peut…" asks for what follows.
_SAYS_NOTHING = """
a afin ai ainsi alors apres as au aucun aupres aussi autre autres aux avant avec avez avoir
avons besoin bon bonne bonjour ca car ce ceci cela celle celui ces cet cette chez cherche
chercher cherchent cherchez cherchons combien comme comment d dans de depuis des deux dois
doit doivent donc du e elle en encore entre entreprise entreprises es est et etait etc ete
etes etre eux fait faire faisons faites faut fois font grace gros grosse i ici il ils j jamais
je jusqu l la le les leur leurs lors lui m ma mais me meme mes mon moi n ne ni non nos notre
nous on ont ou par parce pas pendant peu peut peuvent plus plusieurs pour pourquoi pourrait
pouvez prestataire prestataires puis qu quand que quel quelle quelles quels quelqu quelque
quelques qui quoi rechercher recherche recherchons s sa sans se sera ses si sommes son sont
sous sur t ta tel telle tes toi ton toujours tous tout toute toutes tres trop trouver trouve
tu un une uns unes va vers veut veux voir vont vos votre voudrais voulons vous voudrions y a
an and any are can company do does for from have i in is me my need of on or our some somebody
someone that the to us we who with
"""
STOP_WORDS = frozenset(_SAYS_NOTHING.split())


class Words:
    """Reads texts, folding each distinct word once.

    Examples
    --------
    >>> Words().of("Tôlerie fine, ŒUVRES d’art : 5 axes")
    ['tolerie', 'fine', 'oeuvres', 'art', '5', 'axes']
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, text: str) -> list[str]:
        """Return the words of a text that say something, in their order."""
        return [word for _, word in self.typed(text)]

    def typed(self, text: str) -> list[tuple[str, str]]:
        """Return the same words, each beside what was typed."""
        pairs: list[tuple[str, str]] = []
        for match in _WORD.finditer(unicodedata.normalize("NFC", text)):
            typed = match[0]
            folded = self._known.get(typed)
            if folded is None:
                folded = self._known[typed] = tuple(_telling(fold(typed).split()))
            pairs.extend((typed, word) for word in folded)
        return pairs


def _telling(words: Iterable[str]) -> Iterable[str]:
    """Keep what is neither a stop word nor a lone letter."""
    return (word for word in words if word not in STOP_WORDS and (len(word) > 1 or word.isdigit()))
