"""Work of the room in the background. Jobs carry the id of a message and nothing else."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from fingerpost.notices import delivery


@app.task(
    name="notices.deliver",
    queue="notices",
    retry=RetryStrategy(
        max_attempts=delivery.MOST_ATTEMPTS, exponential_wait=4, retry_exceptions={delivery.TryAgain}
    ),
)
def deliver(message_id: str) -> None:
    """Send one message of the outbox."""
    delivery.deliver_message(UUID(message_id), now=timezone.now())


@app.periodic(cron="*/15 * * * *")
@app.task(name="notices.tidy_outbox", queue="notices", queueing_lock="notices.tidy_outbox")
def tidy_outbox(timestamp: int) -> None:
    """Put right what a killed worker left."""
    delivery.tidy_outbox(now=timezone.now())
