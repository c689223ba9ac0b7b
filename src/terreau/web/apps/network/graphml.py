"""The network as GraphML, as graph software reads it."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from terreau.analytics.network import Pairs, projection
from terreau.web.apps.network.seen import SeenNetwork

_KEYS = (
    ("name", "node", "string"), ("group", "node", "string"), ("outside", "node", "boolean"),
    ("weight", "edge", "double"), ("nature", "graph", "string"), ("day", "graph", "string"),
)  # fmt: skip


def as_graphml(network: SeenNetwork) -> str:
    """Return the network as it stands on its day, of what its reader sees."""
    standing = network.standing
    pairs: Pairs = projection(standing)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>',
             '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']  # fmt: skip
    lines += [
        f'<key id="{name}" for="{owner}" attr.name="{name}" attr.type="{sort}"/>'
        for name, owner, sort in _KEYS
    ]
    lines.append('<graph edgedefault="undirected">')
    lines.append(f'<data key="nature">{network.nature}</data>')
    lines.append(f'<data key="day">{network.on.isoformat()}</data>')
    for actor in standing.actors:
        name = escape(_printable(network.organisations[actor.key].name))
        lines.append(
            f'<node id={quoteattr("n" + actor.key)}><data key="name">{name}</data>'
            f'<data key="group">{escape(actor.group)}</data>'
            f'<data key="outside">{str(actor.is_outside).lower()}</data></node>'
        )
    for i, j, weight in zip(pairs.first, pairs.second, pairs.weight, strict=True):
        ends = (quoteattr("n" + standing.actors[int(n)].key) for n in (i, j))
        lines.append(
            "<edge source={} target={}>".format(*ends)
            + f'<data key="weight">{float(weight):.6g}</data></edge>'
        )
    return "\n".join([*lines, "</graph>", "</graphml>", ""])


def _printable(text: str) -> str:
    """Return a name without what XML cannot hold."""
    return "".join(c for c in text if c.isprintable())
