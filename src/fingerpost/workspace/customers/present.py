"""Turns what was read into the rows and items that the components draw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from fingerpost.customers.doors import MaySee
from fingerpost.customers.models import (
    Address,
    Circumstance,
    ContactPoint,
    ContactPointKind,
    Customer,
    EarlierName,
)
from fingerpost.customers.queries import CircumstancesNow, Seen
from fingerpost.house.actor import Actor
from fingerpost.house.navigation import href_of
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import NoticeGiven
from fingerpost.interactions.queries.sessions import DueItem, TimelineItem
from fingerpost.policy.identity import presets
from fingerpost.policy.messages import Message, sentences
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers import words

Params = dict[str, Any]


def row(key: object, value: object) -> Params:
    """One line of a summary list."""
    return {"key": {"text": str(key)}, "value": {"text": str(value)}}


def lines_row(key: object, lines: Iterable[object]) -> Params:
    """One line of a summary list whose value has several lines."""
    html = format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines))
    return {"key": {"text": str(key)}, "value": {"html": html}}


# --- Reaching the customer ---------------------------------------------------------------------------------


def safety_warnings(points: Sequence[ContactPoint]) -> list[str]:
    """What must not be overlooked before the customer is contacted, one sentence for each way."""
    return [
        f"{point.get_kind_display()}: {'. '.join(said)}." for point in points if (said := words.safety(point))
    ]


def reach_rows(points: Sequence[ContactPoint]) -> list[Params]:
    """The ways to reach a customer with their safety."""
    return [lines_row(point.get_kind_display(), [point.value, *words.safety(point)]) for point in points]


def contact_point_card(customer: Customer, kind: ContactPointKind, point: ContactPoint | None) -> Params:
    """One way to reach a customer on the page of all of them."""
    href = reverse("workspace:customer_contact_point", args=[customer.id, kind.value])
    action = _("Change") if point else _("Add")
    said = [point.value, *words.safety(point)] if point else [_("None kept")]
    item = {"href": href, "text": action, "visuallyHiddenText": str(kind.label).lower()}
    return {**lines_row(kind.label, said), "actions": {"items": [item]}}


# --- The record itself -------------------------------------------------------------------------------------


def about_rows(customer: Customer, home: Address | None) -> list[Params]:
    """Where the customer lives and how they like to talk with us."""
    rows = [
        lines_row(_("Address"), home.lines) if home else row(_("Address"), _("None kept")),
        row(
            _("Wants to be contacted by"),
            words.wire_label("preferred_contact_method", customer.preferred_contact_method),
        ),
        row(_("Language"), words.language(customer.preferred_language)),
        row(_("Digital services"), customer.get_digital_ability_display()),
        row(_("Introduced by"), words.wire_label("introduced_by", customer.introduced_by)),
    ]
    if customer.digital_ability == "independent":
        rows[3] = lines_row(
            _("Digital services"),
            [customer.get_digital_ability_display(), _("Offer the website for simple questions")],
        )
    return rows


def circumstances(now: CircumstancesNow, today: date) -> list[Params]:
    """What counts now, each with its day and who said so."""
    rules = rules_in_force()
    rows = [
        lines_row(
            fact.get_kind_display(),
            [words.fact(fact.kind, fact.value, rules=rules, on=today), _said(fact)],
        )
        for fact in now.facts
    ]
    labels = words.support_needs(rules, today)
    if now.support_needs:
        rows.append(lines_row(_("Support needs"), [labels.get(need, need) for need in now.support_needs]))
    return rows


def circumstance_history(facts: Sequence[Circumstance], today: date) -> list[Params]:
    """Every fact with its day, who said so and who recorded it, newest first."""
    rules = rules_in_force()
    return [
        lines_row(
            words.plain_date(fact.as_of),
            [
                f"{fact.get_kind_display()}: {words.fact(fact.kind, fact.value, rules=rules, on=today)}",
                _("Said by %(who)s, recorded by %(person)s")
                % {"who": str(fact.get_said_by_display()).lower(), "person": fact.recorded_by.full_name},
            ],
        )
        for fact in facts
    ]


def _said(fact: Circumstance) -> str:
    values = {"date": words.plain_date(fact.as_of), "who": str(fact.get_said_by_display()).lower()}
    return _("As of %(date)s, said by %(who)s") % values


def proofs(customer: Customer, today: date) -> list[Params]:
    """How identity was confirmed: evidence, level, day and by whom; never a document (BR-7.2)."""
    labels = {preset.code: preset.label for preset in presets(on=today, rules=rules_in_force())}
    levels = {
        str(one["code"]): str(one["label"]) for one in rules_in_force().get_rows("identity.levels", today)
    }
    found = customer.proofs.select_related("checked_by").order_by("-checked_at", "-id")[:10]
    return [
        lines_row(
            words.plain_date(localtime(proof.checked_at).date()),
            [
                ", ".join(labels.get(piece["kind"], piece["kind"]) for piece in proof.evidence),
                *([_("Vouched for by: %s") % proof.vouched_by] if proof.vouched_by else []),
                f"{levels.get(proof.level, proof.level)}, {proof.standard}",
                _("Checked by %s") % proof.checked_by.full_name,
            ],
        )
        for proof in found
    ]


def earlier_names(names: Iterable[EarlierName]) -> list[str]:
    """Names the customer had before."""
    return [f"{name.given_name} {name.family_name}".strip() for name in names]


def addresses(earlier: Iterable[Address]) -> list[Params]:
    """Addresses the customer had before, with the day each ended."""
    return [
        lines_row(words.plain_date(address.until_on), address.lines)
        for address in earlier
        if address.until_on is not None
    ]


def links(customer: Customer, actor: Actor) -> list[Params]:
    """The other pages of this record, the same for every customer, as far as the actor's role reaches."""
    pages = [
        (Capability.MAKE_RECORDS, "customer_identity", _("How we know who the customer is")),
        (Capability.MAKE_RECORDS, "customer_names", _("Name and date of birth")),
        (Capability.MAKE_RECORDS, "customer_address", _("Address")),
        (Capability.MAKE_RECORDS, "customer_contact_points", _("Ways to reach the customer")),
        (Capability.MAKE_RECORDS, "customer_details", _("Details")),
        (Capability.MAKE_RECORDS, "customer_circumstances", _("Circumstances")),
        (Capability.MAKE_RECORDS, "customer_secrets", _("Secret questions")),
        (Capability.SEE_DIVERSITY, "customer_diversity", _("Equality information")),
        (Capability.HOLD_INDICATOR, "customer_indicator", _("Additional indicator")),
        (Capability.READ_RECORDS, "outcomes", _("Outcomes and follow-ups")),
        (Capability.READ_RECORDS, "progressions", _("Work and learning")),
        (Capability.READ_RECORDS, "customer_access", _("Who may see this record")),
    ]
    found = [
        {"href": reverse(f"workspace:{route}", args=[customer.id]), "text": text}
        for capability, route, text in pages
        if actor.can(capability)
    ]
    elsewhere = href_of("shared_record:other_systems", customer.id)
    if elsewhere and actor.can(Capability.READ_RECORDS):
        found.append({"href": elsewhere, "text": _("Contacts through other systems")})
    return found


# --- Across rooms ------------------------------------------------------------------------------------------


def priority_rows(found: Iterable[tuple[str, Iterable[Message]]]) -> list[Params]:
    """Each set with the one thing anybody is told of it, and the sessions funded."""
    sets = {
        "NEXTSTEP-2010": _("Groups of 2010"),
        "NCS-2014": _("Groups of 2014"),
        "NCS-2018": _("Groups of 2018"),
        "NCS-2022": _("Groups of 2022"),
    }
    return [lines_row(sets.get(scheme, scheme), sentences(told)) for scheme, told in found]


def notices(given: Iterable[NoticeGiven]) -> list[Params]:
    """The latest notice of each kind."""
    kinds = {
        "charter": _("Customer Charter"),
        "confidentiality": _("What you tell us stays in the service"),
        "privacy": _("Privacy notice"),
        "terms": _("Terms of using the service"),
        "anonymous": _("Staying anonymous"),
    }
    return [
        row(
            kinds.get(notice.kind, notice.kind),
            _("Version %(version)s, %(date)s, %(understood)s")
            % {
                "version": notice.text_version,
                "date": words.plain_date(localtime(notice.shown_at).date()),
                "understood": _("understood") if notice.understood else _("not understood yet"),
            },
        )
        for notice in given
    ]


def due(items: Sequence[DueItem]) -> list[Params]:
    """What is due, with a link to where it is done."""
    kinds = {"write_up": _("Write-up to finish"), "follow_up": _("Next contact agreed")}
    return [
        {
            "href": href_of("workspace:attendance", item.attendance_id),
            "text": kinds[item.kind],
            "when": words.plain_date(item.on),
            "adviser": item.adviser,
            "is_overdue": item.is_overdue,
        }
        for item in items
    ]


def timeline(items: Sequence[TimelineItem]) -> list[Params]:
    """The line of time across channels."""
    return [
        {
            "label": item.label,
            "byline": item.byline,
            "moment": localtime(item.moment),
            "text": item.text if item.is_complete else _("%s. Not complete yet") % item.text,
            "href": href_of(item.route, item.id),
        }
        for item in items
    ]


def may_see(found: Iterable[MaySee]) -> list[Params]:
    """Who may see the record, why and until when."""
    return [
        lines_row(
            one.person or one.organisation,
            [
                words.REASONS.get(one.reason, one.reason),
                _("From %s") % _moment(one.since),
                _("Until %s") % _moment(one.until),
            ],
        )
        for one in found
    ]


def seen(found: Iterable[Seen]) -> list[Params]:
    """Who saw the record, what of it, and why."""
    return [
        lines_row(
            _moment(one.read_at),
            [
                f"{one.person}, {one.organisation}",
                words.SEEN.get(one.what, one.what),
                words.REASONS.get(one.reason, one.reason),
            ],
        )
        for one in found
    ]


def _moment(moment: datetime) -> str:
    return date_format(localtime(moment), "j F Y, H:i")
