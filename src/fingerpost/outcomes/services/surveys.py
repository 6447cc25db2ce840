"""Draws customers for a survey of their satisfaction and progress, fairly and so that it can be drawn again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from fingerpost.customers.models import ContactPoint, CustomerState
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.draws import seed_of
from fingerpost.house.errors import InvalidInput, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Attendance, AttendanceResult
from fingerpost.organisations.models import Contract
from fingerpost.outcomes.models import SatisfactionAnswer, SurveyDraw, SurveyDrawn
from fingerpost.outcomes.rules.surveys import User, age_band, draw_sample
from fingerpost.policy import Rules
from fingerpost.policy.civil import add_months, civil_date, london_moment
from fingerpost.staff.access import Role

DRAWS = frozenset({Role.RETURNS_MANAGER, Role.COMPLIANCE})
PAGE_SIZE = 25
_MIDNIGHT = datetime.min.time()


@dataclass(frozen=True, slots=True)
class Response:
    """How many of a draw answered since it was drawn; ``rate`` in per cent, None for a draw of nobody."""

    drawn: int
    answered: int

    @property
    def rate(self) -> float | None:
        """Answers of a hundred."""
        return self.answered * 100 / self.drawn if self.drawn else None


@transaction.atomic
def draw_survey(
    *,
    actor: Actor,
    now: datetime,
    contract_id: UUID,
    purpose: str,
    size: int | None = None,
    rules: Rules | None = None,
) -> SurveyDraw:
    """Draw users of a contract for a survey of this month (OI-12.18, OI-12.19).

    Drawn from those who came to a session in the last months, agreed to research, were not drawn lately and have a
    way to be reached that they called safe. The seed is made from contract, month, the users themselves and how many
    draws there were before, so nobody chooses it. Raises NotPermitted, InvalidInput where nobody can be drawn.
    """
    rules = rules or rules_in_force()
    today = civil_date(now)
    if actor.role not in DRAWS or contract_id not in {*actor.contract_ids, *actor.prime_contract_ids}:
        raise NotPermitted(
            _("A returns manager or compliance officer of the contract draws surveys."), code="no_surveys"
        )
    if not purpose.strip():
        raise InvalidInput(_("Say what the survey is for."), code="purpose_missing")
    size = size or rules.get_int("surveys.size", today)
    if size > rules.get_int("surveys.most", today):
        raise InvalidInput(_("Draw fewer people at once."), code="too_many")
    contract = Contract.objects.get(id=contract_id)
    users = list_users(contract_id, today=today, rules=rules)
    if not users:
        raise InvalidInput(
            _("Nobody can be drawn: nobody came lately, agreed to research and can be reached safely."),
            code="nobody_to_draw",
        )
    month = today.replace(day=1)
    before = SurveyDraw.objects.filter(contract=contract, month=month).count()
    seed = seed_of(contract.reference, month.isoformat(), before + 1, *sorted(one.id for one in users))
    sample = draw_sample(users, size=size, seed=seed)
    kept = SurveyDraw.objects.create(
        contract=contract,
        month=month,
        purpose=purpose.strip(),
        seed=seed,
        size=len(sample.drawn),
        population=sample.population,
        population_sha256=sample.population_sha256,
        mix={
            name: {group: list(both) for group, both in groups.items()} for name, groups in sample.mix.items()
        },
        drawn_by_id=actor.account_id,
        drawn_at=now,
    )
    SurveyDrawn.objects.bulk_create(
        SurveyDrawn(draw=kept, customer_id=UUID(one), place=place)
        for place, one in enumerate(sample.drawn, start=1)
    )
    events.record("survey.drawn", actor=actor, now=now, subject={"draw": kept.id})
    return kept


def list_users(contract_id: UUID, *, today: date, rules: Rules) -> list[User]:
    """Everybody who could be drawn today, by their last session under the contract; one query.

    Not bounded: a fair draw needs all of them; ids and three codes each.
    """
    since = add_months(today, -rules.get_int("surveys.population_months", today))
    rest = add_months(today, -rules.get_int("surveys.rest_months", today))
    lately = SurveyDrawn.objects.filter(
        customer_id=OuterRef("customer_id"), draw__drawn_at__gte=london_moment(rest, _MIDNIGHT)
    )
    safe = ContactPoint.objects.filter(
        customer_id=OuterRef("customer_id"), ended_at__isnull=True, is_safe=True
    )
    rows = (
        Attendance.objects.filter(
            result=AttendanceResult.ATTENDED,
            customer__state=CustomerState.CONFIRMED,
            session__contract_id=contract_id,
            session__started_at__gte=london_moment(since, _MIDNIGHT),
        )
        .filter(_opted_in(rules.get_text("surveys.opted_in", today)), Exists(safe), ~Exists(lately))
        .order_by("customer_id", "-session__started_at", "-id")
        .distinct("customer_id")
        .values_list("customer_id", "session__channel", "customer__date_of_birth", "customer__gender")
    )
    return [
        User(
            id=str(customer_id),
            channel=str(channel),
            age=age_band(born, on=today, rules=rules),
            gender=str(gender),
        )
        for customer_id, channel, born, gender in rows
    ]


def list_draws(actor: Actor, *, page: int) -> tuple[list[SurveyDraw], bool]:
    """One page of the draws of this person's contracts, the latest first; and whether more follow."""
    start = (max(page, 1) - 1) * PAGE_SIZE
    contracts = {*actor.contract_ids, *actor.prime_contract_ids}
    found = list(
        SurveyDraw.objects.filter(contract_id__in=contracts)
        .select_related("contract", "drawn_by")
        .order_by("-drawn_at", "-id")[start : start + PAGE_SIZE + 1]
    )
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def get_draw(draw_id: UUID) -> SurveyDraw:
    """One draw. NotFound where there is none that this person can see."""
    found = SurveyDraw.objects.select_related("contract", "drawn_by").filter(id=draw_id).first()
    if found is None:
        raise NotFound(_("There is no survey here that you can see."), code="survey_not_found")
    return found


def response_of(draw: SurveyDraw) -> Response:
    """How many answered since they were drawn; whoever can't be seen any more counts as drawn alone."""
    return Response(draw.size, _drawn(draw).filter(Exists(_answers(draw))).count())


def list_drawn(draw: SurveyDraw, *, page: int) -> tuple[Sequence[SurveyDrawn], bool]:
    """One page of the customers of a draw whom this person may see, in its order; ``has_answered`` says who did."""
    start = (max(page, 1) - 1) * PAGE_SIZE
    found = list(
        _drawn(draw)
        .select_related("customer")
        .annotate(has_answered=Exists(_answers(draw)))
        .order_by("place")[start : start + PAGE_SIZE + 1]
    )
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def _drawn(draw: SurveyDraw) -> QuerySet[SurveyDrawn]:
    return SurveyDrawn.objects.filter(draw=draw)


def _answers(draw: SurveyDraw) -> QuerySet[SatisfactionAnswer]:
    return SatisfactionAnswer.objects.filter(
        customer_id=OuterRef("customer_id"), recorded_at__gte=draw.drawn_at
    )


def _opted_in(which: str) -> Q:
    user, market = Q(customer__agrees_to_user_research=True), Q(customer__agrees_to_market_research=True)
    return {"user_research": user, "market_research": market}.get(which, user | market)
