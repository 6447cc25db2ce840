"""Keys about measures: categories, small numbers, denominators, counts of other systems, thresholds and snapshots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import (
    COUNTED,
    FLAG,
    NUMBER,
    ROWS,
    TABLE,
    TEXT,
    TEXTS,
    all_of,
    each_of,
    each_row,
    member,
    one_of,
    shaped,
)
from fingerpost.policy.schema import KeySpec

_SOURCES: Final = ("telephony", "web", "evaluation", "site")
_WEEKS: Final = ("week_1", "week_2", "week_3", "week_4", "late")


def _adds_to_a_hundred(value: object) -> str | None:
    """The shares of a month's weeks are the whole month."""
    total = sum(value.values()) if isinstance(value, Mapping) else 0
    return None if total == 100 else f"the shares add to {total}, not to 100"


KEYS: Final[Mapping[str, KeySpec]] = {
    "performance.categories": KeySpec(
        ROWS,
        "What profiles, outcomes and money are told by: short code and name; `profiled` says whether a year's number "
        "is set for it, `by_class` whether apart for priority and other customers, `of` what it adds up",
        fields={**COUNTED, "profiled": FLAG, "by_class": FLAG, "of?": TEXTS},
        check=each_row(member("code", shaped("[A-Z]{2,4}", "CMO"))),
    ),
    "performance.small_number": KeySpec(
        NUMBER,
        "The least number of people or records that a figure tells; a smaller one is not shown",
        "people",
    ),
    "performance.satisfied_from": KeySpec(
        NUMBER,
        "The answer from which a customer is satisfied, on the scale of `satisfaction.scale`",
        "answer",
    ),
    "performance.denominators": KeySpec(
        ROWS,
        "For each ratio whose denominator no paper states: the measure that is judged, and those that differ from it "
        "in the denominator alone",
        fields={"ratio": TEXT, "chosen": TEXT, "others": TEXTS},
    ),
    "performance.external_counts": KeySpec(
        ROWS,
        "Counts that other systems make, a day at a time",
        fields={**COUNTED, "source": TEXT},
        check=each_row(member("source", one_of(*_SOURCES))),
    ),
    "performance.reference_results": KeySpec(
        ROWS,
        "Results told elsewhere, shown beside ours for comparison; `measure` names ours",
        fields={**COUNTED, "value": NUMBER, "unit": TEXT, "told": TEXT, "measure?": TEXT},
    ),
    "performance.rag": KeySpec(
        TABLE,
        "The conversion rates from which a red, amber or green point is given",
        "per cent",
        fields={"career_management": NUMBER, "jobs_and_learning": NUMBER},
    ),
    "performance.career_management_share": KeySpec(
        NUMBER, "Career management outcomes expected of a hundred customers", "outcomes"
    ),
    "performance.discounted_from": KeySpec(
        NUMBER,
        "The share of a year's profile of career management from which further ones are paid at the discounted rate",
        "per cent",
    ),
    "performance.week_shares": KeySpec(
        TABLE,
        "The share of a month expected by its working days 1 to 5, 6 to 10, 11 to 15, 16 to the end, and late, in "
        "the first five working days of the next month",
        "per cent",
        fields=dict.fromkeys(_WEEKS, NUMBER),
        check=_adds_to_a_hundred,
    ),
    "performance.snapshot_days": KeySpec(NUMBER, "How long a snapshot of the facts is kept", "days"),
    "performance.month_duties": KeySpec(
        ROWS,
        "What a contractor does each month. `due` is next_month (on the working day that `day_key` holds, or its "
        "member) or month_end (the last working day of the month itself); `count_key` holds how many; `shown_by` is "
        "the record that shows it, left out where somebody says so by hand; `services` are the contracts it binds",
        fields={
            **COUNTED,
            "due": TEXT,
            "day_key?": TEXT,
            "day_member?": TEXT,
            "count_key?": TEXT,
            "shown_by?": TEXT,
            "services": TEXTS,
            "paragraph": TEXT,
        },
        check=each_row(
            all_of(
                member("due", one_of("next_month", "month_end")),
                member("shown_by", one_of("claim", "hub", "manual", "inspiration")),
                member("services", each_of("area", "contact_centre")),
            )
        ),
    ),
    "performance.rounded_pence": KeySpec(
        NUMBER,
        "The step to which sums of money about people are rounded for readers of rounded figures",
        "pence",
    ),
    "performance.most_left_out": KeySpec(
        NUMBER,
        "How much of a rounded ratio may be missing, as too few to tell, before it is not told either",
        "per cent",
    ),
    "performance.makings_kept": KeySpec(NUMBER, "How many makings of a saved report are kept", "makings"),
    "performance.freeze_working_day": KeySpec(
        NUMBER,
        "When the figures of the month before are kept as they are known then",
        "working days into the month",
    ),
    "performance.input_measures": KeySpec(
        ROWS,
        "The measures that stand under each input of `performance.inputs`; an input without a row has no data here",
        fields={"code": TEXT, "measures": TEXTS},
    ),
}
