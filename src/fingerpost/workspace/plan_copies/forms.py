"""Forms of accepting a plan and of giving it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.files.documents import ENGLISH, languages
from fingerpost.house.forms import (
    ChoiceRadios,
    ChoiceSelect,
    DatePart,
    Form,
    PersonName,
    ScreenedShortText,
    ShortText,
    When,
)
from fingerpost.plans.models import Answer, CopyPurpose, Format, ReceivedHow, Route, ToldHow, Way, Wrapping
from fingerpost.plans.rules.acceptance import AcceptanceGap
from fingerpost.plans.services.acceptance import GAP_WORDS, Proof, Understanding
from fingerpost.plans.services.copies import CopyForm
from fingerpost.policy.civil import civil_date, london_moment
from fingerpost.workspace.customers.fields import later
from fingerpost.workspace.customers.words import LANGUAGES
from fingerpost.workspace.plan_copies.words import HOW, HOW_HINTS, WAY_HINTS, way_label
from fingerpost.workspace.sessions.words import HELPERS, NOBODY

LONGEST_SIGNATURE: Final = 150_000
"""Letters of a drawn signature as the page sends it; one of ours has about a tenth of that."""

_PNG_ADDRESS: Final = "data:image/png;base64,"
_NOON: Final = time(12)
_NOT_ACCEPTED: Final = (Answer.LATER.value, Answer.LEFT.value, Answer.DECLINED.value)


class HowAnswered(ChoiceRadios):
    """What the customer answered. Signing on the screen is added to the page by the script that draws it."""

    takes_drawn = False

    def valid_value(self, value: Any) -> bool:
        """Whether this is offered here."""
        return (value == Route.DRAWN and self.takes_drawn) or super().valid_value(value)


class Reason(ScreenedShortText):
    """Why something was so; screened before anything keeps it (BR-20.4)."""


class AnswerForm(Form):
    """What the customer answered, by which route, with what belongs to the route."""

    how = HowAnswered(
        label=gettext_lazy("What did the customer answer?"),
        name_in_messages=later(gettext_lazy("what the customer answered")),
        hints=HOW_HINTS,
        reveals={
            Route.TYPED: ("signed_name", "has_confirmed"),
            Route.SPOKEN: ("heard_by",),
            Route.MARK: ("seen_by",),
            Route.SUPPORTER: ("supporter_name", "supporter_why"),
            Route.SLIP: ("code", "slip_on"),
            Route.SCAN: ("scan", "scan_on"),
            Answer.DECLINED: ("declined_why",),
        },
        divider_before=Answer.LATER,
    )
    signed_name = PersonName(
        label=gettext_lazy("Name of the customer, typed by them"),
        name_in_messages=later(gettext_lazy("the name that the customer typed")),
        max_length=200,
    )
    has_confirmed = forms.BooleanField(
        label=gettext_lazy("The customer ticks: I agree with this plan"),
        error_messages={"required": later(GAP_WORDS[AcceptanceGap.CONFIRMED])},
    )
    heard_by = ChoiceSelect(
        label=gettext_lazy("Who heard it?"),
        name_in_messages=later(gettext_lazy("who heard it")),
        coerce=UUID,
    )
    seen_by = ChoiceSelect(
        label=gettext_lazy("Who saw it?"), name_in_messages=later(gettext_lazy("who saw it")), coerce=UUID
    )
    supporter_name = PersonName(
        label=gettext_lazy("Name of the supporter"),
        name_in_messages=later(gettext_lazy("the name of the supporter")),
        max_length=200,
    )
    supporter_why = Reason(
        label=gettext_lazy("Why do they sign for the customer?"),
        name_in_messages=later(gettext_lazy("why they sign for the customer")),
        max_length=300,
    )
    code = ShortText(
        label=gettext_lazy("Code on the slip"),
        help_text=gettext_lazy("Eight letters and digits, like K7M4-PXRA."),
        name_in_messages=later(gettext_lazy("the code on the slip")),
        max_length=20,
    )
    slip_on = DatePart(
        label=gettext_lazy("Date it was signed"),
        help_text=gettext_lazy("Leave it empty if it was today."),
        name_in_messages=later(gettext_lazy("the date it was signed")),
        when=When.PAST_OR_TODAY,
        required=False,
    )
    scan = forms.FileField(
        label=gettext_lazy("The scan"),
        help_text=gettext_lazy("A PDF, PNG or JPEG file."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        error_messages={"required": gettext_lazy("Choose the file of the scan")},
    )
    scan_on = DatePart(
        label=gettext_lazy("Date it was signed"),
        help_text=gettext_lazy("Leave it empty if it was today."),
        name_in_messages=later(gettext_lazy("the date it was signed")),
        when=When.PAST_OR_TODAY,
        required=False,
    )
    declined_why = Reason(
        label=gettext_lazy("Why, if they said"),
        name_in_messages=later(gettext_lazy("why they declined")),
        max_length=300,
        required=False,
    )
    signature = forms.CharField(required=False, widget=forms.HiddenInput)
    language = ChoiceSelect(
        label=gettext_lazy("Language in which you went through the plan"),
        name_in_messages=later(gettext_lazy("the language in which you went through the plan")),
        choices=LANGUAGES,
    )
    read_back = forms.BooleanField(
        label=gettext_lazy("The plan was read out to the customer"), required=False
    )
    helper = ChoiceSelect(
        label=gettext_lazy("Who interpreted or helped?"),
        name_in_messages=later(gettext_lazy("who interpreted or helped")),
        choices=HELPERS,
    )
    privacy_shown = forms.BooleanField(
        label=gettext_lazy("I showed the customer the privacy notice, and what is shared with whom"),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        routes: Sequence[str],
        witnesses: Sequence[tuple[UUID, str]],
        made_at: datetime,
        now: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.made_at, self.now = made_at, now
        how = self.fields["how"]
        assert isinstance(how, HowAnswered)
        how.takes_drawn = Route.DRAWN in routes
        offered = [route for route in routes if route != Route.DRAWN]
        how.choices = [(value, HOW[value]) for value in (*offered, *_NOT_ACCEPTED)]
        for name in ("heard_by", "seen_by"):
            field = self.fields[name]
            assert isinstance(field, ChoiceSelect)
            field.choices = [(str(account_id), label) for account_id, label in witnesses]

    def clean_signature(self) -> bytes:
        """The bytes of a drawn signature; empty where nothing was drawn."""
        sent = str(self.cleaned_data["signature"] or "")
        if not sent or self.data.get("how") != Route.DRAWN:
            return b""
        if len(sent) > LONGEST_SIGNATURE or not sent.startswith(_PNG_ADDRESS):
            raise ValidationError(_("The signature can't be read. Clear it and sign again"))
        try:
            return base64.b64decode(sent.removeprefix(_PNG_ADDRESS), validate=True)
        except binascii.Error:
            raise ValidationError(_("The signature can't be read. Clear it and sign again")) from None

    def clean(self) -> dict[str, Any]:
        """What only shows across fields: a signature that is missing, a day before the plan, the privacy notice."""
        cleaned: dict[str, Any] = self.cleaned_data
        if "signature" in self.errors:
            self.add_error("how", self.errors.pop("signature").as_data())
        elif cleaned.get("how") == Route.DRAWN and not cleaned.get("signature"):
            self.add_error("how", str(GAP_WORDS[AcceptanceGap.FILE]))
        for name in ("slip_on", "scan_on"):
            signed_on: date | None = cleaned.get(name)
            if signed_on is not None and signed_on < civil_date(self.made_at):
                self.add_error(name, _("The plan was made after this day. Look at the date again"))
        if self.answer == Answer.ACCEPTED and not cleaned.get("privacy_shown"):
            self.add_error("privacy_shown", str(GAP_WORDS[AcceptanceGap.PRIVACY]))
        return cleaned

    @property
    def answer(self) -> str:
        """The answer that the choice means; "" where none was made."""
        how = self.cleaned_data.get("how") or ""
        return how if how in _NOT_ACCEPTED or not how else Answer.ACCEPTED.value

    @property
    def route(self) -> str:
        """The route, where the customer accepted."""
        return self.cleaned_data["how"] if self.answer == Answer.ACCEPTED else ""

    @property
    def reason(self) -> str:
        """The reason that goes with the choice."""
        cleaned = self.cleaned_data
        return str(cleaned.get("supporter_why") or cleaned.get("declined_why") or "")

    def proof(self) -> Proof:
        """What came with the acceptance."""
        cleaned = self.cleaned_data
        scan = cleaned.get("scan")
        return Proof(
            signed_name=cleaned.get("signed_name") or "",
            has_confirmed=bool(cleaned.get("has_confirmed")),
            supporter_name=cleaned.get("supporter_name") or "",
            witness_id=cleaned.get("heard_by") or cleaned.get("seen_by") or None,
            code=cleaned.get("code") or "",
            file_name=scan.name if scan else "signature.png",
            content=scan.read() if scan else cleaned.get("signature") or b"",
        )

    def understanding(self) -> Understanding:
        """How the plan was gone through."""
        helper = self.cleaned_data["helper"]
        return Understanding(
            language=self.cleaned_data["language"],
            read_back=self.cleaned_data["read_back"],
            helper="" if helper == NOBODY else helper,
        )

    def happened_at(self) -> datetime:
        """When the customer answered: now, or at noon of the day that was typed."""
        signed_on: date | None = self.cleaned_data.get("slip_on") or self.cleaned_data.get("scan_on")
        if signed_on is None or signed_on == civil_date(self.now):
            return self.now
        return max(self.made_at, london_moment(signed_on, _NOON))


class GiveForm(Form):
    """By which way the customer gets the plan, and in which form."""

    way = ChoiceRadios(
        label=gettext_lazy("How does the customer get it?"),
        name_in_messages=later(gettext_lazy("how the customer gets it")),
        hints=WAY_HINTS,
        reveals={Way.PRINT: ("purpose", "is_given"), Way.ENCRYPTED: ("wrapping",)},
    )
    purpose = ChoiceRadios(
        label=gettext_lazy("What is the print for?"),
        name_in_messages=later(gettext_lazy("what the print is for")),
        choices=CopyPurpose.choices,
        initial=CopyPurpose.FOR_CUSTOMER.value,
    )
    is_given = forms.BooleanField(label=gettext_lazy("I hand it to the customer now"), required=False)
    wrapping = ChoiceRadios(
        label=gettext_lazy("What can the customer open?"),
        name_in_messages=later(gettext_lazy("what the customer can open")),
        choices=Wrapping.choices,
        initial=Wrapping.PDF.value,
    )
    format = ChoiceRadios(
        label=gettext_lazy("In which form?"),
        name_in_messages=later(gettext_lazy("in which form")),
        choices=Format.choices,
        initial=Format.STANDARD.value,
        reveals={Format.BILINGUAL: ("language",)},
    )
    language = ChoiceSelect(
        label=gettext_lazy("Which second language?"),
        name_in_messages=later(gettext_lazy("the second language")),
    )
    late_reason = Reason(
        label=gettext_lazy("Why does the customer not take it from the session with them?"),
        help_text=gettext_lazy(
            "Needed unless you print it and hand it over before the session ends. It then has five working days."
        ),
        name_in_messages=later(gettext_lazy("why the customer does not take it with them")),
        max_length=300,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        ways: Sequence[str],
        asks_reason: bool,
        is_face_to_face: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        way = self.fields["way"]
        assert isinstance(way, ChoiceRadios)
        way.choices = [(value, way_label(value)) for value in ways]
        language = self.fields["language"]
        assert isinstance(language, ChoiceSelect)
        language.choices = [(tag, one.english) for tag, one in languages().items() if tag != ENGLISH]
        if not asks_reason:
            del self.fields["late_reason"]
        elif not is_face_to_face:
            self.fields["late_reason"].label = _("Why is it late?")
            self.fields["late_reason"].help_text = ""

    def copy_form(self) -> CopyForm:
        """The form in which the copy is made."""
        is_bilingual = self.cleaned_data["format"] == Format.BILINGUAL
        return CopyForm(
            format=self.cleaned_data["format"],
            language=self.cleaned_data["language"] if is_bilingual else ENGLISH,
        )


class LateForm(Form):
    """Why a copy is late, where it is."""

    late_reason = Reason(
        label=gettext_lazy("Why is it late?"),
        name_in_messages=later(gettext_lazy("why it is late")),
        max_length=300,
    )

    def __init__(self, *args: Any, is_late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_late:
            del self.fields["late_reason"]


class PostedForm(LateForm):
    """That a copy was posted."""

    tracking = ShortText(
        label=gettext_lazy("Tracking number"),
        help_text=gettext_lazy(
            "Of special delivery or of the courier. Recorded and registered post do not count."
        ),
        name_in_messages=later(gettext_lazy("the tracking number")),
        max_length=60,
    )

    field_order = ("tracking", "late_reason")


class ReceivedForm(Form):
    """How the customer said that the file arrived."""

    received_how = ChoiceRadios(
        label=gettext_lazy("Has the customer told you that the file arrived?"),
        name_in_messages=later(gettext_lazy("how the customer told you")),
        choices=[(one.value, one.label) for one in (ReceivedHow.SPOKEN, ReceivedHow.TEXT)],
    )


class ToldForm(Form):
    """How the pass phrase was told; by text message only where a number is safe now."""

    told_how = ChoiceRadios(
        label=gettext_lazy("How do you tell the customer the pass phrase?"),
        name_in_messages=later(gettext_lazy("how you tell the pass phrase")),
        hints={
            ToldHow.SPOKEN: gettext_lazy("You have read it out to them."),
            ToldHow.TEXT: gettext_lazy("The service sends it to their mobile number now."),
            ToldHow.POST: gettext_lazy("You have written it down and posted it."),
        },
    )

    def __init__(self, *args: Any, has_number: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["told_how"]
        assert isinstance(field, ChoiceRadios)
        field.choices = [(one.value, one.label) for one in ToldHow if has_number or one is not ToldHow.TEXT]
