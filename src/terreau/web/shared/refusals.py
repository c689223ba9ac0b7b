"""What the web refuses whatever is asked: too often, too long, too large."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _

from terreau.core.errors import BadInput


class AskedTooOften(BadInput):
    """A client spent its budget of something costly; a page answers 429.

    Parameters
    ----------
    wait : float
        Seconds until it is served again.
    """

    def __init__(self, wait: float) -> None:
        self.wait_seconds = max(1, math.ceil(wait))
        super().__init__(
            _("Vous avez demandé beaucoup de pages longues à préparer en peu de temps"),
            why=_("Le service est partagé : chacun en a sa part, qui se reconstitue seule."),
            remedy=_("Réessayez dans %(seconds)s s : rien n’a été perdu.")
            % {"seconds": self.wait_seconds},
        )


class TooLong(BadInput):
    """An address longer than is read; a page answers 414."""

    def __init__(self, most: int) -> None:
        super().__init__(
            _("Cette adresse est trop longue"),
            why=_("Une adresse est lue jusqu’à %(most)s caractères.") % {"most": most},
            remedy=_("Réduisez la liste ou les choix qu’elle contient."),
        )


class TooLarge(BadInput):
    """A form or a file larger than is taken; a page answers 413."""

    def __init__(self, most: int) -> None:
        super().__init__(
            _("Ce que vous envoyez dépasse %(most)s Mo") % {"most": most >> 20},
            why=_("Rien n’en a été gardé : revenez en arrière, votre texte y est encore."),
            remedy=_("Allégez le fichier ou raccourcissez le texte, puis renvoyez-le."),
        )


class FormRefused(BadInput):
    """A form that does not prove where it comes from; a page answers 403."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Il a été ouvert il y a trop longtemps, depuis un autre site, ou votre navigateur "
                "refuse les cookies"
            ),
            why=_(
                "Rien n’a été modifié. Revenez en arrière pour copier ce que vous aviez écrit, "
                "puis rouvrez la page."
            ),
            remedy=_("Si cela recommence, autorisez les cookies pour ce site."),
        )
