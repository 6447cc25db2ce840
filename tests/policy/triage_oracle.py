"""The decision tables told a second time, as plain questions in order, to hold the data and its reader against."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fingerpost.policy.civil import is_working_day
from fingerpost.policy.triage import Contact

LONDON = ZoneInfo("Europe/London")
AREAS = {
    "east_of_england",
    "east_midlands",
    "london",
    "west_midlands",
    "north_west",
    "north_east",
    "south_east",
    "south_west",
    "yorkshire_and_the_humber",
}
Answer = tuple[str, tuple[str, ...], str | None]


def expected(contact: Contact) -> Answer:
    """The rule that decides, those on the way, and the case of the transfer."""
    day = contact.at.astimezone(LONDON).date()
    return _from_2014(contact) if day >= date(2014, 10, 1) else _before_2014(contact, day)


def _home(contact: Contact) -> str | None:
    for place in (contact.lives_in, contact.works_in):
        if place in AREAS:
            return place
    return None


def _place(contact: Contact) -> str:
    if _home(contact):
        return "in"
    return "not known" if contact.lives_in is None else "out"


def _holder(contact: Contact) -> str:
    if contact.held_by:
        return contact.held_by
    at_a_prime = ("walk_in", "prime_phone", "shared_office", "outreach")
    return (_home(contact) or "some prime") if contact.route_in in at_a_prime else "contact_centre"


def _from_2014(contact: Contact) -> Answer:
    holder, need, age = _holder(contact), contact.need, contact.age
    held_by_prime = holder != "contact_centre"
    if need == "concern":
        return "T01", (), None
    if need == "complaint":
        if contact.complaint_is_local and held_by_prime:
            return "T02", (), None
        return "T03", (), _case(contact, holder, "contact_centre")
    if need == "technical_support":
        return "T04", (), None
    if need == "data_right":
        return "T05", (), None
    place = _place(contact)
    if place == "out":
        return "T06", (), None
    if place == "not known" or age is None:
        return "T17", (), None
    if age < 13:
        return "T07", (), None
    if need is None:
        return "T17", (), None
    entitled = age == 18 and contact.entitled_at_18 is True
    if age < 19 and not entitled:
        if need == "information":
            return "T11", (), None
        on_the_way = ("T08",) if need == "book_face_to_face" else ()
        if held_by_prime:
            return "T10", on_the_way, _case(contact, holder, "contact_centre")
        return "T09", on_the_way, None
    if need == "information":
        return ("T11" if entitled else "T16"), (), None
    home = _home(contact)
    assert home is not None
    if need == "advice" and contact.route_in in ("webchat", "prochat", "webform", "national_email"):
        rule, target = "T13", "contact_centre"
    else:
        rule, target = ("T14" if need == "advice" else "T15"), home
    moves = held_by_prime and holder != target
    return rule, ("T18",) if moves else (), _case(contact, holder, target)


def _before_2014(contact: Contact, day: date) -> Answer:
    holder, need, age, route = _holder(contact), contact.need, contact.age, contact.route_in
    place = _place(contact)
    if place == "out":
        return "N01", (), None
    if place == "not known" or age is None:
        return "T17", (), None
    if age < 19 and not (age == 18 and contact.entitled_at_18):
        return "N02", (), None
    home = _home(contact)
    assert home is not None
    if route == "phone":
        if need == "information":
            return "N03", (), None
        if need == "advice":
            return ("N04" if contact.adviser_free else "N05"), (), None
        if need == "book_face_to_face":
            is_open = _prime_is_open(contact) if contact.receiver_open is None else contact.receiver_open
            return ("N06" if is_open else "N07"), (), _case(contact, holder, home)
    helped = need in ("information", "advice", "book_face_to_face")
    if route == "web" and helped:
        return "N08", (), None
    if route == "jobcentre_phone":
        return "N09", (), _case(contact, holder, home)
    if route == "shared_office" and contact.adviser_free:
        return "N10", (), None
    if route == "outreach":
        return "N11", (), None
    if contact.needs_other_language:
        return "N12", (), None
    if need == "book_face_to_face" and (contact.session_number or 1) > 1 and not contact.in_priority_group:
        return "N13", (), None
    if route == "web" and need is None and not contact.registered:
        return "N14", (), None
    return _closing_a_gap(contact, holder)


def _closing_a_gap(contact: Contact, holder: str) -> Answer:
    need, route = contact.need, contact.route_in
    if need is None:
        return "T17", (), None
    if need == "concern":
        return "N90", (), None
    if need == "complaint":
        if contact.complaint_is_local and holder != "contact_centre":
            return "N91", (), None
        return "N92", (), _case(contact, holder, "contact_centre")
    if need == "technical_support":
        return "N93", (), None
    if need == "data_right":
        return "N94", (), None
    if route in ("webform", "national_email", "webchat", "prochat", "digital_booking"):
        return "N95", (), None
    if route == "shared_office":
        return "N96", (), None
    return ("N97" if holder != "contact_centre" else "N98"), (), None


def _case(contact: Contact, holder: str, target: str) -> str | None:
    if holder == target:
        return None
    digital = ("webchat", "prochat", "webform", "national_email", "web")
    if contact.route_in == "digital_booking":
        return "K3"
    if contact.route_in in digital and contact.need == "book_face_to_face":
        return "K3"
    sender_open = contact.sender_open
    if sender_open is None:
        sender_open = _centre_is_open(contact) if holder == "contact_centre" else _prime_is_open(contact)
    receiver_open = contact.receiver_open
    if receiver_open is None:
        receiver_open = _centre_is_open(contact) if target == "contact_centre" else _prime_is_open(contact)
    if not sender_open:
        return "K4"
    if not receiver_open:
        return "K2"
    return "K5" if contact.answered is False else "K1"


def _centre_is_open(contact: Contact) -> bool:
    local = contact.at.astimezone(LONDON)
    if (local.month, local.day) in ((12, 25), (12, 26), (1, 1)):
        return False
    short = (date(2010, 12, 24), date(2010, 12, 31), date(2011, 1, 2))
    closing = time(16) if local.date() in short else time(22)
    return time(8) <= local.time() < closing


def _prime_is_open(contact: Contact) -> bool:
    local = contact.at.astimezone(LONDON)
    return is_working_day(local.date()) and time(9) <= local.time() < time(17)


def end_of_next_working_day(moment: datetime) -> datetime:
    """Midnight at the end of the first working day after a moment."""
    day = moment.astimezone(LONDON).date() + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), time(0), tzinfo=LONDON)
