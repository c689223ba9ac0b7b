"""The figures that a presentation or a document carries, in a custom part that Office keeps.

A part of an unknown kind is thrown away when Office saves a file again; a custom XML part is kept,
so that a deck can be edited and still say which command gives each of its figures.
"""

from __future__ import annotations

import zipfile
from typing import Any

from terreau.reporting.ooxml import xml_text

_SPACE = "urn:terreau:figures"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
# Names this kind of data among the custom parts of a file, as Office asks.
_STORE = "{3D1B7C52-6C0E-4F0B-9B52-7E44A1F2C9D8}"
_LARGEST = 50_000_000  # bytes


def attach(main: Any, make_part: Any, figures: bytes) -> None:
    """Put figures in a file about to be saved.

    Parameters
    ----------
    main : Any
        Main part of the file, of python-pptx or python-docx.
    make_part : Any
        Class of the same library for parts of any kind.
    figures : bytes
        Of `terreau.reporting.carried.figures_json`.
    """
    _drop_figures(main)
    name = main.package.next_partname("/customXml/item%d.xml")
    written = xml_text(figures.decode("utf-8"))
    item = make_part(
        partname=name,
        content_type="application/xml",
        package=main.package,
        blob=f'{_HEAD}<figures xmlns="{_SPACE}">{written}</figures>'.encode(),
    )
    properties = make_part(
        partname=main.package.next_partname("/customXml/itemProps%d.xml"),
        content_type=_PROPERTIES_TYPE,
        package=main.package,
        blob=(
            f'{_HEAD}<ds:datastoreItem xmlns:ds="{_OFFICE}customXml" ds:itemID="{_STORE}">'
            f'<ds:schemaRefs><ds:schemaRef ds:uri="{_SPACE}"/></ds:schemaRefs></ds:datastoreItem>'
        ).encode(),
    )
    item.relate_to(properties, f"{_OFFICE}relationships/customXmlProps")
    main.relate_to(item, f"{_OFFICE}relationships/customXml")


def _drop_figures(main: Any) -> None:
    """Take out the figures of the report that serves as a template."""
    for key, relation in list(main.rels.items()):
        is_custom = not relation.is_external and relation.reltype.endswith("/customXml")
        if is_custom and _SPACE.encode() in relation.target_part.blob:
            main.rels.pop(key)


def figures_in(packed: zipfile.ZipFile) -> bytes | None:
    """Return the figures of a presentation or a document, as they were attached; None without.

    Raises
    ------
    SyntaxError
        If a custom part is not XML.
    """
    from pptx.oxml import parse_xml

    for each in packed.infolist():
        is_item = each.filename.startswith("customXml/item") and "Props" not in each.filename
        if not is_item or each.file_size > _LARGEST:
            continue
        content = packed.read(each)
        if _SPACE.encode() not in content:
            continue
        root = parse_xml(content)
        if root.tag == f"{{{_SPACE}}}figures":
            return (root.text or "").encode("utf-8")
    return None
