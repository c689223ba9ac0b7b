"""`terreau manage work`: the process that does the tasks. `terreau serve` runs one."""

from __future__ import annotations

import fcntl
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django_tasks_db.management.commands.db_worker import Worker

from terreau.web.apps.territories.import_runs import interrupt_lost_runs
from terreau.web.apps.territories.signals import worker_started

_KEPT_DAYS = 14


class PromptWorker(Worker):
    """A worker that stops at once: what it was doing keeps its progress and is told interrupted."""

    def shutdown(self, _signum: int, _frame: FrameType | None) -> None:
        """End the task, which cleans up behind it, then the worker."""
        self.running = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        sys.exit(0)


class Command(BaseCommand):
    """Do the tasks until a signal."""

    help = "Do the tasks that wait, one after the other, until a signal."

    def handle(self, *args: Any, **options: Any) -> None:
        """Work, alone in this installation."""
        with _alone(Path(settings.TERREAU_HOME)):
            worker = PromptWorker(
                queue_names=["*"],
                interval=1.0,
                batch=False,
                backend_name="default",
                startup_delay=False,
                max_tasks=None,
                worker_id="terreau",
                excluded_queue_names=[],
            )
            worker.configure_signals()
            interrupt_lost_runs()
            worker_started.send(Command)
            call_command("prune_db_task_results", min_age_days=_KEPT_DAYS, verbosity=0)
            worker.run()


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Wait for another worker of this installation to end: there is one at a time."""
    with (home / "working.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
