"""Letters that people make leave: not without end, and never with their links."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.models import Invitation, MandateRequest
from terreau.web.apps.directory.services.invitations import Wish, invite, resend_invitation
from terreau.web.apps.directory.services.requests import ask_mandate, withdraw_request
from terreau.web.shared import limits
from terreau.web.shared.limits import BUDGETS, Budget
from terreau.web.shared.refusals import AskedTooOften

pytestmark = pytest.mark.django_db
SITE = "https://terreau.exemple.fr"


@pytest.fixture
def counted(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LIMITS_COSTLY_PAGES = True
    monkeypatch.setattr(limits, "_file", lambda: tmp_path / "limits.sqlite3")
    for family in ("invitations", "requests"):
        monkeypatch.setitem(BUDGETS, family, Budget(2, 1, BUDGETS[family].said))


@pytest.mark.usefixtures("counted")
def test_invitations_have_a_budget_by_account(ti, give, signed, keyed) -> None:
    manager = give(Role.PROJECT_MANAGER, ti)
    address = f"/annuaire/territoires/territoire-industrie/{ti.code}/donner/"
    for name in ("a", "b"):
        sent = {"email": f"{name}@exemple.fr", "role": "observer"}
        assert signed(manager).post(address, sent).status_code == 302
    page = signed(manager).post(address, {"email": "c@exemple.fr", "role": "observer"})
    assert page.status_code == 429
    assert "beaucoup de courriels" in page.text
    assert "c@exemple.fr" in page.text  # nothing typed is lost
    answer = keyed(manager).post(
        f"/api/v1/perimeters/{ti.kind}/{ti.code}/mandates",
        {"email": "c@exemple.fr", "role": "observer"}, "application/json",
    )  # fmt: skip
    assert (answer.status_code, "Retry-After" in answer) == (429, True)
    assert (len(mail.outbox), Invitation.objects.filter(email="c@exemple.fr").exists()) == (
        2,
        False,
    )
    again = Invitation.objects.get(email="a@exemple.fr").pk
    assert signed(manager).post(f"/annuaire/invitations/{again}/renvoyer/").status_code == 429
    other = give(Role.PROJECT_MANAGER, ti)
    assert signed(other).post(address, sent | {"email": "d@exemple.fr"}).status_code == 302


@pytest.mark.usefixtures("counted")
def test_nobody_fills_a_box_by_sending_again(ti, give, acting_as, monkeypatch) -> None:
    monkeypatch.setitem(BUDGETS, "invitations", Budget(99, 99))
    acting = acting_as(give(Role.PROJECT_MANAGER, ti))
    wish = Wish("a@exemple.fr", Role.OBSERVER)
    sent = invite(acting=acting, about=ti, wish=wish, site=SITE)
    for _ in range(BUDGETS["letters"].at_once - 1):
        resend_invitation(acting=acting, invitation_id=sent.pk, site=SITE)
    before = Invitation.objects.get(pk=sent.pk).digest
    with pytest.raises(AskedTooOften):
        resend_invitation(acting=acting, invitation_id=sent.pk, site=SITE)
    assert Invitation.objects.get(pk=sent.pk).digest == before  # the last link still opens


@pytest.mark.usefixtures("counted")
def test_asking_and_withdrawing_without_end_is_refused(ti, acting_as) -> None:
    person = User.objects.create_user("curieuse@exemple.fr")
    asking = {"acting": acting_as(person), "role": Role.OBSERVER, "about": ti, "reason": "Lire"}
    for _ in range(2):
        request = ask_mandate(**asking)
        withdraw_request(acting=acting_as(person), request_id=request.pk)
    with pytest.raises(AskedTooOften):
        ask_mandate(**asking)
    assert MandateRequest.objects.filter(asked_by=person).count() == 2


def test_the_name_of_who_invites_is_no_link_and_no_second_letter(ti, give, acting_as) -> None:
    manager = give(Role.PROJECT_MANAGER, ti)
    manager.name = "Gagnez\r\n\r\nsur https://evil.fr/x ou evil@evil.fr" + "!" * 60
    manager.save()
    invite(acting=acting_as(manager), about=ti, wish=Wish("a@b.fr", Role.OBSERVER), site=SITE)
    body = mail.outbox[0].body
    line = next(line for line in body.splitlines() if "invite" in line)
    assert line.startswith("Gagnez sur https:// evil. fr/x ou evil@ evil. fr!")
    assert "evil.fr" not in body
    assert len(line) < 250


def test_who_has_no_name_is_told_by_their_address(ti, give, acting_as) -> None:
    manager = give(Role.PROJECT_MANAGER, ti)
    User.objects.filter(pk=manager.pk).update(name="")
    manager.refresh_from_db()
    invite(acting=acting_as(manager), about=ti, wish=Wish("a@b.fr", Role.OBSERVER), site=SITE)
    assert manager.email in mail.outbox[0].body
