"""Forms of sessions: starting one, the details of a place, the parts of the notes, a line of a register, paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.forms import (
    ChoiceRadios,
    ChoiceSelect,
    DatePart,
    Form,
    ScreenedLongText,
    ScreenedShortText,
    SecondCheckForm,
    TimeOfDay,
    When,
)
from fingerpost.interactions.models import (
    Attendance,
    AttendanceResult,
    AttendanceSection,
    Channel,
    Gave,
    Section,
    SessionKind,
)
from fingerpost.interactions.queries.standing import Colleague
from fingerpost.interactions.rules.attendances import NOT_SEEN
from fingerpost.interactions.services.attendances import AttendanceDetails
from fingerpost.interactions.services.sections import Typed
from fingerpost.organisations.models import Contract, Venue
from fingerpost.policy.civil import civil_date, civil_time, london_moment
from fingerpost.workspace.contacts.forms import contract_label
from fingerpost.workspace.customers.fields import later
from fingerpost.workspace.customers.words import LANGUAGES
from fingerpost.workspace.sessions.words import HELPERS, NOBODY, SECTION_HINTS, reason_choices

SECTION_LENGTH = 10_000


def to_minute(moment: datetime) -> datetime:
    """A moment without its seconds, since people write minutes."""
    return moment.replace(second=0, microsecond=0)


def moment_at(kept: datetime | None, day: date, at: time | None) -> datetime | None:
    """A typed time on a civil day; the kept moment where it still reads the same."""
    if at is None:
        return None
    if kept is not None and civil_time(kept).replace(second=0, microsecond=0).time() == at:
        return kept
    return london_moment(day, at)


def time_of(kept: datetime | None) -> time | None:
    """The civil time of a kept moment, for a form to begin with."""
    return None if kept is None else civil_time(kept).replace(second=0, microsecond=0, tzinfo=None).time()


def with_version(data: Any, prefix: str, version: int) -> QueryDict:
    """What was sent, with the version that stands now: sent again from the page, it is a choice made knowingly."""
    changed: QueryDict = data.copy()
    changed[f"{prefix}-version"] = str(version)
    return changed


class TimeWhenKnown(TimeOfDay):
    """A time that may be filled in later. Gaps never block saving, so its label does not say "optional"."""

    def clean(self, value: Any) -> time | None:
        return super().clean(value) if str(value or "").strip() else None


class Notes(ScreenedLongText):
    """Words of the notes, which may be written later; screened before anything keeps them (BR-20.4)."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


class _EventForm(Form):
    """What is asked of every session: under which contract, where, when, who."""

    started_on = DatePart(
        label=gettext_lazy("Date of the session"),
        name_in_messages=later(gettext_lazy("the date of the session")),
        when=When.PAST_OR_TODAY,
    )
    started_at = TimeOfDay(
        label=gettext_lazy("Time it began"), name_in_messages=later(gettext_lazy("the time it began"))
    )
    contract = ChoiceSelect(
        label=gettext_lazy("Contract"), name_in_messages=later(gettext_lazy("the contract")), coerce=UUID
    )
    venue = ChoiceSelect(
        label=gettext_lazy("Venue"), coerce=UUID, required=False, empty_value=None,
        help_text=gettext_lazy("Leave empty for a session by telephone or video."),
    )  # fmt: skip
    adviser = ChoiceSelect(
        label=gettext_lazy("Adviser who gave the session"),
        name_in_messages=later(gettext_lazy("the adviser who gave the session")),
        coerce=UUID,
    )
    supervisor = ChoiceSelect(
        label=gettext_lazy("Supervisor"), coerce=UUID, required=False, empty_value=None,
        help_text=gettext_lazy("Needed when a trainee gives the session."),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        contracts: Sequence[Contract],
        venues: Iterable[Venue],
        colleagues: Sequence[Colleague],
        now: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.trainees = {each.account_id for each in colleagues if each.is_trainee}
        _choose_from(self, "contract", [(str(one.id), contract_label(one)) for one in contracts])
        _choose_from(self, "venue", [(str(one.id), one.label) for one in venues])
        people = [(str(one.account_id), one.full_name) for one in colleagues]
        _choose_from(self, "adviser", people)
        _choose_from(
            self,
            "supervisor",
            [pair for pair, one in zip(people, colleagues, strict=True) if not one.is_trainee],
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day, at = cleaned.get("started_on"), cleaned.get("started_at")
        if day and at and london_moment(day, at) > self.now:
            self.add_error("started_at", _("The session must have begun already"))
        adviser, supervisor = cleaned.get("adviser"), cleaned.get("supervisor")
        if adviser in self.trainees and not supervisor and "supervisor" not in self.errors:
            self.add_error("supervisor", _("Select who supervises the trainee"))
        if adviser and adviser == supervisor:
            self.add_error("supervisor", _("Select a supervisor who is somebody else"))
        return cleaned

    def moment(self) -> datetime:
        """When the session began; asked of a valid form."""
        return london_moment(self.cleaned_data["started_on"], self.cleaned_data["started_at"])


class StartSessionForm(_EventForm, SecondCheckForm):
    """A session in an open contact."""

    kind = ChoiceRadios(
        label=gettext_lazy("Kind of session"),
        name_in_messages=later(gettext_lazy("the kind of session")),
        choices=SessionKind.choices,
        reveals={"group": ("label",)},
    )
    label = ScreenedShortText(
        label=gettext_lazy("Name of the group session"), max_length=80, required=False,
        help_text=gettext_lazy("A plain name, like CV workshop. It shows in every customer’s history."),
    )  # fmt: skip
    channel = ChoiceSelect(
        label=gettext_lazy("Channel"),
        name_in_messages=later(gettext_lazy("the channel")),
        choices=Channel.choices,
        coerce=int,
    )
    helper = ChoiceRadios(
        label=gettext_lazy("Interpreter or helper"),
        name_in_messages=later(gettext_lazy("who helped, or nobody")),
        choices=HELPERS,
    )
    language = ChoiceSelect(
        label=gettext_lazy("Language of the session"),
        name_in_messages=later(gettext_lazy("the language of the session")),
        choices=LANGUAGES,
    )

    field_order = (
        "kind", "label", "channel", "venue", "started_on", "started_at", "adviser", "supervisor", "contract",
        "helper", "language",
    )  # fmt: skip


class PaperForm(_EventForm):
    """A session that somebody else gave and wrote on paper (OI-8.16)."""

    kind = ChoiceRadios(
        label=gettext_lazy("Kind of session"),
        name_in_messages=later(gettext_lazy("the kind of session")),
        choices=[choice for choice in SessionKind.choices if choice[0] != SessionKind.GROUP],
    )
    channel = ChoiceSelect(
        label=gettext_lazy("Channel"),
        name_in_messages=later(gettext_lazy("the channel")),
        choices=Channel.choices,
        coerce=int,
    )

    field_order = (
        "started_on", "started_at", "adviser", "supervisor", "kind", "channel", "venue", "contract",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["started_on"].label = _("Date of the interview, as on the paper")
        self.fields["adviser"].label = _("Adviser who signed the paper")


class SessionMendForm(Form):
    """What can be put right on a session afterwards: where it was, who supervised."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    venue = ChoiceSelect(label=gettext_lazy("Venue"), coerce=UUID, required=False, empty_value=None)
    supervisor = ChoiceSelect(label=gettext_lazy("Supervisor"), coerce=UUID, required=False, empty_value=None)

    def __init__(
        self,
        *args: Any,
        venues: Iterable[Venue],
        colleagues: Sequence[Colleague],
        has_supervisor: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _choose_from(self, "venue", [(str(one.id), one.label) for one in venues])
        _choose_from(
            self,
            "supervisor",
            [(str(one.account_id), one.full_name) for one in colleagues if not one.is_trainee],
        )
        if has_supervisor:
            del self.fields["supervisor"]


class _ResultForm(Form):
    """Times, result and reason of one place; shared by the attendance page and a line of the register."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    arrived_at = TimeWhenKnown(label=gettext_lazy("Arrived at"))
    seen_at = TimeWhenKnown(label=gettext_lazy("Seen at"))
    result: ChoiceRadios | ChoiceSelect = ChoiceRadios(
        label=gettext_lazy("Result"), choices=AttendanceResult.choices
    )
    reason = ChoiceSelect(
        label=gettext_lazy("Why the customer was not seen"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args: Any, attendance: Attendance, **kwargs: Any) -> None:
        kwargs.setdefault("initial", self.initial_of(attendance))
        super().__init__(*args, **kwargs)
        self.attendance = attendance
        self.day = civil_date(attendance.session.started_at)
        _choose_from(self, "reason", reason_choices(self.day))

    @staticmethod
    def initial_of(attendance: Attendance) -> dict[str, Any]:
        """What the page starts with."""
        return {
            "version": attendance.version,
            "booked_for": time_of(attendance.booked_for),
            "arrived_at": time_of(attendance.arrived_at),
            "seen_at": time_of(attendance.seen_at),
            "result": attendance.result,
            "gave": attendance.gave,
            "reason": "" if attendance.reason is None else attendance.reason,
            "helper": attendance.helper or NOBODY,
            "language": attendance.language,
            "next_contact_on": attendance.next_contact_on,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        arrived, seen = cleaned.get("arrived_at"), cleaned.get("seen_at")
        if arrived and seen and seen < arrived:
            self.add_error("seen_at", _("Seen at must be the same as or after Arrived at"))
        result = cleaned.get("result")
        if result and result not in NOT_SEEN:
            cleaned["reason"] = None
        return cleaned

    def details(self) -> AttendanceDetails:
        """The details of a valid form; what it does not ask stays as it is."""
        got, kept = self.cleaned_data, self.attendance
        helper = got.get("helper", kept.helper or NOBODY)
        return AttendanceDetails(
            result=got["result"],
            gave=got.get("gave"),
            booked_for=(
                moment_at(kept.booked_for, self.day, got["booked_for"])
                if "booked_for" in got
                else kept.booked_for
            ),
            arrived_at=moment_at(kept.arrived_at, self.day, got["arrived_at"]),
            seen_at=moment_at(kept.seen_at, self.day, got["seen_at"]),
            reason=got["reason"],
            helper="" if helper == NOBODY else helper,
            language=got.get("language", kept.language),
            next_contact_on=got.get("next_contact_on", kept.next_contact_on),
        )


class DetailsForm(_ResultForm):
    """The details of one place."""

    gave = ChoiceRadios(
        label=gettext_lazy("What the customer got"),
        name_in_messages=later(gettext_lazy("what the customer got")),
        choices=Gave.choices,
        help_text=gettext_lazy("Advice is written up with a skills action plan; information need not be."),
    )
    booked_for = TimeOfDay(label=gettext_lazy("Booked for"), required=False)
    helper = ChoiceRadios(
        label=gettext_lazy("Interpreter or helper"),
        name_in_messages=later(gettext_lazy("who helped, or nobody")),
        choices=HELPERS,
    )
    language = ChoiceSelect(
        label=gettext_lazy("Language of the session"),
        name_in_messages=later(gettext_lazy("the language of the session")),
        choices=LANGUAGES,
    )
    next_contact_on = DatePart(label=gettext_lazy("Next contact agreed for"), required=False)

    field_order = (
        "version", "result", "reason", "gave", "booked_for", "arrived_at", "seen_at", "helper", "language",
        "next_contact_on",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        agreed = cleaned.get("next_contact_on")
        if agreed and agreed < self.day:
            self.add_error(
                "next_contact_on", _("The next contact must be on or after the day of the session")
            )
        return cleaned


class RegisterLine(_ResultForm):
    """One place on a group's register."""

    result = ChoiceSelect(label=gettext_lazy("Result"), choices=AttendanceResult.choices)

    field_order = ("version", "arrived_at", "seen_at", "result", "reason")


class SectionForm(SecondCheckForm):
    """One part of the notes. ``keep`` is asked only where somebody else was first."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = Notes(max_length=SECTION_LENGTH, rows=4)
    keep = ChoiceRadios(
        label=gettext_lazy("Which words to keep"),
        required=False,
        choices=(
            ("mine", gettext_lazy("Mine: what stands in the box, as I leave it")),
            ("theirs", gettext_lazy("Theirs: leave the record as it is")),
        ),
    )

    def __init__(self, *args: Any, section: str, row: AttendanceSection | None, **kwargs: Any) -> None:
        kwargs["prefix"] = section
        kwargs.setdefault("initial", {"version": row.version if row else 0, "text": row.text if row else ""})
        super().__init__(*args, **kwargs)
        self.section = section
        self.row = row
        self.fields["text"].label = str(Section(section).label)
        self.fields["text"].help_text = str(SECTION_HINTS[section])

    def typed(self, *, uses_codes: bool) -> Typed | None:
        """What of this part may be saved: nothing where it is wrong, refused without a code, or left to the other."""
        asked = self.asked().get("text") if uses_codes and self.has_only_refusals else None
        if not (self.is_valid() or asked) or self.cleaned_data["keep"] == "theirs":
            return None
        return Typed(self.text_of("text"), self.cleaned_data["version"], asked, self.confirmed().get("text"))


def _choose_from(form: Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} is no field of choices")
    field.choices = list(choices)
