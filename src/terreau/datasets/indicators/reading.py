"""Reading the files of definitions: each key is taken once, and what is left is unknown."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from terreau.core.errors import BadInput
from terreau.core.said import Said


@dataclass(frozen=True)
class Subject:
    """What a file defines, for errors: the sentence that refuses it, and where to learn how."""

    sentence: str
    howto: str


def read_toml(text: str, *, file: str, subject: Subject) -> Reader:
    """Return a reader of a file.

    Raises
    ------
    BadInput
        If it is not TOML.
    """
    try:
        return Reader(file, (), tomllib.loads(text), subject)
    except tomllib.TOMLDecodeError as error:
        reader = Reader(file, (), {}, subject)
        raise reader.refused("The file is not TOML", str(error)) from None


class Reader:
    """The keys of a part of a file.

    Parameters
    ----------
    file : str
        Its name, for errors.
    path : tuple of str
        Which part; empty for the whole file.
    content : Mapping[str, Any]
        Keys and values.
    subject : Subject
        What the file defines.
    """

    def __init__(
        self, file: str, path: tuple[str, ...], content: Mapping[str, Any], subject: Subject
    ) -> None:
        self.file, self.path = file, path
        self._left, self._subject = dict(content), subject

    @property
    def name(self) -> str:
        """The last name of the path."""
        return self.path[-1]

    def refused(self, what: str, value: str) -> BadInput:
        """Return the error that says what is wrong, and where."""
        place = f"{self.file}, {'.'.join(self.path)}" if self.path else self.file
        return BadInput(
            self._subject.sentence,
            value=value,
            why=f"{place}: {what}",
            remedy=f"See {self._subject.howto}",
        )

    def named(
        self, key: str, *, is_name: Callable[[str], bool], absent: str, strange: str
    ) -> list[Reader]:
        """Take the tables under a key, each with a name of its own."""
        tables = self.optional(key)
        if not isinstance(tables, dict) or not tables:
            raise self.refused(absent, "" if tables is None else str(tables))
        if wrong := [name for name in tables if not is_name(name)]:
            raise self.refused(strange, wrong[0])
        return [self._inside(name, content) for name, content in tables.items()]

    def listed(self, key: str, *, absent: str) -> list[Reader]:
        """Take the tables that a key repeats."""
        tables = self.optional(key)
        if not isinstance(tables, list) or not tables:
            raise self.refused(absent, "" if tables is None else str(tables))
        return [self._inside(f"{key} {i}", content) for i, content in enumerate(tables, start=1)]

    def text(self, key: str) -> str:
        """Take words."""
        value = self.optional(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refused(f"`{key}` must be written", str(value))
        if not value.isprintable():
            raise self.refused(f"`{key}` holds what cannot be printed", repr(value))
        return value.strip()

    def said(self, key: str) -> Said:
        """Take words in both languages."""
        reader = self._inside(key, self.optional(key))
        found = Said(en=reader.text("en"), fr=reader.text("fr"))
        reader.end()
        return found

    def choice(self, key: str, offered: tuple[str, ...]) -> str:
        """Take one word of those offered."""
        value = self.text(key)
        if value not in offered:
            raise self.refused(f"`{key}` is one of {', '.join(offered)}", value)
        return value

    def whole(self, key: str, *, most: int) -> int:
        """Take a whole number, 0 included."""
        value = self.optional(key)
        if type(value) is not int or not 0 <= value <= most:
            raise self.refused(f"`{key}` is a whole number up to {most}", str(value))
        return value

    def optional(self, key: str) -> Any:
        """Take whatever is there; None where nothing is."""
        return self._left.pop(key, None)

    def has(self, key: str) -> bool:
        """Return whether a key is there, not taken yet."""
        return key in self._left

    def end(self) -> None:
        """Refuse what was not taken."""
        if self._left:
            raise self.refused("Unknown key", next(iter(self._left)))

    def _inside(self, name: str, content: Any) -> Reader:
        if not isinstance(content, dict):
            raise self.refused("A table is expected there", name)
        return Reader(self.file, (*self.path, name), content, self._subject)
