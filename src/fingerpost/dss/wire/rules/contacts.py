"""Rules of contact details: the preferred way needs its number or email address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from fingerpost.dss.wire import messages
from fingerpost.dss.wire.common import is_blank, stored_value
from fingerpost.dss.wire.description import Context, Failure, Rule

EMAIL, MOBILE, TELEPHONE, SMS, WHATSAPP = 1, 2, 3, 4, 6
METHOD: Final = "PreferredContactMethod"

_NEEDS: Final[Mapping[int, tuple[str, tuple[str, ...], str]]] = {
    EMAIL: ("EmailAddress", ("EmailAddress",), messages.EMAIL_REQUIRED),
    # The wire itself spells these members so.
    MOBILE: ("MobileNumber", ("MobileNumbers", "AlternativeNumber"), messages.MOBILE_REQUIRED),
    TELEPHONE: ("HomeNumber", ("HomeNumber", "AlternativeNumber"), messages.HOME_REQUIRED),
    SMS: ("MobileNumber", ("MobileNumbers",), messages.MOBILE_REQUIRED),
    WHATSAPP: ("MobileNumber", ("MobileNumbers",), messages.MOBILE_REQUIRED),
}


def way_without_means(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    """The preferred method has no number or address to go with it.

    On a PATCH the method is that of the body, or else the stored one; what is stored serves too, unless the body
    takes it away by "". An alternative number never serves.
    """
    method = fields.get(METHOD)
    if method is None:
        method = stored_value(context, METHOD)
    needed = _NEEDS.get(method) if isinstance(method, int) else None
    if needed is None:
        return
    name, members, words = needed
    sent, kept = fields.get(name), stored_value(context, name)
    if (is_blank(sent) and is_blank(kept)) or (context.method == "PATCH" and sent == ""):
        yield Failure(members, words)


RULES: Final = (
    Rule(
        code="way-and-means",
        says="Email needs EmailAddress; mobile, SMS and WhatsApp need MobileNumber; telephone needs HomeNumber.",
        check=way_without_means,
    ),
)
