"""Run a command with a PostgreSQL of its own: ``scripts/postgres.py COMMAND…``.

A cluster is made in a temporary folder, reached by a socket in it, told to the command as
DATABASE_URL, and removed with everything in it. `make test-postgres` runs the tests so.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

LEAST = 15
_ABSENT = (
    f"PostgreSQL {LEAST} or newer is needed, and none was found. On Debian: apt install postgresql"
)
# Nothing of a run of the tests outlives it: the disk need not be waited for.
_HASTE = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
_ROLE = "terreau"


def main() -> None:
    """Start the cluster, run the command, stop the cluster, exit as the command did."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster() as url:
        done = subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": url}, check=False)
    sys.exit(done.returncode)


@contextlib.contextmanager
def cluster(*, is_durable: bool = False) -> Iterator[str]:
    """Give the address of a database in a new cluster, owned by a role that is not its master.

    Parameters
    ----------
    is_durable : bool
        Whether a write is on the disk before it is confirmed, as in production.
    """
    programs = found_programs()
    if programs is None:
        sys.exit(_ABSENT)
    # A socket's address is short: the folder is not under a long TMPDIR.
    folder = Path(tempfile.mkdtemp(prefix="terreau-pg-", dir="/tmp"))
    base, owner = folder / "base", _owner()
    if owner:
        shutil.chown(folder, owner)

    def run(program: str, *words: str) -> None:
        # What is printed goes to a file: a pipe would be kept open by the server.
        with (folder / "said.txt").open("a+b") as said:
            done = subprocess.run(
                [programs / program, *words], user=owner, cwd=folder, check=False,
                group=pwd.getpwnam(owner).pw_gid if owner else None,
                extra_groups=[] if owner else None, stdout=said, stderr=subprocess.STDOUT,
            )  # fmt: skip
        if done.returncode:
            sys.exit(f"{program} failed:\n{(folder / 'said.txt').read_text()}")

    try:
        run("initdb", "--no-sync", "--auth=trust", "--username=postgres", "--locale=C",
            "--encoding=UTF8", f"--pgdata={base}")  # fmt: skip
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c max_connections=60"
        options += "" if is_durable else f" {_HASTE}"
        run("pg_ctl", f"--pgdata={base}", f"--options={options}", "--wait", "start")
        try:
            with psycopg.connect(host=str(folder), user="postgres", autocommit=True) as master:
                master.execute(f"CREATE ROLE {_ROLE} LOGIN CREATEDB")
                master.execute(f"CREATE DATABASE {_ROLE} OWNER {_ROLE}")
            yield f"postgresql://{_ROLE}@/{_ROLE}?host={folder}"
        finally:
            run("pg_ctl", f"--pgdata={base}", "--mode=immediate", "--wait", "stop")
    finally:
        shutil.rmtree(folder)


def found_programs() -> Path | None:
    """Return the folder of the newest initdb and pg_ctl that are new enough."""
    folders = [Path(p) for p in (*os.get_exec_path(), "/usr/local/bin")]
    folders += Path("/usr/lib/postgresql").glob("*/bin")
    there = {f for f in folders if (f / "initdb").exists() and (f / "pg_ctl").exists()}
    newest = max(there, key=_version, default=None)
    return newest if newest is not None and _version(newest) >= LEAST else None


def _version(folder: Path) -> int:
    said = subprocess.run(
        [folder / "pg_ctl", "--version"], capture_output=True, text=True, check=False
    )
    return int("".join(filter(str.isdigit, said.stdout.split()[-1].partition(".")[0])) or 0)


def _owner() -> str | None:
    """Return who runs the server: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


if __name__ == "__main__":
    main()
