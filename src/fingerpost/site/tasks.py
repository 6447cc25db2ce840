"""Jobs across organisations, done by the worker as *system*, each for one named purpose.

Arguments carry ids only. Each is safe to do twice.
"""

from django.contrib.sessions.models import Session
from django.db import connections, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

MOST_A_RUN = 500

# From the top room down: what refers to a customer goes before the customer.
FORGETTING = (
    "fingerpost_forget_in_sync",
    "fingerpost_forget_in_dss",
    "fingerpost_forget_in_safeguarding",
    "fingerpost_forget_in_triage",
    "fingerpost_forget_in_appointments",
    "fingerpost_forget_in_the_ledger",
    "fingerpost_forget_in_funding",
    "fingerpost_forget_in_outcomes",
    "fingerpost_forget_in_plans",
    "fingerpost_forget_in_interactions",
    "fingerpost_forget_in_notices",
    "fingerpost_forget_in_files",
    "fingerpost_forget_in_customers",
)


@app.periodic(cron="20 3 * * *")
@app.task(queue="upkeep", queueing_lock="forget_unconfirmed", pass_context=False)
def forget_unconfirmed(timestamp: int = 0) -> int:
    """Remove provisional records that nobody confirmed by their day; return how many went.

    BR-7.2 with the policy value for provisional records. One transaction a record: all of it goes or none.
    """
    with connections["system"].cursor() as cursor:
        cursor.execute("SELECT fingerpost_expired_provisional(%s)", [MOST_A_RUN])
        expired = [row[0] for row in cursor.fetchall()]
    for customer_id in expired:
        with transaction.atomic(using="system"), connections["system"].cursor() as cursor:
            for function in FORGETTING:
                cursor.execute(f"SELECT {function}(%s)", [customer_id])
    return len(expired)


@app.periodic(cron="40 3 * * *")
@app.task(queue="upkeep", queueing_lock="tidy_sessions", pass_context=False)
def tidy_sessions(timestamp: int = 0) -> None:
    """Remove sign-in sessions that have run out."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


@app.periodic(cron="30 3 * * *")
@app.task(queue="upkeep", queueing_lock="destroy_sealed_words", pass_context=False)
def destroy_sealed_words(timestamp: int = 0) -> int:
    """Destroy words that came by wire and may not stand, once their day has passed (BR-20.4); return how many."""
    with connections["system"].cursor() as cursor:
        cursor.execute("SELECT fingerpost_destroy_sealed_words()")
        return int(cursor.fetchone()[0])
