"""The closed lists of action plans."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from terreau.web.shared.visibility import Visibility


class Phase(IntegerChoices):
    """A phase of the programme."""

    FIRST = 1, _("Phase 1 (2018–2022)")
    SECOND = 2, _("Phase 2 (2023–2027)")


class SheetState(TextChoices):
    """Where an action sheet stands."""

    IDEA = "idea", _("Idée")
    DRAFT = "draft", _("En préparation")
    PRESENTED = "presented", _("Présentée")
    VALIDATED = "validated", _("Validée")
    IN_PROGRESS = "in_progress", _("En cours")
    DONE = "done", _("Terminée")
    ON_HOLD = "on_hold", _("En pause")
    ABANDONED = "abandoned", _("Abandonnée")
    MERGED = "merged", _("Fusionnée")
    UNKNOWN = "unknown", _("État non connu")


class SheetAct(TextChoices):
    """What changes the state of a sheet."""

    PREPARE = "prepare", _("Commencer à la préparer")
    PRESENT = "present", _("Présenter")
    SEND_BACK = "send_back", _("Renvoyer en préparation")
    VALIDATE = "validate", _("Valider")
    START = "start", _("Démarrer")
    COMPLETE = "complete", _("Terminer")
    HOLD = "hold", _("Mettre en pause")
    RESUME = "resume", _("Reprendre")
    ABANDON = "abandon", _("Abandonner")
    REOPEN = "reopen", _("Rouvrir")
    MERGE = "merge", _("Fusionner dans une autre")
    TELL = "tell", _("Dire où elle en est")


class Health(TextChoices):
    """What a project manager looks at first in a sheet."""

    BLOCKED = "blocked", _("Bloquée")
    LATE = "late", _("En retard")
    WITHOUT_LEAD = "without_lead", _("Sans pilote")
    UNFUNDED = "unfunded", _("Non financée")
    SILENT = "silent", _("Sans nouvelles")
    ON_TIME = "on_time", _("Dans les temps")


class Part(TextChoices):
    """The part of an organisation in a sheet."""

    SHEET_LEAD = "sheet_lead", _("Pilote")
    PROJECT_OWNER = "project_owner", _("Maître d’ouvrage")
    PARTNER = "partner", _("Partenaire")
    FINANCER = "financer", _("Financeur")
    BENEFICIARY = "beneficiary", _("Bénéficiaire")
    WORKING_GROUP = "working_group", _("Groupe de travail")


class Instrument(TextChoices):
    """How money comes; sums of two instruments are never added up."""

    OWN_SHARE = "own_share", _("Autofinancement")
    GRANT = "grant", _("Subvention")
    LOAN = "loan", _("Prêt")
    ADVANCE = "advance", _("Avance remboursable")
    GUARANTEE = "guarantee", _("Garantie")
    EQUITY = "equity", _("Fonds propres")
    IN_KIND = "in_kind", _("Ingénierie, en nature")


class TaxBasis(TextChoices):
    """Whether amounts are before or after tax."""

    NOT_SAID = "not_said", _("HT ou TTC : non précisé")
    BEFORE_TAX = "before_tax", _("HT")
    AFTER_TAX = "after_tax", _("TTC")


class NeedState(TextChoices):
    """Where a need stands."""

    RAISED = "raised", _("Signalé")
    VERIFIED = "verified", _("Vérifié")
    DROPPED = "dropped", _("Écarté")


class CommitteeKind(TextChoices):
    """What sort of committee it is."""

    STEERING = "steering", _("Comité de pilotage (COPIL)")
    TECHNICAL = "technical", _("Comité technique (COTECH)")
    PROJECT_REVIEW = "project_review", _("Revue de projets")


class CommitteeState(TextChoices):
    """Where a committee stands."""

    PLANNED = "planned", _("Prévu")
    HELD = "held", _("Tenu")
    CANCELLED = "cancelled", _("Annulé")


class TemplateKind(TextChoices):
    """What a template of a plan is for."""

    PRESENTATION = "pptx", _("Présentation (PPTX)")
    DOCUMENT = "docx", _("Document (DOCX)")


class Ask(TextChoices):
    """What a committee is asked about a sheet, the first first."""

    VALIDATE = "validate", _("À valider")
    BLOCKED = "blocked", _("En pause : la reprendre, ou l’arrêter")
    LATE = "late", _("En retard : un nouveau jour, ou de l’aide")
    UNFUNDED = "unfunded", _("Non financée : qui peut payer ?")
    WITHOUT_LEAD = "without_lead", _("Sans pilote : qui la prend ?")
    DUE = "due", _("Un jalon tombe avant le prochain comité")


class RiskLevel(TextChoices):
    """How much a risk counts."""

    LOW = "low", _("Faible")
    MEDIUM = "medium", _("Moyen")
    HIGH = "high", _("Fort")


class Rhythm(TextChoices):
    """How often somebody is written to about what they follow."""

    DAILY = "daily", _("Chaque jour où il y a du nouveau")
    WEEKLY = "weekly", _("Une fois par semaine")
    NEVER = "never", _("Jamais")


class SheetPreset(TextChoices):
    """The three choices of confidentiality that most people need, and that of experts."""

    OPEN = (
        "open",
        _("Tout le monde ; l’argent, les risques et les échanges restent aux partenaires"),
    )
    TERRITORY = "territory", _("Le territoire ; le reste aux partenaires")
    DISCREET = "discreet", _("Les partenaires de la fiche seulement")
    CUSTOM = "custom", _("Je choisis point par point")

    @property
    def visibility(self) -> str:
        """Who reads the sheet; "" where each point is chosen."""
        return _VISIBILITIES.get(self, "")

    @classmethod
    def of(cls, visibility: str, field_visibility: Mapping[str, str]) -> SheetPreset:
        """Return the choice that says who reads a sheet."""
        found = (preset for preset, level in _VISIBILITIES.items() if level == visibility)
        return cls.CUSTOM if field_visibility else next(found, cls.CUSTOM)


_VISIBILITIES: Mapping[SheetPreset, str] = {
    SheetPreset.OPEN: Visibility.PUBLIC,
    SheetPreset.TERRITORY: Visibility.TERRITORY,
    SheetPreset.DISCREET: Visibility.PARTNERS,
}
