"""Arrays and lists of words as bytes and back, so that whoever keeps an index can write it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

_MAGIC = b"terreau-search-1\n"


def pack(
    version: str,
    lists: Mapping[str, Sequence[str]],
    arrays: Mapping[str, NDArray[np.generic]],
) -> bytes:
    """Return lists of texts and arrays as bytes that say their own version and checksum."""
    written = json.dumps(lists, ensure_ascii=False).encode("utf-8", "surrogatepass")
    shapes = {name: (array.dtype.str, array.size) for name, array in arrays.items()}
    head = json.dumps({"version": version, "lists": len(written), "arrays": shapes}).encode()
    body = b"".join([head, b"\n", written, *(array.tobytes() for array in arrays.values())])
    return b"".join([_MAGIC, b"%08x\n" % zlib.crc32(body), body])


def unpack(
    version: str, packed: bytes
) -> tuple[Mapping[str, list[str]], Mapping[str, NDArray[np.generic]]]:
    """Return what `pack` was given.

    Raises
    ------
    ValueError
        If these are other bytes, of another version, or altered: make the index again.
    """
    if not packed.startswith(_MAGIC):
        raise ValueError("not an index")
    start = len(_MAGIC)
    checksum, body = packed[start : start + 8], memoryview(packed)[start + 9 :]
    if b"%08x" % zlib.crc32(body) != checksum:
        raise ValueError("an index that was altered or cut")
    end_of_head = packed.index(b"\n", start + 9) - start - 9
    head = json.loads(bytes(body[:end_of_head]))
    if head["version"] != version:
        raise ValueError("an index of another version")
    place = end_of_head + 1
    lists = json.loads(bytes(body[place : place + head["lists"]]).decode("utf-8", "surrogatepass"))
    place += head["lists"]
    arrays = {}
    for name, (kind, size) in head["arrays"].items():
        arrays[name] = np.frombuffer(body, dtype=np.dtype(kind), count=size, offset=place)
        place += arrays[name].nbytes
    return lists, arrays
