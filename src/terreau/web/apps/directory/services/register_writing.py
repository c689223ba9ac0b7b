"""What a register says, written in the directory: thousands of organisations a transaction.

The rule is `register_rules.merged`. What a run did is in its rows (`RegisterChange`); the history
has an entry of each organisation that was there and changed, since two people who edit at once are
told by it, and none of those that are new. It never holds the names: a unit may ask tomorrow not to
be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record_all
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.enums import Register, RegisterOutcome
from terreau.web.apps.directory.models import Organisation, RegisterRecord
from terreau.web.apps.directory.register import RegisterChange, RegisterRun
from terreau.web.apps.directory.register_rules import Entry, Merged, merged
from terreau.web.apps.directory.rules import folded_name
from terreau.web.apps.directory.services.register_batch import (
    Batch,
    day_of,
    held_by,
    is_hidden,
    seats_of,
    set_said,
)
from terreau.web.apps.directory.services.register_known import known_of
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility

BATCH = 2_000
_WRITTEN = ("name", "folded_name", "siren", "siret", "naf", "seat", "headcount_class", "website",
            "closed_on", "visibility", "version", "written_at")  # fmt: skip
_NUMBERS = frozenset({"siren", "siret"})


def write_entries(
    *,
    acting: Acting,
    run: RegisterRun,
    entries: Sequence[Entry],
    may_keep: Callable[[Perimeter | None], bool],
    progress: Callable[[int], None],
) -> None:
    """Write what a register says, from where the run stands, a batch a transaction.

    Parameters
    ----------
    acting : Acting
        Who asked for the run.
    run : RegisterRun
        Where it stands, which is saved with each batch.
    entries : Sequence[Entry]
        All of them, always in the same order.
    may_keep : Callable
        Whether who acts keeps the directory of where an organisation sits.
    progress : Callable
        Told how many are done.
    """

    def sees(organisation: Organisation) -> bool:
        return may_keep(organisation.seat) or not is_hidden(acting, organisation)

    for start in range(run.position, len(entries), BATCH):
        with transaction.atomic():
            part = entries[start : start + BATCH]
            batch = Batch(run, acting, may_keep, known_of(part, sees), seats_of(part))
            for entry in part:
                _take(batch, entry)
            if not run.is_trial:
                _forget_names(part)
                _save(batch)
            RegisterChange.objects.bulk_create(batch.rows, batch_size=500)
            run.position = start + len(part)
            run.counts = {
                name: run.counts.get(name, 0) + batch.counts.get(name, 0)
                for name in {*run.counts, *batch.counts}
            }
            run.save(update_fields=("position", "counts"))
        progress(run.position)


def _take(batch: Batch, entry: Entry) -> None:
    """Decide of one organisation."""
    match = batch.match(entry)
    organisation = match.organisation
    if match.perhaps:
        batch.count(RegisterOutcome.MAYBE)
        batch.tell_doubt(entry, match.perhaps)
    elif organisation is None:
        _take_new(batch, entry)
    elif organisation.pk in batch.taken:
        # Told twice: by its SIREN and by its SIRET, by its number and by its name.
        batch.count(RegisterOutcome.SAME)
        if batch.tells_all:
            batch.tell(RegisterOutcome.SAME, entry, organisation)
    elif not batch.may_keep(organisation.seat) and is_hidden(batch.acting, organisation):
        _take_beside_hidden(batch, entry)
    elif not batch.may_keep(organisation.seat):
        batch.count(RegisterOutcome.ELSEWHERE)
        batch.tell(RegisterOutcome.ELSEWHERE, entry)
    else:
        batch.taken.add(organisation.pk)
        _take_known(batch, entry, organisation)


def _take_beside_hidden(batch: Batch, entry: Entry) -> None:
    """Decide as if nobody bore its number: that an organisation does is not for who acts to know.

    The number stays the other's; what is brought here is found again by its name and its commune.
    """
    seat = batch.seats.get(entry.said.get("seat", ""))
    brought = Organisation.objects.filter(
        folded_name=folded_name(entry.name), seat=seat, siren="", siret=""
    )
    if seat is not None and batch.may_keep(seat) and brought.exists():
        batch.count(RegisterOutcome.SAME)
        if batch.tells_all:
            batch.tell(RegisterOutcome.SAME, entry, brought[0])
    else:
        _take_new(batch, entry, unwritten=_NUMBERS)


def _take_new(batch: Batch, entry: Entry, unwritten: frozenset[str] = frozenset()) -> None:
    seat = batch.seats.get(entry.said.get("seat", ""))
    left = (
        RegisterOutcome.GONE
        if entry.is_closed
        else RegisterOutcome.UNNAMED
        if not entry.name
        else None
        if batch.may_keep(seat)
        else RegisterOutcome.ELSEWHERE
    )
    if left is not None:
        batch.count(left)
        batch.tell(left, entry)
        return
    outcome = RegisterOutcome.MASKED if entry.is_masked else RegisterOutcome.NEW
    batch.count(outcome)
    organisation = Organisation(
        kind=entry.kind,
        visibility=Visibility.PRIVATE if entry.is_masked else Visibility.PUBLIC,
    )
    for name in entry.said.keys() - unwritten:
        set_said(batch.seats, organisation, name, entry.said[name])
    batch.new.append((organisation, entry))
    if batch.run.is_trial:
        batch.tell_new(entry)


def _take_known(batch: Batch, entry: Entry, organisation: Organisation) -> None:
    record = getattr(organisation, "register_record", None)
    # A file of the territory fills what is empty; it never takes the place of a public register.
    is_second = batch.run.register == Register.FILE and record and record.register != Register.FILE
    before = record.said if record and not is_second else {}
    held = held_by(organisation)
    said = dict(entry.said)
    is_newly_masked = entry.is_masked and not (record and record.is_masked)
    if entry.is_masked and held["name"] != before.get("name", ""):
        del said["name"]  # Somebody wrote it themselves: it is not the register's to hide.
    found = merged(held, before, said)
    news = {
        name: pair
        for name, pair in found.contradicted.items()
        if batch.tells_all or record is None or before.get(name, "") != pair[1]
    }
    _count_known(batch, found, news, is_newly_masked=is_newly_masked)
    if found.changes or is_newly_masked:
        for name, (_held, value) in found.changes.items():
            set_said(batch.seats, organisation, name, value)
        if is_newly_masked and "name" in found.changes:
            organisation.visibility = Visibility.PRIVATE
        batch.changed.append((organisation, found))
    _tell_known(batch, entry, organisation, found, news, is_newly_masked=is_newly_masked)
    if not is_second:
        batch.records.append(_record(batch, entry, organisation, record, before))


def _count_known(
    batch: Batch, found: Merged, news: dict[str, Any], *, is_newly_masked: bool
) -> None:
    if is_newly_masked:
        batch.count(RegisterOutcome.MASKED)
    elif found.changes.get("closed_on", ("", ""))[1]:
        batch.count(RegisterOutcome.CLOSED)
    elif found.changes:
        batch.count(RegisterOutcome.CHANGED)
    elif news:
        batch.count(RegisterOutcome.CONTRADICTED)
    else:
        batch.count(RegisterOutcome.SAME)


def _tell_known(
    batch: Batch,
    entry: Entry,
    organisation: Organisation,
    found: Merged,
    news: dict[str, tuple[str, str]],
    *,
    is_newly_masked: bool,
) -> None:
    if is_newly_masked:
        batch.tell(RegisterOutcome.MASKED, entry, organisation)
        return
    for name, pair in found.changes.items():
        is_closing = name == "closed_on" and pair[1]
        outcome = RegisterOutcome.CLOSED if is_closing else RegisterOutcome.CHANGED
        batch.tell(outcome, entry, organisation, [(name, pair)])
    batch.tell(RegisterOutcome.CONTRADICTED, entry, organisation, news.items())
    if batch.tells_all and not found.changes and not news:
        batch.tell(RegisterOutcome.SAME, entry, organisation)


def _forget_names(part: Sequence[Entry]) -> None:
    """Take out of what former runs told the names of units that ask not to be shown."""
    masked = [entry.siret for entry in part if entry.is_masked]
    told = RegisterChange.objects.filter(siret__in=masked)
    told.update(name="")
    told.filter(field="name").update(before="", after="")


def _record(
    batch: Batch,
    entry: Entry,
    organisation: Organisation,
    record: RegisterRecord | None,
    before: dict[str, str],
) -> RegisterRecord:
    """Return what the register says from now on; a field that it did not tell stays as it was."""
    kept = {} if entry.is_masked else before
    record = record or RegisterRecord(organisation=organisation)
    record.register = batch.run.register
    record.said = {**kept, **entry.said}
    record.edition = batch.run.edition
    record.seen_at = timezone.now()
    record.is_masked = entry.is_masked
    record.closed_on = day_of(entry.said.get("closed_on", ""))
    return record


def _save(batch: Batch) -> None:
    """Write a batch: what is new, what changed and its history, what the register says."""
    made = Organisation.objects.bulk_create([new for new, _entry in batch.new], batch_size=500)
    for organisation, (_new, entry) in zip(made, batch.new, strict=True):
        batch.tell_new(entry, organisation)
        batch.records.append(_record(batch, entry, organisation, None, {}))
    for organisation, _merged in batch.changed:
        organisation.version += 1
        organisation.written_at = timezone.now()
    changed = [organisation for organisation, _merged in batch.changed]
    Organisation.objects.bulk_update(changed, _WRITTEN, batch_size=200)
    told = [(organisation, found.changes) for organisation, found in batch.changed]
    record_all(batch.acting, Verb.CHANGED, told, personal=("name",))
    RegisterRecord.objects.bulk_create(
        batch.records,
        batch_size=500,
        update_conflicts=True,
        unique_fields=("organisation",),
        update_fields=("register", "said", "edition", "seen_at", "is_masked", "closed_on"),
    )
