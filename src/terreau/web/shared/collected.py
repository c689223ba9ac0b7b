"""Whether the files of pages were collected, where a public instance serves them from."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


def is_collected() -> bool:
    """Whether every file that a page may name is there; always where none is collected."""
    if not settings.STATIC_ROOT:
        return True
    manifest = Path(settings.STATIC_ROOT, ManifestStaticFilesStorage.manifest_name)
    try:
        held = json.loads(manifest.read_text(encoding="utf-8"))["paths"]
    except (OSError, ValueError, KeyError):
        return False
    return all(name in held for finder in get_finders() for name, _storage in finder.list([]))
