"""Work of the room in the background. Jobs carry the id of a message and nothing else."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from fingerpost.notices import delivery


# The message counts its own tries and ends them; a job that a killed worker dropped is none of them.
@app.task(
    name="notices.deliver",
    queue="notices",
    retry=RetryStrategy(exponential_wait=4, retry_exceptions={delivery.TryAgain}),
)
def deliver(message_id: str) -> None:
    """Send one message of the outbox."""
    delivery.deliver_message(UUID(message_id), now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(
    name="notices.take_up_dropped",
    queue="notices",
    queueing_lock="notices.take_up_dropped",
    pass_context=False,
)
async def take_up_dropped(timestamp: int = 0) -> None:
    """Put back the jobs of workers that were killed: those that gave no sign of life for half a minute.

    A job that was dropped while its message was handed over finds it marked, and sends nothing.
    """
    for job in await app.job_manager.get_stalled_jobs(task_name=deliver.name):
        await app.job_manager.retry_job(job)


@app.periodic(cron="*/15 * * * *")
@app.task(name="notices.tidy_outbox", queue="notices", queueing_lock="notices.tidy_outbox")
def tidy_outbox(timestamp: int) -> None:
    """Put right what a killed worker left."""
    delivery.tidy_outbox(now=timezone.now())
