"""What the performance room holds of people, why, and until when (BR-7.1a, OI-14.14): of staff alone, and figures."""

from fingerpost.house.personal_data import (
    Declarations,
    Declared,
    Purpose,
    Retention,
    Sensitivity,
    TextRegimes,
    declare,
    texts,
)

_COUNTS = (Purpose.MANAGEMENT_INFORMATION,)


def _plain(*names: str) -> dict[str, Declared]:
    return declare(*names, purposes=_COUNTS, sensitivity=Sensitivity.NONE, retention=Retention.REFERENCE)


def _of_staff(*names: str) -> dict[str, Declared]:
    return declare(*names, purposes=_COUNTS, retention=Retention.STAFF_RECORD)


_TARGET = {
    **_plain("id", "contract", "measure", "starts_on", "ends_on", "value", "why", "set_at", "version"),
    **_of_staff("set_by"),
}
_DUTY = {
    **_plain("id", "contract", "month", "code", "note", "done_at", "version"),
    **_of_staff("owner", "done_by"),
}
_INTERVENTION = {
    **_plain("id", "contract", "month", "measure", "found", "state", "action", "opened_at", "closed_at"),
    **_plain("version"),
    **_of_staff("opened_by"),
}
_DATA_REQUEST = {
    **_plain("id", "contract", "scope", "due_on", "asked_at", "answer", "answered_at", "version"),
    **_of_staff("requester", "asked_by", "answered_by"),
}
_FROZEN_FIGURE = _plain(
    "id",
    "contract",
    "month",
    "known",
    "measure",
    "dimension",
    "part",
    "numerator",
    "denominator",
    "value",
    "frozen_at",
    "snapshot_sha256",
)
_EXTERNAL_COUNT = {
    **_plain("id", "contract", "source", "code", "day", "counted", "replaces", "entered_at"),
    **_of_staff("entered_by"),
}
# Its files are pseudonymous: ids and codes of people, and they go by their age (docs/rooms/performance.md).
_SNAPSHOT = _plain("id", "taken_at", "folder", "rows", "sha256", "finished_at")
_CLAIMS = (Purpose.CLAIMS_AND_AUDIT, Purpose.MANAGEMENT_INFORMATION)
_DIRECTION = {
    **_plain(
        "id", "contract", "kind", "reference", "purpose", "starts_on", "ends_on", "withdraws", "given_at"
    ),
    **_of_staff("given_by"),
}
_RETURN = {
    **_plain("id", "contract", "month", "kind", "layout", "claim", "direction", "records", "findings"),
    **_plain("due_on", "replaces", "made_at"),
    **_of_staff("made_by"),
}
# What was sent for people stands in the sealed bytes alone; it is kept as long as a claim is.
_RETURN_FILE = {
    **_plain("id", "of_return", "name", "media_type", "size", "holds_people"),
    **declare("sha256", purposes=_CLAIMS),
    **declare("sealed", purposes=_CLAIMS, sensitivity=Sensitivity.SENSITIVE),
}
_RETURN_STEP = {
    **_plain("id", "of_return", "kind", "purpose", "note", "taken_at"),
    **_of_staff("taken_by"),
}
_SAVED_REPORT = {
    **_plain("id", "organisation", "asked", "schedule", "made_on", "saved_at", "removed_at", "version"),
    **_of_staff("owner", "name"),
}
_REPORT_MADE = _plain("id", "report", "made_at", "snapshot_sha256", "sealed")

DECLARATIONS: Declarations = {
    "Target": _TARGET,
    "Duty": _DUTY,
    "Intervention": _INTERVENTION,
    "DataRequest": _DATA_REQUEST,
    "FrozenFigure": _FROZEN_FIGURE,
    "ExternalCount": _EXTERNAL_COUNT,
    "Snapshot": _SNAPSHOT,
    "SavedReport": _SAVED_REPORT,
    "ReportMade": _REPORT_MADE,
    "Direction": _DIRECTION,
    "Return": _RETURN,
    "ReturnFile": _RETURN_FILE,
    "ReturnStep": _RETURN_STEP,
}

# Forms of this room refuse restricted words, although nothing here is of a customer: somebody may write of one.
TEXT_REGIMES: TextRegimes = {
    "Target": texts(coded="measure", wall="why"),
    "Duty": texts(coded="code", wall="note"),
    "Intervention": texts(coded="measure found", wall="action"),
    "DataRequest": texts(wall="requester scope answer"),
    "FrozenFigure": texts(coded="measure dimension part snapshot_sha256"),
    "ExternalCount": texts(coded="code"),
    "Snapshot": texts(coded="folder rows sha256"),
    "SavedReport": texts(wall="name", coded="asked"),
    "ReportMade": texts(coded="snapshot_sha256"),
    "Direction": texts(coded="kind", wall="reference purpose"),
    "Return": texts(coded="kind layout"),
    "ReturnFile": texts(coded="name media_type sha256"),
    "ReturnStep": texts(coded="kind", wall="purpose note"),
}
