"""The words of refusals. Clients compare them, so every letter is the wire's; they go out as they stand.

First the framework's own words for each annotation, with the field's name put in; then those that one field or rule
has of its own. A description names the latter where they replace the former (``Field.messages``).
"""

from __future__ import annotations

import re
from typing import Final

_BETWEEN_WORDS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def spaced(name: str) -> str:
    """A wire name as words: ``LearningDifficultyOrDisabilityDeclaration`` parted at its capitals."""
    return _BETWEEN_WORDS.sub(" ", name)


def required(name: str) -> str:
    """Nothing was given for a field that must be."""
    return f"The {name} field is required."


def not_matching(name: str, shown: str) -> str:
    """A text does not fit its grammar; ``shown`` is the expression as clients know it."""
    return f"The field {name} must match the regular expression '{shown}'."


def wrong_length(name: str, shortest: int, longest: int) -> str:
    """A text is too long, or too short where there is a shortest length."""
    if not shortest:
        return f"The field {name} must be a string with a maximum length of {longest}."
    return (
        f"The field {name} must be a string with a minimum length of {shortest}"
        f" and a maximum length of {longest}."
    )


def not_listed(name: str) -> str:
    """A number is no value of its list."""
    return f"Please supply a valid {spaced(name)}."


def in_the_future(name: str) -> str:
    """A moment is later than now."""
    return f"{spaced(name)} must be less the current date/time."


def not_up_to_now(name: str) -> str:
    """The same in the words of employment and learning progressions."""
    return f"{name} must be less than or equal to now."


def of_field(text: str) -> str:
    """The words of contact details, which write the framework's "field" with a capital."""
    return text.replace("The field ", "The Field ", 1)


_WORKING: Final = (
    "Apprenticeship, Employed, EmployedAndVoluntaryWork, RetiredAndVoluntaryWork or SelfEmployed"
)

# Bodies that can't be read begin with one of these.
NO_MOMENT: Final = "Could not convert string to DateTime"
NO_VALUE: Final = "Error converting value"

# Customers.
GIVEN_NAME_REQUIRED: Final = "Given Name is a required field."
FAMILY_NAME_REQUIRED: Final = "Family Name is a required field."

# Addresses, sessions and employment progressions.
POSTCODE: Final = "Please enter a valid postcode."

# Contact details.
CONTACT_METHOD_REQUIRED: Final = "The PreferredContactMethod Field is required."
CONTACT_METHOD_INVALID: Final = "Please supply a valid Preferred Contact Method."
EMAIL_REQUIRED: Final = "Email Address must be supplied."
MOBILE_REQUIRED: Final = "Mobile Number must be supplied."
HOME_REQUIRED: Final = "Home Number must be supplied."
LAST_MODIFIED: Final = "Last Modified Date must be less the current date/time."

# Diversity details.
ETHNICITY_COLLECTED: Final = "Date And Time Ethnicity Collected must be less the current date/time."
LLDD_COLLECTED: Final = "Date And Time LLDD Health Consent Collected must be less the current date/time."
DECLARATION_INVALID: Final = "Please supply a valid Learning Difficulty Or Disability Declaration."
PRIMARY_INVALID: Final = "Please supply a valid Primary Learning Difficulty Or Disability."
SECONDARY_INVALID: Final = "Please supply a valid Secondary Learning Difficulty Or Disability."
ETHNICITY_INVALID: Final = "Please supply a valid Ethnicity."

# Outcomes.
DUPLICATE_CUSTOMER: Final = (
    "Duplicate Customer: This resource is read only."
    " You may only remove values for Outcome Claimed and Effective date."
)

# Employment progressions.
EMPLOYMENT_STATUS_INVALID: Final = "CurrentEmploymentStatus must have a valid Employment Status."
SHOCK_STATUS_INVALID: Final = "EconomicShockStatus must have a valid Economic Shock Status."
SHOCK_CODE_REQUIRED: Final = "EconomicShockCode must have a value when Government Defined Economic Shock."
EMPLOYMENT_HOURS_INVALID: Final = "EmploymentHours must be a valid employment hours."
EMPLOYMENT_HOURS_REQUIRED: Final = (
    f"EmploymentHours must have a value when CurrentEmploymentStatus is {_WORKING}."
)
EMPLOYMENT_DATE_REQUIRED: Final = (
    f"DateOfEmployment must have a value when CurrentEmploymentStatus is {_WORKING}."
)
UNEMPLOYMENT_INVALID: Final = "Please supply a valid value for Length Of Unemployment."

# Learning progressions.
LEARNING_STATUS_INVALID: Final = "CurrentLearningStatus must be a valid current Learning Status."
LEARNING_HOURS_INVALID: Final = "LearningHours must have a valid Learning Hours value."
LEARNING_HOURS_REQUIRED: Final = "LearningHours must have a value when Current Learning Status is InLearning."
LEARNING_START_REQUIRED: Final = (
    "DateLearningStarted must have a value when Current Learning Status is InLearning."
)
QUALIFICATION_INVALID: Final = "CurrentQualificationLevel must be a valid current Qualification Level."
QUALIFICATION_DATE_REQUIRED: Final = (
    "DateQualificationLevelAchieved is required when QualificationLevel < NoQualification (99)."
)
PROVIDER_NOT_A_NUMBER: Final = "LastLearningProvidersUKPRN must be a Number."
