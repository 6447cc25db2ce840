"""Carrying one customer's records from the source to the target, again and again, without making any twice.

A record that has no twin is made. Before it is asked for, that it is wanted is kept: a run that was killed between
the asking and the keeping looks for it at the target first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from fingerpost.dss.syncing import reporting
from fingerpost.dss.syncing.accounting import Account
from fingerpost.dss.syncing.bodies import (
    Change,
    Judge,
    change_body,
    needs_subcontractor,
    new_body,
    overlaid,
    subcontractor_of,
    unsaid,
    with_their_ids,
)
from fingerpost.dss.syncing.book import Book, Pair
from fingerpost.dss.syncing.deciding import Known, Verdict, decide
from fingerpost.dss.syncing.finding import find_made
from fingerpost.dss.syncing.reporting import Report
from fingerpost.dss.syncing.shapes import (
    ADVISER,
    CLOSING,
    CUSTOMER,
    INTERACTION,
    OF_CUSTOMER,
    OF_INTERACTION,
    OF_PLAN,
    ONE_A_CUSTOMER,
    ORDER,
    PLAN,
    Body,
    Target,
    differing,
    path,
    print_of,
    record_path,
    target_at,
    target_in,
)
from fingerpost.dss.syncing.sides import Answer, Side, Unreachable

_OK, _CREATED, _CONFLICT = 200, 201, 409
_REDIRECTS: Final = range(300, 400)
_SERVER_ERROR: Final = 500
_ANY_SUBCONTRACTOR: Final = "00000000"


@dataclass
class Carrier:
    """One run in one direction. ``key`` keys the prints; ``judge`` names the fields of a body that may not stand."""

    source: Side
    target: Side
    book: Book
    report: Report
    key: bytes
    judge: Judge
    _account: Account = field(init=False)
    _closing: Body | None = field(default=None, init=False)
    _under_way: set[tuple[str, str]] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self._account = Account(self.book, self.report, self.key)

    def carry_customer(self, customer_id: str, named: Iterable[Target] | None = None) -> None:
        """Carry everything of a customer, or only the records named. Raises Unreachable."""
        self._closing = None
        if self.book.is_gone(customer_id):
            self._account.leave(
                Target(resource=CUSTOMER, record_id=customer_id, customer_id=customer_id), reporting.FORGOTTEN
            )
            return
        self.report.customers.add(customer_id)
        if named is None:
            self._carry_all(customer_id)
        else:
            for one in sorted(named, key=lambda each: ORDER.index(each.resource)):
                self._fetch(one)
        self._close(customer_id)

    def _carry_all(self, customer_id: str) -> None:
        customer = Target(resource=CUSTOMER, record_id=customer_id, customer_id=customer_id)
        if self._fetch(customer) is None:
            return
        for resource in OF_CUSTOMER:
            self._carry_list(resource, customer)
        meetings = self._carry_list(INTERACTION, customer)
        for resource in OF_INTERACTION:
            self._carry_under(resource, meetings)
        plans = self._carry_list(PLAN, customer)
        for resource in OF_PLAN:
            self._carry_under(resource, plans)

    def _carry_list(self, resource: str, parent: Target) -> list[Target]:
        found = self._listed(self.source, resource, parent)
        return self._carry_each(resource, found, parent)

    def _carry_under(self, resource: str, parents: list[Target]) -> None:
        """Lists under several parents. Some services answer any of them with everything of the customer."""
        by_id = {each.record_id: each for each in parents}
        seen: set[str] = set()
        for parent in parents:
            fresh = []
            for body in self._listed(self.source, resource, parent):
                one = target_in(resource, body)
                if one.record_id in seen:
                    continue
                seen.add(one.record_id)
                fresh.append((by_id.get(one.plan_id or one.interaction_id, parent), body))
            for own, body in fresh:
                self._carry_each(resource, [body], own)
            if any(own is not parent for own, _ in fresh):
                return

    def _carry_each(self, resource: str, bodies: list[Body], parent: Target) -> list[Target]:
        targets = []
        for body in bodies:
            one = target_in(
                resource,
                body,
                customer_id=parent.customer_id,
                interaction_id=parent.interaction_id,
                plan_id=parent.plan_id,
            )
            self._carry(one, body)
            targets.append(one)
        return targets

    def _listed(self, side: Side, resource: str, parent: Target) -> list[Body]:
        places = parent.places()
        if parent.resource == INTERACTION:
            places["interactionId"] = parent.record_id
        if parent.resource == PLAN:
            places["actionPlanId"] = parent.record_id
        answer = self._ask(side, "GET", path(resource, "list", places), resource=resource)
        if answer.status != _OK:
            return []
        return answer.body if isinstance(answer.body, list) else [answer.body]

    def _ask(
        self,
        side: Side,
        method: str,
        where: str,
        body: Body | None = None,
        *,
        resource: str,
        subcontractor: str = "",
    ) -> Answer:
        if not subcontractor and needs_subcontractor(resource):
            subcontractor = _ANY_SUBCONTRACTOR
        answer = side.ask(method, where, body, subcontractor=subcontractor)
        if answer.status >= _SERVER_ERROR or answer.status == 401 or answer.status in _REDIRECTS:
            raise Unreachable(str(answer.status))
        return answer

    def _fetch(self, one: Target) -> str | None:
        """Read one record at the source and carry it: its id at the target, or None."""
        mark = (one.resource, one.record_id)
        if mark in self._under_way:
            return None
        answer = self._ask(self.source, "GET", record_path(one), resource=one.resource)
        if answer.status != _OK or not isinstance(answer.body, dict):
            self._account.leave(one, reporting.MISSING)
            return None
        self._under_way.add(mark)
        try:
            return self._carry(one, answer.body)
        finally:
            self._under_way.discard(mark)

    def _carry(self, one: Target, body: Body) -> str | None:
        """Bring the target to what the source says of one record: its id at the target, or None."""
        source_print = print_of(one.resource, body, key=self.key)
        pair = self.book.find(one.resource, one.record_id)
        if pair is not None and pair.target_id and pair.source_print == source_print:
            self.report.same[one.resource] += 1
            self.book.note_same(one.resource, one.record_id)
            return pair.target_id
        places = self._parents(one)
        if places is None:
            self._account.leave(one, reporting.PARENT_MISSING)
            return None
        theirs = with_their_ids(one.resource, body, lambda other, value: self._other_id(other, value, one))
        if pair is not None and pair.target_id:
            return self._change(one, pair, body, theirs, places)
        if pair is not None:
            made = find_made(self.target, self.book, one.resource, theirs, places)
            if made is not None:
                return self._keep_made(one, body, theirs, made, places)
        return self._make(one, body, theirs, places)

    def _parents(self, one: Target) -> dict[str, str] | None:
        """The target's ids of what a record stands under; carried first where they have no twin."""
        above = (
            ("customerId", CUSTOMER, one.customer_id),
            ("interactionId", INTERACTION, one.interaction_id),
            ("actionPlanId", PLAN, one.plan_id),
        )
        places: dict[str, str] = {}
        for name, resource, source_id in above:
            if not source_id or resource == one.resource or one.resource == ADVISER:
                continue
            pair = self.book.find(resource, source_id)
            found = (
                pair.target_id
                if pair is not None and pair.target_id
                else self._fetch(
                    Target(
                        resource=resource,
                        record_id=source_id,
                        customer_id=one.customer_id,
                        interaction_id=one.interaction_id if resource == PLAN else "",
                    )
                )
            )
            if not found:
                return None
            places[name] = found
        return places

    def _other_id(self, resource: str, source_id: str, one: Target) -> str | None:
        pair = self.book.find(resource, source_id)
        if pair is not None and pair.target_id:
            return pair.target_id
        wanted = Target(
            resource=resource,
            record_id=source_id,
            customer_id="" if resource == ADVISER else one.customer_id,
            interaction_id="" if resource == ADVISER else one.interaction_id,
        )
        answer = self._ask(self.source, "GET", record_path(wanted), resource=resource)
        if answer.status != _OK or not isinstance(answer.body, dict):
            return None
        return self._carry(target_in(resource, answer.body, customer_id=one.customer_id), answer.body)

    # ---- New at the target -----------------------------------------------------------------------------------------

    def _make(self, one: Target, body: Body, theirs: Body, places: dict[str, str]) -> str | None:
        self.book.intend(one.resource, one.record_id, customer_id=one.customer_id)
        answer = self._ask(
            self.target,
            "POST",
            path(one.resource, "post", places),
            new_body(one.resource, theirs, is_closing=False),
            resource=one.resource,
            subcontractor=subcontractor_of(body),
        )
        if answer.status == _CREATED and isinstance(answer.body, dict):
            self.report.made[one.resource] += 1
            return self._keep_made(one, body, theirs, answer.body, places)
        if answer.status == _CONFLICT and one.resource in ONE_A_CUSTOMER:
            parent = Target(
                resource=CUSTOMER, record_id=places["customerId"], customer_id=places["customerId"]
            )
            for existing in self._listed(self.target, one.resource, parent):
                found = target_in(one.resource, existing).record_id
                return self._change(one, Pair(one.record_id, found, "", ""), body, theirs, places)
        self.book.give_up(one.resource, one.record_id)
        self._account.refused(one, answer)
        return None

    def _keep_made(self, one: Target, body: Body, theirs: Body, made: Body, places: dict[str, str]) -> str:
        """Pair a record that was just made, and change of it what a new record can't be given."""
        target_id = target_in(one.resource, made).record_id
        is_held = (
            one.resource == CUSTOMER and body.get(CLOSING[0]) is not None and made.get(CLOSING[0]) is None
        )
        change = change_body(one.resource, theirs, made, is_closing=False)
        now: Body = made
        if change.body:
            answer = self._patch(one, target_id, change.body, places, body)
            if answer.status == _OK and isinstance(answer.body, dict):
                now = overlaid(made, change.body, answer.body)
        altered = tuple(
            name for name in differing(one.resource, theirs, now) if not (is_held and name in CLOSING)
        )
        source_print = "" if is_held else print_of(one.resource, body, key=self.key)
        self._account.agree(one, target_id, source_print, now)
        if not change.body:
            self.book.note_made(one.resource, target_id)
        if is_held:
            self._closing = body
        if altered:
            self._account.leave(one, reporting.ALTERED, altered)
        return target_id

    # ---- Changed at the target -------------------------------------------------------------------------------------

    def _change(
        self, one: Target, pair: Pair, body: Body, theirs: Body, places: dict[str, str]
    ) -> str | None:
        answer = self._ask(
            self.target,
            "GET",
            record_path(target_at(one.resource, pair.target_id, places)),
            resource=one.resource,
        )
        if answer.status != _OK or not isinstance(answer.body, dict):
            self._account.leave(one, reporting.PARENT_MISSING)
            return None
        target = answer.body
        source_print = print_of(one.resource, body, key=self.key)
        unknown = unsaid(one.resource, theirs, target, judge=self.judge)
        differ = differing(one.resource, theirs, target, unknown=unknown)
        verdict = decide(
            Known(pair.source_print, pair.target_print),
            source=body,
            target=target,
            source_print=source_print,
            target_print=print_of(one.resource, target, key=self.key),
            are_equal=not differ,
        )
        if verdict in (Verdict.SAME, Verdict.LEAVE):
            self.report.same[one.resource] += 1
            if verdict is Verdict.SAME:
                self._account.agree(one, pair.target_id, source_print, target)
            else:
                self.book.note_same(one.resource, one.record_id)
            return pair.target_id
        if not pair.target_print:
            self._account.agree(one, pair.target_id, "", None)
        if verdict is Verdict.YIELD:
            self._account.leave(one, reporting.CONFLICT_KEPT, differ)
            self._account.conflict(one, reporting.CONFLICT_KEPT, differ)
        else:
            if verdict is Verdict.WIN:
                self._account.conflict(one, reporting.CONFLICT_TAKEN, differ)
            change = change_body(one.resource, theirs, target, is_closing=False, unknown=unknown)
            self._bring(one, pair.target_id, body, change, target, places)
        return pair.target_id

    def _bring(
        self, one: Target, target_id: str, body: Body, change: Change, target: Body, places: dict[str, str]
    ) -> None:
        """Change the target's record to what the source says."""
        is_held = (
            one.resource == CUSTOMER and body.get(CLOSING[0]) is not None and target.get(CLOSING[0]) is None
        )
        now: Body = target
        if change.body:
            answer = self._patch(one, target_id, change.body, places, body)
            if answer.status != _OK or not isinstance(answer.body, dict):
                self._account.refused(one, answer)
                return
            now = overlaid(target, change.body, answer.body)
            self.report.changed[one.resource] += 1
        if change.beyond_reach:
            self._account.leave(one, reporting.BEYOND_REACH, change.beyond_reach)
        # Without the source's print it is looked at again: to be closed, or told until somebody mends it by hand.
        is_done = not is_held and not change.beyond_reach
        self._account.agree(
            one, target_id, print_of(one.resource, body, key=self.key) if is_done else "", now
        )
        if is_held:
            self._closing = body

    def _patch(self, one: Target, target_id: str, change: Body, places: dict[str, str], body: Body) -> Answer:
        return self._ask(
            self.target,
            "PATCH",
            record_path(target_at(one.resource, target_id, places)),
            change,
            resource=one.resource,
            subcontractor=subcontractor_of(body),
        )

    def _close(self, customer_id: str) -> None:
        """Write last what makes the customer read only at the target, where that is to be."""
        body = self._closing
        pair = self.book.find(CUSTOMER, customer_id) if body is not None else None
        if body is None or pair is None or not pair.target_id:
            return
        one = Target(resource=CUSTOMER, record_id=customer_id, customer_id=customer_id)
        change = {name: body[name] for name in (*CLOSING, "LastModifiedDate") if body.get(name) is not None}
        answer = self._patch(one, pair.target_id, change, {}, body)
        if answer.status != _OK or not isinstance(answer.body, dict):
            self._account.refused(one, answer)
            return
        self.report.changed[CUSTOMER] += 1
        self._account.agree(one, pair.target_id, print_of(CUSTOMER, body, key=self.key), answer.body)
