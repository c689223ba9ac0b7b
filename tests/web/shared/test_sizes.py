"""What is too long or too large is refused by a clear page before anything reads it."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from terreau.web.shared.sizes import LARGEST_BODY, LONGEST_ADDRESS

pytestmark = pytest.mark.django_db
OURS = {"origin": "http://testserver"}
REPORT = "/rapports/zone-emploi/X001/profil.pptx"


def test_a_long_address(client: Client, english: Client) -> None:
    address = "/territoires/?q="
    assert client.get(address + "a" * (LONGEST_ADDRESS - len(address))).status_code == 200
    for reader in (client, english):
        answer = reader.get(address + "a" * (LONGEST_ADDRESS - len(address) + 1))
        assert answer.status_code == 414
        assert answer.text.count("<h1") == 1


class Sent(io.RawIOBase):
    """A body without an end, that tells how much of it was read."""

    read_bytes = 0

    def read(self, size: int = -1) -> bytes:
        assert 0 < size <= 1 << 16, "it must never be in memory at once"
        self.read_bytes += size
        return b"x" * size


@pytest.mark.parametrize(
    ("said", "read"), [(LARGEST_BODY + 1, LARGEST_BODY + 1), (10**18, 4 * LARGEST_BODY)]
)
def test_a_large_body_is_refused_and_read_away(client: Client, said: int, read: int) -> None:
    """A browser shows the answer only once what it sends was taken."""
    sent = Sent()
    answer = client.generic(
        "POST", REPORT, b"x", **{"CONTENT_LENGTH": str(said), "wsgi.input": sent}
    )
    assert answer.status_code == 413
    assert "24 Mo" in answer.text
    assert sent.read_bytes == read


@pytest.mark.parametrize("said", ["", "-1", "x", "९", "9" * 400])
def test_a_length_that_is_none_fails_nothing(client: Client, said: str) -> None:
    assert client.generic("POST", "/langue/", b"", CONTENT_LENGTH=said).status_code < 500


def test_a_long_text_in_a_form(client: Client) -> None:
    answer = client.post("/langue/", {"language": "en", "next": "x" * (3 << 20)}, headers=OURS)
    assert answer.status_code == 413
    assert "2 Mo" in answer.text


def test_too_many_fields_or_files(client: Client) -> None:
    answer = client.post("/langue/", {f"f{n}": "1" for n in range(1_200)}, headers=OURS)
    assert answer.status_code == 400
    files = {f"f{n}": SimpleUploadedFile("a", b"x") for n in range(6)}
    assert client.post(REPORT, files).status_code == 400
