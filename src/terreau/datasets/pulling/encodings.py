"""What a site compressed on the way is unpacked as it comes, a little at a time."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from terreau.core.errors import FetchFailure
from terreau.datasets.pulling.breaks import Broken

_BLOCK = 2**20
_EITHER_FORMAT = zlib.MAX_WBITS | 32


def unpacked(body: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Give the content of a body, in blocks of at most 1 MiB whatever it was compressed from.

    Raises
    ------
    FetchFailure
        If it is compressed in a way that was not asked for and is not known.
    Broken
        If it is damaged or cut short.
    """
    if not encoding:
        yield from body
        return
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise FetchFailure(
            "The site sends the file compressed in a way that is not known", value=encoding
        )
    try:
        yield from _inflated(body)
    except zlib.error as error:
        raise Broken("The site sent a damaged file", why=str(error)) from error


def _inflated(body: Iterable[bytes]) -> Iterator[bytes]:
    inflate = zlib.decompressobj(_EITHER_FORMAT)
    for received in body:
        rest = received
        while rest:
            if inflate.eof:  # A gzip file may have several members.
                inflate = zlib.decompressobj(_EITHER_FORMAT)
            content = inflate.decompress(rest, _BLOCK)
            rest = inflate.unconsumed_tail or inflate.unused_data
            if content:
                yield content
    if not inflate.eof:
        raise Broken("The site broke off in the middle of the file")
