"""What the wire keeps beside the record. Split by subject; import from here."""

from fingerpost.dss.models.doors import WireKey, WireKeyTouchpoint, WireTouchpoint
from fingerpost.dss.models.notices import NoticeKind, NoticeState, WireNotice, WireNoticeAttempt
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
    "WireFinding",
    "WireKey",
    "WireKeyTouchpoint",
    "WireMark",
    "WireNotice",
    "WireNoticeAttempt",
    "WireRecord",
    "WireTouchpoint",
]
