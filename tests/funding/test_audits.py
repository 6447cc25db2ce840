"""Samples for audit through the door that auditors use, and what is in the archive. BR-28.4, BR-33.1 to 33.3."""

from __future__ import annotations

import csv
import json
import re
import time
from hashlib import sha256
from io import BytesIO, StringIO

import pytest
import pyzipper
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fingerpost.customers.models import AdditionalIndicator, Grant
from fingerpost.demo.world import World
from fingerpost.funding.audits.proofs import reference_of
from fingerpost.funding.models import AuditSample, Claim, ClaimLine, RunPurpose
from fingerpost.funding.running import run_contract
from fingerpost.funding.services import claim_outcome
from fingerpost.house.ids import new_id
from fingerpost.house.models import Read
from fingerpost.policy.civil import civil_date
from tests.fixtures.world import Acting, ClientAs
from tests.funding.steps import ready_outcome

pytestmark = pytest.mark.django_db

LIST = "/staff/audits/"
MONTH = civil_date(timezone.now()).replace(day=1)


@pytest.fixture
def line(acting: Acting, world: World) -> ClaimLine:
    return claimed_lines(acting, world)[0]


def claimed_lines(acting: Acting, world: World, *, number: int = 1) -> list[ClaimLine]:
    """Claimed outcomes with evidence and accepted plan, each of its customer, on one claim of this month."""
    with acting("area_adviser") as actor:
        outcomes = [ready_outcome(actor, world, family=f"Placeholder{place}") for place in range(number)]
    with acting("claims_officer") as actor:
        now = timezone.now()
        done = [
            claim_outcome(actor=actor, now=now, outcome_id=one.id, version=one.version) for one in outcomes
        ]
        decisions = [one.decision for one in done if one.is_claimed and one.decision is not None]
        assert len(decisions) == number, done
        contract = outcomes[0].contract_id
        run = run_contract(actor=actor, now=now, contract_id=contract, month=MONTH, purpose=RunPurpose.CLAIM)
        pence = sum(one.amount_pence or 0 for one in decisions)
        claim = Claim.objects.create(
            contract_id=contract, month=MONTH, number=1, run=run, scheme=run.scheme,
            rule_version=run.rule_version, inputs_sha256="", rules="", result_sha256="", outcomes_pence=pence,
            sums_pence=0, total_pence=pence, invoice_due_on=MONTH, made_by_id=actor.account_id, made_at=now,
        )  # fmt: skip
        by_id = {one.id: one for one in outcomes}
        return [
            ClaimLine.objects.create(
                claim=claim,
                contract_id=contract,
                outcome=by_id[one.outcome_id],
                place=1,
                kind="payment",
                organisation_id=outcomes[0].organisation_id,
                period=f"{MONTH:%Y-%m}",
                decision=one,
                amount_pence=one.amount_pence,
            )
            for one in decisions
        ]


def sent(line: ClaimLine, **changes: str) -> dict[str, str]:
    return {
        "submission": str(new_id()),
        "contract": str(line.contract_id),
        "first_month": f"{MONTH:%Y-%m}",
        "last_month": "",
        "size": "30",
        "purpose": "Yearly audit of claims",
        **changes,
    }


def opened(client: Client, line: ClaimLine, **changes: str) -> tuple[dict[str, bytes], str]:
    """Draw through the page, download the archive and open it with the phrase that was shown; and the sample's id."""
    data = sent(line, **changes)
    page = client.post(LIST, data)
    assert page.status_code == 200, page.content
    shown = re.search(r'id="phrase">([^<]+)<', page.content.decode())
    assert shown is not None
    answer = client.post(reverse("workspace:audit_pack", args=[data["submission"]]))
    assert answer["Content-Disposition"].startswith("attachment")
    with pyzipper.AESZipFile(BytesIO(answer.content)) as archive:
        archive.setpassword(shown[1].encode())
        files = {name: archive.read(name) for name in archive.namelist()}
    again = client.post(LIST, data)
    assert again.status_code == 302, "a second click draws no second sample"
    return files, data["submission"]


@pytest.mark.requirement("BR-28.4", "BR-33.1", "BR-33.2")
def test_sample_when_an_auditor_draws_it_then_one_archive_proves_each_line_by_the_rules_of_its_day(
    line: ClaimLine, client_as: ClientAs, acting: Acting, world: World
) -> None:
    auditor = client_as("auditor")
    customer_page = reverse("workspace:customer", args=[line.outcome.customer_id])
    assert auditor.get(customer_page).status_code == 404
    files, sample = opened(auditor, line)
    rows = list(csv.DictReader(StringIO(files["index.csv"].decode("utf-8-sig"))))
    assert [row["reference"] for row in rows] == [reference_of(line)]
    assert rows[0]["documents_missing"] == ""
    assert "Evidence of its kind" in rows[0]["documents_there"]
    assert files["line-001/evidence-1.pdf"].startswith(b"%PDF")
    assert files["line-001/plan.pdf"].startswith(b"%PDF")
    proof = json.loads(files["line-001/acceptance.json"])
    assert sha256(files["line-001/plan.pdf"]).hexdigest() == proof["document_sha256"]
    decision = json.loads(files["line-001/decision.json"])
    assert decision["verdict"] == "pay"
    assert all(step["because"] for step in decision["steps"])
    rules = files[rows[0]["rules_file"]].decode()
    assert "funding.recommended.NCS-2018" in rules
    assert "OI-20.F22" in rules
    assert b"OFFICIAL-SENSITIVE" in files["index.html"]
    manifest = dict(csv.reader(StringIO(files["manifest.csv"].decode("utf-8-sig"))))
    assert all(
        manifest[name] == sha256(body).hexdigest() for name, body in files.items() if name != "manifest.csv"
    )
    assert "Placeholder" not in " ".join(files)
    with acting("auditor") as actor:
        grant = Grant.objects.get(account_id=actor.account_id)
        assert (grant.reason, grant.purpose) == ("audit", "Yearly audit of claims")
        read = set(Read.objects.filter(account_id=actor.account_id).values_list("what", flat=True))
        assert {"audit_sample", "evidence"} <= read
        kept = AuditSample.objects.get(id=sample)
        assert (kept.size, kept.population) == (1, 1)
    text = auditor.get(reverse("workspace:audit_sample", args=[sample])).content.decode()
    assert "The same lines in the same order" in text


@pytest.mark.requirement("BR-20.3c")
def test_sample_when_a_customer_has_the_indicator_then_nothing_of_it_is_inside(
    line: ClaimLine, client_as: ClientAs, acting: Acting
) -> None:
    before, _sample = opened(client_as("auditor"), line)
    with acting("area_adviser") as actor:
        AdditionalIndicator.objects.create(
            customer_id=line.outcome.customer_id, recorded_by_id=actor.account_id
        )
    after, _again = opened(client_as("auditor"), line)
    assert {name: body for name, body in before.items() if name.startswith("line-")} == {
        name: body for name, body in after.items() if name.startswith("line-")
    }


def test_sample_when_somebody_may_not_or_says_no_purpose_then_refused(
    line: ClaimLine, client_as: ClientAs, world: World, acting: Acting
) -> None:
    assert client_as("claims_officer").post(LIST, sent(line)).status_code == 403
    assert client_as("auditor").post(LIST, sent(line, purpose="")).status_code == 422
    assert (
        "Nothing was claimed"
        in client_as("auditor").post(LIST, sent(line, first_month="2019-01")).content.decode()
    )
    other = client_as("compliance").post(
        LIST, sent(line, contract=str(world.contracts["second_prime_south_west"]))
    )
    assert other.status_code in (403, 422)
    with acting("auditor"):
        assert not AuditSample.objects.exists()


def test_sample_when_changed_afterwards_then_the_database_refuses(
    line: ClaimLine, client_as: ClientAs, acting: Acting
) -> None:
    _files, sample = opened(client_as("compliance"), line)
    with acting("compliance"), pytest.raises(DatabaseError), transaction.atomic():
        AuditSample.objects.filter(id=sample).update(purpose="Another")
    assert client_as("auditor").get(reverse("workspace:audit_sample", args=[sample])).status_code == 200


@pytest.mark.requirement("BR-33.1", "OI-20.F19", "BR-33.2")
def test_line_when_opened_by_its_reference_then_each_document_or_its_absence_and_the_rules_of_the_day(
    line: ClaimLine, client_as: ClientAs
) -> None:
    find = reverse("workspace:audit_line")
    auditor = client_as("auditor")
    page = auditor.post(find, {"reference": reference_of(line), "purpose": "A question of the agency"})
    text = " ".join(page.content.decode().split())
    assert page.status_code == 200
    assert "The skills action plan of the session, accepted <strong" in text
    assert text.count("There</strong>") == 4
    assert "Missing</strong>" not in text
    assert "outcome.evidence_kinds" in text
    assert "funding.recommended.NCS-2018" in text
    assert auditor.post(find, {"reference": "NO/2026-01/00000000", "purpose": "Why"}).status_code == 422


@pytest.mark.requirement("BR-33.3")
def test_log_when_taken_out_for_a_day_and_a_person_then_reads_changes_and_exports_and_nobody_can_edit_it(
    line: ClaimLine, client_as: ClientAs, world: World, acting: Acting
) -> None:
    client = client_as("auditor")
    opened(client, line)
    today = civil_date(timezone.now())
    days = {
        f"{name}-{part}": str(value)
        for name in ("first_on", "last_on")
        for part, value in (("day", today.day), ("month", today.month), ("year", today.year))
    }
    log = reverse("workspace:security_log")
    asked = {**days, "account": str(world.accounts["auditor"]), "do": "export"}
    found = list(csv.DictReader(StringIO(client.post(log, asked).content.decode("utf-8-sig"))))
    assert {"read", "export"} <= {row["kind"] for row in found}
    assert {"audit_sample", "audit.pack_export"} <= {row["what"] for row in found}
    adviser = client.post(log, {**asked, "account": str(world.accounts["area_adviser"])})
    assert "change" in {row["kind"] for row in csv.DictReader(StringIO(adviser.content.decode("utf-8-sig")))}
    assert "Read" in client.post(log, {**asked, "do": "show"}).content.decode()
    with acting("auditor"), pytest.raises(DatabaseError), transaction.atomic():
        Read.objects.all().delete()
    with acting("auditor"), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE house_event SET kind = 'nothing'")
    assert client_as("area_adviser").get(log).status_code == 403


def test_sample_when_usual_then_packed_within_ten_seconds(
    acting: Acting, world: World, client_as: ClientAs
) -> None:
    """Thirty lines take a minute to make; three are, and by the clock of this process each takes a thirtieth."""
    lines = claimed_lines(acting, world, number=3)
    began = time.process_time()
    files, _sample = opened(client_as("auditor"), lines[0])
    assert "line-003/plan.pdf" in files
    assert (time.process_time() - began) / 3 * 30 < 10
