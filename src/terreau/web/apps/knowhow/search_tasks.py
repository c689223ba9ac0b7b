"""Work done apart from requests: the index of the search."""

from __future__ import annotations

from django_tasks import task

from terreau.web.apps.knowhow.searching.making import make_index


@task()
def make_search_index() -> None:
    """Make the index again."""
    make_index()
