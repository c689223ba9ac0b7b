"""A profile and a source written out as JSON and CSV: what pages say, in full precision."""

from __future__ import annotations

import json
from typing import Any

from terreau.web.apps.observatory.numbers_export import numbers_as_csv, territory_columns
from terreau.web.apps.observatory.profile import Profile
from terreau.web.apps.observatory.sentences import plain
from terreau.web.apps.observatory.source_rows import SourceRow


def as_json(profile: Profile) -> dict[str, Any]:
    """Return a profile as the API gives it."""
    return {
        "kind": profile.kind,
        "code": profile.code,
        "name": profile.name,
        "version": profile.version_label,
        "is_example": profile.is_example,
        "sentence": plain(profile.sentence),
        "choice": None
        if profile.choice is None
        else {
            "source": profile.choice.source,
            "from": profile.choice.start,
            "to": profile.choice.end,
            "level": profile.choice.level,
            "method": profile.choice.method,
            "years": list(profile.choice.years),
            "levels": list(profile.choice.levels),
            "sources": [source for source, _title in profile.choice.sources],
        },
        "certainty": None
        if profile.certainty is None
        else {
            "verdict": profile.certainty.verdict,
            "label": profile.certainty.label,
            "sentence": profile.certainty.sentence,
        },
        "typology": None
        if profile.typology is None
        else {
            "definition": profile.typology.definition,
            "left_out": profile.typology.left_out,
            "basins": [
                {"code": b.code, "name": b.name, "verdict": b.verdict, "label": b.label}
                for b in profile.typology.basins
            ],
        },
        "figures": [number.as_dict() for number in profile.numbers()],
        "printed": [
            {
                "label": p.label,
                "display": p.display,
                "year": p.year,
                "source": p.source,
                "note": p.note,
            }
            for p in profile.printed
        ],
        "missing": [
            {"key": m.key, "title": m.title, "reason": m.reason, "source": m.source}
            for m in profile.missing
        ],
        "warnings": list(profile.warnings),
        "notes": list(profile.notes),
    }


def as_csv(profile: Profile) -> str:
    """Return a profile as CSV: one line a figure, its provenance beside it."""
    about = territory_columns(profile.kind, profile.code, profile.name)
    return numbers_as_csv(about, profile.numbers())


def as_json_text(profile: Profile) -> str:
    """Return a profile as JSON to be read by a person or a program."""
    return json.dumps(as_json(profile), ensure_ascii=False, indent=2)


def source_as_json(row: SourceRow) -> dict[str, Any]:
    """Return where an official source stands, as the API gives it."""
    source, imported_at = row.source, row.state.imported_at
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "page": source.page,
        "licence": source.licence.name,
        "is_share_alike": source.licence.is_share_alike,
        "proof": str(source.proof),
        "standing": str(row.standing),
        "sentence": row.sentence,
        "imported_at": imported_at and imported_at.isoformat(timespec="seconds"),
        "rows_rejected": row.rejected,
        "editions": [
            {
                "label": each.edition.label,
                "file_name": each.edition.file_name,
                "address": each.edition.address,
                "datasets": [dataset.id for dataset in each.datasets],
            }
            for each in row.state.editions
        ],
        "coverage": [
            {
                "kind": part.kind,
                "covered": part.covered,
                "partly": part.partly,
                "total": part.total,
            }
            for part in row.coverage
        ],
    }
