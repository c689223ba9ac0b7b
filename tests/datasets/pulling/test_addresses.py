"""No request to a private address, whatever its disguise; https, with the site's own name."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from terreau.core.errors import FetchFailure
from terreau.datasets.pulling import LIMITS, Limits, addresses
from terreau.datasets.pulling.addresses import is_public, resolved, usable
from terreau.datasets.pulling.breaks import Broken

Bench = Any  # the folder that conftest.py makes
Site = Any  # the site that conftest.py plays

PRIVATE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.255.0.1",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1",
    "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250",
    "240.0.0.1", "255.255.255.255",
    "::", "::1", "::10.0.0.1", "::8.8.8.8", "::ffff:10.0.0.1", "::ffff:127.0.0.1",
    "::ffff:0:8.8.8.8", "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b:1::8.8.8.8",
    "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1", "2001:db8::1",
    "2002:0a00:0001::1", "2002:7f00:1::", "2002:c0a8:101::1", "3fff::1", "5f00::1", "fc00::1",
    "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8", "193.51.8.1", "100.63.255.255", "100.128.0.1", "172.32.0.1", "2a01:cb00::1",
    "2606:4700::1111", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8", "2002:0808:0808::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Return ``names(*answers)``: what each resolution of a name gives; the last for ever."""

    def set_names(*answers: list[str]) -> list[str]:
        left, asked, real = list(answers), [], socket.getaddrinfo

        def found(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
            try:
                ip_address(host)
            except ValueError:
                asked.append(host)
                given = left.pop(0) if len(left) > 1 else left[0]
                return [(0, socket.SOCK_STREAM, 6, "", (numeric, port)) for numeric in given]
            return real(host, port, *args, **kwargs)

        monkeypatch.setattr(addresses.socket, "getaddrinfo", found)
        return asked

    return set_names


def test_one_private_address_among_public_ones_is_enough(names: Callable[..., list[str]]) -> None:
    names(["8.8.8.8", "2a01:cb00::1"], ["8.8.8.8", "10.1.2.3"])
    assert resolved("files.example", 443, LIMITS) == ["8.8.8.8", "2a01:cb00::1"]
    with pytest.raises(FetchFailure, match=r"'files.example'. It leads to 10.1.2.3"):
        resolved("files.example", 443, LIMITS)


@pytest.mark.parametrize("numeric", ["127.0.0.1", "::1", "10.0.0.1", "169.254.169.254"])
def test_this_machine_is_asked_only_where_it_is_allowed(
    names: Callable[..., list[str]], numeric: str
) -> None:
    names([numeric])
    with pytest.raises(FetchFailure, match="private address"):
        resolved("files.example", 443, LIMITS)
    if ip_address(numeric).is_loopback:
        assert resolved("files.example", 443, Limits(loopback=True)) == [numeric]
    else:
        with pytest.raises(FetchFailure, match="private address"):
            resolved("files.example", 443, Limits(loopback=True))


@pytest.mark.parametrize("host", ["0x7f000001", "2130706433", "127.1", "0177.0.0.1", "0"])
def test_numbers_in_disguise_are_addresses(host: str, names: Callable[..., list[str]]) -> None:
    names([socket.inet_ntoa(socket.inet_aton(host))])  # As the system resolves them.
    host_asked = urlsplit(usable(f"https://{host}/", LIMITS)).hostname
    with pytest.raises(FetchFailure, match="private address"):
        resolved(str(host_asked), 443, LIMITS)


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: Any, **kwargs: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(addresses.socket, "getaddrinfo", unknown)
    with pytest.raises(Broken, match="the network may be down") as raised:
        resolved("files.example", 443, LIMITS)
    assert not raised.value.is_reached


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/", "http://localhost/", "http://127.0.0.1/", "ftp://example.org/",
        "file:///etc/passwd", "https://", "https:///x", "https://u@example.org/", "example.org/x",
        "https://u:p@example.org/", "https://example.org:99999/", "https://[::1", "", "https://a..b/",
    ],
)  # fmt: skip
def test_addresses_that_are_never_asked(address: str) -> None:
    with pytest.raises(FetchFailure):
        usable(address, LIMITS)


def test_http_is_for_this_machine_alone() -> None:
    allowed = Limits(loopback=True)
    assert usable("http://localhost:80/a", allowed) == "http://localhost:80/a"
    for address in ("http://example.org/", "http://10.0.0.1/", "http://127.0.0.1.example.org/"):
        with pytest.raises(FetchFailure, match="not protected"):
            usable(address, allowed)


def test_an_address_is_brought_to_ascii() -> None:
    written = "HTTPS://Bücher.Example/fichier été?q=a b&c=%C3%A9#part"
    brought = "https://xn--bcher-kva.example/fichier%20%C3%A9t%C3%A9?q=a%20b&c=%C3%A9"
    assert usable(written, LIMITS) == brought
    assert usable("https://[2a01:cb00::1]:8443", LIMITS) == "https://[2a01:cb00::1]:8443/"


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_name_that_changes_its_mind_is_resolved_once(
    bench: Bench, site: Site, names: Callable[..., list[str]]
) -> None:
    asked = names(["127.0.0.1"], ["10.0.0.1"])
    port = site.address.rpartition(":")[2]
    site.play("/f", site.official(b"a;b\n"))
    assert bench.fetch(bench.wanted(f"http://localhost:{port}/f")).is_new
    assert asked == ["localhost"]


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_private_address_is_not_even_knocked_at(
    bench: Bench, site: Site, names: Callable[..., list[str]]
) -> None:
    names(["127.0.0.1"])
    port = site.address.rpartition(":")[2]
    site.play("/f", site.official(b"a;b\n"))
    said = bench.refusal(bench.wanted(f"https://files.example:{port}/f"), limits=LIMITS)
    assert "A private address is never asked: 'files.example'. It leads to 127.0.0.1" in said
    assert site.asked == []


@pytest.fixture
def certified(site: Site, tmp_path: Path) -> tuple[Site, Path]:
    """Protect the site with a certificate for ``files.example``; return site and certificate."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate of this test")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=files.example",
         "-addext", "subjectAltName=DNS:files.example", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    return site, certificate


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_site_proves_its_name_not_its_number(
    bench: Bench,
    certified: tuple[Site, Path],
    names: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site, certificate = certified
    names(["127.0.0.1"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), site.handler)
    server.site = site  # type: ignore[attr-defined]
    server.handle_error = lambda *told: None  # type: ignore[method-assign]
    server.socket = context.wrap_socket(server.socket, server_side=True)
    running = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    running.start()
    port = server.server_port
    site.play("/f", site.official(b"a;b\n"))
    try:
        good = bench.wanted(f"https://files.example:{port}/f")
        assert "could not prove who it is" in bench.refusal(good, limits=bench.patient)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert bench.fetch(good, limits=bench.patient).is_new
        other = bench.wanted(f"https://other.example:{port}/f")
        said = bench.refusal(other, limits=bench.patient)
        assert "could not prove who it is" in said
        assert "Hostname mismatch" in said
        assert len(site.asked) == 1
    finally:
        server.shutdown()
        server.server_close()
        running.join()
