"""Keys about where a customer stands in work and learning, hard and soft outcomes, calls, surveys and audits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import (
    COUNTED,
    FLAG,
    NUMBER,
    ROWS,
    TEXT,
    TEXTS,
    all_of,
    each_of,
    each_row,
    member,
    one_of,
)
from fingerpost.policy.schema import KeySpec

_WIRED: Final = {**COUNTED, "wire": NUMBER}

KEYS: Final[Mapping[str, KeySpec]] = {
    "progression.employment_statuses": KeySpec(
        ROWS,
        "Where a customer can stand in work, with the number of the shared record",
        fields={**_WIRED, "in_work?": FLAG, "out_of_work?": FLAG},
    ),
    "progression.employment_hours": KeySpec(ROWS, "Hours of work, as the shared record asks", fields=_WIRED),
    "progression.economic_shocks": KeySpec(
        ROWS,
        "Whether an economic shock reached the customer, with the number of the shared record",
        fields={**_WIRED, "names_a_code?": FLAG},
    ),
    "progression.unemployment_lengths": KeySpec(
        ROWS, "How long a customer has been out of work", fields=_WIRED
    ),
    "progression.learning_statuses": KeySpec(
        ROWS,
        "Where a customer can stand in learning, with the number of the shared record",
        fields={**_WIRED, "in_learning?": FLAG},
    ),
    "progression.learning_hours": KeySpec(
        ROWS, "Hours of learning, as the shared record asks", fields=_WIRED
    ),
    "progression.qualification_levels": KeySpec(
        ROWS,
        "Levels of qualification, lowest first; none at all stands below entry level",
        fields={**_WIRED, "rank": NUMBER},
    ),
    "progression.hard_outcomes": KeySpec(ROWS, "Hard outcomes that are kept for research", fields=COUNTED),
    "progression.soft_outcomes": KeySpec(
        ROWS, "Soft outcomes that are kept for research, with a scale before and after", fields=COUNTED
    ),
    "evidence.asks": KeySpec(
        ROWS,
        "What must hold of a piece of evidence before it shows an outcome",
        fields={"kind": TEXT, "of": TEXT, "asks": TEXTS},
        check=all_of(
            each_row(member("of", one_of("job", "learning", "progression"))),
            each_row(member("asks", each_of("signed", "dated", "lasted", "rise"))),
        ),
    ),
    "evidence.audit_documents": KeySpec(
        ROWS,
        "What an audit of a claimed outcome looks for, each document or its absence",
        fields={**COUNTED, "of": TEXTS},
    ),
    "call_back.most": KeySpec(NUMBER, "Calls back that one agreement covers", "calls"),
    "call_back.agreed_how": KeySpec(ROWS, "How a customer agreed to be rung back", fields=COUNTED),
    "follow_up.most_offered": KeySpec(
        NUMBER, "How many follow-ups that nobody owns are offered to one person at once", "follow-ups"
    ),
    "surveys.population_months": KeySpec(
        NUMBER, "How far back a session makes somebody a user who can be drawn", "months"
    ),
    "surveys.rest_months": KeySpec(NUMBER, "How long nobody is drawn again after they were drawn", "months"),
    "surveys.size": KeySpec(NUMBER, "How many are drawn for a survey unless asked otherwise", "people"),
    "surveys.most": KeySpec(NUMBER, "The most that are drawn at once", "people"),
    "surveys.margin": KeySpec(
        NUMBER, "How far the share of a group in a sample may lie from its share among users", "points"
    ),
    "surveys.age_bands": KeySpec(
        ROWS, "Age bands in which a sample is drawn", fields={**COUNTED, "from": NUMBER, "to?": NUMBER}
    ),
    "surveys.opted_in": KeySpec(
        TEXT,
        "Which of a customer's agreements lets them be drawn",
        check=one_of("user_research", "market_research", "either"),
    ),
    "audit.sample_size": KeySpec(NUMBER, "Lines drawn for an audit unless asked otherwise", "lines"),
    "audit.most_lines": KeySpec(NUMBER, "The most lines drawn for one audit", "lines"),
    "audit.open_hours": KeySpec(NUMBER, "How long the records of a sample stay open to who drew it", "hours"),
    "audit.marking": KeySpec(TEXT, "The marking of a pack of evidence"),
    "audit.log_days": KeySpec(NUMBER, "The longest stretch of the security log in one export", "days"),
}
