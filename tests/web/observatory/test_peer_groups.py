"""Peers on their page: those that do not remain are folded, names are short in a sentence."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from terreau.datasets.reference import naf
from terreau.web.apps.observatory.composing.figures import sector_label, short_label

pytestmark = pytest.mark.django_db


def test_those_that_do_not_remain_are_folded(client: Client) -> None:
    seen = set()
    for address in ("epci/X00000001", "epci/X00000003", "zone-emploi/X001"):
        page = client.get(f"/observatoire/{address}/semblables/")
        opened = re.sub(r"<details.*?</details>", "", page.text, flags=re.DOTALL)
        for group in page.context["page"].groups:
            for row in group.rows:
                key = f'data-figure="{row.distance.key.removesuffix("distance")}employment"'
                assert key in page.text
                assert (key in opened) is row.is_steady
                seen.add(row.is_steady)
    assert seen == {True, False}


def test_a_short_name_is_cut_at_its_first_comma_and_is_of_one_activity() -> None:
    codes = list(naf.bridge("A38", "A38"))
    short = [short_label("A38", code) for code in codes]
    assert len(set(short)) == len(short)
    cut = [(name, code) for name, code in zip(short, codes, strict=True) if name.endswith("…")]
    assert cut
    for name, code in cut:
        assert "," not in name
        assert sector_label("A38", code).startswith(name[:-1])
