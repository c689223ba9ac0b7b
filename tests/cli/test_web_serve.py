"""``terreau serve``: a real server on a real port; how it starts, refuses and stops."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from terreau.core.errors import BadInput
from terreau.web.serving import port_of_environment

Run = Callable[..., subprocess.CompletedProcess[str]]
THIS_MACHINE = pytest.mark.allow_hosts(["127.0.0.1", "::1"])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(("written", "port"), [("", 8000), (" ", 8000), ("1", 1), ("65535", 65535)])
def test_port_of_the_environment(written: str, port: int) -> None:
    assert port_of_environment(written) == port


@pytest.mark.parametrize("written", ["0", "65536", "-1", "80a", "８０", "8000.0", "9" * 5000])
def test_what_is_not_a_port(written: str) -> None:
    with pytest.raises(BadInput, match="PORT is not a port number"):
        port_of_environment(written)


@THIS_MACHINE
def test_a_busy_port_is_named_with_another(terreau: Run, seeded_home: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        done = terreau(seeded_home, "serve", "--demo", "--port", port)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"This port cannot be listened on: {port}." in done.stderr
    assert f"PORT={port + 1}" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.fixture
def server(seeded_home: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    env = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    process = subprocess.Popen(
        [sys.executable, "-c", "from terreau.cli.main import main; main()", "serve", "--demo"],
        env=env | {"TERREAU_HOME": str(seeded_home), "PORT": str(port), "TERREAU_WORKERS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process, port
    finally:
        process.kill()
        process.communicate()


def get(port: int, path: str) -> tuple[int, str]:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@pytest.mark.slow
@THIS_MACHINE
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_then_stops_cleanly(
    server: tuple[subprocess.Popen[str], int], sent: signal.Signals
) -> None:
    process, port = server
    assert get(port, "/healthz")[0] == 200
    status, page = get(port, "/observatoire/zone-emploi/X001/")
    assert status == 200
    assert "Port-Mirage" in page
    assert get(port, "/static/terreau/theme.css")[0] == 200
    assert get(port, "/nulle-part/")[0] == 404
    process.send_signal(sent)
    output, errors = process.communicate(timeout=20)
    assert process.returncode == 0, errors
    assert f"http://localhost:{port}" in output
    assert "Hautecomète" in output
    assert "de plus" in output
    assert "retenez le second" not in output
    assert "Traceback" not in errors
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.slow
@THIS_MACHINE
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_it_ends_with_a_parent_that_is_killed(server: tuple[subprocess.Popen[str], int]) -> None:
    process, port = server
    assert get(port, "/healthz")[0] == 200
    process.kill()
    process.wait()
    deadline = time.monotonic() + 20
    is_open = True
    while is_open and time.monotonic() < deadline:
        with socket.socket() as probe:
            is_open = probe.connect_ex(("127.0.0.1", port)) == 0
        time.sleep(0.1)
    assert not is_open


@pytest.mark.slow
@THIS_MACHINE
def test_who_stops_twice_does_not_wait_for_a_request_that_never_ends(
    server: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = server
    assert get(port, "/healthz")[0] == 200
    with socket.create_connection(("127.0.0.1", port)) as half:
        half.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        time.sleep(1)  # It is read, and waited for.
        process.send_signal(signal.SIGINT)
        time.sleep(1)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
    assert process.returncode == 0, errors


@pytest.mark.slow
@THIS_MACHINE
def test_a_request_under_way_gets_its_whole_answer_when_the_server_stops(
    server: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = server
    assert get(port, "/healthz")[0] == 200
    body = b"language=en&next=/"
    with socket.create_connection(("127.0.0.1", port), timeout=20) as slow:
        slow.sendall(
            b"POST /langue/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n"
            + f"Origin: http://localhost\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body[:10]
        )
        time.sleep(1)  # It is read, and the rest waited for.
        process.send_signal(signal.SIGTERM)
        time.sleep(1)
        assert process.poll() is None
        slow.sendall(body[10:])
        answer = b"".join(iter(lambda: slow.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 302")
    assert b"terreau_language=en" in answer
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 0, errors


def workers_of(server: int) -> list[int]:
    """Return the processes that do tasks for a server."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    return [int(pid) for pid in children if b"work\0" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def until(found: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.2)


@pytest.mark.slow
@THIS_MACHINE
@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
def test_a_worker_that_is_killed_is_started_again_and_what_it_did_is_told(
    seeded_home: Path, tmp_path: Path
) -> None:
    home, port = tmp_path / "home", free_port()
    shutil.copytree(seeded_home, home, ignore=shutil.ignore_patterns("*.sqlite3-*"))
    env = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    process = subprocess.Popen(
        [sys.executable, "-c", "from terreau.cli.main import main; main()", "serve", "--demo"],
        env=env | {"TERREAU_HOME": str(home), "PORT": str(port), "TERREAU_WORKERS": "1"},
        stdout=subprocess.DEVNULL,
    )
    try:
        until(lambda: workers_of(process.pid))
        (first,) = workers_of(process.pid)
        # It holds this once it is at work.
        until((home / "working.lock").exists)
        time.sleep(2)
        with closing(sqlite3.connect(home / "terreau.sqlite3", timeout=20)) as base, base:
            base.execute(
                "INSERT INTO territories_importrun (source, edition, state, stage, done_bytes, "
                "fault, sentence, reports, created_at) VALUES "
                "('zones', '2025', 'reading', '', 0, '', '', '[]', '2026-01-01')"
            )
        assert "en cours" in get(port, "/observatoire/donnees/sources/zones/")[1]
        os.kill(first, signal.SIGKILL)
        address = "/observatoire/donnees/sources/zones/"
        until(lambda: "interrompue" in get(port, address)[1])
        (second,) = workers_of(process.pid)
        assert second != first
        process.terminate()
        assert process.wait(30) == 0
        assert not Path(f"/proc/{second}").exists()
    finally:
        process.kill()
        process.wait()
