"""Organisations and staff come in from one file: all or nothing, the same file twice changes nothing."""

from datetime import date

import pytest
from django.utils import timezone

from fingerpost.house.errors import InvalidInput
from fingerpost.organisations.models import Contract, Organisation, Touchpoint, Venue
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.import_file import read_import_file
from fingerpost.staff.importing import Counts, import_organisations
from fingerpost.staff.models import Account, Membership
from fingerpost.staff.services import acting_as

pytestmark = pytest.mark.django_db(transaction=True)

FILE = """
[[organisation]]
name = "Fellside Careers"
kind = "prime_contractor"
ukprn = "10990077"

[[organisation]]
name = "Beck Training"
kind = "subcontractor"

[[contract]]
reference = "FELL-1"
prime = "Fellside Careers"
scheme = "NCS-2014"
audience = "adult"
service = "area"
areas = ["north_west"]
touchpoint = "0000000105"
starts_on = 2025-10-01

[[subcontract]]
contract = "FELL-1"
organisation = "Beck Training"
starts_on = 2025-10-01

[[venue]]
organisation = "Fellside Careers"
contract = "FELL-1"
label = "Market Hall"
postcode = "ZZ4 4ZZ"
delivery_level = "3"
opens_on = 2025-10-01

[[staff]]
email = "Wren.Postlethwaite@fellside.example"
full_name = "Wren Postlethwaite"
line_manager = "beckett@fellside.example"

[[staff.membership]]
organisation = "Fellside Careers"
role = "area_adviser"
starts_on = 2025-10-01

[[staff.standing]]
kind = "baseline_check"
valid_from = 2025-09-01
valid_until = 2099-09-01

[[staff.standing]]
kind = "record_training"
valid_from = 2025-09-01

[[staff]]
email = "beckett@fellside.example"
full_name = "Beckett"
"""


def bring(text: str) -> Counts:
    return import_organisations(
        file=read_import_file(text), today=civil_date(timezone.now()), rules=shipped_rules()
    )


def test_import_when_whole_then_the_adviser_can_act_under_the_contract() -> None:
    counts = bring(FILE)
    assert counts["organisations"] == 2
    assert counts["accounts"] == 2
    account = Account.objects.using("owner").get(email="wren.postlethwaite@fellside.example")
    assert not account.has_usable_password()
    assert account.line_manager is not None
    assert account.line_manager.full_name == "Beckett"
    assert Venue.objects.using("owner").get(label="Market Hall").contract_id is not None
    assert Touchpoint.objects.using("owner").get(code="0000000105").organisation is not None
    membership = Membership.objects.using("owner").get(account=account)
    with acting_as(membership.id) as actor:
        assert actor.sees_customers
        assert actor.prime_contract_ids == (Contract.objects.get(reference="FELL-1").id,)


def test_import_when_same_file_comes_again_then_nothing_changes() -> None:
    bring(FILE)
    assert bring(FILE) == {}


def test_import_when_an_entry_changed_then_its_row_is_mended() -> None:
    bring(FILE)
    began = 'role = "area_adviser"\nstarts_on = 2025-10-01'
    ended = FILE.replace(began, f"{began}\nends_on = 2026-01-31")
    assert bring(ended) == {"memberships": 1}
    assert Membership.objects.using("owner").get().ends_on == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (FILE.replace('prime = "Fellside Careers"', 'prime = "Nobody"'), "no organisation “Nobody”"),
        (
            FILE.replace("valid_until = 2099-09-01", "valid_until = 2020-09-01"),
            "The database refuses an entry",
        ),
        (FILE.replace('areas = ["north_west"]', 'areas = ["atlantis"]'), "no area “atlantis”"),
    ],
)
def test_import_when_one_entry_is_wrong_then_nothing_is_kept(wrong: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        bring(wrong)
    assert not Organisation.objects.using("owner").filter(name="Fellside Careers").exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (FILE.replace("area_adviser", "wizard"), r"staff\[1\].membership\[1\].role"),
        (FILE.replace("ukprn", "ukpm"), r"organisation\[1\].ukpm"),
        ("= nonsense", "not TOML"),
    ],
)
def test_read_when_a_value_does_not_fit_then_its_place_is_told_and_not_the_value(
    wrong: str, told: str
) -> None:
    with pytest.raises(InvalidInput, match=told) as refusal:
        read_import_file(wrong)
    assert "wizard" not in refusal.value.message
