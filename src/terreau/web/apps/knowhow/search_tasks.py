"""Work done apart from requests: the index of the search."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from terreau.web.apps.knowhow.searching.making import make_index


@task()
def make_search_index() -> None:
    """Make the index again."""
    make_index()


def is_waiting() -> bool:
    """Whether the worker will make the index."""
    return _waiting().exists()


def forget_waiting() -> None:
    """Leave nothing to a worker that makes the index as soon as it starts."""
    _waiting().delete()


def _waiting() -> QuerySet[Any]:
    return DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, task_path=make_search_index.module_path
    )
