"""What has a history that people read: each app declares its objects, and how to name things.

Here stand no object and no rule: an app says which of its objects a scope may
see, what their fields are called, and how keys kept in a row become names.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model, Q
from django.utils.functional import Promise

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import Scope


@dataclass(frozen=True)
class Subject:
    """A kind of object whose history is read.

    Parameters
    ----------
    name : str
        As addresses write it: "organisation".
    model : type[Model]
        What the objects are.
    visible : Callable[[Scope], Q]
        Condition of those a scope may see; nobody else sees their history.
    title : Callable[[Any], str]
        How one of them is named.
    address : Callable[[Any], str]
        Where one of them is seen; empty where it has no page.
    labels : Mapping[str, Promise]
        What its fields are called; a field that is not here is not told.
    words : Mapping[str, Callable[[str], str]]
        How what the history keeps of a field by its codes is told; such a field may be rows of
        their own, which are read with the object.
    parts : Mapping[str, str]
        Of such rows, the field of the object by whose level they are read, where it is not the
        object's own.
    """

    name: str
    model: type[Model]
    visible: Callable[[Scope], Q]
    title: Callable[[Any], str]
    address: Callable[[Any], str]
    labels: Mapping[str, Promise]
    words: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Introduced:
    """What a reader may know of a person: their name if they share a territory, their roles.

    Parameters
    ----------
    name : str
        Empty for a reader who shares no territory with them.
    roles : tuple of (date, date or None, Role)
        First and last day of each of their mandates, and its role.
    """

    name: str = ""
    roles: tuple[tuple[date, date | None, Role], ...] = field(default=())

    def role_on(self, day: date) -> str:
        """Return the role in which the person acted on a day; empty where none is known."""
        held = (r for start, end, r in self.roles if start <= day and (end is None or day <= end))
        return next((str(role.label) for role in held), "")


Introduce = Callable[[Scope, Collection[int]], Mapping[int, Introduced]]
Names = Callable[[Scope, Collection[int]], Mapping[int, str]]

_SUBJECTS: dict[str, Subject] = {}
_NAMES: dict[str, Names] = {}
_INTRODUCE: list[Introduce] = []


def declare_subject(subject: Subject) -> None:
    """Add a kind of object; called once by each app when it is ready."""
    _SUBJECTS[subject.name] = subject


def subjects() -> Mapping[str, Subject]:
    """Return every kind of object whose history is read, by name."""
    return _SUBJECTS


def declare_names(model: str, names: Names) -> None:
    """Tell how the keys of a model ("app.Model") become names that a scope may read."""
    _NAMES[model] = names


def names_of(model: str, scope: Scope, keys: Collection[int]) -> Mapping[int, str]:
    """Return the names of objects that a scope may read, by key."""
    return _NAMES[model](scope, keys) if keys and model in _NAMES else {}


def declare_introductions(introduce: Introduce) -> None:
    """Tell who knows whom; called once, by the app that holds mandates."""
    _INTRODUCE[:] = [introduce]


def introduced(scope: Scope, user_ids: Collection[int]) -> Mapping[int, Introduced]:
    """Return what a reader may know of some people, by key."""
    return _INTRODUCE[0](scope, user_ids) if user_ids and _INTRODUCE else {}
