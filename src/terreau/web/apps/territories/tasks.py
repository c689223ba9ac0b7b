"""Work done apart from requests: bringing official sources."""

from __future__ import annotations

import contextlib

from django_tasks import task

from terreau.web.apps.territories import import_runs


@task()
def bring_edition(run_id: int) -> None:
    """Bring the edition of an import run."""
    # A worker told to stop ends by itself after its task: no fault of the task to log.
    with contextlib.suppress(SystemExit):
        import_runs.run_pull(run_id=run_id)


@task()
def bring_newest_editions() -> None:
    """Ask for the official sources that are not here, if the network is."""
    import_runs.request_newest()
