"""Figures of skills action plans: writing one until it is on its way, and the page of a plan with many versions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import perf_counter
from typing import Any, Final
from uuid import UUID

from django.db import connections
from django.urls import reverse
from django.utils import timezone

from bench import steps
from bench.bare_plans import BarePlans
from bench.data import Ground
from bench.figures import Figure, Sample, alternate, sample, timed
from bench.steps import Desk, known_by
from fingerpost.customers.models import ContactPoint, Customer
from fingerpost.house.actor import Actor
from fingerpost.house.ids import new_id
from fingerpost.plans.models import PlanVersion
from fingerpost.plans.services import copies, sending, versions
from fingerpost.plans.services.acceptance import Proof, record_answer
from fingerpost.plans.services.drafts import begin_draft, save_item
from fingerpost.plans.services.lines import ItemValues
from fingerpost.plans.services.working import hold_draft
from fingerpost.policy.civil import civil_date

Say = Callable[[str], None]
ACTIONS: Final = (
    "Go to the open evening of the college",
    "Write a CV that begins with skills",
    "Apply for two posts that are advertised",
)
_PARTS: Final = {
    "starting_point": "Works twenty hours a week in a shop and holds a level 2 certificate.",
    "information_used": "Job profile: bookkeeper. Course directory.",
}
_OPTIONS: Final = ("Bookkeeping in an office", "Supervisor in the shop")
_GOALS: Final = (("learning", "Pass the first bookkeeping certificate"), ("work", "Work in an office"))
_RUNS, _WARM_UP = 100, 5
_VERSIONS: Final = 20
_PAGE_RUNS, _PAGE_TURNS = 6, 5
_LATE: Final = "Asked for it by email."


def figures(ground: Ground, say: Say) -> list[Figure]:
    """Every figure of plans, measured as *app* on the nation of this ground."""
    return [*_saving(ground, say), *_pages(ground, say)]


def write_plan(actor: Actor, attendance_id: UUID) -> PlanVersion:
    """A plan with three actions from nothing to its version, as the editor saves it."""
    now = timezone.now()
    today = civil_date(now)
    draft = begin_draft(actor=actor, now=now, attendance_id=attendance_id)
    lines = [ItemValues(kind="option", text=text, is_agreed=True) for text in _OPTIONS]
    lines += [
        ItemValues(kind="goal", text=text, area=area, horizon="short", is_agreed=True)
        for area, text in _GOALS
    ]
    lines += [
        ItemValues(kind="action", text=text, by_on=today + timedelta(days=14), is_agreed=True)
        for text in ACTIONS
    ]
    with hold_draft(actor=actor, now=now, draft_id=draft.id) as held:
        for part, text in _PARTS.items():
            held.save_part(part=part, text=text, is_agreed=True, version=0)
        for values in lines:
            held.save_item(key=new_id(), version=0, values=values)
        held.save_facts(version=draft.version, review_on=today + timedelta(days=42), english_maths="none")
    made = versions.make_version(actor=actor, now=now, attendance_id=attendance_id)
    if made.version is None:
        raise RuntimeError(f"no version was made: {made.gaps}")
    return made.version


def accept_and_send(actor: Actor, version: PlanVersion) -> None:
    """The customer's name and yes, the encrypted file, and the row of the mail that carries it."""
    now = timezone.now()
    record_answer(
        actor=actor,
        now=now,
        version_id=version.id,
        answer="accepted",
        route="typed",
        proof=Proof(signed_name="A Customer", has_confirmed=True),
        privacy_shown=True,
    )
    sending.send_encrypted(actor=actor, now=now, version_id=version.id, link=_link, late_reason=_LATE)


def _link(token: str) -> str:
    return f"https://localhost/received/{token}/"


def _saving(ground: Ground, say: Say) -> list[Figure]:
    say("Writing a plan until it is on its way")
    ground.use()
    desk = _with_fresh_customers(steps.find_desk())
    bare = BarePlans(ground.app_url(), user="fingerpost_app")
    spent: list[float] = []

    def given() -> tuple[UUID, UUID]:
        steps.forget_tries(desk)
        contact_id, customer_id = steps.contact_with_customer(desk)
        steps.save_session(desk, contact_id, customer_id)
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "SELECT id FROM interactions_attendance WHERE customer_id = %s ORDER BY recorded_at DESC LIMIT 1",
                [customer_id],
            )
            return cursor.fetchone()[0], customer_id

    def by_services(made: Any) -> None:
        with _documents_timed() as documents, steps.acting(desk) as actor:
            accept_and_send(actor, write_plan(actor, made[0]))
        spent.append(sum(documents))

    def by_bare(made: Any) -> None:
        bare.write_plan(desk, *made)

    ours, baseline = alternate((by_services, given), (by_bare, given), runs=_RUNS, warm_up=_WARM_UP)
    bare.close()
    rows = ground.scale
    name = "save a plan with three actions, accept, outbox row"
    made = sample(spent[-_RUNS:])
    return [
        Figure(
            name=name, ours=_without(ours, made), baseline=baseline,
            baseline_is="the same tables by bare psycopg, row security and triggers on; without making documents",
            reach=5, rows=rows,
        ),
        Figure(
            name=f"{name}, documents made and encrypted too", ours=ours, baseline=baseline,
            baseline_is="the same tables by bare psycopg, which makes no document", reach=0, rows=rows,
        ),
    ]  # fmt: skip


def _without(whole: Sample, documents: Sample) -> Sample:
    """The whole but for the median of what was spent on documents, which have a figure of their own."""
    spent = documents.median
    return Sample(whole.median - spent, whole.tenth - spent, whole.ninetieth - spent, whole.runs)


@contextmanager
def _documents_timed() -> Iterator[list[float]]:
    """Collect the milliseconds that are spent on making and encrypting documents meanwhile."""
    spent: list[float] = []

    def note(make: Callable[..., Any]) -> Callable[..., Any]:
        def timed_one(*given: Any, **named: Any) -> Any:
            began = perf_counter()
            try:
                return make(*given, **named)
            finally:
                spent.append((perf_counter() - began) * 1000)

        return timed_one

    places = ((versions, "make_plan_document"), (copies, "make_plan_document"), (sending, "encrypt_pdf"))
    before = [getattr(module, name) for module, name in places]
    for (module, name), make in zip(places, before, strict=True):
        setattr(module, name, note(make))
    try:
        yield spent
    finally:
        for (module, name), make in zip(places, before, strict=True):
            setattr(module, name, make)


def _with_fresh_customers(desk: Desk) -> Desk:
    """The same desk with customers of others who have no plan, and an address that may be written to."""
    owner = connections["owner"].alias
    safe = ContactPoint.objects.using(owner).filter(kind="email", is_safe=True, read_by_others=False)
    fresh = (
        Customer.objects.using(owner)
        .filter(state="confirmed", plans__isnull=True, id__in=safe.values("customer_id"))
        .exclude(contract_id=desk.contract_id)
        .exclude(given_name="")
        .order_by("-id")[: 2 * (_RUNS + _WARM_UP)]
    )
    others = [known_by(customer) for customer in fresh]
    return Desk(desk.account_id, desk.membership_id, desk.contract_id, desk.venue_id, others, desk.own)


def _pages(ground: Ground, say: Say) -> list[Figure]:
    say(f"Pages of a plan with one version and with {_VERSIONS}")
    ground.use()
    desk = steps.find_desk()
    client = steps.signed_in_client(desk)
    one, many = _plan_with(desk, 1), _plan_with(desk, _VERSIONS)
    found = []
    for route, place, reach in (("plan", 0, 1.5), ("plan_history", 1, 1.5), ("plan_progress", 1, 1.5)):
        addresses = [reverse(f"workspace:{route}", args=[made[place]]) for made in (one, many)]
        times: tuple[list[float], list[float]] = ([], [])
        for _turn in range(_PAGE_TURNS):
            for address, taken in zip(addresses, times, strict=True):
                taken.extend(_page_times(client, address))
        found.append(
            Figure(
                name=f"page {route} with {_VERSIONS} versions",
                ours=sample(times[1]),
                baseline=sample(times[0]),
                baseline_is="itself with one version",
                reach=reach,
                rows=ground.scale,
            )
        )
    return found


def _page_times(client: Any, address: str) -> list[float]:
    """Milliseconds of some runs, after two that only warm up."""
    return [timed(lambda _made: _opened(client, address), None) for _number in range(2 + _PAGE_RUNS)][2:]


def _opened(client: Any, address: str) -> None:
    if client.get(address).status_code != 200:
        raise RuntimeError(f"{address} does not open")


def _plan_with(desk: Desk, count: int) -> tuple[UUID, UUID]:
    """A customer's attendance with so many versions of a plan, each with an action put off by a day."""
    steps.forget_tries(desk)
    _contact, customer_id, _session, attendance_id = steps.session_at_hand(desk)
    with steps.acting(desk) as actor:
        write_plan(actor, attendance_id)
    for _number in range(count - 1):
        with steps.acting(desk) as actor:
            _put_off(actor, attendance_id)
    return attendance_id, customer_id


def _put_off(actor: Actor, attendance_id: UUID) -> None:
    now = timezone.now()
    draft = begin_draft(actor=actor, now=now, attendance_id=attendance_id)
    item = draft.items.filter(kind="action").order_by("position", "id")[0]
    assert item.by_on is not None
    save_item(
        actor=actor,
        now=now,
        draft_id=draft.id,
        key=item.key,
        version=item.version,
        values=ItemValues(
            kind="action",
            text=item.text,
            action_kind=item.action_kind,
            who=item.who,
            by_on=item.by_on + timedelta(days=1),
            is_agreed=True,
        ),
    )
    if not versions.make_version(actor=actor, now=now, attendance_id=attendance_id).is_new:
        raise RuntimeError("no version was made")
