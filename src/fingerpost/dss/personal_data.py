"""What the wire holds of people, why, and until when (BR-7.1a, OI-14.6, OI-14.14).

History tables follow the table they belong to. A wire record holds what the record itself holds, as the wire says it;
words of another system that may not stand are kept apart, encrypted, and destroyed by date.
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
_RUNNING = (Purpose.RUNNING,)

_TOUCHPOINT = {
    **declare(
        "sealed_secret", purposes=_RUNNING, sensitivity=Sensitivity.SECRET, retention=Retention.REFERENCE
    ),
    **declare(
        *("id", "touchpoint", "code", "organisation", "contract", "account", "membership", "is_external"),
        *("listener_url", "opened_at"),
        purposes=_RUNNING,
        sensitivity=Sensitivity.NONE,
        retention=Retention.REFERENCE,
    ),
}
_KEY = {
    **declare(
        "secret_hash", purposes=_RUNNING, sensitivity=Sensitivity.SECRET, retention=Retention.SECURITY_LOG
    ),
    **declare("made_by", "revoked_by", purposes=_RUNNING, retention=Retention.SECURITY_LOG),
    **declare(
        *("id", "label", "ends_with", "replaces", "made_at", "ends_at", "revoked_at", "used_on"),
        purposes=_RUNNING,
        sensitivity=Sensitivity.NONE,
        retention=Retention.SECURITY_LOG,
    ),
}
_KEY_TOUCHPOINT = declare(
    *("id", "key", "touchpoint"),
    purposes=_RUNNING,
    sensitivity=Sensitivity.NONE,
    retention=Retention.SECURITY_LOG,
)
_ALARM = declare(
    *("id", "touchpoint", "customers", "minutes", "raised_at"),
    purposes=_RUNNING,
    sensitivity=Sensitivity.NONE,
    retention=Retention.SECURITY_LOG,
)
# How often a system asked, and nothing of whom it asked for.
_MISS = declare(
    *("id", "key", "minute", "searches"),
    purposes=_RUNNING,
    sensitivity=Sensitivity.NONE,
    retention=Retention.SECURITY_LOG,
)
_GUESSING = declare(
    *("id", "key", "searches", "minutes", "raised_at"),
    purposes=_RUNNING,
    sensitivity=Sensitivity.NONE,
    retention=Retention.SECURITY_LOG,
)
_RECORD = {
    **declare("customer", "interaction_id", "plan_id", purposes=_ALL),
    # Diversity details and dates of death are among them.
    **declare("body", "told", "sealed", purposes=_ALL, sensitivity=Sensitivity.SENSITIVE),
    **declare(
        *("resource", "touchpoint", "modified_by", "modified_at", "closed_at", "sealed_until"),
        purposes=_ALL,
        sensitivity=Sensitivity.NONE,
    ),
    **declare("id", "version", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_MARK = {
    **declare("customer", purposes=_RUNNING),
    **declare("events_seen", "mirrored_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_FINDING = {
    **declare("customer", "settled_by", purposes=_ALL),
    # That words were found is near to what they said.
    **declare("rule", "fields", purposes=_ALL, sensitivity=Sensitivity.SENSITIVE),
    **declare(
        *("record", "touchpoint", "found_at", "state", "settled_at"),
        purposes=_ALL,
        sensitivity=Sensitivity.NONE,
    ),
    **declare("id", "recorded_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_NOTICE = {
    **declare("customer_id", "record_id", "resource_url", purposes=(Purpose.JOURNEY,)),
    **declare(
        *("subscriber", "kind", "resource", "modified", "originator", "is_about_reaching", "state", "tries"),
        *("due_at", "queued_at", "state_at"),
        purposes=(Purpose.JOURNEY,),
        sensitivity=Sensitivity.NONE,
    ),
    **declare("place", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_NOTICE_ATTEMPT = declare(
    *("id", "notice", "http_status", "was_taken", "tried_at"),
    purposes=_RUNNING,
    sensitivity=Sensitivity.NONE,
    retention=Retention.SECURITY_LOG,
)
_LISTENING = declare(
    *("touchpoint", "failures", "quiet_until"),
    purposes=_RUNNING,
    sensitivity=Sensitivity.NONE,
    retention=Retention.SECURITY_LOG,
)
_FOLLOW = declare(
    *("id", "reached_at"), purposes=_RUNNING, sensitivity=Sensitivity.NONE, retention=Retention.REFERENCE
)
# Dates of birth and postcodes are among what a report says.
_REPORT = {
    **declare("sealed", purposes=(Purpose.CLAIMS_AND_AUDIT,), sensitivity=Sensitivity.SENSITIVE),
    **declare("customers", purposes=(Purpose.CLAIMS_AND_AUDIT,)),
    **declare(
        *("collection", "size", "sha256", "made_at"),
        purposes=(Purpose.CLAIMS_AND_AUDIT,),
        sensitivity=Sensitivity.NONE,
    ),
}
_REMOTE = {
    **declare(
        "sealed_secret", purposes=_RUNNING, sensitivity=Sensitivity.SECRET, retention=Retention.REFERENCE
    ),
    **declare(
        *("id", "address", "touchpoint", "pull_file", "push_file", "added_at"),
        purposes=_RUNNING,
        sensitivity=Sensitivity.NONE,
        retention=Retention.REFERENCE,
    ),
}
_PAIR = {
    **declare("customer_id", "here_id", "there_id", purposes=(Purpose.JOURNEY,)),
    **declare("here_print", "there_print", purposes=(Purpose.JOURNEY,)),
    **declare(
        *("id", "remote", "resource", "here_seen", "agreed_at"),
        purposes=_RUNNING,
        sensitivity=Sensitivity.NONE,
    ),
}
_DUE = {
    **declare("customer_id", "path", purposes=(Purpose.JOURNEY,)),
    **declare(*("id", "remote", "direction", "added_at"), purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
# That somebody was forgotten is kept for as long as the other service might bring them back.
_GONE = declare(
    *("id", "remote", "digest"),
    purposes=_RUNNING,
    sensitivity=Sensitivity.NONE,
    retention=Retention.REFERENCE,
)

DECLARATIONS: Declarations = {
    "WireTouchpoint": _TOUCHPOINT,
    "WireKey": _KEY,
    "WireKeyTouchpoint": _KEY_TOUCHPOINT,
    "WireAlarm": _ALARM,
    "WireMiss": _MISS,
    "WireGuessing": _GUESSING,
    "WireRecord": _RECORD,
    "WireMark": _MARK,
    "WireFinding": _FINDING,
    "WireNotice": _NOTICE,
    "WireNoticeAttempt": _NOTICE_ATTEMPT,
    "WireListening": _LISTENING,
    "WireFollow": _FOLLOW,
    "WireReport": _REPORT,
    "WireRemote": _REMOTE,
    "WirePair": _PAIR,
    "WireDue": _DUE,
    "WireGone": _GONE,
}

TEXT_REGIMES: TextRegimes = {
    "WireTouchpoint": texts(coded="code listener_url"),
    "WireKey": texts(wall="label", coded="secret_hash ends_with"),
    # Screened as they come in: what may not stand is taken out and sealed before the body is kept.
    "WireRecord": texts(sealed="body told", coded="touchpoint modified_by"),
    "WireFinding": texts(coded="rule fields"),
    "WireNotice": texts(coded="resource resource_url modified originator"),
    "WireReport": texts(coded="sha256"),
    "WireRemote": texts(coded="address pull_file push_file"),
    "WirePair": texts(coded="resource here_print there_print here_seen"),
    "WireDue": texts(coded="path"),
    "WireGone": texts(coded="digest"),
}
