"""Who the names printed in the plans are: one entry a body, written by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Literal

_FILE = resources.files("terreau.datasets.printed") / "organisations.toml"
# Why a name is no organisation of a directory.
Lack = Literal["", "group", "unnamed", "cut", "unsaid"]


@dataclass(frozen=True)
class PrintedOrganisation:
    """What a printed name names.

    Parameters
    ----------
    name : str
        The one it goes by here.
    kind : str
        What sort of organisation it is, as the directory has it ("company"); "" where it is none.
    variants : tuple[str, ...]
        Other names printed of it.
    siren, seat : str
        SIREN of an intercommunality, INSEE code of the commune where it sits; "" where not told.
    lack : Lack
        "" where it is a body; else why it is not one: a group or a sort of bodies, one that is not
        named, a name that is cut, a name of something the document does not say.
    """

    name: str
    kind: str = ""
    variants: tuple[str, ...] = ()
    siren: str = ""
    seat: str = ""
    lack: Lack = ""

    @property
    def is_body(self) -> bool:
        """Whether it is an organisation that a directory may hold."""
        return not self.lack


@cache
def list_organisations() -> tuple[PrintedOrganisation, ...]:
    """Return what each name names, territory by territory."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["organisation"]
    return tuple(
        PrintedOrganisation(**{**row, "variants": tuple(row.get("variants", ()))}) for row in rows
    )


@cache
def organisations_by_name() -> Mapping[str, PrintedOrganisation]:
    """Return what each name names, by the name that a document prints."""
    return MappingProxyType(
        {
            name: organisation
            for organisation in list_organisations()
            for name in (organisation.name, *organisation.variants)
        }
    )
