"""What the worker is asked to do for a page, in the transaction of the page."""

from __future__ import annotations

from typing import Final

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

TAKE_SNAPSHOT: Final = "performance.take_snapshot"


def take_snapshot_soon() -> bool:
    """Have the worker take a snapshot; False where one is waited for already."""
    task = app.configure_task(TAKE_SNAPSHOT, queue="upkeep", queueing_lock=TAKE_SNAPSHOT, lock=TAKE_SNAPSHOT)
    try:
        task.defer()
    except AlreadyEnqueued:
        return False
    return True
