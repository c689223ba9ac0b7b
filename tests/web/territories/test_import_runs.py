"""Official sources brought by a task: one run at a time, told as it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from terreau.core.errors import BadInput, FetchFailure, ProgramFault
from terreau.datasets.catalogue import get_dataset, list_datasets
from terreau.datasets.pulling import PullReport, Wanted
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import NOBODY, Holding, Scope
from terreau.web.apps.territories import import_runs
from terreau.web.apps.territories.enums import RunFault, RunState
from terreau.web.apps.territories.import_runs import RunProgress, request_pull
from terreau.web.apps.territories.models import ImportRun
from terreau.web.apps.territories.permissions import can_request_pull
from terreau.web.apps.territories.rules import NEXT_STATES, RUNNING_STATES, states_before
from terreau.web.apps.territories.tasks import bring_newest_editions

pytestmark = pytest.mark.django_db
TI = "id_ti,lib_ti,siren_groupement,lib_groupement\nti-9001,Essai,244400644,Saint-Nazaire\n"


@pytest.fixture
def mirror(tmp_path: Path, home: Path, settings: Settings) -> Path:
    """Return a mirror that holds a list of one Territoire d'industrie."""
    folder = tmp_path / "mirror"
    place = folder / "ti/2/territoires-industrie-phase-2.csv"
    place.parent.mkdir(parents=True)
    place.write_text(TI, encoding="utf-8")
    settings.MIRROR = folder
    return folder


def ended(run: ImportRun) -> ImportRun:
    run.refresh_from_db()
    return run


@pytest.fixture
def bring(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Callable[..., Any]:
    """Return a request whose task is done at once."""

    def bring(source_id: str, **wishes: str) -> ImportRun:
        with django_capture_on_commit_callbacks(execute=True):
            run = request_pull(source_id=source_id, **wishes)
        return ended(run)

    return bring


def test_a_source_is_brought_from_request_to_store(mirror: Path, bring: Callable[..., Any]) -> None:
    run = bring("ti")
    assert (run.state, run.sentence, run.fault) == (RunState.DONE, "", "")
    assert run.started_at <= run.ended_at
    (report,) = run.reports
    assert report == {
        "dataset": "ti-phase-2", "is_new": True, "rows_kept": 1, "rows_rejected": 0, "reasons": {},
    }  # fmt: skip
    assert get_dataset("ti-phase-2").source == "ti"
    again = bring("ti", label="2")
    assert again.pk != run.pk
    assert not again.reports[0]["is_new"]


def test_a_second_request_returns_the_run_there_is(mirror: Path) -> None:
    run = request_pull(source_id="ti")
    assert request_pull(source_id="ti", label="2") == run
    assert ImportRun.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRun.objects.create(source="ti", edition="2")


def test_a_file_that_is_refused_leaves_what_is_held(
    mirror: Path, bring: Callable[..., Any]
) -> None:
    bring("ti")
    (mirror / "ti/2/territoires-industrie-phase-2.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    run = bring("ti")
    assert (run.state, run.fault) == (RunState.FAILED, RunFault.FILE)
    assert "id_ti" in run.sentence
    assert [dataset.id for dataset in list_datasets()] == ["ti-phase-2"]


def test_a_mistake_that_a_pull_reports_is_told_and_seen(
    mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = PullReport(Wanted("ti", "2", "ti.csv", "", 1), error=ProgramFault("A mistake"))
    monkeypatch.setattr(import_runs, "pull_sources", lambda *_, **__: [report])
    run = request_pull(source_id="ti")
    with pytest.raises(ProgramFault):
        import_runs.run_pull(run_id=run.pk)
    assert (ended(run).state, run.fault) == (RunState.FAILED, RunFault.PROGRAM)


@pytest.mark.parametrize(
    ("error", "state", "fault"),
    [
        (FetchFailure("The site hangs"), RunState.FAILED, RunFault.FETCH),
        (ZeroDivisionError("a mistake"), RunState.FAILED, RunFault.PROGRAM),
        (SystemExit(0), RunState.INTERRUPTED, ""),
    ],
)
def test_how_a_run_that_breaks_is_told(
    mirror: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, state: str, fault: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(import_runs, "pull_sources", broken)
    run = request_pull(source_id="ti")
    if isinstance(error, FetchFailure):
        import_runs.run_pull(run_id=run.pk)
    else:
        with pytest.raises(type(error)):
            import_runs.run_pull(run_id=run.pk)
    assert (ended(run).state, run.fault) == (state, fault)
    assert run.ended_at is not None


def test_a_run_is_run_once(mirror: Path, bring: Callable[..., Any]) -> None:
    run = bring("ti")
    import_runs.run_pull(run_id=run.pk)
    before = run.ended_at
    assert ended(run).ended_at == before


def test_what_a_dead_worker_left_is_told_interrupted(
    mirror: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    lost = ImportRun.objects.create(source="zones", edition="2025", state=RunState.READING)
    waiting = request_pull(source_id="ti")
    with django_capture_on_commit_callbacks(execute=True):
        assert import_runs.interrupt_lost_runs() == 1
    assert ended(lost).state == RunState.INTERRUPTED
    assert lost.ended_at is not None
    assert ended(waiting).state == RunState.DONE


def test_progress_is_written_twice_a_second_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [10.0]
    monkeypatch.setattr(import_runs.time, "monotonic", lambda: now[0])
    run = ImportRun.objects.create(source="ti", edition="2", state=RunState.FETCHING)
    tell = RunProgress(run.pk)
    seen = []
    for step in range(20):
        tell("fetching", step, 20)
        seen.append(ended(run).done_bytes)
        now[0] += 0.125
    assert sorted(set(seen)) == [0, 4, 8, 12, 16]
    tell("reading", 1, None)
    assert (ended(run).state, run.stage, run.total_bytes) == (RunState.READING, "reading", None)
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.DONE, ended_at=run.created_at)
    now[0] += 1
    tell("fetching", 9, 9)
    assert (ended(run).state, run.done_bytes) == (RunState.DONE, 1)


def test_nothing_is_asked_of_what_has_no_address(home: Path) -> None:
    with pytest.raises(BadInput, match="has no address that lasts"):
        request_pull(source_id="ti")
    with pytest.raises(BadInput, match="No source has this name"):
        request_pull(source_id="nowhere")
    with pytest.raises(BadInput, match="no such vintage"):
        request_pull(source_id="zones", label="1850")
    assert request_pull(source_id="zones").edition == "2025"


def test_the_newest_are_asked_for_when_the_network_is_there(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def is_reachable(address: str) -> bool:
        asked.append(address)
        return len(asked) > 1

    monkeypatch.setattr(import_runs, "is_reachable", is_reachable)
    bring_newest_editions.enqueue()
    assert not ImportRun.objects.exists()
    bring_newest_editions.enqueue()
    assert {"urssaf-commune-ape", "zones"} <= set(
        ImportRun.objects.values_list("source", flat=True)
    )
    assert asked[0].startswith("https://")


def test_with_a_mirror_only_what_it_holds_and_is_not_here(
    mirror: Path, bring: Callable[..., Any]
) -> None:
    assert [run.source for run in import_runs.request_newest()] == ["ti"]
    import_runs.run_pull(run_id=ImportRun.objects.get().pk)
    assert import_runs.request_newest() == []


@pytest.mark.parametrize(
    ("is_demo", "meta", "can"),
    [
        (True, {"REMOTE_ADDR": "127.0.0.1"}, True),
        (True, {"REMOTE_ADDR": "::1"}, True),
        (True, {"REMOTE_ADDR": "192.0.2.7"}, False),
        (True, {"REMOTE_ADDR": ""}, False),
        (True, {}, False),
        (True, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}, False),
        (False, {"REMOTE_ADDR": "127.0.0.1"}, False),
    ],
)
def test_who_may_ask(is_demo: bool, meta: dict[str, object], can: bool, settings: Settings) -> None:
    settings.PULLS_FROM_THIS_MACHINE = is_demo
    assert can_request_pull(meta, NOBODY) is can


def test_the_national_delegation_may_ask_from_anywhere(settings: Settings) -> None:
    settings.PULLS_FROM_THIS_MACHINE = False
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    agent = Scope(1, frozenset({Holding(Role.DELEGATION_AGENT, 1)}))
    manager = Scope(1, frozenset({Holding(Role.PROJECT_MANAGER, 1)}))
    by_token = replace(agent, allows=frozenset({"directory:read"}))
    asking = (agent, manager, by_token)
    assert [can_request_pull(elsewhere, scope) for scope in asking] == [True, False, False]


def test_the_states_lead_to_an_end() -> None:
    assert set(NEXT_STATES) == set(RunState)
    assert {RunState.WAITING, RunState.FETCHING, RunState.READING} == RUNNING_STATES
    assert states_before(RunState.DONE) == [RunState.FETCHING, RunState.READING]
    assert states_before(RunState.WAITING) == []
