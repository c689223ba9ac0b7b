"""Large pages are compressed here; of the others a proxy takes care, and a byte costs time too."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

# From this many bytes a slow line waits longer for the page than the processor for its compression.
_LARGE = 200_000


class CompressLargePages(GZipMiddleware):
    """Compress an answer that is large, for who accepts it: a map of a thousand outlines."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress it, or leave it as it is."""
        if isinstance(response, HttpResponse) and len(response.content) > _LARGE:
            return super().process_response(request, response)
        return response
