"""Work done apart from requests: the index of the search."""

from __future__ import annotations

from django_tasks import task

from terreau.web.apps.knowhow.searching.making import make_index, make_index_if_stale


@task()
def make_search_index() -> None:
    """Make the index again: something changed since."""
    make_index_if_stale()


@task()
def make_search_index_anew() -> None:
    """Make the index again, whatever it holds; once a day."""
    make_index()
