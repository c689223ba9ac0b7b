"""What every answer forbids the browser, beside what Django and the policy of contents say."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

RESOURCE_POLICY = "Cross-Origin-Resource-Policy"
# Nothing here needs a sensor, a payment or the reader's place; passkeys are for signing in.
_REFUSED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "geolocation",
    "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb",
)  # fmt: skip
_PERMISSIONS = ", ".join(
    (
        *(f"{name}=()" for name in _REFUSED),
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    )
)


class HeadersMiddleware:
    """Set them, unless a view has decided otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        response.headers.setdefault(RESOURCE_POLICY, "same-origin")
        if _may_be_private(request):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


def _may_be_private(request: HttpRequest) -> bool:
    """Return whether somebody may have signed in: no proxy keeps what is answered to them."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
