"""What a customer answered to a version: every route, what is refused, and what the database holds to."""

from __future__ import annotations

import struct
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.files.queries import read_file
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.models import Event
from fingerpost.plans.models import Answer, PlanAcceptance, PlanVersion, Route
from fingerpost.plans.queries import plan_facts_of
from fingerpost.plans.rules.acceptance import slip_code
from fingerpost.plans.rules.claiming import PlanGap, plan_gaps
from fingerpost.plans.services.acceptance import Proof, Understanding, record_answer
from fingerpost.plans.services.drafts import begin_draft
from tests.fixtures.world import Acting
from tests.plans.steps import action, again, attended, drafted, line, made, planned


def png(width: int = 64, height: int = 20) -> bytes:
    """A white picture, as a canvas makes one."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + b"\xff" * width for _row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def answer(
    actor: Actor, version: PlanVersion, route: str = "typed", proof: Proof | None = None, **parts: Any
) -> PlanAcceptance:
    """An acceptance, whole unless told otherwise."""
    values: dict[str, Any] = {
        "actor": actor,
        "now": timezone.now(),
        "version_id": version.id,
        "answer": "accepted",
        "route": route,
        "proof": proof or Proof(signed_name="Vashti Placeholder", has_confirmed=True),
        "privacy_shown": True,
    }
    return record_answer(**{**values, **parts})


def gaps_of(version: PlanVersion) -> tuple[PlanGap, ...]:
    return plan_gaps(plan_facts_of(version.attendance))


@pytest.mark.requirement("OI-8.15b", "OI-8.11", "OI-9.6", "OI-9.14")
@pytest.mark.parametrize("route", list(Route))
def test_every_route_when_whole_then_counts_alike(world: World, acting: Acting, route: str) -> None:
    with acting("area_adviser") as actor:
        version = planned(actor, attended(actor, world))
        assert PlanGap.NOT_ACCEPTED in gaps_of(version)
        proofs = {
            Route.DRAWN: Proof(content=png(), file_name="signature.png"),
            Route.SPOKEN: Proof(witness_id=world.accounts["second_area_adviser"]),
            Route.MARK: Proof(witness_id=actor.account_id),
            Route.SUPPORTER: Proof(supporter_name="Łukasz Example"),
            Route.SLIP: Proof(code=slip_code(version.content_sha256).lower()),
            Route.SCAN: Proof(content=png(), file_name="scan.png"),
        }
        row = answer(
            actor,
            version,
            route,
            proofs.get(Route(route)),
            reason="Asked her brother to sign." if route == Route.SUPPORTER else "",
            understanding=Understanding(language="pl", read_back=True, helper="interpreter"),
        )
        assert PlanGap.NOT_ACCEPTED not in gaps_of(version)
        assert (row.answer, row.route, row.captured) == ("accepted", route, "live")
        assert (row.language, row.read_back, row.helper) == ("pl", True, "interpreter")
        assert row.privacy_notice
        if row.file is not None:
            assert read_file(row.file.id) == png()
        assert (row.file is not None) == (route in (Route.DRAWN, Route.SCAN))
        (event,) = Event.objects.filter(kind="plan.accepted")
        assert event.customer_id == version.plan.customer_id


@pytest.mark.requirement("OI-8.18")
def test_slip_of_another_version_or_of_none_then_is_refused_and_says_what_to_do(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        attendance = attended(actor, world)
        first = planned(actor, attendance)
        line(actor, attendance.plan_draft, **action(text="Write a letter to the college"))
        second = made(actor, attendance)
        assert second.number == 2
        cases = [
            (slip_code(first.content_sha256), "slip_of_another_version"),
            ("ACDE-FHJK", "slip_of_no_version"),
        ]
        for code, refusal in cases:
            with pytest.raises(InvalidInput) as refused:
                answer(actor, second, "slip", Proof(code=code))
            assert refused.value.code == refusal
        with pytest.raises(Conflict) as newer:
            answer(actor, first)
        assert newer.value.code == "newer_version"
        assert not PlanAcceptance.objects.exists()
        kept = answer(actor, second, "slip", Proof(code=slip_code(second.content_sha256)))
        assert kept.code == slip_code(second.content_sha256)


@pytest.mark.requirement("OI-9.6", "OI-8.11")
def test_change_after_acceptance_then_needs_a_new_answer(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        attendance = attended(actor, world)
        answer(actor, planned(actor, attendance))
        later = again(actor, world, attendance)
        draft = begin_draft(actor=actor, now=timezone.now(), attendance_id=later.id)
        line(actor, draft, **action(text="Write a letter to the college"))
        second = made(actor, later)
        assert PlanGap.NOT_ACCEPTED in gaps_of(second)
        answer(actor, second)
        assert PlanGap.NOT_ACCEPTED not in gaps_of(second)


def test_answers_that_are_no_acceptance_then_are_kept_until_the_customer_accepts_and_nothing_follows(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        version = planned(actor, attended(actor, world))
        for said in (Answer.LEFT, Answer.LATER, Answer.DECLINED):
            row = answer(
                actor, version, "", answer=said, reason="Wants to think it over.", privacy_shown=False
            )
            assert (row.route, row.privacy_notice) == ("", "")
        answer(actor, version)
        with pytest.raises(Conflict) as settled:
            answer(actor, version, "", answer=Answer.DECLINED)
        assert settled.value.code == "accepted_already"
        assert PlanAcceptance.objects.count() == 4


@pytest.mark.parametrize(
    ("route", "proof", "parts", "code"),
    [
        ("", Proof(), {}, "acceptance_route"),
        ("typed", Proof(signed_name="V"), {}, "acceptance_confirmed"),
        ("typed", Proof(signed_name="V", has_confirmed=True), {"privacy_shown": False}, "acceptance_privacy"),
        ("supporter", Proof(supporter_name="V"), {}, "acceptance_supporter_why"),
        ("drawn", Proof(), {}, "acceptance_file"),
        ("drawn", Proof(content=b"%PDF-1.7", file_name="a.png"), {}, "files.wrong_type"),
        ("scan", Proof(content=b"MZ", file_name="a.exe"), {}, "files.wrong_type"),
        ("typed", Proof(signed_name="V", has_confirmed=True), {"ago": -1}, "answered_at_no_time"),
        ("typed", Proof(signed_name="V", has_confirmed=True), {"ago": 9}, "answered_at_no_time"),
    ],
)
def test_answer_when_something_is_missing_or_wrong_then_nothing_is_kept(
    world: World, acting: Acting, route: str, proof: Proof, parts: dict[str, Any], code: str
) -> None:
    with acting("area_adviser") as actor:
        version = planned(actor, attended(actor, world))
        if ago := parts.pop("ago", 0):
            parts = {**parts, "happened_at": timezone.now() - timedelta(days=ago)}
        with pytest.raises(InvalidInput) as refused:
            answer(actor, version, route, proof, **parts)
        assert refused.value.code == code
        assert not PlanAcceptance.objects.exists()


def test_witness_then_is_of_the_same_organisation(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        version = planned(actor, attended(actor, world))
        with pytest.raises(InvalidInput) as refused:
            answer(actor, version, "spoken", Proof(witness_id=world.accounts["second_prime_adviser"]))
        assert refused.value.code == "no_such_witness"


@pytest.mark.requirement("OI-8.10")
def test_telephone_plan_then_needs_no_signature_and_takes_none_on_the_screen(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        version = planned(actor, attended(actor, world, channel=2))
        assert PlanGap.NOT_ACCEPTED not in gaps_of(version)
        with pytest.raises(InvalidInput) as refused:
            answer(actor, version, "drawn", Proof(content=png()))
        assert refused.value.code == "acceptance_route_not_open"
        assert answer(actor, version, "spoken", Proof(witness_id=actor.account_id)).route == "spoken"


def test_slip_keyed_days_later_then_says_so(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        version = planned(actor, attended(actor, world))
        later = timezone.now() + timedelta(days=3)
        row = answer(
            actor,
            version,
            "slip",
            Proof(code=slip_code(version.content_sha256)),
            now=later,
            happened_at=version.made_at,
        )
        assert row.captured == "afterwards"


def test_who_may_not_then_sees_nothing_or_changes_nothing(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        version = planned(actor, attended(actor, world))
    with acting("claims_officer") as actor, pytest.raises(NotPermitted):
        answer(actor, version)
    with acting("second_prime_adviser") as actor, pytest.raises(NotFound):
        answer(actor, version)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"answer": "accepted", "route": ""}, "plans_route_when_accepted"),
        ({"answer": "declined", "route": "typed", "signed_name": "V"}, "plans_route_when_accepted"),
        ({"answer": "accepted", "route": "drawn"}, "plans_route_has_its_proof"),
        ({"answer": "accepted", "route": "typed"}, "plans_route_has_its_proof"),
        ({"answer": "accepted", "route": "supporter"}, "plans_route_has_its_proof"),
        ({"answer": "accepted", "route": "spoken"}, "plans_route_has_its_witness"),
        ({"answer": "accepted", "route": "slip"}, "plans_slip_has_its_code"),
        ({"answer": "perhaps"}, "plans_answer_known"),
    ],
)
def test_database_then_refuses_an_answer_without_its_proof(
    world: World, acting: Acting, values: dict[str, Any], constraint: str
) -> None:
    with acting("area_adviser") as actor:
        version = planned(actor, attended(actor, world))
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            PlanAcceptance.objects.create(
                version=version, happened_at=timezone.now(), recorded_by_id=actor.account_id, **values
            )
        answer(actor, version)
        with pytest.raises(IntegrityError), transaction.atomic():
            PlanAcceptance.objects.create(
                version=version,
                answer="later",
                happened_at=timezone.now(),
                recorded_by_id=actor.account_id,
            )


def test_drafted_words_then_reach_no_answer(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        attendance = attended(actor, world)
        drafted(actor, attendance)
        assert not PlanVersion.objects.filter(attendance=attendance).exists()
        with pytest.raises(NotFound):
            record_answer(actor=actor, now=timezone.now(), version_id=attendance.id, answer="later")
