"""What is written of a contact, and what of it cannot be kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Channel
from terreau.web.apps.directory.digests import address_digest
from terreau.web.apps.directory.enums import ContactRole
from terreau.web.apps.directory.mailing import Objection
from terreau.web.apps.directory.models import Contact, Organisation
from terreau.web.apps.directory.rules import AGREED_DAYS
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.shared.visibility import Visibility

# Of these the history says that they changed, never what they hold.
PERSONAL = ("name", "job", "email", "phone")
MOST = 20


@dataclass(frozen=True)
class ContactFields:
    """All that people write of a contact.

    Parameters
    ----------
    role, name, job, email, phone : str
        Who, and how to reach them; nothing else is kept.
    visibility : str
        Who sees their name.
    reach_visibility : str
        Who sees their address and telephone; never more than their name.
    """

    role: str
    name: str
    job: str = ""
    email: str = ""
    phone: str = ""
    visibility: str = Visibility.PARTNERS
    reach_visibility: str = Visibility.PARTNERS


@dataclass(frozen=True)
class SaidConsent:
    """They agreed, said who wrote it down: by which channel, on which day."""

    channel: Channel
    on: date


def check_written(
    written: ContactFields, said: SaidConsent | None, known: Contact | None = None
) -> None:
    """Refuse what cannot be kept of a contact, with `BadField`.

    Parameters
    ----------
    written : ContactFields
        What is written.
    said : SaidConsent or None
        How they agreed; None: a letter asks them.
    known : Contact, optional
        What stands already, of which they may have chosen themselves that everyone sees it.
    """
    if not written.name.strip():
        raise BadField("name", _("Un contact a un nom"), remedy=_("Écrivez-le."))
    if written.role not in ContactRole.values:
        raise BadField("role", _("Ce rôle n’existe pas"), value=written.role)
    if not written.email.strip() and not written.phone.strip():
        raise BadField(
            "email",
            _("On ne pourrait joindre ce contact"),
            remedy=_("Donnez une adresse électronique ou un téléphone."),
        )
    for name in ("visibility", "reach_visibility"):
        level = getattr(written, name)
        if level not in Visibility.values:
            raise BadField(name, _("Ce choix de confidentialité n’existe pas"), value=level)
        if level == Visibility.PUBLIC and level != _own_level(known, written, name):
            raise BadField(
                name,
                _("Seule la personne choisit d’être vue de tout le monde"),
                remedy=_("Elle le peut par le lien de la lettre qu’elle reçoit."),
            )
    _check_consent(written, said)


def _own_level(known: Contact | None, written: ContactFields, name: str) -> str:
    """Return the level that the same person has, which they may have chosen themselves."""
    if known is None or _who(known) != _who(written):
        return ""
    return known.visibility if name == "visibility" else known.level_of("email")


def _who(about: Contact | ContactFields) -> tuple[str, str, str]:
    return about.name.strip(), about.email.strip().lower(), about.phone.strip()


def _check_consent(written: ContactFields, said: SaidConsent | None) -> None:
    today = timezone.localdate()
    if said is None and not written.email.strip():
        raise BadField(
            "email",
            _("Une lettre ne peut lui demander son accord"),
            remedy=_("Donnez son adresse, ou demandez-lui de vive voix et notez son accord."),
        )
    if said is not None and not today - timedelta(days=AGREED_DAYS) < said.on <= today:
        raise BadField(
            "said_on",
            _("Ce jour n’est pas celui d’un accord"),
            value=f"{said.on:%d/%m/%Y}",
            remedy=_("Un accord tient deux ans ; notez le jour où il a été donné."),
        )


def check_place(
    organisation: Organisation, written: ContactFields, known: Contact | None = None
) -> None:
    """Refuse one too many beside a known one, one who is there already, one who refused."""
    held = organisation.contacts.all()
    if known is not None:
        held = held.exclude(pk=known.pk)
    if held.count() >= MOST:
        raise BadInput(
            _("Une organisation a vingt contacts au plus"),
            remedy=_("Supprimez ceux qui ne servent plus."),
        )
    email = written.email.strip().lower()
    if email and held.filter(email=email, role=written.role).exists():
        raise BadField("email", _("Cette personne est déjà contact dans ce rôle"), value=email)
    refused = Objection.objects.filter(digest=address_digest(email), organisation=organisation)
    if email and (objection := refused.first()):
        raise BadField(
            "email",
            _("Cette personne ne veut pas être contact de cette organisation"),
            value=email,
            remedy=_("Elle l’a dit le %(day)s. Si elle a changé d’avis, elle vous le dira.")
            % {"day": f"{objection.said_on:%d/%m/%Y}"},
        )
