"""Official files from a folder in place of the network, for who has none.

The layout is ``<mirror>/<source>/<edition>/<official-name>``. What is there passes the same checks.
"""

from __future__ import annotations

from pathlib import Path

from terreau.core.errors import BadInput
from terreau.datasets.pulling.exchange import Errand
from terreau.datasets.pulling.parts import Notes, check_room, check_size, opened
from terreau.datasets.pulling.places import FileRecord

_BLOCK = 2**20


def copied(errand: Errand, mirror: Path) -> FileRecord:
    """Copy a file of the mirror into the pulls, checked as a fetched one is.

    Raises
    ------
    BadInput
        If the mirror does not have it, or does not let it be read.
    FetchFailure
        If it is not the official file.
    """
    wanted = errand.wanted
    path = mirror / wanted.source / wanted.edition / wanted.file_name
    try:
        if not path.is_file():
            raise FileNotFoundError(path)
        file, size = path.open("rb"), path.stat().st_size
    except OSError as error:
        is_absent = isinstance(error, (FileNotFoundError, NotADirectoryError))
        raise BadInput(
            "The mirror does not have this file" if is_absent else "The mirror cannot be read",
            value=str(path),
            remedy="Put it there under this very name, or pull without a mirror",
        ) from error
    with file:
        check_size(size, wanted)
        check_room(errand.place, size)
        notes = Notes(wanted.address, total=size)
        flush_bytes = errand.patience.limits.flush_bytes
        with opened(wanted, errand.place, notes, flush_bytes=flush_bytes, resume=False) as part:
            while content := file.read(_BLOCK):
                errand.patience.check()
                part.add(content)
                errand.progress("copying", part.size, size)
            return part.finish("")
