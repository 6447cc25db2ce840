"""The working copy: each part and line saves by itself, nothing twice, and nobody's words are written over."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound
from fingerpost.house.forms.screened import Found
from fingerpost.house.forms.second_check import Asked
from fingerpost.interactions.models import SecondCheckUse
from fingerpost.interactions.services.second_checks import give_second_check
from fingerpost.plans.gathering import written_in
from fingerpost.plans.models import Draft, DraftItem, DraftPart, Plan
from fingerpost.plans.services import working
from fingerpost.plans.services.drafts import begin_draft, remove_item, save_facts, save_item, save_part
from fingerpost.plans.services.lines import ItemValues
from fingerpost.plans.services.progress import ProgressValues, record_progress
from fingerpost.plans.services.saving import Saved
from fingerpost.plans.services.screening import Checks
from tests.fixtures.world import Acting
from tests.plans.steps import action, attended, drafted, goal, in_days, line, part, planned
from tests.session_steps import REFUSED
from tests.workspace.second_check_steps import CERTAIN, EVERYDAY

pytestmark = pytest.mark.django_db
_LATER = timedelta(minutes=1)


def begun(acting: Acting, world: World, *, full: bool = False) -> Draft:
    with acting("area_adviser") as actor:
        place = attended(actor, world)
        if full:
            return drafted(actor, place)
        return begin_draft(actor=actor, now=timezone.now(), attendance_id=place.id)


def test_plan_when_begun_twice_then_one_working_copy_and_one_plan(world: World, acting: Acting) -> None:
    draft = begun(acting, world)
    with acting("area_adviser") as actor:
        second = begin_draft(actor=actor, now=timezone.now(), attendance_id=draft.attendance_id)
        assert second.id == draft.id
        assert Plan.objects.count() == 1


def test_line_when_sent_twice_with_one_key_then_it_stands_once(world: World, acting: Acting) -> None:
    draft, key = begun(acting, world), uuid4()
    with acting("area_adviser") as actor:
        first = line(actor, draft, key=key, **action())
        second = line(actor, draft, key=key, **action())
        assert (first.is_new, second.is_new, second.clash) == (True, False, False)
        assert draft.items.count() == 1
        assert draft.items.get().events.count() == 1  # type: ignore[attr-defined]


def test_line_when_two_editors_change_it_then_the_second_is_shown_what_stands(
    world: World, acting: Acting
) -> None:
    draft, key = begun(acting, world), uuid4()
    with acting("area_adviser") as actor:
        line(actor, draft, key=key, **goal())
    with acting("delivery_manager") as colleague:
        assert line(colleague, draft, key=key, version=1, **goal(text="Find work in an office")).is_new
    with acting("area_adviser") as actor:
        mine = goal(text="Find work near home")
        clash = line(actor, draft, key=key, version=1, **mine)
        assert clash.clash
        assert clash.standing["text"] == "Find work in an office"
        assert clash.saved_by == "Maureen Oakshott"
        assert draft.items.get().text == "Find work in an office"
        untouched = line(actor, draft, key=key, version=1, **goal())
        assert not untouched.clash
        assert not untouched.is_new
        assert line(actor, draft, key=key, version=clash.version, **mine).is_new
        assert draft.items.get().text == "Find work near home"


def test_part_when_two_editors_write_it_then_the_second_is_shown_what_stands(
    world: World, acting: Acting
) -> None:
    draft = begun(acting, world)
    with acting("area_adviser") as actor:
        assert part(actor, draft, "reflection", "I like figures.").is_new
    with acting("delivery_manager") as colleague:
        assert part(colleague, draft, "reflection", "I like order.", version=1).version == 2
        first_words = part(colleague, draft, "reflection", "I like people.")
        assert (first_words.clash, first_words.standing["text"]) == (True, "I like order.")
    with acting("area_adviser") as actor:
        assert part(actor, draft, "reflection", "I like figures and order.", version=1).clash
        assert not part(actor, draft, "reflection", "I like figures.", version=1).clash
        assert draft.parts.get().text == "I like order."


def test_part_when_the_same_person_saves_again_at_once_then_it_is_no_clash(
    world: World, acting: Acting
) -> None:
    draft = begun(acting, world)
    now = timezone.now()
    with acting("area_adviser") as actor:
        common = {"actor": actor, "draft_id": draft.id, "part": "reflection", "is_agreed": True}
        save_part(now=now, text="I like", version=0, **common)  # type: ignore[arg-type]
        save_part(now=now, text="I like figures", version=1, **common)  # type: ignore[arg-type]
        again = save_part(now=now + timedelta(seconds=2), text="I like figures.", version=1, **common)  # type: ignore[arg-type]
        assert again.is_new
        late = save_part(now=now + _LATER, text="I like order.", version=2, **common)  # type: ignore[arg-type]
        assert late.clash


def test_facts_when_two_editors_change_them_then_the_second_is_told_who(world: World, acting: Acting) -> None:
    draft = begun(acting, world)
    with acting("area_adviser") as actor:
        common = {"actor": actor, "now": timezone.now(), "draft_id": draft.id, "english_maths": ""}
        assert save_facts(version=1, review_on=in_days(30), **common).is_new  # type: ignore[arg-type]
        told = save_facts(version=1, review_on=in_days(40), **common)  # type: ignore[arg-type]
        assert (told.clash, told.saved_by) == (True, "Ada Whitlock")
        with pytest.raises(InvalidInput):
            save_facts(version=2, review_on=None, **{**common, "english_maths": "latin"})  # type: ignore[arg-type]


def test_line_when_somebody_else_took_it_out_then_it_is_said_and_can_be_put_back(
    world: World, acting: Acting
) -> None:
    draft, key = begun(acting, world), uuid4()
    with acting("area_adviser") as actor:
        now = timezone.now()
        line(actor, draft, key=key, **action())
        stopped = remove_item(actor=actor, now=now, draft_id=draft.id, key=key, version=9)
        assert (stopped.clash, stopped.version) == (True, 1)
        assert remove_item(actor=actor, now=now, draft_id=draft.id, key=key, version=1).is_new
        assert not remove_item(actor=actor, now=now, draft_id=draft.id, key=key, version=1).clash
        gone = line(actor, draft, key=key, version=1, **action(text="Ring on Monday morning"))
        assert (gone.clash, gone.is_gone) == (True, True)
        assert line(actor, draft, key=key, **action(text="Ring on Monday morning")).is_new


def test_goal_when_taken_out_then_its_actions_stay_without_it(world: World, acting: Acting) -> None:
    draft, aim = begun(acting, world), uuid4()
    with acting("area_adviser") as actor:
        line(actor, draft, key=aim, **goal())
        line(actor, draft, **action(for_goal=aim))
        assert draft.items.get(kind="action").for_goal == aim
        remove_item(actor=actor, now=timezone.now(), draft_id=draft.id, key=aim, version=1)
        assert draft.items.get(kind="action").for_goal is None
        line(actor, draft, **action(text="Visit the library club", for_goal=aim))
        assert draft.items.get(text="Visit the library club").for_goal is None


@pytest.mark.requirement("OI-9.13")
def test_action_when_agreed_without_a_day_then_it_is_refused_by_service_and_database(
    world: World, acting: Acting
) -> None:
    draft = begun(acting, world)
    with acting("area_adviser") as actor:
        with pytest.raises(InvalidInput) as told:
            line(actor, draft, **action(by_on=None))
        assert told.value.code == "no_day"
        assert line(actor, draft, **action(by_on=None, is_agreed=False)).is_new
        with pytest.raises(Exception, match="plans_agreed_action_has_a_day"), transaction.atomic():
            DraftItem.objects.update(is_agreed=True)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"kind": "wish", "text": "Be happy"}, "kind_unknown"),
        (goal(text="  "), "no_words"),
        (goal(area=""), "goal_not_placed"),
        (goal(horizon="long"), "goal_not_placed"),
        (goal(text="x" * 301), "too_long"),
        (action(who="nobody"), "action_not_placed"),
        (action(action_kind="referral"), "no_organisation"),
        (action(action_kind="signpost", organisation=" "), "no_organisation"),
    ],
)
def test_line_when_it_is_not_whole_then_it_is_refused_with_words(
    world: World, acting: Acting, values: dict[str, object], code: str
) -> None:
    draft = begun(acting, world)
    with acting("area_adviser") as actor:
        with pytest.raises(InvalidInput) as told:
            line(actor, draft, **values)
        assert told.value.code == code
        assert not draft.items.exists()


def test_line_when_its_kind_does_not_have_a_fact_then_the_fact_is_left_out(
    world: World, acting: Acting
) -> None:
    draft = begun(acting, world)
    with acting("area_adviser") as actor:
        line(actor, draft, kind="option", text="Office work", area="work", by_on=in_days(3), who="adviser")
        row = draft.items.get()
        assert (row.area, row.by_on, row.who) == ("", None, "")
        with pytest.raises(InvalidInput):
            line(actor, draft, key=row.key, version=1, **goal())


def test_plan_when_it_is_full_then_no_further_line_is_added(
    world: World, acting: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "MOST_ITEMS", 2)
    draft = begun(acting, world)
    with acting("area_adviser") as actor:
        line(actor, draft, **goal())
        line(actor, draft, **action())
        with pytest.raises(Conflict) as told:
            line(actor, draft, **action(text="Visit the library club"))
        assert told.value.code == "plan_full"


@pytest.mark.requirement("OI-9.10", "BR-20.4")
@pytest.mark.parametrize("field", ["text", "detail", "organisation"])
def test_line_when_a_word_can_not_be_kept_then_no_statement_carries_it(
    world: World, acting: Acting, field: str
) -> None:
    draft = begun(acting, world)
    with acting("area_adviser") as actor:
        values = ItemValues(**{**action(action_kind="referral", organisation="Job club"), field: REFUSED})
        with CaptureQueriesContext(connection) as queries, pytest.raises(InvalidInput) as told:
            save_item(
                actor=actor, now=timezone.now(), draft_id=draft.id, key=uuid4(), version=0, values=values
            )
        assert (told.value.code, told.value.details["field"]) == ("words_refused", field)
        assert "probation" not in str(queries.captured_queries)
        assert "probation" not in told.value.message
        assert not draft.items.exists()


@pytest.mark.requirement("OI-9.10", "BR-20.4")
@pytest.mark.parametrize(
    "part_name", ["starting_point", "options", "english_and_maths", "information_used", "reflection"]
)
def test_part_when_a_word_can_not_be_kept_then_no_statement_carries_it(
    world: World, acting: Acting, part_name: str
) -> None:
    draft = begun(acting, world)
    with acting("area_adviser") as actor:
        with CaptureQueriesContext(connection) as queries, pytest.raises(InvalidInput):
            part(actor, draft, part_name, f"Good with figures.\n{REFUSED}")
        assert "probation" not in str(queries.captured_queries)
        assert not DraftPart.objects.exists()


@pytest.mark.requirement("OI-9.10", "BR-20.4")
def test_progress_when_a_word_can_not_be_kept_then_no_statement_carries_it(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        version = planned(actor, attended(actor, world))
        with CaptureQueriesContext(connection) as queries, pytest.raises(InvalidInput):
            record_progress(
                actor=actor,
                now=timezone.now(),
                plan_id=version.plan_id,
                values=ProgressValues(kind="note", text=REFUSED),
            )
        assert "probation" not in str(queries.captured_queries)


@pytest.mark.requirement("OI-14.6")
def test_plan_when_somebody_holds_no_grant_then_it_is_not_there(world: World, acting: Acting) -> None:
    draft = begun(acting, world, full=True)
    with acting("second_prime_adviser") as stranger:
        assert not Plan.objects.exists()
        assert not DraftItem.objects.exists()
        with pytest.raises(NotFound):
            line(stranger, draft, **action())


def test_line_when_the_web_carries_it_elsewhere_then_the_database_refuses(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        one = drafted(actor, attended(actor, world))
        other = begin_draft(
            actor=actor, now=timezone.now(), attendance_id=attended(actor, world, given="Other").id
        )
        row = DraftItem.objects.get(draft=one, kind="goal", area="work")
        for change in ({"draft": other}, {"key": uuid4()}, {"kind": "action"}):
            with pytest.raises(ProgrammingError, match="stays as it is"), transaction.atomic():
                DraftItem.objects.filter(id=row.id).update(**change)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            DraftItem.objects.filter(id=row.id).update(saved_by_id=world.accounts["telephone_adviser"])
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Draft.objects.filter(id=other.id)._raw_delete("default")


def test_working_copy_when_read_then_two_queries_however_long_it_is(world: World, acting: Acting) -> None:
    draft = begun(acting, world, full=True)
    with acting("area_adviser") as actor:
        for number in range(8):
            line(actor, draft, **action(text=f"Send application number {number}"))
        with CaptureQueriesContext(connection) as queries:
            written = written_in(draft)
        assert len(queries) == 2
        assert [item.kind for item in written.items] == ["option"] * 2 + ["goal"] * 2 + ["action"] * 9


def test_part_when_it_is_no_part_of_a_plan_or_too_long_then_it_is_refused(
    world: World, acting: Acting
) -> None:
    draft = begun(acting, world)
    with acting("area_adviser") as actor:
        with pytest.raises(NotFound):
            part(actor, draft, "wishes", "Anything")
        with pytest.raises(InvalidInput):
            part(actor, draft, "reflection", "x" * 4_001)
        with pytest.raises(NotFound):
            part(actor, Draft(id=UUID(int=5)), "reflection", "Anything")
        assert part(actor, draft, "reflection", "").version == 0


@pytest.mark.requirement("BR-A.3")
def test_everyday_word_when_a_colleague_looked_then_it_is_kept_and_a_wrong_code_keeps_nothing(
    world: World, acting: Acting
) -> None:
    draft, number = begun(acting, world), "123456"
    found = Found(("f1",), ("r1",))
    with acting("second_area_adviser") as colleague:
        given = give_second_check(
            actor=colleague, now=timezone.now(), colleague_id=world.accounts["area_adviser"], number=number
        )

    def save(actor: Actor, text: str, code: str) -> Saved:
        return save_part(
            actor=actor,
            now=timezone.now(),
            draft_id=draft.id,
            part="reflection",
            text=text,
            is_agreed=True,
            version=0,
            checks=Checks(asked={"text": Asked("text", code, number, found)}),
        )

    wrong_code = f"{(int(given.code) + 1) % 10 ** len(given.code):0{len(given.code)}d}"
    with acting("area_adviser") as actor:
        with pytest.raises(InvalidInput):
            part(actor, draft, "reflection", EVERYDAY)
        wrong = save(actor, EVERYDAY, wrong_code)
        assert (wrong.is_refused, wrong.looked["text"].outcome) == (True, "wrong")
        assert not draft.parts.exists()
        with pytest.raises(InvalidInput):
            save(actor, CERTAIN, given.code)
        assert save(actor, EVERYDAY, given.code).is_new
        use = SecondCheckUse.objects.get()
        assert (use.field, use.attendance_id) == ("plan_text", draft.attendance_id)
        assert part(actor, draft, "reflection", f"{EVERYDAY}\nAnd to draw.", version=1).is_new


def test_line_and_part_when_saved_then_few_statements_each(world: World, acting: Acting) -> None:
    draft = begun(acting, world)
    with acting("area_adviser") as actor:
        line(actor, draft, **goal())
        with CaptureQueriesContext(connection) as of_line:
            line(actor, draft, **action())
        with CaptureQueriesContext(connection) as of_part:
            part(actor, draft, "reflection", "I like figures.")
    assert len(of_line) <= 8, [query["sql"][:90] for query in of_line.captured_queries]
    assert len(of_part) <= 7, [query["sql"][:90] for query in of_part.captured_queries]
