"""Makes extracts for others, each under a written direction of the agency for its own purpose (BR-23.2, OI-13.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound
from fingerpost.house.models import Read
from fingerpost.house.rules import rules_in_force
from fingerpost.organisations.models import Contract
from fingerpost.performance.models import Direction, Return, ReturnKind
from fingerpost.performance.return_access import ensure_receives_returns
from fingerpost.performance.return_files import types_of
from fingerpost.performance.return_queries import EXTRACTS, live_direction
from fingerpost.performance.returns import names
from fingerpost.performance.returns.checks import Finding
from fingerpost.performance.returns.days import month_end
from fingerpost.performance.returns.extracts import (
    Layout,
    Person,
    counts_csv,
    extract_csv,
    for_counts,
    for_satisfaction,
    layout_of,
    missing_in,
)
from fingerpost.performance.services.returns import File, contract_of_month, keep_return, say_findings
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date, civil_time

KEYS: Final = {
    ReturnKind.WORK_AND_PENSIONS: "returns.extract.work_and_pensions",
    ReturnKind.MATCHING: "returns.extract.matching",
    ReturnKind.SURVEY: "returns.extract.survey",
}
MOST_READ: Final = 1_000


@transaction.atomic
def build_extract(
    *, actor: Actor, now: datetime, contract_id: UUID, month: date, kind: str, rules: Rules | None = None
) -> Return:
    """Make the extract of a kind for a month that has ended, of exactly what its direction is for.

    OI-14.5: with a required item missing for anybody nothing is made (Conflict, with the number). Who was told is
    kept in the read log of each customer. Raises NotPermitted without a direction of the agency that holds today.
    """
    rules = rules or rules_in_force()
    contract = contract_of_month(actor, contract_id, month, now)
    kind = _extract(kind)
    direction = direction_for(contract_id, kind, on=civil_date(now))
    layout = layout_of(KEYS[kind], month_end(month), rules)
    people = people_of(direction, month)
    missing = [each for each in missing_in(people, layout) if each.stops]
    if missing:
        raise Conflict(say_findings(len(missing)), code="findings", details={"findings": len(missing)})
    files, told = _files(contract, month, kind, layout, people, rules=rules, now=now)
    Read.objects.bulk_create(
        [
            Read(
                account_id=actor.account_id,
                organisation_id=actor.organisation_id,
                customer_id=customer_id,
                what="extract",
                reason=kind.value,
                read_at=now,
            )
            for customer_id in dict.fromkeys(each.customer for each in told)
            if customer_id is not None
        ],
        batch_size=MOST_READ,
    )
    return keep_return(
        actor=actor,
        now=now,
        contract=contract,
        month=month,
        kind=kind,
        layout=layout.version,
        records=len(told),
        files=files,
        rules=rules,
        direction_id=direction.id,
    )


def findings_of_extract(
    *, contract_id: UUID, month: date, kind: str, now: datetime, rules: Rules
) -> list[Finding]:
    """What is missing for an extract, person by person. Raises as `build_extract`."""
    chosen = _extract(kind)
    direction = direction_for(contract_id, chosen, on=civil_date(now))
    layout = layout_of(KEYS[chosen], month_end(month), rules)
    return list(missing_in(people_of(direction, month), layout))


def direction_for(contract_id: UUID, kind: ReturnKind, *, on: date) -> Direction:
    """The direction that holds for an extract on a day. Raises Conflict where the agency gave none."""
    found = live_direction(contract_id, kind, on=on)
    if found is None:
        raise Conflict(
            _("The agency has given no direction for this extract. Ask its contract manager for one."),
            code="no_direction",
        )
    return found


def people_of(direction: Direction, month: date) -> list[Person]:
    """The people of one month that a direction opens, through the door of the database that checks it."""
    columns = list(Person.__slots__)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(columns)} FROM fingerpost_extract_people(%s, %s)",  # noqa: S608 - names of our own
            [direction.id, month],
        )
        return [Person(**dict(zip(columns, row, strict=True))) for row in cursor.fetchall()]


@transaction.atomic
def give_direction(
    *,
    actor: Actor,
    now: datetime,
    contract_id: UUID,
    kind: str,
    reference: str,
    purpose: str,
    starts_on: date,
    ends_on: date,
) -> Direction:
    """Let a contractor give one extract for a purpose between two days, by a written direction (BR-23.2)."""
    ensure_receives_returns(actor)
    chosen = _extract(kind)
    if not reference.strip() or not purpose.strip():
        raise InvalidInput(_("A direction has its reference and its purpose."), code="direction_not_whole")
    if ends_on < starts_on or ends_on < civil_date(now):
        raise InvalidInput(
            _("A direction ends after it begins, and not before today."), code="direction_days"
        )
    given = Direction.objects.create(
        contract_id=contract_id,
        kind=chosen,
        reference=reference.strip(),
        purpose=purpose.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        given_by_id=actor.account_id,
        given_at=now,
    )
    _tell("direction.given", actor, now, given)
    return given


@transaction.atomic
def withdraw_direction(*, actor: Actor, now: datetime, direction_id: UUID) -> Direction:
    """End a direction today; what was given under it stays known. Withdrawn before, nothing changes."""
    ensure_receives_returns(actor)
    found = Direction.objects.filter(id=direction_id, withdraws__isnull=True).first()
    if found is None:
        raise NotFound(_("There is no direction here that you can see."), code="direction_not_found")
    earlier = Direction.objects.filter(withdraws=found).first()
    if earlier is not None:
        return earlier
    ended = Direction.objects.create(
        contract_id=found.contract_id,
        kind=found.kind,
        reference=found.reference,
        purpose=found.purpose,
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        withdraws=found,
        given_by_id=actor.account_id,
        given_at=now,
    )
    _tell("direction.withdrawn", actor, now, ended)
    return ended


def area_of(contract: Contract) -> str:
    """The areas of a contract, by name."""
    return (
        "; ".join(contract.areas.order_by("name", "id").values_list("name", flat=True)) or contract.reference
    )


def _files(
    contract: Contract,
    month: date,
    kind: ReturnKind,
    layout: Layout,
    people: Sequence[Person],
    *,
    rules: Rules,
    now: datetime,
) -> tuple[list[File], list[Person]]:
    """The files of an extract, and the people that they tell of."""
    at, area = civil_time(now), area_of(contract)
    types = types_of(contract, month, rules)
    told = for_satisfaction(people, layout) if kind == ReturnKind.SURVEY else list(people)
    content = extract_csv(told, layout, area=area, types=types)
    files = [File(names.file_name(layout.name, at, "csv"), names.CSV, content, holds_people=True)]
    if kind == ReturnKind.SURVEY:
        groups = rules.get_rows("returns.survey_groups", month_end(month))
        counts = counts_csv(for_counts(people, layout), groups, area=area)
        name = names.file_name(str(layout.settings["counts_name"]), at, "csv")
        files.append(File(name, names.CSV, counts, holds_people=False))
    return files, told


def _extract(kind: str) -> ReturnKind:
    if kind not in EXTRACTS:
        raise InvalidInput(_("Choose which extract this is."), code="kind_unknown")
    return ReturnKind(kind)


def _tell(kind: str, actor: Actor, now: datetime, direction: Direction) -> None:
    events.record(
        kind, actor=actor, now=now, subject={"direction": direction.id, "contract": direction.contract_id}
    )
