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
from fingerpost.dss.models.sync import SyncDirection, WireDue, WireGone, WirePair, WireRemote

__all__ = [
    "FindingState",
    "NoticeKind",
    "NoticeState",
    "ResourceName",
    "SyncDirection",
    "WireAlarm",
    "WireDue",
    "WireFinding",
    "WireFollow",
    "WireGone",
    "WireKey",
    "WireKeyTouchpoint",
    "WireListening",
    "WireMark",
    "WireNotice",
    "WireNoticeAttempt",
    "WirePair",
    "WireRecord",
    "WireRemote",
    "WireReport",
    "WireTouchpoint",
]
