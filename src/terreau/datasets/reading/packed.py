"""How large a packed file truly is once opened, before anything opens it."""

from __future__ import annotations

import io
import zipfile
import zlib

_BLOCK = 1 << 20


def unpacked_size(content: bytes, most: int) -> int | None:
    """Return how many bytes the parts of a zip hold; None where it is no zip, or a damaged one.

    What each part says of itself is looked at first, then checked by unpacking it: a part that
    lies about its size is damaged.

    Parameters
    ----------
    content : bytes
        The file.
    most : int
        From where on it no longer matters: nothing is unpacked once parts say more.

    Examples
    --------
    >>> packed = io.BytesIO()
    >>> with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
    ...     archive.writestr("a", "a" * 5_000)
    >>> len(packed.getvalue()) < 200, unpacked_size(packed.getvalue(), 9_999)
    (True, 5000)
    >>> unpacked_size(b"a;b", 9_999) is None
    True
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(part.file_size for part in archive.infolist())
            if size <= most:
                for part in archive.infolist():
                    with archive.open(part) as file:
                        while file.read(_BLOCK):
                            pass
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError):
        return None
    return size
