"""What a site answers, and where it sends us: redirections, statuses, the file's own state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

from terreau.core.errors import FetchFailure
from terreau.datasets.pulling.addresses import usable
from terreau.datasets.pulling.breaks import Broken
from terreau.datasets.pulling.patience import Patience

_REDIRECTS = {301, 302, 303, 307, 308}
_BUSY = {408, 425, 429, 500, 502, 503, 504}
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)$")


@dataclass(frozen=True)
class Answer:
    """The answer to one request.

    Parameters
    ----------
    status : int
        Of HTTP.
    headers : Mapping[str, str]
        Names in lower case.
    body : Iterator[bytes]
        As the site sends it.
    """

    status: int
    headers: Mapping[str, str]
    body: Iterator[bytes]

    @property
    def encoding(self) -> str:
        """How the body is compressed on the way; "" when it is not."""
        found = self.headers.get("content-encoding", "").lower()
        return "" if found == "identity" else found

    @property
    def etag(self) -> str:
        """The site's name for this state of the file."""
        return self.headers.get("etag", "")

    @property
    def last_modified(self) -> str:
        """When the site says that the file last changed."""
        return self.headers.get("last-modified", "")

    @property
    def length(self) -> int | None:
        """Bytes of the body, when the site says."""
        text = self.headers.get("content-length", "")
        return int(text) if text.isascii() and text.isdigit() else None

    @property
    def slice(self) -> tuple[int, int | None] | None:
        """Where a partial body begins in the file, and the size of the file; None when not told."""
        match = _RANGE.match(self.headers.get("content-range", ""))
        if match is None:
            return None
        return int(match[1]), None if match[2] == "*" else int(match[2])


class Ask(Protocol):
    """Sends one request: `connection.ask`."""

    def __call__(
        self, address: str, headers: Mapping[str, str], patience: Patience
    ) -> AbstractContextManager[Answer]:
        """Send it and give the answer."""


@contextmanager
def followed(
    ask: Ask, address: str, headers: Mapping[str, str], patience: Patience
) -> Iterator[tuple[Answer, str]]:
    """Ask, follow redirections, each checked as the first address was; give answer and address.

    Raises
    ------
    FetchFailure
        If there are too many, or one leads where nobody may go.
    """
    limits = patience.limits
    here = usable(address, limits)
    for _ in range(limits.redirects + 1):
        with ask(here, headers, patience) as answer:
            target = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not target:
                yield answer, here
                return
        here = usable(target, limits, seen_from=here)
    raise FetchFailure(
        "The site sends from address to address without end",
        value=address,
        why=f"{limits.redirects} redirections were followed",
    )


def refusal(answer: Answer, address: str) -> Exception:
    """Return what an answer without the file means: another try may help, or nothing will."""
    if answer.status in _BUSY:
        return Broken(
            "The site is busy or out of order",
            why=f"It answered {answer.status}",
            wait=_asked_wait(answer.headers.get("retry-after", "")),
        )
    if answer.status in {404, 410}:
        return FetchFailure(
            "The publisher's site has no such file any more",
            value=address,
            why=f"It answered {answer.status}: the file may have moved",
        )
    return FetchFailure(
        "The publisher's site does not give this file",
        value=address,
        why=f"It answered {answer.status}",
    )


def _asked_wait(text: str) -> float | None:
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
