"""Every form that takes a file: whatever is sent is served or refused with a sentence."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pptx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import terreau.web

pytestmark = pytest.mark.django_db
REPORT = "/rapports/zone-emploi/X001/profil."
FUZZED = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
DAMAGE = st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=40)), max_size=4)


def saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


WHOLE = {"pptx": saved(pptx.Presentation().save), "docx": saved(docx.Document().save)}


def send(client: Client, suffix: str, content: bytes, name: str = "modele") -> int:
    posted = SimpleUploadedFile(f"{name}.{suffix}", content)
    answer = client.post(f"{REPORT}{suffix}", {"template": posted})
    if answer.status_code == 200:
        assert answer["Content-Disposition"].startswith("attachment")
        assert zipfile.is_zipfile(io.BytesIO(answer.content))
    else:
        assert answer.status_code in {400, 413}
        assert answer.text.count("<h1") == 1
    return answer.status_code


def test_these_are_all_the_forms_that_take_a_file() -> None:
    pages = Path(terreau.web.__file__).parent.rglob("*.html")
    found = {page.name for page in pages if re.search(r'type="file"', page.read_text())}
    # `_papers.html` posts to the same reading of a template (test_committee_papers).
    assert found == {"report.html", "_papers.html"}, "a new form is fuzzed here too"


@pytest.mark.parametrize("suffix", WHOLE)
def test_a_sound_template_is_taken(client: Client, suffix: str) -> None:
    assert send(client, suffix, WHOLE[suffix]) == 200


@FUZZED
@given(content=st.binary(max_size=400), suffix=st.sampled_from([*WHOLE, "pdf", "xlsx"]))
def test_any_bytes(client: Client, content: bytes, suffix: str) -> None:
    assert send(client, suffix, content) == 400


def damaged(content: bytes, damage: list[tuple[int, bytes]]) -> bytes:
    for place, put in damage:
        at = place % len(content)
        content = content[:at] + put + content[at + len(put) :]
    return content


@FUZZED
@given(damage=DAMAGE, suffix=st.sampled_from([*WHOLE]))
def test_a_damaged_file(client: Client, damage: list[tuple[int, bytes]], suffix: str) -> None:
    send(client, suffix, damaged(WHOLE[suffix], damage))


@FUZZED
@given(st.data())
def test_a_damaged_part(client: Client, data: st.DataObject) -> None:
    """The ZIP is sound, one of its parts is not: what a hand or a poor program makes."""
    suffix = data.draw(st.sampled_from([*WHOLE]))
    with zipfile.ZipFile(io.BytesIO(WHOLE[suffix])) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    ways = [
        st.just(None), st.just(b""), st.binary(max_size=60),
        DAMAGE.map(lambda damage: damaged(parts[name] or b" ", damage)),
    ]  # fmt: skip
    changed = data.draw(st.one_of(ways))
    send(client, suffix, packed_again(parts | {name: changed}))


def packed_again(parts: dict[str, bytes | None]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            if content is not None:
                packed.writestr(name, content)
    return out.getvalue()


def parts_of(suffix: str) -> dict[str, bytes | None]:
    with zipfile.ZipFile(io.BytesIO(WHOLE[suffix])) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.mark.parametrize("suffix", WHOLE)
def test_what_swells_is_refused(client: Client, suffix: str) -> None:
    bomb = packed_again(parts_of(suffix) | {"media/zeros.bin": bytes(210_000_000)})
    assert len(bomb) < 1_000_000
    assert send(client, suffix, bomb) == 400


@pytest.mark.parametrize("suffix", WHOLE)
def test_a_size_that_lies_is_refused(client: Client, suffix: str) -> None:
    """The list of contents says little, the parts are large."""
    bomb = packed_again(parts_of(suffix) | {"media/zeros.bin": bytes(3_000_000)})
    size = (3_000_000).to_bytes(4, "little")
    assert bomb.count(size) == 2
    assert send(client, suffix, bomb.replace(size, (10).to_bytes(4, "little"))) == 400


@pytest.mark.parametrize("suffix", WHOLE)
def test_entities_are_not_followed(client: Client, suffix: str) -> None:
    main = {"pptx": "ppt/presentation.xml", "docx": "word/styles.xml"}[suffix]
    parts = parts_of(suffix)
    xml = parts[main] or b""
    head, root = xml.split(b"?>", 1)
    laugh = b"".join(
        b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha" * 100)
        for n in range(12)
    )
    outside = b'<!ENTITY out SYSTEM "file:///etc/passwd">'
    for said in (laugh, outside):
        document = head + b"?><!DOCTYPE x [" + said + b"]>" + root
        send(client, suffix, packed_again(parts | {main: document}))


@pytest.mark.parametrize("suffix", WHOLE)
def test_the_wrong_kind_and_a_strange_name(client: Client, suffix: str) -> None:
    other = next(kind for kind in WHOLE if kind != suffix)
    assert send(client, suffix, WHOLE[other]) == 400
    assert send(client, suffix, b"%PDF-1.7") == 400
    assert send(client, suffix, b"MZ" + bytes(200), name="../../<script>") == 400
