"""Making the index: by the worker, from the whole database."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from terreau.matching.search import SearchIndex
from terreau.web.apps.knowhow.searching.documents import read_documents
from terreau.web.apps.knowhow.searching.held import Held, keep_index

# A write that began before may be confirmed after the rows were read: it is read anew meanwhile.
_LONGEST_WRITE = timedelta(minutes=5)


def make_index() -> int:
    """Make the index again and keep it; return how many texts it holds."""
    since = timezone.now() - _LONGEST_WRITE
    documents, texts = read_documents()
    keep_index(Held(documents, SearchIndex.build(texts), since))
    return len(texts)
