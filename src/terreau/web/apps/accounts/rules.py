"""What an address and a browser say of who is there."""

from __future__ import annotations

# Addresses of the people of the example country: whoever opens a demo may be each of them.
PERSONA_DOMAIN = "@exemple.terreau"
# The first that is found: each browser also bears the names of those it descends from.
_BROWSERS = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def is_shared(email: str) -> bool:
    """Return whether an account is that of somebody of the example country."""
    return email.lower().endswith(PERSONA_DOMAIN)


def device_of(user_agent: str) -> str:
    """Return the browser and the system of a device, or nothing where neither is known.

    Examples
    --------
    >>> device_of("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0")
    'Firefox · Linux'
    >>> device_of("curl/8.5")
    ''
    """
    found = (_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))
    return " · ".join(name for name in found if name)


def _first(names: dict[str, str], text: str) -> str:
    return next((name for mark, name in names.items() if mark in text), "")
