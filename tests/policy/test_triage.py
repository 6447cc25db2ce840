"""Triage: every row of both tables on both sides of what it asks for, and the tables as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from fingerpost.policy import NotInForce, shipped_rules
from fingerpost.policy.triage import Contact, Decision, decide
from fingerpost.policy.triage.table import tables_of
from tests.policy import triage_oracle

LONDON = ZoneInfo("Europe/London")
RULES = shipped_rules()
TUESDAY = datetime(2016, 3, 1, 10, 30, tzinfo=LONDON)
IN_2011 = datetime(2011, 3, 1, 10, 30, tzinfo=LONDON)
FIRST = datetime(2010, 8, 1, tzinfo=LONDON).astimezone(UTC)
SEED = 20_141_001


def in_london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def decided(**changes: object) -> Decision:
    """The decision on an adult of London who telephones for advice on a Tuesday morning, but for the changes."""
    contact = Contact(at=TUESDAY, age=30, lives_in="london", need="advice", route_in="phone")
    return decide(replace(contact, **changes), rules=RULES)  # type: ignore[arg-type]  # names of its own fields


def rule(**changes: object) -> str:
    return decided(**changes).rule


def rule_in_2011(**changes: object) -> str:
    return decided(at=IN_2011, **changes).rule


@pytest.mark.requirement("BR-5.1")
def test_needs_that_come_before_all_else_when_age_and_place_are_unknown_still_decide() -> None:
    unknown: dict[str, object] = {"age": None, "lives_in": None}
    assert rule(need="concern", **unknown) == "T01"
    assert rule(need="complaint", **unknown) == "T03"
    assert rule(need="technical_support", **unknown) == "T04"
    assert rule(need="data_right", **unknown) == "T05"
    assert rule(need="advice", **unknown) == "T17"


@pytest.mark.requirement("BR-32.2a")
def test_complaint_when_local_and_told_to_a_prime_stays_there_and_any_other_goes_to_the_contact_centre() -> (
    None
):
    local = decided(need="complaint", complaint_is_local=True, held_by="north_west")
    assert (local.rule, local.direction, local.transfer) == ("T02", "holder_handles_complaint", "none")
    assert rule(need="complaint", complaint_is_local=True, held_by="contact_centre") == "T03"
    other = decided(need="complaint", complaint_is_local=False, held_by="north_west")
    assert (other.rule, other.transfer, other.transfer_case) == ("T03", "warm", "K1")
    assert rule(need="complaint", complaint_is_local=None, held_by="north_west") == "T03"


@pytest.mark.requirement("BR-1.1d")
@pytest.mark.requirement("OI-4.10c")
def test_place_when_neither_home_nor_work_is_in_england_is_handed_to_that_nation() -> None:
    wales = decided(lives_in="wales", works_in="wales")
    assert (wales.rule, wales.direction, wales.home_area) == ("T06", "hand_off_to_nation", None)
    assert "Careers Wales" in wales.reasons[-1].text
    assert "Skills Development Scotland" in decided(lives_in="scotland").reasons[-1].text
    commuter = decided(lives_in="wales", works_in="south_west")
    assert (commuter.rule, commuter.home_area) == ("T14", "South West")
    assert decided(lives_in="london", works_in="south_west").home_area == "London"


def test_place_when_no_workplace_is_known_hands_on_and_asks_to_make_sure() -> None:
    assert "ask_where_works" in decided(lives_in="wales").prompts
    assert "ask_where_works" not in decided(lives_in="wales", works_in="wales").prompts
    assert rule(lives_in=None, works_in="wales") == "T17"


@pytest.mark.requirement("BR-GL-age")
@pytest.mark.parametrize(
    ("age", "expected"), [(12, "T07"), (13, "T11"), (18, "T11"), (19, "T16"), (90, "T16"), (None, "T17")]
)
def test_age_when_only_information_is_needed(age: int | None, expected: str) -> None:
    assert rule(age=age, need="information") == expected


@pytest.mark.requirement("BR-5.2b")
def test_exception_when_18_and_entitled_opens_the_adult_service_and_at_17_does_not() -> None:
    assert rule(age=18, entitled_at_18=True) == "T14"
    assert rule(age=18, entitled_at_18=False) == "T09"
    assert rule(age=17, entitled_at_18=True) == "T09"
    assert rule(age=18, entitled_at_18=True, need="book_face_to_face") == "T15"
    assert rule(age=18, entitled_at_18=True, route_in="webchat") == "T13"
    open_prime = decided(age=18, entitled_at_18=True, receiver_open=True)
    closed = decided(age=18, entitled_at_18=True, receiver_open=False)
    assert (open_prime.transfer, closed.transfer) == ("warm", "cold")


@pytest.mark.requirement("XD-12")
def test_information_at_18_when_entitled_is_told_as_for_any_young_person() -> None:
    answers = {decided(age=18, need="information", entitled_at_18=each) for each in (True, False, None)}
    assert len({(a.rule, a.direction, a.prompts, a.reasons, a.rule_ids) for a in answers}) == 1
    assert {a.rule for a in answers} == {"T11"}
    assert "T12" in {row.rule for row in tables_of(date(2016, 3, 1), RULES).rows}


def test_entitlement_when_not_asked_is_asked_only_where_it_would_change_the_answer() -> None:
    assert "ask_entitlement" in decided(age=18).prompts
    assert "ask_entitlement" in decided(age=18, need="book_face_to_face").prompts
    assert "ask_entitlement" not in decided(age=18, entitled_at_18=False).prompts
    assert "ask_entitlement" not in decided(age=17).prompts


@pytest.mark.requirement("BR-5.2a")
def test_young_person_when_held_by_a_prime_is_directed_and_offered_the_contact_centre() -> None:
    with_centre = decided(age=16, held_by="contact_centre")
    assert (with_centre.rule, with_centre.transfer) == ("T09", "none")
    with_prime = decided(age=16, held_by="london")
    assert (with_prime.rule, with_prime.direction, with_prime.transfer) == ("T10", "direct_to_any", "warm")
    assert "ask_if_transfer_wanted" in with_prime.prompts
    assert decided(age=16, held_by="london", receiver_open=False).transfer_case == "K2"


def test_booking_when_young_is_answered_as_advice_and_says_so() -> None:
    booking = decided(age=16, need="book_face_to_face")
    assert (booking.rule, booking.also) == ("T09", ("T08",))
    assert [reason.rule for reason in booking.reasons] == ["T08", "T09"]
    assert decided(age=16, need="book_face_to_face", held_by="london").also == ("T08",)
    assert decided(age=19, need="book_face_to_face").also == ()


@pytest.mark.requirement("BR-5.4")
def test_information_when_young_goes_to_all_three() -> None:
    assert decided(age=13, need="information").direction == "direct_to_all"


@pytest.mark.requirement("BR-5.3b")
@pytest.mark.parametrize("route", ["webchat", "prochat", "webform", "national_email"])
@pytest.mark.parametrize("hour", [10, 21])
def test_advice_when_asked_for_in_writing_stays_with_the_contact_centre(route: str, hour: int) -> None:
    answer = decided(route_in=route, at=TUESDAY.replace(hour=hour))
    assert (answer.rule, answer.transfer, answer.also) == ("T13", "none", ())


@pytest.mark.requirement("BR-5.3a")
def test_advice_when_by_telephone_goes_to_the_home_prime_warm_unless_it_is_closed() -> None:
    morning = decided(lives_in="north_east")
    assert (morning.rule, morning.home_area, morning.transfer_case) == ("T14", "North East", "K1")
    evening = decided(lives_in="north_east", at=TUESDAY.replace(hour=21, minute=30))
    assert (evening.transfer, evening.transfer_case) == ("cold", "K2")


@pytest.mark.parametrize("route", ["phone", "digital_booking", "walk_in", "prime_phone", None])
def test_advice_when_by_any_other_way_is_the_home_primes(route: str | None) -> None:
    assert rule(route_in=route) == "T14"


@pytest.mark.requirement("BR-5.6")
@pytest.mark.parametrize(
    ("route", "case"),
    [
        ("phone", "K1"),
        ("digital_booking", "K3"),
        ("webchat", "K3"),
        ("national_email", "K3"),
        ("webform", "K3"),
    ],
)
def test_booking_when_asked_for_digitally_is_cold_even_with_the_prime_open(route: str, case: str) -> None:
    answer = decided(need="book_face_to_face", route_in=route, receiver_open=True, sender_open=True)
    assert (answer.rule, answer.transfer_case) == ("T15", case)


@pytest.mark.requirement("BR-5.5")
def test_information_when_adult_is_answered_and_pointed_on_with_no_transfer() -> None:
    answer = decided(need="information", held_by="north_west")
    assert (answer.rule, answer.direction, answer.transfer) == ("T16", "contact_centre_and_website", "none")


@pytest.mark.requirement("BR-6.2")
def test_unknown_when_it_would_decide_is_asked_for_by_name() -> None:
    assert "ask_need" in decided(need=None).prompts
    assert rule(need=None) == "T17"
    assert "ask_date_of_birth" in decided(age=None).prompts
    assert "ask_where_lives_or_works" in decided(lives_in=None).prompts
    everything = decided(need=None, age=None, lives_in=None).prompts
    assert {"ask_need", "ask_date_of_birth", "ask_where_lives_or_works"} <= set(everything)
    assert rule(lives_in="scotland", age=None, need=None) == "T06"
    assert rule(age=12, need=None) == "T07"


@pytest.mark.requirement("BR-5.1")
def test_wrong_prime_when_it_holds_an_adult_passes_on_and_the_right_one_does_not() -> None:
    wrong = decided(held_by="london", lives_in="north_west")
    assert (wrong.rule, wrong.also, wrong.transfer) == ("T14", ("T18",), "warm")
    assert [reason.rule for reason in wrong.reasons] == ["T18", "T14", "K1"]
    right = decided(held_by="north_west", lives_in="north_west")
    assert (right.also, right.transfer, right.transfer_case) == ((), "none", None)
    assert decided(held_by="london", lives_in="north_west", need="book_face_to_face").also == ("T18",)
    assert decided(held_by="contact_centre").also == ()
    written = decided(held_by="london", route_in="webchat")
    assert (written.rule, written.also, written.transfer) == ("T13", ("T18",), "warm")


def test_holder_when_nobody_says_is_the_prime_that_was_walked_into() -> None:
    assert decided(route_in="walk_in").transfer == "none"
    assert decided(route_in="prime_phone").transfer == "none"
    assert decided(route_in="phone").transfer == "warm"


@pytest.mark.requirement("BR-6.1a")
@pytest.mark.requirement("BR-6.1c")
@pytest.mark.parametrize(
    ("sender", "receiver", "answered", "case", "kind", "follow_on"),
    [
        (True, True, None, "K1", "warm", None),
        (True, True, True, "K1", "warm", None),
        (True, True, False, "K5", "cold", "queue_task"),
        (True, False, None, "K2", "cold", "queue_task"),
        (True, False, False, "K2", "cold", "queue_task"),
        (False, True, None, "K4", "cold", "receiver_contacts_customer"),
        (False, False, None, "K4", "cold", "receiver_contacts_customer"),
    ],
)
def test_transfer_when_each_side_is_open_or_closed(
    sender: bool, receiver: bool, answered: bool | None, case: str, kind: str, follow_on: str | None
) -> None:
    answer = decided(sender_open=sender, receiver_open=receiver, answered=answered)
    assert (answer.transfer_case, answer.transfer) == (case, kind)
    assert (answer.follow_on.kind if answer.follow_on else None) == follow_on
    assert ("introduce_customer" in answer.prompts) is (kind == "warm")
    assert ("say_who_will_call" in answer.prompts) is (kind == "cold")


@pytest.mark.requirement("BR-6.1b")
@pytest.mark.parametrize(("minute", "case"), [("2016-03-01T16:59", "K1"), ("2016-03-01T17:00", "K2")])
def test_transfer_when_tried_at_the_closing_minute_is_too_late(minute: str, case: str) -> None:
    assert decided(at=in_london(minute)).transfer_case == case


@pytest.mark.requirement("BR-1.3a")
@pytest.mark.parametrize(
    ("moment", "case"),
    [
        ("2016-03-01T07:59", "K4"),
        ("2016-03-01T08:00", "K2"),
        ("2016-03-01T09:00", "K1"),
        ("2016-03-01T21:59", "K2"),
        ("2016-03-01T22:00", "K4"),
        ("2015-12-25T10:00", "K4"),
        ("2015-12-26T10:00", "K4"),
        ("2016-01-01T10:00", "K4"),
        ("2015-12-24T17:00", "K2"),
        ("2016-03-25T10:00", "K2"),  # Good Friday: the contact centre is open, the prime is not
    ],
)
def test_transfer_when_calendars_decide(moment: str, case: str) -> None:
    assert decided(at=in_london(moment)).transfer_case == case


@pytest.mark.requirement("OI-3.28")
def test_cold_transfer_when_on_friday_evening_is_due_at_the_end_of_monday() -> None:
    friday = decided(at=datetime(2016, 3, 4, 18, 0, tzinfo=LONDON))
    assert friday.follow_on is not None
    assert friday.follow_on.due_at == datetime(2016, 3, 8, 0, 0, tzinfo=UTC)


def test_offer_when_an_adult_is_in_a_priority_group_is_prompted_and_at_18_is_not() -> None:
    assert "offer_face_to_face" in decided(in_priority_group=True).prompts
    assert "offer_face_to_face" not in decided(in_priority_group=False).prompts
    assert "offer_face_to_face" not in decided(in_priority_group=True, age=18, entitled_at_18=True).prompts


def test_prompts_when_anything_is_decided_name_what_every_customer_is_told() -> None:
    always = {"explain_access", "offer_digital", "share_charter", "give_privacy_notice"}
    for need in ("concern", "complaint", "technical_support", "data_right", "information", "advice", None):
        assert always <= set(decided(need=need).prompts)


IN_2011_ROWS = [
    ("N01", {"lives_in": "wales"}),
    ("N02", {"age": 18}),
    ("N03", {"need": "information"}),
    ("N04", {"adviser_free": True}),
    ("N05", {"adviser_free": False}),
    ("N06", {"need": "book_face_to_face", "receiver_open": True}),
    ("N07", {"need": "book_face_to_face", "receiver_open": False}),
    ("N08", {"route_in": "web"}),
    ("N09", {"route_in": "jobcentre_phone"}),
    ("N10", {"route_in": "shared_office", "adviser_free": True}),
    ("N96", {"route_in": "shared_office", "adviser_free": False}),
    ("N11", {"route_in": "outreach"}),
    ("N12", {"route_in": "walk_in", "needs_other_language": True}),
    ("N13", {"route_in": "walk_in", "need": "book_face_to_face", "session_number": 2}),
    ("N97", {"route_in": "walk_in", "need": "book_face_to_face", "session_number": 1}),
    (
        "N97",
        {"route_in": "walk_in", "need": "book_face_to_face", "session_number": 2, "in_priority_group": True},
    ),
    ("N14", {"route_in": "web", "need": None, "registered": False}),
    ("T17", {"route_in": "web", "need": None, "registered": True}),
    ("N90", {"need": "concern"}),
    ("N91", {"need": "complaint", "complaint_is_local": True, "held_by": "london"}),
    ("N92", {"need": "complaint", "complaint_is_local": True, "held_by": "contact_centre"}),
    ("N93", {"need": "technical_support"}),
    ("N94", {"need": "data_right"}),
    ("N95", {"route_in": "national_email"}),
    ("N98", {"route_in": None}),
    ("T17", {"age": None}),
    ("T17", {"lives_in": None}),
]


@pytest.mark.requirement("OI-3.35")
@pytest.mark.parametrize(("expected", "changes"), IN_2011_ROWS)
def test_row_of_2010_when_what_it_asks_for_holds(expected: str, changes: dict[str, object]) -> None:
    assert rule_in_2011(**changes) == expected


@pytest.mark.requirement("OI-3.4")
@pytest.mark.parametrize(
    ("age", "entitled", "expected"),
    [(17, True, "N02"), (18, False, "N02"), (18, None, "N02"), (18, True, "N05"), (19, None, "N05")],
)
def test_age_in_2011_when_at_each_side_of_the_bounds(age: int, entitled: bool | None, expected: str) -> None:
    assert rule_in_2011(age=age, entitled_at_18=entitled) == expected


def test_under_19_when_from_april_2012_has_phone_and_web_from_13() -> None:
    def direction(at: str, age: int) -> str:
        return decided(at=in_london(at), age=age).direction

    assert direction("2012-03-31T23:59", 16) == "not_in_adult_service"
    assert direction("2012-04-01T00:00", 16) == "phone_and_web"
    assert direction("2012-04-01T00:00", 13) == "phone_and_web"
    assert direction("2012-04-01T00:00", 12) == "not_in_adult_service"


@pytest.mark.requirement("OI-3.35")
def test_advice_in_2011_when_no_adviser_is_free_is_due_within_24_hours() -> None:
    answer = decided(at=IN_2011, adviser_free=False)
    assert answer.follow_on is not None
    assert answer.follow_on.kind == "advice_session"
    assert answer.follow_on.due_at == IN_2011 + timedelta(hours=24)


@pytest.mark.requirement("OI-12.22g")
def test_email_in_2011_when_written_on_friday_is_due_at_the_end_of_monday() -> None:
    friday = datetime(2011, 3, 4, 16, 0, tzinfo=LONDON)
    answer = decided(at=friday, route_in="webform")
    assert answer.follow_on is not None
    assert answer.follow_on.due_at == datetime(2011, 3, 8, tzinfo=LONDON)


@pytest.mark.requirement("OI-7.11")
def test_booking_in_2011_when_the_call_point_is_closed_leaves_a_task() -> None:
    answer = decided(at=IN_2011.replace(hour=20), need="book_face_to_face")
    assert (answer.rule, answer.transfer_case) == ("N07", "K2")
    assert answer.follow_on is not None
    assert answer.follow_on.kind == "queue_task"


def test_short_day_in_2010_when_the_contact_centre_closes_early() -> None:
    complaint = {"need": "complaint", "held_by": "london", "sender_open": True}
    at = datetime(2010, 12, 24, 17, 0, tzinfo=LONDON)
    assert decided(at=at, **complaint).transfer_case == "K2"
    assert decided(at=at.replace(hour=15, minute=59), **complaint).transfer_case == "K1"


@pytest.mark.requirement("BR-0.1")
@pytest.mark.requirement("XD-1")
def test_tables_when_the_day_turns_change_at_midnight_in_london() -> None:
    last = datetime(2014, 9, 30, 23, 59, tzinfo=LONDON)
    assert decided(at=last, adviser_free=True).rule == "N04"
    assert decided(at=last + timedelta(minutes=1), adviser_free=True).rule == "T14"
    with pytest.raises(NotInForce):
        decided(at=datetime(2010, 7, 31, 23, 59, tzinfo=LONDON))
    assert decided(at=datetime(2010, 8, 1, tzinfo=LONDON), adviser_free=True).rule == "N04"


def test_every_direction_and_prompt_when_a_table_names_it_has_words() -> None:
    for ruling in RULES.history("triage.table"):
        said = {str(row["code"]) for row in RULES.get_rows("triage.directions", ruling.valid_from)}
        named = {str(row["direction"]) for row in ruling.value if "direction" in row}  # type: ignore[attr-defined]
        assert named <= said


moments = st.integers(0, 16 * 366 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
maybe = st.sampled_from([True, False, None])
places = st.sampled_from(
    [*sorted(triage_oracle.AREAS), "wales", "scotland", "northern_ireland", "elsewhere", None]
)
contacts = st.builds(
    Contact,
    at=moments,
    age=st.one_of(st.sampled_from([12, 13, 17, 18, 19, None]), st.integers(0, 110)),
    entitled_at_18=maybe,
    lives_in=places,
    works_in=places,
    need=st.sampled_from(
        [
            "information",
            "advice",
            "book_face_to_face",
            "complaint",
            "technical_support",
            "data_right",
            "concern",
            None,
        ]
    ),
    complaint_is_local=maybe,
    route_in=st.sampled_from(
        [
            *("phone", "webchat", "prochat", "webform", "national_email", "digital_booking", "walk_in"),
            *("prime_phone", "jobcentre_phone", "shared_office", "outreach", "web", None),
        ]
    ),
    held_by=st.sampled_from(["contact_centre", *sorted(triage_oracle.AREAS), None]),
    sender_open=maybe,
    receiver_open=maybe,
    answered=maybe,
    adviser_free=maybe,
    needs_other_language=st.booleans(),
    session_number=st.one_of(st.none(), st.integers(1, 5)),
    in_priority_group=maybe,
    registered=maybe,
)
later_routes = {"jobcentre_phone", "shared_office", "outreach", "web"}


@pytest.mark.requirement("BR-5.1")
@seed(SEED)
@settings(max_examples=3_000, deadline=None)
@given(contacts)
def test_tables_when_asked_anything_are_total_and_agree_with_the_oracle(contact: Contact) -> None:
    if contact.at.astimezone(LONDON).date() >= date(2014, 10, 1) and contact.route_in in later_routes:
        contact = replace(contact, route_in="phone")
    answer = decide(contact, rules=RULES)
    assert (answer.rule, answer.also, answer.transfer_case) == triage_oracle.expected(contact)
    assert answer.transfer == {"K1": "warm", None: "none"}.get(answer.transfer_case, "cold")
    if answer.transfer == "cold":
        assert answer.follow_on is not None
        assert answer.follow_on.due_at == triage_oracle.end_of_next_working_day(contact.at)
    again = decide(replace(contact), rules=RULES)
    assert (again.rule, again.also, again.prompts, again.reasons, again.follow_on) == (
        *(answer.rule, answer.also, answer.prompts, answer.reasons, answer.follow_on),
    )
