"""What is guessed first here, and what an estimate made for English does not know.

French words of passwords, what this site is about, sentences everybody knows, and the rows and
columns of the keyboards under French hands. Folded: without capitals, accents or spaces.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from terreau.core.text import fold

# The most used first: the rank counts.
_WORDS = """
azerty motdepasse bonjour soleil doudou loulou coucou chouchou nicolas camille marseille chocolat
amour jetaime moimeme princesse coeur bonheur vacances maison famille enfants papillon toulouse
bordeaux nantes lille lyon paris france bretagne alsace normandie football olympique administrateur
bienvenue secret identifiant connexion ordinateur internet travail bureau entreprise mairie commune
communaute agglomeration departement region prefecture prefet president directeur secretariat
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
lundi mardi mercredi jeudi vendredi samedi dimanche printemps automne hiver
liberte egalite fraternite republique
territoire territoires industrie industries industriel industrielle chefdeprojet terreau annuaire
projet economie emploi usine zonedemploi dindustrie anct etat
"""

_SENTENCES = """
Liberté, égalité, fraternité
Travail, famille, patrie
Territoires d’industrie
Ville de demain
Vive la France
Vive la République
Il était une fois
Allons enfants de la patrie
Le jour de gloire est arrivé
À la claire fontaine
Au clair de la lune
Frère Jacques dormez-vous
Joyeux anniversaire
Je pense donc je suis
Ce n’est pas moi
Je ne sais pas
J’ai oublié mon mot de passe
Ceci est un mot de passe
Mon mot de passe
Mot de passe secret
Ouvre-toi Sésame
Un deux trois soleil
La vie est belle
Correct horse battery staple
Sunshine and rainbows
Jedi mind tricks
J3ediMindTricks
To be or not to be
May the force be with you
Let me in please
The quick brown fox
I love you so much
My password is password
Once upon a time
Over the rainbow
ji32k7au4a83
""".strip().splitlines()

# Rows of AZERTY without its letters with accents, of BÉPO, of QWERTZ; columns of AZERTY and QWERTY.
_KEYS = (
    "azertyuiop", "qsdfghjklm", "wxcvbn", "bepovdljzw", "auietsrnmc", "qwertzuiop", "1234567890",
    "qwertyuiop", "asdfghjkl", "zxcvbnm",
    "1aqw", "2zsx", "3edc", "4rfv", "5tgb", "6yhn", "7uj", "8ik", "9ol", "0pm", "1qaz", "2wsx",
)  # fmt: skip
_SHORTEST = 3
# As long as a password.
_ENOUGH = 12
# What a key of the row of digits gives, with Shift where QWERTY is, without it where AZERTY is.
_AS_DIGITS = (
    str.maketrans("!@#$%^&*()", "1234567890"),
    str.maketrans("&é\"'(-è_çà", "1234567890"),
)


def readings(password: str) -> list[str]:
    """Return a password as typed, its letters and digits alone, and the keys under it.

    Few letters among many signs say nothing of it: they are not read alone.

    Examples
    --------
    >>> readings("Vive la République, 1792 !")[:2]
    ['Vive la République, 1792 !', 'vivelarepublique1792']
    >>> readings("Été à 2&")
    ['Été à 2&', 'été à 27', '2t2 0 21']
    """
    keys = [password.lower().translate(each) for each in _AS_DIGITS]
    plain = fold(password).replace(" ", "")
    return [password, *([plain] if len(plain) >= _ENOUGH else []), *keys]


def guessed_words() -> Iterator[str]:
    """Yield them, the first guessed first.

    Examples
    --------
    >>> words = list(guessed_words())
    >>> words[0], "liberteegalitefraternite" in words, "sdfghj" in words, "poiuyt" in words
    ('azerty', True, True, True)
    """
    yield from _WORDS.split()
    yield from (fold(sentence).replace(" ", "") for sentence in _SENTENCES)
    yield from dict.fromkeys(chain.from_iterable(map(_walks, _KEYS)))


def _walks(keys: str) -> Iterator[str]:
    """Yield each stretch of a row, the longest first, in both directions."""
    for length in range(len(keys), _SHORTEST - 1, -1):
        for start in range(len(keys) - length + 1):
            yield keys[start : start + length]
            yield keys[start : start + length][::-1]
