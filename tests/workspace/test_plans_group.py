"""Twelve people of a group: three shared actions in each one's own plan, and one print job."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.interactions.models import Session
from fingerpost.interactions.services.notices_given import save_notices
from fingerpost.interactions.services.sessions import Place
from fingerpost.plans.content import from_json
from fingerpost.plans.models import PlanCopy, PlanVersion
from fingerpost.policy.civil import civil_date
from tests.fixtures.working_day import NOTICES
from tests.fixtures.world import Acting, ClientAs
from tests.session_steps import REFUSED, make_one, open_one, record_one
from tests.workspace.plan_pages import fields_of

pytestmark = pytest.mark.django_db
TWELVE = tuple(f"Quillfeather{letter}" for letter in "abcdefghijkl")
# What a person does: the fields below, the ticks of agreement, and three buttons; everybody is ticked already.
SECONDS_EACH, SECONDS_A_WORD = 3.0, 1.5


def a_group(acting: Acting, world: World, families: tuple[str, ...] = TWELVE) -> Session:
    with acting("area_adviser") as actor:
        people = []
        for family in families:
            contact = open_one(actor, world)
            customer = make_one(actor, world, given="Tess", family=family, contact=contact)
            save_notices(
                actor=actor, now=timezone.now(), contact_id=contact.id, shown=NOTICES, understood=NOTICES
            )
            people.append(customer)
        contact = open_one(actor, world, kind="group")
        places = [Place(customer_id=one.id, result="attended", seen_at=timezone.now()) for one in people]
        return record_one(actor, world, contact, kind="group", places=places, label="CV workshop")


def typed() -> dict[str, str]:
    day = civil_date(timezone.now())
    data = {
        "starting_point": "Is looking for work and came to learn how to write a CV.",
        "options": "Applying with a CV suits all of the jobs that were looked at.",
        "goal_skills": "Write a CV that begins with skills",
        "goal_work": "Be asked to an interview",
        "is_agreed": "on",
    }
    for number, text in enumerate(("Write the first page", "Show it to a friend", "Send it to two firms"), 1):
        data |= {
            f"text_{number}": text,
            f"by_{number}-day": str(day.day),
            f"by_{number}-month": str(day.month),
            f"by_{number}-year": str(day.year + 1),
        }
    return data


def test_twelve_when_they_share_three_actions_have_plans_of_their_own_and_one_print_job(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    session = a_group(acting, world)
    client, url = client_as("area_adviser"), f"/staff/sessions/{session.id}/plans/"
    with acting("area_adviser"):
        ids = [str(one) for one in session.attendances.values_list("id", flat=True)]
    fields = typed()
    page = client.get(url).content.decode()
    assert page.count("checked") == len(TWELVE)
    submission = fields_of(page, url)["submission"]
    answer = client.post(url, {**fields, "people": ids, "submission": submission, "do": "share"})
    assert answer.status_code == 302, answer.content.decode()
    # The same form sent again shares nothing twice.
    client.post(url, {**fields, "people": ids, "submission": submission, "do": "share"})
    assert client.post(url, {"do": "print"}).status_code == 302
    words = sum(len(str(value).split()) for value in fields.values())
    interactions = len([name for name in fields if not name.endswith(("-month", "-year"))]) + 3
    assert interactions * SECONDS_EACH + words * SECONDS_A_WORD < 5 * 60
    with acting("area_adviser"):
        versions = list(PlanVersion.objects.filter(attendance__session=session))
        assert len(versions) == len(TWELVE)
        for version in versions:
            content = from_json(version.content)
            assert len(content.actions) == 3
            others = [family for family in TWELVE if family in version.content]
            assert others == [content.customer.name.split()[-1]]
        copies = PlanCopy.objects.filter(version__in=versions)
        assert {(copy.way, copy.purpose, copy.state) for copy in copies} == {
            ("print", "for_customer", "given")
        }
        assert copies.count() == len(TWELVE)
    job = client.get(f"{url}print/")
    assert job.status_code == 200
    with pikepdf.open(BytesIO(getattr(job, "content", b""))) as pdf:
        assert len(pdf.pages) % (2 * len(TWELVE)) == 0


def test_group_when_a_plan_lacks_something_makes_the_others_and_leads_to_that_one(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    session = a_group(acting, world, TWELVE[:2])
    client, url = client_as("area_adviser"), f"/staff/sessions/{session.id}/plans/"
    fields = {**typed(), "goal_work": ""}
    with acting("area_adviser"):
        ids = [str(one) for one in session.attendances.values_list("id", flat=True)]
    assert client.post(url, {**fields, "people": ids, "do": "share"}).status_code == 302
    page = client.get(url).content.decode()
    assert page.count("No version yet: open the plan to see what is missing") == 2
    with acting("area_adviser"):
        assert not PlanVersion.objects.filter(attendance__session=session).exists()
    # Shared again with the goal, the actions stand once.
    assert client.post(url, {**typed(), "people": ids[:1], "do": "share"}).status_code == 302
    with acting("area_adviser"):
        version = PlanVersion.objects.get(attendance__session=session)
        assert len(from_json(version.content).actions) == 3


@pytest.mark.requirement("OI-9.13", "OI-9.10", "OI-9.12b")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"is_agreed": ""}, "Ask everybody chosen, and tick that they agree"),
        ({"by_1-day": "", "by_1-month": "", "by_1-year": ""}, "Enter by when action 1 is done"),
        ({"text_1": REFUSED}, "can&#x27;t be kept in our records"),
    ],
)
def test_shared_actions_when_wrong_come_back_with_everything_typed_and_change_nobody(
    world: World, client_as: ClientAs, acting: Acting, change: dict[str, str], words: str
) -> None:
    session = a_group(acting, world, TWELVE[:1])
    client, url = client_as("area_adviser"), f"/staff/sessions/{session.id}/plans/"
    with acting("area_adviser"):
        ids = [str(one) for one in session.attendances.values_list("id", flat=True)]
    data = {name: value for name, value in {**typed(), **change}.items() if value}
    answer = client.post(url, {**data, "people": ids, "do": "share"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Send it to two firms" in answer.content.decode()
    with acting("area_adviser"):
        assert not session.attendances.filter(plan_draft__isnull=False).exists()
