"""What is costly has a budget for each client: `BUDGETS` says how much, `COSTLY` of what.

A budget is a bucket that fills up again by itself. Its level is one row of a small database of its
own, ``TERREAU_HOME/limits.sqlite3``, shared by the processes of the server and worth nothing once
lost (decision 0015). An address is never written: the row's key is a digest with a secret and the
day, so that of tomorrow tells nothing of today. A row goes once its bucket is full.
"""

from __future__ import annotations

import hmac
import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from terreau.web.shared.errors import refused
from terreau.web.shared.refusals import AskedTooOften
from terreau.web.shared.requester import client_of

_log = logging.getLogger(__name__)
_FILE = "limits.sqlite3"
_WAIT_SECONDS = 2.0
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@dataclass(frozen=True)
class Budget:
    """How much of something a client may ask.

    Parameters
    ----------
    at_once : int
        From a full bucket.
    a_minute : float
        Put back into the bucket.
    said : str
        What is told to who has spent it; "" of a page that is long to prepare.
    """

    at_once: int
    a_minute: float
    said: str | Promise = ""


_LETTERS = gettext_lazy("Vous avez fait partir beaucoup de courriels en peu de temps")
_TO_ONE = gettext_lazy("Vous avez déjà écrit plusieurs fois à cette personne en peu de temps")
_READ = gettext_lazy("Cette personne a déjà reçu plusieurs courriels de ce site en peu de temps")
# A project manager makes thirty reports in a row, a whole office may share one address, and a
# program that reads the API slowly reads all of it. Whoever exceeds this keeps a processor busy.
BUDGETS = {
    "documents": Budget(at_once=60, a_minute=20),
    "batches": Budget(at_once=6, a_minute=0.2),
    "pictures": Budget(at_once=90, a_minute=45),
    "tables": Budget(at_once=180, a_minute=90),
    "calculations": Budget(at_once=300, a_minute=180),
    # By account: a committee of forty is invited in one go, then fifteen people an hour.
    "invitations": Budget(at_once=40, a_minute=0.25, said=_LETTERS),
    # By account: each is told to all who may answer.
    "requests": Budget(at_once=10, a_minute=0.2, said=_LETTERS),
    # By account: a mailing reaches all who act in a territory.
    "mailings": Budget(at_once=4, a_minute=1 / 60, said=_LETTERS),
    # By account: after a workshop, each of those who said something is told, one after the other.
    "restitutions": Budget(at_once=40, a_minute=0.25, said=_LETTERS),
    # By account: a few words to one person, a handful in a row, then six an hour.
    "messages": Budget(at_once=10, a_minute=0.1, said=_LETTERS),
    # By who writes and who reads: what others wrote to somebody stops nobody's first message.
    "messages_to_one": Budget(at_once=6, a_minute=1 / 60, said=_TO_ONE),
    # By who reads, whoever writes: nobody's box is filled.
    "messages_read": Budget(at_once=20, a_minute=1 / 30, said=_READ),
    # By address that is written to, whoever writes: the same of what is no message.
    "letters": Budget(at_once=6, a_minute=1 / 60, said=_READ),
}

# The name of each costly address, and the family of its budget. A test looks for those that lack.
COSTLY = {
    "reports:profile_file": "documents",
    "reports:comparison_file": "documents",
    "reports:batch_request": "batches",
    "plans:plan_pdf": "documents",
    "plans:sheet_pdf": "documents",
    "plans:sheets_file": "tables",
    "funding:schemes_file": "tables",
    "plans:all_sheets_file": "tables",
    "plans:common_file": "tables",
    "plans:budget_file": "tables",
    "plans:needs_file": "tables",
    "plans:nation_file": "tables",
    "plans:plans_file": "tables",
    "plans:labels_file": "tables",
    "plans:agreements_file": "tables",
    "plans:documents_file": "tables",
    "plans:obligations_file": "tables",
    "plans:committee_list": "tables",
    "plans:restitution_file": "tables",
    "plans:restitution_paper": "documents",
    "plans:year_file": "documents",
    "plans:paper": "documents",
    "observatory:map_svg": "pictures",
    "observatory:map_png": "pictures",
    "observatory:map_csv": "tables",
    "observatory:compare_csv": "tables",
    "observatory:dashboard_csv": "tables",
    "observatory:peers_csv": "tables",
    "observatory:printed_csv": "tables",
    "observatory:profile_csv": "tables",
    "observatory:sources_file": "tables",
    "observatory:indicators_file": "tables",
    "territories:search_file": "tables",
    "reports:batches_file": "tables",
    "home:stats_csv": "tables",
    "history:file": "tables",
    "directory:organisations_file": "tables",
    "directory:organisation_mandates": "tables",
    "directory:territory_mandates": "tables",
    "directory:own_mandates_file": "tables",
    "directory:requests_file": "tables",
    "directory:invitations_file": "tables",
    "knowhow:search_file": "tables",
    "directory:contacts_file": "tables",
    "directory:register_changes_file": "tables",
    "network:chain_file": "tables",
    "network:links_file": "tables",
    "network:spaces_file": "tables",
    "network:territory_organisations": "tables",
    "network:territory_ties": "tables",
    "network:introductions_file": "tables",
    "directory:referents_file": "tables",
    "directory:mailings_file": "tables",
    "accounts:tokens_file": "tables",
    "outreach:visits_file": "tables",
    "outreach:questions_file": "tables",
    "outreach:loads_file": "tables",
    "knowhow:know_how_file": "tables",
    "home:inbox_file": "tables",
    "api-1:get_indicator_values": "tables",
    "observatory:compare": "calculations",
    "api-1:get_comparison": "calculations",
    "api-1:get_dashboard": "calculations",
    "api-1:get_peers": "calculations",
    "api-1:get_profile": "calculations",
}

# The instant at which the bucket is full again: that is all there is to know of one.
_TABLE = "CREATE TABLE IF NOT EXISTS bucket (key BLOB PRIMARY KEY, full_at REAL) WITHOUT ROWID"
_TAKE = """
INSERT INTO bucket VALUES (:key, :now + :cost) ON CONFLICT (key) DO UPDATE
SET full_at = full_at + :cost WHERE full_at + :cost <= :now + :room RETURNING full_at
"""


class LimitsMiddleware:
    """Refuse a costly page to who has spent their budget."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Answer 429 in place of a costly view; None where it may be asked."""
        match = request.resolver_match
        family = COSTLY.get(match.view_name) if match else None
        if family is None:
            return None
        try:
            spend(family, _whose(request))
        except AskedTooOften as error:
            return refused(request, error)
        return None


def _whose(request: HttpRequest) -> str:
    """Return who signed in, else the address: colleagues behind one address have a budget each."""
    user = request.user
    return f"user {user.pk}" if user.is_authenticated else client_of(request)


def spend(family: str, key: str) -> None:
    """Take one from the budget that somebody has of a family.

    Parameters
    ----------
    family : str
        One of `BUDGETS`.
    key : str
        Whose: an address, an account. Only a digest of it is written.

    Raises
    ------
    AskedTooOften
        If it is spent.
    """
    if not settings.LIMITS_COSTLY_PAGES:
        return
    budget = BUDGETS[family]
    try:
        wait = _take(budget, _digest(family, key))
    except sqlite3.Error as error:
        # Serving is worth more than counting.
        _log.error("Budgets cannot be counted: %s", error)
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
            _file().unlink(missing_ok=True)
        return
    if wait > 0:
        raise AskedTooOften(wait, str(budget.said))


def _take(budget: Budget, key: bytes) -> float:
    """Take one if there is one; return the seconds to wait where there is none."""
    now, cost = time.time(), 60 / budget.a_minute
    room = budget.at_once * cost
    asked = {"key": key, "now": now, "cost": cost, "room": room}
    with closing(sqlite3.connect(_file(), timeout=_WAIT_SECONDS, isolation_level=None)) as base:
        # Nothing here must outlive a failure of the machine: no wait for the disk.
        base.execute("PRAGMA synchronous=OFF")
        base.execute(_TABLE)
        base.execute("BEGIN IMMEDIATE")
        base.execute("DELETE FROM bucket WHERE full_at <= ?", (now,))
        taken = base.execute(_TAKE, asked).fetchone()
        full_at = base.execute("SELECT full_at FROM bucket WHERE key = ?", (key,)).fetchone()
        base.execute("COMMIT")
    return 0.0 if taken else float(full_at[0]) + cost - now - room


def _digest(family: str, key: str) -> bytes:
    words = f"{timezone.localdate()} {family} {key}"
    return hmac.digest(settings.SECRET_KEY.encode(), words.encode(), "sha256")[:16]


def _file() -> Path:
    return Path(settings.TERREAU_HOME) / _FILE
