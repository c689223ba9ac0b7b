"""Work done apart from requests: letters leave."""

from __future__ import annotations

from django_tasks import task

from terreau.web.apps.accounts import posting


@task()
def post_letter(letter_id: int) -> None:
    """Make a letter leave; plan the next attempt where it does not."""
    again = posting.post(letter_id)
    if again is not None and post_letter.get_backend().supports_defer:
        post_letter.using(run_after=again).enqueue(letter_id)
