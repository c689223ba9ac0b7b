"""The closed lists of the label and agreements of a territory, of documents and obligations."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LabelState(TextChoices):
    """Where the label of a territory stands, in one phase of the programme."""

    CANDIDATE = "candidate", _("Candidat")
    LABELLED = "labelled", _("Labellisé")
    GOVERNED = "governed", _("Gouvernance en place")
    ENDED = "ended", _("Terminé")


class LabelAct(TextChoices):
    """What changes the state of a label."""

    APPLY = "apply", _("Dire la candidature")
    GRANT = "grant", _("Dire la labellisation")
    GOVERN = "govern", _("Dire la gouvernance en place")
    END = "end", _("Dire la fin")


class AgreementKind(TextChoices):
    """What sort of agreement it is."""

    PROTOCOL = "protocole", _("Protocole")
    CONTRACT = "contrat", _("Contrat")
    AMENDMENT = "avenant", _("Avenant")
    CONVENTION = "convention", _("Convention")


class AgreementState(TextChoices):
    """Where an agreement stands."""

    PREPARED = "prepared", _("En préparation")
    OPINION = "opinion", _("Avis de la Région donné")
    SIGNED = "signed", _("Signé")
    AMENDED = "amended", _("Modifié par avenant")
    ENDED = "ended", _("Terminé")


class AgreementAct(TextChoices):
    """What changes the state of an agreement."""

    GIVE_OPINION = "opinion", _("Noter l’avis de la Région")
    SIGN = "sign", _("Dire qu’il est signé")
    AMEND = "amend", _("Dire qu’il est modifié")
    END = "end", _("Dire qu’il est terminé")


class ObligationKind(TextChoices):
    """What a territory owes."""

    ANNUAL_REPORT = "annual_report", _("Rapport annuel")
    POST_BALANCE = "post_balance", _("Solde du cofinancement du poste de chef de projet")
    FUND_DEPOSIT = "fund_deposit", _("Dépôt pour un fonds annuel")
    COMMITTEE = "committee", _("Comité")
    PHASE_END = "phase_end", _("Fin de la phase")
    OTHER = "other", _("Autre")


class Recurrence(TextChoices):
    """Whether it comes back."""

    ONCE = "once", _("Une fois")
    YEARLY = "yearly", _("Chaque année")


class Urgency(TextChoices):
    """How near the day of an obligation is."""

    LATE = "late", _("En retard")
    SOON = "soon", _("Bientôt")
    LATER = "later", _("Plus tard")
    DONE = "done", _("Fait")


class DocumentKind(TextChoices):
    """What a document is, told by what it holds."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word (DOCX)"
    XLSX = "xlsx", "Excel (XLSX)"
    PPTX = "pptx", "PowerPoint (PPTX)"
    ODT = "odt", "OpenDocument (ODT)"
    ODS = "ods", "OpenDocument (ODS)"
    ODP = "odp", "OpenDocument (ODP)"
    PNG = "png", "PNG"
    JPEG = "jpg", "JPEG"
    CSV = "csv", "CSV"
    TXT = "txt", _("Texte")
