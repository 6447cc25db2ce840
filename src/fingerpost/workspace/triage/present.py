"""What the page of a decision shows: the answer in words, why, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from fingerpost.house.actor import Actor
from fingerpost.house.navigation import href_of
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Contact
from fingerpost.interactions.queries.sessions import TimelineItem
from fingerpost.policy import Rules
from fingerpost.policy.civil import spoken_date
from fingerpost.staff.access import Capability
from fingerpost.triage.models import ContactDecision
from fingerpost.triage.queries import Direction, directions_of
from fingerpost.triage.rules import CONCERN
from fingerpost.triage.services import attempt_now
from fingerpost.triage.values import Known
from fingerpost.workspace.triage import words

Params = dict[str, object]


@dataclass(frozen=True, slots=True)
class Why:
    """One rule that spoke: what it says, its number and paragraph, and where it can be read."""

    text: str
    rule: str
    source: str
    href: str


@dataclass(frozen=True, slots=True)
class Link:
    """One thing to do next."""

    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A decision as the page shows it."""

    decision: ContactDecision
    direction: str
    reasons: list[Why]
    rows: list[Params]
    prompts: list[str]
    is_warm: bool
    has_closed: bool


def direction_of(decision: ContactDecision) -> str:
    """Where a contact goes, in the words of the day of its decision; nothing of a possible harm."""
    if decision.is_of_concern:
        return ""
    return words.direction_words(decision.direction, on=decision.rules_on, rules=rules_in_force())


def with_directions(items: Sequence[TimelineItem]) -> list[TimelineItem]:
    """The line of time with the direction of each contact in it, and nothing else of its decision. One query."""
    contacts = [item.id for item in items if item.route == "workspace:contact"]
    directions = directions_of(contacts) if contacts else {}
    return [_directed(item, directions.get(item.id)) for item in items]


def _directed(item: TimelineItem, given: Direction | None) -> TimelineItem:
    if given is None:
        return item
    said = words.direction_words(given.direction, on=given.rules_on, rules=rules_in_force())
    return replace(item, text=_("%(text)s. %(direction)s") % {"text": item.text, "direction": said})


def answer_of(decision: ContactDecision, *, contact: Contact, now: datetime, rules: Rules) -> Answer:
    """A decision in the words of its own day; of a transfer in person, whether it can still be had (BR-6.1b)."""
    on = decision.rules_on
    says = words.labels("triage.prompts", on=on, rules=rules)
    return Answer(
        decision=decision,
        direction=words.direction_words(decision.direction, on=on, rules=rules),
        reasons=[_why(one) for one in decision.reasons],
        rows=_rows(decision, contact, rules),
        prompts=[says.get(code, code) for code in decision.prompts],
        is_warm=decision.transfer == "warm",
        has_closed=decision.transfer == "warm" and _has_closed(decision, now, rules),
    )


def _has_closed(decision: ContactDecision, now: datetime, rules: Rules) -> bool:
    """Whether who would answer has closed since; where the rules have changed instead, the page asks again."""
    try:
        return attempt_now(decision, now=now, answered=True, rules=rules).transfer != "warm"
    except LookupError:
        return False


def known_rows(known: Known, *, route: str) -> list[Params]:
    """What the contact and the record say already, so that nobody asks."""
    rows = [_row(_("Way in"), route)] if route else []
    if known.age is not None:
        rows.append(_row(_("Age"), _("%(age)s, by the record") % {"age": known.age}))
    if known.lives_in_england is not None:
        said = _("Yes, by the record") if known.lives_in_england else _("No, by the record")
        rows.append(_row(_("Lives in England"), said))
    if known.works_in_england is not None:
        said = _("Yes, by the record") if known.works_in_england else _("No, by the record")
        rows.append(_row(_("Works in England"), said))
    if known.needs_other_language:
        rows.append(_row(_("Language"), _("Another than English, by the record")))
    return rows


def next_links(actor: Actor, contact: Contact, decision: ContactDecision) -> list[Link]:
    """What to do next, on pages that are there, for whoever is in the contact."""
    links: list[tuple[str, str]] = []
    if decision.direction == words.ASKS:
        links.append((_("Answer what is missing"), href_of("workspace:triage_again", contact.id)))
    if decision.need == CONCERN:
        links.append((_("Raise a concern"), f"{href_of('workspace:raise_concern')}?contact={contact.id}"))
    if contact.customer_id is None:
        links.append((_("Find the customer"), href_of("workspace:find_customer", contact.id)))
    else:
        links.append((_("Open the customer's record"), href_of("workspace:customer", contact.customer_id)))
    goes_on = decision.transfer == "none" and decision.direction in words.ADVISES
    if goes_on:
        links.append((_("Before advice"), href_of("workspace:before_advice", contact.id)))
    if actor.can(Capability.GIVE_ADVICE):
        if goes_on:
            links.append((_("Record the session"), href_of("workspace:start_session", contact.id)))
        elif decision.direction in words.DIRECTS and contact.customer_id is not None:
            links.append(
                (_("Say where you directed the customer"), href_of("workspace:start_session", contact.id))
            )
    if decision.direction != words.ASKS:
        again = _("Decide once more, when something is known or has changed")
        links.append((again, href_of("workspace:triage_again", contact.id)))
    links.append((_("Go to the contact, to close it"), href_of("workspace:contact", contact.id)))
    return [Link(text, href) for text, href in links if href]


def earlier_rows(decisions: list[ContactDecision], *, rules: Rules) -> list[Params]:
    """The decisions before the one that stands, latest first."""
    return [
        _row(
            words.spoken_moment(one.decided_at),
            _("%(direction)s (%(rule)s), by %(person)s")
            % {
                "direction": words.direction_words(one.direction, on=one.rules_on, rules=rules),
                "rule": one.rule,
                "person": one.decided_by.full_name,
            },
        )
        for one in decisions
    ]


def _why(kept: dict[str, str]) -> Why:
    """One reason, with the page of the table that it stands in."""
    key = "triage.transfer_cases" if kept["rule"].startswith("K") else "triage.table"
    return Why(kept["text"], kept["rule"], kept["source"], href_of("workspace:rule", key))


def _rows(decision: ContactDecision, contact: Contact, rules: Rules) -> list[Params]:
    on = decision.rules_on
    rows: list[Params] = []
    if decision.transfer != "none":
        rows.append(_row(_("How"), str(words.TRANSFERS[decision.transfer])))
        rows.append(_row(_("To whom"), _receiver(decision, rules)))
    if decision.attempt:
        rows.append(_row(_("When you tried"), str(words.ATTEMPTS[decision.attempt])))
    if decision.due_at is not None:
        follow_on = str(words.FOLLOW_ONS.get(decision.follow_on, decision.follow_on))
        rows.append(_row(_("What follows"), follow_on))
        rows.append(_row(_("By"), words.spoken_moment(decision.due_at)))
        rows += _second_target(decision, contact, rules)
    rows.append(_row(_("Asked for"), words.need_words(decision.stated_need, on=on, rules=rules)))
    if decision.found_need:
        rows.append(_row(_("Needs, as you found"), words.need_words(decision.found_need, on=on, rules=rules)))
    rows.append(
        _row(
            _("Decided"),
            _("%(moment)s by %(person)s, by the rules of %(day)s")
            % {
                "moment": words.spoken_moment(decision.decided_at),
                "person": decision.decided_by.full_name,
                "day": spoken_date(on),
            },
        )
    )
    return rows


def _second_target(decision: ContactDecision, contact: Contact, rules: Rules) -> list[Params]:
    """OI-3.28 prints a second target beside the next working day, which decides."""
    hours = rules.find("triage.target_hours", decision.rules_on)
    if decision.transfer != "cold" or hours is None or not isinstance(hours.value, int):
        return []
    target = contact.opened_at + timedelta(hours=hours.value)
    said = _("%(moment)s, %(hours)s hours after the contact began. The next working day decides.") % {
        "moment": words.spoken_moment(target),
        "hours": hours.value,
    }
    return [_row(_("Second target"), said)]


def _receiver(decision: ContactDecision, rules: Rules) -> str:
    if decision.direction not in words.GOES_TO_PRIME:
        return _("The contact centre")
    areas = words.labels("places.areas", on=decision.rules_on, rules=rules)
    area = areas.get(decision.home_area)
    if area is None:
        return _("The prime contractor of the customer's area")
    return _("The prime contractor for %(area)s") % {"area": area}


def _row(key: str, value: str) -> Params:
    return {"key": {"text": key}, "value": {"text": value}}
