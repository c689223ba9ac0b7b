"""`terreau serve`: prepares, starts server and worker, keeps data up to date, stops cleanly."""

from __future__ import annotations

import ctypes
import http.client
import os
import signal
import socket
import subprocess  # the server is our own interpreter
import sys
import time
from collections.abc import Callable
from itertools import chain, repeat
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections

from terreau.core.errors import BadInput, TerreauError
from terreau.datasets import catalogue
from terreau.web import entry

_POLL_SECONDS = 1.0
_STOP_SECONDS = 15.0
# A worker that dies at once is not started again at once.
_RESTART_SECONDS = 5.0
# Linux: the signal a process gets when the one that started it is gone, even killed.
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
# What the terminal shows when the demo starts: the other zone is most of its country.
_SHOWN = ("X002", "zone_emploi")


def port_of_environment(value: str) -> int:
    """Return the port written in PORT; 8000 when it is empty.

    Raises
    ------
    BadInput
        If it is not a port number.
    """
    if not value.strip():
        return 8000
    if value.isascii() and value.isdigit() and len(value) <= 5 and 1 <= int(value) <= 65535:
        return int(value)
    raise BadInput("PORT is not a port number", value=value, remedy="Give a number, 1 to 65535")


def serve(*, port: int, is_demo: bool, say: Callable[[str], None]) -> None:
    """Serve until a signal, then stop the server and wait for it.

    Parameters
    ----------
    port : int
        Where to listen, on this machine's loopback addresses.
    is_demo : bool
        Install the example country, and show a profile in the terminal.
    say : Callable[[str], None]
        Prints a line.

    Raises
    ------
    BadInput
        If another program listens on the port.
    """
    doors = _open(port)
    # The links of letters name it (`settings.SITE_URL`), in the worker too.
    os.environ["PORT"] = str(port)
    for line in [*entry.prepare(with_example=is_demo), *entry.collect_files()]:
        say(f"  {line}")
    server, worker = _start(doors), Worker()
    _stop_on_signal(server)
    try:
        _wait_until_open(server, port)
        if is_demo:
            _show_profile(say)
        say("")
        say(f"Terreau is served on http://localhost:{port} (Ctrl-C stops it)")
        if settings.AUTOPULL:
            entry.bring_newest_editions()
        _keep_up_to_date(server, say, worker.tend)
    finally:
        _stop(server)
        worker.stop()
    if server.returncode not in (0, -signal.SIGTERM):
        raise TerreauError(
            "The server stopped by itself",
            value=server.returncode,
            remedy="Its messages are above",
        )


def _open(port: int) -> list[socket.socket]:
    """Listen on the port ourselves: of two servers started together, the second is told."""
    doors = []
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            door = socket.socket(family, socket.SOCK_STREAM)
        except OSError:
            continue  # no IPv6 on this machine: the first address is enough
        try:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind((host, port))
            door.listen()
        except OSError as error:
            door.close()
            if family == socket.AF_INET:
                raise BadInput(
                    "This port cannot be listened on",
                    value=port,
                    why=error.strerror or str(error),
                    remedy=f"Stop the other program, or choose one: make demo PORT={port + 1}",
                ) from None
            continue
        doors.append(door)
    return doors


def _start(doors: list[socket.socket]) -> subprocess.Popen[bytes]:
    workers = str(settings.WORKERS)
    command = [sys.executable, "-m", "gunicorn", "terreau.web.wsgi", "--worker-class", "gthread"]
    command += ["--workers", workers, "--threads", "4", "--preload", "--log-level", "warning"]
    command += ["--graceful-timeout", str(int(_STOP_SECONDS))]
    # What is longer never reaches a page (`shared/sizes.py` refuses a long address by a page).
    command += ["--limit-request-line", "8190", "--limit-request-fields", "60"]
    command += ["--limit-request-field_size", "8190"]
    for door in doors:
        command += ["--bind", f"fd://{door.fileno()}"]
    server = subprocess.Popen(
        command,
        env=os.environ,
        # Its own group: Ctrl-C reaches us first, and we stop it once.
        start_new_session=True,
        pass_fds=[door.fileno() for door in doors],
        preexec_fn=_end_with_its_parent,  # noqa: PLW1509  (one thread here)
    )
    for door in doors:
        door.close()  # the server has them now
    return server


class Worker:
    """The one process that does the tasks, beside the server: started again if it dies."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._started_at = -_RESTART_SECONDS

    def tend(self) -> None:
        """Start it, or start it again."""
        is_gone = self.process is None or self.process.poll() is not None
        if is_gone and time.monotonic() - self._started_at >= _RESTART_SECONDS:
            self._started_at = time.monotonic()
            self.process = subprocess.Popen(
                [sys.executable, "-m", "django", "work"],
                env=os.environ,
                start_new_session=True,
                preexec_fn=_end_with_its_parent,  # noqa: PLW1509  (one thread here)
            )

    def stop(self) -> None:
        """Stop it and wait for it: it leaves what it does in order."""
        if self.process is not None:
            _stop(self.process)


def _end_with_its_parent() -> None:
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop_on_signal(server: subprocess.Popen[bytes]) -> None:
    # A page half asked for may never come whole: who stops twice does not wait for it.
    ways = chain([signal.SIGTERM], repeat(signal.SIGQUIT))

    def stop(_number: int, _frame: object) -> None:
        server.send_signal(next(ways))

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def _wait_until_open(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait for the first answer: connections are taken before, and wait too."""
    host = next((h.lstrip(".") for h in settings.ALLOWED_HOSTS if h != "*"), "localhost")
    while server.poll() is None:
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=1.0)
        try:
            asked.request("GET", "/healthz", headers={"Host": host})
            asked.getresponse()
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        else:
            return
        finally:
            asked.close()


def _show_profile(say: Callable[[str], None]) -> None:
    code, kind = _SHOWN
    say("")
    from terreau.web import figures_entry

    choices = figures_entry.Asked(level="A38")
    say(figures_entry.profile_text(code, figures_entry.Wish(), kind=kind, choices=choices))


def _keep_up_to_date(
    server: subprocess.Popen[bytes], say: Callable[[str], None], tend: Callable[[], None]
) -> None:
    """While the server runs, tend the worker and load the territories of a table just imported.

    A fault is said once and tried again: it is no reason to serve nothing.
    """
    home = Path(settings.TERREAU_HOME)
    seen: str | None = None  # what was imported since we prepared is not known yet
    said = ""
    while server.poll() is None:
        time.sleep(_POLL_SECONDS)
        try:
            tend()
            revision = catalogue.revision(home)
            if revision != seen:
                close_old_connections()
                for line in entry.prepare(with_example=False):
                    say(f"  {line}")
                seen = revision
            said = ""
        except Exception as error:  # noqa: BLE001  (whatever it is, pages are still served)
            fault = _one_line(error)
            if fault != said:
                say(f"  The territories could not be brought up to date, trying again: {fault}")
                said = fault


def _one_line(error: Exception) -> str:
    if isinstance(error, TerreauError):
        return error.sentence()
    return " ".join(f"{type(error).__name__}: {error}".split())


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
