"""Keys about signing in and about who of the staff may work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import FLAG, NUMBER, TABLE, TEXT, TEXTS, member, one_of
from fingerpost.policy.schema import KeySpec, Kind

KEYS: Final[Mapping[str, KeySpec]] = {
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
        check=member("enhanced", one_of("always", "vulnerable_groups")),
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
