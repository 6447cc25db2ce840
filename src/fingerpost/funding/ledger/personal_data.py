"""What the ledger and the terms of contracts hold of people, why, and until when; joined to those of the room."""

from __future__ import annotations

from fingerpost.house.personal_data import (
    Declarations,
    Declared,
    Purpose,
    Sensitivity,
    TextRegimes,
    declare,
    texts,
)

_CLAIMS = (Purpose.CLAIMS_AND_AUDIT, Purpose.MANAGEMENT_INFORMATION)
_IDS = declare("id", purposes=(Purpose.RUNNING,), sensitivity=Sensitivity.NONE)

_CLAIM = {
    **_IDS,
    **declare("made_by", purposes=_CLAIMS),
    **declare(
        *("contract", "month", "number", "run", "scheme", "rule_version", "inputs_sha256", "rules"),
        *("result_sha256", "outcomes_pence", "sums_pence", "total_pence", "order_number"),
        *("invoice_due_on", "made_at", "recorded_at"),
        purposes=_CLAIMS,
        sensitivity=Sensitivity.NONE,
    ),
}
# That somebody is in a priority group tells of their life, and so does an amount that follows from it.
_LINE = {
    **_IDS,
    **declare("outcome", "decision", "period", purposes=_CLAIMS),
    **declare("amount_pence", "reason", "detail", purposes=_CLAIMS, sensitivity=Sensitivity.SENSITIVE),
    **declare(
        *("claim", "contract", "organisation", "place", "kind"),
        purposes=_CLAIMS,
        sensitivity=Sensitivity.NONE,
    ),
}


def _about_nobody(*names: str, by: str = "set_by") -> dict[str, Declared]:
    """Fields that tell of a contract and of who set them."""
    return {
        **_IDS,
        **declare(by, purposes=_CLAIMS),
        **declare(*names, purposes=_CLAIMS, sensitivity=Sensitivity.NONE),
    }


DECLARATIONS: Declarations = {
    "Claim": _CLAIM,
    "ClaimLine": _LINE,
    "ClaimStep": {
        **_IDS,
        **declare("taken_by", "note", purposes=_CLAIMS),
        **declare("claim", "kind", "taken_at", purposes=_CLAIMS, sensitivity=Sensitivity.NONE),
    },
    "ClaimSum": {
        **_IDS,
        **declare(
            *("claim", "kind", "organisation", "amount_pence", "detail"),
            purposes=_CLAIMS,
            sensitivity=Sensitivity.NONE,
        ),
    },
    "ClawBack": {
        **_IDS,
        **declare("outcome", "made_by", purposes=_CLAIMS),
        **declare("why", purposes=_CLAIMS, sensitivity=Sensitivity.SENSITIVE),
        **declare("contract", "place", "made_at", purposes=_CLAIMS, sensitivity=Sensitivity.NONE),
    },
    "FrozenFacts": {
        **declare("claim", purposes=_CLAIMS, sensitivity=Sensitivity.NONE),
        **declare("packed", purposes=_CLAIMS, sensitivity=Sensitivity.SENSITIVE),
    },
    **{
        model: _about_nobody(*names.split(), by=by)
        for model, names, by in (
            (
                "ContractYear",
                "contract starts_on ends_on maximum_pence satisfaction_cap_pence order_number set_at version",
                "set_by",
            ),
            ("Profile", "year category customer_class is_money annual approved_on set_at version", "set_by"),
            ("ProfileChange", "profile after_quarter amount agreed_on why set_at", "set_by"),
            ("MonthShare", "year_starts_on category customer_class place percent set_at", "set_by"),
            ("FeeDeduction", "contract month percent why set_at", "set_by"),
            ("FixedSum", "contract name amount_pence first_month last_month set_at", "set_by"),
            ("PassThrough", "subcontract starts_on percent set_at", "set_by"),
            ("PaymentMade", "contract month category amount_pence paid_on set_at", "set_by"),
            (
                "CostLine",
                "contract organisation head item spent_on amount_pence detail receipt added_at withdrawn_at",
                "added_by",
            ),
        )
    },
}

TEXT_REGIMES: TextRegimes = {
    "Claim": texts(coded="scheme rule_version inputs_sha256 rules result_sha256", exempt="order_number"),
    "ClaimLine": texts(coded="period reason", wall="detail"),
    "ClaimStep": texts(wall="note"),
    "ClaimSum": texts(wall="detail"),
    "ClawBack": texts(wall="why"),
    "ContractYear": texts(exempt="order_number"),
    "Profile": texts(coded="category"),
    "ProfileChange": texts(wall="why"),
    "MonthShare": texts(coded="category"),
    "FeeDeduction": texts(wall="why"),
    "FixedSum": texts(wall="name"),
    "CostLine": texts(coded="head item", wall="detail", exempt="receipt"),
}
