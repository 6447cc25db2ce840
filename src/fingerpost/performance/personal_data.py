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

DECLARATIONS: Declarations = {
    "Target": _TARGET,
    "Duty": _DUTY,
    "Intervention": _INTERVENTION,
    "DataRequest": _DATA_REQUEST,
    "FrozenFigure": _FROZEN_FIGURE,
    "ExternalCount": _EXTERNAL_COUNT,
}

# Forms of this room refuse restricted words, although nothing here is of a customer: somebody may write of one.
TEXT_REGIMES: TextRegimes = {
    "Target": texts(coded="measure", wall="why"),
    "Duty": texts(coded="code", wall="note"),
    "Intervention": texts(coded="measure found", wall="action"),
    "DataRequest": texts(wall="requester scope answer"),
    "FrozenFigure": texts(coded="measure dimension part snapshot_sha256"),
    "ExternalCount": texts(coded="code"),
}
