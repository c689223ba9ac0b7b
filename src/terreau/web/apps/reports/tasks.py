"""Work done apart from requests: batches of reports."""

from __future__ import annotations

import contextlib

from django_tasks import task

from terreau.web.apps.reports import batches


@task()
def make_batch(batch_id: int) -> None:
    """Make a batch of reports."""
    # A worker told to stop ends by itself after its task: no fault of the task to log.
    with contextlib.suppress(SystemExit):
        batches.run_batch(batch_id=batch_id)
