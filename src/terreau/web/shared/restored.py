"""The signal that a database has been restored: what is derived, or erased since, is done again."""

from django.dispatch import Signal

# Sent within the transaction of the restore, once rows are there and migrations done, with
# ``home`` (Path, the TERREAU_HOME restored): what a receiver writes is kept or lost with the rest.
database_restored = Signal()
