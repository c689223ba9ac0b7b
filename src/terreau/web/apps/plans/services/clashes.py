"""Rows of a sheet that two people wrote at once: what both changed is refused, and told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from terreau.core.errors import Conflict
from terreau.web.apps.plans.rules.lines import Line, W, merged


@dataclass(frozen=True)
class Clash:
    """A row that two people wrote at once.

    Parameters
    ----------
    kind : str
        "cost", "funds", "milestone", "risk" or "indicator".
    rank : int
        Which of the lines that were sent.
    now : Line or None
        What it says now; None where somebody took it out.
    said : str
        The same, in one line of words.
    names : tuple[str, ...]
        The fields that both changed, each otherwise.
    """

    kind: str
    rank: int
    now: Line | None
    said: str
    names: tuple[str, ...] = ()


class LinesConflict(Conflict):
    """Somebody else changed the same lines meanwhile; nothing was written.

    Parameters
    ----------
    clashes : Sequence[Clash]
        Each of them.
    """

    def __init__(self, clashes: Sequence[Clash]) -> None:
        self.clashes = clashes
        self.members = {
            "theirs": {
                f"{clash.kind}-{clash.rank}": vars(clash.now) if clash.now else None
                for clash in clashes
            }
        }
        said = " ; ".join(clash.said for clash in clashes)
        super().__init__(
            _("Une autre personne a modifié ces lignes pendant que vous écriviez"),
            why=said,
            remedy=_("Comparez, puis enregistrez à nouveau."),
            kept=_("Rien de ce que vous avez écrit n’est perdu."),
        )


def settled(kind: str, mine: W, read: W | None, now: W, said: str) -> W:
    """Return what a row is to say: of each field what was changed, mine or theirs.

    Parameters
    ----------
    kind : str
        As `Clash.kind`.
    mine, read, now : Line
        What I write, what it said when I read it (None = whatever it said), what it says now.
    said : str
        What it says now, in one line of words.

    Raises
    ------
    LinesConflict
        If both changed a field, each otherwise.
    """
    result = merged(mine, read, now)
    if result.clashes:
        raise LinesConflict([Clash(kind, 0, now, said, result.clashes)])
    return result.written
