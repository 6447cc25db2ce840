"""What the wire says of customers."""

from __future__ import annotations

from typing import Final

from fingerpost.dss.wire.messages import not_matching, wrong_length
from tests.dss.table.rows import (
    ABSENT,
    FUTURE,
    PAST,
    Break,
    Order,
    Row,
    Shape,
    Table,
    Values,
    accepts,
    allowed,
    at_most,
    dated,
    joined,
    listed,
    needed,
    refuses,
    ruled,
    spelled,
    truth,
    unreadable_moment,
)

_NAME: Final = "^[A-Za-z ]+(?:['.,\\-][A-Za-z ]+)*$"
_GROUP: Final = ("PriorityCustomer",)
_ONE: Final = "Customers/{customerId}"
_OLD: Final = (1, 2, 3)
_INTRODUCERS: Final = (*range(1, 26), 98, 99)
_GROUPS: Final = (1, 2, 3, 4, 5, 6, 98, 99)
_FIRST: Final = (
    "CustomerId DateOfRegistration Title GivenName FamilyName DateofBirth Gender UniqueLearnerNumber "
    "OptInUserResearch OptInMarketResearch DateOfTermination ReasonForTermination IntroducedBy "
    "IntroducedByAdditionalInfo"
)
_LAST: Final = " LastModifiedDate LastModifiedTouchpointId"
_OURS: Final = "CustomerId LastModifiedTouchpointId"


def _names() -> list[Row]:
    """Names are letters, blanks and single marks between them; up to version 3 their absence is one error."""
    good = ("Sarah - Jane", "Smith - Jones", "De La Cruz", "O'Neill", "St. John", "Lamplight")
    bad = ("Jos\u00e9", "Smith-", "'Neill", "Smith--Jones", "Smith2", "<b>")
    rows = []
    for name, words in (
        ("GivenName", "Given Name is a required field."),
        ("FamilyName", "Family Name is a required field."),
    ):
        rows += [
            *needed(name, count=2),
            *spelled(name, good, bad, _NAME),
            *at_most(name, 100),
            *ruled(name, f"{name}-not-blank", ABSENT, "", "   ", message=words, methods=("POST",), count=2),
            *ruled(
                name, f"{name}-not-blank", ABSENT, message=words, methods=("POST",), count=1, version="v3"
            ),
            *allowed(name, f"{name}-not-blank", "A", methods=("POST",)),
            *accepts(
                name, "", methods=("PATCH",), kept={name: "Aria" if name == "GivenName" else "Lamplight"}
            ),
        ]
    return rows


def _groups() -> list[Row]:
    """Priority groups: what stands alone, what shuts out what, and the shapes in which a list is read."""
    name = "PriorityGroups"
    alone = "{} ({}) must not be supplied with another Priority Group."
    not_one, not_known = alone.format("Not a Priority Customer", 99), alone.format("Not Known", 98)
    old = "A customer must not be in Priority Groups 1 and 6 together."
    return [
        *needed(name, members=(name,)),
        *accepts(name, [1, 3], [2, 2], [6], [98], [99]),
        *accepts(name, "[1,3]", kept={name: [1, 3]}),
        *accepts(name, ["NotKnown"], ["98"], kept={name: [98]}),
        *refuses(name, "read", 1, "no list", ["No such group"], message="Error converting value"),
        *ruled(name, "some-group", [], message="Please supply a valid Priority Group.", members=_GROUP),
        *allowed(name, "some-group", [5]),
        *ruled(name, "group-alone", [99, 1], [99, 99], message=not_one, members=_GROUP),
        *ruled(name, "group-alone", [98, 2], [98, 98], message=not_known, members=_GROUP),
        *allowed(name, "group-alone", [98], [99]),
        *ruled(name, "young-or-old", [1, 6], message=old, members=_GROUP),
        *allowed(name, "young-or-old", [1, 5], [6, 5]),
        *ruled(
            name,
            "known-groups",
            [7, 8],
            message="Please supply a valid Priority Group: 7 is not one.",
            members=_GROUP,
            count=2,
        ),
        *allowed(name, "known-groups", [1, 2, 3, 4, 5]),
        *accepts(name, [4], kept={name: [4]}, before={name: [5, 3]}, methods=("PATCH",)),
    ]


def _endings() -> list[Row]:
    """A termination: its date up to now; a reason only beside the date; 99 where none is given."""
    ended, reason = "DateOfTermination", "ReasonForTermination"
    words = "Date Of Termination must be supplied with a Reason For Termination."
    dates = {ended: PAST}
    return [
        *dated(ended, "Date Of Termination must be less the current date/time."),
        *accepts(ended, PAST, kept={reason: 99}),
        *listed(reason, 3, 4, "Please supply a valid Reason For Termination.", beside=dates),
        *ruled(reason, "reason-with-date", 2, message=words, members=(ended,), count=1),
        *allowed(reason, "reason-with-date", 1, beside=dates),
        *accepts(ended, None, kept={ended: None, reason: None}, methods=("POST",)),
    ]


def _introductions() -> list[Row]:
    """Who sent them: asked since version 4; until then 99 where nothing was said."""
    name, more = "IntroducedBy", "IntroducedByAdditionalInfo"
    words = "Please supply a valid Introduced By."
    return [
        *needed(name, count=2),
        *listed(name, 4, 26, words, methods=("PATCH",)),
        *refuses(
            name,
            "read",
            "nobody at all",
            "24.5",
            message="Please supply a valid Introduced By value.",
            methods=("POST",),
        ),
        *accepts(name, 98, 1, methods=("POST",)),
        *accepts(name, "wordofmouth", kept={name: 23}, methods=("POST",)),
        *accepts(name, "23", kept={name: 23}),
        *refuses(name, "enum", 26, 0, -1, message=words, methods=("POST",), count=1),
        *ruled(name, "introduced-by", ABSENT, message=words, methods=("POST",), count=2),
        *allowed(name, "introduced-by", 21),
        *accepts("GivenName", "Bea", methods=("PATCH",), kept={name: 12}),
        *accepts(name, ABSENT, methods=("POST",), version="v3", kept={name: 99}),
        *accepts(more, "A leaflet", "a" * 100),
        *accepts(more, "a" * 101, methods=("PATCH",)),
        *refuses(more, "grammar", "a <b> c", message=not_matching(more, "^[^<>]+$")),
        *ruled(more, "introduction-length", "a" * 101, message=wrong_length(more, 0, 100), methods=("POST",)),
        *allowed(more, "introduction-length", "a" * 100, methods=("POST",)),
    ]


def _learners() -> list[Row]:
    """A learner number: ten digits where it is a number; words pass unless the switch is on."""
    name = "UniqueLearnerNumber"
    words = "Unique Learner Number must be between 1000000000 and 9999999999."
    return [
        *accepts(name, "1000000000", "9999999999", "abc", "12a"),
        *accepts(name, 1234567890, kept={name: "1234567890"}),
        *refuses(name, "length", "12345678901", message=wrong_length(name, 0, 10), count=2),
        *refuses(name, "length", "abcdefghijk", message=wrong_length(name, 0, 10), count=1),
        *ruled(name, "learner-number", "999999999", "0", "-100000000", "12345678901", message=words),
        *ruled(name, "learner-number", "abc", message=words, switches=frozenset({"strict_learner_number"})),
        *allowed(name, "learner-number", "1000000001"),
        *allowed(name, "learner-number", "1000000001", switches=frozenset({"strict_learner_number"})),
    ]


def _subcontractors() -> list[Row]:
    """From the header: digits, fifty at most; a PATCH without it keeps what is stored."""
    name = "SubcontractorId"
    rows = []
    for method, status in (("POST", 201), ("PATCH", 200)):
        for written, what in (
            ("10001647", "ok"),
            ("1" * 50, "ok"),
            ("1000164x", "grammar"),
            ("1" * 51, "length"),
        ):
            is_taken = what == "ok"
            rows.append(
                Row(
                    about=name,
                    what=what,
                    method=method,
                    given={"GivenName": "Bea"},
                    status=status if is_taken else 422,
                    members=(name,),
                    message=not_matching(name, "^[0-9]+$") if what == "grammar" else "",
                    kept={name: written} if is_taken else {},
                    headers={name: written},
                )
            )
    return [*rows, *accepts("GivenName", "Bea", methods=("POST",), headers={name: "77"}, version="v1")]


ROWS: Final = joined(
    _names(),
    _groups(),
    _endings(),
    _introductions(),
    _learners(),
    _subcontractors(),
    dated("DateOfRegistration", "Date Of Registration must be less the current date/time."),
    dated("LastModifiedDate", "Last Modified Date must be less the current date/time."),
    accepts(
        "Title",
        ABSENT,
        methods=("POST",),
        kept={
            "Title": 99,
            "Gender": 99,
            "OptInUserResearch": False,
            "OptInMarketResearch": False,
            "DateofBirth": None,
            "UniqueLearnerNumber": None,
            "ReasonForTermination": None,
            "SubcontractorId": None,
            "LastModifiedTouchpointId": "0000000101",
        },
    ),
    accepts(
        "Title",
        2,
        before={"Gender": 1, "OptInUserResearch": True, "DateOfRegistration": PAST},
        kept={"Gender": 1, "OptInUserResearch": True, "DateOfRegistration": PAST, "GivenName": "Aria"},
        methods=("PATCH",),
    ),
    listed("Title", 5, 7, "Please supply a valid Title."),
    accepts("Title", 6),
    refuses("Title", "enum", 6, version="v3", message="Please supply a valid Title."),
    listed("Gender", 3, 6, "Please supply a valid Gender."),
    accepts("Gender", 4, 5),
    refuses("Gender", "enum", 4, 5, version="v3", message="Please supply a valid Gender."),
    truth("OptInUserResearch"),
    truth("OptInMarketResearch"),
    accepts("DateofBirth", "1984-02-29T00:00:00", "1984-02-29T00:00:00Z"),
    accepts("DateofBirth", "02/29/1984", kept={"DateofBirth": "1984-02-29T00:00:00"}),
    accepts("DateofBirth", "1984-02-29T01:00:00+01:00", kept={"DateofBirth": "1984-02-29T00:00:00+00:00"}),
    unreadable_moment("DateofBirth"),
    refuses("DateofBirth", "read", "2023-02-29", message="Could not convert string to DateTime"),
    ruled(
        "DateofBirth",
        "thirteen",
        FUTURE,
        "2024-01-01T00:00:00",
        message="Date of Birth must be at least 13 years before the current date/time.",
        count=1,
    ),
    allowed("DateofBirth", "thirteen", "1950-01-01T00:00:00"),
)

TABLE: Final = Table(
    segment="customers",
    now="DateOfRegistration LastModifiedDate",
    valid={"GivenName": "Aria", "FamilyName": "Lamplight", "IntroducedBy": 12, "PriorityGroups": [1, 3]},
    rows=ROWS,
    orders=(
        Order(method="GET", route=_ONE, steps="TP=400:number Gc=400:zero_id C=204"),
        Order(
            method="POST",
            route="Customers",
            steps="TP=400:number AU=400:number Bi=422:text B=422:exception N=422 V=422:errors",
            success=201,
            words={"Bi": "Please supply a valid Introduced By value."},
        ),
        Order(
            method="PATCH",
            route=_ONE,
            steps="TP=400:number AU=400:number Gc=400:zero_id B=422:exception N=422 C=204 RO=403 V=422:errors",
        ),
    ),
    breaks={"Bi": Break(given={"IntroducedBy": "nobody at all"})},
    unreachable={
        "GET customers/{customerid} X": "a customer that C has found is there",
        "PATCH customers/{customerid} X": "a customer that C has found is there",
        "LastModifiedTouchpointId grammar POST": "a key is bound to touchpoints of ten digits alone",
        "LastModifiedTouchpointId grammar PATCH": "a key is bound to touchpoints of ten digits alone",
        "LastModifiedTouchpointId length POST": "a key is bound to touchpoints of ten digits alone",
        "LastModifiedTouchpointId length PATCH": "a key is bound to touchpoints of ten digits alone",
        "introduced-by rule PATCH": "no version keeps a customer without it; the rule is tried by itself",
    },
    values=(
        Values(
            name="Title", values=(1, 2, 3, 4, 5, 6, 99), names={"Ms": 6, "NotProvided": 99}, versions=(4,)
        ),
        Values(name="Title", values=(1, 2, 3, 4, 5, 99), names={"Miss": 3}, versions=_OLD),
        Values(
            name="Gender",
            values=(1, 2, 3, 4, 5, 99),
            names={"AnotherGender": 4, "PreferNotToSay": 5},
            versions=(4,),
        ),
        Values(name="Gender", values=(1, 2, 3, 99), names={"NotApplicable": 3}, versions=_OLD),
        Values(
            name="ReasonForTermination", values=(1, 2, 3, 99), names={"CustomerChoice": 1, "Duplicate": 3}
        ),
        Values(
            name="IntroducedBy",
            values=_INTRODUCERS,
            names={
                "AdvancedLearningLoans": 1,
                "CareersFairActivity": 3,
                "College6thForm": 6,
                "JobCentrePlus": 10,
                "UniversitySchoolCollegeTrainingProvider": 21,
                "WorldSkillsUKLive": 24,
                "Notprovided": 99,
            },
        ),
        Values(
            name="PriorityGroups",
            values=_GROUPS,
            names={
                "EighteenToTwentyfourNotInEducationEmploymentOrTraining": 1,
                "LowSkilledAdultsWithoutALevel2Qualification": 2,
                "AdultsWhoHaveBeenUnemployedForMoreThan12Months": 3,
                "SingleParentsWithAtLeastOneDependantChildLivingInTheSameHousehold": 4,
                "AdultsWithSpecialEducationalNeedsAndOrDisabilities": 5,
                "AdultsAged50YearsOrOverWhoAreUnemployedOrAtDemonstrableRiskOfUnemployment": 6,
                "NotKnown": 98,
                "NotAPriorityCustomer": 99,
            },
            versions=(3, 4),
        ),
    ),
    shapes=(
        Shape(versions=(1,), fields=_FIRST + _LAST, not_by_post=_OURS, not_by_patch=_OURS),
        Shape(
            versions=(2,),
            fields=_FIRST + " SubcontractorId" + _LAST,
            not_by_post=f"{_OURS} SubcontractorId",
            not_by_patch=f"{_OURS} SubcontractorId",
        ),
        Shape(
            versions=(3, 4),
            fields=_FIRST + " SubcontractorId" + _LAST + " PriorityGroups",
            not_by_post=f"{_OURS} SubcontractorId",
            not_by_patch=f"{_OURS} SubcontractorId",
        ),
    ),
)
