"""What the performance room keeps. Nothing here is about a customer but the sealed files of returns."""

from fingerpost.performance.models.managing import (
    DataRequest,
    Duty,
    Intervention,
    InterventionState,
    ReportMade,
    SavedReport,
    Schedule,
    Target,
)
from fingerpost.performance.models.returns import (
    Direction,
    Return,
    ReturnFile,
    ReturnKind,
    ReturnStep,
    ReturnStepKind,
)
from fingerpost.performance.models.snapshots import CountSource, ExternalCount, FrozenFigure, Known, Snapshot

__all__ = [
    "CountSource",
    "DataRequest",
    "Direction",
    "Duty",
    "ExternalCount",
    "FrozenFigure",
    "Intervention",
    "InterventionState",
    "Known",
    "ReportMade",
    "Return",
    "ReturnFile",
    "ReturnKind",
    "ReturnStep",
    "ReturnStepKind",
    "SavedReport",
    "Schedule",
    "Snapshot",
    "Target",
]
