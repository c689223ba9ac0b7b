"""The money of a sheet in a sentence, the same on its page and in front of a committee."""

from __future__ import annotations

from django.utils.translation import gettext as _

from terreau.web.apps.plans.rules.money import Balance
from terreau.web.shared.formatting import format_short_euros


def standing_in_words(balance: Balance) -> str:
    r"""Say what an action costs, and of it what is secured, what is promised, what is to be found.

    Examples
    --------
    >>> standing_in_words(Balance(costs=830_00, planned=630_00, secured=330_00))
    '830\xa0€ prévus : 330\xa0€ acquis, 300\xa0€ demandés ou promis, 200\xa0€ à trouver.'
    """
    if balance.costs == 0 and balance.planned == 0:
        return _("Aucun montant n’est encore dit.")
    if balance.costs == 0:
        said = _("%(planned)s apportés, mais aucune dépense n’est prévue.")
        return said % {"planned": format_short_euros(balance.planned)}
    return _("%(costs)s prévus : %(shares)s.") % {
        "costs": format_short_euros(balance.costs),
        "shares": ", ".join(_shares(balance)),
    }


def _shares(balance: Balance) -> list[str]:
    """Return the parts of what an action costs that are not nothing; more than it costs is said."""
    said = (
        (balance.secured, _("%(amount)s acquis")),
        (balance.planned - balance.secured, _("%(amount)s demandés ou promis")),
        (balance.gap, _("%(amount)s à trouver")),
        (-balance.gap, _("%(amount)s de trop")),
    )
    return [text % {"amount": format_short_euros(cents)} for cents, text in said if cents > 0]
