"""Two people who write of one object: what each touched, by what the history says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from terreau.core.errors import Conflict
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import PERSONAL, history_of


class VersionConflict(Conflict):
    """Somebody else changed the object meanwhile; nothing was written.

    Parameters
    ----------
    version : int
        What it is at now.
    theirs : Mapping[str, Any]
        Field → what it holds now, of those that both changed, each otherwise.
    newer : Mapping[str, Any]
        The same of those that only the other changed: nothing was written of them here.
    """

    def __init__(self, version: int, theirs: Mapping[str, Any], newer: Mapping[str, Any]) -> None:
        self.version, self.theirs, self.newer = version, theirs, newer
        self.members = {"version": version, "theirs": dict(theirs), "newer": dict(newer)}
        super().__init__(
            _("Une autre personne a modifié cela pendant que vous écriviez"),
            remedy=_("Comparez champ par champ, puis enregistrez à nouveau."),
            kept=_("Rien de ce que vous avez écrit n’est perdu."),
        )


def conflict_of(
    about: Model, current: int, version: int, now: Mapping[str, Any], written: Mapping[str, Any]
) -> VersionConflict:
    """Return what differs between what is and what was to be written.

    A version that does not exist yet was read nowhere: all that differs is then for people to
    settle.

    Parameters
    ----------
    about : Model
        As it is now.
    current, version : int
        What it is at now, and what it was at when it was read.
    now, written : Mapping[str, Any]
        Field → what it holds, and what was to be written.
    """
    if version > current:
        differ = {name: now[name] for name in written if name in now and now[name] != written[name]}
        return VersionConflict(current, differ, {})
    read = _read(about, current - version)
    differ = {name: now[name] for name in read if name in now and now[name] != written[name]}
    # What a personal field held is not kept: nobody knows that it was not touched here.
    untouched = {
        name for name in differ if read[name] != PERSONAL and _same(read[name], written[name])
    }
    return VersionConflict(
        current,
        {name: held for name, held in differ.items() if name not in untouched},
        {name: differ[name] for name in untouched},
    )


def _read(about: Model, versions: int) -> dict[str, Any]:
    """Return what fields held so many versions ago: each version is one entry."""
    changed = history_of(about).filter(verb=Verb.CHANGED)
    entries = changed[: max(versions, 0)]
    return {name: pair[0] for entry in entries for name, pair in entry.changes.items()}


def _same(kept: object, written: object) -> bool:
    return str(kept or "") == str(written or "")
