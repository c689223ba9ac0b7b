"""What a licence, as a table states it, asks of whoever makes another database from its figures."""

from __future__ import annotations

import re

_SHARE_ALIKE = re.compile(
    r"\bodbl\b|\bodc-odbl\b|open database licen[cs]e|\bby-sa\b|\bby sa\b|share-?\s?alike"
    r"|partage [aà] l['’]identique",
    re.IGNORECASE,
)


def is_share_alike(licence: str) -> bool:
    """Whether a database made from the figures must be given under the same licence.

    Parameters
    ----------
    licence : str
        As the description of a table names it.

    Examples
    --------
    >>> [is_share_alike(l) for l in ("ODbL 1.0", "CC BY-SA 4.0", "Licence Ouverte 2.0", "")]
    [True, True, False, False]
    """
    return _SHARE_ALIKE.search(licence) is not None
