"""Decides one contact by the tables of its day, with every rule that spoke and what to say of it.

XD-12: what made an 18-year-old entitled never reaches this module, and where it only touches information the
answer is the same with or without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from fingerpost.policy.civil import civil_date
from fingerpost.policy.clocks import due
from fingerpost.policy.rules import Rules
from fingerpost.policy.triage.contact import CONTACT_CENTRE, UNKNOWN_NEED, Contact
from fingerpost.policy.triage.table import Facts, Row, Tables, TransferCase, tables_of

HOME_PRIME: Final = "home_prime"
PRIME: Final = "prime"
_REMEMBERED: Final = 20_000
Transfer = Literal["warm", "cold", "none"]


@dataclass(frozen=True, slots=True)
class FollowOn:
    """What must happen after the answer, and by when (UTC)."""

    kind: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that spoke, its paragraph, and what it says."""

    rule: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a contact goes. Holds nothing of what was asked but the area, so it may be kept (BR-5.1, XD-12).

    `rule` decided; `also` applied on the way. `transfer_case` is None when nothing moves. `rule_ids` are the
    rulings read, for whoever keeps the decision.
    """

    rule: str
    also: tuple[str, ...]
    direction: str
    home_area: str | None
    transfer: Transfer
    transfer_case: str | None
    follow_on: FollowOn | None
    prompts: tuple[str, ...]
    rule_ids: tuple[str, ...]
    _spoke: tuple[Row, ...]
    _holder_reason: tuple[str, str] | None
    _case: TransferCase | None
    _service: str | None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why, in words: what applied on the way, what decided, and the kind of transfer."""
        return tuple(self._reasons())

    def _reasons(self) -> Iterator[Reason]:
        *passed, decider = self._spoke
        for row in passed:
            yield Reason(row.rule, row.source, row.text)
        if self._holder_reason is not None:
            yield Reason(self.also[-1], *self._holder_reason)
        text = decider.text.replace("{service}", self._service) if self._service else decider.text
        yield Reason(decider.rule, decider.source, text)
        if self._case is not None:
            yield Reason(self._case.case, self._case.source, self._case.text)


def decide(contact: Contact, *, rules: Rules) -> Decision:
    """Where a contact goes by the rules of its own day (BR-5.1 to 5.6, BR-6.1; OI-3.32 to 3.36 before 2014).

    Total and deterministic: every contact from 1 August 2010 on has an answer, and the same one each time.
    Raises NotInForce for an earlier day.
    """
    tables = tables_of(civil_date(contact.at), rules)
    home = _home_area(contact, tables)
    holder = contact.held_by or _first_holder(contact, tables, home)
    facts = _facts(contact, tables, holder)
    return _answer(contact, facts, _resolve(facts, tables), tables, rules, holder=holder, home=home)


def decide_attempt(contact: Contact, *, rule: str, also: Iterable[str] = (), rules: Rules) -> Decision:
    """The transfer of a decision that stands, decided anew at the moment of an attempt (BR-6.1b, BR-6.1c).

    `rule` and `also` are those of the decision; `contact` needs what is kept of it: way in, holder, need and home.
    The age is not asked again. Raises LookupError where the table of that day has no such row.
    """
    tables = tables_of(civil_date(contact.at), rules)
    home = _home_area(contact, tables)
    holder = contact.held_by or _first_holder(contact, tables, home)
    passed = [tables.rows_by_rule[name] for name in also if name in tables.rows_by_rule]
    spoke = (*passed, tables.rows_by_rule[rule])
    facts = _facts(contact, tables, holder)
    return _answer(contact, facts, spoke, tables, rules, holder=holder, home=home)


def _answer(
    contact: Contact,
    facts: Facts,
    spoke: tuple[Row, ...],
    tables: Tables,
    rules: Rules,
    *,
    holder: str,
    home: str | None,
) -> Decision:
    decider = spoke[-1]
    case, holder_rule = None, None
    if decider.moves_to is not None:
        case, holder_rule = _movement(contact, decider, tables, holder=holder, home=home)
    passed = tuple(row.rule for row in spoke[:-1])
    return Decision(
        rule=decider.rule,
        also=passed if holder_rule is None else (*passed, holder_rule),
        direction=decider.direction,
        home_area=tables.areas.get(home) if home is not None else None,
        transfer="none" if case is None else "warm" if case.kind == "warm" else "cold",
        transfer_case=None if case is None else case.case,
        follow_on=_follow_on(contact, decider, case, tables, rules),
        prompts=_prompts(contact, facts, decider, case, tables),
        rule_ids=tables.rule_ids,
        _spoke=spoke,
        _holder_reason=tables.holder_rules.get(holder_rule) if holder_rule is not None else None,
        _case=case,
        _service=tables.services.get(contact.lives_in or "elsewhere") if facts.in_england is False else None,
    )


def _home_area(contact: Contact, tables: Tables) -> str | None:
    """The area of the home, else of the workplace (no paper says which comes first where they differ)."""
    if contact.lives_in in tables.areas:
        return contact.lives_in
    return contact.works_in if contact.works_in in tables.areas else None


def _first_holder(contact: Contact, tables: Tables, home: str | None) -> str:
    """Where a contact stands when nobody says: with the contact centre, or with the prime that was walked into."""
    route = tables.routes.get(contact.route_in) if contact.route_in is not None else None
    if route is not None and route.first_holder == HOME_PRIME:
        return home or HOME_PRIME
    return CONTACT_CENTRE


def _facts(contact: Contact, tables: Tables, holder: str) -> Facts:
    is_held_by_prime = holder != CONTACT_CENTRE
    return Facts(
        need=contact.need or UNKNOWN_NEED,
        route=contact.route_in,
        band=_band(contact, tables),
        in_england=_is_in_england(contact, tables),
        held_by=PRIME if is_held_by_prime else CONTACT_CENTRE,
        complaint_is_local=contact.complaint_is_local is True,
        adviser_free=contact.adviser_free is True,
        receiver_open=_is_receiver_open(contact, PRIME, tables),
        other_language=contact.needs_other_language,
        further_session=contact.session_number is not None and contact.session_number > 1,
        in_priority_group=contact.in_priority_group is True,
        registered=contact.registered is True,
    )


def _band(contact: Contact, tables: Tables) -> str | None:
    """The band of an age (BR-GL-age, OI-3.4); before there was a young people's service, all below are too young."""
    age = contact.age
    if age is None:
        return None
    if age >= tables.adult_age:
        return "adult"
    if age == tables.exception_age and contact.entitled_at_18:
        return "entitled"
    return "young" if tables.youngest_age is not None and age >= tables.youngest_age else "too_young"


def _is_in_england(contact: Contact, tables: Tables) -> bool | None:
    """Whether a person lives or works in England (BR-1.1d).

    Everybody lives somewhere, so an unknown home leaves it open unless they work in England; many have no
    workplace, so an unknown one does not, and the adviser is asked to make sure.
    """
    if _is_english(contact.lives_in, tables) or _is_english(contact.works_in, tables):
        return True
    return None if contact.lives_in is None else False


def _is_english(place: str | None, tables: Tables) -> bool:
    return place in tables.areas or place in tables.nations_in_scope


def _resolve(facts: Facts, tables: Tables) -> tuple[Row, ...]:
    """The rows that spoke, the deciding one last; remembered, since contacts repeat each other."""
    spoke = tables.resolved.get(facts)
    if spoke is None:
        if len(tables.resolved) >= _REMEMBERED:
            tables.resolved.clear()
        spoke = tables.resolved[facts] = tuple(_read(facts, tables))
    return spoke


def _read(facts: Facts, tables: Tables) -> Iterator[Row]:
    need = facts.need
    for row in tables.rows:
        fits = row.fits(facts, need)
        if fits is None:
            break
        if not fits:
            continue
        if row.reads_on_as is None:
            yield tables.rows_by_rule[row.told_as] if row.told_as is not None else row
            return
        yield row
        need = row.reads_on_as
    yield tables.asking_row


def _is_sender_open(contact: Contact, side: str, tables: Tables) -> bool:
    """Whether the sender is open: as stated, else by its own hours where it is a prime, else by the calendar."""
    own = contact.holding_prime_open if side == PRIME else None
    return _first_said(contact.sender_open, own, side, contact.at, tables)


def _is_receiver_open(contact: Contact, side: str, tables: Tables) -> bool:
    """Whether the receiver is open: as stated, else by its own hours where it is a prime, else by the calendar."""
    own = contact.home_prime_open if side == PRIME else None
    return _first_said(contact.receiver_open, own, side, contact.at, tables)


def _first_said(stated: bool | None, own: bool | None, side: str, at: datetime, tables: Tables) -> bool:
    if stated is not None:
        return stated
    return tables.calendars[side].is_open(at) if own is None else own


def _movement(
    contact: Contact, decider: Row, tables: Tables, *, holder: str, home: str | None
) -> tuple[TransferCase | None, str | None]:
    """The case of the transfer that a row asks for, and the rule for a wrong holder where that applies.

    Nothing moves to where it already is (BR-6.1). An unknown home is taken as with whoever holds the contact.
    """
    target = CONTACT_CENTRE if decider.moves_to == CONTACT_CENTRE else home or holder
    if target == holder:
        return None, None
    sender = PRIME if holder != CONTACT_CENTRE else CONTACT_CENTRE
    receiver = PRIME if target != CONTACT_CENTRE else CONTACT_CENTRE
    route = tables.routes.get(contact.route_in) if contact.route_in is not None else None
    case = _transfer_case(
        tables,
        booking=route is not None
        and (route.is_booking or (route.is_digital and contact.need == "book_face_to_face")),
        sender=_is_sender_open(contact, sender, tables),
        receiver=_is_receiver_open(contact, receiver, tables),
        answered=contact.answered is not False,
    )
    return case, decider.wrong_holder_rule if sender == PRIME else None


def _transfer_case(
    tables: Tables, *, booking: bool, sender: bool, receiver: bool, answered: bool
) -> TransferCase:
    for case in tables.cases:
        if case.fits(booking=booking, sender=sender, receiver=receiver, answered=answered):
            return case
    raise LookupError("The last transfer case must ask for nothing.")


def _follow_on(
    contact: Contact, decider: Row, case: TransferCase | None, tables: Tables, rules: Rules
) -> FollowOn | None:
    """The work that the answer leaves: that of the transfer, else that of the row (OI-3.28, OI-3.35)."""
    speaker = case if case is not None else decider
    if speaker.follow_on is None or speaker.level is None:
        return None
    return FollowOn(speaker.follow_on, due(speaker.level, contact.at, rules=rules).due_at)


def _prompts(
    contact: Contact, facts: Facts, decider: Row, case: TransferCase | None, tables: Tables
) -> tuple[str, ...]:
    """The reminders that the moment calls for, in the order of the policy (BR-2.2, 2.3, 3.3, 4.1, 23.4)."""
    occasions = frozenset(_occasions(contact, facts, decider, case, tables))
    prompts = tables.prompted.get(occasions)
    if prompts is None:
        prompts = tables.prompted[occasions] = tuple(
            prompt.code for prompt in tables.prompts if prompt.when in occasions
        )
    return prompts


def _occasions(
    contact: Contact, facts: Facts, decider: Row, case: TransferCase | None, tables: Tables
) -> Iterator[str]:
    yield "always"
    if decider.asks:
        if facts.band is None:
            yield "age_missing"
        if facts.in_england is None:
            yield "place_missing"
        if facts.need == UNKNOWN_NEED:
            yield "need_missing"
    if facts.in_england is False and contact.works_in is None:
        yield "work_missing"
    if facts.need == "concern":
        yield "concern"
    if facts.other_language:
        yield "other_language"
    if facts.need == "book_face_to_face" and facts.further_session and not facts.in_priority_group:
        yield "further_session"
    if facts.band == "adult" and facts.in_priority_group:
        yield "adult_in_priority_group"
    # Only where the answer would change: for information it does not, so the question is not asked.
    if (
        contact.age == tables.exception_age
        and contact.entitled_at_18 is None
        and facts.need in ("advice", "book_face_to_face")
    ):
        yield "entitlement_missing"
    if case is not None:
        yield "warm" if case.kind == "warm" else "cold"
        if decider.moves_if_wanted:
            yield "transfer_if_wanted"
