"""The kinds of perimeter, the countries, the states of an import run."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PerimeterKind(TextChoices):
    """What sort of territory a perimeter is."""

    COMMUNE = "commune", _("Commune")
    EPCI = "epci", _("Intercommunalité")
    EPT = "ept", _("Établissement public territorial")
    TERRITOIRE_INDUSTRIE = "territoire_industrie", _("Territoire d’industrie")
    ZONE_EMPLOI = "zone_emploi", _("Zone d’emploi")
    BASSIN_DE_VIE = "bassin_de_vie", _("Bassin de vie")
    DEPARTEMENT = "departement", _("Département")
    REGION = "region", _("Région")
    NATION = "nation", _("Pays")
    CUSTOM = "custom", _("Périmètre sur mesure")


class Country(TextChoices):
    """The real country and the fictitious one; figures never mix."""

    FRANCE = "FR", _("France")
    EXAMPLE = "XX", _("Pays d’exemple")


class RunState(TextChoices):
    """Where the bringing of an edition of an official source stands."""

    WAITING = "waiting", _("en attente")
    FETCHING = "fetching", _("réception du fichier")
    READING = "reading", _("lecture du fichier")
    DONE = "done", _("terminé")
    FAILED = "failed", _("a échoué")
    INTERRUPTED = "interrupted", _("interrompu")


class RunFault(TextChoices):
    """Why an import run failed, in the words of whoever started it."""

    FETCH = "fetch", _("Le site de l’éditeur n’a pas donné le fichier.")
    FILE = "file", _("Le fichier reçu n’est pas celui qui est attendu.")
    STORE = "store", _("Le disque de cette installation n’a pas pu garder le fichier.")
    PROGRAM = "program", _("Terreau n’a pas su lire ce fichier : c’est une faute du logiciel.")
