"""The columns of the bundled tables; the example country has the same."""

from __future__ import annotations

import pyarrow as pa

_TEXT = pa.string()
_YEAR = pa.int16()

COMMUNES = pa.schema(
    [
        pa.field("code", _TEXT, nullable=False),
        pa.field("name", _TEXT, nullable=False),
        pa.field("departement", _TEXT, nullable=False),
        pa.field("region", _TEXT),
        pa.field("siren", _TEXT),
        pa.field("zone", _TEXT, nullable=False),
        pa.field("first_vintage", _YEAR, nullable=False),
        pa.field("last_vintage", _YEAR, nullable=False),
    ]
)
POSTAL_CODES = pa.schema(
    [pa.field("postal_code", _TEXT, nullable=False), pa.field("commune", _TEXT, nullable=False)]
)
POINTS = pa.schema(
    [
        pa.field("code", _TEXT, nullable=False),
        pa.field("lon", pa.float32(), nullable=False),
        pa.field("lat", pa.float32(), nullable=False),
    ]
)
PERIMETERS = pa.schema(
    [
        pa.field("kind", _TEXT, nullable=False),
        pa.field("code", _TEXT, nullable=False),
        pa.field("name", _TEXT, nullable=False),
        pa.field("subtype", _TEXT),
        pa.field("first_vintage", _YEAR, nullable=False),
        pa.field("last_vintage", _YEAR, nullable=False),
        pa.field("former_names", pa.list_(_TEXT), nullable=False),
    ]
)
MEMBERS = pa.schema(
    [
        pa.field("kind", _TEXT, nullable=False),
        pa.field("code", _TEXT, nullable=False),
        pa.field("commune", _TEXT, nullable=False),
        pa.field("first_vintage", _YEAR, nullable=False),
        pa.field("last_vintage", _YEAR, nullable=False),
    ]
)
PASSAGES = pa.schema(
    [
        pa.field("old_code", _TEXT, nullable=False),
        pa.field("new_code", _TEXT, nullable=False),
        pa.field("kind", _TEXT, nullable=False),
        pa.field("certain", pa.bool_(), nullable=False),
        pa.field("weight", pa.float64()),
        pa.field("since_vintage", _YEAR),
        pa.field("old_name", _TEXT),
    ]
)
CHANGES = pa.schema(
    [
        pa.field("old_code", _TEXT, nullable=False),
        pa.field("new_code", _TEXT, nullable=False),
        pa.field("since_vintage", _YEAR),
        pa.field("kind", _TEXT, nullable=False),
        pa.field("certain", pa.bool_(), nullable=False),
        pa.field("forward", pa.float64()),
        pa.field("backward", pa.float64()),
    ]
)
NAMES = pa.schema(
    [
        pa.field("kind", _TEXT, nullable=False),
        pa.field("code", _TEXT, nullable=False),
        pa.field("name", _TEXT, nullable=False),
        pa.field("subtype", _TEXT),
        pa.field("first_vintage", _YEAR, nullable=False),
        pa.field("last_vintage", _YEAR, nullable=False),
    ]
)
POPULATIONS = pa.schema(
    [
        pa.field("commune", _TEXT, nullable=False),
        pa.field("reference_year", _YEAR, nullable=False),
        pa.field("population", pa.int32(), nullable=False),
        pa.field("certain", pa.bool_(), nullable=False),
    ]
)
NAF_LEVELS = (
    "A732",
    "A615",
    "A272",
    "A138",
    "A129",
    "A88",
    "A64",
    "A38",
    "A21",
    "A17",
    "A10",
    "A5",
)
# A138 divides some activities into market and non-market: no code of the NAF decides, hence null.
NAF = pa.schema([pa.field(level.lower(), _TEXT, nullable=level == "A138") for level in NAF_LEVELS])
NAF_LABELS = pa.schema(
    [
        pa.field("level", _TEXT, nullable=False),
        pa.field("code", _TEXT, nullable=False),
        pa.field("label_fr", _TEXT, nullable=False),
        pa.field("label_en", _TEXT),
        pa.field("short_fr", _TEXT),
    ]
)

TABLES: dict[str, pa.Schema] = {
    "communes": COMMUNES,
    "postal_codes": POSTAL_CODES,
    "points": POINTS,
    "perimeters": PERIMETERS,
    "members": MEMBERS,
    "passages": PASSAGES,
    "changes": CHANGES,
    "names": NAMES,
    "populations": POPULATIONS,
    "naf": NAF,
    "naf_labels": NAF_LABELS,
}
