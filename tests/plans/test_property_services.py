"""Any order of what an adviser can do leaves versions as they were, and reaches no claim without what policy asks.

Through the services, as the web's own role, with an oracle of its own that reads the rows. ``test_property`` does it
hundreds of times without a database.
"""

from __future__ import annotations

import hashlib
import json
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.house.errors import FingerpostError
from fingerpost.interactions.models import Attendance
from fingerpost.plans.content import from_json, sha256_of, to_json
from fingerpost.plans.models import Draft, PlanAcceptance, PlanCopy, PlanProgress, PlanVersion
from fingerpost.plans.queries import plan_facts_of
from fingerpost.plans.rules.claiming import plan_gaps
from fingerpost.plans.services.acceptance import Proof, record_answer
from fingerpost.plans.services.copies import document_of, print_copy
from fingerpost.plans.services.drafts import begin_draft
from fingerpost.plans.services.progress import ProgressValues, record_progress
from fingerpost.plans.services.versions import make_version
from tests.fixtures.world import Acting
from tests.plans.steps import action, again, attended, drafted, line, part


class Desk:
    """An adviser who does one thing after another with one customer's plan, in any order."""

    def __init__(self, actor: Actor, world: World, *, channel: int) -> None:
        self.actor, self.world, self.channel = actor, world, channel
        self.place: Attendance = attended(actor, world, channel=channel)
        drafted(actor, self.place)
        self.numbers = count(1)
        self.seen: dict[UUID, tuple[str, str]] = {}

    @property
    def draft(self) -> Draft:
        return Draft.objects.get(attendance=self.place)

    def last(self) -> PlanVersion | None:
        return PlanVersion.objects.filter(plan=self.draft.plan).order_by("-number").first()

    def edit(self) -> None:
        row = self.draft.items.filter(kind="action").order_by("position").first()
        if row is None:
            return
        said = action(text=f"Ring the college, try {next(self.numbers)}")
        line(self.actor, self.draft, key=row.key, version=row.version, **said)

    def add_unagreed(self) -> None:
        said = action(text=f"Perhaps a taster day, number {next(self.numbers)}", is_agreed=False)
        line(self.actor, self.draft, **said)

    def amend(self) -> None:
        row = self.draft.parts.filter(part="reflection").first()
        text = f"I feel readier, {next(self.numbers)}."
        part(self.actor, self.draft, "reflection", text, version=row.version if row else 0)

    def freeze(self) -> None:
        make_version(actor=self.actor, now=timezone.now(), attendance_id=self.place.id)

    def accept(self) -> None:
        self._answer("accepted", route="typed", proof=Proof(signed_name="V Placeholder", has_confirmed=True))

    def decline(self) -> None:
        self._answer("declined")

    def leave(self) -> None:
        self._answer("left")

    def _answer(self, answer: str, **parts: Any) -> None:
        if (version := self.last()) is not None:
            record_answer(
                actor=self.actor,
                now=timezone.now(),
                version_id=version.id,
                answer=answer,
                reason="The bus was leaving.",
                privacy_shown=True,
                **parts,
            )

    def give(self) -> None:
        if (version := self.last()) is not None:
            print_copy(actor=self.actor, now=timezone.now(), version_id=version.id, is_given=True)

    def follow(self) -> None:
        if (version := self.last()) is not None:
            key = from_json(version.content).actions[0].key
            values = ProgressValues(kind="status", item=key, status="doing")
            record_progress(actor=self.actor, now=timezone.now(), plan_id=version.plan_id, values=values)

    def meet_again(self) -> None:
        self.place = again(self.actor, self.world, self.place, channel=self.channel)
        begin_draft(actor=self.actor, now=timezone.now(), attendance_id=self.place.id)

    def inform(self) -> None:
        self.place.gave = "information" if self.place.gave == "advice" else "advice"
        self.place.save(update_fields=["gave"])

    def do(self, step: str) -> None:
        try:
            getattr(self, step)()
        except FingerpostError as refused:
            # What the services refuse leaves everything as it was; anything else is a fault.
            assert refused.code  # noqa: PT017 - a refusal is one of the ways on, not what is looked for

    def check(self) -> None:
        """What was frozen is as it was; what can be claimed has what policy asks."""
        for version in PlanVersion.objects.filter(plan=self.draft.plan):
            kept = self.seen.setdefault(version.id, (version.content, version.document_sha256))
            assert kept == (version.content, version.document_sha256)
            assert sha256_of(to_json(from_json(version.content))) == version.content_sha256
        facts = plan_facts_of(self.place)
        if plan_gaps(facts) == ():
            self._check_claim()

    def _check_claim(self) -> None:
        own = PlanVersion.objects.filter(attendance=self.place).order_by("-number").first()
        if self.place.gave == "information" and not plan_facts_of(self.place).has_version:
            assert own is None or plan_facts_of(self.place).is_changed_since
            return
        counted = own or self.draft.made_from
        assert counted is not None
        text = json.loads(counted.content)
        agreed = {str(item.key) for item in self.draft.items.filter(is_agreed=True)}
        assert {each["key"] for name in ("options", "goals", "actions") for each in text[name]} == agreed
        last = PlanAcceptance.objects.filter(version=counted).order_by("-happened_at", "-id").first()
        assert last is None or last.answer != "declined"
        if self.channel == 1:
            assert last is not None
            assert last.answer == "accepted"
        assert PlanCopy.objects.filter(version=counted, purpose="for_customer", state="given").exists()

    def finish(self) -> None:
        """Every accepted version is made again, byte for byte, and progress left no mark on any."""
        accepted = PlanAcceptance.objects.filter(answer="accepted", version__plan=self.draft.plan)
        for version in PlanVersion.objects.filter(id__in=accepted.values("version_id")):
            assert hashlib.sha256(document_of(version)).hexdigest() == version.document_sha256
        told = PlanProgress.objects.filter(plan=self.draft.plan).exists()
        assert not (told and any("doing" in version.content for version in PlanVersion.objects.all()))


_STEPS = (
    *("edit", "add_unagreed", "amend", "freeze", "freeze", "accept", "decline", "leave", "give", "give"),
    *("follow", "meet_again", "inform"),
)


@pytest.mark.django_db
@pytest.mark.requirement("BR-8.1a", "BR-8.1b", "OI-8.10", "OI-8.11", "OI-8.18", "OI-9.6")
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(st.sampled_from((1, 2)), st.lists(st.sampled_from(_STEPS), min_size=3, max_size=8))
def test_desk_whatever_is_done_in_any_order_then_versions_stand_and_claims_have_what_policy_asks(
    world: World, acting: Acting, channel: int, steps: list[str]
) -> None:
    with acting("area_adviser") as actor:
        desk = Desk(actor, world, channel=channel)
        desk.check()
        for step in steps:
            desk.do(step)
            desk.check()
        desk.finish()


@pytest.mark.django_db
def test_desk_when_everything_is_done_in_its_order_then_the_session_can_be_claimed(
    world: World, acting: Acting
) -> None:
    """The oracle above is no empty one: this path reaches the claim, and each step of it is needed."""
    path = ("freeze", "accept", "give")
    with acting("area_adviser") as actor:
        for left_out in (None, *path):
            desk = Desk(actor, world, channel=1)
            for step in path:
                if step != left_out:
                    desk.do(step)
            assert (plan_gaps(plan_facts_of(desk.place)) == ()) is (left_out is None), left_out
            desk.check()
            desk.finish()
