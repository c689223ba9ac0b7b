"""The keys of people who were erased, kept beside the database and not in it.

A backup made before an erasure brings the person back: this file says whom to erase again. It
holds random keys and days, and nothing that says who they were.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.utils import timezone

NAME = "erasures.jsonl"
_log = logging.getLogger(__name__)


def keep(home: Path, key: UUID) -> None:
    """Write a key down, and return once the disk has it."""
    line = json.dumps({"key": str(key), "erased_at": timezone.now().isoformat()})
    home.mkdir(parents=True, exist_ok=True)
    file = home / NAME
    # After a line cut by a power failure, on a line of its own.
    cut = file.is_file() and file.stat().st_size and not file.read_bytes().endswith(b"\n")
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, f"{chr(10) if cut else ''}{line}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    folder = os.open(home, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def kept(home: Path) -> Iterator[UUID]:
    """Yield the keys that were written down; a line cut by a power failure was never promised."""
    file = home / NAME
    if not file.is_file():
        return
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            yield UUID(str(json.loads(line)["key"]))
        except (ValueError, KeyError, TypeError):
            _log.warning("Line %d of %s cannot be read and is left out", number, file)
