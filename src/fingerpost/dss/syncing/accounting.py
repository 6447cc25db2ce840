"""Keeping account of a run: what both sides agree on, and what was left as it is and why."""

from __future__ import annotations

from dataclasses import dataclass

from fingerpost.dss.syncing import reporting
from fingerpost.dss.syncing.book import Book, Pair
from fingerpost.dss.syncing.reporting import Difference, Report
from fingerpost.dss.syncing.shapes import Body, Target, print_of
from fingerpost.dss.syncing.sides import Answer

_NOTHING, _FORBIDDEN, _CONFLICT, _UNPROCESSABLE = 204, 403, 409, 422


@dataclass(frozen=True, slots=True)
class Account:
    """The book and the report of one run. ``key`` keys the prints."""

    book: Book
    report: Report
    key: bytes

    def agree(self, one: Target, target_id: str, source_print: str, target: Body | None) -> None:
        """Keep a record's twin with the prints of both; no body of the target keeps no print of it."""
        target_print = "" if target is None else print_of(one.resource, target, key=self.key)
        self.book.agree(
            one.resource,
            Pair(one.record_id, target_id, source_print, target_print),
            customer_id=one.customer_id,
        )

    def refused(self, one: Target, answer: Answer) -> None:
        """Tell what the target would not take."""
        if answer.status == _FORBIDDEN:
            self.leave(one, reporting.READ_ONLY)
        elif answer.status == _NOTHING:
            self.leave(one, reporting.PARENT_MISSING)
        elif answer.status == _CONFLICT:
            self.leave(one, reporting.TAKEN)
        else:
            fields = reporting.fields_refused(answer.body) if answer.status == _UNPROCESSABLE else ()
            self.leave(one, f"{reporting.REFUSED} ({answer.status})", fields)

    def leave(self, one: Target, why: str, fields: tuple[str, ...] = ()) -> None:
        """Tell what differs still."""
        self.report.left.append(self._difference(one, why, fields))

    def conflict(self, one: Target, why: str, fields: tuple[str, ...]) -> None:
        """Tell what both sides had changed."""
        self.report.conflicts.append(self._difference(one, why, fields))

    def _difference(self, one: Target, why: str, fields: tuple[str, ...]) -> Difference:
        here, there = self.book.ids(one.resource, one.record_id)
        return Difference(resource=one.resource, here=here, there=there, why=why, fields=fields)
