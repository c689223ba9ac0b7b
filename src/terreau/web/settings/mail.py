"""How letters leave: by the SMTP server that one variable names, else into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_FORM = "smtp://user:password@host:587?tls=starttls"
_PORTS = {"starttls": 587, "implicit": 465, "none": 25}
# A server that does not answer must not hold the worker.
_SECONDS = 20


def outgoing_mail(url: str, outbox: Path) -> dict[str, Any]:
    """Return Django's settings of outgoing mail.

    Parameters
    ----------
    url : str
        ``smtp://user:password@host:587?tls=starttls``; ``tls`` is starttls (as when it is not
        said), implicit or none. "" for no server.
    outbox : Path
        Where letters are written as files when there is no server.

    Raises
    ------
    ImproperlyConfigured
        If the address cannot be read. Its password is never repeated.
    """
    if not url:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"LETTERS_LEAVE_BY": backend, "EMAIL_FILE_PATH": str(outbox)}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _refusal("its host or its port cannot be read") from None
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    tls = options.pop("tls", "starttls")
    if parts.scheme != "smtp" or not parts.hostname or parts.path not in {"", "/"}:
        raise _refusal("it names no SMTP server")
    if options or parts.fragment or tls not in _PORTS:
        raise _refusal(f"the only option is tls, one of {', '.join(_PORTS)}")
    if parts.username and tls == "none":
        raise _refusal("a password would leave in clear: give tls")
    return {
        "LETTERS_LEAVE_BY": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or _PORTS[tls],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": tls == "starttls",
        "EMAIL_USE_SSL": tls == "implicit",
        "EMAIL_TIMEOUT": _SECONDS,
    }


def _refusal(why: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"TERREAU_SMTP_URL is wrong: {why}. Write it as {_FORM}")
