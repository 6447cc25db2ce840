"""Keys about outcomes, what is counted, and following a customer up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import COUNTED, FLAG, NUMBER, ROWS, TEXT, TEXTS, one_of
from fingerpost.policy.schema import KeySpec, Kind

KEYS: Final[Mapping[str, KeySpec]] = {
    "outcome.sustained_job_weeks": KeySpec(NUMBER, "How long a job must last to be sustained", "weeks"),
    "outcome.sustained_job_jobcentre_plus_months": KeySpec(
        NUMBER, "How long it must last by the measure of Jobcentre Plus, kept beside ours", "months"
    ),
    "outcome.full_time_learning_hours": KeySpec(
        NUMBER, "Hours a week from which learning is full-time", "hours a week"
    ),
    "outcome.positive": KeySpec(ROWS, "What counts as a positive outcome", fields=COUNTED),
    "measure.customer": KeySpec(
        TEXT,
        "Who is counted as a customer",
        check=one_of("uses_the_service", "approaches_the_service", "has_a_plan"),
    ),
    "measure.plans_counted": KeySpec(
        TEXTS, "Whose plans bring a person into the national impact measure, by who made them"
    ),
    "measure.volumes_counted_in": KeySpec(TEXT, "What volumes are counted in"),
    "measure.additional_indicator_wider_reading": KeySpec(
        FLAG, "Which reading of two the additional indicator follows: the wider, or the narrower"
    ),
    "follow_up.months": KeySpec(Kind.NUMBERS, "When an advice customer is followed up", "months"),
    "follow_up.first_flag_days": KeySpec(
        NUMBER, "Days without activity that raise the flag", "calendar days"
    ),
    "follow_up.second_flag_months": KeySpec(NUMBER, "When the flag is raised again", "calendar months"),
    "follow_up.counted_from": KeySpec(
        TEXT, "What a follow-up is counted from", check=one_of("last_contact", "last_advice_session")
    ),
    "follow_up.methods": KeySpec(ROWS, "How a follow-up may be done", fields=COUNTED),
    "follow_up.six_month_owner": KeySpec(TEXT, "Who does the follow-up at six months"),
}
