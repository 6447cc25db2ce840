"""The terms of a contract as they stand, and their history, as tables."""

from __future__ import annotations

from datetime import datetime
from operator import itemgetter
from typing import Any, Final

from django.apps import apps
from django.utils.translation import gettext as _

from fingerpost.funding.ledger.rules.profiles import Change, year_number
from fingerpost.funding.models import FeeDeduction, FixedSum, MonthShare, PassThrough, Profile, ProfileClass
from fingerpost.organisations.models import Contract
from fingerpost.performance.managed import list_targets
from fingerpost.performance.measures.registry import ALL
from fingerpost.performance.words import value_words
from fingerpost.policy.civil import civil_date
from fingerpost.staff.models import Account
from fingerpost.workspace.claims.words import plain_day, pounds
from fingerpost.workspace.contracts.around import Around
from fingerpost.workspace.contracts.parts import signed_pounds
from fingerpost.workspace.contracts.tables import Column, Entry, Table
from fingerpost.workspace.months import month_words

_MOST: Final = 60
_MOST_PAST: Final = 30


def tables_of(contract: Contract, around: Around) -> list[Table]:
    """Years, profiles, targets, deductions, fixed sums, pass-through, and what changed."""
    labels = dict(around.categories)
    return [
        _years(around),
        _profiles(around, labels),
        _targets(contract),
        _deductions(contract),
        _fixed_sums(contract),
        _pass_through(around),
        _history(contract, labels),
    ]


def shares_table(labels: dict[str, str]) -> Table:
    """The national shares of the newest years, one row a category."""
    rows: dict[tuple[Any, ...], dict[int, str]] = {}
    for each in MonthShare.objects.order_by("-year_starts_on", "category", "customer_class", "place")[:480]:
        key = (each.year_starts_on, each.category, each.customer_class)
        rows.setdefault(key, {})[each.place] = f"{each.percent.normalize():f}"
    return Table(
        caption=_("What stands"),
        columns=[
            Column(_("Category")),
            Column(_("For whom")),
            Column(_("Year from")),
            Column(_("Months 1 to 12, per cent")),
        ],
        rows=[
            [
                Entry(labels.get(category, category)),
                Entry(str(ProfileClass(customer_class).label)),
                Entry(plain_day(starts_on)),
                Entry(" · ".join(percents.get(place, "") for place in range(1, 13))),
            ]
            for (starts_on, category, customer_class), percents in rows.items()
        ],
        empty=_("No share has been set."),
    )


def _years(around: Around) -> Table:
    return Table(
        caption=_("Contract years"),
        columns=[
            Column(_("First day")),
            Column(_("Last day")),
            Column(_("The most it pays"), True),
            Column(_("The most for satisfaction"), True),
            Column(_("Purchase order")),
        ],
        rows=[
            [
                Entry(plain_day(each.starts_on)),
                Entry(plain_day(each.ends_on)),
                Entry(_no_cap(each.maximum_pence)),
                Entry(_no_cap(each.satisfaction_cap_pence)),
                Entry(each.order_number or _("None")),
            ]
            for each in around.years
        ],
        empty=_("No year has been set."),
    )


def _profiles(around: Around, labels: dict[str, str]) -> Table:
    rows = []
    for each in around.profiles:
        changes = sorted(each.changes.all(), key=lambda change: (change.after_quarter, change.id))
        changed = [Change(change.after_quarter, change.amount) for change in changes]
        said = "; ".join(
            _("%(amount)s after quarter %(quarter)s (%(why)s)")
            % {"amount": _number(change.amount, each), "quarter": change.after_quarter, "why": change.why}
            for change in changes
        )
        rows.append(
            [
                Entry(labels.get(each.category, each.category)),
                Entry(str(each.get_customer_class_display())),
                Entry(_number(each.annual, each)),
                Entry(said or _("None")),
                Entry(_number(year_number(each.annual, changed), each)),
                Entry(plain_day(each.year.starts_on)),
            ]
        )
    return Table(
        caption=_("Profiles"),
        columns=[
            Column(_("Category")),
            Column(_("For whom")),
            Column(_("Year’s number"), True),
            Column(_("Changes in the year")),
            Column(_("With changes"), True),
            Column(_("Year from")),
        ],
        rows=rows,
        empty=_("No profile has been set."),
    )


def _targets(contract: Contract) -> Table:
    rows = []
    for each in list_targets(contract.id):
        measure = ALL.get(each.measure)
        rows.append(
            [
                Entry(_(measure.title) if measure else each.measure),
                Entry(value_words(measure, each.value) if measure else f"{each.value:f}"),
                Entry(_span(each.starts_on, each.ends_on)),
                Entry(each.why),
                Entry(each.set_by.full_name),
            ]
        )
    return Table(
        caption=_("Regional targets"),
        columns=[
            Column(_("Measure")),
            Column(_("Target"), True),
            Column(_("When")),
            Column(_("Why")),
            Column(_("Set by")),
        ],
        rows=rows,
        empty=_("No target of its own: national targets hold."),
    )


def _deductions(contract: Contract) -> Table:
    found = FeeDeduction.objects.filter(contract=contract).order_by("-month", "id")[:_MOST]
    return Table(
        caption=_("Taken off the service fee"),
        columns=[Column(_("Month")), Column(_("Per cent"), True), Column(_("Why"))],
        rows=[
            [Entry(month_words(each.month)), Entry(f"{each.percent.normalize():f}%"), Entry(each.why)]
            for each in found
        ],
        empty=_("Nothing has been taken off."),
    )


def _fixed_sums(contract: Contract) -> Table:
    found = FixedSum.objects.filter(contract=contract).order_by("-first_month", "id")[:_MOST]
    return Table(
        caption=_("Fixed monthly sums"),
        columns=[Column(_("What for")), Column(_("Amount a month"), True), Column(_("Months"))],
        rows=[
            [
                Entry(each.name),
                Entry(pounds(each.amount_pence)),
                Entry(
                    _("%(first)s to %(last)s")
                    % {"first": month_words(each.first_month), "last": month_words(each.last_month)}
                ),
            ]
            for each in found
        ],
        empty=_("There is none."),
    )


def _pass_through(around: Around) -> Table:
    found = (
        PassThrough.objects.filter(subcontract__in=around.subcontracts)
        .select_related("subcontract__organisation")
        .order_by("-starts_on", "id")[:_MOST]
    )
    return Table(
        caption=_("The least that goes on to subcontractors"),
        columns=[Column(_("Subcontractor")), Column(_("Per cent"), True), Column(_("From"))],
        rows=[
            [
                Entry(each.subcontract.organisation.name),
                Entry(f"{each.percent.normalize():f}%"),
                Entry(plain_day(each.starts_on)),
            ]
            for each in found
        ],
        empty=_("No share has been set."),
    )


def _history(contract: Contract, labels: dict[str, str]) -> Table:
    """What was set before: every version of a year and a profile, the newest first."""
    found: list[tuple[datetime, str, str, Any]] = []
    years = apps.get_model("funding", "ContractYearEvent").objects.filter(contract=contract)
    for event in years.order_by("-pgh_created_at", "-pgh_id")[:_MOST_PAST]:
        words = _("Contract year from %(day)s") % {"day": plain_day(event.starts_on)}
        found.append((event.pgh_created_at, words, _no_cap(event.maximum_pence), event.set_by_id))
    profiles = apps.get_model("funding", "ProfileEvent").objects.filter(year__contract=contract)
    for event in profiles.order_by("-pgh_created_at", "-pgh_id")[:_MOST_PAST]:
        words = _("Profile: %(what)s") % {"what": labels.get(event.category, event.category)}
        found.append((event.pgh_created_at, words, _number(event.annual, event), event.set_by_id))
    found.sort(key=itemgetter(0), reverse=True)
    names = dict(
        Account.objects.filter(id__in={row[3] for row in found[:_MOST_PAST]}).values_list("id", "full_name")
    )
    return Table(
        caption=_("How it came to stand so"),
        columns=[Column(_("What")), Column(_("Set to"), True), Column(_("When")), Column(_("By"))],
        rows=[
            [Entry(words), Entry(told), Entry(plain_day(civil_date(at))), Entry(names.get(by, ""))]
            for at, words, told, by in found[:_MOST_PAST]
        ],
        empty=_("Nothing has been set yet."),
    )


def _number(number: int, profile: Profile | Any) -> str:
    return signed_pounds(number) if profile.is_money else f"{number:,}"


def _no_cap(pence: int | None) -> str:
    return pounds(pence) if pence is not None else _("No cap")


def _span(starts_on: Any, ends_on: Any) -> str:
    if ends_on is None:
        return _("From %(day)s") % {"day": plain_day(starts_on)}
    return _("%(first)s to %(last)s") % {"first": plain_day(starts_on), "last": plain_day(ends_on)}
