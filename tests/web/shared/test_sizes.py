"""What is too long or too large is refused by a clear page before anything reads it."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from terreau.web.shared.sizes import LARGEST_BODY, LONGEST_ADDRESS

pytestmark = pytest.mark.django_db
REPORT = "/rapports/zone-emploi/X001/profil.pptx"


def test_a_long_address(client: Client, english: Client) -> None:
    address = "/territoires/?q="
    assert client.get(address + "a" * (LONGEST_ADDRESS - len(address))).status_code == 200
    for reader in (client, english):
        answer = reader.get(address + "a" * (LONGEST_ADDRESS - len(address) + 1))
        assert answer.status_code == 414
        assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("said", [str(LARGEST_BODY + 1), "9" * 19])
def test_a_large_body_is_not_read(client: Client, said: str) -> None:
    class Unread(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise AssertionError("it was read")

    answer = client.generic(
        "POST", REPORT, b"x", **{"CONTENT_LENGTH": said, "wsgi.input": Unread()}
    )
    assert answer.status_code == 413
    assert "24 Mo" in answer.text


@pytest.mark.parametrize("said", ["", "-1", "x", "९", "9" * 400])
def test_a_length_that_is_none_fails_nothing(client: Client, said: str) -> None:
    assert client.generic("POST", "/langue/", b"", CONTENT_LENGTH=said).status_code < 500


def test_a_long_text_in_a_form(client: Client) -> None:
    answer = client.post("/langue/", {"language": "en", "next": "x" * (3 << 20)})
    assert answer.status_code == 413
    assert "2 Mo" in answer.text


def test_too_many_fields_or_files(client: Client) -> None:
    answer = client.post("/langue/", {f"f{n}": "1" for n in range(300)})
    assert answer.status_code == 400
    files = {f"f{n}": SimpleUploadedFile("a", b"x") for n in range(6)}
    assert client.post(REPORT, files).status_code == 400
