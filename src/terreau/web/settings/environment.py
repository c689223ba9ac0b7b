"""The environment variables Terreau reads, each with its meaning and its check.

`VARIABLES` is the only list: the reference page is generated from it, and a
setting that is read but not listed here is a failing test.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email


@dataclass(frozen=True)
class Variable:
    """One environment variable.

    Parameters
    ----------
    name : str
        Its name.
    meaning : str
        What it decides, in one sentence.
    default : str
        What holds when it is not set, in words.
    """

    name: str
    meaning: str
    default: str


VARIABLES = (
    Variable(
        "TERREAU_HOME",
        "Folder of the database, the figures and the logs.",
        "`var/` in a checkout, the user's data folder elsewhere",
    ),
    Variable(
        "DATABASE_URL",
        "Database: `postgresql://user:password@host:5432/name`, with options after `?` "
        "(`sslmode=verify-full`…), or `sqlite:///path/to/file`.",
        "`terreau.sqlite3` under TERREAU_HOME, by SQLite",
    ),
    Variable(
        "TERREAU_SECRET_KEY",
        "Secret of signatures and forms, at least 50 characters.",
        "generated once under TERREAU_HOME in demo; required in production",
    ),
    Variable(
        "TERREAU_SECRET_KEY_FALLBACKS",
        "Former secrets, separated by commas, which open what they signed or enciphered: nobody is "
        "signed out when the secret is replaced.",
        "none",
    ),
    Variable(
        "TERREAU_ALLOWED_HOSTS",
        "Host names the production site answers to, separated by commas.",
        "none; required in production",
    ),
    Variable(
        "TERREAU_INSTANCE_NAME",
        "Name shown in the header and in page titles.",
        "`Terreau`",
    ),
    Variable(
        "TERREAU_PUBLISHER",
        "Who publishes this instance, shown in the legal notices.",
        "a sentence saying that it is not stated; required in production",
    ),
    Variable(
        "TERREAU_CONTACT",
        "E-mail address a reader may write to, shown in legal and accessibility pages; letters "
        "leave from it, and answers reach it.",
        "a sentence saying that it is not stated; required in production",
    ),
    Variable(
        "TERREAU_DIRECTOR",
        "Who answers for what is published here (directeur ou directrice de la publication), shown "
        "in the legal notices.",
        "a sentence saying that it is not stated; required in production",
    ),
    Variable(
        "TERREAU_HOST",
        "Who keeps the machine: name, address and telephone number, shown in the legal notices.",
        "a sentence saying that it is not stated; required in production",
    ),
    Variable(
        "TERREAU_ANSWER_DAYS",
        "Within how many working days a person answers a message sent from the contact page.",
        "the page promises no delay",
    ),
    Variable(
        "TERREAU_SMTP_URL",
        "Server by which letters leave: `smtp://user:password@host:587?tls=starttls` "
        "(`tls`: `starttls`, `implicit` or `none`).",
        "letters are written as files in `TERREAU_HOME/outbox`",
    ),
    Variable(
        "TERREAU_SITE_URL",
        "Address of the site as people write it, `https://…` without a final slash: the links of "
        "letters begin with it.",
        "`https://` and the first of TERREAU_ALLOWED_HOSTS in production, `http://localhost:` and "
        "PORT elsewhere",
    ),
    Variable(
        "DJANGO_SETTINGS_MODULE",
        "Place of use: `terreau.web.settings.demo`, `.dev` or `.prod`.",
        "`terreau.web.settings.demo`",
    ),
    Variable("PORT", "Port of `terreau serve` and `make demo`.", "8000"),
    Variable(
        "TERREAU_WORKERS",
        "Number of server processes of `terreau serve`.",
        "2",
    ),
    Variable(
        "TERREAU_MIRROR",
        "Folder from which the server takes official files in place of asking their publishers: "
        "`<source>/<edition>/<official-name>`.",
        "publishers are asked",
    ),
    Variable(
        "TERREAU_AUTOPULL",
        "Whether `terreau serve`, once it is open, brings the official sources that are not here "
        "if the network is there: 0 or 1.",
        "1 in demo, 0 elsewhere",
    ),
    Variable(
        "TERREAU_REGISTER_API",
        "Whether who keeps a directory may ask the public register of companies (API Recherche "
        "d'entreprises, seven requests a second at most): 0 or 1.",
        "0: nothing is asked",
    ),
    Variable(
        "TERREAU_TRUSTED_PROXIES",
        "Addresses or networks of the reverse proxies, separated by commas: from them only are "
        "`X-Forwarded-For` and `X-Request-ID` believed.",
        "this machine (127.0.0.1, ::1) in production, nobody elsewhere",
    ),
    Variable(
        "TERREAU_LOG_DAYS",
        "How many days the lines of requests (`TERREAU_HOME/logs`) are kept.",
        "30",
    ),
    Variable(
        "TERREAU_SIGNUP",
        "Whether anybody may make an account by themselves: 0 or 1; with 0, by invitation alone.",
        "1",
    ),
    Variable(
        "TERREAU_OIDC_ISSUER",
        "Address of the OpenID Connect provider (ProConnect) that people may sign in with; "
        "its discovery page is below it.",
        "none: nobody signs in that way",
    ),
    Variable(
        "TERREAU_OIDC_CLIENT_ID",
        "Name under which that provider knows this site.",
        "none; required with TERREAU_OIDC_ISSUER",
    ),
    Variable(
        "TERREAU_OIDC_CLIENT_SECRET",
        "Secret that this site shares with that provider.",
        "none; required with TERREAU_OIDC_ISSUER",
    ),
    Variable(
        "TERREAU_OIDC_NAME",
        "Name of that provider on the button of the sign-in page.",
        "`ProConnect`",
    ),
)

_KNOWN = frozenset(variable.name for variable in VARIABLES)


def read(name: str, default: str = "") -> str:
    """Return the value of a declared variable, or ``default``."""
    if name not in _KNOWN:
        raise LookupError(f"{name} is read but not declared in VARIABLES")
    return os.environ.get(name, default).strip()


def required(name: str) -> str:
    """Return the value of a declared variable; refuse to start without it."""
    if value := read(name):
        return value
    meaning = next(v.meaning for v in VARIABLES if v.name == name)
    raise ImproperlyConfigured(f"{name} is not set. {meaning} Set it in the environment.")


def flag(name: str, *, is_on: bool) -> bool:
    """Return whether a declared variable says 1; refuse to start on anything but 0 or 1."""
    value = read(name) or str(int(is_on))
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} is {value!r}: set it to 0 or 1.")
    return value == "1"


def email(name: str) -> str:
    """Return the address a declared variable gives, or ""; refuse what is no e-mail address."""
    value = read(name)
    try:
        validate_email(value or "nobody@example.org")
    except ValidationError:
        raise ImproperlyConfigured(f"{name} is {value!r}, which is no e-mail address.") from None
    return value


def whole_number(name: str) -> int | None:
    """Return the number, 1 or more, a declared variable gives, or None; refuse anything else."""
    if not (value := read(name)):
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 6 and int(value)):
        raise ImproperlyConfigured(f"{name} is {value!r}: give a number, 1 or more.")
    return int(value)


def folder(name: str) -> Path | None:
    """Return the folder a declared variable names, or None; refuse one that is not there."""
    if not (value := read(name)):
        return None
    if not Path(value).is_dir():
        raise ImproperlyConfigured(f"{name} is {value!r}, which is not a folder.")
    return Path(value)


def issuer(name: str) -> str:
    """Return the address of a provider, or nothing; refuse one that anybody could listen to."""
    value = read(name).rstrip("/")
    parts = urlsplit(value)
    is_here = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}
    if value and not (parts.hostname and (parts.scheme == "https" or is_here)):
        raise ImproperlyConfigured(f"{name} is {value!r}: give an address that begins with https.")
    return value


def site_url(default: str) -> str:
    """Return the address of the site; refuse one that no link could begin with."""
    value = read("TERREAU_SITE_URL").rstrip("/") or default
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise ImproperlyConfigured(
            f"TERREAU_SITE_URL is {value!r}: write it as https://terreau.example, without a path."
        )
    return value


def hosts(name: str) -> list[str]:
    """Return the host names of a required, comma-separated variable; refuse what no name is."""
    found = [item.strip() for item in required(name).split(",") if item.strip()]
    for host in found:
        if re.search(r"[/\s@]", host) or (":" in host and not host.endswith("]")):
            raise ImproperlyConfigured(
                f"{name} holds {host!r}: give a name alone, without https://, port or path."
            )
    return found


def whole(name: str, default: int) -> int:
    """Return the whole number, 1 or more, of a declared variable; refuse anything else."""
    value = read(name) or str(default)
    if not (value.isascii() and value.isdigit() and len(value) <= 9 and int(value) >= 1):
        raise ImproperlyConfigured(f"{name} is {value!r}: set it to a whole number, 1 or more.")
    return int(value)


def networks(name: str, default: str = "") -> list[IPv4Network | IPv6Network]:
    """Return the comma-separated addresses or networks of a declared variable."""
    found = []
    for item in (read(name) or default).split(","):
        if not item.strip():
            continue
        try:
            network = ip_network(item.strip())
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} holds {item.strip()!r}, which is no address or network ({error})."
            ) from error
        if network.prefixlen == 0:
            raise ImproperlyConfigured(
                f"{name} holds {item.strip()!r}, which is everybody: name the proxies themselves."
            )
        found.append(network)
    return found
