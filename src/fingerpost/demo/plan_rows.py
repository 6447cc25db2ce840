"""Writes the plans of some customers: a version for each time they came, how they accepted it, and what became of it.

A version names the hash of its document, and a hash that is true costs making the document (some 9 ms). So a part of
the nation has plans: about a hundred customers of a small one, every two-hundredth of a large one, always the
showcase, and whoever an outcome is claimed for (BR-8.1b); of a large nation that is a few hundred more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final
from uuid import UUID

from fingerpost.demo import shape
from fingerpost.demo.agreed import MOST_LINES, agreed_at, direction_of, first_steps
from fingerpost.demo.agreed_words import (
    ADDITIONS,
    LATE_POST,
    NOTES_OF_PROGRESS,
    REASONS_FOR_LATER,
    REASONS_TO_DECLINE,
    WHY_A_SUPPORTER,
    Direction,
)
from fingerpost.demo.frames import Frame, frame_on
from fingerpost.demo.people import Person
from fingerpost.demo.plan import Plan
from fingerpost.demo.visit_rows import Visit
from fingerpost.demo.writing import NULL, Rows, flag, words
from fingerpost.files.documents import make_plan_document
from fingerpost.plans.content import AdviserSaid, Content, CustomerSaid, SessionSaid, sha256_of, to_json
from fingerpost.plans.rules.acceptance import slip_code
from fingerpost.plans.rules.copies import clock_for
from fingerpost.policy import shipped_rules

FACE_TO_FACE, TELEPHONE = 1, 2
_PLANNED, _EVERY_MOST = 100, 200
_ALL_CLAIMED = 2_000
_SIGNED: Final = shape.shares(
    ("typed", 52.0), ("slip", 22.0), ("spoken", 14.0), ("supporter", 6.0), ("mark", 6.0)
)
_ANSWERS: Final = shape.shares(("accepted", 90.0), ("later", 6.0), ("declined", 2.0), ("left", 2.0))
_LATE_SHARE: Final = 0.15
_HEARD_AFTER_DAYS: Final = 8


def is_planned(plan: Plan, ordinal: int, *, showcase: int) -> bool:
    """Whether the customer of this number has a plan here."""
    return ordinal < showcase or ordinal % max(1, min(_EVERY_MOST, plan.customers // _PLANNED)) == 0


def may_be_claimed(plan: Plan, ordinal: int) -> bool:
    """Whether this customer gets a plan where something came of their session: all do in a small nation."""
    return ordinal % max(1, plan.customers // _ALL_CLAIMED) == 0


def write_plan(
    plan: Plan,
    person: Person,
    visits: Sequence[Visit],
    rows: Rows,
    *,
    is_sure: bool = False,
    is_accepted: bool = False,
) -> None:
    """Write the plan of a customer over the sessions whose write-up is done.

    ``is_accepted``: every version was. ``is_sure``: at once, by typing their name where they came.
    """
    # A chance of its own, so that the rest of the nation is the same with and without plans.
    chance = Random(f"{plan.seed}/plan/{person.ordinal}")
    writer = _Writer(plan, chance, person, direction_of(plan, person), rows, is_sure, is_accepted)
    writer.begin(visits[0])
    for time, visit in enumerate(visits):
        writer.write(visit, time)


@dataclass(slots=True)
class _Writer:
    """Writes the rows of one plan in the order of its sessions."""

    plan: Plan
    chance: Random
    person: Person
    direction: Direction
    rows: Rows
    is_sure: bool
    is_accepted: bool
    keys: tuple[UUID, ...] = ()
    last: str = NULL

    def begin(self, visit: Visit) -> None:
        """The plan itself, begun at its first session."""
        self.keys = tuple(UUID(visit.ids.line(place)) for place in range(MOST_LINES))
        begun, desk = self._moment(visit, 5), self.person.desk
        self.rows.add(
            "plans_plan", self._plan_id, begun, NULL, begun, desk.account, desk.contract, self.person.id, NULL,
            desk.organisation,
        )  # fmt: skip

    def write(self, visit: Visit, time: int) -> None:
        """One version with its answer and copy, and what was heard of it before the next."""
        content = self._content(visit, time)
        text = to_json(content)
        document = hashlib.sha256(make_plan_document(json.loads(text))).hexdigest()
        version = visit.ids.of("plans_planversion")
        made, desk = self._moment(visit, visit.length - 5), self.person.desk
        frame = self._frame(visit)
        self.rows.add(
            "plans_planversion", version, str(time + 1), words(text), sha256_of(text), document,
            flag(frame.needs_signature[self._channel]), frame.rule_ids, made, made, self._attendance(visit),
            desk.account, self._plan_id, self.last,
        )  # fmt: skip
        self.last = version
        is_accepted = self._write_answer(visit, version, sha256_of(text))
        if is_accepted:
            self._write_copy(visit, version, document)
        self._write_progress(visit, time)

    @property
    def _channel(self) -> int:
        return TELEPHONE if self.person.desk.is_telephone else FACE_TO_FACE

    def _frame(self, visit: Visit) -> Frame:
        return frame_on(self.plan.calendar.days[visit.day].on, self.plan.service)

    @property
    def _plan_id(self) -> str:
        return self.person.ids.of("plans_plan")

    def _attendance(self, visit: Visit) -> str:
        return visit.ids.of("interactions_attendance", visit.number)

    def _moment(self, visit: Visit, minutes: int) -> str:
        return self.plan.calendar.moment(visit.day, visit.minute + minutes).text

    def _content(self, visit: Visit, time: int) -> Content:
        on = self.plan.calendar.days[visit.day].on
        desk, person = self.person.desk, self.person
        agreed = agreed_at(self.direction, keys=self.keys, on=on, time=time)
        frame, channel = self._frame(visit), self._channel
        return Content(
            title=frame.title,
            service=frame.service,
            marking=frame.marking,
            plan_id=UUID(self._plan_id),
            number=time + 1,
            made_on=on,
            session=SessionSaid(on=on, channel=channel, channel_words=frame.channels[channel]),
            customer=CustomerSaid(
                name=person.full_name,
                lines=person.home,
                email=person.email,
                telephone=person.telephone,
            ),
            adviser=AdviserSaid(
                name=desk.adviser, organisation=desk.organisation_name, telephone=self.plan.telephone
            ),
            parts=agreed.parts,
            options=agreed.options,
            goals=agreed.goals,
            actions=agreed.actions,
            review_on=agreed.review_on,
            english_maths=agreed.english_maths,
            privacy=frame.privacy,
        )

    def _write_answer(self, visit: Visit, version: str, content_hash: str) -> bool:
        desk, person = self.person.desk, self.person
        is_sure = self.is_sure
        answer = "accepted" if is_sure or self.is_accepted else _ANSWERS.draw(self.chance)
        route = ""
        if answer == "accepted":
            route = "spoken" if desk.is_telephone else "typed" if is_sure else _SIGNED.draw(self.chance)
        reasons = {"later": REASONS_FOR_LATER, "declined": REASONS_TO_DECLINE}
        reason = self.chance.choice(reasons[answer]) if answer in reasons else ""
        if route == "supporter":
            reason = WHY_A_SUPPORTER
        said, notice = self._moment(visit, visit.length - 3), self._frame(visit).privacy
        self.rows.add(
            "plans_planacceptance",
            visit.ids.of("plans_planacceptance"),
            answer,
            route,
            person.full_name if route == "typed" else "",
            f"{self.chance.choice(('Ida', 'Joan', 'Amir'))} {person.family_name}"
            if route == "supporter"
            else "",
            slip_code(content_hash) if route == "slip" else "",
            visit.language,
            flag(bool(visit.helper)),
            visit.helper,
            notice.version if notice else "",
            reason,
            "live",
            said,
            said,
            NULL,
            desk.account,
            version,
            desk.account if route in ("spoken", "mark") else NULL,
        )
        return answer == "accepted"

    def _write_copy(self, visit: Visit, version: str, document: str) -> None:
        """A print in hand; after a call by post the same day or, with a reason, the next; the last still waits."""
        desk, calendar = self.person.desk, self.plan.calendar
        is_print = not desk.is_telephone
        is_late = not is_print and self.chance.random() < _LATE_SHARE
        given = self._moment(visit, visit.length)
        if not is_print:
            posted = visit.day + is_late
            given = calendar.moment(posted, 17 * 60).text if posted <= calendar.last else NULL
        made = self._moment(visit, visit.length - 2)
        clock = clock_for(
            channel=self._channel,
            started_at=calendar.moment(visit.day, visit.minute).at,
            ended_at=None,
            is_exception=False,
            rules=shipped_rules(),
        )
        is_given = given != NULL
        self.rows.add(
            "plans_plancopy", visit.ids.of("plans_plancopy"), "print" if is_print else "post", "standard", "en-GB",
            "for_customer", "given" if is_given else "due", "", document, "", clock.due_at.isoformat(),
            LATE_POST if is_late else "", "" if is_print or not is_given else self._tracking(), made, "", "", given,
            made, version, desk.account,
        )  # fmt: skip

    def _tracking(self) -> str:
        return f"DEMO{self.chance.randrange(10**8):08d}"

    def _write_progress(self, visit: Visit, time: int) -> None:
        """What was heard some days later: how the first actions stand, a note, an addition, a score."""
        day = visit.day + _HEARD_AFTER_DAYS + self.chance.randrange(6)
        if day > self.plan.calendar.last:
            return
        on = self.plan.calendar.days[day].iso
        first, second = first_steps(self.keys)
        lines: list[tuple[UUID | None, str, str, str, str, str, str]] = []
        if time == 0:
            lines.append((first, "status", "met", on, NULL, "", "customer"))
        if self.chance.random() < 0.6:
            lines.append((second, "status", "doing", NULL, NULL, "", "customer"))
        if self.chance.random() < 0.5:
            said = words(self.chance.choice(NOTES_OF_PROGRESS))
            lines.append((None, "note", "", NULL, NULL, said, "adviser"))
        if self.chance.random() < 0.25:
            said = words(self.chance.choice(ADDITIONS))
            lines.append((None, "addition", "", NULL, NULL, said, "customer"))
        if self.plan.distance_measures and self.chance.random() < 0.4:
            score = str(self.chance.randrange(3, 10))
            lines.append((None, "distance", "", NULL, score, "", "customer"))
        at = self.plan.calendar.moment(day, visit.minute).text
        for place, (item, kind, status, met_on, score, text, said_by) in enumerate(lines):
            measure = self.chance.choice(self.plan.distance_measures) if kind == "distance" else ""
            self.rows.add(
                "plans_planprogress",
                visit.ids.of("plans_planprogress", place),
                str(item) if item else NULL,
                kind, status, met_on, measure, score, text, said_by, at, at, NULL,
                self._plan_id, self.person.desk.account,
            )  # fmt: skip
