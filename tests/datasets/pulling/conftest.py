"""A site on this machine that plays the official ones, with every fault they may have."""

from __future__ import annotations

import contextlib
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from terreau.core.errors import TerreauError
from terreau.datasets.pulling import Fetched, Limits, Wanted, fetch

Play = Callable[["Handler"], None]

# As in life, faster.
QUICK = Limits(
    loopback=True,
    connect_seconds=10,
    read_seconds=0.35,
    rate_seconds=0.35,
    least_rate=1000,
    total_seconds=20,
    first_wait=0.01,
    longest_wait=2,
    flush_bytes=4096,
)
ONCE = replace(QUICK, tries=1, tries_unreached=1)
PATIENT = replace(QUICK, read_seconds=10, rate_seconds=10)


class Handler(BaseHTTPRequestHandler):
    """Answers as the play of the path says."""

    protocol_version = "HTTP/1.1"
    server: Any

    def do_GET(self) -> None:
        site: Site = self.server.site
        site.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        self.close_connection = True
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            site.plays[self.path](self)

    def log_message(self, *told: object) -> None:
        """Stay silent."""

    def answer(self, status: int, body: bytes = b"", **headers: object) -> None:
        """Answer whole; ``content_length=None`` leaves the length out."""
        told = {"content_length": len(body)} | headers
        self.send_response(status)
        for name, value in told.items():
            if value is not None:
                self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)


@dataclass
class Site:
    """The address of the site, what it plays, and what it was asked."""

    address: str
    plays: dict[str, Play] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    handler: type[Handler] = Handler

    def play(self, path: str, *plays: Play) -> str:
        """Play these one after the other at a path, the last one for ever."""
        left = list(plays)

        def play(handler: Handler) -> None:
            now = left.pop(0) if len(left) > 1 else left[0]
            now(handler)

        self.plays[path] = play
        return self.address + path

    def requests(self, path: str) -> list[dict[str, str]]:
        """Return the headers of the requests for a path."""
        return [headers for asked, headers in self.asked if asked == path]

    @staticmethod
    def whole(body: bytes, **headers: object) -> Play:
        """Answer the file, whatever is asked."""
        return lambda handler: handler.answer(200, body, **headers)

    @staticmethod
    def official(
        body: bytes, *, etag: str = '"one"', stop_after: int | None = None, pace: float = 0
    ) -> Play:
        """Answer as a good site: ranges, conditions; it may break off or be slow."""

        def play(handler: Handler) -> None:
            asked = handler.headers
            if asked.get("If-None-Match") == etag:
                handler.answer(304, etag=etag, content_length=None)
                return
            start = 0
            if "Range" in asked and asked.get("If-Range") == etag:
                start = int(asked["Range"].removeprefix("bytes=").removesuffix("-"))
            if start >= len(body) > 0:
                handler.answer(416, content_range=f"bytes */{len(body)}", etag=etag)
                return
            handler.send_response(206 if start else 200)
            if start:
                handler.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
            handler.send_header("ETag", etag)
            handler.send_header("Content-Length", str(len(body) - start))
            handler.end_headers()
            end = len(body) if stop_after is None else min(len(body), start + stop_after)
            for at in range(start, end, 4096):
                handler.wfile.write(body[at : min(at + 4096, end)])
                time.sleep(pace)

        return play


@pytest.fixture
def site() -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    server.site = Site(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    running = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    running.start()
    yield server.site  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()
    running.join()


@dataclass
class Bench:
    """Fetches quickly into a home of its own, and says what it finds there."""

    home: Path
    quick: Limits = QUICK
    once: Limits = ONCE
    patient: Limits = PATIENT

    @staticmethod
    def wanted(address: str, **changes: Any) -> Wanted:
        """Return a wanted file at an address."""
        given = {"source": "sound", "edition": "2024", "file_name": "official.csv"} | changes
        return Wanted(address=address, **({"size_limit": 10**7} | given))

    @staticmethod
    def sha256(body: bytes) -> str:
        return hashlib.sha256(body).hexdigest()

    @staticmethod
    def table(rows: int, mark: str = "a") -> bytes:
        """Return a file in which every line says its number."""
        return b"commune;jobs\n" + b"".join(b"%05d;%s\n" % (n, mark.encode()) for n in range(rows))

    def fetch(self, wanted: Wanted, **how: Any) -> Fetched:
        return fetch(wanted, **({"home": self.home, "limits": QUICK} | how))

    def refusal(self, wanted: Wanted, **how: Any) -> str:
        """Return the one paragraph of a fetch that fails."""
        with pytest.raises(TerreauError) as raised:
            self.fetch(wanted, **how)
        text = str(raised.value)
        assert "\n" not in text
        assert "Traceback" not in text
        return text

    @property
    def folder(self) -> Path:
        return self.home / "pulls" / "sound" / "2024"

    @property
    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("*"))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "home")
