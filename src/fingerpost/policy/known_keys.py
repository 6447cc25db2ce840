"""Every key that a pack may hold, with the kind of its value, its unit and what it is for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fingerpost.policy.schema import KeySpec, Kind

NUMBER, TEXT, FLAG, TEXTS, TABLE, ROWS = (
    Kind.NUMBER,
    Kind.TEXT,
    Kind.FLAG,
    Kind.TEXTS,
    Kind.TABLE,
    Kind.ROWS,
)

_NOTICE: Final = {"version": TEXT, "title": TEXT, "body": TEXTS}
_COUNTED: Final = {"code": TEXT, "label": TEXT}

_ACCESS: Final = {
    "login.password": KeySpec(
        TABLE,
        "What a password for signing in must be",
        fields={
            "minimum_length": NUMBER,
            "letters": FLAG,
            "digits": FLAG,
            "capitals": FLAG,
            "mixed_case": FLAG,
            "refuse_guessable": FLAG,
            "change_days?": NUMBER,
        },
    ),
    "login.lock": KeySpec(
        TABLE, "When sign-in locks, and for how long", fields={"tries": NUMBER, "minutes": NUMBER}
    ),
    "login.idle_minutes": KeySpec(NUMBER, "How long a signed-in session may stand idle", "minutes"),
    "login.idle_warning_minutes": KeySpec(
        NUMBER, "How long before the idle limit a warning shows", "minutes"
    ),
    "search.limit": KeySpec(
        TABLE,
        "How many searches for a customer one person may make",
        fields={"per_contact": NUMBER, "per_ten_minutes": NUMBER, "per_day": NUMBER},
    ),
    "staff.vetting": KeySpec(
        TABLE,
        "Which personnel checks give access to customers",
        fields={
            "baseline": FLAG,
            "enhanced": TEXT,
            "grace_months": NUMBER,
            "renewal_years": NUMBER,
            "warning_days": Kind.NUMBERS,
        },
    ),
    "staff.training_before_access": KeySpec(TEXTS, "Training that must be done before the first sign-in"),
    "staff.essential_training_months": KeySpec(NUMBER, "Time to do the essential learning modules", "months"),
    "staff.advice_qualification_level": KeySpec(
        NUMBER, "Level of qualification needed to give advice", "level"
    ),
    "staff.qualification_clocks": KeySpec(
        TABLE,
        "Time an adviser has to begin, and then to achieve, a qualification",
        fields={"begin_within_months": NUMBER, "achieve_within_years": NUMBER},
    ),
    "staff.supervised_trainees_may_advise": KeySpec(FLAG, "Whether a supervised trainee may complete advice"),
}

_IDENTITY: Final = {
    "identity.method": KeySpec(TEXT, "How a returning customer's record is opened"),
    "identity.items": KeySpec(TEXTS, "The items that find a record together"),
    "identity.failures_before_lock": KeySpec(
        NUMBER, "Failed checks before a record locks and escalates", "failures"
    ),
    "identity.lock_minutes": KeySpec(NUMBER, "How long a locked record stays locked", "minutes"),
    "identity.answers_needed": KeySpec(NUMBER, "Secret questions answered rightly to pass", "answers"),
    "identity.one_time_code": KeySpec(
        TABLE,
        "The one-time code sent to a safe contact point",
        fields={"digits": NUMBER, "minutes": NUMBER, "tries": NUMBER},
    ),
    "identity.guide": KeySpec(
        TABLE,
        "The guide to identity checks in use",
        fields={"name": TEXT, "version": TEXT, "published": Kind.DATE},
    ),
    "identity.levels": KeySpec(ROWS, "Levels of confidence, lowest first", fields=_COUNTED),
    "identity.level_needed": KeySpec(
        TEXT, "Level of confidence needed before a record is more than provisional"
    ),
    "identity.profiles": KeySpec(
        ROWS,
        "Combinations of scores and the level each reaches",
        fields={
            "code": TEXT,
            "level": TEXT,
            "evidence": TEXTS,
            "activity": NUMBER,
            "fraud": NUMBER,
            "verification": NUMBER,
        },
    ),
    "identity.presets": KeySpec(
        ROWS,
        "Kinds of evidence an adviser can tick in one go, with the scores each gives",
        fields={
            "code": TEXT,
            "label": TEXT,
            "hint": TEXT,
            "evidence": TEXTS,
            "activity": NUMBER,
            "fraud": NUMBER,
            "verification": NUMBER,
            "level": TEXT,
            "enough_without_papers?": FLAG,
        },
    ),
    "identity.secret_questions": KeySpec(ROWS, "Questions that are safe to ask a customer", fields=_COUNTED),
}

_RECORD: Final = {
    "write_up.working_days": KeySpec(NUMBER, "Time to write up an interview", "working days"),
    "record.update_days": KeySpec(NUMBER, "Time to update a record after an interaction", "calendar days"),
    "record.provisional_days": KeySpec(
        NUMBER, "Time to confirm or delete a provisional record", "calendar days"
    ),
    "record.provisional_warning_days": KeySpec(
        NUMBER, "Warning before a provisional record goes", "calendar days"
    ),
    "grant.contact_hours": KeySpec(NUMBER, "Length of a grant from passing a check in a contact", "hours"),
    "grant.appointment_opens_hours": KeySpec(
        NUMBER, "How early one's own appointment opens the record", "hours"
    ),
    "grant.appointment_closes_hours": KeySpec(
        NUMBER, "How long after it one's own appointment does", "hours"
    ),
    "grant.relationship_months": KeySpec(
        NUMBER, "Length of a working relationship since the last session", "months"
    ),
    "grant.audit_days": KeySpec(NUMBER, "Length of a grant for audit", "calendar days"),
    "grant.provisional_days": KeySpec(NUMBER, "Length of the grant on a provisional record", "calendar days"),
    "retention.classes": KeySpec(
        ROWS,
        "How long each class of personal data is kept, and from what moment",
        fields={"code": TEXT, "label": TEXT, "months": NUMBER, "counted_from": TEXT},
    ),
    "notice.charter": KeySpec(TABLE, "Customer Charter", fields=_NOTICE),
    "notice.confidentiality": KeySpec(TABLE, "How we keep what you say confidential", fields=_NOTICE),
    "notice.privacy": KeySpec(TABLE, "Privacy notice", fields=_NOTICE),
    "notice.terms": KeySpec(TABLE, "Terms of using the service", fields=_NOTICE),
    "notice.anonymous": KeySpec(TABLE, "What staying anonymous means", fields=_NOTICE),
    "support.needs": KeySpec(
        ROWS, "Support needs, coded so that nothing sensitive is written", fields=_COUNTED
    ),
    "constraint.codes": KeySpec(ROWS, "Things to arrange, coded without a reason", fields=_COUNTED),
    "screening.forms": KeySpec(
        ROWS,
        "The words and phrases that can't be kept",
        fields={"id": TEXT, "base": TEXT, "form": TEXT, "kind": TEXT, "everyday?": FLAG},
    ),
    "screening.suggestions": KeySpec(
        ROWS, "Neutral words to offer", fields={"form": TEXT, "suggestion": TEXT}
    ),
    "screening.exempt_kinds": KeySpec(TEXTS, "Kinds of field that are not screened"),
    "screening.everyday_blocks": KeySpec(FLAG, "Whether a word with an everyday meaning stops a save"),
}

_PLACE: Final = {
    "places.areas": KeySpec(ROWS, "The areas of England", fields={**_COUNTED, "touchpoint": TEXT}),
    "places.touchpoints": KeySpec(
        ROWS, "Touchpoints outside the areas", fields={**_COUNTED, "touchpoint": TEXT}
    ),
    "places.nations": KeySpec(
        ROWS,
        "Nations, and the careers service of each",
        fields={**_COUNTED, "service": TEXT, "in_scope": FLAG},
    ),
}

_ELIGIBILITY: Final = {
    "eligibility.adult_age": KeySpec(NUMBER, "Age from which the adult service is open to anyone", "years"),
    "eligibility.exception_age": KeySpec(
        NUMBER, "Age at which an exception opens the adult service", "years"
    ),
    "eligibility.youngest_age": KeySpec(NUMBER, "Age below which a person is outside the service", "years"),
    "eligibility.leap_birthday": KeySpec(
        TEXT, "When a person born on 29 February comes of age in other years"
    ),
    "eligibility.place_rule": KeySpec(TEXT, "Which ties to England bring a person into scope"),
    "directions.young_advice": KeySpec(
        TABLE, "Where a young person who needs advice goes", fields={"join": TEXT, "to": TEXTS}
    ),
    "directions.young_information": KeySpec(
        TABLE, "Where a young person who needs information goes", fields={"join": TEXT, "to": TEXTS}
    ),
    "sessions.funded_per_year": KeySpec(
        TABLE, "Funded face-to-face sessions in a contract year", fields={"priority": NUMBER, "other": NUMBER}
    ),
    **{
        f"priority.set.{scheme}": KeySpec(
            ROWS,
            "The priority groups of a scheme",
            fields={
                "code": TEXT,
                "label": TEXT,
                "test": TEXT,
                "wire?": NUMBER,
                "months?": NUMBER,
                "age_from?": NUMBER,
                "age_to?": NUMBER,
                "level_below?": NUMBER,
            },
            gaps=True,
        )
        for scheme in ("nextstep_2010", "ncs_2014", "ncs_2018")
    },
}

KNOWN_KEYS: Final[Mapping[str, KeySpec]] = MappingProxyType(
    {**_ACCESS, **_IDENTITY, **_RECORD, **_PLACE, **_ELIGIBILITY}
)
