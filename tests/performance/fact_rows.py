"""A record of each kind under four pairs of contract and organisation, written by *owner* past every policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connections

from fingerpost.demo.world import World
from fingerpost.house.ids import new_id

MOMENT = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
"""Half past midnight on 1 July in London."""
TOLD_ON = date(2026, 7, 20)
JULY = date(2026, 7, 1)


@dataclass(frozen=True, slots=True)
class Pair:
    """Under which contract, by which organisation, with which adviser."""

    contract: str
    organisation: str
    adviser: str


PAIRS = (
    Pair("prime_north_west", "prime", "area_adviser"),
    Pair("prime_north_west", "subcontractor", "subcontractor_adviser"),
    Pair("second_prime_south_west", "subcontractor", "subcontractor_adviser"),
    Pair("second_prime_south_west", "second_prime", "second_prime_adviser"),
)


class Writer:
    """Adds rows as the owner of the tables, with triggers and foreign keys as they are."""

    def __init__(self, world: World) -> None:
        self.world = world

    def add(self, table: str, **values: Any) -> UUID:
        values = {"id": new_id(), **values}
        columns = ", ".join(values)
        marks = ", ".join("%s" for _ in values)
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(values.values()))
        made = values["id"]
        assert isinstance(made, UUID)
        return made

    def write(self, pair: Pair) -> UUID:
        """One customer with a session, a contact, a plan, an outcome, an answer, a follow-up and progressions."""
        world = self.world
        who = world.accounts[pair.adviser]
        where = {
            "contract_id": world.contracts[pair.contract],
            "organisation_id": world.organisations[pair.organisation],
        }
        customer = self._customer(who, where)
        attendance = self._session(customer, who, where)
        self._plan(customer, attendance, who, where)
        self._results(customer, attendance, who, where)
        return customer

    def _customer(self, who: UUID, where: dict[str, UUID]) -> UUID:
        customer = self.add(
            "customers_customer",
            **where, state="confirmed", title=99, given_name="Ann", family_name="Example", known_as="",
            date_of_birth=date(2000, 7, 1), gender=1, unique_learner_number="", introduced_by=10,
            introduced_by_detail="", preferred_contact_method=99, preferred_language="en-GB", digital_ability="",
            agrees_to_user_research=False, agrees_to_market_research=False, registered_at=MOMENT,
            opened_by_id=who, version=1,
        )  # fmt: skip
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "INSERT INTO customers_diversitydetails (customer_id, consents_to_health,"
                " learning_difficulty_or_disability, primary_difficulty, secondary_difficulty,"
                " consents_to_ethnicity, ethnicity, recorded_by_id, version)"
                " VALUES (%s, true, 1, 4, 99, true, 39, %s, 1)",
                [customer, who],
            )
            cursor.execute(
                "INSERT INTO customers_additionalindicator (customer_id, recorded_by_id) VALUES (%s, %s)",
                [customer, who],
            )
        self.add(
            "customers_circumstance",
            customer_id=customer, kind="jobcentre_plus_customer", value="yes", as_of=JULY, said_by="customer",
            recorded_by_id=who,
        )  # fmt: skip
        for postcode in ("ZZ11AA", "ZZ11AA"):
            self.add(
                "customers_matchkey",
                customer_id=customer, family="example", given="ann", date_of_birth=date(2000, 7, 1),
                postcode=postcode,
            )  # fmt: skip
        return customer

    def _session(self, customer: UUID, who: UUID, where: dict[str, UUID]) -> UUID:
        contact = self.add(
            "interactions_contact",
            **where, reference=new_id().hex[-9:], kind="call", channel=2, state="closed", customer_id=customer,
            dialled_number="", opened_by_id=who, opened_at=MOMENT, ended_at=MOMENT, version=1,
        )  # fmt: skip
        session = self.add(
            "interactions_session",
            **where, kind="telephone", channel=2, label="", contact_id=contact, started_at=MOMENT,
            captured="live", recorded_by_id=who, version=1,
        )  # fmt: skip
        self.add("interactions_sessionstaff", session_id=session, account_id=who, part="adviser")
        attendance = self.add(
            "interactions_attendance",
            session_id=session, customer_id=customer, booked_for=datetime(2026, 6, 30, 23, 20, tzinfo=UTC),
            seen_at=datetime(2026, 6, 30, 23, 29, 1, tzinfo=UTC), result="attended", helper="", language="en-GB",
            write_up_due_at=datetime(2026, 7, 3, tzinfo=UTC), completed_at=datetime(2026, 7, 2, tzinfo=UTC),
            completed_by_id=who, recorded_by_id=who, version=1,
        )  # fmt: skip
        self.add(
            "interactions_priorityassessment",
            attendance_id=attendance, customer_id=customer, set_name="NCS-2018", set_version="1",
            assessed_on=JULY, groups='["low_skilled"]', rule_ids="[]",
        )  # fmt: skip
        return attendance

    def _plan(self, customer: UUID, attendance: UUID, who: UUID, where: dict[str, UUID]) -> None:
        plan = self.add("plans_plan", customer_id=customer, **where, begun_by_id=who, begun_at=MOMENT)
        goal, other = new_id(), new_id()
        content = (
            f'{{"goals":[{{"area":"work","detail":"","horizon":"short","key":"{goal}","text":"say \\"horizon\\":"}},'
            f'{{"area":"work","detail":"","horizon":"medium","key":"{other}","text":"x"}}]}}'
        )
        self.add(
            "plans_planversion",
            plan_id=plan, attendance_id=attendance, number=1, content=content, content_sha256="a" * 64,
            document_sha256="b" * 64, needs_signature=False, rule_ids="[]", made_by_id=who, made_at=MOMENT,
        )  # fmt: skip
        self.add(
            "plans_planprogress",
            plan_id=plan, item=goal, kind="status", status="met", measure="", text="", said_by="customer",
            happened_at=MOMENT, recorded_by_id=who,
        )  # fmt: skip

    def _results(self, customer: UUID, attendance: UUID, who: UUID, where: dict[str, UUID]) -> None:
        keyed = self.world.accounts["subcontractor_administrator"]
        self.add(
            "outcomes_outcome",
            customer_id=customer, **where, attendance_id=attendance, kind="3", started_on=JULY, told_on=TOLD_ON,
            sent_back_why="", detail="", recorded_by_id=keyed, version=1,
        )  # fmt: skip
        self.add(
            "outcomes_satisfactionanswer",
            customer_id=customer, attendance_id=attendance, answer=4, asked_how="telephone",
            answered_at=MOMENT, captured_by_id=keyed,
        )  # fmt: skip
        follow_up = self.add(
            "outcomes_followup",
            customer_id=customer, **where, stage="first", counted_from=MOMENT, due_on=date(2026, 8, 1),
            owner_id=who, state="open", closed_why="", version=1,
        )  # fmt: skip
        self.add(
            "outcomes_followupattempt",
            follow_up_id=follow_up, customer_id=customer, method="telephone", reached="no_answer", situation="",
            text="", happened_at=MOMENT, made_by_id=who,
        )  # fmt: skip
        told = {
            "customer_id": customer,
            "attendance_id": attendance,
            "organisation_id": where["organisation_id"],
            "recorded_on": TOLD_ON,
            "hours": "sixteen_or_more",
            "recorded_by_id": who,
        }
        self.add(
            "outcomes_learningprogression", **told, status="in_learning", level="level_3", provider_number=""
        )
        self.add(
            "outcomes_employmentprogression",
            **told, status="employed", economic_shock="government", economic_shock_code="", employer="",
            employer_address="", employer_postcode="", length_of_unemployment="",
        )  # fmt: skip

    def terms(self, contract: str) -> None:
        """What a contract expects, what was paid, and a count of another system that was put right once."""
        manager, now = self.world.accounts["contract_manager"], MOMENT
        held = self.world.contracts[contract]
        year = self.add(
            "funding_contractyear",
            contract_id=held, starts_on=date(2026, 4, 1), ends_on=date(2027, 3, 31), order_number="",
            set_by_id=manager, set_at=now, version=1,
        )  # fmt: skip
        profile = self.add(
            "funding_profile",
            year_id=year, category="CMO", customer_class="priority", is_money=False, annual=1200,
            approved_on=JULY, set_by_id=manager, set_at=now, version=1,
        )  # fmt: skip
        self.add(
            "funding_profilechange",
            profile_id=profile, after_quarter=1, amount=100, agreed_on=JULY, why="more", set_by_id=manager,
            set_at=now,
        )  # fmt: skip
        # Jobs have one share for everybody, whatever the class.
        self.add(
            "funding_profile",
            year_id=year, category="JO", customer_class="other", is_money=True, annual=240_000,
            approved_on=JULY, set_by_id=manager, set_at=now, version=1,
        )  # fmt: skip
        self.add(
            "funding_paymentmade",
            contract_id=held, month=JULY, category="outcomes", amount_pence=12_345, paid_on=JULY,
            set_by_id=manager, set_at=now,
        )  # fmt: skip
        counted = {"contract_id": held, "source": "web", "code": "sessions", "day": JULY}
        entered = {"entered_by_id": manager, "entered_at": now}
        first = self.add("performance_externalcount", **counted, counted=1, **entered)
        self.add("performance_externalcount", **counted, counted=7, replaces_id=first, **entered)

    def shares(self) -> None:
        """The nation's shares of the year: 10 per cent in April to June and in March, 7.5 in the others."""
        for category, customer_class in (("CMO", "priority"), ("JO", "")):
            for place in range(1, 13):
                self.add(
                    "funding_monthshare",
                    year_starts_on=date(2026, 4, 1), category=category, customer_class=customer_class, place=place,
                    percent=10 if place in (1, 2, 3, 12) else 7.5,
                    set_by_id=self.world.accounts["contract_manager"], set_at=MOMENT,
                )  # fmt: skip
