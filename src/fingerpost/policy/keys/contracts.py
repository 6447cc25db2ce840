"""Keys about contracts, payment, returns and performance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import COUNTED, FLAG, NUMBER, ROWS, TABLE, TEXT, TEXTS, one_of
from fingerpost.policy.schema import KeySpec, Kind

_MONTHLY: Final = {"least": NUMBER, "most?": NUMBER, "working_day?": NUMBER}

KEYS: Final[Mapping[str, KeySpec]] = {
    "contract.rules_begin": KeySpec(Kind.DATE, "The day from which the version of the business rules holds"),
    "contract.documents": KeySpec(ROWS, "The documents that make up a contract", fields=COUNTED),
    "contract.primes_include_telephone": KeySpec(
        FLAG, "Whether a rule about prime contractors also binds the telephone contractor"
    ),
    "contract.raise_other_sensitive_matters": KeySpec(
        FLAG, "Whether a contractor must raise other sensitive matters that it finds"
    ),
    "funding.session_rate": KeySpec(
        TABLE,
        "What a face-to-face session pays, with the areas that differ",
        "pence",
        fields={"default": NUMBER, "*": NUMBER},
    ),
    "funding.outcome_payment": KeySpec(NUMBER, "What an outcome pays", "pence"),
    "funding.outcome_payments_per_customer": KeySpec(
        NUMBER, "How often one customer's outcome pays", "payments"
    ),
    "funding.telephone_shares": KeySpec(
        TABLE,
        "How the telephone contract's payment is made up",
        "per cent",
        fields={"fixed": NUMBER, "outcome": NUMBER},
    ),
    "funding.start_up_period": KeySpec(
        TABLE, "When start-up costs could arise", fields={"first": Kind.DATE, "last": Kind.DATE}
    ),
    "funding.signed_plan_needed": KeySpec(FLAG, "Whether a claim for advice needs a plan that is signed"),
    "funding.group_rate_lines": KeySpec(
        TEXT,
        "How a group's rate stands in a claim, so that no line tells a person's group",
        check=one_of("pooled", "aggregate"),
    ),
    "returns.performance_data_working_day": KeySpec(
        NUMBER, "By when performance data is returned", "working days into the month"
    ),
    "returns.manual_templates_working_day": KeySpec(
        NUMBER, "By when templates filled in by hand are returned", "working days into the month"
    ),
    "returns.inspiration_report_working_day": KeySpec(
        NUMBER, "By when the report on Inspiration work is returned", "working days into the month"
    ),
    "returns.inspiration_case_studies": KeySpec(
        TABLE, "Case studies of Inspiration work, each month", fields=_MONTHLY
    ),
    "returns.press_case_studies": KeySpec(TABLE, "Case studies for the press, each month", fields=_MONTHLY),
    "invoice.working_day": KeySpec(NUMBER, "By when an invoice is sent", "working days into the month"),
    "performance.tolerance_bands": KeySpec(
        TABLE,
        "How far above or below profile is still tolerated, each way",
        "per cent",
        fields={"quarter_1": NUMBER, "quarter_2": NUMBER, "quarter_3": NUMBER, "year_end": NUMBER},
    ),
    "performance.inputs": KeySpec(ROWS, "What a judgement on performance looks at", fields=COUNTED),
    "inspection.headings": KeySpec(
        ROWS, "The headings under which inspection evidence stands", fields=COUNTED
    ),
    "inspection.intervention": KeySpec(
        TABLE,
        "Which grades call for an intervention",
        fields={"overall": TEXTS, "overall_with_weak_heading": TEXTS, "weak": TEXT},
    ),
}
