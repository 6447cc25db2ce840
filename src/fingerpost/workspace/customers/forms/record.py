"""The form of the page "Make a record", and the one that directs a young person elsewhere."""

from __future__ import annotations

from datetime import date, time
from typing import Any, Final, Literal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.customers.models import ContactPointKind
from fingerpost.customers.values import NewRecord, Reach
from fingerpost.house.forms import (
    ChoiceRadios,
    Form,
    MultipleChoiceBoxes,
    ScreenedShortText,
    SecondCheckForm,
    TimeOfDay,
    YesNo,
)
from fingerpost.house.rules import rules_in_force
from fingerpost.policy.eligibility import (
    AdultService,
    Directions,
    Place,
    adult_service_open_to,
    directions_for_young_person,
    lives_or_works_in_england,
)
from fingerpost.policy.messages import Verdict
from fingerpost.workspace.customers import words
from fingerpost.workspace.customers.fields import EmailAddress, Telephone, later
from fingerpost.workspace.customers.forms.parts import (
    NO_EVIDENCE,
    AboutPart,
    CircumstancesPart,
    EvidencePart,
    HomePart,
    NamesPart,
    PlacePart,
    birth_field,
    in_england,
)

ASKED: Final = (ContactPointKind.MOBILE, ContactPointKind.HOME, ContactPointKind.EMAIL)
"""Ways to reach a customer that the first page asks for; any other is added on its own page."""

_NEEDS: Final = {
    1: (ContactPointKind.EMAIL, gettext_lazy("Enter an email address, or choose another way of contact")),
    2: (ContactPointKind.MOBILE, gettext_lazy("Enter a mobile number, or choose another way of contact")),
    3: (ContactPointKind.HOME, gettext_lazy("Enter a home number, or choose another way of contact")),
    4: (ContactPointKind.MOBILE, gettext_lazy("Enter a mobile number, or choose another way of contact")),
    6: (ContactPointKind.MOBILE, gettext_lazy("Enter a mobile number, or choose another way of contact")),
}
"""What each preferred way of contact needs (codes of the wire, section 4.3)."""

VOICEMAIL, READ_BY_OTHERS = "voicemail", "read_by_others"


def safe_field(label: Any) -> ChoiceRadios:
    """Whether a number or address is safe to use; unanswered is not safe."""
    return ChoiceRadios(
        label=label,
        choices=(("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No, do not use it"))),
        required=False,
    )


def flags_field(label: Any, *, has_voicemail: bool) -> MultipleChoiceBoxes:
    """What the customer said of voicemail and of others who read or hear it."""
    voicemail = [(VOICEMAIL, gettext_lazy("We may leave voicemail"))] if has_voicemail else []
    others = (READ_BY_OTHERS, gettext_lazy("Other people may read or hear it"))
    return MultipleChoiceBoxes(label=label, choices=[*voicemail, others], required=False)


class ReachPart(SecondCheckForm):
    """Numbers and email address, each with its safety."""

    mobile = Telephone(label=gettext_lazy("Mobile number"), is_mobile=True, required=False)
    mobile_safe = safe_field(gettext_lazy("Is the mobile number safe to use?"))
    mobile_flags = flags_field(gettext_lazy("About the mobile number"), has_voicemail=True)
    home = Telephone(label=gettext_lazy("Home number"), required=False)
    home_safe = safe_field(gettext_lazy("Is the home number safe to use?"))
    home_flags = flags_field(gettext_lazy("About the home number"), has_voicemail=True)
    email = EmailAddress(label=gettext_lazy("Email address"), required=False)
    email_safe = safe_field(gettext_lazy("Is the email address safe to use?"))
    email_flags = flags_field(gettext_lazy("About the email address"), has_voicemail=False)
    name_to_give = ScreenedShortText(
        label=gettext_lazy("Name to give when somebody else answers"), max_length=60, required=False
    )
    not_before = TimeOfDay(label=gettext_lazy("Do not call before"), required=False)
    not_after = TimeOfDay(label=gettext_lazy("Do not call after"), required=False)

    def reach(self) -> tuple[Reach, ...]:
        """What was entered."""
        return tuple(self._reach(kind) for kind in ASKED if self.cleaned_data[kind])

    def _reach(self, kind: ContactPointKind) -> Reach:
        cleaned = self.cleaned_data
        safe, flags = cleaned[f"{kind}_safe"], cleaned[f"{kind}_flags"]
        is_spoken = kind != ContactPointKind.EMAIL
        before: time | None = cleaned["not_before"] if is_spoken else None
        after: time | None = cleaned["not_after"] if is_spoken else None
        return Reach(
            kind=kind,
            value=cleaned[kind],
            is_safe=None if safe == "" else safe == "yes",
            may_leave_voicemail=VOICEMAIL in flags,
            read_by_others=READ_BY_OTHERS in flags,
            name_to_give=cleaned.get("name_to_give", "") if is_spoken else "",
            not_before=before,
            not_after=after,
        )


class NewCustomerForm(CircumstancesPart, AboutPart, ReachPart, PlacePart, EvidencePart, HomePart, NamesPart):
    """One form, one page with sections. Only a name and the evidence question must be answered."""

    date_of_birth = birth_field(required=False)
    entitled = YesNo(
        label=gettext_lazy("Has it been checked that the customer is entitled to advice at 18?"),
        name_in_messages=later(
            gettext_lazy("it has been checked that the customer is entitled to advice at 18")
        ),
        required=False,
    )
    field_order = [
        *NamesPart.base_fields,
        "date_of_birth",
        "entitled",
        *HomePart.base_fields,
        *EvidencePart.base_fields,
        *PlacePart.base_fields,
        *ReachPart.base_fields,
        *AboutPart.base_fields,
        *CircumstancesPart.base_fields,
    ]

    asks_entitlement = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        seen = cleaned.get("evidence") or []
        born = cleaned.get("date_of_birth")
        if born is None and "date_of_birth" not in self.errors and seen and NO_EVIDENCE not in seen:
            self.add_error("date_of_birth", _("Enter the date of birth, which the evidence shows"))
        if born is not None:
            self._ask_at_18(born)
        kind, message = _NEEDS.get(cleaned.get("preferred_contact_method", 99), (None, ""))
        if kind is not None and kind not in self.errors and not cleaned.get(kind):
            self.add_error(kind, str(message))
        return cleaned

    def _ask_at_18(self, born: date) -> None:
        """One question at 18, asked once the date of birth is known; why is never asked (BR-5.2b, XD-12)."""
        today = timezone.localdate()
        asked = adult_service_open_to(born, on=today, rules=rules_in_force())
        self.asks_entitlement = asked.value is AdultService.ASK
        if self.asks_entitlement and self.cleaned_data.get("entitled") is None:
            field = self.fields["entitled"]
            assert isinstance(field, YesNo)
            self.add_error("entitled", field.say_select())

    def age_verdict(self) -> Verdict[AdultService]:
        """Whether the adult service is open to this person (BR-5.2)."""
        return adult_service_open_to(
            self.cleaned_data["date_of_birth"],
            on=timezone.localdate(),
            rules=rules_in_force(),
            exception_at_18=self.cleaned_data["entitled"],
        )

    def place_verdict(self) -> Verdict[Place]:
        """Whether home or workplace brings this person into scope (BR-1.1d)."""
        return lives_or_works_in_england(
            lives_in=self.cleaned_data["lives_in"] or None,
            works_in=self.cleaned_data["works_in"] or None,
            on=timezone.localdate(),
            rules=rules_in_force(),
        )

    def record(self, contract_id: UUID | None) -> NewRecord:
        """Everything that was entered, for the service."""
        cleaned = self.cleaned_data
        about = self.about(
            lives_in_england=in_england(cleaned["lives_in"]),
            works_in_england=in_england(cleaned["works_in"]),
        )
        return NewRecord(
            names=self.names(),
            date_of_birth=cleaned["date_of_birth"],
            home=self.new_home(),
            evidence=self.proof(),
            about=about,
            reach=self.reach(),
            told=self.told(timezone.localdate()),
            is_entitlement_checked=self.asks_entitlement and cleaned["entitled"] is True,
            contract_id=contract_id,
        )


class DirectionsForm(Form):
    """Where a young person was directed (BR-5.2a: at least one for advice; BR-5.4: all for information)."""

    need = ChoiceRadios(
        label=gettext_lazy("What does the customer need?"),
        name_in_messages=later(gettext_lazy("what the customer needs")),
        choices=(("advice", gettext_lazy("Advice")), ("information", gettext_lazy("Information only"))),
    )
    given = MultipleChoiceBoxes(
        label=gettext_lazy("Where did you direct the customer?"),
        name_in_messages=later(gettext_lazy("where you directed the customer")),
        help_text=gettext_lazy(
            "For advice, at least one that gives advice to young people. For information, all of "
            "the contact centre, the website, and school or college."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["given"]
        assert isinstance(field, MultipleChoiceBoxes)
        places = dict.fromkeys((*_directions("advice").to, *_directions("information").to))
        field.choices = [(place, words.DIRECTIONS[place]) for place in places]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        need = cleaned.get("need")
        if need in ("advice", "information") and cleaned.get("given"):
            wanted = _directions(need)
            if not wanted.are_given_by(frozenset(cleaned["given"])):
                named = ", ".join(str(words.DIRECTIONS[place]).lower() for place in wanted.to)
                first = _("Select at least one of: %s") if wanted.join == "any" else _("Select all of: %s")
                self.add_error("given", first % named)
        return cleaned


def _directions(need: Literal["advice", "information"]) -> Directions:
    return directions_for_young_person(need, on=timezone.localdate(), rules=rules_in_force()).value
