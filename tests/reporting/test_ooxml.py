"""What is refused as a template, and with which words."""

from __future__ import annotations

import io
import zipfile

import docx
import pptx
import pytest

from terreau.core.errors import BadInput
from terreau.reporting import ooxml
from terreau.reporting.document import Document
from terreau.reporting.ooxml import PRESENTATION, BadTemplate, checked_template
from terreau.reporting.slides import slides_of


def deck() -> bytes:
    """Return an ordinary presentation."""
    out = io.BytesIO()
    pptx.Presentation().save(out)
    return out.getvalue()


def document() -> bytes:
    """Return an ordinary Word document."""
    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


def packed(**parts: bytes) -> bytes:
    """Return a ZIP of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return out.getvalue()


def changed(name: str, old: bytes, new: bytes) -> bytes:
    """Return a presentation with something replaced in one part."""
    with zipfile.ZipFile(io.BytesIO(deck())) as read:
        return packed(
            **{n: read.read(n).replace(old, new) if n == name else read.read(n)
               for n in read.namelist()}
        )  # fmt: skip


def broken() -> bytes:
    """Return a presentation whose middle was written over."""
    whole = deck()
    middle = len(whole) // 2
    return whole[:middle] + b"\0" * 400 + whole[middle + 400 :]


BAD = {
    "text": lambda: b"Bonjour",
    "nothing": lambda: b"",
    "a PDF": lambda: b"%PDF-1.7\n1 0 obj",
    "a Word document": document,
    "a ZIP of something else": lambda: packed(**{"a.txt": b"a"}),
    "a cut file": lambda: deck()[: len(deck()) // 2],
    "a damaged file": broken,
    "a part that is no XML": lambda: changed("ppt/presentation.xml", b"<p:", b"<<p:"),
    "a master that is no XML": lambda: changed("ppt/slideMasters/slideMaster1.xml", b">", b""),
    "a presentation without master": lambda: changed("ppt/presentation.xml", b"r:id", b"r:no"),
    "relations to nowhere": lambda: changed("_rels/.rels", b"officeDocument", b"nothing"),
    "no content types": lambda: changed("[Content_Types].xml", b"presentationml", b"no"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_presentation_is_refused_with_what_to_do(name: str, report: Document) -> None:
    with pytest.raises(BadTemplate, match="not a PowerPoint presentation") as refusal:
        slides_of(report, BAD[name]())
    assert ".pptx" in refusal.value.remedy
    assert refusal.value.happened.fr.startswith("Ce modèle n’est pas une présentation")


def test_macros_passwords_and_old_formats_have_their_own_words() -> None:
    macros = changed(
        "[Content_Types].xml",
        b"vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
        b"vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
    )
    with pytest.raises(BadInput, match="carries macros"):
        checked_template(macros, PRESENTATION)
    with pytest.raises(BadInput, match="password, or of the format before 2007"):
        checked_template(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, PRESENTATION)


def test_what_is_too_large_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="too large"):
        checked_template(b"PK" + bytes(ooxml.HEAVIEST), PRESENTATION)
    bomb = packed(**{"[Content_Types].xml": b"<a/>", "ppt/media/a.bin": bytes(201_000_000)})
    assert len(bomb) < 1_000_000
    with pytest.raises(BadInput, match="too large"):
        checked_template(bomb, PRESENTATION)
    many = packed(**{f"a{place}": b"" for place in range(5_001)})
    with pytest.raises(BadInput, match="too large"):
        checked_template(many, PRESENTATION)


def test_a_presentation_without_any_title_is_refused(report: Document) -> None:
    template = pptx.Presentation()
    for layout in list(template.slide_layouts):
        if layout.element.get("type") != "blank":
            template.slide_layouts.remove(layout)
    out = io.BytesIO()
    template.save(out)
    with pytest.raises(BadTemplate, match="no layout with a title") as refusal:
        slides_of(report, out.getvalue())
    assert "Titre seul" in refusal.value.cure.fr
