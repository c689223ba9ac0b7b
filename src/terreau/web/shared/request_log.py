"""Each request has a number, and leaves one line that says nothing of whoever made it.

The lines (``TERREAU_HOME/logs/requests-YYYY-MM-DD.jsonl``) feed the page of statistics: moment,
number, method, route (the pattern of the address, never the address), status, duration. Neither
address nor person nor query: there is nothing to erase in them.
"""

from __future__ import annotations

import json
import logging
import os
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from terreau.web.shared import requester

_log = logging.getLogger(__name__)
_HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_FOLDER, _NAME = "logs", "requests-{}.jsonl"
_current: ContextVar[str] = ContextVar("request_id", default="-")


def request_id() -> str:
    """Return the number of the request being served; "-" outside of one."""
    return _current.get()


class RequestLogMiddleware:
    """Number a request, give the number back, write its line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        given = request.headers.get(_HEADER, "")
        is_believed = _WELL_FORMED.fullmatch(given) and requester.is_passed_on(request)
        number = given if is_believed else uuid.uuid4().hex
        token = _current.set(number)
        request.request_id = number  # type: ignore[attr-defined]  # services write it in histories
        start = time.perf_counter()
        try:
            response = self.get_response(request)
            response[_HEADER] = number
            _write(request, response.status_code, (time.perf_counter() - start) * 1000)
        finally:
            _current.reset(token)
        return response


class RequestFilter(logging.Filter):
    """Give each record the number of its request, and its route in place of its address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Complete a record; let it pass."""
        request = getattr(record, "request", None)
        # Django tells of a refusal once the request has left us.
        record.request_id = getattr(request, "request_id", request_id())
        route = _route_of(request)
        if route and record.name == "django.request" and isinstance(record.args, tuple):
            # An address may hold an invitation: it is the last word of what Django says.
            record.args = (*record.args[:-1], route)
        return True


class JsonLines(logging.Formatter):
    """A record as one line of JSON, for machines that gather logs."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, timezone.get_default_timezone()).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def _route_of(request: object) -> str:
    match = getattr(request, "resolver_match", None)
    return str(match.route) if match else ""


def _write(request: HttpRequest, status: int, took_ms: float) -> None:
    """Add a line in one call: those of several processes do not mix. A full disk fails no page."""
    now = timezone.localtime()
    is_static = request.path_info.startswith(settings.STATIC_URL)
    line = {
        "at": now.isoformat(timespec="milliseconds"),
        "request_id": request_id(),
        "method": request.method if request.method in _METHODS else "OTHER",
        "route": settings.STATIC_URL.lstrip("/") if is_static else _route_of(request),
        "status": status,
        "ms": round(took_ms, 1),
    }
    try:
        _append(Path(settings.TERREAU_HOME), now.date(), json.dumps(line, separators=(",", ":")))
    except OSError as error:
        _log.warning("The line of a request cannot be written: %s", error.strerror)


def _append(home: Path, today: date, line: str) -> None:
    file = home / _FOLDER / _NAME.format(today)
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(descriptor, f"{line}\n".encode())
    finally:
        os.close(descriptor)
