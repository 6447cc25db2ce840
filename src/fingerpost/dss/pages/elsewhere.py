"""What other systems told of a customer, in words: transfers, web chats, their plans, and outcomes they told of.

Read from the wire's own records, so that what the record of the service has no place for is read too. Words that may
not stand are not among them: neutral words stand in their place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.dss.models import ResourceName, WireRecord, WireTouchpoint
from fingerpost.dss.wire.enums import ENUMS
from fingerpost.dss.wire.moments import read_moment
from fingerpost.outcomes.models import Outcome
from fingerpost.plans.models import Draft, PlanVersion
from fingerpost.policy.civil import civil_date, civil_time, spoken_date

PAGE_SIZE: Final = 20
_MOST_LINES: Final = 300
_DAY, _MOMENT, _TRUTH = "day", "moment", "truth"

Shown = Sequence[tuple[str, str | Promise, str]]
"""Name on the wire, label, and how its value reads: a kind of moment, a list of the wire, or "" for words."""

_TRANSFER: Final[Shown] = (
    ("OriginatingTouchpointId", gettext_lazy("From touchpoint"), ""),
    ("TargetTouchpointId", gettext_lazy("To touchpoint"), ""),
    ("Context", gettext_lazy("What for"), ""),
    ("DateandTimeOfTransfer", gettext_lazy("Handed on"), _MOMENT),
    ("DateandTimeofTransferAccepted", gettext_lazy("Taken on"), _MOMENT),
    ("RequestedCallbackTime", gettext_lazy("Asked to be called"), _MOMENT),
    ("ActualCallbackTime", gettext_lazy("Called"), _MOMENT),
)
_WEB_CHAT: Final[Shown] = (
    ("WebChatStartDateandTime", gettext_lazy("Began"), _MOMENT),
    ("WebChatEndDateandTime", gettext_lazy("Ended"), _MOMENT),
    ("WebChatNarrative", gettext_lazy("What was said"), ""),
    ("DigitalReference", gettext_lazy("Reference"), ""),
    ("SentToCustomer", gettext_lazy("Sent to the customer"), _TRUTH),
    ("DateandTimeSentToCustomers", gettext_lazy("Sent on"), _MOMENT),
)
_PLAN: Final[Shown] = (
    ("DateActionPlanCreated", gettext_lazy("Made"), _DAY),
    ("CurrentSituation", gettext_lazy("Where the customer is now"), ""),
    ("CustomerCharterShownToCustomer", gettext_lazy("Charter shown"), _TRUTH),
    ("DateActionPlanSentToCustomer", gettext_lazy("Sent to the customer"), _DAY),
    ("ActionPlanDeliveryMethod", gettext_lazy("Sent how"), "ActionPlanDeliveryMethod"),
    ("DateActionPlanAcknowledged", gettext_lazy("Acknowledged by the customer"), _DAY),
    ("CustomerSatisfaction", gettext_lazy("Customer content"), "CustomerSatisfaction"),
)
_GOAL: Final[Shown] = (
    ("GoalType", gettext_lazy("About"), "GoalType"),
    ("GoalStatus", gettext_lazy("How it stands"), "GoalStatus"),
    ("DateGoalShouldBeCompletedBy", gettext_lazy("By when"), _DAY),
    ("DateGoalAchieved", gettext_lazy("Achieved"), _DAY),
)
_ACTION: Final[Shown] = (
    ("ActionType", gettext_lazy("Kind"), "ActionType"),
    ("PersonResponsible", gettext_lazy("Who"), "PersonResponsible"),
    ("ActionStatus", gettext_lazy("How it stands"), "ActionStatus"),
    ("DateActionAimsToBeCompletedBy", gettext_lazy("By when"), _DAY),
    ("DateActionActuallyCompleted", gettext_lazy("Done"), _DAY),
    ("SignpostedTo", gettext_lazy("Organisation or person"), ""),
    ("SignpostedToCategory", gettext_lazy("Kind of organisation"), "SignpostedToCategory"),
)
_OUTCOME: Final[Shown] = (
    ("OutcomeType", gettext_lazy("Kind"), "OutcomeType"),
    ("OutcomeEffectiveDate", gettext_lazy("Counts from"), _DAY),
    ("OutcomeClaimedDate", gettext_lazy("Claimed, as that system says"), _DAY),
)
_TITLES: Final[Mapping[str, tuple[str | Promise, Shown]]] = {
    ResourceName.TRANSFER: (gettext_lazy("Handed on to another contractor"), _TRANSFER),
    ResourceName.WEB_CHAT: (gettext_lazy("Web chat"), _WEB_CHAT),
    ResourceName.ACTION_PLAN: (gettext_lazy("Skills action plan"), _PLAN),
    ResourceName.OUTCOME: (gettext_lazy("Outcome"), _OUTCOME),
}
_LINES: Final[Mapping[str, tuple[str, Shown]]] = {
    ResourceName.GOAL: ("GoalSummary", _GOAL),
    ResourceName.ACTION: ("ActionSummary", _ACTION),
}

Row = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class LineShown:
    """A goal or an action: its words, and what else was said of it in one line."""

    text: str
    facts: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that another system told. ``said`` names the touchpoint and the day of the last change."""

    title: str
    said: str
    rows: Sequence[Row]
    goals: Sequence[LineShown] = ()
    actions: Sequence[LineShown] = ()


def list_told(customer_id: UUID, *, page: int) -> tuple[list[Entry], bool]:
    """A page of what other systems told of a customer, latest first, and whether there is another; five queries."""
    first = (page - 1) * PAGE_SIZE
    found = list(_told(customer_id).order_by("-modified_at", "-id")[first : first + PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    lines = _lines_of(customer_id, [each for each in shown if each.resource == ResourceName.ACTION_PLAN])
    names = _names([each.touchpoint for each in shown])
    return [_entry(each, lines, names) for each in shown], len(found) > PAGE_SIZE


def changed_here(customer_id: UUID) -> list[Entry]:
    """Goals and actions of this service's own plans that another system changed or added, as far as the record could
    not take it: a day that was agreed otherwise, words, a line of its own. At most 300 lines are looked at."""
    found = WireRecord.objects.filter(
        customer_id=customer_id, resource__in=list(_LINES), plan_id__in=_plans_here(customer_id)
    ).order_by("-modified_at", "-id")[:_MOST_LINES]
    differing = [each for each in found if _differs(each)]
    names = _names([each.modified_by for each in differing])
    entries = []
    for each in differing:
        words, shown = _LINES[each.resource]
        title = _("Goal: %(text)s") if each.resource == ResourceName.GOAL else _("Action: %(text)s")
        said = title % {"text": each.body.get(words) or ""}
        entries.append(Entry(said, _said(each, each.modified_by, names), _rows(each.body, shown)))
    return entries


def _systems() -> QuerySet[WireTouchpoint, UUID]:
    return WireTouchpoint.objects.values_list("account_id", flat=True)


def _plans_here(customer_id: UUID) -> QuerySet[Draft, UUID]:
    """The ids by which plans of this service stand on the wire: of working copies, and of versions without one."""
    copies = Draft.objects.filter(plan__customer_id=customer_id).exclude(begun_by_id__in=_systems())
    versions = PlanVersion.objects.filter(plan__customer_id=customer_id)
    return copies.values_list("id", flat=True).union(versions.values_list("id", flat=True))


def _told(customer_id: UUID) -> QuerySet[WireRecord]:
    """What no page made. An outcome that the record took is shown too: for a claim that the record does not make."""
    recorded = Outcome.objects.filter(customer_id=customer_id).exclude(recorded_by_id__in=_systems())
    return (
        WireRecord.objects.filter(customer_id=customer_id, resource__in=list(_TITLES))
        .exclude(Q(resource=ResourceName.ACTION_PLAN) & Q(id__in=_plans_here(customer_id)))
        .exclude(Q(resource=ResourceName.OUTCOME) & Q(id__in=recorded.values("id")))
    )


def _lines_of(
    customer_id: UUID, plans: Sequence[WireRecord]
) -> dict[tuple[UUID | None, str], list[LineShown]]:
    found: dict[tuple[UUID | None, str], list[LineShown]] = defaultdict(list)
    if not plans:
        return found
    records = WireRecord.objects.filter(
        customer_id=customer_id, resource__in=list(_LINES), plan_id__in=[each.id for each in plans]
    )
    for each in records.order_by("id")[:_MOST_LINES]:
        words, shown = _LINES[each.resource]
        facts = "; ".join(f"{label}: {value}" for label, value in _said_of(each.body, shown))
        found[each.plan_id, each.resource].append(LineShown(str(each.body.get(words) or ""), facts))
    return found


def _entry(
    record: WireRecord, lines: Mapping[tuple[UUID | None, str], list[LineShown]], names: Mapping[str, str]
) -> Entry:
    title, shown = _TITLES[record.resource]
    return Entry(
        str(title),
        _said(record, record.touchpoint, names),
        _rows(record.body, shown),
        lines.get((record.id, ResourceName.GOAL), ()),
        lines.get((record.id, ResourceName.ACTION), ()),
    )


def _names(codes: Iterable[str]) -> dict[str, str]:
    """Who speaks for each touchpoint, where that is an organisation of this service."""
    doors = WireTouchpoint.objects.filter(code__in=set(codes), is_external=False)
    return dict(doors.values_list("code", "organisation__name"))


def _said(record: WireRecord, code: str, names: Mapping[str, str]) -> str:
    said = {"code": code, "day": spoken_date(civil_date(record.modified_at))}
    name = names.get(code)
    if name is None:
        return _("Told by the system of touchpoint %(code)s, %(day)s") % said
    return _("Told by the system of touchpoint %(code)s (%(name)s), %(day)s") % {**said, "name": name}


def _differs(record: WireRecord) -> bool:
    words, shown = _LINES[record.resource]
    names = (words, *(name for name, _label, _how in shown))
    if not record.told:
        return True
    return any(name in record.told and record.told[name] != record.body.get(name) for name in names)


def _rows(body: Mapping[str, object], shown: Shown) -> list[Row]:
    return [{"key": {"text": label}, "value": {"text": value}} for label, value in _said_of(body, shown)]


def _said_of(body: Mapping[str, object], shown: Shown) -> list[tuple[str, str]]:
    return [
        (str(label), _value(body[name], how))
        for name, label, how in shown
        if body.get(name) not in (None, "")
    ]


def _value(value: object, how: str) -> str:
    if how == _TRUTH:
        return _("Yes") if value is True else _("No")
    if how in ENUMS and isinstance(value, int):
        return ENUMS[how].labels.get(value, str(value))
    moment = read_moment(value) if how in (_DAY, _MOMENT) and isinstance(value, str) else None
    if moment is None:
        return str(value)
    try:
        at = civil_time(moment.as_datetime())
    except OverflowError:  # the very ends of the calendar
        return str(value)
    if how == _DAY:
        return spoken_date(at.date())
    return _("%(day)s at %(time)s") % {"day": spoken_date(at.date()), "time": f"{at:%H:%M}"}
