"""Decisions about plans: the five questions, what a version needs, what a claim needs, reading age and length."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.interactions.rules.attendances import AttendanceFacts, Stage
from fingerpost.plans.rules.agreeing import Gap, PlanDraftFacts, missing_to_agree, prompts_of
from fingerpost.plans.rules.claiming import (
    PlanFacts,
    PlanGap,
    gaps_to_complete,
    needs_signature,
    plan_gaps,
    stage_with_plan,
)
from fingerpost.plans.rules.reading import pages, reading_age, syllables
from fingerpost.plans.rules.smart import Around, Smart, SmartGap, gaps_that_block, smart_gaps
from fingerpost.policy import shipped_rules
from tests.plans.contents import WHOLE

TODAY = date(2026, 11, 20)
RULES = shipped_rules()
GOOD = Around(goals_with_actions=frozenset({"g"}), has_information_used=True)


def of_action(**changes: object) -> list[tuple[str, str]]:
    """The open questions of an action that is otherwise whole."""
    values: dict[str, object] = {
        "text": "Ring the college about the course",
        "detail": "I know when it begins",
        "by_on": TODAY + timedelta(days=7),
        "around": GOOD,
        **changes,
    }
    return _named(smart_gaps("action", today=TODAY, rules=RULES, **values))  # type: ignore[arg-type]


def of_goal(**changes: object) -> list[tuple[str, str]]:
    """The open questions of a goal that is otherwise whole."""
    values: dict[str, object] = {
        "text": "Hold a bookkeeping certificate",
        "detail": "The college sends it to me",
        "area": "work",
        "horizon": "medium",
        "key": "g",
        "around": GOOD,
        **changes,
    }
    return _named(smart_gaps("goal", today=TODAY, rules=RULES, **values))  # type: ignore[arg-type]


def _named(gaps: tuple[SmartGap, ...]) -> list[tuple[str, str]]:
    return [(gap.question, gap.reason) for gap in gaps]


@pytest.mark.requirement("OI-9.13")
def test_action_when_whole_then_nothing_is_asked() -> None:
    assert of_action() == []
    assert of_goal() == []
    assert smart_gaps("option", text="x", detail="", today=TODAY, rules=RULES) == ()


@pytest.mark.requirement("OI-9.13")
@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"text": "Ring college"}, (Smart.SPECIFIC, "few_words")),
        ({"text": "Look into courses at the college"}, (Smart.SPECIFIC, "vague_words")),
        ({"text": "THINK  about what to do next"}, (Smart.SPECIFIC, "vague_words")),
        ({"detail": " "}, (Smart.MEASURABLE, "action_without_sign")),
        ({"by_on": TODAY - timedelta(days=1)}, (Smart.TIME_BOUND, "day_past")),
        ({"by_on": None}, (Smart.TIME_BOUND, "no_day")),
        ({"by_on": date(2028, 11, 21)}, (Smart.REALISTIC, "far_off")),
        (
            {"around": Around(actions_by_day=MappingProxyType({TODAY + timedelta(days=7): 4}))},
            (Smart.ACHIEVABLE, "many_on_one_day"),
        ),
    ],
)
def test_action_when_something_is_missing_then_the_question_and_why(
    changes: dict[str, object], asked: tuple[str, str]
) -> None:
    assert of_action(**changes) == [asked]


@pytest.mark.requirement("OI-9.13")
@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"text": "Improve my chances at work"}, (Smart.SPECIFIC, "vague_words")),
        ({"detail": ""}, (Smart.MEASURABLE, "goal_without_sign")),
        ({"key": "other"}, (Smart.ACHIEVABLE, "medium_goal_without_step")),
        ({"key": "other", "horizon": "short"}, (Smart.ACHIEVABLE, "goal_without_step")),
        (
            {"around": Around(goals_with_actions=frozenset({"g"}))},
            (Smart.REALISTIC, "work_goal_without_information"),
        ),
    ],
)
def test_goal_when_something_is_missing_then_the_question_and_why(
    changes: dict[str, object], asked: tuple[str, str]
) -> None:
    assert of_goal(**changes) == [asked]


def test_goal_about_learning_when_no_labour_market_information_then_it_is_not_asked_for() -> None:
    assert of_goal(area="learning", around=Around(goals_with_actions=frozenset({"g"}))) == []


@pytest.mark.requirement("OI-9.13")
@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(("goal", "action")),
    st.text(max_size=30),
    st.text(max_size=10),
    st.one_of(st.none(), st.dates(TODAY - timedelta(days=900), TODAY + timedelta(days=1800))),
)
def test_questions_whatever_is_typed_then_only_a_missing_day_of_an_action_blocks(
    kind: str, text: str, detail: str, by_on: date | None
) -> None:
    gaps = smart_gaps(kind, text=text, detail=detail, by_on=by_on, today=TODAY, rules=RULES)
    blocking = [gap.reason for gap in gaps_that_block(gaps)]
    assert blocking == (["no_day"] if kind == "action" and by_on is None else [])


FULL = PlanDraftFacts(
    filled_parts=frozenset({"starting_point", "information_used", "reflection"}),
    options=2,
    chosen_options=1,
    goal_areas=frozenset({"work", "skills"}),
    actions=1,
    review_on=TODAY + timedelta(days=60),
)


@pytest.mark.requirement("OI-9.11", "MX-3.4", "OF-13", "OF-27")
@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({}, ()),
        ({"has_contact_details": False}, (Gap.CONTACT_DETAILS,)),
        ({"has_adviser": False}, (Gap.ADVISER,)),
        ({"filled_parts": frozenset()}, (Gap.STARTING_POINT,)),
        ({"options": 1}, (Gap.OPTIONS,)),
        ({"options": 1, "filled_parts": frozenset({"starting_point", "options"})}, ()),
        ({"goal_areas": frozenset({"work"})}, (Gap.GOALS,)),
        ({"goal_areas": frozenset({"skills", "learning"})}, (Gap.GOALS,)),
        ({"goal_areas": frozenset({"learning", "work"})}, ()),
        ({"actions": 0}, (Gap.ACTIONS,)),
        ({"english_maths": "both"}, (Gap.ENGLISH_MATHS,)),
        ({"english_maths": "both", "has_english_maths_action": True}, ()),
        ({"english_maths": "maths", "filled_parts": frozenset({"starting_point", "english_and_maths"})}, ()),
        ({"english_maths": "none"}, ()),
        ({"has_moved_on": True}, (Gap.MOVED_ON,)),
    ],
)
def test_version_when_something_is_missing_then_it_is_named(
    changes: dict[str, object], gaps: tuple[Gap, ...]
) -> None:
    facts = replace(FULL, **changes)  # type: ignore[arg-type]
    assert missing_to_agree(facts, on=TODAY, rules=RULES) == gaps


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({}, ()),
        ({"review_on": None}, (Gap.REVIEW,)),
        ({"review_on": TODAY - timedelta(days=1)}, (Gap.REVIEW_PAST,)),
        ({"review_on": date(2027, 5, 20)}, ()),
        ({"review_on": date(2027, 5, 21)}, (Gap.REVIEW_FAR,)),
        ({"chosen_options": 0}, (Gap.NOTHING_CHOSEN,)),
        ({"pages": 3}, (Gap.TOO_LONG,)),
        ({"reading_age": 13}, ()),
        ({"reading_age": 14}, (Gap.HARD_TO_READ,)),
        ({"filled_parts": frozenset({"starting_point", "reflection"})}, (Gap.NO_INFORMATION,)),
        ({"filled_parts": frozenset({"starting_point", "information_used"})}, (Gap.NO_REFLECTION,)),
    ],
)
def test_plan_when_something_could_be_better_then_it_is_asked_and_never_blocks(
    changes: dict[str, object], asked: tuple[Gap, ...]
) -> None:
    facts = replace(FULL, **changes)  # type: ignore[arg-type]
    assert prompts_of(facts, today=TODAY, rules=RULES) == asked
    assert not set(missing_to_agree(facts, on=TODAY, rules=RULES)) & set(asked)


ACCEPTED = PlanFacts(has_version=True, answer="accepted", has_copy=True, is_given=True)


@pytest.mark.requirement("BR-8.1a", "BR-8.1b", "OI-8.10", "OI-9.6", "OI-12.22j")
@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({}, ()),
        ({"has_version": False}, (PlanGap.NO_PLAN,)),
        ({"answer": ""}, (PlanGap.NOT_ACCEPTED,)),
        ({"answer": "left"}, (PlanGap.NOT_ACCEPTED,)),
        ({"answer": "later"}, (PlanGap.NOT_ACCEPTED,)),
        ({"answer": "declined"}, (PlanGap.DECLINED,)),
        ({"answer": "", "needs_signature": False}, ()),
        ({"answer": "declined", "needs_signature": False}, (PlanGap.DECLINED,)),
        ({"is_changed_since": True}, (PlanGap.CHANGED_SINCE,)),
        ({"has_copy": False, "is_given": False}, (PlanGap.NOT_GIVEN,)),
        ({"is_given": False}, (PlanGap.NOT_GIVEN,)),
        ({"is_given": False, "has_late_reason": True}, ()),
        ({"is_late": True}, (PlanGap.LATE_WITHOUT_REASON,)),
        ({"is_late": True, "has_late_reason": True}, ()),
        ({"gave": "information", "has_version": False}, ()),
        ({"gave": "information", "answer": ""}, (PlanGap.NOT_ACCEPTED,)),
        ({"was_attended": False, "has_version": False}, ()),
    ],
)
def test_claim_when_the_plan_lacks_something_then_it_is_named(
    changes: dict[str, object], gaps: tuple[PlanGap, ...]
) -> None:
    facts = replace(ACCEPTED, **changes)  # type: ignore[arg-type]
    assert plan_gaps(facts) == gaps
    of_completing = {PlanGap.NO_PLAN, PlanGap.CHANGED_SINCE}
    assert gaps_to_complete(facts) == tuple(gap for gap in gaps if gap in of_completing)


def test_stage_when_the_session_lacks_nothing_then_its_plan_decides() -> None:
    session = AttendanceFacts(
        result="attended", has_reason=False, was_seen=True, channel=1, has_venue=True, is_complete=True
    )
    assert stage_with_plan(session, ACCEPTED) is Stage.CLAIMABLE
    assert stage_with_plan(session, replace(ACCEPTED, answer="")) is Stage.COMPLETE
    assert stage_with_plan(replace(session, is_complete=False), ACCEPTED) is Stage.SAVED
    assert stage_with_plan(replace(session, has_notices=False), ACCEPTED) is Stage.COMPLETE


@pytest.mark.requirement("OI-8.10")
@pytest.mark.parametrize(("channel", "needed"), [(1, True), (2, False), (4, False), (5, False)])
def test_signature_when_asked_for_then_face_to_face_alone(channel: int, needed: bool) -> None:
    assert needs_signature(channel=channel, on=TODAY, rules=RULES) is needed
    assert needs_signature(channel=channel, on=date(2012, 1, 1), rules=RULES) is needed


@pytest.mark.parametrize(
    ("word", "counted"),
    [
        ("the", 1), ("cake", 1), ("table", 2), ("courses", 2), ("wanted", 2), ("changed", 1), ("lovely", 2),
        ("qualification", 5), ("apprenticeship", 4), ("customer", 3), ("I", 1), ("skills", 1), ("don’t", 1),
    ],
)  # fmt: skip
def test_syllables_when_counted_then_as_they_are_spoken(word: str, counted: int) -> None:
    assert syllables(word) == counted


# By hand: 60 words in 10 sentences of one syllable each give grade -1.45; the second text has 4 sentences of 13 words
# with 3.46 syllables each and gives 30.3.
_EASY = "The cat sat on the mat. " * 10
_HARD = (
    "Notwithstanding the aforementioned considerations, professional development opportunities necessitate"
    " comprehensive evaluation of organisational and interdepartmental requirements. "
) * 4
_PLAN = (
    "You work in a shop and you want an office job. You will ring the college this week. "
    "Then you will write a letter to two firms near your home. We will speak again in May."
)


def test_reading_age_when_worked_out_then_that_of_the_formula() -> None:
    assert reading_age(_EASY) == 5
    assert reading_age(_HARD) == 25
    age = reading_age(_PLAN)
    assert age is not None
    assert 6 <= age <= 9
    assert reading_age("Two words.") is None
    assert reading_age("Two words.", fewest_words=2) is not None


def test_reading_age_when_lines_end_without_a_full_stop_then_each_is_a_sentence() -> None:
    assert reading_age("Ring the college about the course\n" * 8) == reading_age(
        "Ring the college about the course. " * 8
    )


def test_pages_when_counted_then_one_at_least_and_more_for_more_words() -> None:
    assert pages(WHOLE, on=TODAY, rules=RULES) == 1
    long = replace(WHOLE, parts=MappingProxyType({"starting_point": "word " * 700}))
    assert pages(long, on=TODAY, rules=RULES) == 3
