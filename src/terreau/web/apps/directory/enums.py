"""The kinds of organisation, and where a request or an invitation stands."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from terreau.web.shared.visibility import Visibility


class OrganisationKind(TextChoices):
    """What sort of organisation it is."""

    COMPANY = "company", _("Entreprise")
    PLANT = "plant", _("Site de production")
    EPCI = "epci", _("Intercommunalité")
    LOCAL_AUTHORITY = "local_authority", _("Collectivité")
    STATE_SERVICE = "state_service", _("Service de l’État")
    OPERATOR = "operator", _("Opérateur")
    SCHOOL = "school", _("Établissement d’enseignement")
    ASSOCIATION = "association", _("Association")
    CLUSTER = "cluster", _("Pôle ou grappe d’entreprises")
    THIRD_PLACE = "third_place", _("Tiers-lieu")
    LABORATORY = "laboratory", _("Laboratoire")


class RequestState(TextChoices):
    """Where a request for a mandate stands."""

    ASKED = "asked", _("en attente de réponse")
    ACCEPTED = "accepted", _("acceptée")
    REFUSED = "refused", _("refusée")
    WITHDRAWN = "withdrawn", _("retirée")
    EXPIRED = "expired", _("restée sans réponse")


class InvitationState(TextChoices):
    """Where an invitation stands."""

    SENT = "sent", _("envoyée")
    ACCEPTED = "accepted", _("acceptée")
    DECLINED = "declined", _("déclinée")
    WITHDRAWN = "withdrawn", _("annulée")
    EXPIRED = "expired", _("expirée")


class Preset(TextChoices):
    """The three choices of confidentiality that most people need, and that of experts."""

    OPEN = "open", _("Tout le monde ; le territoire seul a ses coordonnées")
    TERRITORY = "territory", _("Le territoire : ceux qui y agissent et ses voisines")
    DISCREET = "discreet", _("Les partenaires du projet seulement")
    CUSTOM = "custom", _("Je choisis champ par champ")

    @property
    def visibility(self) -> str:
        """Who reads the object; "" where each field is chosen."""
        return _VISIBILITIES.get(self, "")

    @classmethod
    def of(cls, visibility: str, field_visibility: Mapping[str, str]) -> Preset:
        """Return the choice that gave this."""
        found = (preset for preset, level in _VISIBILITIES.items() if level == visibility)
        return cls.CUSTOM if field_visibility else next(found, cls.CUSTOM)


_VISIBILITIES = {
    Preset.OPEN: Visibility.PUBLIC,
    Preset.TERRITORY: Visibility.TERRITORY,
    Preset.DISCREET: Visibility.PARTNERS,
}


class ContactRole(TextChoices):
    """What a person is to an organisation, for whoever looks for them."""

    REFERENT = "referent", _("Référent")
    PILOT = "pilot", _("Pilote")
    CONTACT = "contact", _("Contact")


class Register(TextChoices):
    """Where a state of an organisation was read."""

    SIRENE = "sirene", _("Base SIRENE (Insee)")
    SEARCH_API = "search_api", _("Recherche d’entreprises (DINUM)")
    FILE = "file", _("Fichier du territoire")


class SolicitationKind(TextChoices):
    """How an organisation was asked."""

    QUESTION = "question", _("Question au territoire")
    VISIT = "visit", _("Visite")
    STILL_TRUE = "still_true", _("« Toujours vrai ? »")
    CALL = "call", _("Appel ou message")
    MAILING = "mailing", _("Lettre")


class HeadcountClass(TextChoices):
    """Bands of headcount of INSEE (*tranche d'effectif salarié*)."""

    NONE = "00", _("Aucun salarié")
    FROM_1 = "01", _("1 ou 2 salariés")
    FROM_3 = "02", _("3 à 5 salariés")
    FROM_6 = "03", _("6 à 9 salariés")
    FROM_10 = "11", _("10 à 19 salariés")
    FROM_20 = "12", _("20 à 49 salariés")
    FROM_50 = "21", _("50 à 99 salariés")
    FROM_100 = "22", _("100 à 199 salariés")
    FROM_200 = "31", _("200 à 249 salariés")
    FROM_250 = "32", _("250 à 499 salariés")
    FROM_500 = "41", _("500 à 999 salariés")
    FROM_1000 = "42", _("1 000 à 1 999 salariés")
    FROM_2000 = "51", _("2 000 à 4 999 salariés")
    FROM_5000 = "52", _("5 000 à 9 999 salariés")
    FROM_10000 = "53", _("10 000 salariés et plus")


class RegisterRunState(TextChoices):
    """Where the reading of a register stands."""

    WAITING = "waiting", _("en attente")
    READING = "reading", _("lecture du registre")
    WRITING = "writing", _("écriture dans l’annuaire")
    DONE = "done", _("terminé")
    FAILED = "failed", _("a échoué")
    INTERRUPTED = "interrupted", _("interrompu")


class RegisterOutcome(TextChoices):
    """What became of an organisation that a register told of."""

    NEW = "new", _("ajoutée")
    CHANGED = "changed", _("modifiée")
    CLOSED = "closed", _("fermée")
    CONTRADICTED = "contradicted", _("écrit autrement ici")
    MAYBE = "maybe", _("peut-être déjà là")
    MASKED = "masked", _("non diffusible")
    ELSEWHERE = "elsewhere", _("hors de vos territoires")
    UNNAMED = "unnamed", _("sans nom connu")
    GONE = "gone", _("déjà fermée, non ajoutée")
    UNKNOWN = "unknown", _("introuvable au registre")
    SAME = "same", _("sans changement")
