"""What is kept of contacts, sessions and attendances. Split by subject; import from here."""

from fingerpost.interactions.models.checks import (
    CheckOutcome,
    CheckState,
    IdentityCandidate,
    IdentityCheck,
    OneTimeCode,
)
from fingerpost.interactions.models.contacts import (
    Channel,
    Contact,
    ContactKind,
    ContactStaff,
    ContactState,
    NoticeGiven,
    StaffPart,
)
from fingerpost.interactions.models.second_checks import SecondCheck, SecondCheckUse
from fingerpost.interactions.models.sessions import (
    Attendance,
    AttendanceResult,
    AttendanceSection,
    Captured,
    Gave,
    Helper,
    PriorityAssessment,
    Section,
    Session,
    SessionKind,
    SessionStaff,
)

__all__ = [
    "Attendance",
    "AttendanceResult",
    "AttendanceSection",
    "Captured",
    "Channel",
    "CheckOutcome",
    "CheckState",
    "Contact",
    "ContactKind",
    "ContactStaff",
    "ContactState",
    "Gave",
    "Helper",
    "IdentityCandidate",
    "IdentityCheck",
    "NoticeGiven",
    "OneTimeCode",
    "PriorityAssessment",
    "SecondCheck",
    "SecondCheckUse",
    "Section",
    "Session",
    "SessionKind",
    "SessionStaff",
    "StaffPart",
]
