"""Nothing sensitive comes into a plan: what is not asked for can't be printed (OI-14.8)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import fingerpost.plans
from fingerpost.customers.models import Circumstance
from fingerpost.customers.services import Equality, keep_diversity, keep_indicator
from fingerpost.demo.world import World
from fingerpost.interactions.services.sections import Typed, save_sections
from fingerpost.plans.services.versions import make_version
from fingerpost.policy.civil import civil_date
from tests.fixtures.world import Acting
from tests.plans.steps import attended, drafted

pytestmark = pytest.mark.django_db
_KEPT_OUT = (
    "diversitydetails",
    "additionalindicator",
    "circumstance",
    "attendancesection",
    "priorityassessment",
)
_NOTE = "Finds crowded rooms hard and told us why."


@pytest.mark.requirement("OI-14.8")
def test_version_when_made_then_no_sensitive_table_is_read_and_no_word_of_it_is_printed(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        now = timezone.now()
        place = attended(actor, world)
        customer_id = place.customer_id
        assert customer_id is not None
        equality = Equality(consents_to_ethnicity=True, ethnicity=31)
        keep_diversity(actor=actor, now=now, customer_id=customer_id, equality=equality, expected_version=0)
        keep_indicator(actor=actor, customer_id=customer_id)
        Circumstance.objects.create(
            customer_id=customer_id,
            kind="single_parent",
            value="yes",
            as_of=civil_date(now),
            said_by="customer",
            recorded_by_id=actor.account_id,
        )
        save_sections(actor=actor, now=now, attendance_id=place.id, sections={"situation": Typed(_NOTE, 0)})
        drafted(actor, place)
        with CaptureQueriesContext(connection) as queries:
            result = make_version(actor=actor, now=timezone.now(), attendance_id=place.id)
        assert result.version is not None
        asked = " ".join(query["sql"] for query in queries.captured_queries)
    assert not [table for table in _KEPT_OUT if table in asked]
    assert "crowded" not in result.version.content
    assert "single_parent" not in result.version.content


def test_room_when_its_code_is_read_then_it_knows_no_sensitive_model() -> None:
    """What the room can't name it can't print, whoever adds to it later."""
    folder = Path(fingerpost.plans.__file__).parent
    kept_out = {
        "DiversityDetails",
        "AdditionalIndicator",
        "Circumstance",
        "AttendanceSection",
        "PriorityAssessment",
    }
    named = {
        (path.name, alias.name)
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert len(named) > 100
    assert not {one for one in named if one[1] in kept_out}
