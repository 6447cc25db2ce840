"""A session of advice is completed with its plan, and claimed with a plan that was accepted and given."""

from __future__ import annotations

import pytest
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.interactions.models import Attendance
from fingerpost.interactions.services.notices_given import save_notices
from fingerpost.plans.models import Draft, PlanCopy
from fingerpost.plans.services.drafts import begin_draft
from tests.fixtures.world import Acting, ClientAs
from tests.plans.steps import action, again, answered, attended, line, made, planned
from tests.session_steps import details_data, page_data

pytestmark = pytest.mark.django_db
_NOTICES = ("charter", "confidentiality", "privacy", "terms")


def ready(acting: Acting, world: World, *, channel: int = 1) -> Attendance:
    """A session that lacks nothing but its plan."""
    with acting("area_adviser") as actor:
        place = attended(actor, world, channel=channel)
        contact = place.session.contact
        assert contact is not None
        save_notices(
            actor=actor, now=timezone.now(), contact_id=contact.id, shown=_NOTICES, understood=_NOTICES
        )
        if channel == 1:
            place.session.venue_id = world.venues["library"]
            place.session.save(update_fields=["venue"])
        return place


def given(acting: Acting, place: Attendance, **parts: object) -> None:
    """The customer took a print of the version with them."""
    with acting("area_adviser") as actor:
        version = place.plan_versions.order_by("-number")[0]
        values = {
            "way": "print",
            "state": "given",
            "purpose": "for_customer",
            "made_at": timezone.now(),
            "given_at": timezone.now(),
            **parts,
        }
        PlanCopy.objects.create(version=version, made_by_id=actor.account_id, **values)


@pytest.mark.requirement("BR-8.1a", "OI-9.3")
def test_advice_when_there_is_no_plan_cannot_be_completed_and_says_where_to_make_it(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place = ready(acting, world)
    client = client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    refused = client.post(f"{url}complete/", page_data(place, seen_at="9:30am"))
    assert refused.status_code == 422
    assert "Agree a skills action plan with the customer" in refused.content.decode()
    assert 'href="#plan"' in refused.content.decode()
    assert f'action="{url}plan/begin/"' in refused.content.decode()
    with acting("area_adviser") as actor:
        assert Attendance.objects.get(id=place.id).completed_at is None
        planned(actor, place)
    assert client.post(f"{url}complete/", {}).status_code == 302


@pytest.mark.requirement("BR-8.1a")
def test_information_when_there_is_no_plan_can_be_completed_and_opens_again_as_advice(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place = ready(acting, world)
    client = client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    done = client.post(f"{url}complete/", page_data(place, seen_at="9:30am", gave="information"))
    assert done.status_code == 302, done.content.decode()
    with acting("area_adviser"):
        place.refresh_from_db()
        assert (place.gave, place.completed_at is not None) == ("information", True)
    changed = client.post(url, details_data(place, gave="advice", seen_at="9:30am"))
    assert changed.status_code == 302, changed.content.decode()
    with acting("area_adviser"):
        assert Attendance.objects.get(id=place.id).completed_at is None


@pytest.mark.requirement("BR-8.1a", "OI-9.12b")
def test_advice_when_the_plan_was_changed_after_its_version_cannot_be_completed(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place = ready(acting, world)
    with acting("area_adviser") as actor:
        planned(actor, place)
        line(actor, Draft.objects.get(attendance=place), **action(text="Send in two applications"))
    client = client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/complete/"
    refused = client.post(url, page_data(place, seen_at="9:30am"))
    assert refused.status_code == 422
    assert "Make a new version of it" in refused.content.decode()
    with acting("area_adviser") as actor:
        assert made(actor, place).number == 2
    assert client.post(url, {}).status_code == 302


@pytest.mark.requirement("OI-8.10", "OI-9.6", "BR-8.1b", "OI-12.22j")
def test_session_face_to_face_when_its_plan_is_accepted_and_given_is_claimable_and_not_before(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place = ready(acting, world)
    client = client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    with acting("area_adviser") as actor:
        version = planned(actor, place)
    assert client.post(f"{url}complete/", page_data(place, seen_at="9:30am")).status_code == 302
    page = client.get(url).content.decode()
    assert ">Complete</strong>" in page
    assert "Keep how the customer accepted the plan" in page
    assert "Give the customer their plan" in page
    with acting("area_adviser") as actor:
        answered(actor, version)
    assert ">Complete</strong>" in client.get(url).content.decode()
    given(acting, place)
    page = client.get(url).content.decode()
    assert ">Claimable</strong>" in page, page
    assert "This session can be claimed" in page


@pytest.mark.requirement("OI-8.10")
def test_session_by_telephone_when_its_plan_is_given_is_claimable_without_a_signature(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place = ready(acting, world, channel=2)
    client = client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    with acting("area_adviser") as actor:
        planned(actor, place)
    assert client.post(f"{url}complete/", page_data(place, seen_at="9:30am")).status_code == 302
    given(acting, place)
    assert ">Claimable</strong>" in client.get(url).content.decode()


@pytest.mark.requirement("OI-8.11")
def test_later_session_when_its_plan_stands_unchanged_then_the_earlier_acceptance_counts(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place = ready(acting, world)
    with acting("area_adviser") as actor:
        answered(actor, planned(actor, place))
    given(acting, place)
    with acting("area_adviser") as actor:
        later = again(actor, world, place)
        contact = later.session.contact
        assert contact is not None
        later.session.venue_id = world.venues["library"]
        later.session.save(update_fields=["venue"])
        draft = begin_draft(actor=actor, now=timezone.now(), attendance_id=later.id)
    client = client_as("area_adviser")
    url = f"/staff/attendances/{later.id}/"
    assert client.post(f"{url}complete/", page_data(later, seen_at="9:30am")).status_code == 302
    page = client.get(url).content.decode()
    assert "accepted the plan" not in page
    with acting("area_adviser") as actor:
        line(actor, draft, **action(text="Send in two applications"))
        made(actor, later)
    page = client.get(url).content.decode()
    assert "Keep how the customer accepted the plan" in page
