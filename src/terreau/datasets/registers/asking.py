"""The API *Recherche d'entreprises*, asked little and slowly: paced, patient, remembered for a day.

Who directs a company is not asked for. What is remembered on the disk is what was understood, never
what was answered: nothing in it names a person.

References
----------
https://recherche-entreprises.api.gouv.fr/docs/ (DINUM), seven requests a second at most.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from terreau.core.errors import FetchFailure
from terreau.datasets.pulling.addresses import usable
from terreau.datasets.pulling.answers import Answer, refusal
from terreau.datasets.pulling.breaks import Broken
from terreau.datasets.pulling.encodings import unpacked
from terreau.datasets.pulling.exchange import USER_AGENT
from terreau.datasets.pulling.fetching import network
from terreau.datasets.pulling.patience import Patience
from terreau.datasets.pulling.wanted import Limits
from terreau.datasets.registers.answers import Found, read_answer
from terreau.datasets.registers.establishment import Establishment

ADDRESS = "https://recherche-entreprises.api.gouv.fr"
# A reader waits: three tries, twenty seconds in all.
LIMITS = Limits(
    connect_seconds=5, read_seconds=8, rate_seconds=8, total_seconds=20, tries=3,
    tries_unreached=1, first_wait=0.5, longest_wait=10,
)  # fmt: skip
PER_PAGE = 25
_DAY = 24 * 3600
_MOST_BYTES = 4 << 20
_MOST_KEPT, _LEFT = 2_000, 1_500


@dataclass(frozen=True)
class RegisterApi:
    """Where the register is asked, and how.

    Parameters
    ----------
    folder : Path
        Where answers are remembered, and the pace is kept between all processes.
    address : str
        Of the API.
    limits : Limits
        How patient one question is.
    rate : float
        Questions a second, of all processes together.
    kept_seconds : float
        How long an answer is remembered.
    """

    folder: Path
    address: str = ADDRESS
    limits: Limits = LIMITS
    rate: float = 7
    kept_seconds: float = _DAY

    def search(self, query: str, *, communes: Iterable[str] = (), page: int = 1) -> Found:
        """Return a page of what bears a name or a number, in some communes or everywhere.

        Raises
        ------
        FetchFailure
            The register cannot be reached, refuses, or answers what cannot be understood.
        """
        asked = {"q": query, "code_commune": ",".join(sorted(communes)), "page": page}
        given = {name: value for name, value in asked.items() if value}
        fixed = {
            "per_page": PER_PAGE,
            "minimal": "true",
            "include": "siege,matching_etablissements,complements",
        }
        return self._answered(f"{self.address}/search?{urlencode(given | fixed)}")

    def find(self, number: str) -> list[Establishment]:
        """Return the establishment of a SIRET, or those known of a SIREN with its seat first.

        Raises
        ------
        FetchFailure
            As `search`.
        """
        found = self.search(number).establishments
        return [each for each in found if each.siret.startswith(number)]

    def _answered(self, address: str) -> Found:
        self.folder.mkdir(parents=True, exist_ok=True)
        kept = self.folder / f"{hashlib.sha256(address.encode()).hexdigest()[:32]}.json"
        found = self._remembered(kept)
        if found is None:
            found = self._asked(address)
            self._remember(kept, found)
        return found

    def _remembered(self, kept: Path) -> Found | None:
        try:
            if time.time() - kept.stat().st_mtime > self.kept_seconds:
                return None
            held = json.loads(kept.read_text(encoding="utf-8"))
            found = tuple(Establishment(**each) for each in held["establishments"])
            return Found(found, int(held["total"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _remember(self, kept: Path, found: Found) -> None:
        """Keep an answer; a disk that refuses loses nothing but the next question's time."""
        with contextlib.suppress(OSError):
            beside = kept.with_name(f".{kept.name}.{os.getpid()}")
            beside.write_text(json.dumps(asdict(found), ensure_ascii=False), encoding="utf-8")
            beside.replace(kept)
            held = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
            for old in held[: len(held) - _LEFT] if len(held) > _MOST_KEPT else ():
                old.unlink(missing_ok=True)

    def _asked(self, address: str) -> Found:
        patience, tries = Patience(self.limits), 0
        while True:
            tries += 1
            try:
                return _once(address, self.folder, self.rate, patience)
            except Broken as broken:
                pause = max(broken.wait or 0, self.limits.first_wait * 2 ** (tries - 1))
                most = self.limits.tries if broken.is_reached else self.limits.tries_unreached
                is_over = tries >= most or pause > self.limits.longest_wait
                if is_over or not patience.allows(pause):
                    raise FetchFailure(
                        "The register of companies cannot be reached now",
                        value=self.address,
                        why=f"{broken.what}. {broken.why}".strip(". "),
                        remedy="Try again later, or write the organisation by hand",
                    ) from broken
            patience.rest(pause)


def _once(address: str, folder: Path, rate: float, patience: Patience) -> Found:
    headers = {"User-Agent": USER_AGENT, "Accept": "application/json"}
    here = usable(address, patience.limits)
    _keep_pace(folder, rate)
    with network()(here, headers, patience) as got:
        if 300 <= got.status < 400:
            raise FetchFailure(
                "The register of companies sends somewhere else, where nobody goes",
                value=got.headers.get("location", ""),
            )
        if got.status != 200:
            raise refusal(got, address)
        content = _body(got)
    try:
        return read_answer(json.loads(content))
    except (TypeError, ValueError, RecursionError) as error:
        raise FetchFailure(
            "The register of companies answered something that cannot be understood",
            value=address.partition("?")[0],
            why=str(error)[:200],
        ) from error


def _body(got: Answer) -> bytes:
    content = b""
    for received in unpacked(got.body, got.encoding):
        content += received
        if len(content) > _MOST_BYTES:
            raise FetchFailure("The register of companies answers without end")
    if got.length is not None and not got.encoding and len(content) < got.length:
        raise Broken("The site broke off in the middle of its answer")
    return content


def _keep_pace(folder: Path, rate: float) -> None:
    """Wait until the pace allows a question, whichever process asked last."""
    with (folder / ".pace").open("a+") as clock:
        fcntl.flock(clock, fcntl.LOCK_EX)
        clock.seek(0)
        before: Any = clock.read().strip() or "0"
        with contextlib.suppress(ValueError):
            time.sleep(min(max(float(before) + 1 / rate - time.time(), 0), 1 / rate))
        clock.truncate(0)
        clock.write(repr(time.time()))
