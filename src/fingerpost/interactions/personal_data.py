"""What contacts, checks, sessions and attendances hold of people, why, and until when (BR-7.1a, OI-14.14).

History tables follow the table they belong to.
"""

from fingerpost.house.personal_data import (
    Declarations,
    Purpose,
    Retention,
    Sensitivity,
    TextRegimes,
    declare,
    texts,
)

_ALL = (Purpose.JOURNEY, Purpose.CLAIMS_AND_AUDIT, Purpose.MANAGEMENT_INFORMATION)
_JOURNEY_AND_CLAIMS = (Purpose.JOURNEY, Purpose.CLAIMS_AND_AUDIT)
_RUNNING = (Purpose.RUNNING,)

_CONTACT = {
    **declare("customer", purposes=_ALL),
    **declare("dialled_number", purposes=(Purpose.JOURNEY, Purpose.MANAGEMENT_INFORMATION)),
    **declare("opened_by", purposes=_JOURNEY_AND_CLAIMS),
    **declare(
        "kind",
        "channel",
        "organisation",
        "contract",
        "touchpoint",
        "venue",
        "opened_at",
        "ended_at",
        purposes=_ALL,
        sensitivity=Sensitivity.NONE,
    ),
    **declare(
        "id",
        "reference",
        "state",
        "resumes",
        "appointment_id",
        "recorded_at",
        "version",
        purposes=_RUNNING,
        sensitivity=Sensitivity.NONE,
    ),
}
_CONTACT_STAFF = {
    **declare("account", "part", "joined_at", "left_at", purposes=_JOURNEY_AND_CLAIMS),
    **declare("id", "contact", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_NOTICE_GIVEN = {
    **declare("customer", "shown_by", purposes=_JOURNEY_AND_CLAIMS),
    **declare(
        "contact",
        "kind",
        "text_version",
        "channel",
        "understood",
        "shown_at",
        purposes=_JOURNEY_AND_CLAIMS,
        sensitivity=Sensitivity.NONE,
    ),
    **declare("id", "recorded_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_IDENTITY_CHECK = {
    **declare("customer", "account", purposes=_RUNNING, retention=Retention.SECURITY_LOG),
    # A keyed hash of name, date of birth and postcode still points at a person.
    **declare("seed", purposes=_RUNNING, retention=Retention.SECURITY_LOG),
    **declare(
        "id",
        "contact",
        "state",
        "questions",
        "failures",
        "method",
        "detail",
        "outcome",
        "codes_asked",
        "searched_at",
        "ended_at",
        purposes=_RUNNING,
        sensitivity=Sensitivity.NONE,
        retention=Retention.SECURITY_LOG,
    ),
}
_IDENTITY_CANDIDATE = declare(
    "check_made",
    "customer",
    purposes=_RUNNING,
    sensitivity=Sensitivity.SECRET,
    retention=Retention.SECURITY_LOG,
)
_ONE_TIME_CODE = declare(
    "check_made",
    "contact_point",
    "code_hash",
    "expires_at",
    purposes=_RUNNING,
    sensitivity=Sensitivity.SECRET,
    retention=Retention.UNTIL_USED,
)
_SECOND_CHECK = {
    **declare("given_by", "given_for", purposes=_RUNNING, retention=Retention.SECURITY_LOG),
    **declare("code_hash", purposes=_RUNNING, sensitivity=Sensitivity.SECRET, retention=Retention.UNTIL_USED),
    **declare(
        "id",
        "organisation",
        "failures",
        "given_at",
        "expires_at",
        purposes=_RUNNING,
        sensitivity=Sensitivity.NONE,
        retention=Retention.SECURITY_LOG,
    ),
}
_SECOND_CHECK_USE = {
    # Which rules were passed over on whose record can tell what was said there.
    **declare(
        "customer",
        "attendance",
        "session",
        "field",
        "form_ids",
        purposes=_JOURNEY_AND_CLAIMS,
        sensitivity=Sensitivity.SENSITIVE,
    ),
    **declare("given_by", "used_by", purposes=_JOURNEY_AND_CLAIMS),
    **declare(
        "organisation", "rule_ids", "used_at", purposes=_JOURNEY_AND_CLAIMS, sensitivity=Sensitivity.NONE
    ),
    **declare("id", "check_made", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_SESSION = {
    **declare(
        "kind",
        "channel",
        "label",
        "contact",
        "organisation",
        "contract",
        "venue",
        "started_at",
        "ended_at",
        "captured",
        purposes=_ALL,
        sensitivity=Sensitivity.NONE,
    ),
    **declare("recorded_by", purposes=_JOURNEY_AND_CLAIMS),
    **declare("id", "recorded_at", "version", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_SESSION_STAFF = {
    **declare("account", "part", purposes=_ALL),
    **declare("id", "session", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_ATTENDANCE = {
    **declare(
        "session",
        "customer",
        "booked_for",
        "arrived_at",
        "seen_at",
        "result",
        "reason",
        "gave",
        "next_contact_on",
        purposes=_ALL,
    ),
    # Who helped, and in which language, can tell of origin or of a disability.
    **declare("helper", "language", purposes=_ALL, sensitivity=Sensitivity.SENSITIVE),
    **declare("completed_by", "recorded_by", purposes=_JOURNEY_AND_CLAIMS),
    **declare("write_up_due_at", "completed_at", purposes=_JOURNEY_AND_CLAIMS, sensitivity=Sensitivity.NONE),
    **declare("id", "recorded_at", "version", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_ATTENDANCE_SECTION = {
    **declare("attendance", "text", purposes=_JOURNEY_AND_CLAIMS),
    **declare("saved_by", purposes=_JOURNEY_AND_CLAIMS),
    **declare("section", "saved_at", purposes=_JOURNEY_AND_CLAIMS, sensitivity=Sensitivity.NONE),
    **declare("id", "version", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_PRIORITY_ASSESSMENT = {
    **declare("attendance", "customer", purposes=_ALL),
    **declare("groups", purposes=_ALL, sensitivity=Sensitivity.SENSITIVE),
    **declare(
        "set_name", "set_version", "assessed_on", "rule_ids", purposes=_ALL, sensitivity=Sensitivity.NONE
    ),
    **declare("id", "recorded_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}

DECLARATIONS: Declarations = {
    "Contact": _CONTACT,
    "ContactStaff": _CONTACT_STAFF,
    "NoticeGiven": _NOTICE_GIVEN,
    "IdentityCheck": _IDENTITY_CHECK,
    "IdentityCandidate": _IDENTITY_CANDIDATE,
    "OneTimeCode": _ONE_TIME_CODE,
    "Session": _SESSION,
    "SessionStaff": _SESSION_STAFF,
    "Attendance": _ATTENDANCE,
    "AttendanceSection": _ATTENDANCE_SECTION,
    "PriorityAssessment": _PRIORITY_ASSESSMENT,
    "SecondCheck": _SECOND_CHECK,
    "SecondCheckUse": _SECOND_CHECK_USE,
}

TEXT_REGIMES: TextRegimes = {
    "Contact": texts(exempt="dialled_number", coded="reference"),
    "NoticeGiven": texts(coded="kind text_version"),
    "IdentityCheck": texts(coded="questions method detail seed"),
    "OneTimeCode": texts(coded="code_hash"),
    "Session": texts(wall="label"),
    "Attendance": texts(coded="language"),
    "AttendanceSection": texts(wall="text"),
    "PriorityAssessment": texts(coded="set_name set_version groups rule_ids"),
    "SecondCheck": texts(coded="code_hash"),
    "SecondCheckUse": texts(coded="field form_ids rule_ids"),
}
