"""How far an indicator of a sheet is, in a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from terreau.web.apps.plans.rules.progress import Progress
from terreau.web.apps.plans.selectors.sheet_life import Followed
from terreau.web.apps.plans.services.tracking import in_figures
from terreau.web.shared.formatting import format_day, format_percent


def progress_in_words(followed: Followed) -> str:
    """Say from where an indicator comes, where it is, where it is to go."""
    row, progress = followed.indicator, followed.progress
    unit = f" {row.unit}" if row.unit else ""
    parts = []
    if row.baseline is not None:
        parts.append(_("départ : %(value)s") % {"value": f"{in_figures(row.baseline)}{unit}"})
    if progress.last is None:
        parts.append(_("pas encore mesuré"))
    else:
        on, value = progress.last
        said = _("%(value)s le %(day)s") % {
            "value": f"{in_figures(value)}{unit}",
            "day": format_day(on),
        }
        parts.append(said)
    if row.target is not None:
        target = f"{in_figures(row.target)}{unit}"
        parts.append(
            _("cible : %(value)s pour le %(day)s")
            % {"value": target, "day": format_day(row.target_on)}
            if row.target_on
            else _("cible : %(value)s") % {"value": target}
        )
    told = " ; ".join(parts)
    said = f"{told[:1].upper()}{told[1:]}."
    return f"{said} {_way_done(progress)}".strip()


def _way_done(progress: Progress) -> str:
    if progress.is_reached:
        return _("La cible est atteinte.")
    if progress.share is None:
        return ""
    if progress.share < 0:
        return _("On s’éloigne de la cible.")
    return _("%(share)s du chemin est fait.") % {"share": format_percent(float(progress.share), 0)}
