"""A transfer that is attempted: the same answer as deciding anew, from what is kept of a decision and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from fingerpost.policy import shipped_rules
from fingerpost.policy.triage import Contact, decide, decide_attempt

RULES = shipped_rules()
LONDON = ZoneInfo("Europe/London")
TUESDAY = datetime(2016, 3, 1, 10, 30, tzinfo=LONDON)
SEED = 20_141_002
PLACES = ("north_west", "london", "england", "wales", None)

CONTACTS = st.builds(
    Contact,
    at=st.integers(0, 60 * 24 * 365 * 4).map(lambda minutes: TUESDAY + timedelta(minutes=minutes)),
    age=st.sampled_from((None, 12, 13, 17, 18, 19, 60)),
    entitled_at_18=st.sampled_from((None, True, False)),
    lives_in=st.sampled_from(PLACES),
    works_in=st.sampled_from(PLACES),
    need=st.sampled_from((None, "information", "advice", "book_face_to_face", "complaint", "concern")),
    complaint_is_local=st.sampled_from((None, True, False)),
    route_in=st.sampled_from((None, "phone", "walk_in", "webchat", "digital_booking", "prime_phone")),
    held_by=st.sampled_from(("contact_centre", "north_west", "london")),
)


@pytest.mark.requirement("BR-6.1c")
@seed(SEED)
@settings(max_examples=1000, deadline=None, print_blob=True)
@given(contact=CONTACTS, answered=st.booleans(), later=st.integers(0, 60 * 24))
def test_attempt_when_made_later_is_what_deciding_anew_would_say_of_the_transfer(
    contact: Contact, answered: bool, later: int
) -> None:
    """Age, need of a second look and workplace are not asked again, and make no difference."""
    first = decide(contact, rules=RULES)
    at = contact.at + timedelta(minutes=later)
    anew = decide(replace(contact, at=at, answered=answered), rules=RULES)
    areas = {"north_west", "london"}
    home = next((place for place in (contact.lives_in, contact.works_in) if place in areas), None)
    kept = Contact(
        at=at,
        need=contact.need,
        lives_in=home,
        route_in=contact.route_in,
        held_by=contact.held_by,
        answered=answered,
    )
    attempt = decide_attempt(kept, rule=first.rule, also=first.also, rules=RULES)
    # A birthday is not in a contact: an age is what it was when it was said.
    assert (attempt.rule, attempt.also, attempt.direction) == (anew.rule, anew.also, anew.direction)
    assert (attempt.transfer, attempt.transfer_case, attempt.follow_on) == (
        anew.transfer,
        anew.transfer_case,
        anew.follow_on,
    )
    if first.transfer == "warm" and not answered:
        assert attempt.transfer == "cold"


def test_attempt_when_the_rule_is_of_another_table_is_refused() -> None:
    with pytest.raises(LookupError):
        decide_attempt(Contact(at=TUESDAY, need="advice"), rule="N05", rules=RULES)
