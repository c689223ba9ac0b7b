"""The unit, the proxies and the settings that the documentation gives are accepted as they are."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PAGE = Path(__file__).parents[2] / "docs/howto/run-a-public-instance.md"
# What is on the operator's machine and not on this one.
THERE = {
    "/opt/terreau/.venv/bin/terreau serve": "/bin/true",
    "/etc/terreau.env": "/dev/null",
    "=terreau\n": "=root\n",
}


def given(beginning: str) -> str:
    """Return the block of the page that begins so."""
    found = re.search(
        rf"```\w+\n({re.escape(beginning)}.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
    )
    assert found is not None
    return found[1]


def needed(program: str) -> str:
    """Return where a program is, or skip the test; fail where nothing may be skipped."""
    where = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")
    if where is None and os.environ.get("TERREAU_STRICT") == "1":
        pytest.fail(f"TERREAU_STRICT=1, but there is no {program}")
    if where is None:
        pytest.skip(f"there is no {program} here")
    return where


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    unit = given("[Unit]")
    for written, here in THERE.items():
        assert written in unit
        unit = unit.replace(written, here)
    file = tmp_path / "terreau.service"
    file.write_text(unit)
    done = run(needed("systemd-analyze"), "verify", file)
    assert (done.returncode, done.stderr) == (0, "")


def certify(folder: Path) -> None:
    """Write a certificate and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "terreau.example.org")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(1))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    (folder / "privkey.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))


def test_nginx_accepts_its_configuration(tmp_path: Path) -> None:
    nginx = needed("nginx")
    certify(tmp_path)
    site = given("server {").replace("/etc/ssl/terreau", str(tmp_path))
    # As anybody: ports below 1024 are not ours to open.
    site = site.replace("443 ssl", "8443 ssl").replace("80;", "8480;", 2)
    file = tmp_path / "nginx.conf"
    head = f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n"
    paths = "".join(
        f"{kind}_temp_path {tmp_path};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file.write_text(f"{head}{paths}{site}}}\n")
    done = run(nginx, "-t", "-c", file)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_caddy_accepts_its_configuration(tmp_path: Path) -> None:
    file = tmp_path / "Caddyfile"
    file.write_text(given("terreau.example.org {"))
    done = run(needed("caddy"), "validate", "--config", file, "--adapter", "caddyfile")
    assert done.returncode == 0, done.stderr
    assert "Valid configuration" in done.stdout + done.stderr


def test_a_shell_reads_the_settings_as_systemd_does(tmp_path: Path) -> None:
    file = tmp_path / "terreau.env"
    settings = given("DJANGO_SETTINGS_MODULE=")
    file.write_text(settings)
    done = run("sh", "-ec", f"set -a; . {file}; env")
    assert (done.returncode, done.stderr) == (0, "")
    written = {line.replace('"', "") for line in settings.splitlines()}
    assert written <= set(done.stdout.splitlines())
