"""Keys about what the service offers, by whom, through which channels, under which names and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import COUNTED, FLAG, NUMBER, ROWS, TABLE, TEXT, TEXTS, one_of
from fingerpost.policy.schema import KeySpec

_OFFERED: Final = {"code": TEXT, "label": TEXT, "channel": TEXT, "ages": TEXT, "kind": TEXT}

KEYS: Final[Mapping[str, KeySpec]] = {
    "offer.area_service": KeySpec(
        ROWS, "What an area's prime contractor offers, by channel and age", fields=_OFFERED
    ),
    "offer.contact_centre": KeySpec(
        ROWS, "What the national contact centre offers, by channel and age", fields=_OFFERED
    ),
    "offer.channels": KeySpec(ROWS, "The channels that a contact can come through", fields=COUNTED),
    "offer.support_levels": KeySpec(ROWS, "How deep the support in a contact goes", fields=COUNTED),
    "offer.need_components": KeySpec(ROWS, "What a need is made of; several may apply", fields=COUNTED),
    "offer.telephone_reasons": KeySpec(ROWS, "Why a call for information was made", fields=COUNTED),
    "offer.adult_advice_by_telephone": KeySpec(
        TEXT, "Who gives advice by telephone to adults", check=one_of("contact_centre", "prime")
    ),
    "offer.session_to_every_priority_adult": KeySpec(
        FLAG, "Whether every adult in a priority group must be offered a local face-to-face session"
    ),
    "offer.progress_calls": KeySpec(
        NUMBER,
        "How often an adviser rings back to ask after the plan, with the customer's agreement",
        "calls",
    ),
    "service.names": KeySpec(
        TABLE,
        "What the service and the agency that funds it are called",
        fields={"service": TEXT, "agency": TEXT},
    ),
    "service.funding_departments": KeySpec(TEXTS, "The departments of government that fund the service"),
    "service.predecessors": KeySpec(
        ROWS, "Earlier services whose customers keep the name of where they came from", fields=COUNTED
    ),
    "telephone.national": KeySpec(TEXT, "The one telephone number for customers"),
    "telephone.jobcentre_plus_booking": KeySpec(
        TEXT, "The number by which Jobcentre Plus advisers book for a customer"
    ),
    "telephone.technical_support": KeySpec(
        TABLE, "Who may ring for technical help, and where", fields={"number?": TEXT, "open_to": TEXTS}
    ),
    "telephone.language_lines": KeySpec(
        ROWS, "The language lines and their numbers", fields={**COUNTED, "number": TEXT}
    ),
    "mailbox.addresses": KeySpec(
        ROWS,
        "Mailboxes of the agency; also_printed is a second form that the papers print",
        fields={**COUNTED, "address": TEXT, "also_printed?": TEXT},
    ),
}
