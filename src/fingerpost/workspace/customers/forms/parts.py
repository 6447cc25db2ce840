"""Parts of forms that the page "Make a record" and the pages of changes share."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.customers.doors import home_postcode_allowed
from fingerpost.customers.errors import home_not_kept
from fingerpost.customers.models import CircumstanceKind, DigitalAbility, SaidBy
from fingerpost.customers.values import About, Evidence, Fact, Home, Names, Told
from fingerpost.house.forms import (
    ChoiceRadios,
    ChoiceSelect,
    DatePart,
    Form,
    MultipleChoiceBoxes,
    PersonName,
    Postcode,
    ScreenedShortText,
    SecondCheckForm,
    ShortText,
    When,
    YesNo,
)
from fingerpost.house.rules import rules_in_force
from fingerpost.policy.codes import code_list
from fingerpost.policy.identity import presets
from fingerpost.workspace.customers import words
from fingerpost.workspace.customers.fields import later

NO_EVIDENCE = "none"
NO_WORK = "none"
VOUCHED = "vouched_known_professional"

Pairs = list[tuple[Any, Any]]


def wire_choices(name: str) -> Pairs:
    """Choices of a coded list by its numbers on the wire, valid today."""
    today = timezone.localdate()
    return [(code.wire, code.label) for code in code_list(name).codes if code.is_valid(today)]


def code_choices(name: str) -> Pairs:
    """Choices of a coded list by its own codes, valid today."""
    return [*code_list(name).choices(timezone.localdate())]


def _policy_choices(key: str) -> Pairs:
    rows = rules_in_force().get_rows(key, timezone.localdate())
    return [(str(row["code"]), str(row["label"])) for row in rows]


def nation_choices() -> Pairs:
    """England, the other nations, elsewhere."""
    return _policy_choices("places.nations")


def support_choices() -> Pairs:
    """The coded support needs (XD-21)."""
    return _policy_choices("support.needs")


class NamesPart(Form):
    """Names as real people bring them; one name is enough."""

    title = ChoiceSelect(
        label=gettext_lazy("Title"),
        choices=lambda: wire_choices("title"),
        coerce=int,
        empty_value=99,
        required=False,
    )
    given_name = PersonName(
        label=gettext_lazy("First name"),
        required=False,
        help_text=gettext_lazy("Leave empty if the customer has one name only."),
    )
    family_name = PersonName(label=gettext_lazy("Surname"), required=False)
    known_as = PersonName(label=gettext_lazy("Name the customer likes to be called"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        typed = not {"given_name", "family_name"} & self.errors.keys()
        if typed and not cleaned.get("given_name") and not cleaned.get("family_name"):
            self.add_error("family_name", _("Enter at least one name"))
        return cleaned

    def names(self) -> Names:
        """What was entered."""
        cleaned = self.cleaned_data
        return Names(
            family_name=cleaned["family_name"],
            given_name=cleaned["given_name"],
            known_as=cleaned["known_as"],
            title=cleaned["title"],
        )


def birth_field(**options: Any) -> DatePart:
    """The date of birth."""
    return DatePart(
        label=gettext_lazy("Date of birth"),
        help_text=gettext_lazy("For example, 31 3 1980"),
        when=When.PAST,
        birthday=True,
        **options,
    )


class HomePart(Form):
    """Where the customer lives. Everything may be left empty."""

    address_line_1 = ShortText(label=gettext_lazy("Address line 1"), max_length=100, required=False)
    address_line_2 = ShortText(label=gettext_lazy("Address line 2"), max_length=100, required=False)
    town = ShortText(label=gettext_lazy("Town or city"), max_length=100, required=False)
    county = ShortText(label=gettext_lazy("County"), max_length=100, required=False)
    postcode = Postcode(label=gettext_lazy("Postcode"), required=False)

    def clean_postcode(self) -> str:
        """Refuse a postcode that can't be kept as a home, in the words of the service that would refuse it."""
        postcode: str = self.cleaned_data["postcode"]
        if postcode and not home_postcode_allowed(postcode):
            self.add_error("postcode", home_not_kept().message)
        return postcode

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "postcode" not in self.errors and not cleaned.get("postcode") and any(self.lines()):
            self.add_error("postcode", _("Enter the postcode, or leave the whole address empty"))
        return cleaned

    def lines(self) -> tuple[str, ...]:
        """The lines in order, empty ones in their place."""
        names = ("address_line_1", "address_line_2", "town", "county")
        return tuple(self.cleaned_data.get(name, "") for name in names)

    def new_home(self) -> Home:
        """What was entered."""
        return Home(postcode=self.cleaned_data["postcode"], lines=self.lines())


class EvidencePart(SecondCheckForm):
    """How we know who the customer is: kinds of evidence seen, never a copy (BR-7.2)."""

    evidence = MultipleChoiceBoxes(
        label=gettext_lazy("What have you seen today?"),
        help_text=gettext_lazy("Select all that apply. Do not copy or scan any document."),
        name_in_messages=later(gettext_lazy("what you have seen today")),
        exclusive=NO_EVIDENCE,
        reveals={VOUCHED: ("vouched_by",)},
    )
    vouched_by = ScreenedShortText(
        label=gettext_lazy("Profession of the person who vouched"),
        name_in_messages=later(gettext_lazy("the profession of the person who vouched")),
        max_length=60,
        help_text=gettext_lazy("For example, head teacher. Do not write their name."),
    )

    offers_none = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["evidence"]
        assert isinstance(field, MultipleChoiceBoxes)
        kinds = presets(on=timezone.localdate(), rules=rules_in_force())
        none = [(NO_EVIDENCE, _("No evidence today"))] if self.offers_none else []
        field.choices = [*((kind.code, kind.label) for kind in kinds), *none]
        field.hints = {
            **{kind.code: kind.hint for kind in kinds},
            NO_EVIDENCE: _(
                "The record is provisional: only you and your manager see it until identity is confirmed."
            ),
        }

    def proof(self) -> Evidence:
        """What was seen."""
        kinds = tuple(kind for kind in self.cleaned_data["evidence"] if kind != NO_EVIDENCE)
        return Evidence(kinds=kinds, vouched_by=self.cleaned_data["vouched_by"] if VOUCHED in kinds else "")


class PlacePart(Form):
    """Whether the customer lives or works in England (BR-1.1d)."""

    lives_in = ChoiceRadios(
        label=gettext_lazy("Where does the customer live?"), choices=nation_choices, required=False
    )
    works_in = ChoiceRadios(
        label=gettext_lazy("Where does the customer work?"),
        choices=lambda: [*nation_choices(), (NO_WORK, gettext_lazy("Does not work"))],
        required=False,
    )


def in_england(nation: str) -> bool | None:
    """Whether a place is England; None where it was not asked."""
    return None if nation == "" else nation == "england"


class AboutPart(SecondCheckForm):
    """Who introduced the customer, and how they like to talk with us."""

    introduced_by = ChoiceSelect(
        label=gettext_lazy("Who introduced the customer to us?"),
        choices=lambda: wire_choices("introduced_by"),
        coerce=int,
        empty_value=99,
        required=False,
    )
    introduced_by_detail = ScreenedShortText(
        label=gettext_lazy("More about who introduced them"), max_length=100, required=False
    )
    preferred_contact_method = ChoiceSelect(
        label=gettext_lazy("How does the customer want to be contacted?"),
        choices=lambda: wire_choices("preferred_contact_method"),
        coerce=int,
        empty_value=99,
        required=False,
    )
    preferred_language = ChoiceSelect(
        label=gettext_lazy("Language the customer wants to use"),
        choices=words.LANGUAGES,
        empty_value="en-GB",
        required=False,
    )
    digital_ability = ChoiceRadios(
        label=gettext_lazy("Can the customer use digital services alone?"),
        choices=[choice for choice in DigitalAbility.choices if choice[0]],
        empty_value="",
        required=False,
    )

    def about(self, **more: Any) -> About:
        """What was entered; `more` holds what other parts asked."""
        cleaned = self.cleaned_data
        return About(
            introduced_by=cleaned["introduced_by"],
            # A refused word leaves what the record holds, and everything else is kept.
            introduced_by_detail=cleaned.get(
                "introduced_by_detail", self.initial.get("introduced_by_detail", "")
            ),
            preferred_contact_method=cleaned["preferred_contact_method"],
            preferred_language=cleaned["preferred_language"],
            digital_ability=DigitalAbility(cleaned["digital_ability"]),
            **more,
        )


class CircumstancesPart(Form):
    """Circumstances: only what was told; each answer becomes a dated fact."""

    employment_status = ChoiceSelect(
        label=gettext_lazy("Employment status"),
        choices=lambda: code_choices("employment_status"),
        required=False,
    )
    out_of_work_since = DatePart(
        label=gettext_lazy("Last day of any work"),
        help_text=gettext_lazy("If the customer is out of work. For example, 27 3 2024"),
        when=When.PAST_OR_TODAY,
        required=False,
    )
    length_of_unemployment = ChoiceSelect(
        label=gettext_lazy("Length of unemployment, if the day is not known"),
        choices=lambda: code_choices("length_of_unemployment"),
        required=False,
    )
    qualification_level = ChoiceSelect(
        label=gettext_lazy("Highest qualification"),
        choices=lambda: code_choices("qualification_level"),
        required=False,
    )
    in_education_or_training = YesNo(label=gettext_lazy("In education or training?"), required=False)
    jobcentre_plus_customer = YesNo(label=gettext_lazy("Jobcentre Plus customer?"), required=False)
    at_risk_of_redundancy = YesNo(label=gettext_lazy("At risk of redundancy?"), required=False)
    single_parent = YesNo(label=gettext_lazy("Single parent with a dependent child at home?"), required=False)
    carer = YesNo(label=gettext_lazy("Carer?"), required=False)
    support_needs = MultipleChoiceBoxes(
        label=gettext_lazy("Support needs"),
        help_text=gettext_lazy("What helps the customer take part. Do not write why."),
        choices=support_choices,
        required=False,
    )
    said_by = ChoiceRadios(
        label=gettext_lazy("Who told us about these circumstances?"),
        choices=SaidBy.choices,
        initial=SaidBy.CUSTOMER,
        empty_value=SaidBy.CUSTOMER,
        required=False,
    )

    def facts(self) -> tuple[Fact, ...]:
        """One fact for each answer that was given."""
        found: list[Fact] = []
        for kind in CircumstanceKind.values:
            value = self.cleaned_data.get(kind)
            if value in (None, ""):
                continue
            written = words_of(value)
            found.append(Fact(kind=kind, value=written))
        needs = self.cleaned_data.get("support_needs", [])
        return (*found, *(Fact(kind=CircumstanceKind.SUPPORT_NEED, value=need) for need in needs))

    def told(self, as_of: date) -> Told:
        """The facts with who said so."""
        return Told(facts=self.facts(), as_of=as_of, said_by=SaidBy(self.cleaned_data["said_by"]))


def words_of(value: str | bool | date | time) -> str:
    """An answer as a circumstance keeps it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date | time):
        return value.isoformat()
    return value
