"""Columns that a publisher writes in several ways, brought to one."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from terreau.core.text import fold
from terreau.datasets.reading import RawBatch, TableSource

_OTHER = re.compile(r"[^0-9a-z]+")


def plain_name(label: str) -> str:
    """Return a label as the publisher's interface writes it.

    Examples
    --------
    >>> plain_name("Nombre d'établissements 2022"), plain_name("Code APE")
    ('nombre_d_etablissements_2022', 'code_ape')
    """
    return _OTHER.sub("_", fold(label)).strip("_")


def with_plain_names(table: TableSource) -> TableSource:
    """Return the same table, its columns under their plain names."""
    names = tuple(plain_name(name) for name in table.header)
    written = dict(zip(names, table.header, strict=True))

    def read(columns: Sequence[str]) -> Iterator[RawBatch]:
        for batch in table.read([written[name] for name in columns]):
            plain = {name: batch.columns[written[name]] for name in columns}
            yield dataclasses.replace(batch, columns=plain)

    return dataclasses.replace(table, header=names, read=read)
