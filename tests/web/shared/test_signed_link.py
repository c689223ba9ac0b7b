"""A link signed here opens nothing but what it is for, whatever was signed in it."""

from __future__ import annotations

import pytest
from django.test import Client

from terreau.web.shared.signed_link import make_link

PAGES = {
    "question": "/annuaire/questions/repondre/{}/",
    "contact": "/annuaire/contact/{}/",
    "mailing": "/annuaire/lettres/quitter/{}/",
    "still-true": "/annuaire/savoir-faire/toujours-vrai/{}/",
}
SHAPES = ("", "-", "abc-def", "²-²", "1.5-1.5", f"{'9' * 400}-{'9' * 400}")


@pytest.mark.django_db
@pytest.mark.parametrize("purpose", PAGES)
def test_a_key_of_another_shape_or_purpose_opens_nothing(purpose: str) -> None:
    others = [make_link(other, "1-1") for other in PAGES if other != purpose]
    browser = Client()
    for token in [*others, *(make_link(purpose, shape) for shape in SHAPES)]:
        page = PAGES[purpose].format(token)
        assert browser.get(page).status_code == 404
        assert browser.post(page, {"act": "answer", "kind": "can"}).status_code == 404
