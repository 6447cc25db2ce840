"""The lists of the wire: each value with its label, the name under which it is read too, and its versions.

Values go out as integers. A body may hold the integer, its digits as text, or the member name in any letter case. A
member name is the label without anything but letters and digits, except where one is given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final

from fingerpost.dss.wire.description import NEWEST, OLDEST

_NOT_OF_NAMES: Final = re.compile(r"[^A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Member:
    """One value of a list."""

    value: int
    label: str
    name: str
    since: int = OLDEST
    until: int = NEWEST


@dataclass(frozen=True)
class WireEnum:
    """One list. ``members`` stand in the order of their values."""

    name: str
    members: tuple[Member, ...]

    @cached_property
    def by_name(self) -> Mapping[str, int]:
        """Values by member name in small letters."""
        return MappingProxyType({each.name.lower(): each.value for each in self.members})

    @cached_property
    def labels(self) -> Mapping[int, str]:
        """Labels by value."""
        return MappingProxyType({each.value: each.label for each in self.members})

    def values(self, version: int = NEWEST) -> tuple[int, ...]:
        """The values that a version knows."""
        return tuple(each.value for each in self.members if each.since <= version <= each.until)

    def has(self, value: object, version: int = NEWEST) -> bool:
        """Whether this is a value of the list in a version."""
        return isinstance(value, int) and not isinstance(value, bool) and value in self.values(version)


def _of(name: str, *members: Member | tuple[int, str] | tuple[int, str, str]) -> WireEnum:
    made = []
    for each in members:
        if isinstance(each, Member):
            made.append(each)
            continue
        value, label = each[0], each[1]
        made.append(Member(value, label, each[2] if len(each) > 2 else _NOT_OF_NAMES.sub("", label)))
    return WireEnum(name, tuple(made))


def _since(version: int, value: int, label: str, name: str = "") -> Member:
    return Member(value, label, name or _NOT_OF_NAMES.sub("", label), since=version)


_HOURS: Final = (
    (1, "Less Than Sixteen Hours"),
    (2, "Sixteen Hours Or More"),
    (98, "Prefer Not To Say"),
    (99, "Not Known"),
)

_ALL: Final = (
    _of(
        "Title",
        (1, "Mr"),
        (2, "Mrs"),
        (3, "Miss"),
        (4, "Dr"),
        (5, "Other"),
        _since(4, 6, "Ms"),
        (99, "Not Provided"),
    ),
    _of(
        "Gender",
        (1, "Female"),
        (2, "Male"),
        (3, "Not Applicable"),
        _since(4, 4, "Another Gender"),
        _since(4, 5, "Prefer not to say"),
        (99, "Not Provided"),
    ),
    _of("ReasonForTermination", (1, "Customer Choice"), (2, "Deceased"), (3, "Duplicate"), (99, "Other")),
    _of(
        "IntroducedBy",
        (1, "Advanced Learning Loans"),
        (2, "Apprenticeship Service"),
        (3, "Careers Fair/Activity"),
        (4, "Charity"),
        (5, "Citizens Advice"),
        (6, "College/6th Form"),
        (7, "Community Centre/Library"),
        (8, "Employer"),
        (9, "Facebook"),
        (10, "Jobcentre Plus", "JobCentrePlus"),
        (11, "LEP"),
        (12, "National careers service website"),
        (13, "Newspaper/magazine"),
        (14, "Billboard or Public Transport Advert"),
        (15, "Professional Body or Organisation"),
        (16, "Radio"),
        (17, "School"),
        (18, "Training Provider"),
        (19, "TV"),
        (20, "Twitter"),
        (21, "University/School/College/Training Provider"),
        (22, "University"),
        (23, "Word of Mouth"),
        (24, "World Skills UK Live"),
        (25, "National Retraining Scheme"),
        (98, "Other"),
        (99, "Not provided"),
    ),
    # Outcomes and action plans of version 2 held one of these too, and knew no 98.
    _of(
        "PriorityCustomer",
        (
            1,
            "18 to 24 not in education, employment or training",
            "EighteenToTwentyfourNotInEducationEmploymentOrTraining",
        ),
        (2, "Low skilled adults without a level 2 qualification"),
        (3, "Adults unemployed for more than 12 months", "AdultsWhoHaveBeenUnemployedForMoreThan12Months"),
        (
            4,
            "Single parents with at least one dependent child in the same household",
            "SingleParentsWithAtLeastOneDependantChildLivingInTheSameHousehold",
        ),
        (5, "Adults with special educational needs and/or disabilities"),
        (
            6,
            "Adults aged 50 or over, unemployed or at demonstrable risk of unemployment",
            "AdultsAged50YearsOrOverWhoAreUnemployedOrAtDemonstrableRiskOfUnemployment",
        ),
        _since(3, 98, "Not known"),
        (99, "Not a priority customer"),
    ),
    _of(
        "PreferredContactMethod",
        (1, "Email"),
        (2, "Mobile"),
        (3, "Telephone"),
        (4, "SMS"),
        (5, "Post"),
        _since(2, 6, "WhatsApp"),
        (99, "Not Known"),
    ),
    _of(
        "LLDDDeclaration",
        (
            1,
            "Customer considers themselves to have a learning difficulty and/or health problem",
            "CustomerConsidersThemselvesToHaveALearningDifficultyAndOrHealthProblem",
        ),
        (
            2,
            "Customer does not consider themselves to have a learning difficulty and/or health problem",
            "CustomerDoesNotConsiderThemselvesToHaveALearningDifficultyAndOrHealthProblem",
        ),
        (9, "Not provided by the customer", "NotProvidedByTheCustomer"),
    ),
    _of(
        "LLDD",
        (4, "Visual impairment"),
        (5, "Hearing impairment"),
        (6, "Disability affecting mobility"),
        (7, "Profound complex disabilities"),
        (8, "Social and emotional difficulties"),
        (9, "Mental health difficulty"),
        (10, "Moderate learning difficulty"),
        (11, "Severe learning difficulty"),
        (12, "Dyslexia"),
        (13, "Dyscalculia"),
        (14, "Autism spectrum disorder"),
        (15, "Asperger's syndrome"),
        (16, "Temporary disability after illness or accident"),
        (17, "Speech, Language and Communication Needs"),
        (93, "Other physical disability"),
        (94, "Other specific learning difficulty"),
        (95, "Other medical condition"),
        (96, "Other learning difficulty"),
        (97, "Other disability"),
        (98, "Prefer not to say"),
        (99, "Not provided"),
    ),
    _of(
        "Ethnicity",
        (31, "English / Welsh / Scottish / Northern Irish / British"),
        (32, "Irish"),
        (33, "Gypsy or Irish Traveller", "GypsyIrishTraveller"),
        (34, "Any Other White background"),
        (35, "White and Black Caribbean"),
        (36, "White and Black African"),
        (37, "White and Asian"),
        (38, "Any Other Mixed / multiple ethnic background"),
        (39, "Indian"),
        (40, "Pakistani"),
        (41, "Bangladeshi"),
        (42, "Chinese"),
        (43, "Any other Asian background"),
        (44, "African"),
        (45, "Caribbean"),
        (46, "Any other Black / African / Caribbean background"),
        (47, "Arab"),
        (98, "Any other ethnic group"),
        (99, "Not provided"),
    ),
    _of(
        "Channel",
        (1, "Face to face"),
        (2, "Telephone"),
        (3, "Webchat"),
        (4, "Videochat"),
        (5, "Email"),
        (6, "Social media"),
        (7, "SMS"),
        (8, "Post"),
        (9, "Co-browse"),
        _since(2, 10, "Messaging application"),
        (99, "Other"),
    ),
    _of(
        "InteractionType",
        (1, "Transfer to touchpoint"),
        (2, "Webchat"),
        (3, "Book an appointment"),
        (4, "Creation of action plan"),
        (5, "Telephone call"),
        (6, "Request to be contacted"),
        (7, "Request for technical help"),
        (8, "Provides feedback"),
        (9, "Complaint"),
        (10, "Voice of customer survey"),
        (11, "Call back successful", "CallBackSuccess"),
        (12, "Call back unsuccessful"),
        (99, "Other"),
    ),
    _of(
        "ReasonForNonAttendance",
        (1, "Forgot"),
        (2, "No Longer Needed"),
        (3, "Work Related"),
        (4, "Personal Situation"),
        (5, "Rescheduled"),
        (99, "Not Known"),
    ),
    _of("ActionPlanDeliveryMethod", (1, "Paper"), (2, "Email"), (3, "Digital"), (99, "Other")),
    _of(
        "CustomerSatisfaction",
        (1, "Yes", "Satisfied"),
        (2, "No", "NotSatisfied"),
        (99, "N/A", "NotAvailable"),
    ),
    _of(
        "ActionStatus", (1, "Not Started"), (2, "In Progress"), (3, "Completed"), (99, "No longer applicable")
    ),
    _of("PersonResponsible", (1, "Customer"), (2, "Adviser")),
    _of(
        "ActionType",
        (1, "Skills Health Check"),
        (2, "Create or update CV"),
        (3, "Interview Skills Workshop"),
        (4, "Search For Vacancy"),
        (5, "Enrol On A Course"),
        (6, "Careers Management Workshop"),
        (7, "Apply For Apprenticeship"),
        (8, "Apply For Traineeship"),
        (9, "Attend Skills Fair Or Skills Show"),
        (10, "Volunteer"),
        (11, "Use National Careers Service Website"),
        (12, "Use External Digital Services"),
        (13, "Book Follow Up Appointment"),
        (14, "Use Social Media"),
        _since(3, 15, "Discovery Your Skills And Careers"),
        _since(3, 16, "Find A Course"),
        (99, "Other"),
    ),
    _of(
        "SignpostedToCategory",
        (1, "Charity"),
        (3, "Training Provider"),
        (6, "Apprenticeships", "ApprenticeshipService"),
        (7, "Specialist Organisation"),
        (8, "Jobcentre Plus", "JCP"),
        (9, "Employer"),
        (10, "Traineeships"),
        (11, "Further Education"),
        (12, "Higher Education"),
        (13, "Community Centres"),
        (98, "Not Applicable"),
        (99, "Other"),
    ),
    _of("GoalType", (1, "Skills"), (2, "Work"), (3, "Learning"), (99, "Other")),
    _of("GoalStatus", (1, "In progress"), (2, "Achieved"), (99, "No longer relevant")),
    _of(
        "OutcomeType",
        (1, "Customer Satisfaction"),
        (2, "Career Management", "CareersManagement"),
        (3, "Sustainable Employment"),
        (4, "Accredited Learning"),
        (5, "Career Progression"),
    ),
    _of(
        "CurrentEmploymentStatus",
        (1, "Apprenticeship"),
        (2, "Economically Inactive"),
        (3, "Economically Inactive And Voluntary Work"),
        (4, "Employed"),
        (5, "Employed And Voluntary Work"),
        (6, "Employed At Risk Of Redundancy"),
        (7, "Retired"),
        (8, "Retired And Voluntary Work"),
        (9, "Self Employed"),
        (10, "Self Employed And Voluntary Work"),
        (11, "Unemployed"),
        (12, "Unemployed And Voluntary Work"),
        (13, "Unemployed Due To Redundancy"),
        (99, "Not known"),
    ),
    _of(
        "EconomicShockStatus",
        (1, "Local Economic Shock"),
        (2, "Government Defined Economic Shock"),
        (3, "Not Applicable"),
    ),
    _of("EmploymentHours", *_HOURS),
    _of("LearningHours", *_HOURS),
    _of(
        "LengthOfUnemployment",
        (1, "Less than 3 months", "LessThanThreeMonths"),
        (2, "3 to 5 months", "ThreeToFiveMonths"),
        (3, "6 to 11 months", "SixToElevenMonths"),
        (4, "12 to 23 months", "TwelveToTwentyThreeMonths"),
        (5, "24 to 35 months", "TwentyFourToThirtyFiveMonths"),
        (6, "Over 36 months", "OverThirtySixMonths"),
        (98, "Prefer not to say", "PreferNotToSay"),
        (99, "Not known or not provided", "NotKnownOrNotProvided"),
    ),
    _of(
        "CurrentLearningStatus",
        (1, "In Learning"),
        (2, "Not In Learning"),
        (3, "Traineeship"),
        (98, "Prefer Not To Say"),
        (99, "Not Known"),
    ),
    _of(
        "QualificationLevel",
        (0, "Entry Level"),
        *((level, f"Level {level}") for level in range(1, 9)),
        (99, "No Qualifications"),
    ),
)

ENUMS: Final[Mapping[str, WireEnum]] = MappingProxyType({each.name: each for each in _ALL})
"""Every list, by the name that ``Field.enum`` gives."""
