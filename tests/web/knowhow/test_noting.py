"""Lines noted, changed, verified, confirmed, ended: by whom, and what becomes of the rest."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from know_how_world import as_, company_in

from terreau.core.errors import Conflict, NotHere
from terreau.web.apps.accounts.enums import Channel, Role
from terreau.web.apps.accounts.erasing import erase_person
from terreau.web.apps.accounts.history import PERSONAL, history_of
from terreau.web.apps.accounts.history_page import get_history
from terreau.web.apps.accounts.scope import scope_of
from terreau.web.apps.directory.services.conflicts import VersionConflict
from terreau.web.apps.knowhow.enums import KnowHowSource
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.rules import LINES_AN_ORGANISATION, Range
from terreau.web.apps.knowhow.selectors.lines import WantedLines, list_lines
from terreau.web.apps.knowhow.services.lines import BadLine, KnowHowFields, fields_of
from terreau.web.apps.knowhow.services.noting import (
    change_know_how,
    end_know_how,
    note_know_how,
)
from terreau.web.apps.knowhow.services.verifying import confirm_know_how, verify_know_how
from terreau.web.apps.knowhow.signals import know_how_changed

pytestmark = pytest.mark.django_db
LENGTH = Range("length", None, Decimal(3000))


def changed(line: KnowHow, who, **fields) -> KnowHow:
    return change_know_how(
        acting=as_(who), know_how_id=line.pk, version=line.version,
        written=replace(fields_of(line), **fields),
    )  # fmt: skip


@pytest.mark.parametrize("who", ["keeper", "member"])
def test_a_line_is_noted_by_a_keeper_and_by_a_member(who, company, request) -> None:
    line = note_know_how(
        acting=as_(request.getfixturevalue(who)), organisation_id=company.pk,
        written=KnowHowFields("makes", " Anodisation\n jusqu’à 3 m ", capacities=(LENGTH,)),
        source=KnowHowSource.TOLD, channel=Channel.PHONE,
    )  # fmt: skip
    assert line.text == "Anodisation jusqu’à 3 m"
    assert [(c.dimension, c.high) for c in line.capacities.all()] == [("length", Decimal(3000))]
    entry = history_of(line).get()
    assert (entry.channel, entry.changes["text"]) == ("phone", ["", PERSONAL])


@pytest.mark.parametrize("role", [Role.DUO_ELECTED, Role.OBSERVER, Role.STATE_REFERENT])
def test_nobody_else_writes(role, ti, give, note) -> None:
    line, stranger = note("Tournage"), give(role, ti)
    for act in (
        lambda: changed(line, stranger, text="x"),
        lambda: end_know_how(acting=as_(stranger), know_how_id=line.pk),
        lambda: verify_know_how(acting=as_(stranger), know_how_id=line.pk, version=1),
        lambda: confirm_know_how(acting=as_(stranger), know_how_id=line.pk, version=1),
        lambda: note_know_how(
            acting=as_(stranger), organisation_id=line.organisation_id,
            written=KnowHowFields("makes", "x"), source=KnowHowSource.TOLD,
        ),
    ):  # fmt: skip
        with pytest.raises(NotHere):
            act()


def test_a_keeper_of_elsewhere_writes_nothing_here(other_ti, give, note) -> None:
    with pytest.raises(NotHere):
        changed(note("Tournage"), give(Role.PROJECT_MANAGER, other_ti), text="x")


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("kind", {"kind": "licorne"}), ("text", {"text": " – "}), ("text", {"text": "x" * 501}),
        ("visibility", {"visibility": "everyone"}), ("terms", {"terms": ("schtroumpf",)}),
        ("naf", {"naf": ("99.99Z",)}), ("rome", {"rome": ("Z9999",)}),
        ("naf", {"naf": ("25.62A",) * 21}), ("capacities", {"capacities": (Range("length"),)}),
        ("capacities", {"capacities": (Range("licorne", Decimal(1)),)}),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_told_at_its_field(name, fields, company, keeper) -> None:
    with pytest.raises(BadLine) as refusal:
        note_know_how(
            acting=as_(keeper), organisation_id=company.pk, source=KnowHowSource.KEEPER,
            written=KnowHowFields(**{"kind": "makes", "text": "Tournage"} | fields),
        )  # fmt: skip
    assert refusal.value.name == name
    assert not KnowHow.objects.exists()


def test_the_same_words_are_the_same_line_until_it_ends(note, keeper) -> None:
    first = note("Tournage de précision")
    assert note("TOURNAGE, de precision").pk == first.pk
    assert note("Tournage de précision", kind="seeks").pk != first.pk
    end_know_how(acting=as_(keeper), know_how_id=first.pk)
    assert note("Tournage de précision").pk != first.pk


def test_an_organisation_has_a_bounded_number_of_lines(note, company) -> None:
    KnowHow.objects.bulk_create(
        KnowHow(organisation=company, kind="makes", text=f"Pièce {n}", source="told")
        for n in range(LINES_AN_ORGANISATION)
    )
    with pytest.raises(BadLine, match="a déjà"):
        note("Une de trop")


def test_what_changes_is_to_be_verified_again(note, keeper, member) -> None:
    line = note("Tournage", capacities=(LENGTH,))
    verify_know_how(acting=as_(keeper), know_how_id=line.pk, version=1)
    confirm_know_how(acting=as_(member), know_how_id=line.pk, version=1)
    line.refresh_from_db()
    assert (line.verified_by, line.version) == (keeper, 1)
    assert line.confirmed_on == line.verified_on is not None
    shown = changed(line, member, visibility="territory")
    assert (shown.verified_on, shown.version) == (line.verified_on, 2)
    after = changed(shown, member, text="Tournage 5 axes")
    assert (after.verified_on, after.verified_by, after.confirmed_on) == (None, None, None)
    assert after.capacities.get().high == LENGTH.high
    nothing = changed(after, member)
    assert nothing.version == after.version


def test_nobody_verifies_their_own(note, give, ti, company) -> None:
    line, both = note("Tournage"), give(Role.PROJECT_MANAGER, ti)
    verify_know_how(acting=as_(both), know_how_id=line.pk, version=1)
    both.mandates.create(
        role=Role.ORGANISATION_MEMBER, organisation=company, valid_from=line.noted_at.date()
    )
    with pytest.raises(NotHere):
        verify_know_how(acting=as_(both), know_how_id=line.pk, version=1)


def test_what_was_not_read_is_neither_verified_nor_confirmed(note, keeper, member) -> None:
    line = note("Tournage")
    changed(line, member, text="Fraisage")
    for say in (verify_know_how, confirm_know_how):
        with pytest.raises(Conflict):
            say(acting=as_(keeper), know_how_id=line.pk, version=1)


def test_two_people_at_once_are_told_field_by_field(note, keeper, member) -> None:
    line = note("Tournage")
    read = KnowHow.objects.get(pk=line.pk)
    changed(line, keeper, text="Tournage lourd", kind="machine")
    with pytest.raises(VersionConflict) as conflict:
        changed(read, member, text="Tournage léger")
    assert conflict.value.theirs == {"text": "Tournage lourd"}
    assert conflict.value.newer == {"kind": "machine"}


def test_the_history_tells_tags_and_capacities_and_never_free_words(note, keeper, member) -> None:
    line = note("Tournage", capacities=(LENGTH,), terms=("turning",), naf=("25.62B",))
    changed(line, member, text="Chez Marie", capacities=(), terms=("turning", "milling"))
    last, first = get_history(scope_of(keeper), "know_how", str(line.pk)).lines
    told = {change.field: change.said for change in last.changes}
    assert told["Capacités"] == "« longueur jusqu’à 3\u202f000 mm » est retiré"
    assert told["Procédés et matières"] == "de « tournage » à « tournage, fraisage »"
    assert "gardée" in told["Ses mots"]
    assert (
        "(NAF 25.62B) »"
        in {change.field: change.said for change in first.changes}["Activités (NAF)"]
    )
    assert not history_of(line).filter(changes__icontains="Marie").exists()


def test_what_the_other_wrote_of_capacities_is_not_lost(note, keeper, member) -> None:
    line = note("Tournage")
    read = KnowHow.objects.prefetch_related("capacities").get(pk=line.pk)
    changed(line, keeper, capacities=(LENGTH,))
    with pytest.raises(VersionConflict) as conflict:
        changed(read, member, text="Tournage léger")
    assert conflict.value.newer.keys() == {"capacities"}


def test_a_line_ends_and_is_not_deleted(note, keeper) -> None:
    line = note("Tournage")
    end_know_how(acting=as_(keeper), know_how_id=line.pk)
    with pytest.raises(NotHere):
        end_know_how(acting=as_(keeper), know_how_id=line.pk)
    assert KnowHow.objects.get(pk=line.pk).is_over
    assert list_lines(scope_of(keeper), WantedLines())[1] == 0
    assert get_history(scope_of(keeper), "know_how", str(line.pk)).lines[0].verb == "ended"


def test_who_listens_is_told_once_it_is_certain(note, django_capture_on_commit_callbacks) -> None:
    told = []
    know_how_changed.connect(lambda **said: told.append(said["know_how_id"]), weak=False)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            line = note("Tournage")
    finally:
        know_how_changed.receivers.pop()
    assert told == [line.pk]


def test_erased_a_keeper_is_named_no_more(note, keeper, tmp_path) -> None:
    line = note("Tournage")
    verify_know_how(acting=as_(keeper), know_how_id=line.pk, version=1)
    erase_person(acting=as_(keeper), person_id=keeper.pk, typed=keeper.email, home=tmp_path)
    line.refresh_from_db()
    assert (line.verified_by, line.verified_on is None) == (None, False)


def test_the_list_asks_a_bounded_number_of_queries(
    note, keeper, company, django_assert_num_queries
) -> None:
    for rank in range(3):
        note(f"Pièce {rank}", capacities=(LENGTH,))
    scope = scope_of(keeper)
    with CaptureQueriesContext(
        connection,
    ) as few:
        rows, _total = list_lines(scope, WantedLines(organisation_id=company.pk))
        assert [c.dimension for row in rows for c in row.capacities.all()]
    for rank in range(3, 12):
        note(f"Pièce {rank}", capacities=(LENGTH,))
    scope = scope_of(keeper)  # what a scope remembers is of one request
    with django_assert_num_queries(len(few)):
        rows, total = list_lines(scope, WantedLines(organisation_id=company.pk))
        assert total == len([c for row in rows for c in row.capacities.all()]) == 12


def test_lines_are_found_by_organisation_kind_and_territory(
    note, keeper, ti, other_ti, give
) -> None:
    mine = note("Tournage")
    note("Cherche du sable", kind="seeks")
    far = company_in(other_ti, "Scierie", siren="")
    note_know_how(
        acting=as_(give(Role.FACILITATOR, other_ti)), organisation_id=far.pk,
        written=KnowHowFields("makes", "Sciage", "public"), source=KnowHowSource.KEEPER,
    )  # fmt: skip
    found, total = list_lines(scope_of(keeper), WantedLines(kind="makes", territory=ti))
    assert ([line.pk for line in found], total) == ([mine.pk], 1)
    assert list_lines(scope_of(keeper), WantedLines(organisation_id=far.pk))[1] == 1
    assert list_lines(scope_of(keeper), WantedLines())[1] == 3
