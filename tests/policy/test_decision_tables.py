"""A pack whose decision tables could not be read is refused, and says where."""

from __future__ import annotations

import pytest

from fingerpost.policy import PackFaults, shipped_rules
from fingerpost.policy.errors import FaultKind
from fingerpost.policy.loader import with_added

ASKS = (
    '{ id = "T17", asks = true, needs = ["unknown"], direction = "contact_centre_asks", '
    'source = "BR-6.2", text = "x" }'
)


def refused(key: str, *rows: str) -> str:
    """What is said of an added pack with this value; "" where it is taken."""
    pack = f"""
[pack]
name = "agency"
title = "Added"

[[rule]]
key = "{key}"
valid_from = 2030-01-01
source = "BR-5.1"
status = "in_force"
value = [{", ".join(rows)}]
"""
    try:
        with_added(shipped_rules(), [("agency.toml", pack)])
    except PackFaults as faults:
        (fault,) = faults.faults
        assert (fault.file, fault.key, fault.kind) == ("agency.toml", key, FaultKind.WRONG_TYPE)
        return fault.detail
    return ""


def row(**members: str) -> str:
    """One row that can be read, but for the members given."""
    plain = {"id": '"T16"', "direction": '"contact_centre_and_website"', "source": '"BR-5.5"', "text": '"x"'}
    return "{ " + ", ".join(f"{name} = {value}" for name, value in (plain | members).items() if value) + " }"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row(), ASKS], ""),
        ([row()], "one row, and only one, asks"),
        ([ASKS, row()], "the row that asks is the last"),
        ([row(bands='["old"]'), ASKS], "row 1: 'old' is no band"),
        ([row(held_by='"nobody"'), ASKS], "row 1: held_by is one of"),
        ([row(moves_to='"nobody"'), ASKS], "row 1: moves_to is one of"),
        ([row(told_as='"T99"'), ASKS], "row 1: told_as names no row"),
        ([row(reads_on_as='"advice"'), ASKS], "row 1: a row has a direction, or reads_on_as"),
        ([row(direction=""), ASKS], "row 1: a row has a direction, or reads_on_as"),
        ([row(follow_on='"task"'), ASKS], "row 1: follow_on and level"),
    ],
)
def test_table_when_triage_could_not_read_it_is_refused(rows: list[str], said: str) -> None:
    detail = refused("triage.table", *rows)
    assert said in detail
    assert bool(detail) is bool(said)


def test_cases_prompts_and_routes_when_they_name_what_nobody_knows_are_refused() -> None:
    case = '{ id = "K1", kind = "warm", source = "BR-6.1", text = "x" }'
    assert refused("triage.transfer_cases", case) == ""
    assert "asks for nothing" in refused(
        "triage.transfer_cases", case.replace("kind", "answered = true, kind")
    )
    assert "warm or cold" in refused("triage.transfer_cases", case.replace("warm", "hot"))
    prompt = '{ code = "x", label = "x", when = "always", source = "BR-2.2" }'
    assert refused("triage.prompts", prompt) == ""
    assert "when is one of" in refused("triage.prompts", prompt.replace("always", "sometimes"))
    route = '{ code = "phone", label = "x", digital = false, books = false, first_holder = "contact_centre" }'
    assert refused("triage.routes", route) == ""
    assert "first_holder is one of" in refused("triage.routes", route.replace("contact_centre", "nobody"))
