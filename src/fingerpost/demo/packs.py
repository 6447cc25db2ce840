"""Two packs of the nation's agency: one in force and confirmed by a prime, one that waits to be read."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from fingerpost.demo.world import World
from fingerpost.organisations.models import Contract
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import add_months, london_moment
from fingerpost.rulebook.models import Acknowledgement, Notified, Proposal, Publication, Scope

_IN_FORCE_FOR: Final = timedelta(days=40)
_PUBLISHED_BEFORE: Final = timedelta(days=60)
_ADVANCE_MONTHS: Final = 2
_TEXT: Final = """[pack]
name = "{name}"
title = "{title}"

[[rule]]
key = "{key}"
value = {value}
valid_from = {begins}
source = "BR-0.3"
status = "in_force"
"""


def make_packs(world: World, *, using: str) -> None:
    """Write both as owner, as two people of the agency would have published them (BR-0.3)."""
    rules, today = shipped_rules(), world.today
    warning = rules.get_int("login.idle_warning_minutes", today) + 1
    known = _publish(
        world,
        using,
        serial=1,
        title="Longer warning before a session is locked",
        key="login.idle_warning_minutes",
        value=warning,
        begins=today - _IN_FORCE_FOR,
        published_at=london_moment(today - _PUBLISHED_BEFORE, time(10)),
    )
    Acknowledgement.objects.using(using).create(
        publication=known,
        organisation_id=world.organisations["prime"],
        account_id=world.accounts["compliance"],
        acknowledged_at=known.published_at + timedelta(days=2),
    )
    begins = add_months(today.replace(day=1), _ADVANCE_MONTHS)
    _publish(
        world,
        using,
        serial=2,
        title="One more working day for a write-up",
        key="write_up.working_days",
        value=rules.get_int("write_up.working_days", begins) + 1,
        begins=begins,
        published_at=london_moment(today - timedelta(days=1), time(10)),
    )


def _publish(
    world: World,
    using: str,
    *,
    serial: int,
    title: str,
    key: str,
    value: int,
    begins: date,
    published_at: datetime,
) -> Publication:
    name = f"agency-letter-{serial}"
    said = {
        "organisation_id": world.organisations["agency"],
        "scope": Scope.EVERYBODY,
        "name": name,
        "title": title,
        "text": _TEXT.format(name=name, title=title, key=key, value=value, begins=begins.isoformat()),
        "effective_on": begins,
        "reason": f"Letter {serial} of the agency to its contractors.",
        "proposed_by_id": world.accounts["contract_manager"],
    }
    proposal = Proposal.objects.using(using).create(**said, proposed_at=published_at - timedelta(hours=3))
    made = Publication.objects.using(using).create(
        **said,
        serial=serial,
        proposal_id=proposal.id,
        approved_by_id=world.accounts["second_contract_manager"],
        published_at=published_at,
    )
    for organisation_id in _primes(using):
        Notified.objects.using(using).create(
            publication=made, organisation_id=organisation_id, notified_at=published_at
        )
    return made


def _primes(using: str) -> list[UUID]:
    return list(
        Contract.objects.using(using).order_by("prime_id").values_list("prime_id", flat=True).distinct()
    )
