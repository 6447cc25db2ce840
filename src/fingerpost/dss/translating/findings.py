"""What the clerical queue is told of a record that came by wire: codes, and words for whoever looks at it.

A finding is kept where a rule of the record was broken and the wire has no refusal for it. It names fields of the
wire, never what stood in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS_SEALED: Final = "words_sealed"
HOME_SEALED: Final = "home_sealed"
NO_DATE_OF_BIRTH: Final = "no_date_of_birth"
ADDRESS_NOT_KEPT: Final = "address_not_kept"
ADDRESS_DATES_MOVED: Final = "address_dates_moved"
DIFFICULTIES_CONTRADICT: Final = "difficulties_contradict"
CONSENT_TAKEN_BACK: Final = "consent_taken_back"
SESSION_TO_COME: Final = "session_to_come"
SECOND_SESSION: Final = "second_session"
RESULT_NOT_CARRIED: Final = "result_not_carried"
NOT_OUR_SESSION: Final = "not_our_session"
RECORD_CLOSED: Final = "record_closed"
NOT_CARRIED: Final = "not_carried"
SESSION_NOT_KNOWN: Final = "session_not_known"
SECOND_PLAN: Final = "second_plan"
PLAN_STAYS: Final = "plan_stays"
OUTCOME_OF_NO_KIND: Final = "outcome_of_no_kind"
OUTCOME_STAYS: Final = "outcome_stays"

WORDS: Mapping[str, tuple[str | Promise, str | Promise]] = MappingProxyType(
    {
        WORDS_SEALED: (
            _("Words that a record can't keep"),
            _(
                "Neutral words stand in their place. Ask whoever sent them to say the same in other words. The words"
                " themselves are destroyed by the day that policy sets."
            ),
        ),
        HOME_SEALED: (
            _("An address that can't be kept as a home"),
            _("Neutral words stand in its place. Ask the customer where letters may be sent."),
        ),
        NO_DATE_OF_BIRTH: (
            _("No date of birth"),
            _(
                "The record stays provisional, because a record can't be found without a date of birth. Ask the"
                " customer for it."
            ),
        ),
        ADDRESS_NOT_KEPT: (
            _("An address that stays with the system that sent it"),
            _("Another address stands on the record for the same days. Ask the customer which one is right."),
        ),
        ADDRESS_DATES_MOVED: (
            _("Dates of an address that overlap"),
            _(
                "The record holds one address at a time, so an earlier one ends where a later one begins. If a"
                " date matters, ask the customer and change it on the record."
            ),
        ),
        DIFFICULTIES_CONTRADICT: (
            _("Difficulties of a customer who declares none"),
            _("The record keeps what was said. Ask the customer which of the two is right."),
        ),
        CONSENT_TAKEN_BACK: (
            _("Equality details without consent"),
            _(
                "They were removed from the record because the change came without the customer's consent. There is"
                " nothing to do unless the customer tells you of them again."
            ),
        ),
        SESSION_TO_COME: (
            _("A session in the future"),
            _("It stands as expected. Say what became of it when its day has come."),
        ),
        SECOND_SESSION: (
            _("A second session of one interaction"),
            _(
                "It is kept as a session of its own, beside the first. If both are of one visit, tell whoever runs"
                " the other system."
            ),
        ),
        RESULT_NOT_CARRIED: (
            _("A result that the record already knows otherwise"),
            _(
                "Somebody of the staff recorded what became of this session. The record keeps what they put. If that"
                " is wrong, ask them to put it right."
            ),
        ),
        NOT_OUR_SESSION: (
            _("A change of what another organisation recorded"),
            _("The record keeps what that organisation put. If it is wrong, ask them to put it right."),
        ),
        RECORD_CLOSED: (
            _("A change of a closed record"),
            _(
                "Nothing on a closed record is changed. What was sent stays with the system that sent it. Nothing is"
                " to be done on the record."
            ),
        ),
        SESSION_NOT_KNOWN: (
            _("A session that the record does not know"),
            _(
                "It is no session that this organisation held with the customer under this contract. A plan without"
                " one stays with the system that sent it; an outcome is kept without a session. If the session was"
                " held, tell whoever runs that system which one it is."
            ),
        ),
        SECOND_PLAN: (
            _("A second plan of one session"),
            _(
                "A session has one plan. This one stays with the system that sent it; read it before you go on."
            ),
        ),
        PLAN_STAYS: (
            _("A change of what was agreed with the customer"),
            _(
                "The version stays as it was agreed. Go through the change with the customer and make a new version."
            ),
        ),
        OUTCOME_OF_NO_KIND: (
            _("An outcome that this contract does not know"),
            _(
                "The contract's scheme has no such outcome, so it stays with the system that sent it. If the contract"
                " pays for it under another kind, record that outcome."
            ),
        ),
        OUTCOME_STAYS: (
            _("A change of an outcome that was claimed or withdrawn"),
            _("The outcome stays as it was claimed or withdrawn. Ask your claims officer."),
        ),
        NOT_CARRIED: (
            _("Something that the record can't hold"),
            _(
                "It stays with the system that sent it, which still reads it back. If it matters for the customer,"
                " write it on the record in your own words."
            ),
        ),
    }
)


def name_of(rule: str) -> str:
    """What a finding is, in a few words. A code of a later version reads as something that could not be held."""
    return str(WORDS.get(rule, WORDS[NOT_CARRIED])[0])


def advice_of(rule: str) -> str:
    """What to do about a finding."""
    return str(WORDS.get(rule, WORDS[NOT_CARRIED])[1])
