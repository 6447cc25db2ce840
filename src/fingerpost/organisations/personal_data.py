"""What is held of organisations: nothing of a person. A test fails on a column that is not declared (BR-7.1a)."""

from fingerpost.house.personal_data import Declarations, Declared, Purpose, Retention, Sensitivity, declare


def _public(*names: str) -> dict[str, Declared]:
    return declare(
        "id",
        *names,
        purposes=(Purpose.RUNNING, Purpose.MANAGEMENT_INFORMATION),
        sensitivity=Sensitivity.NONE,
        retention=Retention.REFERENCE,
    )


DECLARATIONS: Declarations = {
    "Organisation": _public("name", "kind", "ukprn", "wire_id"),
    "Area": _public("code", "name"),
    "Contract": _public(
        "prime", "reference", "scheme", "scheme_is_example", "audience", "service", "starts_on", "ends_on"
    ),
    "ContractArea": _public("contract", "area"),
    "Subcontract": _public("contract", "organisation", "starts_on", "ends_on"),
    "Touchpoint": _public("code", "contract", "organisation"),
    "Venue": _public(
        "organisation", "contract", "label", "address_line_1", "address_line_2", "town", "postcode",
        "delivery_level", "opens_on", "closes_on",
    ),
    "OpeningHours": _public("organisation", "starts_on", "ends_on", "week", "set_at"),
    "ExceptionalOpening": _public("organisation", "day", "name", "intervals", "keeps_usual_hours", "set_at"),
    # Which postcodes these are would say something of whoever gives one: nobody but the owner reads them.
    "GuardedPostcode": declare(
        "postcode", purposes=(Purpose.RUNNING,), sensitivity=Sensitivity.SECRET, retention=Retention.REFERENCE
    ),
}  # fmt: skip
