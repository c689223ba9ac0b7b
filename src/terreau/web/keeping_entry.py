"""What the command line may call to keep an installation; Django is loaded by ``entry`` before."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from terreau.web.disk import disk
from terreau.web.entry import one_at_a_time
from terreau.web.keeping import backing_up, doctor, restoring
from terreau.web.keeping.archive import Manifest
from terreau.web.keeping.backing_up import Kept
from terreau.web.keeping.findings import Finding


def backup(target: Path) -> Kept:
    """Write the backup of this installation, as `backing_up.back_up`."""
    with disk():
        return backing_up.back_up(target)


def restore(archive: Path) -> Manifest:
    """Restore a backup into this installation, empty before, as `restoring.restore`."""
    with disk(), one_at_a_time(Path(settings.TERREAU_HOME)):
        return restoring.restore(archive)


def examine() -> list[Finding]:
    """Examine this installation, as `doctor.examine`."""
    return doctor.examine()
