"""The plan of one attendance: written in any order, agreed piece by piece, made a version. Without script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.interactions.models import Attendance
from fingerpost.plans.content import from_json
from fingerpost.plans.models import Draft, DraftItem, DraftPart, PlanProgress, PlanVersion
from fingerpost.policy.civil import civil_date
from tests import plan_steps
from tests.fixtures.world import Acting, ClientAs
from tests.session_steps import REFUSED
from tests.workspace.plan_pages import again_seen, begun, fields_of, keys_of, opened, plan_url, seen_customer

pytestmark = pytest.mark.django_db
SOON = civil_date(timezone.now()) + timedelta(days=14)


def a_place(acting: Acting, world: World, **names: str) -> Attendance:
    with acting("area_adviser") as actor:
        return seen_customer(actor, world, **names)


def dated(prefix: str, days: int = 14) -> dict[str, str]:
    day = civil_date(timezone.now()) + timedelta(days=days)
    return {
        f"{prefix}-by_on-day": str(day.day),
        f"{prefix}-by_on-month": str(day.month),
        f"{prefix}-by_on-year": str(day.year),
    }


def whole(data: dict[str, str]) -> dict[str, str]:
    """A first plan with everything that it needs, typed into the lines that the page begins with."""
    options, goals, actions = keys_of(data, "option"), keys_of(data, "goal"), keys_of(data, "action")
    return {
        **data,
        "starting_point-text": "Works twenty hours a week in a shop.",
        f"{options[0]}-text": "Office work near home",
        f"{options[0]}-is_chosen": "on",
        f"{options[1]}-text": "Supervisor in the shop",
        f"{goals[0]}-text": "Use a spreadsheet with confidence",
        f"{goals[1]}-text": "Work in an office for sixteen hours",
        f"{actions[0]}-text": "Go to the open evening of the college",
        **dated(actions[0]),
        "facts-english_maths": "none",
    }


def say(client: Client, place: Attendance, data: dict[str, str], do: str = "save", status: int = 302) -> str:
    answer = client.post(plan_url(place), {**data, "do": do})
    assert answer.status_code == status, answer.content.decode()
    return answer["Location"] if status == 302 else answer.content.decode()


@pytest.mark.requirement("BR-8.2", "MX-3.4", "OF-13", "OF-27")
def test_first_plan_when_written_and_agreed_without_script_becomes_a_version(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place, client = a_place(acting, world), client_as("area_adviser")
    data = whole(begun(client, place))
    data["information_used-text"] = "Job profile: bookkeeper."
    data["reflection-text"] = "Good to see the steps in order."
    say(client, place, data)
    with acting("area_adviser"):
        draft = Draft.objects.get(attendance=place)
        assert list(draft.items.order_by("position").values_list("kind", flat=True)) == [
            *("option", "option", "goal", "goal", "action"),
        ]
        assert not draft.items.filter(is_agreed=True).exists()
    assert "things are missing before it can be agreed" in client.get(plan_url(place)).content.decode()
    refused = say(client, place, opened(client, place), "make", 422)
    assert "Write where the customer is now, and tick that they agree" in refused
    say(client, place, opened(client, place), "agree")
    where = say(client, place, opened(client, place), "make")
    assert where == f"/staff/attendances/{place.id}/plan/acceptance/"
    with acting("area_adviser"):
        version = PlanVersion.objects.get(attendance=place)
        content = from_json(version.content)
    assert content.parts["starting_point"] == "Works twenty hours a week in a shop."
    assert content.parts["information_used"] == "Job profile: bookkeeper."
    assert [(one.text, one.chosen) for one in content.options] == [
        ("Office work near home", True),
        ("Supervisor in the shop", False),
    ]
    assert [(one.area, one.horizon) for one in content.goals] == [("skills", "short"), ("work", "medium")]
    assert [(one.who, one.kind) for one in content.actions] == [("customer", "step")]
    assert content.english_maths == "none"


@pytest.mark.requirement("OI-9.12b")
def test_version_when_made_holds_only_what_the_customer_agreed_to_record(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place, client = a_place(acting, world), client_as("area_adviser")
    data = whole(begun(client, place))
    data["reflection-text"] = "Would rather not have this written down."
    for name in list(data):
        if name.endswith("-version") and not name.startswith(("facts", "reflection")):
            data[name.removesuffix("version") + "is_agreed"] = "on"
    say(client, place, data)
    say(client, place, opened(client, place), "make")
    with acting("area_adviser"):
        content = from_json(PlanVersion.objects.get(attendance=place).content)
    assert "reflection" not in content.parts
    assert "starting_point" in content.parts


@pytest.mark.requirement("OI-9.13")
def test_action_when_agreed_without_a_day_says_so_there_and_everything_else_is_saved(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place, client = a_place(acting, world), client_as("area_adviser")
    data = begun(client, place)
    first, second = keys_of(data, "action")
    data |= {
        f"{first}-text": "Look into office work",
        f"{first}-is_agreed": "on",
        f"{second}-text": "Write a CV that begins with skills",
        f"{second}-is_agreed": "on",
        **dated(second),
        "starting_point-text": "Works in a shop.",
    }
    page = say(client, place, data, "agree", 422)
    assert "Enter by when action 1 is done. An action without a day can&#x27;t be agreed" in page
    assert f'href="#id_{first}-by_on-day"' in page
    assert "Everything else on this page was saved." in page
    with acting("area_adviser"):
        draft = Draft.objects.get(attendance=place)
        saved = {item.text: item.is_agreed for item in draft.items.filter(kind="action")}
        assert saved == {"Look into office work": False, "Write a CV that begins with skills": True}
        assert DraftPart.objects.get(draft=draft, part="starting_point").is_agreed
    # The four prompts ask, and stand in nobody's way.
    page = client.get(plan_url(place)).content.decode()
    assert "“look into” can mean many things" in page
    assert "say how you will both know that it is done" in page
    assert "it has no day yet, and can&#x27;t be agreed without one" in page


def test_day_when_not_real_stays_as_typed_while_the_words_of_the_line_are_kept(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place, client = a_place(acting, world), client_as("area_adviser")
    data = begun(client, place)
    first = keys_of(data, "action")[0]
    wrong = {f"{first}-by_on-day": "31", f"{first}-by_on-month": "2", f"{first}-by_on-year": "2027"}
    page = say(client, place, {**data, f"{first}-text": "Ring the college", **wrong}, "save", 422)
    assert "The day of the action must be a real date" in page
    assert 'value="31"' in page
    with acting("area_adviser"):
        item = DraftItem.objects.get(draft__attendance=place)
        assert (item.text, item.by_on) == ("Ring the college", None)


@pytest.mark.requirement("OI-9.10", "OI-14.8")
def test_refused_word_when_typed_anywhere_stands_in_its_box_alone_and_is_kept_nowhere(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place, client = a_place(acting, world), client_as("area_adviser")
    data = begun(client, place)
    goal, action = keys_of(data, "goal")[0], keys_of(data, "action")[0]
    data |= {
        "starting_point-text": REFUSED,
        f"{goal}-text": "Learn to keep books",
        f"{goal}-detail": REFUSED,
        f"{action}-text": REFUSED,
        **dated(action),
        "reflection-text": "Glad of the plan.",
    }
    page = say(client, place, data, "save", 422)
    assert page.count("can&#x27;t be kept in our records") >= 3
    assert REFUSED in page
    with acting("area_adviser"):
        draft = Draft.objects.get(attendance=place)
        assert list(draft.parts.values_list("part", flat=True)) == ["reflection"]
        assert list(draft.items.values_list("text", "detail")) == [("Learn to keep books", "")]
    assert "probation" not in client.get(plan_url(place)).content.decode()


def test_line_when_added_opens_at_its_own_box_and_keeps_what_was_typed(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place, client = a_place(acting, world), client_as("area_adviser")
    data = begun(client, place)
    goals = keys_of(data, "goal")
    data |= {f"{goals[0]}-text": "First", f"{goals[1]}-text": "Second", "starting_point-text": "Works."}
    where = say(client, place, data, "add:goal")
    query, _hash, place_on_page = where.partition("#")
    page = opened(client, place, query.removeprefix(plan_url(place)))
    third = keys_of(page, "goal")[2]
    assert place_on_page == f"id_{third}-text"
    assert page["starting_point-text"] == "Works."
    say(client, place, {**page, f"{third}-text": "Third"})
    # The same page sent again makes no second line.
    say(client, place, {**page, f"{third}-text": "Third"})
    with acting("area_adviser"):
        texts = DraftItem.objects.filter(draft__attendance=place).order_by("position")
        assert list(texts.values_list("text", flat=True)) == ["First", "Second", "Third"]


def test_line_when_removed_can_be_put_back_as_it_was_typed_last(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place, client = a_place(acting, world), client_as("area_adviser")
    data = begun(client, place)
    action = keys_of(data, "action")[0]
    say(client, place, {**data, f"{action}-text": "Ring the college", **dated(action)})
    data = opened(client, place)
    kind, _dash, key = action.partition("-")
    where = say(client, place, {**data, f"{action}-detail": "They rang."}, f"remove:{kind}:{key}")
    page = client.get(where).content.decode()
    assert "Taken out of the plan: action “Ring the college”." in page
    with acting("area_adviser"):
        assert not DraftItem.objects.filter(draft__attendance=place).exists()
    say(client, place, opened(client, place), f"back:{kind}:{key}")
    with acting("area_adviser"):
        item = DraftItem.objects.get(draft__attendance=place)
        assert (str(item.key), item.text, item.detail, item.by_on) == (
            key,
            "Ring the college",
            "They rang.",
            SOON,
        )


def test_editor_when_two_write_shows_both_and_writes_over_nobody(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place = a_place(acting, world)
    first, second = client_as("area_adviser"), client_as("trainee")
    data = begun(first, place)
    goal = keys_of(data, "goal")[0]
    say(first, place, {**data, "starting_point-text": "As it was.", f"{goal}-text": "As it was"})
    mine, theirs = opened(first, place), opened(second, place)
    say(second, place, {**theirs, "starting_point-text": "Theirs.", f"{goal}-text": "Theirs"})
    mine |= {"starting_point-text": "Mine.", f"{goal}-text": "Mine", "reflection-text": "Mine alone."}
    page = say(first, place, mine, "save", 409)
    assert "Theirs." in page
    assert "Mine." in page
    assert "changed this while you were typing" in page
    with acting("area_adviser"):
        draft = Draft.objects.get(attendance=place)
        texts = dict(draft.parts.values_list("part", "text"))
        assert texts == {"starting_point": "Theirs.", "reflection": "Mine alone."}
        assert draft.items.get().text == "Theirs"
    # Saved again from there, with a choice made: mine for the one, theirs for the other.
    again = fields_of(page, plan_url(place))
    again |= {"starting_point-keep": "mine", f"{goal}-keep": "theirs"}
    say(first, place, again)
    with acting("area_adviser"):
        draft = Draft.objects.get(attendance=place)
        assert draft.parts.get(part="starting_point").text == "Mine."
        assert draft.items.get().text == "Theirs"


@pytest.mark.requirement("MX-1.5b")
def test_repeat_session_when_begun_brings_the_plan_over_and_asks_what_became_of_each_action(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        earlier = seen_customer(actor, world)
        plan_steps.whole_plan(actor, earlier)
    with acting("area_adviser") as actor:
        place = again_seen(actor, world, earlier)
    client = client_as("area_adviser")
    data = begun(client, place)
    standing = [name for name in data if name.startswith("standing-") and name.endswith("-shown")]
    assert len(standing) == 3
    data[standing[0].replace("-shown", "-status")] = "met"
    say(client, place, data)
    say(client, place, data)  # sent twice, told once
    with acting("area_adviser"):
        told = PlanProgress.objects.get()
        assert (told.kind, told.status, told.attendance_id) == ("status", "met", place.id)
        assert PlanVersion.objects.count() == 1
    page = client.get(plan_url(place)).content.decode()
    assert "The plan of last time was brought over" in page
    assert keys_of(opened(client, place), "option")[2:] == []
    where = say(client, place, opened(client, place), "make")
    assert where == f"/staff/attendances/{place.id}/plan/acceptance/"


def test_page_when_come_back_to_says_when_it_was_saved_last(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place, client = a_place(acting, world), client_as("area_adviser")
    data = begun(client, place)
    assert "Nothing is saved yet." in client.get(plan_url(place)).content.decode()
    say(client, place, {**data, "starting_point-text": "Works in a shop."})
    page = client.get(plan_url(place)).content.decode()
    with acting("area_adviser"):
        at = timezone.localtime(DraftPart.objects.get().saved_at)
    assert f"Last saved at {at:%H:%M}. Anything typed in this plan after that was not saved." in page


def test_editor_asks_the_database_as_often_with_many_lines_as_with_few(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    counts = []
    for actions in (1, 9):
        with acting("area_adviser") as actor:
            place = seen_customer(actor, world, family=f"Placeholder{'abcdefghi'[actions - 1]}")
            plan_steps.fill_plan(actor, plan_steps.begin_plan(actor, place), actions=actions)
        client = client_as("area_adviser")
        client.get(plan_url(place))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(plan_url(place)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] < 45


def test_untouched_page_when_saved_writes_nothing(world: World, client_as: ClientAs, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        place = seen_customer(actor, world)
        plan_steps.fill_plan(actor, plan_steps.begin_plan(actor, place))
    client = client_as("area_adviser")
    with CaptureQueriesContext(connection) as queries:
        say(client, place, opened(client, place))
    assert [
        one["sql"]
        for one in queries
        if one["sql"].startswith(("INSERT", "UPDATE")) and "plans_" in one["sql"]
    ] == []
    with acting("area_adviser"):
        assert set(DraftItem.objects.values_list("version", flat=True)) == {1}


@pytest.mark.requirement("OI-14.15")
def test_plan_when_read_from_outside_shows_but_takes_nothing(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        place = seen_customer(actor, world)
        plan_steps.make_plan(actor, place)
    client = client_as("claims_officer")
    with CaptureQueriesContext(connection) as queries:
        page = client.get(plan_url(place))
    assert page.status_code == 200
    assert any("house_read" in one["sql"] and one["sql"].startswith("INSERT") for one in queries)
    assert plan_steps.PARTS["starting_point"] in page.content.decode()
    assert "Save everything" not in page.content.decode()
    assert client.post(plan_url(place), {"do": "save"}).status_code == 403
    assert client_as("second_prime_adviser").get(plan_url(place)).status_code == 404
