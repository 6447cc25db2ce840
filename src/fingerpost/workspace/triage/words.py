"""Words of the triage pages for codes of the policy packs; those that the packs label are read from there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_time, spoken_date

UNKNOWN: Final = "unknown"
COMPLAINT: Final = "complaint"
LOCAL, OTHER = "complaint_local", "complaint_other"
"""A complaint is asked for in two, since where it goes depends on what it is about (BR-32.2)."""

COMPLAINTS: Final[Mapping[str, Promise]] = {
    LOCAL: gettext_lazy("A complaint or other feedback, about the local service"),
    OTHER: gettext_lazy("A complaint or other feedback, about anything else"),
}
NOT_SAID: Final = gettext_lazy("They have not said yet")

TRANSFERS: Final[Mapping[str, Promise]] = {
    "warm": gettext_lazy("In person: ring now, and stay with the customer until somebody answers"),
    "cold": gettext_lazy("Passed on: the customer is called back"),
}
FOLLOW_ONS: Final[Mapping[str, Promise]] = {
    "queue_task": gettext_lazy("A task in their queue"),
    "receiver_contacts_customer": gettext_lazy("They get in touch with the customer"),
    "advice_session": gettext_lazy("The advice session is held"),
    "answer_in_writing": gettext_lazy("The contact centre answers in writing"),
}
ATTEMPTS: Final[Mapping[str, Promise]] = {
    "no_answer": gettext_lazy("Nobody answered"),
    "customer_left": gettext_lazy("The customer left or rang off"),
    "closed": gettext_lazy("They had closed"),
}

GOES_TO_PRIME: Final = frozenset({"home_prime_advises", "home_prime_books", "queue_for_prime"})
"""Directions towards the prime contractor of an area; every other one is with the contact centre, or with nobody."""

DIRECTS: Final = frozenset({"direct_to_any", "direct_to_all"})
"""Directions after which it is kept where a young person was directed (BR-5.2a, BR-5.4)."""

ASKS: Final = "contact_centre_asks"
"""The direction while something that decides is not known."""

ADVISES: Final = frozenset(
    {
        "home_prime_advises",
        "home_prime_books",
        "contact_centre_advises",
        "young_peoples_contact_centre_advises",
    }
)
"""Directions after which whoever has the contact goes on with advice, where nothing is passed on."""


def labels(key: str, *, on: date, rules: Rules) -> dict[str, str]:
    """The codes of a list of policy with their labels, in its order."""
    return {str(row["code"]): str(row["label"]) for row in rules.get_rows(key, on)}


def need_words(code: str, *, on: date, rules: Rules) -> str:
    """A need in words."""
    return labels("triage.needs", on=on, rules=rules).get(code, "") or str(NOT_SAID)


def direction_words(code: str, *, on: date, rules: Rules) -> str:
    """A direction in words."""
    return labels("triage.directions", on=on, rules=rules).get(code, code)


def spoken_moment(moment: datetime) -> str:
    """A moment in words; midnight is the end of the day before."""
    local = civil_time(moment)
    if (local.hour, local.minute) == (0, 0):
        return _("the end of %(day)s") % {"day": spoken_date(local.date() - timedelta(days=1))}
    return _("%(time)s on %(day)s") % {"time": f"{local:%H:%M}", "day": spoken_date(local.date())}
