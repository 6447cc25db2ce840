"""What funding decisions hold of people, why, and until when (BR-7.1a, OI-14.14).

The frozen inputs hold the days of a customer's sessions and outcomes and one yes or no on priority; no name, no
group, and nothing of the additional indicator.
"""

from fingerpost.funding.ledger import personal_data as ledger
from fingerpost.house.personal_data import Declarations, Purpose, Sensitivity, TextRegimes, declare, texts

_CLAIMS = (Purpose.CLAIMS_AND_AUDIT, Purpose.MANAGEMENT_INFORMATION)

_FUNDING_DECISION = {
    **declare("outcome", "customer", "period", "decided_by", purposes=_CLAIMS),
    # That somebody is in a priority group tells of their life, and so does what follows from it.
    **declare(
        "customer_class",
        "verdict",
        "amount_pence",
        "trail",
        "inputs",
        "inputs_sha256",
        purposes=_CLAIMS,
        sensitivity=Sensitivity.SENSITIVE,
    ),
    **declare(
        "contract",
        "scheme",
        "rule_version",
        "rules_on",
        "rule_ids",
        "decided_at",
        purposes=_CLAIMS,
        sensitivity=Sensitivity.NONE,
    ),
    **declare("id", "supersedes", "recorded_at", purposes=(Purpose.RUNNING,), sensitivity=Sensitivity.NONE),
}

_RUN = {
    **declare("started_by", purposes=_CLAIMS),
    # The hash of the facts of everybody in it.
    **declare("inputs_sha256", purposes=_CLAIMS, sensitivity=Sensitivity.SENSITIVE),
    **declare(
        *("contract", "month", "as_of", "purpose", "scheme", "rule_version", "rules_on"),
        *("customers", "decisions", "total_pence", "started_at", "finished_at"),
        purposes=_CLAIMS,
        sensitivity=Sensitivity.NONE,
    ),
    **declare("id", "compared_with", purposes=(Purpose.RUNNING,), sensitivity=Sensitivity.NONE),
}

_RUN_DECISION = {
    **declare("customer_id", "event", "kind", "period", purposes=_CLAIMS),
    **declare(
        *("customer_class", "verdict", "amount_pence", "trail"),
        purposes=_CLAIMS,
        sensitivity=Sensitivity.SENSITIVE,
    ),
    **declare("id", "run", "place", purposes=(Purpose.RUNNING,), sensitivity=Sensitivity.NONE),
}

_AUDIT_SAMPLE = {
    **declare("drawn_by", "pack", purposes=(Purpose.CLAIMS_AND_AUDIT,)),
    **declare(
        *("contract", "first_month", "last_month", "purpose", "seed", "size", "population"),
        *("population_sha256", "pack_sha256", "pack_size", "drawn_at"),
        purposes=(Purpose.CLAIMS_AND_AUDIT,),
        sensitivity=Sensitivity.NONE,
    ),
    **declare("id", purposes=(Purpose.RUNNING,), sensitivity=Sensitivity.NONE),
}
_AUDIT_SAMPLE_LINE = {
    **declare("line", purposes=(Purpose.CLAIMS_AND_AUDIT,)),
    **declare("id", "sample", "place", purposes=(Purpose.RUNNING,), sensitivity=Sensitivity.NONE),
}

DECLARATIONS: Declarations = {
    "AuditSample": _AUDIT_SAMPLE,
    "AuditSampleLine": _AUDIT_SAMPLE_LINE,
    "FundingDecision": _FUNDING_DECISION,
    "Run": _RUN,
    "RunDecision": _RUN_DECISION,
    **ledger.DECLARATIONS,
}

TEXT_REGIMES: TextRegimes = {
    "AuditSample": texts(wall="purpose", coded="seed population_sha256 pack_sha256"),
    "FundingDecision": texts(
        coded="scheme rule_version customer_class period trail inputs inputs_sha256 rule_ids"
    ),
    "Run": texts(coded="scheme rule_version inputs_sha256"),
    "RunDecision": texts(coded="kind verdict period customer_class trail"),
    **ledger.TEXT_REGIMES,
}
