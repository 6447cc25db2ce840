"""How far the worker has come in following the events."""

from django.db import models


class FollowUpsSettled(models.Model):
    """One row: up to which event the worker has read, and up to which customer it has swept (docs/rooms/outcomes).

    Read and written by functions of the worker alone. Outside history: it says nothing of what was done.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    read_to = models.DateTimeField()
    read_to_id = models.UUIDField()
    swept_to = models.UUIDField(null=True)
    swept_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)
