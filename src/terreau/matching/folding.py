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
a afin ai aider aidez ailleurs aimerais aimerait aimerions ainsi aller allez allons alors an and
annee annees any apres are as assez au aucun aucune aujourd aupres auquel aura auraient aurais
aurait auriez aurions auront aussi aussitot autour autre autres aux avaient avait avant avec
avez avions avoir avons beaucoup besoin besoins bientot bon bonjour bonne ca can capable
capables car ce ceci cela celle celles celui cent centaine ces cet cette ceux cherchait cherche
cherchent chercher cherchez cherchons chez chose choses combien comme comment company
connaissent connaissez connait connaitre connaitriez contre d dans de deja demain demande
demander demandons depuis des dessous dessus deux devoir devons devrait dimanche dire dispose
disposez dites dix dizaine do does dois doit doivent donc dont du e elle en encore enfin ensuite
entre entreprise entreprises environ es est et etaient etait etc ete etes etre eux existe
existent faire faisons fait faites fasse fassent faudra faudrait faut fera feraient ferait ferez
fois font for from genre gens grace gros grosse have heure heures hier how hui huit i ici il ils
in indiquer is j jamais je jeudi jour jours jusqu juste l la laquelle le lequel les lesquels
leur leurs loin lors lorsque lui lundi m ma madame maintenant mais malgre mardi matin me meme
merci mercredi mes mille moi moins mois mon monsieur my n ne need neuf ni non nos notamment
notre nous nulle of on ont or ou our par parce pareil parfois part pas pendant personne peu peut
peuvent plus plusieurs possible pour pourquoi pourra pourraient pourrait pourriez pourrions
pourront pouvez pouvoir pouvons pres prestataire prestataires prochain prochaine prochains
proposez puis puisque puisse puissent qu quand quatre que quel quelconque quelle quelles quelqu
quelque quelques quelquun quels qui quinzaine quoi recherche rechercher recherchons rien s sa
sachant sais sait samedi sans saura sauraient saurait saurez savent savez savons se selon
semaine semaines sept sera serait seriez ses seulement si six soient soir soit some somebody
someone sommes son sont sorte souhaite souhaiterais souhaiterions souhaitons sous souvent suis
sur surtout svp t ta tandis tard tel telle tellement tes that the to toi ton tot toujours tous
tout toute toutes trente tres trois trop trouve trouver tu type un une unes uns urgent us va
vais vendredi vers veulent veut veux vingt vite voila voir vont vos votre voudrais voudrait
voudrions voulez vouloir voulons vous we what which who with y
"""
STOP_WORDS = frozenset(_SAYS_NOTHING.split())
# Words that say something beside others only: nobody is found because they speak of parts.
VAGUE_WORDS = frozenset({"piece", "pieces", "refaire", "debarrasser", "savoir"})


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
