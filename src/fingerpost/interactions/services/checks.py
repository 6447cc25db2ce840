"""Finds customers by four items and authenticates them in a contact. BR-7.3, OI-14.18 to OI-14.21.

Until a check has passed nothing here says whether a record was found: a hit and a miss take the same steps and
give the same answer. A refusal is a result, not an error, so that the try is remembered.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from fingerpost.customers.rules import ways_to_write
from fingerpost.customers.secrets import answer_matches, hash_answer
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions import doors
from fingerpost.interactions.access import lock_open_contact, require_contact_work
from fingerpost.interactions.models import CheckState, IdentityCheck, Session
from fingerpost.interactions.rules import contacts as contact_rules
from fingerpost.interactions.rules.contacts import CheckRules
from fingerpost.interactions.services.attendances import settle_contact
from fingerpost.notices.services import queue_message, seal_only
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date, civil_time
from fingerpost.policy.identity import presets
from fingerpost.policy.names import match_names, match_postcode

_SEED = "fingerpost.interactions.seed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FourItems:
    """What a customer is found by (OI-14.19). One name only may stand in either field."""

    family_name: str
    given_name: str
    date_of_birth: date
    postcode: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Where a check stands after a step.

    ``outcome``: asked, too_many, locked, no_contact, ended; wrong; opened, none, several, other_customer.
    ``customer_id`` is set only when the record was opened.
    """

    outcome: str
    check_id: UUID | None = None
    customer_id: UUID | None = None


@transaction.atomic
def search_for_customer(
    *, actor: Actor, now: datetime, contact_id: UUID, items: FourItems, rules: Rules | None = None
) -> CheckResult:
    """Look for a customer by the four items together, in an open contact.

    OI-14.19: from 1 August 2010 to 30 September 2014 finding opens the record. BR-7.3: later the answer is
    always a check with its questions. Raises InvalidInput where one of the four items is missing (OI-8.9).
    """
    rules = rules or rules_in_force()
    contact = lock_open_contact(actor, contact_id)
    today = civil_date(now)
    asking = contact_rules.check_rules(rules, on=today, channel=contact.channel, kind=contact.kind)
    if not asking.opens_at_once and not asking.ways:
        raise Conflict(
            _("No way of confirming a customer's identity is in force on this day."), code="no_method"
        )
    outcome, check_id = doors.search_people(
        contact_id,
        wanted(items),
        questions=[code for code, _label in asking.questions],
        how_many=asking.answers_needed,
        limits=_limits(rules, today, asking),
    )
    if outcome == "asked" and check_id is not None and asking.opens_at_once:
        return _pass(actor, now, check_id, contact_id, asking, method="four_items")
    return CheckResult(outcome, check_id)


@transaction.atomic
def pass_on_evidence(
    *, actor: Actor, now: datetime, check_id: UUID, evidence: str, rules: Rules | None = None
) -> CheckResult:
    """The adviser saw evidence of who this is; its kind is kept, never a copy (BR-7.2)."""
    check, asking = _begin(actor, now, check_id, "evidence", rules)
    known = {preset.code for preset in presets(on=civil_date(now), rules=rules or rules_in_force())}
    if evidence not in known:
        raise InvalidInput(_("Choose the evidence that you saw."), code="unknown_evidence")
    return _pass(actor, now, check.id, check.contact_id, asking, method="evidence", detail=evidence)


@transaction.atomic
def pass_as_known(
    *, actor: Actor, now: datetime, check_id: UUID, reason: str, rules: Rules | None = None
) -> CheckResult:
    """The adviser knows the customer, for a reason that is kept."""
    check, asking = _begin(actor, now, check_id, "known", rules)
    if reason not in contact_rules.KNOWN_BECAUSE:
        raise InvalidInput(_("Choose how you know the customer."), code="unknown_reason")
    return _pass(actor, now, check.id, check.contact_id, asking, method="known", detail=reason)


@transaction.atomic
def pass_on_paper(*, actor: Actor, now: datetime, check_id: UUID, rules: Rules | None = None) -> CheckResult:
    """The paper of an interview names this person and its adviser signed it (OI-8.15b, OI-8.16).

    Only in a paper contact, and only once the interview itself was keyed: whose it was, when and by whom.
    """
    check, asking = _begin(actor, now, check_id, "paper_record", rules)
    if not Session.objects.filter(contact_id=check.contact_id).exists():
        raise Conflict(_("Key the interview first: its date and its adviser."), code="paper_not_keyed")
    return _pass(actor, now, check.id, check.contact_id, asking, method="paper_record")


@transaction.atomic
def answer_questions(
    *, actor: Actor, now: datetime, check_id: UUID, answers: Mapping[str, str], rules: Rules | None = None
) -> CheckResult:
    """Challenge and response: every question of the check answered rightly passes it (BR-7.3).

    Each answer is checked with the same work, right or wrong, kept or not. A wrong one counts as one failure.
    """
    check, asking = _begin(actor, now, check_id, "secrets", rules)
    right = [
        answer_matches(
            answers.get(question, ""),
            doors.secret_hash(
                check.id, question, most_failures=asking.most_failures, lock_for=asking.lock_for
            ),
        )
        for question in check.questions
    ]
    if right and len(right) >= asking.answers_needed and all(right):
        return _pass(actor, now, check.id, check.contact_id, asking, method="secrets")
    return _fail(check.id, asking)


@transaction.atomic
def send_code(*, actor: Actor, now: datetime, check_id: UUID, rules: Rules | None = None) -> CheckResult:
    """Send a one-time code to a contact point that the customer called safe, where one is held.

    The answer is the same whether or not one was sent: code_asked, or too_many after the last that policy allows.
    """
    check, asking = _begin(actor, now, check_id, "code", rules)
    if check.codes_asked >= asking.most_codes:
        return CheckResult("too_many", check.id)
    code = f"{secrets.randbelow(10**asking.code_digits):0{asking.code_digits}d}"
    subject, body = _code_words(code, asking)
    held = doors.begin_code(
        check.id,
        code_hash=hash_answer(code),
        lasts=asking.code_lasts,
        most_codes=asking.most_codes,
        local_time=civil_time(now).time(),
    )
    ways = ways_to_write([held] if held is not None else [], now=now)
    if not ways:
        # The same work as for a message that is sent.
        seal_only(address="0" * 11, subject=subject, body=body)
    for one in ways:
        ends = now + asking.code_lasts
        queue_message(
            actor=actor,
            now=now,
            kind="identity_code",
            way=one.way,
            address=one.address,
            subject=subject,
            body=body,
            not_after=ends if one.until is None else min(ends, one.until),
        )
    return CheckResult("code_asked", check.id)


@transaction.atomic
def answer_code(
    *, actor: Actor, now: datetime, check_id: UUID, code: str, rules: Rules | None = None
) -> CheckResult:
    """The customer read out the code; a wrong or late one counts as one failure."""
    check, asking = _begin(actor, now, check_id, "code", rules)
    kept = doors.code_hash(check.id, most_failures=asking.most_failures, lock_for=asking.lock_for)
    if answer_matches(code, kept):
        return _pass(actor, now, check.id, check.contact_id, asking, method="code")
    return _fail(check.id, asking)


def wanted(items: FourItems) -> doors.SearchFor:
    """The four items in matching form. Raises InvalidInput where one is missing (OI-8.9)."""
    given, family = match_names(given_name=items.given_name, family_name=items.family_name)
    postcode = match_postcode(items.postcode)
    if not family or not postcode:
        raise InvalidInput(
            _("Enter a name, the date of birth and the postcode: all of them together find a record."),
            code="four_items_needed",
        )
    together = "|".join([family, given, items.date_of_birth.isoformat(), postcode])
    return doors.SearchFor(
        family=family,
        given=given,
        date_of_birth=items.date_of_birth,
        postcode=postcode,
        seed=salted_hmac(_SEED, together, algorithm="sha256").hexdigest(),
    )


def _begin(
    actor: Actor, now: datetime, check_id: UUID, way: str, rules: Rules | None
) -> tuple[IdentityCheck, CheckRules]:
    """The actor's own check, with the rules of the day, in a way that they offer."""
    require_contact_work(actor)
    check = (
        IdentityCheck.objects.filter(id=check_id, account_id=actor.account_id)
        .only("id", "contact_id", "questions", "codes_asked", "state")
        .first()
    )
    if check is None:
        raise NotFound(_("There is no such check of yours."), code="no_check")
    contact = lock_open_contact(actor, check.contact_id)
    asking = contact_rules.check_rules(
        rules or rules_in_force(), on=civil_date(now), channel=contact.channel, kind=contact.kind
    )
    if way not in asking.ways:
        raise NotPermitted(
            _("This way of confirming identity is not in use here. Choose another."), code="way_not_in_use"
        )
    return check, asking


def _pass(
    actor: Actor,
    now: datetime,
    check_id: UUID,
    contact_id: UUID,
    asking: CheckRules,
    *,
    method: str,
    detail: str = "",
) -> CheckResult:
    passed = doors.pass_check(check_id, method=method, detail=detail, grant_for=asking.grant_for)
    if passed.outcome == "opened" and passed.customer_id is not None:
        settle_contact(actor=actor, now=now, contact_id=contact_id)
    outcome = _locked_or_ended(check_id) if passed.outcome == "ended" else passed.outcome
    return CheckResult(outcome, check_id, passed.customer_id)


def _fail(check_id: UUID, asking: CheckRules) -> CheckResult:
    became = doors.fail_check(check_id, most_failures=asking.most_failures, lock_for=asking.lock_for)
    if became == "ended":
        became = _locked_or_ended(check_id)
    return CheckResult("wrong" if became == "waiting" else became, check_id)


def _locked_or_ended(check_id: UUID) -> str:
    """Why a check can't go on: locked beside another, or answered already in another window."""
    is_locked = IdentityCheck.objects.filter(id=check_id, state=CheckState.LOCKED).exists()
    return "locked" if is_locked else "ended"


def _limits(rules: Rules, on: date, asking: CheckRules) -> doors.SearchLimits:
    table = rules.get_table("search.limit", on)
    numbers = {name: value for name, value in table.items() if isinstance(value, int)}
    return doors.SearchLimits(
        per_contact=numbers["per_contact"],
        per_ten_minutes=numbers["per_ten_minutes"],
        per_day=numbers["per_day"],
        lock_for=asking.lock_for,
    )


def _code_words(code: str, asking: CheckRules) -> tuple[str, str]:
    """A subject that says nothing, and a message that names neither the customer nor what the service does."""
    minutes = asking.code_lasts // timedelta(minutes=1)
    body = _(
        "%(code)s is your code. Read it to the person you are speaking to now. It lasts %(minutes)s minutes."
        " If you are not speaking to us, ignore this message. %(service)s"
    ) % {"code": code, "minutes": minutes, "service": settings.SERVICE_NAME}
    return _("Your code"), body
