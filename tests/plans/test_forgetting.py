"""What is left of a plan when its customer is forgotten: nothing, in the tables and in their history."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connections
from django.db.utils import ProgrammingError
from django.utils import timezone

from fingerpost.customers.models import Customer
from fingerpost.demo.world import World
from fingerpost.plans.services.copies import print_copy
from fingerpost.plans.services.drafts import begin_draft
from fingerpost.plans.services.progress import ProgressValues, record_progress
from fingerpost.site.tasks import forget_unconfirmed
from tests.fixtures.world import Acting
from tests.plans.steps import action, again, answered, attended, line, made, planned

pytestmark = pytest.mark.django_db(transaction=True)

TABLES = (
    "plan",
    "draft",
    "draftpart",
    "draftitem",
    "planversion",
    "planacceptance",
    "planprogress",
    "plancopy",
    "planevent",
    "draftevent",
    "draftpartevent",
    "draftitemevent",
    "plancopyevent",
)


def counts() -> dict[str, int]:
    """How many rows of each table the owner sees."""
    found = {}
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f'SELECT count(*) FROM "plans_{table}"')
            found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.requirement("BR-7.2")
def test_plan_when_its_customer_is_forgotten_then_no_row_of_it_is_left(acting: Acting, world: World) -> None:
    with acting("area_adviser") as actor:
        kept = planned(actor, attended(actor, world))
    before = counts()
    with acting("area_adviser") as actor:
        place = attended(actor, world, evidence=(), given="Passing")
        version = planned(actor, place)
        answered(actor, version)
        record_progress(
            actor=actor,
            now=timezone.now(),
            plan_id=version.plan_id,
            values=ProgressValues(kind="note", text="Has begun."),
        )
        print_copy(actor=actor, now=timezone.now(), version_id=version.id, purpose="for_review")
        later = again(actor, world, place)
        line(
            actor,
            begin_draft(actor=actor, now=timezone.now(), attendance_id=later.id),
            **action(text="Visit the library club"),
        )
        made(actor, later)
    assert all(count > before[table] for table, count in counts().items())
    customer_id = place.customer_id
    with (
        pytest.raises(ProgrammingError, match="not a provisional record"),
        connections["system"].cursor() as cursor,
    ):
        cursor.execute("SELECT fingerpost_forget_in_plans(%s)", [customer_id])
    Customer.objects.using("owner").filter(id=customer_id).update(
        provisional_until=timezone.now().date() - timedelta(days=2)
    )
    assert forget_unconfirmed() == 1
    assert counts() == before
    with acting("area_adviser"):
        kept.refresh_from_db()
    assert not Customer.objects.using("owner").filter(id=customer_id).exists()
