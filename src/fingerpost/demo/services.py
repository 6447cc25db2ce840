"""Makes the make-believe nation, once, in a database that holds nobody's real organisation."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from time import monotonic
from typing import Final, NamedTuple

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django.utils.translation import gettext as _

from fingerpost.customers.secrets import hash_answer
from fingerpost.demo import derived, history, loading
from fingerpost.demo.claims import make_claims
from fingerpost.demo.desks import make_desks
from fingerpost.demo.following import make_following
from fingerpost.demo.hours import make_hours
from fingerpost.demo.ledger import make_ledger
from fingerpost.demo.models import Nation
from fingerpost.demo.names import HARD_NAMES
from fingerpost.demo.packs import make_packs
from fingerpost.demo.parts import PART, write_parts
from fingerpost.demo.plan import Plan, make_plan
from fingerpost.demo.present import make_present
from fingerpost.demo.profiles import make_profiles
from fingerpost.demo.returns import make_returns
from fingerpost.demo.world import DEMO_PASSWORD, build_world
from fingerpost.demo.writing import COLUMNS, Calendar
from fingerpost.house.errors import Conflict
from fingerpost.interactions.rules.contacts import NOTICES
from fingerpost.organisations.models import Organisation
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.models import Membership

CUSTOMERS: Final = 2_000
SEED: Final = 1
MANY: Final = 50_000
"""From so many customers on, indexes are made after the rows."""

DEMO_ANSWERS: Final = {
    "memorable_phrase": "the kettle sings at noon",
    "imaginary_place": "Lower Lanternbury",
}
"""What the demo's customers answer when they are asked their secret questions."""

_LOCK: Final = 7_041_986_213
_SAY_EVERY: Final = 20
_HOSTS: Final = tuple(
    f"{each}.example" for each in ("prime", "second-prime", "subcontractor", "contact-centre", "agency")
)
_SIGN_INS: Final = (
    *("area_adviser", "second_area_adviser", "trainee", "information_adviser", "delivery_manager"),
    *("telephone_adviser", "language_adviser", "first_line_adviser", "young_people_adviser"),
    *("subcontractor_administrator", "subcontractor_adviser", "second_prime_adviser", "claims_officer"),
    *("returns_manager", "compliance", "safeguarding_lead", "contract_manager", "second_contract_manager"),
    *("auditor", "technician", "lapsed_adviser"),
)


@dataclass(frozen=True, slots=True)
class Made:
    """What came of making the nation: how many customers it has, and whether it was made just now."""

    customers: int
    is_new: bool
    seconds: float


class SignIn(NamedTuple):
    """One way into the demo: who that is, the address and the password."""

    words: str
    email: str
    password: str

    def __str__(self) -> str:
        return f"{self.words:<66} {self.email:<46} {self.password}"


def make_nation(
    *,
    seed: int = SEED,
    until: date | None = None,
    customers: int = CUSTOMERS,
    using: str = "owner",
    now: datetime | None = None,
    say: Callable[[str], None] | None = None,
) -> Made:
    """Make organisations, staff and customers up to a day (default today); nothing where they are made already.

    As *owner*, in one transaction: it is there whole or not at all. Raises Conflict in a database that holds an
    organisation which the demo did not make.
    """
    began, now = monotonic(), now or timezone.now()
    until = until or civil_date(now)
    connection = connections[using]
    tell = say or _say_nothing
    with transaction.atomic(using=using):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        made = Nation.objects.using(using).first()
        _refuse_a_real_database(made, using)
        if made is not None:
            return Made(made.customers, is_new=False, seconds=0.0)
        _make(connection, seed=seed, until=until, customers=customers, now=now, say=tell)
        Nation.objects.using(using).create(
            seed=seed,
            until_on=until,
            customers=customers,
            organisation_ids=[str(each) for each in _organisation_ids(using)],
        )
    return Made(customers, is_new=True, seconds=monotonic() - began)


def is_demo() -> bool:
    """Whether this database holds the make-believe nation."""
    return Nation.objects.exists()


def demo_sign_ins() -> list[SignIn]:
    """The accounts that a demo may be tried with: each role, and one person whose checks have lapsed."""
    found: dict[str, SignIn] = {}
    rows = Membership.objects.select_related("account", "organisation").order_by("starts_on", "id")
    for row in rows.filter(
        account__email__in=[f"{_local(each)}@{host}" for each in _SIGN_INS for host in _HOSTS]
    ):
        local = row.account.email.partition("@")[0]
        lapsed = _(", checks lapsed") if local == _local("lapsed_adviser") else ""
        words = f"{row.get_role_display()}, {row.organisation.name}{lapsed}: {row.account.full_name}"
        found.setdefault(local, SignIn(words, row.account.email, DEMO_PASSWORD))
    return [found[_local(each)] for each in _SIGN_INS if _local(each) in found]


def run_demo(*, seed: int, until: date | None, customers: int, say: Callable[[str], None]) -> Made:
    """For the console: make the nation, and say what can be done with it."""
    made = make_nation(seed=seed, until=until, customers=customers, say=say)
    if made.is_new:
        say(f"Made {made.customers:,} customers in {made.seconds:.0f} seconds.")
    else:
        say(f"The nation is there already, with {made.customers:,} customers. Nothing was changed.")
    for line in (*map(str, demo_sign_ins()), *customers_to_try()):
        say(line)
    return made


def customers_to_try() -> list[str]:
    """A few customers by the four items, and what they answer when asked."""
    lines = [
        f"{person.given_name} {person.family_name}".strip()
        + f", born {person.date_of_birth.day} {person.date_of_birth:%B %Y}, {person.postcode}"
        for person in HARD_NAMES[:4]
    ]
    answers = "; ".join(
        f"{question.replace('_', ' ')}: {answer}" for question, answer in DEMO_ANSWERS.items()
    )
    return ["Customers to look for: " + "; ".join(lines), "Their answers: " + answers]


def _local(nickname: str) -> str:
    return nickname.replace("_", ".")


def _say_nothing(_line: str) -> None:
    """For callers that want no words."""


def _organisation_ids(using: str) -> list[object]:
    return list(Organisation.objects.using(using).order_by("id").values_list("id", flat=True))


def _refuse_a_real_database(made: Nation | None, using: str) -> None:
    ours = set(made.organisation_ids) if made is not None else set()
    if any(str(each) not in ours for each in _organisation_ids(using)):
        raise Conflict(
            _(
                "This database holds an organisation that the demo did not make, so no demo is made in it."
                " Give the demo a database of its own."
            ),
            code="not_a_demo_database",
        )


def _make(
    connection: BaseDatabaseWrapper,
    *,
    seed: int,
    until: date,
    customers: int,
    now: datetime,
    say: Callable[[str], None],
) -> None:
    using = connection.alias
    world = build_world(using, today=until)
    make_packs(world, using=using)
    make_hours(world, using=using)
    calendar = Calendar(first=date(until.year - 3, 10, 1), until=until)
    desks = make_desks(world, seed=seed, customers=customers, calendar=calendar, using=using)
    plan = make_plan(
        seed=seed,
        until=until,
        customers=customers,
        calendar=calendar,
        desks=desks,
        service=settings.SERVICE_NAME,
        telephone=settings.SERVICE_TELEPHONE,
    )
    showcase: tuple[str, ...] = ()
    with ExitStack() as around:
        if customers >= MANY:
            loading.begin_empty(connection, _loaded_tables())
            around.enter_context(loading.indexes_afterwards(connection, _loaded_tables()))
        around.enter_context(loading.silent_triggers(connection, [*COLUMNS, *derived.TABLES]))
        for number, part in enumerate(write_parts(plan), start=1):
            showcase = part.first_ids or showcase
            for table, text in part.texts.items():
                loading.copy_rows(connection, table, COLUMNS[table], text)
            if number % _SAY_EVERY == 0:
                say(f"{number * PART:,} customers written")
        if customers >= MANY:
            say("Writing what follows from them, and history")
        derived.derive(connection, _facts(plan, showcase))
        history.write_history(connection)
        if customers >= MANY:
            say("Making indexes and checking every row")
    loading.tell_planner(connection, _loaded_tables())
    make_claims(world, plan, using=using, now=now)
    make_ledger(world, plan, using=using, now=now)
    make_following(world, plan, using=using, now=now)
    make_profiles(world, plan, using=using, now=now)
    make_returns(world, using=using, now=now)
    make_present(world, plan, showcase, using=using, now=now)


def _loaded_tables() -> list[str]:
    kept = [history.event_model(model)._meta.db_table for model in history.history_models()]
    return [*COLUMNS, *derived.TABLES, *kept]


def _facts(plan: Plan, showcase: tuple[str, ...]) -> derived.Facts:
    rules, until = shipped_rules(), plan.until
    questions = [str(row["code"]) for row in rules.get_rows("identity.secret_questions", until)]
    asked = [question for question in questions if question in DEMO_ANSWERS]
    texts = _notice_texts(plan)
    return derived.Facts(
        until=until,
        hours=rules.get_int("grant.contact_hours", until),
        months=rules.get_int("grant.relationship_months", until),
        questions=json.dumps(asked),
        secret_questions=asked,
        hashes=[hash_answer(DEMO_ANSWERS[question]) for question in asked],
        showcase=list(showcase),
        notice_kinds=[kind for kind, _version, _since, _until in texts],
        notice_versions=[version for _kind, version, _since, _until in texts],
        notice_from=[since for _kind, _version, since, _until in texts],
        notice_to=[ends for _kind, _version, _since, ends in texts],
    )


def _notice_texts(plan: Plan) -> list[tuple[str, str, date, date]]:
    """Every version of the texts before advice that was in force in the nation's time, with its days."""
    rules = shipped_rules()
    days = [day.on for day in plan.calendar.days]
    found: dict[tuple[str, str], tuple[date, date]] = {}
    for kind in NOTICES:
        for day in days:
            version = str(rules.get_table(f"notice.{kind}", day)["version"])
            since, _ends = found.get((kind, version), (day, day))
            found[kind, version] = (since, day)
    return [(kind, version, since, ends) for (kind, version), (since, ends) in found.items()]
