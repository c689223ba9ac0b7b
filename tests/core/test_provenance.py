"""A provenance is written whole, in one order, for JSON and CSV alike."""

from __future__ import annotations

import dataclasses
import json

import pytest

from terreau.core.provenance import Provenance


def test_every_field_is_written_in_order() -> None:
    fields = [field.name for field in dataclasses.fields(Provenance)]
    written = Provenance(source="Urssaf", formula="b − a", is_example=True).as_dict()
    assert list(written) == fields
    assert json.loads(json.dumps(written)) == written
    assert (written["source"], written["formula"], written["licence"]) == ("Urssaf", "b − a", "")


def test_a_number_without_a_source_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="source"):
        Provenance()  # type: ignore[call-arg]


def test_nobody_changes_where_a_number_comes_from() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Provenance("Urssaf").source = "me"  # type: ignore[misc]
