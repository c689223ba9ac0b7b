"""What programs read of this installation: whom to tell of a fault, what not to visit."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

# RFC 9116 asks for less than a year.
_VALID = timedelta(days=180)
# Costly to make, or of no use to who looks for a page.
_NOT_VISITED = (
    "/api/v1/", "/composants/", "/contact/*", "/langue/", "/observatoire/comparer/",
    "/observatoire/integrer/", "/rapports/", "/territoires/suggestions/",
)  # fmt: skip


def security_text(*, site: str, now: datetime) -> str:
    """Return ``security.txt`` (RFC 9116).

    Parameters
    ----------
    site : str
        Address of the installation, without a final slash.
    now : datetime
        From when its validity is counted.
    """
    contacts = [f"mailto:{settings.INSTANCE_CONTACT}"] if settings.INSTANCE_CONTACT else []
    contacts.append(f"{site}/contact/?sujet=security")
    expires = (now + _VALID).strftime("%Y-%m-%dT00:00:00Z")
    return "".join(
        (
            *(f"Contact: {contact}\n" for contact in contacts),
            f"Expires: {expires}\n",
            "Preferred-Languages: fr, en\n",
            f"Canonical: {site}/.well-known/security.txt\n",
        )
    )


def robots_text() -> str:
    """Return ``robots.txt``: pages may be found, files are not to be made for a robot."""
    return "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in _NOT_VISITED)
