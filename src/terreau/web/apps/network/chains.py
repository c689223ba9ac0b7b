"""Value chains, read from their table: which organisations belong to each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.core.errors import NotHere


@dataclass(frozen=True)
class Chain:
    """A value chain.

    Parameters
    ----------
    key : str
        As addresses write it.
    names : Mapping[str, str]
        Language → name.
    naf : tuple[str, ...]
        How the codes of its actors begin.
    words : tuple[str, ...]
        What tells that a know-how belongs to it.
    """

    key: str
    names: Mapping[str, str]
    naf: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return self.names.get((get_language() or "fr")[:2], self.names["fr"])

    def condition(self) -> Q:
        """Return the condition of the organisations whose activity is of this chain."""
        found = Q(pk__in=[])
        for code in self.naf:
            found |= Q(naf__startswith=code)
        return found

    def know_how(self) -> Q:
        """Return the condition of the know-how that speaks of this chain."""
        found = Q(pk__in=[])
        for code in self.naf:
            found |= Q(naf__icontains=f'"{code}')
        for word in self.words:
            found |= Q(text__icontains=word)
        return found


@cache
def chains() -> Mapping[str, Chain]:
    """Return every chain, by key, in the order of its table."""
    text = Path(__file__).with_name("chains.toml").read_text(encoding="utf-8")
    return {
        row["key"]: Chain(row["key"], row["name"], tuple(row["naf"]), tuple(row["words"]))
        for row in tomllib.loads(text)["chain"]
    }


def get_chain(key: str) -> Chain:
    """Return a chain.

    Raises
    ------
    NotHere
        If there is none of that key.
    """
    if key not in chains():
        raise NotHere(
            _("Cette filière n’est pas suivie ici"),
            value=key,
            remedy=_("Choisissez-en une dans la liste."),
        )
    return chains()[key]
