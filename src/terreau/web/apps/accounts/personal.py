"""What is held of a person: each app declares its rows, how they are told, how they go.

A field that leads to a person and is declared by no app fails a test: nothing that the platform
holds of somebody can be forgotten by an export or by an erasure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting


class OnErasure(Enum):
    """What becomes of rows once the person is erased."""

    DELETE = "delete"
    FORGET = "forget"  # The row stays, and says nobody.


@dataclass(frozen=True)
class PersonalRows:
    """Rows of a model that say something of a person.

    Parameters
    ----------
    title : Promise
        What they are, in the export.
    model : type[Model]
        Their model.
    field : str
        The field that leads to the person: a key to them, or their address.
    told : Mapping[str, Promise]
        Fields, or paths of fields, that the export gives, and what it calls them.
    on_erasure : OnErasure
        What becomes of them.
    before : Callable[[Acting, QuerySet[Any]], None], optional
        What must be done with them first, as ending mandates.
    view : str
        Name of the page where the person sees them; empty where there is none.
    words : Sequence[str]
        Free texts of rows that stay: what they typed there of themselves goes.
    """

    title: Promise
    model: type[Model]
    field: str
    told: Mapping[str, Promise]
    on_erasure: OnErasure
    before: Callable[[Acting, QuerySet[Any]], None] | None = None
    view: str = ""
    words: Sequence[str] = ()

    @property
    def name(self) -> str:
        """The field, as "app.Model.field"."""
        return f"{self.model._meta.label}.{self.field}"

    def of(self, person: User) -> QuerySet[Any]:
        """Return the rows of a person."""
        is_key = self.model._meta.get_field(self.field).is_relation
        wanted = {self.field: person} if is_key else {f"{self.field}__iexact": person.email}
        return self.model._meta.base_manager.filter(**wanted).order_by("pk")

    def rows(self, person: User) -> dict[int, dict[str, Any]]:
        """Return what the export says of each, by key: words for names, choices by their labels."""
        choices = {path: _choices(self.model, path) for path in self.told}
        return {
            row["pk"]: {
                str(label): str(choices[path].get(row[path], "")) if choices[path] else row[path]
                for path, label in self.told.items()
            }
            for row in self.of(person).values("pk", *self.told)
        }

    def prepare(self, acting: Acting, person: User) -> None:
        """Do what must be done before any row of a person goes."""
        if self.before is not None:
            self.before(acting, self.of(person))
        if self.words:
            for row in self.of(person):
                for name in self.words:
                    setattr(row, name, without_person(getattr(row, name), person))
                row.save(update_fields=self.words)

    def erase(self, person: User) -> None:
        """Make the rows say nothing of a person any more."""
        found = self.of(person)
        if self.on_erasure is OnErasure.DELETE:
            found.delete()
        else:
            is_key = self.model._meta.get_field(self.field).is_relation
            found.update(**{self.field: None if is_key else ""})


def erase_address(acting: Acting, email: str) -> None:
    """Make every row that bears an address say nothing of whom it is; an account is not touched.

    Called within the transaction of who was asked for it.
    """
    nobody = User(email=email)
    bearing = [
        rows for rows in personal_rows() if not rows.model._meta.get_field(rows.field).is_relation
    ]
    for rows in bearing:
        rows.prepare(acting, nobody)
    for rows in bearing:
        rows.erase(nobody)


@dataclass(frozen=True)
class Warned:
    """What a person should know before they are erased, and where they may act on it."""

    sentence: str
    address: str
    act: str


_ROWS: dict[str, PersonalRows] = {}
_WARNINGS: list[Callable[[User], Sequence[Warned]]] = []


def declare_personal(rows: PersonalRows) -> None:
    """Add rows that say something of a person; called once by each app when it is ready."""
    _ROWS[rows.name] = rows


def personal_rows() -> Sequence[PersonalRows]:
    """Return all that is declared, in the order in which apps declared it."""
    return tuple(_ROWS.values())


def declare_warning(warning: Callable[[User], Sequence[Warned]]) -> None:
    """Add what a person is told before they are erased: whom their leaving would leave alone."""
    if warning not in _WARNINGS:
        _WARNINGS.append(warning)


def warnings_before_erasure(person: User) -> list[Warned]:
    """Return what a person should know before they are erased."""
    return [warned for warning in _WARNINGS for warned in warning(person)]


def _choices(model: type[Model], path: str) -> dict[Any, Any]:
    """Return the labels of a field that holds one of some choices; empty for the others."""
    if "__" in path:
        return {}
    return dict(getattr(model._meta.get_field(path), "flatchoices", None) or ())


_ADDRESS = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.\w+")
_TELEPHONE = re.compile(r"(?<!\d)(?:\+\d\d?|0)(?:[ .\u00a0\u202f-]?\d){8,12}(?!\d)")
_GONE = "…"


def without_person(text: str, person: User) -> str:
    """Return words that stay once who wrote them is erased: without their name, without addresses.

    Every address and telephone number goes: whose each is, is not known.
    """
    for pattern in (_ADDRESS, _TELEPHONE):
        text = pattern.sub(_GONE, text)
    names = [part for part in (person.name, *person.name.split()) if len(part) > 2]
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(name)}\b", _GONE, text, flags=re.IGNORECASE)
    return text
