"""What a customer's record holds, why, how sensitive it is, and until when (BR-7.1a, OI-14.6, OI-14.14).

History tables follow the table they belong to.
"""

from fingerpost.house.personal_data import (
    Declarations,
    Purpose,
    Retention,
    Sensitivity,
    TextRegimes,
    declare,
    texts,
)

_CLAIMS = (Purpose.CLAIMS_AND_AUDIT,)
_JOURNEY_AND_CLAIMS = (Purpose.JOURNEY, Purpose.CLAIMS_AND_AUDIT)
_JOURNEY_AND_FIGURES = (Purpose.JOURNEY, Purpose.MANAGEMENT_INFORMATION)
_FIGURES = (Purpose.MANAGEMENT_INFORMATION,)
_ALL = (Purpose.JOURNEY, Purpose.CLAIMS_AND_AUDIT, Purpose.MANAGEMENT_INFORMATION)
_RUNNING = (Purpose.RUNNING,)

_CUSTOMER = {
    **declare("given_name", "family_name", "date_of_birth", purposes=_JOURNEY_AND_CLAIMS),
    **declare("known_as", "title", "preferred_contact_method", "preferred_language", "digital_ability"),
    **declare("agrees_to_user_research", "agrees_to_market_research"),
    **declare("unique_learner_number", purposes=_JOURNEY_AND_CLAIMS),
    **declare("lives_in_england", "works_in_england", "entitlement_checked_on", purposes=_CLAIMS),
    **declare("gender", purposes=_FIGURES, sensitivity=Sensitivity.SENSITIVE),
    **declare("introduced_by", "introduced_by_detail", purposes=_JOURNEY_AND_FIGURES),
    **declare("registered_at", "organisation", "contract", purposes=_ALL, sensitivity=Sensitivity.NONE),
    **declare("id", "version", "opened_at", "opened_by", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
    **declare("state", purposes=_JOURNEY_AND_CLAIMS, sensitivity=Sensitivity.NONE),
    **declare("provisional_until", sensitivity=Sensitivity.NONE, retention=Retention.PROVISIONAL),
}
_EARLIER_NAME = {
    **declare("given_name", "family_name", "until_on", "customer"),
    **declare("id", "recorded_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_ADDRESS = {
    **declare("line_1", "line_2", "line_3", "line_4", "line_5", "customer"),
    **declare("postcode", "alternative_postcode", "from_on", "until_on", purposes=_ALL),
    **declare("id", "recorded_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_CONTACT_POINT = {
    **declare("customer", "kind", "value", "is_safe", "may_leave_voicemail", "not_before", "not_after"),
    # That others read it, or that a name must be given, can tell of danger at home.
    **declare("read_by_others", "name_to_give", sensitivity=Sensitivity.SENSITIVE),
    **declare("id", "ended_at", "recorded_at", "version", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_CIRCUMSTANCE = {
    **declare(
        "customer", "kind", "value", "as_of", "said_by", purposes=_ALL, sensitivity=Sensitivity.SENSITIVE
    ),
    **declare("recorded_by", purposes=_RUNNING),
    **declare("id", "recorded_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_DIVERSITY = {
    **declare(
        "learning_difficulty_or_disability",
        "primary_difficulty",
        "secondary_difficulty",
        "ethnicity",
        purposes=_JOURNEY_AND_FIGURES,
        sensitivity=Sensitivity.SENSITIVE,
        retention=Retention.UNTIL_WITHDRAWN,
    ),
    **declare(
        "customer",
        "consents_to_health",
        "health_consent_at",
        "consents_to_ethnicity",
        "ethnicity_consent_at",
        purposes=_JOURNEY_AND_FIGURES,
        sensitivity=Sensitivity.SENSITIVE,
    ),
    **declare("recorded_by", purposes=_RUNNING),
    **declare("version", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_INDICATOR = declare(
    "customer",
    "recorded_by",
    "recorded_at",
    purposes=_CLAIMS,
    sensitivity=Sensitivity.SECRET,
    retention=Retention.UNTIL_WITHDRAWN,
)
_PROOF = {
    **declare(
        "customer",
        "standard",
        "preset",
        "evidence",
        "level",
        "level_required",
        "vouched_by",
        "checked_by",
        "checked_at",
        purposes=_JOURNEY_AND_CLAIMS,
    ),
    **declare("rule_ids", "contact_id", purposes=_CLAIMS, sensitivity=Sensitivity.NONE),
    **declare("id", "recorded_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_SECRET = declare(
    "id",
    "customer",
    "question",
    "answer_hash",
    "set_at",
    purposes=_RUNNING,
    sensitivity=Sensitivity.SECRET,
    retention=Retention.UNTIL_USED,
)
_MATCH_KEY = declare("id", "customer", "family", "given", "date_of_birth", "postcode", purposes=_RUNNING)
_GRANT = {
    **declare(
        "customer",
        "account",
        "organisation",
        "contract",
        "reason",
        "purpose",
        "starts_at",
        "ends_at",
        purposes=(Purpose.RUNNING, Purpose.CLAIMS_AND_AUDIT),
        retention=Retention.SECURITY_LOG,
    ),
    **declare(
        "id",
        "basis_id",
        "granted_by_id",
        "granted_at",
        purposes=_RUNNING,
        sensitivity=Sensitivity.NONE,
        retention=Retention.SECURITY_LOG,
    ),
}

DECLARATIONS: Declarations = {
    "Customer": _CUSTOMER,
    "EarlierName": _EARLIER_NAME,
    "Address": _ADDRESS,
    "ContactPoint": _CONTACT_POINT,
    "Circumstance": _CIRCUMSTANCE,
    "DiversityDetails": _DIVERSITY,
    "AdditionalIndicator": _INDICATOR,
    "IdentityProof": _PROOF,
    "SharedSecret": _SECRET,
    "MatchKey": _MATCH_KEY,
    "Grant": _GRANT,
}

TEXT_REGIMES: TextRegimes = {
    "Grant": texts(coded="purpose"),
    "Customer": texts(
        wall="introduced_by_detail",
        exempt="given_name family_name known_as unique_learner_number",
        coded="preferred_language",
    ),
    "EarlierName": texts(exempt="given_name family_name"),
    "Address": texts(exempt="line_1 line_2 line_3 line_4 line_5 postcode alternative_postcode"),
    "ContactPoint": texts(wall="name_to_give", exempt="value"),
    "Circumstance": texts(coded="value"),
    "IdentityProof": texts(wall="vouched_by", coded="standard preset evidence level level_required rule_ids"),
    # An answer is kept as a hash alone.
    "SharedSecret": texts(coded="question answer_hash"),
    "MatchKey": texts(exempt="family given postcode"),
}
