"""Forms of every page: fields that answer in plain English and lose nothing that was typed.

A view builds a `Form`, draws it with `{% form_errors form %}` and `{% field form.x %}`, and on bad input
answers 422 with the same form. Screened text that was refused is dropped from `cleaned_data`; where
`form.has_only_refusals`, a service saves `form.accepted()`. A `SecondCheckForm` also offers a colleague's
look at words with an everyday meaning.
"""

from fingerpost.house.forms.base import Form
from fingerpost.house.forms.choices import ChoiceRadios, ChoiceSelect, MultipleChoiceBoxes, YesNo
from fingerpost.house.forms.dates import DatePart, TimeOfDay, Typed, When
from fingerpost.house.forms.postcodes import Postcode, normal_postcode
from fingerpost.house.forms.screened import ScreenedLongText, ScreenedShortText
from fingerpost.house.forms.second_check import SecondCheckForm
from fingerpost.house.forms.text import LongText, PersonName, ShortText

__all__ = [
    "ChoiceRadios",
    "ChoiceSelect",
    "DatePart",
    "Form",
    "LongText",
    "MultipleChoiceBoxes",
    "PersonName",
    "Postcode",
    "ScreenedLongText",
    "ScreenedShortText",
    "SecondCheckForm",
    "ShortText",
    "TimeOfDay",
    "Typed",
    "When",
    "YesNo",
    "normal_postcode",
]
