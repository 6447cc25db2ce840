"""Keys about paying: the schemes, their rates, and the rule of each scheme as it stood for runs of a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import COUNTED, FLAG, NUMBER, ROWS, TABLE, TEXT, TEXTS
from fingerpost.policy.schema import KeySpec, Kind

_OUTCOME_RULE: Final = {
    "version": TEXT,
    # What may be told apart before anything is compared.
    "leaves_out_duplicates": FLAG,
    "scheme_dates_count": FLAG,
    "one_piece_of_evidence?": Kind.NUMBERS,
    "weeks_for_a_job?": NUMBER,
    "session_before_scheme_stands_for?": Kind.NUMBERS,
    # Who is a priority customer.
    "priority_groups": Kind.NUMBERS,
    "shock_status?": NUMBER,
    "shock_months?": NUMBER,
    # Which one of several is kept. Pools are written "3+4+5".
    "kept_one_of": TEXTS,
    "keeps": TEXT,
    "apart_by_session_year": FLAG,
    "chosen_after_the_other_tests": FLAG,
    "may_not_follow_each_other": Kind.NUMBERS,
    # How long after the session, and what an earlier outcome does.
    "window_types": Kind.NUMBERS,
    "months": NUMBER,
    "longer_types": Kind.NUMBERS,
    "longer_months": NUMBER,
    "blocks_in": TEXTS,
    "look_back_months": NUMBER,
    "anniversary_blocks": FLAG,
    "input_order_breaks_ties": FLAG,
    "never_blocking": TEXTS,
}

KEYS: Final[Mapping[str, KeySpec]] = {
    "funding.schemes": KeySpec(
        ROWS,
        "The schemes that pay for the service",
        fields={
            "code": TEXT,
            "name": TEXT,
            "starts_on": Kind.DATE,
            "ends_on?": Kind.DATE,
            "pays_sessions": FLAG,
            "outcome_types": TEXTS,
        },
    ),
    "funding.rates": KeySpec(
        ROWS,
        "What an outcome pays in each scheme, by class",
        fields={"scheme": TEXT, "class": TEXT, "types": TEXTS, "pence": NUMBER},
    ),
    "funding.rate_day": KeySpec(TEXT, "Which day chooses the rate in a run of this day"),
    "funding.rule.NCS-2018": KeySpec(
        TABLE, "The payment rule of the scheme as it stood for runs of this day", fields=_OUTCOME_RULE
    ),
    **{
        f"funding.recommended.{scheme}": KeySpec(
            TABLE,
            "What the payment rule of the scheme means, without its known faults",
            fields={**_OUTCOME_RULE, "departures": TEXTS},
        )
        for scheme in ("NCS-2014", "NCS-2018", "NCS-2022")
    },
    # The ledger.
    "funding.satisfaction_types": KeySpec(TEXTS, "The types of outcome that a cap on satisfaction counts"),
    "funding.volume_discounts": KeySpec(
        ROWS,
        "What an outcome beyond the agreed share of its profile pays, by class; `category` is that of the profile",
        fields={"scheme": TEXT, "category": TEXT, "class": TEXT, "types": TEXTS, "pence": NUMBER},
    ),
    "funding.pooled_least_people": KeySpec(
        NUMBER, "How many new people a pooled line adds together at the least", "people"
    ),
    "funding.cost_heads": KeySpec(
        ROWS,
        "The heads of actual costs, what each may hold, and the first and last day of its costs",
        fields={
            "scheme": TEXT,
            **COUNTED,
            "items": TEXTS,
            "first?": Kind.DATE,
            "last?": Kind.DATE,
        },
    ),
    "funding.cost_items": KeySpec(ROWS, "What an actual cost can be for", fields=COUNTED),
    "funding.barred_costs": KeySpec(TEXTS, "What no head of costs pays for"),
    "funding.recommended.NEXTSTEP-2010": KeySpec(
        TABLE,
        "What the payment rules of the scheme mean",
        fields={
            "version": TEXT,
            "channels": TEXTS,
            "evidence_pieces": NUMBER,
            "year_starts_month": NUMBER,
            "group_that_opens_at_exception_age": NUMBER,
            "departures": TEXTS,
        },
    ),
}
