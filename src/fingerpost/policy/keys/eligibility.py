"""Keys about who may use what, and the priority groups of each scheme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import COUNTED, NUMBER, ROWS, TABLE, TEXT, TEXTS, member, one_of
from fingerpost.policy.priority import complaint_about_answers, complaint_about_groups
from fingerpost.policy.schema import KeySpec

_SCHEMES: Final = ("nextstep_2010", "ncs_2014", "ncs_2018")
_JOINED: Final = member("join", one_of("any", "all"))

KEYS: Final[Mapping[str, KeySpec]] = {
    "eligibility.adult_age": KeySpec(NUMBER, "Age from which the adult service is open to anyone", "years"),
    "eligibility.exception_age": KeySpec(
        NUMBER, "Age at which an exception opens the adult service", "years"
    ),
    "eligibility.youngest_age": KeySpec(NUMBER, "Age below which a person is outside the service", "years"),
    "eligibility.leap_birthday": KeySpec(
        TEXT,
        "When a person born on 29 February comes of age in other years",
        check=one_of("1 March", "28 February"),
    ),
    "eligibility.place_rule": KeySpec(
        TEXT,
        "Which ties to England bring a person into scope",
        check=one_of("in_england", "lives_or_works_in_england"),
    ),
    "directions.young_advice": KeySpec(
        TABLE, "Where a young person who needs advice goes", fields={"join": TEXT, "to": TEXTS}, check=_JOINED
    ),
    "directions.young_information": KeySpec(
        TABLE,
        "Where a young person who needs information goes",
        fields={"join": TEXT, "to": TEXTS},
        check=_JOINED,
    ),
    "sessions.funded_per_year": KeySpec(
        TABLE, "Funded face-to-face sessions in a contract year", fields={"priority": NUMBER, "other": NUMBER}
    ),
    "priority.scheme": KeySpec(
        TEXT, "Whose priority groups the contracts that begin on a day use", check=one_of(*_SCHEMES)
    ),
    "priority.answers_on_the_wire": KeySpec(
        ROWS,
        "Answers of the shared record that name no group",
        fields={**COUNTED, "wire": NUMBER},
        check=complaint_about_answers,
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
            check=complaint_about_groups,
        )
        for scheme in _SCHEMES
    },
}
