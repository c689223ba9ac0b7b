"""What is held of a person: each app declares its rows, how they are told, how they go.

A field that leads to a person and is declared by no app fails a test: nothing that the platform
holds of somebody can be forgotten by an export or by an erasure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
    told : Sequence[str]
        Fields, or paths of fields, that the export gives.
    on_erasure : OnErasure
        What becomes of them.
    before : Callable[[Acting, QuerySet[Any]], None], optional
        What must be done with them first, as ending mandates.
    """

    title: Promise
    model: type[Model]
    field: str
    told: Sequence[str]
    on_erasure: OnErasure
    before: Callable[[Acting, QuerySet[Any]], None] | None = None

    @property
    def name(self) -> str:
        """The field, as "app.Model.field"."""
        return f"{self.model._meta.label}.{self.field}"

    def of(self, person: User) -> QuerySet[Any]:
        """Return the rows of a person."""
        is_key = self.model._meta.get_field(self.field).is_relation
        wanted = {self.field: person} if is_key else {f"{self.field}__iexact": person.email}
        return self.model._meta.base_manager.filter(**wanted).order_by("pk")

    def rows(self, person: User) -> Iterator[dict[str, Any]]:
        """Yield what the export says of each."""
        yield from self.of(person).values(*self.told)

    def prepare(self, acting: Acting, person: User) -> None:
        """Do what must be done before any row of a person goes."""
        if self.before is not None:
            self.before(acting, self.of(person))

    def erase(self, person: User) -> None:
        """Make the rows say nothing of a person any more."""
        found = self.of(person)
        if self.on_erasure is OnErasure.DELETE:
            found.delete()
        else:
            is_key = self.model._meta.get_field(self.field).is_relation
            found.update(**{self.field: None if is_key else ""})


_ROWS: dict[str, PersonalRows] = {}
_WARNINGS: list[Callable[[User], Sequence[str]]] = []


def declare_personal(rows: PersonalRows) -> None:
    """Add rows that say something of a person; called once by each app when it is ready."""
    _ROWS[rows.name] = rows


def personal_rows() -> Sequence[PersonalRows]:
    """Return all that is declared, in the order in which apps declared it."""
    return tuple(_ROWS.values())


def declare_warning(warning: Callable[[User], Sequence[str]]) -> None:
    """Add what a person is told before they are erased: whom their leaving would leave alone."""
    if warning not in _WARNINGS:
        _WARNINGS.append(warning)


def warnings_before_erasure(person: User) -> list[str]:
    """Return what a person should know before they are erased."""
    return [sentence for warning in _WARNINGS for sentence in warning(person)]
