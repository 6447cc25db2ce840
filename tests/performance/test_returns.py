"""Returns from claim to answer, through the pages and their services: who may do what, and what stays."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date, datetime, time, timedelta
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from typer.testing import CliRunner

from fingerpost.customers.models import Address, Grant
from fingerpost.demo.world import World
from fingerpost.funding.ledger.queries import standing_lines
from fingerpost.funding.models import ClaimLine
from fingerpost.house.errors import Conflict, InvalidInput, NotPermitted
from fingerpost.house.models import Event, Read
from fingerpost.organisations.models import Subcontract
from fingerpost.outcomes.models import Outcome
from fingerpost.performance.models import Return, ReturnFile, ReturnKind, ReturnStep
from fingerpost.performance.return_queries import get_return, list_months, live_direction, newest_return
from fingerpost.performance.return_rows import source_of
from fingerpost.performance.services import extracts, returns
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import add_months, civil_date, london_moment
from fingerpost.site.console import app as console
from fingerpost.staff.access import Role
from fingerpost.staff.models import Membership
from fingerpost.staff.services import acting_as
from tests.fixtures.furnished_returns import one_page
from tests.fixtures.world import signed_in, standing_world
from tests.funding.ledger_steps import CONTRACT, claim_month, claimed_outcome
from tests.funding.steps import today

pytestmark = pytest.mark.django_db(transaction=True)

RULES = shipped_rules()
# The pages read all months, or all rows of a return, in as many queries; most of them are signing in and the frame.
MOST_QUERIES = 30
NOTE = "Receipt 81 of the mailbox."


@pytest.fixture
def world() -> Iterator[World]:
    yield standing_world()
    connections.close_all()


def last_month() -> date:
    return add_months(today().replace(day=1), -1)


def paid_last_month(world: World, **parts: Any) -> Outcome:
    """A job of last month that was claimed in it."""
    told = last_month() + timedelta(days=20)
    ago = (today() - told).days
    outcome = claimed_outcome(world, days_ago=ago + 2, told_on=told, **parts)
    at = london_moment(told + timedelta(days=1), time(9))
    Outcome.objects.using("owner").filter(id=outcome.id).update(claimed_at=at, checked_at=at)
    outcome.refresh_from_db(using="owner")
    return outcome


def words(response: Any) -> str:
    text = re.sub(r"<(script|style|head)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def as_manager(world: World) -> Any:
    return acting_as(world.memberships["returns_manager"])


def as_agency(world: World) -> Any:
    return acting_as(world.memberships["contract_manager"])


def at_day(day: date) -> datetime:
    return london_moment(day, time(11))


def built(world: World, *, now: datetime | None = None) -> Return:
    with as_manager(world) as actor:
        return returns.build_return(
            actor=actor, now=now or timezone.now(), contract_id=world.contracts[CONTRACT], month=last_month()
        )


@pytest.mark.requirement("BR-22.2", "BR-25.1", "OI-13.5")
def test_return_when_walked_through_the_pages_then_checked_signed_off_sent_and_acknowledged(
    world: World,
) -> None:
    outcome = paid_last_month(world)
    claim_month(world, last_month())
    contract, month = world.contracts[CONTRACT], f"{last_month():%Y-%m}"
    manager, agency = signed_in(world, "returns_manager"), signed_in(world, "contract_manager")
    with CaptureQueriesContext(connections["default"]) as asked:
        listed = manager.get("/staff/returns/")
    assert len(asked) <= MOST_QUERIES, len(asked)
    assert "Occupancy and Funding Summary" in words(listed)
    assert f"/staff/returns/{contract}/{month}/" in listed.content.decode()
    with CaptureQueriesContext(connections["default"]) as asked:
        checks = manager.get(f"/staff/returns/{contract}/{month}/")
    assert len(asked) <= MOST_QUERIES, len(asked)
    assert "Nothing stands in the way" in words(checks), words(checks)
    assert "£30.00" in words(checks)
    made = manager.post(f"/staff/returns/{contract}/{month}/build/", follow=True)
    found = newest_hub(world)
    assert f"/staff/returns/return/{found.id}/" in made.redirect_chain[-1][0]
    assert (found.records, found.findings, found.claim_id is not None) == (1, 0, True)
    files = downloaded(manager, made.content.decode())
    rows = list(csv.DictReader(StringIO(files["csv"].decode("utf-8-sig"))))
    assert [each["Outcome ID"] for each in rows] == [str(outcome.id)]
    assert [each for each in rows[0].values() if each == "30.00"] == ["30.00"]
    sheet = load_workbook(BytesIO(files["xlsx"])).active
    assert sheet is not None
    assert (sheet["Z20"].value, sheet["AA20"].value) == (1, 30)
    archive = manager.post(f"/staff/returns/return/{found.id}/archive/")
    with ZipFile(BytesIO(archive.content)) as zipped:
        assert sorted(zipped.read(name) for name in zipped.namelist()) == sorted(files.values())
    assert "NCS-Reports.zip" in archive["Content-Disposition"]

    here = f"/staff/returns/return/{found.id}/"
    with CaptureQueriesContext(connections["default"]) as asked:
        assert manager.get(here).status_code == 200
    assert len(asked) <= MOST_QUERIES, len(asked)
    assert manager.post(f"{here}send/").status_code == 409
    assert manager.post(f"{here}sign-off/", {}).status_code == 422
    assert "Send the return" in words(manager.post(f"{here}sign-off/", {"accurate": "yes"}, follow=True))
    assert manager.post(f"{here}send/", follow=True).status_code == 200
    assert agency.post(f"{here}answer/", {"answer": "receive", "note": NOTE}, follow=True).status_code == 200
    assert agency.post(f"{here}answer/", {"answer": "reject", "note": ""}).status_code == 422
    told = words(agency.post(f"{here}answer/", {"answer": "acknowledge"}, follow=True))
    assert NOTE in told
    assert "Acknowledged" in words(agency.get("/staff/returns/"))
    assert "NCS Occupancy Report" not in words(agency.get(here))
    assert "NCS Funding Summary Report" in words(agency.get(here))
    opened = Event.objects.using("owner").filter(kind="return.file_opened").count()
    assert opened == 4


def newest_hub(world: World) -> Return:
    return Return.objects.using("owner").get(
        contract_id=world.contracts[CONTRACT], kind=ReturnKind.HUB, replaced_by__isnull=True
    )


def downloaded(client: Client, page: str) -> dict[str, bytes]:
    """The files of a return by ending, each fetched as the page offers it."""
    found = {}
    for address in re.findall(r'action="(/staff/returns/file/[0-9a-f-]+/)"', page):
        answer = client.post(address)
        assert answer["Content-Disposition"].startswith("attachment")
        found[answer["Content-Disposition"].rstrip('"').rpartition(".")[2]] = answer.content
    return found


@pytest.mark.requirement("BR-22.2")
def test_finding_when_it_stops_then_nothing_is_made_until_it_is_mended_and_a_subcontractor_sees_its_own_alone(
    world: World,
) -> None:
    ours = paid_last_month(world, family="Ourown")
    theirs = paid_last_month(world, family="Theirs")
    subcontractor, contract = world.organisations["subcontractor"], world.contracts[CONTRACT]
    helper = subcontracted(world, theirs)
    claim_month(world, last_month())
    for outcome in (ours, theirs):
        Address.objects.using("owner").filter(customer=outcome.customer_id).update(postcode="nowhere")
    month = f"{last_month():%Y-%m}"
    page = words(signed_in(world, "returns_manager").get(f"/staff/returns/{contract}/{month}/"))
    assert "2 findings stand in the way" in page
    assert "The home postcode is written as a postcode" in page
    assert "Correct the postcode in the record." in page
    assert f"Outcome {str(ours.id)[-8:]}" in page
    assert "Subcontractor Milestone Learning" in page
    with pytest.raises(Conflict, match="2 findings"):
        built(world)
    client = signed_in_as(world, helper)
    theirs_page = words(client.get(f"/staff/returns/{contract}/{month}/"))
    assert f"Outcome {str(theirs.id)[-8:]}" in theirs_page
    assert str(ours.id)[-8:] not in theirs_page
    assert "£" not in theirs_page
    assert client.post(f"/staff/returns/{contract}/{month}/build/").status_code == 403
    for outcome in (ours, theirs):
        Address.objects.using("owner").filter(customer=outcome.customer_id).update(postcode="LS1 4AP")
    made = built(world)
    assert (made.records, made.replaces_id) == (2, None)
    row = next(each for each in rows_in(made) if each["Outcome ID"] == str(theirs.id))
    assert row["Subcontractor ID"] == "10990005"
    assert ClaimLine.objects.using("owner").filter(organisation_id=subcontractor).count() == 1


def rows_in(made: Return) -> list[dict[str, str]]:
    """The rows of the Occupancy report as it was kept."""
    kept = ReturnFile.objects.using("owner").get(of_return_id=made.id, media_type="text/csv")
    return list(csv.DictReader(StringIO(returns.unseal(bytes(kept.sealed)).decode("utf-8-sig"))))


def subcontracted(world: World, outcome: Outcome) -> UUID:
    """Let the subcontractor have delivered an outcome, and engage somebody there who answers for returns."""
    organisation, contract = world.organisations["subcontractor"], world.contracts[CONTRACT]
    Outcome.objects.using("owner").filter(id=outcome.id).update(organisation_id=organisation)
    Subcontract.objects.using("owner").create(
        contract_id=contract, organisation_id=organisation, starts_on=date(2020, 1, 1)
    )
    Grant.objects.using("owner").create(
        customer_id=outcome.customer_id,
        organisation_id=organisation,
        contract_id=contract,
        reason="relationship",
        ends_at=timezone.now() + timedelta(days=30),
    )
    held = Membership.objects.using("owner").get(id=world.memberships["subcontractor_adviser"])
    made = Membership.objects.using("owner").create(
        account_id=held.account_id,
        organisation_id=organisation,
        role=Role.RETURNS_MANAGER,
        starts_on=held.starts_on,
    )
    return made.id


def signed_in_as(world: World, membership: UUID) -> Client:
    world.memberships["of_the_test"] = membership
    try:
        return signed_in(world, "of_the_test")
    finally:
        del world.memberships["of_the_test"]


@pytest.mark.requirement("BR-25.2", "BR-25.3")
def test_return_when_sent_on_the_ninth_working_day_then_late_and_on_the_eighth_in_time(world: World) -> None:
    claim_month(world, last_month())
    with as_manager(world) as actor:
        due = returns.due_on(last_month(), "hub", RULES)
        assert due is not None
        made = returns.build_return(
            actor=actor, now=at_day(due), contract_id=world.contracts[CONTRACT], month=last_month()
        )
        returns.approve_return(actor=actor, now=at_day(due), return_id=made.id, is_accurate=True)
        returns.send_return(actor=actor, now=at_day(due), return_id=made.id)
        first = hub_state(world, made)
        again = returns.build_return(
            actor=actor,
            now=at_day(due + timedelta(days=1)),
            contract_id=world.contracts[CONTRACT],
            month=last_month(),
        )
        with pytest.raises(Conflict):
            returns.approve_return(actor=actor, now=at_day(due), return_id=made.id, is_accurate=True)
        late = at_day(due + timedelta(days=3))
        returns.approve_return(actor=actor, now=late, return_id=again.id, is_accurate=True)
        returns.send_return(actor=actor, now=late, return_id=again.id)
        second = hub_state(world, again)
        assert again.replaces_id == made.id
        assert [step.kind for step in get_return(made.id).steps.all()] == ["approved", "sent"]
    assert (first, second) == (("sent", False), ("sent", True))


def hub_state(world: World, made: Return) -> tuple[str, bool]:
    states = list_months(made.contract, today=today(), rules=RULES)[0].states
    one = next(each for each in states if each.kind == ReturnKind.HUB)
    return one.word, one.was_late


@pytest.mark.requirement("BR-30.1")
def test_return_when_it_holds_over_a_thousand_records_then_a_purpose_is_kept_and_exactly_so_many_need_none(
    world: World,
) -> None:
    claim_month(world, last_month())
    made = built(world)
    rows = Return.objects.using("owner").filter(id=made.id)
    now = timezone.now()
    rows.update(records=1001)
    page = words(signed_in(world, "returns_manager").get(f"/staff/returns/return/{made.id}/"))
    assert "For what purpose do these records leave?" in page
    assert "OFFICIAL-SENSITIVE" in page
    with as_manager(world) as actor, pytest.raises(InvalidInput, match="purpose"):
        returns.approve_return(actor=actor, now=now, return_id=made.id, is_accurate=True)
    with as_manager(world) as actor, pytest.raises(InvalidInput, match="accurate"):
        returns.approve_return(actor=actor, now=now, return_id=made.id, is_accurate=False, purpose="The hub")
    rows.update(records=1000)
    with as_manager(world) as actor:
        assert not returns.needs_purpose(get_return(made.id), rules=RULES, on=today())
    rows.update(records=1001)
    with as_manager(world) as actor:
        returns.approve_return(
            actor=actor, now=now, return_id=made.id, is_accurate=True, purpose="For the hub"
        )
    step = ReturnStep.objects.using("owner").get(of_return_id=made.id)
    assert (step.purpose, step.taken_by_id) == ("For the hub", world.accounts["returns_manager"])


def test_steps_when_written_out_of_order_or_by_another_then_the_database_refuses(world: World) -> None:
    claim_month(world, last_month())
    made = built(world)
    now = timezone.now()

    def write(nickname: str, kind: str, account: str | None = None) -> None:
        with acting_as(world.memberships[nickname]), transaction.atomic():
            ReturnStep.objects.create(
                of_return_id=made.id, kind=kind, taken_by_id=world.accounts[account or nickname], taken_at=now
            )

    for nickname, kind, account in (
        ("returns_manager", "sent", None),
        ("returns_manager", "acknowledged", None),
        ("contract_manager", "received", None),
        ("contract_manager", "approved", None),
        ("claims_officer", "approved", None),
        ("returns_manager", "approved", "contract_manager"),
    ):
        with pytest.raises(DatabaseError):
            write(nickname, kind, account)
    Return.objects.using("owner").filter(id=made.id).update(findings=1)
    with pytest.raises(DatabaseError):
        write("returns_manager", "approved")
    Return.objects.using("owner").filter(id=made.id).update(findings=0)
    write("returns_manager", "approved")
    with pytest.raises(DatabaseError), as_manager(world), transaction.atomic():
        ReturnFile.objects.create(
            of_return_id=made.id, name="late.csv", media_type="text/csv", size=0, sha256="", sealed=b""
        )
    write("returns_manager", "sent")
    write("contract_manager", "received")
    write("contract_manager", "rejected")
    with pytest.raises(DatabaseError):
        write("contract_manager", "acknowledged")
    for statement in ("UPDATE performance_returnstep SET note = 'x'", "DELETE FROM performance_return"):
        with pytest.raises(DatabaseError), as_manager(world), transaction.atomic():
            connections["default"].cursor().execute(statement)
    with acting_as(world.memberships["claims_officer"]):
        assert Return.objects.filter(id=made.id).exists()
        assert not ReturnFile.objects.exists()
    with acting_as(world.memberships["second_prime_adviser"]):
        assert not Return.objects.exists()
    with as_agency(world):
        assert {each.holds_people for each in ReturnFile.objects.all()} == {False}


@pytest.mark.requirement("BR-25.1", "BR-25.3")
def test_manual_return_when_uploaded_then_kept_sent_and_its_receipt_stored(world: World) -> None:
    contract, month = world.contracts[CONTRACT], f"{last_month():%Y-%m}"
    client = signed_in(world, "returns_manager")
    address = f"/staff/returns/{contract}/{month}/by-hand/manual/"
    assert client.get(address).status_code == 200
    refused = client.post(address, {"file": SimpleUploadedFile("a.doc", b"\xd0\xcf"), "people": "x"})
    assert refused.status_code == 422
    sent = client.post(address, {"file": SimpleUploadedFile("a.pdf", one_page()), "people": "0"}, follow=True)
    assert sent.status_code == 200, words(sent)
    made = Return.objects.using("owner").get(kind=ReturnKind.MANUAL)
    now = timezone.now()
    with as_manager(world) as actor:
        returns.approve_return(actor=actor, now=now, return_id=made.id, is_accurate=True)
        returns.send_return(actor=actor, now=now, return_id=made.id)
    with as_agency(world) as actor:
        returns.receive_return(actor=actor, now=now, return_id=made.id, note=NOTE)
    assert ReturnStep.objects.using("owner").get(kind="received").note == NOTE
    assert "manual-" in words(signed_in(world, "contract_manager").get(f"/staff/returns/return/{made.id}/"))


@pytest.mark.requirement("BR-23.2", "OI-14.5", "OI-13.1")
def test_extract_when_no_direction_holds_then_none_and_with_one_of_exactly_what_it_is_for(
    world: World,
) -> None:
    outcome = paid_last_month(world, facts={"jobcentre_plus_customer": "yes"})
    contract, month, now = world.contracts[CONTRACT], last_month(), timezone.now()
    kind = ReturnKind.WORK_AND_PENSIONS
    with as_manager(world) as actor, pytest.raises(Conflict, match="no direction"):
        extracts.build_extract(actor=actor, now=now, contract_id=contract, month=month, kind=kind)
    with as_manager(world) as actor, pytest.raises(NotPermitted):
        direct(actor, contract, now, kind)
    client = signed_in(world, "contract_manager")
    form = {
        "kind": kind.value,
        "reference": "DSA-2026-4",
        "purpose": "Data owed to the department",
        **parts("starts_on", today()),
        **parts("ends_on", today() + timedelta(days=30)),
    }
    assert client.post(f"/staff/returns/{contract}/directions/", form, follow=True).status_code == 200
    with as_manager(world) as actor:
        direction = live_direction(contract, kind, on=today())
        assert direction is not None
        Address.objects.using("owner").filter(customer=outcome.customer_id).update(postcode="")
        with pytest.raises(Conflict, match="One finding"):
            extracts.build_extract(actor=actor, now=now, contract_id=contract, month=month, kind=kind)
    manager = signed_in(world, "returns_manager")
    assert (
        f"/staff/returns/{contract}/{month:%Y-%m}/extract/dwp/"
        in manager.get("/staff/returns/").content.decode()
    )
    page = words(manager.get(f"/staff/returns/{contract}/{month:%Y-%m}/extract/dwp/"))
    assert "Home Postcode" in page
    Address.objects.using("owner").filter(customer=outcome.customer_id).update(postcode="LS1 4AP")
    with as_manager(world) as actor:
        made = extracts.build_extract(actor=actor, now=now, contract_id=contract, month=month, kind=kind)
        with pytest.raises(Conflict):
            extracts.build_extract(
                actor=actor, now=now, contract_id=contract, month=month, kind=ReturnKind.MATCHING
            )
    rows = rows_in(made)
    assert [each["Customer ID"] for each in rows] == [str(outcome.customer_id)]
    assert (rows[0]["Attended"], rows[0]["Home Postcode"]) == ("Yes", "LS1 4AP")
    assert (made.records, made.direction_id) == (1, direction.id)
    read = Read.objects.using("owner").get(what="extract")
    assert (read.customer_id, read.account_id) == (outcome.customer_id, world.accounts["returns_manager"])
    with as_agency(world) as actor:
        extracts.withdraw_direction(actor=actor, now=now, direction_id=direction.id)
        assert extracts.withdraw_direction(actor=actor, now=now, direction_id=direction.id).withdraws_id
    with as_manager(world) as actor, pytest.raises(Conflict, match="no direction"):
        extracts.build_extract(actor=actor, now=now, contract_id=contract, month=month, kind=kind)
    with pytest.raises(DatabaseError), as_manager(world), transaction.atomic():
        extracts.people_of(direction, month)


def direct(actor: Any, contract: UUID, now: datetime, kind: str) -> None:
    extracts.give_direction(
        actor=actor,
        now=now,
        contract_id=contract,
        kind=kind,
        reference="R",
        purpose="P",
        starts_on=civil_date(now),
        ends_on=civil_date(now),
    )


def parts(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


@pytest.mark.requirement("BR-19.1")
def test_survey_when_somebody_did_not_agree_then_counted_and_never_told(world: World) -> None:
    agreed, silent = paid_last_month(world, family="Agreed"), paid_last_month(world, family="Silent")
    people = type(agreed.customer).objects.using("owner")
    people.filter(id=agreed.customer_id).update(agrees_to_market_research=True)
    people.filter(id=silent.customer_id).update(agrees_to_market_research=False)
    contract, now = world.contracts[CONTRACT], timezone.now()
    with as_agency(world) as actor:
        direct(actor, contract, now, ReturnKind.SURVEY)
    with as_manager(world) as actor:
        direction = extracts.direction_for(contract, ReturnKind.SURVEY, on=today())
        told = extracts.people_of(direction, last_month())
        assert len(told) == 2
        hidden = next(each for each in told if each.customer is None)
        assert (hidden.family_name, hidden.postcode, hidden.mobile, hidden.attendance) == (None,) * 4
        named = next(each for each in told if each.customer)
        assert (named.family_name, named.ethnicity) == ("Agreed", None)
        made = extracts.build_extract(
            actor=actor, now=now, contract_id=contract, month=last_month(), kind=ReturnKind.SURVEY
        )
        kept = {each.holds_people: each.name for each in made.files.all()}
    assert "Satisfaction" in kept[True]
    assert "Demographics" in kept[False]


def test_rows_when_read_then_those_that_the_ledger_says_stand(world: World) -> None:
    paid_last_month(world)
    claim_month(world, last_month())
    with as_manager(world):
        contract = world.contracts[CONTRACT]
        for using in ("default", "system"):
            source = source_of(contract, through=last_month(), using=using)
            standing = standing_lines(contract, through=last_month())
            assert [each.line for each in source.rows] == [each.id for each in standing]
            assert source.ledger.lines_pence == sum(each.amount_pence or 0 for each in standing) == 3000
            assert source.claimed_at is not None
    with acting_as(world.memberships["second_prime_adviser"]):
        assert source_of(world.contracts[CONTRACT], through=last_month()).rows == []
        assert newest_return(world.contracts[CONTRACT], last_month(), ReturnKind.HUB) is None


def test_console_when_it_makes_a_return_then_files_for_its_owner_alone_and_a_status_that_says_how_it_went(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fingerpost.site.database_start.database_for", lambda _deployment: nullcontext())
    outcome = paid_last_month(world)
    claim_month(world, last_month())

    def run(reference: str, month: str) -> tuple[int, str]:
        asked = [
            "returns",
            "build",
            "--contract",
            reference,
            "--month",
            month,
            "--out",
            str(tmp_path / "out"),
        ]
        done = CliRunner().invoke(console, [*asked, "--json"])
        return done.exit_code, done.stdout if done.exit_code < 2 else done.stderr

    month = f"{last_month():%Y-%m}"
    status, told = run("DEMO-NE", month)
    made = json.loads(told)
    assert (status, made["records"], made["pence"], made["stops"]) == (0, 1, 3000, 0)
    files = [Path(each) for each in made["files"]]
    assert sorted(each.suffix for each in files) == [".csv", ".csv", ".xlsx", ".zip"]
    assert {each.stat().st_mode & 0o777 for each in files} == {0o600}
    assert str(outcome.id) in next(each for each in files if "Occupancy" in each.name).read_text("utf-8-sig")
    Address.objects.using("owner").filter(customer=outcome.customer_id).update(postcode="nowhere")
    status, told = run(str(world.contracts[CONTRACT]), month)
    assert (status, json.loads(told)["stops"]) == (1, 1)
    assert "postcode_form" in (tmp_path / "out" / "findings.csv").read_text("utf-8-sig")
    for reference, asked, words_of in (
        ("NOBODY", month, "There is no contract"),
        ("DEMO-NE", "2026-13", "is no month"),
        ("DEMO-NE", "2015-05", "No layout"),
        ("DEMO-NE", f"{today():%Y-%m}", "has not ended"),
    ):
        status, told = run(reference, asked)
        assert status == 2
        assert words_of in told
