"""The register of processing: what is done with personal data, kept as data in one file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from django.conf import settings

from terreau.core.said import Said
from terreau.web.shared.retention import Rule, duration, rules

_A_DAY = 24 * 3600

# What an entry says, in the order of reading, and its name.
FIELDS: Mapping[str, Said] = MappingProxyType(
    {
        "purpose": Said("Purpose", "Pourquoi"),
        "legal_basis": Said("Legal basis", "Base légale"),
        "persons": Said("Whose", "De qui"),
        "data": Said("Data", "Données"),
        "recipients": Said("Who sees them", "Qui les voit"),
        "retention": Said("Kept for", "Durée"),
        "rights": Said("Rights", "Droits"),
    }
)


@dataclass(frozen=True)
class Processing:
    """One use that is made of personal data.

    Parameters
    ----------
    id : str
        Its short name.
    title : Said
        What it is called.
    texts : Mapping[str, Said]
        What the register says of it, by the names of ``FIELDS``.
    rule : Rule or None
        What deletes the data that are kept no longer, where a program does.
    """

    id: str
    title: Said
    texts: Mapping[str, Said]
    rule: Rule | None

    def rows(self) -> list[tuple[Said, Said]]:
        """Return name and text of each field, in the order of reading."""
        return [(name, self.texts[field]) for field, name in FIELDS.items()]


@cache
def list_processing() -> tuple[Processing, ...]:
    """Return the register, in the order of its file; read once the apps have said their rules."""
    file = resources.files("terreau.web.apps.home") / "processing.toml"
    known = {rule.name: rule for rule in rules()}
    return tuple(
        Processing(
            id=entry["id"],
            title=Said(**entry["title"]),
            texts=MappingProxyType({field: _told(entry, field, known) for field in FIELDS}),
            rule=known.get(entry.get("rule", "")),
        )
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["processing"]
    )


def _told(entry: Mapping[str, Any], field: str, known: Mapping[str, Rule]) -> Said:
    """Return what an entry says, with how long its rule and a session last, in words."""
    said = Said(**entry[field])
    lasting = {"session": duration(settings.SESSION_COOKIE_AGE // _A_DAY)}
    if field != "retention":
        return said
    if "{kept}" in said.fr:
        lasting["kept"] = duration(known[entry["rule"]].days)
    fr = said.fr.format_map({name: each.fr for name, each in lasting.items()})
    en = said.en.format_map({name: each.en for name, each in lasting.items()})
    return Said(en[:1].upper() + en[1:], fr[:1].upper() + fr[1:])
