"""What is asked for, what was obtained, and how patient and how bold a fetch may be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_NOT_A_NAME = re.compile(r'[/\\<>:"|?*\x00-\x1f]|^\.|^ *$')
_RESERVED = ("record.json", ".part", ".part.json")


@dataclass(frozen=True)
class Wanted:
    """One official file.

    Parameters
    ----------
    source : str
        Identifier of the source ("urssaf-commune-ape").
    edition : str
        Label of the edition ("2024", "phase 2").
    file_name : str
        Official name; also the name under a mirror.
    address : str
        Official address, https; "" when the publisher gives none that is stable.
    size_limit : int
        Bytes; a larger file is refused.
    sha256 : str
        What the publisher says the digest is, hexadecimal; "" when it says nothing.
    starts_with : tuple of bytes
        The first bytes are one of these; empty for anything but a web page.

    Raises
    ------
    ValueError
        If a name could not be the name of a folder or of a file.
    """

    source: str
    edition: str
    file_name: str
    address: str
    size_limit: int
    sha256: str = ""
    starts_with: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        for name in (self.source, self.edition, self.file_name):
            if _NOT_A_NAME.search(name):
                raise ValueError(f"{name!r} cannot name a folder or a file")
        if self.file_name.endswith(_RESERVED):
            raise ValueError(f"{self.file_name!r} is the name of a file of the pulls themselves")

    def __str__(self) -> str:
        """Return ``source (edition)``."""
        return f"{self.source} ({self.edition})"


@dataclass(frozen=True)
class Fetched:
    """An official file that is on this machine, whole and checked.

    Parameters
    ----------
    path : Path
        Where it is.
    address : str
        Official address.
    final_address : str
        Where redirections led; "" when it came from a mirror.
    fetched_at : datetime
        When, UTC.
    size : int
        Bytes.
    sha256 : str
        Digest, hexadecimal.
    is_new : bool
        False when this very file was already here. It may still have to be imported: an import may
        have been cut short.
    """

    path: Path
    address: str
    final_address: str
    fetched_at: datetime
    size: int
    sha256: str
    is_new: bool


@dataclass(frozen=True)
class Limits:
    """How patient and how bold a fetch may be.

    Parameters
    ----------
    loopback : bool
        Whether this very machine may be asked, over http too: for tests, and for an administrator
        who serves a mirror there. No other private address is ever asked.
    connect_seconds, read_seconds : float
        Time given to open a connection, and to each wait for bytes.
    least_rate : int
        Bytes a second under which a site counts as hanging, over ``rate_seconds`` of waiting.
    rate_seconds : float
        Seconds of waiting over which the rate is measured.
    total_seconds : float
        Time given to a fetch in all, its tries and waits included.
    tries, tries_unreached : int
        Number of tries when the site answers, and when it cannot even be reached.
    first_wait, longest_wait : float
        Seconds before the second try, doubled at each; a site that asks for more than the longest
        is left alone.
    redirects : int
        Redirections followed.
    flush_bytes : int
        Bytes between two moments at which what was received is on the disk for certain.
    """

    loopback: bool = False
    connect_seconds: float = 15
    read_seconds: float = 120
    least_rate: int = 1024
    rate_seconds: float = 120
    total_seconds: float = 4 * 3600
    tries: int = 6
    tries_unreached: int = 3
    first_wait: float = 1
    longest_wait: float = 120
    redirects: int = 5
    flush_bytes: int = 8 * 2**20


LIMITS = Limits()
