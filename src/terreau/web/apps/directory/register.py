"""What a public register says of an organisation, beside what people wrote."""

from __future__ import annotations

from django.db import models

from terreau.web.apps.directory.enums import Register
from terreau.web.apps.directory.organisation import Organisation


class RegisterRecord(models.Model):
    """The last state of an organisation in a register; an import changes it, people never do.

    An import follows the register in each field of the organisation that still holds what the
    register said before, and leaves alone those in which somebody wrote something else.
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="register_record"
    )
    register = models.CharField(max_length=12, choices=Register)
    # Field of the organisation → what the register says of it: {"name": …, "naf": …}.
    said = models.JSONField(default=dict)
    # The state of the register it was read from (the day of a stock, of an answer).
    edition = models.CharField(max_length=20)
    seen_at = models.DateTimeField()
    # A unit that asked not to be shown: nothing that names it is kept.
    is_masked = models.BooleanField(default=False)
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ("organisation",)

    def __str__(self) -> str:
        return f"{self.register} {self.organisation_id}"
