"""Forms of outcomes, their evidence, and the customer's own answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.forms import (
    ChoiceRadios,
    DatePart,
    Form,
    ScreenedShortText,
    SecondCheckForm,
    ShortText,
    When,
    YesNo,
)
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Attendance
from fingerpost.organisations.models import Contract
from fingerpost.outcomes.models import AskedHow, Evidence, Outcome
from fingerpost.outcomes.rules.outcomes import PROGRESSION, EvidenceFacts, evidence_kinds, kinds_of
from fingerpost.outcomes.services.outcomes import OutcomeDetails
from fingerpost.workspace.customers.fields import later
from fingerpost.workspace.outcomes.words import session_words

NO_SESSION: Final = "none"
OUTCOME_FIELDS: Final = {
    "kind_not_known": "kind",
    "told_in_future": "told_on",
    "told_too_early": "told_on",
    "told_before_session": "told_on",
    "hours_out_of_range": "weekly_hours",
    "session_not_theirs": "session",
    "session_of_other_contract": "session",
}
EVIDENCE_FIELDS: Final = {
    "evidence_kind_not_known": "kind",
    "evidence_in_future": "received_on",
    "evidence_dated_later": "dated_on",
}
_POUNDS: Final = re.compile(r"[0-9]{1,7}(\.[0-9]{2})?")
ANSWER_FIELDS: Final = {"answer_not_known": "answer", "answer_day": "answered_on"}


class OutcomeForm(SecondCheckForm):
    """What came of it, when it began, and when we were told."""

    contract = ChoiceRadios(
        label=gettext_lazy("Which contract is this under?"),
        coerce=UUID,
        empty_value=None,
        name_in_messages=later(gettext_lazy("the contract")),
    )
    kind = ChoiceRadios(
        label=gettext_lazy("What came of it?"), name_in_messages=later(gettext_lazy("what came of it"))
    )
    started_on = DatePart(
        label=gettext_lazy("When did it begin?"),
        help_text=gettext_lazy("Leave empty if it is not known yet. For example, 27 3 2026"),
        when=When.PAST_OR_TODAY,
        required=False,
    )
    told_on = DatePart(
        label=gettext_lazy("When were we told?"),
        help_text=gettext_lazy("It counts from this day. For example, 27 3 2026"),
        when=When.PAST_OR_TODAY,
        name_in_messages=later(gettext_lazy("the day we were told")),
    )
    weekly_hours = ShortText(
        label=gettext_lazy("Hours a week"),
        help_text=gettext_lazy("For learning or work, if known. For example, 15.5"),
        max_length=6,
        required=False,
    )
    session = ChoiceRadios(
        label=gettext_lazy("Which session did it come from?"),
        reveals={NO_SESSION: ("contract",)},
        name_in_messages=later(gettext_lazy("the session, or that it came from none")),
    )
    detail = ScreenedShortText(
        label=gettext_lazy("More about it"),
        help_text=gettext_lazy("The course or the job, if it helps. No names of other people."),
        max_length=300,
        required=False,
    )

    def __init__(
        self, *args: Any, contracts: Sequence[Contract], sessions: Sequence[Attendance], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._only_contract: UUID | None = None
        rules, today = rules_in_force(), timezone.localdate()
        kinds: dict[str, str] = {}
        for one in contracts:
            kinds |= {k.type: k.label for k in kinds_of(one.scheme, rules=rules, on=today).values()}
        self._choices("kind", list(kinds.items()))
        self._choices("session", [*((str(one.id), session_words(one)) for one in sessions), _none()])
        self._contracts = {one.id: one.session.contract_id for one in sessions}
        if len(contracts) == 1:
            self._only_contract = contracts[0].id
            del self.fields["contract"]
            self.fields["session"].reveals = {}  # type: ignore[attr-defined]
        else:
            self._choices("contract", [(str(one.id), one.reference) for one in contracts])

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, ChoiceRadios)
        field.choices = choices

    def clean_weekly_hours(self) -> Decimal | None:
        """Hours with at most one place after the point."""
        typed: str = self.cleaned_data["weekly_hours"]
        if not typed:
            return None
        try:
            hours = Decimal(typed)
        except InvalidOperation:
            hours = Decimal("NaN")
        if not hours.is_finite() or hours != round(hours, 1) or not 0 <= hours <= 168:
            self.add_error("weekly_hours", _("Hours a week must be a number, like 15.5"))
            return None
        return hours

    def contract_id(self) -> UUID:
        """The contract of the session it came from; without one, that which was chosen, or the only one."""
        session = self.cleaned_data["session"]
        if session != NO_SESSION:
            return self._contracts[UUID(session)]
        chosen = self.cleaned_data.get("contract") or self._only_contract
        assert isinstance(chosen, UUID)
        return chosen

    def details(self) -> OutcomeDetails:
        """What was entered."""
        cleaned = self.cleaned_data
        session = cleaned["session"]
        return OutcomeDetails(
            kind=cleaned["kind"],
            told_on=cleaned["told_on"],
            started_on=cleaned["started_on"],
            weekly_hours=cleaned["weekly_hours"],
            detail=cleaned["detail"],
            attendance_id=None if session == NO_SESSION else UUID(session),
        )


def initial_of(outcome: Outcome) -> dict[str, Any]:
    """What the form of a kept outcome begins with."""
    return {
        "kind": outcome.kind,
        "started_on": outcome.started_on,
        "told_on": outcome.told_on,
        "weekly_hours": "" if outcome.weekly_hours is None else str(outcome.weekly_hours),
        "session": str(outcome.attendance_id) if outcome.attendance_id else NO_SESSION,
        "detail": outcome.detail,
    }


def _none() -> tuple[str, str]:
    return NO_SESSION, _("None: it came without a session")


class EvidenceForm(Form):
    """A file that shows an outcome."""

    kind = ChoiceRadios(
        label=gettext_lazy("What is it?"), name_in_messages=later(gettext_lazy("what kind of evidence it is"))
    )
    received_on = DatePart(
        label=gettext_lazy("When did it come?"),
        help_text=gettext_lazy("For example, 27 3 2026"),
        when=When.PAST_OR_TODAY,
        name_in_messages=later(gettext_lazy("the day it came")),
    )
    is_signed = YesNo(
        label=gettext_lazy("Is it signed?"),
        help_text=gettext_lazy("By the employer or the learning provider."),
        required=False,
    )
    dated_on = DatePart(
        label=gettext_lazy("Which day does it bear?"),
        help_text=gettext_lazy("The day on the document. For example, 27 3 2026"),
        when=When.PAST_OR_TODAY,
        required=False,
    )
    earned_before = ShortText(
        label=gettext_lazy("Earnings before, in pounds"),
        help_text=gettext_lazy("For progress in work that shows in earnings. For example, 1250.50"),
        max_length=10,
        required=False,
    )
    earned_after = ShortText(
        label=gettext_lazy("Earnings after, in pounds"),
        help_text=gettext_lazy("For the same stretch of time, a month or a week"),
        max_length=10,
        required=False,
    )
    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("A PDF, PNG or JPEG file. Its name is not kept."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        error_messages={"required": gettext_lazy("Choose the file")},
    )

    def __init__(self, *args: Any, outcome: Outcome, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules, today = rules_in_force(), timezone.localdate()
        kind = kinds_of(outcome.contract.scheme, rules=rules, on=outcome.told_on or today).get(outcome.kind)
        found = evidence_kinds(rules=rules, on=today, asks=kind.asks if kind else "")
        field = self.fields["kind"]
        assert isinstance(field, ChoiceRadios)
        field.choices = [(one.code, one.label) for one in found.values()]
        if kind is None or kind.asks != PROGRESSION:
            del self.fields["earned_before"], self.fields["earned_after"]

    def clean_earned_before(self) -> int | None:
        """Pence, or None where nothing was entered."""
        return self._pence("earned_before")

    def clean_earned_after(self) -> int | None:
        """Pence, or None where nothing was entered."""
        return self._pence("earned_after")

    def _pence(self, name: str) -> int | None:
        typed: str = self.cleaned_data[name].replace(",", "").removeprefix("£").strip()
        if not typed:
            return None
        if _POUNDS.fullmatch(typed) is None:
            self.add_error(name, _("Earnings must be an amount in pounds, like 1250.50"))
            return None
        return int(Decimal(typed) * 100)

    def said(self) -> EvidenceFacts:
        """What was seen on it."""
        cleaned = self.cleaned_data
        return EvidenceFacts(
            is_signed=cleaned["is_signed"],
            dated_on=cleaned["dated_on"],
            earned_before_pence=cleaned.get("earned_before"),
            earned_after_pence=cleaned.get("earned_after"),
        )


class OpenEvidenceForm(Form):
    """Why a piece of evidence is opened."""

    reason = ChoiceRadios(
        label=gettext_lazy("Why are you opening it?"),
        help_text=gettext_lazy("Your answer is kept with your name and the time."),
        name_in_messages=later(gettext_lazy("why you are opening it")),
    )

    def __init__(self, *args: Any, reasons: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        assert isinstance(field, ChoiceRadios)
        field.choices = list(reasons)


class WithdrawEvidenceForm(SecondCheckForm):
    """Why a piece is no evidence."""

    why = ScreenedShortText(
        label=gettext_lazy("Why is it no evidence?"),
        help_text=gettext_lazy("It stays for audit, marked as withdrawn."),
        max_length=300,
        name_in_messages=later(gettext_lazy("why it is no evidence")),
    )

    def __init__(self, *args: Any, piece: Evidence, **kwargs: Any) -> None:
        super().__init__(*args, initial={"why": piece.withdrawn_why}, **kwargs)


class AnswerForm(Form):
    """What the customer said of the service, in their own answer."""

    session = ChoiceRadios(
        label=gettext_lazy("Which session was the customer asked about?"),
        help_text=gettext_lazy("Sessions that you gave are not offered: a colleague asks about those."),
        coerce=UUID,
        empty_value=None,
        name_in_messages=later(gettext_lazy("the session")),
    )
    answer = ChoiceRadios(
        label=gettext_lazy("How satisfied is the customer with the service?"),
        help_text=gettext_lazy("The customer’s own answer, read from the list."),
        coerce=int,
        empty_value=None,
        name_in_messages=later(gettext_lazy("the customer’s answer")),
    )
    asked_how = ChoiceRadios(
        label=gettext_lazy("How did the answer come?"),
        choices=AskedHow.choices,
        name_in_messages=later(gettext_lazy("how the answer came")),
    )
    answered_on = DatePart(
        label=gettext_lazy("When did they answer?"),
        help_text=gettext_lazy("Leave empty for today. For example, 27 3 2026"),
        when=When.PAST_OR_TODAY,
        required=False,
    )

    def __init__(self, *args: Any, sessions: Sequence[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = rules_in_force().get_rows("satisfaction.scale", timezone.localdate())
        session, answer = self.fields["session"], self.fields["answer"]
        assert isinstance(session, ChoiceRadios)
        assert isinstance(answer, ChoiceRadios)
        session.choices = [(str(one.id), session_words(one)) for one in sessions]
        answer.choices = [(str(row["code"]), str(row["label"])) for row in rows]
