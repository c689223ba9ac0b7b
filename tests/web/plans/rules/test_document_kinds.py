"""Which files are taken: told by what they hold, whatever they are called."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.web.apps.plans.agreement_enums import DocumentKind
from terreau.web.apps.plans.rules.documents import LONGEST_NAME, MEDIA_TYPES, clean_name, kind_of


def packed(**members: str) -> bytes:
    """Return an archive with some members; "__" stands for "/" and "_" for "."."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in members.items():
            real = name.replace("__", "/").replace("_", ".")
            archive.writestr("[Content_Types].xml" if name == "types" else real, content)
    return written.getvalue()


OPEN_TEXT = "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7\n", "a.docx", "pdf"),
        (b"\x89PNG\r\n\x1a\n0", "a.pdf", "png"),
        (b"\xff\xd8\xff\xe0", "a", "jpg"),
        (packed(types="", word__document_xml=""), "a.zip", "docx"),
        (packed(types="", xl__workbook_xml=""), "a.xlsx", "xlsx"),
        (packed(types="", ppt__presentation_xml=""), "a.pptx", "pptx"),
        (packed(mimetype=OPEN_TEXT), "a.odt", "odt"),
        ("a;b\n1;é\n".encode(), "A.CSV", "csv"),
        ("é\n".encode("cp1252"), "note.txt", "txt"),
        (b"Une note", "note", "txt"),
    ],
)
def test_what_is_taken(content: bytes, name: str, kind: str) -> None:
    assert kind_of(content, name) == kind


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "vide.txt"),
        (b" \n", "vide.txt"),
        (b"MZ\x90\x00\x03", "rapport.pdf"),
        (b"\x7fELF\x02", "rapport.txt"),
        (b"<!doctype html><script>", "page.txt"),
        (b"\xef\xbb\xbf <svg onload=x>", "image.png"),
        (b"#!/bin/sh\n", "note.txt"),
        (b"{\\rtf1", "a.docx"),
        (b"PK\x03\x04 tronque", "a.docx"),
        (packed(types="", word__document_xml="", word__vbaProject_bin="x"), "a.docm"),
        (packed(types="", autre_xml=""), "a.docx"),
        (packed(mimetype="application/x-msdownload"), "a.odt"),
        (packed(mimetype=OPEN_TEXT + " " * 200), "a.odt"),
        (packed(note_txt="x"), "a.zip"),
        (b"GIF89a\x01\x00", "a.png"),
    ],
)
def test_what_is_not(content: bytes, name: str) -> None:
    assert kind_of(content, name) is None


@given(st.binary(max_size=400), st.text(max_size=20))
def test_anything_is_answered(content: bytes, name: str) -> None:
    kind = kind_of(content, name)
    assert kind is None or kind in MEDIA_TYPES
    assert kind_of(b"PK\x03\x04" + content, name) in {None, *DocumentKind}


@given(st.text(max_size=300), st.sampled_from(DocumentKind))
def test_a_name_is_one_that_every_disk_takes(name: str, kind: DocumentKind) -> None:
    cleaned = clean_name(name, kind)
    stem, _dot, ending = cleaned.rpartition(".")
    assert ending == kind.value
    assert stem
    assert len(cleaned) <= LONGEST_NAME
    assert not set(cleaned) & set('/\\:*?"<>|\n\r\t\0')
    assert not cleaned.startswith(".")
