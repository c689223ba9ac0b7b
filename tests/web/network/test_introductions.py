"""Introductions: proposed, made, put off, dropped; who may say so, and what it changes."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from network_world import API, TI, noted, pair_of, proposals

from terreau.core.errors import BadInput, Conflict, NotHere
from terreau.web.apps.accounts.acts import acts
from terreau.web.apps.accounts.models import HistoryEntry, User
from terreau.web.apps.accounts.scope import NOBODY, Acting, scope_of
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.directory.models import Mandate, Organisation
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.network.models import Introduction
from terreau.web.apps.network.rules import LATER_DAYS, IntroductionFields, fault_of
from terreau.web.apps.network.seen import see_network
from terreau.web.apps.network.selectors.declared import works_with
from terreau.web.apps.network.services.introducing import change_introduction, note_introduction
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.retention import count_expired, purge
from terreau.web.shared.visibility import Visibility

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("outcome", "fault"),
    [
        (IntroductionFields("made", TODAY), None),
        (IntroductionFields("made", TODAY + timedelta(1)), "to come"),
        (IntroductionFields("made", date(1900, 1, 1)), "too old"),
        (IntroductionFields("made", None), "no day"),
        (IntroductionFields("made", TODAY, "known"), "needless reason"),
        (IntroductionFields("later", TODAY), None),
        (IntroductionFields("later", TODAY - timedelta(1)), "past"),
        (IntroductionFields("later", TODAY + timedelta(3_000)), "too far"),
        (IntroductionFields("dropped", None, "known"), None),
        (IntroductionFields("dropped", None, "boredom"), "no reason"),
        (IntroductionFields("dropped", TODAY, "known"), "needless day"),
        (IntroductionFields("dreamt", TODAY), "state"),
    ],
)
def test_an_outcome_says_what_its_state_asks(
    outcome: IntroductionFields, fault: str | None
) -> None:
    assert fault_of(outcome, TODAY) == fault


@pytest.mark.parametrize(
    "outcome",
    [
        IntroductionFields("made", timezone.localdate()),
        IntroductionFields("later", timezone.localdate() + timedelta(LATER_DAYS)),
        IntroductionFields("dropped", None, "known"),
    ],
)
def test_what_was_said_of_is_not_proposed_and_the_next_is(
    ti: Perimeter, acting: Acting, outcome: IntroductionFields
) -> None:
    before = proposals(acting, ti)
    row = noted(acting, ti, outcome)
    after = proposals(acting, ti)
    assert pair_of(row) == pair_of(before[0])
    assert pair_of(row) not in [pair_of(each) for each in after]
    assert pair_of(after[0]) == pair_of(before[1])
    assert (row.offered, row.sought) == (before[0].offered.text, before[0].sought.text)


def test_what_was_put_off_comes_back_on_its_day(ti: Perimeter, acting: Acting) -> None:
    row = noted(acting, ti, IntroductionFields("later", timezone.localdate() + timedelta(1)))
    assert pair_of(row) not in [pair_of(each) for each in proposals(acting, ti)]
    Introduction.objects.filter(pk=row.pk).update(again_on=timezone.localdate())
    assert pair_of(row) == pair_of(proposals(acting, ti)[0])
    again = noted(acting, ti, IntroductionFields("made", timezone.localdate()))
    assert (again.pk, again.state, again.version) == (row.pk, "made", 2)


def test_one_that_was_made_is_a_lived_tie_of_its_day(ti: Perimeter, acting: Acting) -> None:
    day = timezone.localdate() - timedelta(10)
    row = noted(acting, ti, IntroductionFields("made", day))
    thing = f"introduction:{row.pk}"
    lived = see_network(acting.scope, ti, "lived", timezone.localdate())
    assert {(who, on) for who, what, on in lived.rows if what == thing} == {
        (str(row.offers_id), day), (str(row.seeks_id), day),
    }  # fmt: skip
    assert lived.sources[thing].key == "introduction"
    assert row in works_with(acting.scope, row.seeks_id).introduced
    for outcome in (
        IntroductionFields("later", timezone.localdate()),
        IntroductionFields("dropped", None, "other"),
    ):
        row = change_introduction(
            acting=acting, introduction_id=row.pk, version=row.version, outcome=outcome
        )
        after = see_network(acting.scope, ti, "lived", timezone.localdate())
        assert thing not in {what for _who, what, _on in after.rows}
    before = see_network(acting.scope, ti, "lived", day - timedelta(1))
    assert thing not in {what for _who, what, _on in before.rows}


def test_who_may_not_see_one_of_both_sees_no_tie(ti: Perimeter, acting: Acting) -> None:
    row = noted(acting, ti, IntroductionFields("made", timezone.localdate()))
    assert not works_with(NOBODY, row.seeks_id).introduced  # acts nowhere
    partner = User.objects.create(email="observe@exemple.fr")
    Mandate.objects.create(
        holder=partner, role="observer", perimeter=ti, valid_from=date(2026, 1, 1)
    )
    scope = scope_of(partner)
    assert row in works_with(scope, row.seeks_id).introduced
    Organisation.objects.filter(pk=row.offers_id).update(visibility=Visibility.PRIVATE)
    assert not works_with(scope_of(partner), row.seeks_id).introduced


def test_said_twice_counts_once_and_said_otherwise_is_refused(
    ti: Perimeter, acting: Acting
) -> None:
    best = proposals(acting, ti)[0]
    keys = {"offered_id": best.offered.pk, "sought_id": best.sought.pk}
    say: Any = {"acting": acting, "perimeter": ti, **keys}
    row = note_introduction(**say, outcome=IntroductionFields("made", timezone.localdate()))
    assert (
        note_introduction(**say, outcome=IntroductionFields("made", timezone.localdate())).pk
        == row.pk
    )
    yesterday = timezone.localdate() - timedelta(1)
    for other in (
        IntroductionFields("dropped", None, "known"),
        IntroductionFields("made", yesterday),
        IntroductionFields("made", timezone.localdate(), word="Autrement"),
    ):
        with pytest.raises(Conflict, match=r"Camille|cheffe|faite le"):
            note_introduction(**say, outcome=other)
    change_introduction(
        acting=acting,
        introduction_id=row.pk,
        version=1,
        outcome=IntroductionFields("dropped", None, "known"),
    )
    with pytest.raises(Conflict):
        change_introduction(
            acting=acting,
            introduction_id=row.pk,
            version=1,
            outcome=IntroductionFields("dropped", None, "other"),
        )
    told = HistoryEntry.objects.filter(object_type=Introduction._meta.label, object_key=row.pk)
    assert sorted(told.values_list("verb", flat=True)) == ["changed", "created"]


def test_lines_that_do_not_answer_one_another_are_not_there(ti: Perimeter, acting: Acting) -> None:
    best = proposals(acting, ti)[0]
    made = IntroductionFields("made", timezone.localdate())
    own = KnowHow.objects.create(organisation=best.offers, kind="seeks", text="Rien", source="told")
    for offered, sought in (
        (best.sought.pk, best.offered.pk), (best.offered.pk, own.pk), (best.offered.pk, 0),
    ):  # fmt: skip
        with pytest.raises(NotHere):
            note_introduction(
                acting=acting, perimeter=ti, offered_id=offered, sought_id=sought, outcome=made
            )
    best.sought.ended_on = timezone.localdate()
    best.sought.save()
    with pytest.raises(NotHere):
        note_introduction(
            acting=acting, perimeter=ti, offered_id=best.offered.pk, sought_id=best.sought.pk,
            outcome=made,
        )  # fmt: skip
    with pytest.raises(NotHere):
        note_introduction(
            acting=Acting(None, NOBODY), perimeter=ti, offered_id=best.offered.pk,
            sought_id=best.sought.pk, outcome=made,
        )  # fmt: skip


def test_the_page_says_what_came_of_it(ti: Perimeter, acting: Acting, reader: Client) -> None:
    best = proposals(acting, ti)[0]
    asked = f"{TI}mises-en-relation/{best.offered.pk}/{best.sought.pk}/"
    page = reader.get(TI).content.decode()
    assert f'href="{asked}faite/"' in page
    assert best.changes.partition(" :")[0] in page
    tomorrow = (timezone.localdate() + timedelta(1)).isoformat()
    refused = reader.post(f"{asked}faite/", {"version": 0, "on": tomorrow, "word": "=Merci"})
    assert refused.status_code == 400
    assert "=Merci" in refused.content.decode()  # nothing typed is lost
    today = timezone.localdate().isoformat()
    answer = reader.post(
        f"{asked}faite/", {"version": 0, "on": today, "word": "=Merci"}, follow=True
    )
    assert best.seeks.name in answer.content.decode()
    assert f"{best.offered.pk}/{best.sought.pk}" not in reader.get(TI).content.decode()
    rows = list(csv.reader(io.StringIO(reader.get(f"{TI}mises-en-relation.csv").content.decode())))
    assert any(best.seeks.name in cell for cell in rows[1])
    assert not any(cell.startswith("=") for row in rows for cell in row)
    for said in ("jamais", "faite"):
        missing = reader.get(f"{TI}mises-en-relation/1/999999/{said}/")
        assert missing.status_code == 404


def test_a_program_says_the_same(ti: Perimeter, acting: Acting, reader: Client) -> None:
    _token, key = make_token(acting=acting, name="Outil", allows=acts(), lasts=timedelta(days=1))
    sent: Any = {
        "content_type": "application/json", "headers": {"Authorization": f"Bearer {key}"},
    }  # fmt: skip
    found = reader.get(API).json()
    assert [row["state"] for row in found["introductions"]] == ["later", "made"]
    best = found["proposed"][0]
    program = Client()
    body = {"offered": best["offered"], "sought": best["sought"], "state": "later"}
    made = program.post(API, body, **sent).json()
    assert made["again_on"] == (timezone.localdate() + timedelta(LATER_DAYS)).isoformat()
    address = f"/api/v1/introductions/{made['id']}"
    said = {"version": 1, "state": "dropped", "reason": "no_need", "word": "Vendu"}
    assert program.post(address, said, **sent).json()["reason"] == "no_need"
    assert program.post(address, said, **sent).status_code == 409
    assert program.post(address, said | {"state": "dreamt"}, **sent).status_code == 400
    assert reader.get(address).json()["word"] == "Vendu"
    assert Client().get(address).status_code == 404


def test_words_are_forgotten_and_the_tie_stays(ti: Perimeter, acting: Acting) -> None:
    row = noted(
        acting, ti, IntroductionFields("made", timezone.localdate(), word="Vue avec Mme Martin")
    )
    told = HistoryEntry.objects.get(object_type=Introduction._meta.label, object_key=row.pk)
    assert "Martin" not in str(told.changes)
    assert count_expired(timezone.now())["introduction-words"] == 0
    long_ago = timezone.now() - timedelta(days=1_100)
    Introduction.objects.filter(pk=row.pk).update(noted_at=long_ago)
    assert purge(timezone.now())["introduction-words"] == 1
    row.refresh_from_db()
    assert (row.word, row.state) == ("", "made")


def test_a_word_too_long_is_cut_and_an_impossible_day_refused(
    ti: Perimeter, acting: Acting
) -> None:
    with pytest.raises(BadInput):
        noted(acting, ti, IntroductionFields("made", timezone.localdate() + timedelta(1)))
    row = noted(acting, ti, IntroductionFields("made", timezone.localdate(), word="a" * 400))
    assert len(row.word) == 300
