"""What the wire keeps beside the record. Split by subject; import from here."""

from fingerpost.dss.models.collections import WireReport
from fingerpost.dss.models.doors import WireAlarm, WireKey, WireKeyTouchpoint, WireTouchpoint
from fingerpost.dss.models.notices import (
    NoticeKind,
    NoticeState,
    WireFollow,
    WireListening,
    WireNotice,
    WireNoticeAttempt,
)
from fingerpost.dss.models.records import (
    FindingState,
    ResourceName,
    WireFinding,
    WireMark,
    WireRecord,
)

__all__ = [
    "FindingState",
    "NoticeKind",
    "NoticeState",
    "ResourceName",
    "WireAlarm",
    "WireFinding",
    "WireFollow",
    "WireKey",
    "WireKeyTouchpoint",
    "WireListening",
    "WireMark",
    "WireNotice",
    "WireNoticeAttempt",
    "WireRecord",
    "WireReport",
    "WireTouchpoint",
]
