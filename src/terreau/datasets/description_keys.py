"""The keys a description may hold, their types and closed lists; checks that name the line."""

from __future__ import annotations

import difflib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from terreau.core.errors import BadDescription, Place

YEAR = "{year}"
CONTENTS = ("figures", "series", "perimeters", "passages", "outlines")
COUNTRIES = ("FR", "XX")
ABSENT = ("zero", "secret", "missing")
UNKNOWN = ABSENT[1:]  # a rate that is not given is never zero
PERIMETER_KINDS = (
    "commune", "epci", "ept", "departement", "region", "nation", "zone_emploi",
    "bassin_de_vie", "territoire_industrie", "custom",
)  # fmt: skip
MEMBER_KINDS = ("commune", "epci", "ept", "departement", "region")


@dataclass(frozen=True)
class Roles:
    """What a content without figures says of its columns, of which kinds, and not at all."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    kinds: tuple[str, ...]
    forbidden: tuple[str, ...]


ROLES: Mapping[str, Roles] = {
    "perimeters": Roles(
        ("perimeter", "member"),
        ("name", "member_label", "phase", "valid_from", "valid_to"),
        PERIMETER_KINDS,
        ("territory",),
    ),
    "passages": Roles(("old", "new"), ("old_label", "since", "change"), ("commune",),
                      ("perimeter",)),
    "outlines": Roles(("territory",), ("territory_label",), PERIMETER_KINDS, ("perimeter",)),
}  # fmt: skip

_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_YEARS = range(1800, 2201)
_LAST_HEADER = 1000
_TEXT = (str,)
_TEXTS = (list,)

# section -> key -> types; None: the keys are column names of the file.
SECTIONS: Mapping[str, Mapping[str, tuple[type, ...]] | None] = {
    "dataset": dict.fromkeys(
        ("id", "title", "publisher", "licence", "vintage", "address", "country", "content",
         "measure", "note"), _TEXT
    ),
    "columns": dict.fromkeys(
        ("territory", "territory_label", "sector", "period", "value", "status", "units", "largest",
         "perimeter", "name", "member", "member_label", "phase", "valid_from", "valid_to",
         "old", "old_label", "new", "since", "change"), _TEXT
    ),
    "periods": None,
    "territory": {"kind": _TEXT, "geography": (int,), "residual": _TEXTS},
    "sector": {"nomenclature": _TEXT},
    "absent": {"cell": _TEXT},
    "status": {"secret": _TEXTS, "missing": _TEXTS},
    "filter": None,
    "coverage": {"nation": (bool,)},
    "format": {"separator": _TEXT, "encoding": _TEXT, "decimal": _TEXT, "sheet": _TEXT,
               "header_line": (int,)},
    "perimeter": {"kind": _TEXT, "phase": (int, str), "member_kind": (str, list),
                  "geography": (int,)},
}  # fmt: skip
_REQUIRED = {
    "dataset": ("id", "title", "publisher", "licence", "vintage"),
    "columns": (),
}
_SAID = {str: "a text in quotes", int: "a whole number", bool: "true or false", list: "a list"}


def checked_keys(raw: Mapping[str, Any], text: str, file: str) -> Keys:
    """Return the keys of ``raw``, every one known, well typed, and the required ones present.

    Raises
    ------
    BadDescription
        For the first key that is not.
    """
    keys = Keys(raw, text, file)
    for section, content in raw.items():
        if section not in SECTIONS:
            keys.fail_unknown(section, "", tuple(SECTIONS))
        if not isinstance(content, dict):
            keys.fail(
                section,
                "",
                f"[{section}] is a section",
                remedy=f"Write [{section}] on its own line",
            )
        known = SECTIONS[section]
        for key, value in content.items():
            if known is None:
                continue
            if key not in known:
                keys.fail_unknown(section, key, tuple(known))
            keys.check_type(section, key, value, known[key])
    for section, required in _REQUIRED.items():
        if section not in raw:
            keys.fail(section, "", f"The section [{section}] is missing", remedy="Add it")
        for key in required:
            keys.require(section, key)
    return keys


@dataclass(frozen=True)
class Keys:
    """Keys of a description with the text they come from, so that a message names the line."""

    raw: Mapping[str, Any]
    text: str
    file: str

    def get(self, section: str, key: str, default: Any = None) -> Any:
        """Return a value, or ``default`` when the key is not there."""
        return self.raw.get(section, {}).get(key, default)

    def require(self, section: str, key: str) -> Any:
        """Return a value that must be there and not empty."""
        value = self.get(section, key)
        if value is None or (isinstance(value, str) and not value.strip()):
            self.fail(
                section,
                key,
                f"The key {section}.{key} is missing",
                remedy=f"Add it under [{section}]",
            )
        return value

    def one_of(
        self, section: str, key: str, allowed: Sequence[str], default: str | None = None
    ) -> str:
        """Return a value of a closed list; required when there is no default."""
        value = self.get(section, key, default)
        if value is None:
            value = self.require(section, key)
        self.check_value(section, key, value, allowed)
        return str(value)

    def check_value(self, section: str, key: str, value: object, allowed: Sequence[str]) -> None:
        """Refuse a value outside a closed list, naming the list."""
        if value not in allowed:
            self.fail(
                section,
                key,
                f"Unknown value of {section}.{key}",
                value=value,
                remedy=f"Choose among {', '.join(allowed)}",
            )

    def check_type(self, section: str, key: str, value: object, types: tuple[type, ...]) -> None:
        """Refuse a value of another type, saying which is expected."""
        is_right = isinstance(value, types) and (bool in types or not isinstance(value, bool))
        if is_right and isinstance(value, list):
            is_right = all(isinstance(item, str) for item in value)
        if not is_right:
            said = " or ".join(_SAID[kind] for kind in types)
            of_texts = " of texts in quotes" if list in types else ""
            self.fail(
                section,
                key,
                f"{section}.{key} has the wrong type",
                value=value,
                remedy=f"Write {said}{of_texts}",
            )

    def only_roles(self, allowed: Sequence[str]) -> None:
        """Refuse a role of [columns] that the content of the table does not have."""
        for role in self.raw["columns"]:
            if role not in allowed:
                self.fail_unknown("columns", role, allowed)

    def forbid(self, section: str, why: str) -> None:
        """Refuse a section that the content of the table does not have."""
        if section in self.raw:
            self.fail(
                section, "", f"[{section}] has no place here", why=why, remedy=f"Remove [{section}]"
            )

    def identifier(self) -> str:
        """Return dataset.id, which names folders and addresses."""
        value = str(self.require("dataset", "id"))
        if not _IDENTIFIER.fullmatch(value):
            self.fail(
                "dataset",
                "id",
                "Not an identifier",
                value=value,
                remedy="Use lower-case letters, digits and hyphens, 63 at most (urssaf-ze-a38)",
            )
        return value

    def year(self, section: str, key: str) -> int | None:
        """Return a year, or None when the key is not there."""
        value: int | None = self.get(section, key)
        if value is not None:
            self.check_year(section, key, value)
        return value

    def check_year(self, section: str, key: str, value: object) -> None:
        """Refuse what is not a year."""
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if not is_whole or value not in _YEARS:
            self.fail(section, key, "Not a year", value=value, remedy=f"Write {key} = 2019")

    def encoding(self) -> str:
        """Return format.encoding, if Python knows how to read text in it."""
        value = str(self.get("format", "encoding", "utf-8"))
        try:
            io.TextIOWrapper(io.BytesIO(), encoding=value)  # Refuses "hex" and "rot13" too.
        except (LookupError, ValueError):
            self.fail(
                "format", "encoding", "Unknown encoding", value=value,
                remedy="Usual ones: utf-8, latin-1, cp1252",
            )  # fmt: skip
        return value

    def separator(self) -> str | None:
        """Return format.separator, one character, or None."""
        value: str | None = self.get("format", "separator")
        if value is not None and (len(value) != 1 or value in '"\r\n'):
            self.fail(
                "format", "separator", "A separator is one character", value=value,
                remedy='Usual ones: ";", ",", "\\t"',
            )  # fmt: skip
        return value

    def header_line(self) -> int:
        """Return format.header_line, counted from 1."""
        value = int(self.get("format", "header_line", 1))
        if not 1 <= value <= _LAST_HEADER:
            self.fail(
                "format", "header_line", "Lines are counted from 1", value=value,
                why=f"The names stand at line {_LAST_HEADER} at most",
                remedy="Write header_line = 1 when the names are on the first line",
            )  # fmt: skip
        return value

    def fail_unknown(self, section: str, key: str, known: Sequence[str]) -> NoReturn:
        """Refuse an unknown key or section, naming the nearest known one."""
        name = key or section
        near = difflib.get_close_matches(name, known, n=1)
        self.fail(
            section,
            key,
            f"Unknown key in [{section}]" if key else "Unknown section",
            value=name,
            why=f"Known here: {', '.join(known)}",
            remedy=f"Did you mean {near[0]!r}?" if near else "Remove it",
        )

    def fail(
        self, section: str, key: str, what: str, *, value: object = None, why: str = "",
        remedy: str = "",
    ) -> NoReturn:  # fmt: skip
        """Raise `BadDescription` at the line of a key."""
        place = Place(self.file, self._line(section, key))
        raise BadDescription(place, what, value=value, why=why, remedy=remedy)

    def _line(self, section: str, key: str) -> int | None:
        """Line of a key, else of its section, else none; for messages, so a rough search does."""
        inside, found = False, None
        for number, line in enumerate(self.text.splitlines(), start=1):
            stripped = line.strip()
            if stripped.startswith("["):
                inside = stripped.startswith(f"[{section}]")
                found = number if inside else found
            elif inside and key and re.match(rf"[\"']?{re.escape(key)}[\"']?\s*=", stripped):
                return number
        return found
