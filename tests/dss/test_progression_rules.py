"""What employment and learning progressions have to say beside their status, and the rules beside them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from fingerpost.dss.wire.checking import check_fields
from fingerpost.dss.wire.description import Context, Failure, Resource
from fingerpost.dss.wire.enums import ENUMS
from fingerpost.dss.wire.moments import Moment, of_datetime, read_moment
from fingerpost.dss.wire.resources import (
    action_plan,
    adviser_detail,
    collection,
    employment_progression,
    learning_progression,
    web_chat,
)
from fingerpost.dss.wire.rules.progressions import is_number

NOW = datetime(2026, 2, 28, 12, 0, tzinfo=UTC)
PAST, AHEAD = of_datetime(NOW), of_datetime(NOW + timedelta(microseconds=1))
IN_WORK = (
    "must have a value when CurrentEmploymentStatus is Apprenticeship, Employed, EmployedAndVoluntaryWork,"
    " RetiredAndVoluntaryWork or SelfEmployed."
)
IN_LEARNING = "must have a value when Current Learning Status is InLearning."


def failures(
    resource: Resource, fields: Mapping[str, object], *, version: int = 4, require: bool = True
) -> list[tuple[str, str]]:
    context = Context(now=NOW, version=version, method="POST", touchpoint="0000000101")
    found: list[Failure] = check_fields(resource, fields, context, require=require)
    assert all(len(failure.members) == 1 for failure in found)
    return [(failure.members[0], failure.message) for failure in found]


@pytest.mark.parametrize("status", ENUMS["CurrentEmploymentStatus"].values())
def test_employment_when_status_is_in_work_needs_hours_and_a_date(status: int) -> None:
    alone = {"CurrentEmploymentStatus": status}
    whole = {**alone, "EmploymentHours": 2, "DateOfEmployment": PAST}
    assert failures(employment_progression.RESOURCE, whole) == []
    expected = (
        [
            ("EmploymentHours", f"EmploymentHours {IN_WORK}"),
            ("DateOfEmployment", f"DateOfEmployment {IN_WORK}"),
        ]
        if status in {1, 4, 5, 8, 9}
        else []
    )
    assert failures(employment_progression.RESOURCE, alone) == expected


def test_employment_when_values_are_wrong_says_so_in_known_words() -> None:
    resource = employment_progression.RESOURCE
    good: dict[str, object] = {"CurrentEmploymentStatus": 11}
    postcode = [("EmployerPostcode", "Please enter a valid postcode.")]
    for name, value, words in (
        ("CurrentEmploymentStatus", None, "The CurrentEmploymentStatus field is required."),
        ("CurrentEmploymentStatus", 14, "CurrentEmploymentStatus must have a valid Employment Status."),
        ("EconomicShockStatus", 4, "EconomicShockStatus must have a valid Economic Shock Status."),
        ("EmploymentHours", 3, "EmploymentHours must be a valid employment hours."),
        ("LengthOfUnemployment", 7, "Please supply a valid value for Length Of Unemployment."),
        ("DateProgressionRecorded", AHEAD, "DateProgressionRecorded must be less than or equal to now."),
        ("DateOfEmployment", AHEAD, "DateOfEmployment must be less than or equal to now."),
        ("DateOfLastEmployment", AHEAD, "DateOfLastEmployment must be less than or equal to now."),
        (
            "EconomicShockCode",
            "x" * 51,
            "The field EconomicShockCode must be a string with a maximum length of 50.",
        ),
        (
            "EmployerName",
            "x" * 201,
            "The field EmployerName must be a string with a maximum length of 200.",
        ),
        (
            "EmployerAddress",
            "x" * 501,
            "The field EmployerAddress must be a string with a maximum length of 500.",
        ),
    ):
        assert failures(resource, {**good, name: value}) == [(name, words)], name
    assert failures(resource, {**good, "EmployerPostcode": "N 1"}) == postcode
    shock = {**good, "EconomicShockStatus": 2}
    needs_code = "EconomicShockCode must have a value when Government Defined Economic Shock."
    for nothing in (None, ""):
        assert failures(resource, {**shock, "EconomicShockCode": nothing}) == [
            ("EconomicShockCode", needs_code)
        ]
    for code in ("A1", "  "):
        assert failures(resource, {**shock, "EconomicShockCode": code}) == []
    for name, text in (("EmployerName", "B & Q"), ("EmployerAddress", "<1>"), ("EconomicShockCode", "<1>")):
        assert [member for member, _ in failures(resource, {**good, name: text})] == [name]
        assert failures(resource, {**good, name: text}, version=3) == []


def test_learning_when_in_learning_needs_hours_and_a_beginning() -> None:
    resource = learning_progression.RESOURCE
    for status in ENUMS["CurrentLearningStatus"].values():
        fields = {"CurrentLearningStatus": status, "CurrentQualificationLevel": 99}
        expected = (
            [
                ("LearningHours", f"LearningHours {IN_LEARNING}"),
                ("DateLearningStarted", f"DateLearningStarted {IN_LEARNING}"),
            ]
            if status == 1
            else []
        )
        assert failures(resource, fields) == expected
        assert failures(resource, {**fields, "LearningHours": 1, "DateLearningStarted": PAST}) == []
    assert failures(resource, {}) == [
        ("CurrentLearningStatus", "The CurrentLearningStatus field is required."),
        ("CurrentQualificationLevel", "The CurrentQualificationLevel field is required."),
    ]
    assert failures(resource, {}, require=False) == []
    assert failures(resource, {"CurrentLearningStatus": 1}, require=False) == [
        ("LearningHours", f"LearningHours {IN_LEARNING}"),
        ("DateLearningStarted", f"DateLearningStarted {IN_LEARNING}"),
    ]


@pytest.mark.parametrize("level", [-1, 0, 1, 8, 9, 98, 99, 100])
def test_learning_when_there_is_a_qualification_asks_when_it_was_achieved(level: int) -> None:
    resource = learning_progression.RESOURCE
    name = "DateQualificationLevelAchieved"
    unknown = (
        "CurrentQualificationLevel",
        "CurrentQualificationLevel must be a valid current Qualification Level.",
    )
    known = [] if ENUMS["QualificationLevel"].has(level) else [unknown]
    needed = (name, f"{name} is required when QualificationLevel < NoQualification (99).")
    ahead = (name, f"{name} must be less than or equal to now.")
    fields = {"CurrentLearningStatus": 2, "CurrentQualificationLevel": level}
    is_asked = level < 99
    assert failures(resource, fields) == [*known, *([needed] if is_asked else [])]
    assert failures(resource, {**fields, name: AHEAD}) == [*known, *([ahead] if is_asked else [])]
    assert failures(resource, {**fields, name: PAST}) == known


def test_learning_when_provider_is_no_number_or_of_another_length_says_one_thing() -> None:
    resource, name = learning_progression.RESOURCE, "LastLearningProvidersUKPRN"
    good: dict[str, object] = {"CurrentLearningStatus": 2, "CurrentQualificationLevel": 99}
    length = (
        name,
        f"The field {name} must be a string with a minimum length of 8 and a maximum length of 8.",
    )
    number = (name, f"{name} must be a Number.")
    for text, expected in (
        ("10000000", []),
        ("00000001", []),
        (" 1234567", []),
        ("-1234567", []),
        ("9999999", [length]),
        ("100000000", [length]),
        ("1234567A", [number]),
        ("12345.67", [number]),
        ("", [length]),
    ):
        assert failures(resource, {**good, name: text}) == expected, text
    assert failures(resource, {**good, "LastModifiedDate": AHEAD}) == []


def test_number_as_dotnet_reads_it_has_thirty_two_bits() -> None:
    assert is_number("2147483647")
    assert is_number("-2147483648")
    assert not is_number("2147483648")
    assert not is_number("-2147483649")
    assert not is_number("")
    assert not is_number("1 2")
    assert not is_number("\u0661\u0662")
    assert is_number("\t12\r\n")
    assert is_number("0" * 5000 + "7")
    assert not is_number("9" * 5000)


def test_plan_when_made_before_its_session_or_sent_before_it_is_refused() -> None:
    day = {n: read_moment(f"2026-01-0{n}T09:00:00") for n in (1, 2, 3)}
    good: dict[str, object] = {
        "SessionId": "00000000-0000-0000-0000-000000000001",
        "CustomerCharterShownToCustomer": True,
        "DateActionPlanCreated": day[2],
    }

    def refused(fields: Mapping[str, object], *, session: Moment | None, version: int = 4) -> list[str]:
        context = Context(
            now=NOW, version=version, method="PATCH", touchpoint="0000000101", session_at=session
        )
        whole = {**good, **fields}
        return [each.members[0] for each in check_fields(action_plan.RESOURCE, whole, context, require=True)]

    created, sent, known = (
        "DateActionPlanCreated",
        "DateActionPlanSentToCustomer",
        "DateActionPlanAcknowledged",
    )
    assert refused({}, session=day[2]) == []
    assert refused({}, session=day[3]) == [created]
    assert refused({}, session=day[3], version=1) == []
    assert refused({}, session=None) == []
    assert refused({sent: day[2], known: day[2]}, session=day[1]) == []
    assert refused({sent: day[1], known: day[1]}, session=day[1]) == [sent, known]
    assert refused({"DateAndTimeCharterShown": day[1]}, session=day[1]) == []
    assert refused({"SessionId": None}, session=None) == ["SessionId"]
    assert refused({"SessionId": None}, session=None, version=1) == []


@pytest.mark.parametrize(
    ("start", "end", "span"),
    [
        ("2026-01-01T10:00:00", "2026-01-01T10:05:30", "00:05:30"),
        ("2026-01-01T10:00:00", "2026-01-03T10:00:00.5", "2.00:00:00.5000000"),
        ("2026-01-01T10:00:00", "2026-01-01T09:59:59.9999999", "-00:00:00.0000001"),
        ("2026-03-02T00:00:00", "2026-02-28T23:00:00Z", "-1.01:00:00"),
        ("2026-01-01T10:00:00", "2026-01-01T10:00:00", "00:00:00"),
        ("2026-01-01T10:00:00", None, None),
    ],
)
def test_duration_of_a_chat_is_from_its_start_to_its_end(
    start: str, end: str | None, span: str | None
) -> None:
    fields = {
        "WebChatStartDateandTime": read_moment(start),
        "WebChatEndDateandTime": end and read_moment(end),
    }
    context = Context(now=NOW, version=2, method="POST", touchpoint="0000000101")
    assert web_chat.duration(fields, context) == span


def test_narrative_of_a_chat_has_room_by_version() -> None:
    good: dict[str, object] = {
        "WebChatStartDateandTime": PAST,
        "WebChatEndDateandTime": PAST,
        "LastModifiedTouchpointId": "0000000101",
    }
    for length, version, expected in (
        (10_000, 1, 0),
        (10_001, 1, 1),
        (10_001, 2, 0),
        (100_000, 2, 0),
        (100_001, 2, 1),
        (100_001, 1, 1),
    ):
        found = failures(web_chat.RESOURCE, {**good, "WebChatNarrative": "x" * length}, version=version)
        assert len(found) == expected, (length, version)
    assert failures(web_chat.RESOURCE, {**good, "WebChatNarrative": "<b>"}, version=1) == []
    assert len(failures(web_chat.RESOURCE, {**good, "WebChatNarrative": "<b>"}, version=2)) == 1
    assert len(failures(web_chat.RESOURCE, {**good, "WebChatNarrative": " "}, version=2)) == 2


def test_adviser_and_collection_rules_hold_by_version() -> None:
    adviser = {"AdviserName": "A. B.", "AdviserEmailAddress": "x@y.museum", "AdviserContactNumber": "ask"}
    assert [name for name, _ in failures(adviser_detail.RESOURCE, adviser, version=3)] == list(adviser)
    assert failures(adviser_detail.RESOURCE, adviser, version=2) == []
    assert len(failures(adviser_detail.RESOURCE, {"AdviserName": " "}, version=3)) == 2
    for text, expected in (("10001647", 0), ("1000164", 1), ("1000164x", 1), ("        ", 1), (None, 1)):
        assert len(failures(collection.RESOURCE, {"Ukprn": text}, version=3)) == expected, text
