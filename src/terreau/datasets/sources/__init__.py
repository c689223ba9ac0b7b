"""Official sources: where figures come from, one module each.

A source says who publishes it, under which licence, where, in which editions, what an absent cell
means, how far its parser was proved; it reads a file into tables that the rules of every import
then check. `registry` lists them; `importing` brings a file in. Fetching is in
`terreau.datasets.pulling`.
"""

from terreau.datasets.sources.importing import import_source, read_source
from terreau.datasets.sources.model import Edition, Editions, Licence, Proof, Source
from terreau.datasets.sources.registry import get_source, list_sources

__all__ = [
    "Edition",
    "Editions",
    "Licence",
    "Proof",
    "Source",
    "get_source",
    "import_source",
    "list_sources",
    "read_source",
]
