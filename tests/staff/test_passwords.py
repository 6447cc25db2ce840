"""BR-29.3 at the door that every new password passes."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from fingerpost.demo.world import DEMO_PASSWORD
from fingerpost.staff.models import Account

ADA = Account(full_name="Ada Whitlock", email="area.adviser@prime.example")


def codes(password: str) -> list[str]:
    """The codes of what is wrong."""
    try:
        validate_password(password, ADA)
    except ValidationError as problem:
        return [str(each.code) for each in problem.error_list]
    return []


@pytest.mark.requirement("BR-29.3")
@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("password1A", ["password.guessable"]),
        ("Xk4tPw9", ["password.too_short"]),
        ("xk4tpw9z", ["password.needs_capital"]),
        ("XK4TPW9Z", ["password.needs_lower_case"]),
        ("XkRtPwQz", ["password.needs_digit"]),
        ("Whitlock7tarn", ["password.like_your_name"]),
        ("Xk4tPw9z", []),
        ("Tarn-kettle-7", []),
        (DEMO_PASSWORD, []),
    ],
)
def test_new_password_when_tried_then_exactly_these_reasons(password: str, expected: list[str]) -> None:
    assert codes(password) == expected
