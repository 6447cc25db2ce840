"""What the wire keeps beside the record. Split by subject; import from here."""

from fingerpost.dss.models.collections import WireReport
from fingerpost.dss.models.doors import (
    WireAlarm,
    WireGuessing,
    WireKey,
    WireKeyTouchpoint,
    WireMiss,
    WireTouchpoint,
)
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
    "WireGuessing",
    "WireKey",
    "WireKeyTouchpoint",
    "WireListening",
    "WireMark",
    "WireMiss",
    "WireNotice",
    "WireNoticeAttempt",
    "WirePair",
    "WireRecord",
    "WireRemote",
    "WireReport",
    "WireTouchpoint",
]
