"""What a file carries for machines: the figures it shows, each with its command."""

from __future__ import annotations

import json

from terreau.reporting.document import Document


def figures_json(document: Document) -> bytes:
    """Return the figures of a report as JSON: what its files carry."""
    return json.dumps(
        {
            "state": document.state.digest,
            "address": document.address,
            "figures": [
                {
                    "key": figure.key,
                    "label": figure.label,
                    "period": figure.period,
                    "value": figure.value,
                    "unit": figure.unit,
                    "display": figure.display,
                    "provenance": figure.provenance.as_dict(),
                }
                for figure in document.figures()
            ],
        },
        ensure_ascii=False,
        indent=1,
    ).encode()
