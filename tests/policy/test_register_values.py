"""The packs against the register: annex B (groups by date) and annex I (values by date)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

import pytest

from fingerpost.policy import Ruling, Status, shipped_rules
from fingerpost.policy.keys import (
    access,
    contracts,
    identity,
    local_content,
    offer,
    outcomes,
    protection,
    record,
)
from fingerpost.policy.known_keys import KNOWN_KEYS
from fingerpost.policy.loader import with_added
from fingerpost.policy.writing import as_toml
from tests.policy.pack_text import entry, pack
from tests.policy.register import REGISTER, annex, register_ids

RULES = shipped_rules()
# The columns of annex I: 1 August 2010, April 2012, 1 October 2014, version 3.
COLUMNS = (date(2010, 8, 1), date(2012, 4, 1), date(2014, 10, 1), date(2016, 1, 1))
NOTHING = "no value"


def on_each_day(key: str) -> list[object]:
    rulings = [RULES.find(key, day) for day in COLUMNS]
    return [NOTHING if each is None else each.value for each in rulings]


def statuses(key: str) -> list[str]:
    rulings = [RULES.find(key, day) for day in COLUMNS]
    return ["-" if each is None else each.status.value for each in rulings]


def test_annexes_are_read_from_the_register() -> None:
    assert len(annex("B")) == 9
    assert len(annex("I")) == 17
    assert len(annex("J")) == 51
    assert len(register_ids()) == 646


class TestSources:
    """XD-1: every value says which paragraph it comes from."""

    def test_every_pack_has_a_title_and_every_ruling_a_pack(self) -> None:
        named = {pack.name: pack.title for pack in RULES.packs}
        assert all(named.values())
        assert {ruling.pack for ruling in RULES} == set(named)

    @pytest.mark.requirement("XD-3")
    def test_carried_forward_is_only_said_of_days_after_the_paper_it_comes_from(self) -> None:
        modules = (access, contracts, identity, local_content, offer, outcomes, protection, record)
        values_by_date = {key for module in modules for key in module.KEYS}
        for ruling in RULES:
            if ruling.key in values_by_date and ruling.status is Status.CARRIED_FORWARD:
                assert ruling.valid_from >= date(2012, 4, 1), ruling.rule_id

    def test_a_withdrawn_ruling_has_no_value_and_any_other_has_one(self) -> None:
        for ruling in RULES:
            assert (ruling.value is None) == (ruling.status is Status.WITHDRAWN), ruling.rule_id


class TestGroupsByDate:
    """Annex B: nine groups in 2010, six from 2012, six from 2014, the codes of the wire from 2018."""

    def columns(self) -> list[list[str]]:
        return [[row[place] for row in annex("B") if row[place] != "-"] for place in range(4)]

    @pytest.mark.requirement("OI-3.10", "BR-3.4", "EV-2.3")
    @pytest.mark.parametrize(
        ("place", "key", "on"),
        [
            (0, "priority.set.nextstep_2010", date(2010, 8, 1)),
            (0, "priority.set.nextstep_2010", date(2012, 3, 31)),
            (1, "priority.set.nextstep_2010", date(2012, 4, 1)),
            (1, "priority.set.nextstep_2010", date(2013, 6, 1)),
            (2, "priority.set.ncs_2014", date(2014, 10, 1)),
        ],
    )
    def test_as_many_groups_as_the_register_lists(self, place: int, key: str, on: date) -> None:
        rows = RULES.get_rows(key, on)
        assert len(rows) == len(self.columns()[place]) == (9, 6, 6)[place]
        assert len({row["code"] for row in rows}) == len(rows)

    def test_the_codes_of_the_wire_are_those_of_the_register(self) -> None:
        printed = {
            int(number) for cell in self.columns()[3] for number in re.findall(r"(?:^|; )(\d+) ", cell)
        }
        assert printed == set(range(1, 8))
        rows = RULES.get_rows("priority.set.ncs_2018", date(2026, 1, 1))
        assert {row["wire"] for row in rows} == printed
        first = RULES.get_rows("priority.set.ncs_2018", date(2018, 10, 1))
        assert {row["wire"] for row in first} == printed - {7}, "the seventh is a later addition"
        answers = RULES.get_rows("priority.answers_on_the_wire", date(2018, 10, 1))
        assert {row["wire"] for row in answers} == {98, 99}
        assert "98 not known, 99 not a priority customer" in REGISTER

    @pytest.mark.requirement("BR-3.4")
    def test_limits_of_the_groups_are_those_of_the_register(self) -> None:
        def group(key: str, on: date, code: str) -> Mapping[str, object]:
            return next(row for row in RULES.get_rows(key, on) if row["code"] == code)

        of_2014, young = ("priority.set.ncs_2014", date(2014, 10, 1)), "young_not_in_work_or_learning"
        assert group(*of_2014, "low_skilled")["level_below"] == 3
        assert group("priority.set.nextstep_2010", date(2010, 8, 1), "low_skilled")["level_below"] == 2
        assert group("priority.set.ncs_2018", date(2018, 10, 1), "low_skilled")["level_below"] == 2
        assert (group(*of_2014, young)["age_from"], group(*of_2014, young)["age_to"]) == (18, 24)
        assert group(*of_2014, "redundancy_or_distance")["months"] == 24
        assert group(*of_2014, "jobcentre_plus_customer")["age_from"] == 18

    def test_each_day_has_the_scheme_whose_contracts_begin(self) -> None:
        days = [date(2010, 8, 1), date(2014, 9, 30), date(2014, 10, 1), date(2018, 9, 30), date(2018, 10, 1)]
        schemes = [RULES.get_text("priority.scheme", day) for day in days]
        assert schemes == ["nextstep_2010", "nextstep_2010", "ncs_2014", "ncs_2014", "ncs_2018"]
        for day, scheme in zip(days, schemes, strict=True):
            assert RULES.get_rows(f"priority.set.{scheme}", day)

    def test_no_set_tells_what_the_additional_indicator_is(self) -> None:
        for key in KNOWN_KEYS:
            if not key.startswith("priority.set."):
                continue
            for ruling in RULES.history(key):
                rows = [row for row in rows_of(ruling) if row["test"] == "never_derived"]
                assert [(row["code"], row["label"]) for row in rows] in (
                    [("additional_indicator", "Additional indicator")],
                    [],
                )


PASS_PHRASE = ("minimum_length", "lower_case", "upper_case", "digit", "special_character")
# Each row of annex I: the keys that hold it, and what they answer in its four columns.
VALUES_BY_DATE: Mapping[str, Mapping[str, list[object]]] = {
    "priority groups": {"priority.scheme": ["nextstep_2010", "nextstep_2010", "ncs_2014", "ncs_2014"]},
    "sustained job": {"outcome.sustained_job_weeks": [13, 13, 4, 4]},
    "identity": {"identity.before_a_record": ["four_items", "four_items", "guide_level", "guide_level"]},
    "returning customer": {
        "identity.method": ["four_items", "four_items", "authenticate_in_contact", "authenticate_in_contact"],
        "identity.shared_secrets": [False, False, True, True],
    },
    "adult phone advice": {
        "offer.adult_advice_by_telephone": ["contact_centre", "contact_centre", "prime", "prime"]
    },
    "performance data": {"returns.performance_data_working_day": [NOTHING, NOTHING, 5, 8]},
    "invoice": {"invoice.working_day": [5, 5, 5, 5]},
    "tolerance bands": {
        "performance.tolerance_bands": [
            NOTHING,
            NOTHING,
            {"quarter_1": 7, "quarter_2": 5, "quarter_3": 3, "year_end": 0},
            NOTHING,
        ]
    },
    "classification": {
        "classification.document": ["PROTECT", "PROTECT", "OFFICIAL", "OFFICIAL"],
        "classification.data_set": ["PROTECT", "PROTECT", "OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"],
        "classification.threshold_records": [NOTHING, NOTHING, 1000, 1000],
    },
    "file password": {
        "file.pass_phrase": [
            dict(zip(PASS_PHRASE, (15, *[classes] * 4), strict=True))
            for classes in (False, False, True, True)
        ]
    },
    "CRM": {"record.customer_store": ["one_shared", "one_shared", "own_of_each_prime", "own_of_each_prime"]},
    "local pages": {
        "local_pages.limit": [NOTHING, NOTHING, {"all": 11, "landing": 1}, {"all": 11, "landing": 1}]
    },
    "customer word": {
        "measure.customer": ["uses_the_service", "approaches_the_service", "has_a_plan", "has_a_plan"]
    },
}


class TestValuesByDate:
    """Annex I: what held on 1 August 2010, in April 2012, on 1 October 2014 and in version 3."""

    @pytest.mark.requirement("XD-1")
    @pytest.mark.parametrize("row", VALUES_BY_DATE)
    def test_each_row_answers_as_the_register_says_for_each_column(self, row: str) -> None:
        assert row in {cells[0] for cells in annex("I")}
        for key, expected in VALUES_BY_DATE[row].items():
            assert on_each_day(key) == expected, key

    def test_every_row_of_the_annex_is_shown_by_a_test(self) -> None:
        elsewhere = {"phone hours", "login password", "personnel check", "restricted list"}
        assert {cells[0] for cells in annex("I")} == set(VALUES_BY_DATE) | elsewhere

    def test_login_passwords_have_eight_characters_throughout_and_their_classes_by_date(self) -> None:
        told = [RULES.get_table("login.password", day) for day in COLUMNS]
        assert [each["minimum_length"] for each in told] == [8, 8, 8, 8]
        assert [each["mixed_case"] for each in told] == [False, False, True, True]
        assert ["change_days" in each for each in told] == [True, True, False, False]
        assert all(each["letters"] and each["digits"] and each["capitals"] for each in told)

    def test_personnel_checks_are_enhanced_for_all_until_2014(self) -> None:
        told = [RULES.get_table("staff.vetting", day) for day in COLUMNS]
        assert [each["enhanced"] for each in told] == [
            "always",
            "always",
            "vulnerable_groups",
            "vulnerable_groups",
        ]
        assert [(each["grace_months"], each["renewal_years"], each["baseline"]) for each in told] == [
            (3, 3, True)
        ] * 4

    def test_telephone_hours_have_short_days_in_2010_and_three_closures_from_2014(self) -> None:
        def exceptions(on: date) -> int:
            rows = RULES.get_table("hours.contact_centre", on).get("exceptions", ())
            assert isinstance(rows, tuple)
            return len(rows)

        then, now = (RULES.get_table("hours.contact_centre", day) for day in (COLUMNS[0], COLUMNS[2]))
        assert then["monday"] == now["monday"] == ("08:00-22:00",)
        assert exceptions(COLUMNS[0]) > 0
        assert exceptions(COLUMNS[2]) == exceptions(COLUMNS[3]) == 0
        closed = now["closed_on"]
        assert isinstance(closed, tuple)
        assert len(closed) == 3

    def test_restricted_list_has_41_entries_and_then_126_base_words(self) -> None:
        bases = [{row["base"] for row in RULES.get_rows("screening.forms", day)} for day in COLUMNS]
        assert [len(each) for each in bases] == [41, 41, 126, 126]

    @pytest.mark.requirement("BR-CL-0")
    @pytest.mark.parametrize(
        "key",
        [
            "identity.before_a_record",
            "identity.method",
            "identity.shared_secrets",
            "identity.level_needed",
            "record.customer_store",
            "measure.customer",
            "offer.area_service",
            "offer.contact_centre",
            "plan.delivery",
            "performance.inputs",
            "returns.inspiration_case_studies",
        ],
    )
    def test_a_changed_paragraph_asked_for_2015_says_that_its_earlier_text_is_not_supplied(
        self, key: str
    ) -> None:
        asked = RULES.get(key, date(2015, 6, 1))
        assert asked.status is Status.OPEN
        assert "BR-CL-0" in asked.source
        assert "not supplied" in asked.note or "version 3 changed" in asked.note
        assert "BR-CL-0" not in RULES.get(key, date(2016, 1, 1)).source

    @pytest.mark.requirement("BR-0.1")
    def test_the_assumed_start_of_version_3_is_recorded_as_assumed(self) -> None:
        ruling = RULES.get("contract.rules_begin", date(2016, 1, 1))
        assert (ruling.value, ruling.status) == (date(2016, 1, 1), Status.OPEN)
        assert ruling.note.startswith("Assumed")
        assert RULES.get("contract.rules_begin", date(2015, 12, 31)).value == date(2014, 10, 1)
        assert RULES.find("contract.rules_begin", date(2014, 9, 30)) is None

    @pytest.mark.requirement("XD-3")
    def test_what_version_3_drops_in_silence_is_carried_forward(self) -> None:
        assert statuses("invoice.working_day") == ["in_force", "in_force", "in_force", "carried_forward"]
        for key in ("follow_up.months", "funding.outcome_payment", "sessions.funded_per_year"):
            assert statuses(key)[2:] == ["carried_forward", "carried_forward"], key
            assert statuses(key)[0] == "in_force", key
        assert statuses("identity.before_a_record")[1] == "carried_forward"

    @pytest.mark.requirement("BR-CL-30")
    def test_the_duty_to_raise_other_matters_holds_before_version_3_only(self) -> None:
        assert on_each_day("contract.raise_other_sensitive_matters") == [NOTHING, NOTHING, True, NOTHING]
        assert RULES.history("contract.raise_other_sensitive_matters")[-1].status is Status.WITHDRAWN

    def test_a_contract_has_eight_documents(self) -> None:
        assert len(RULES.get_rows("contract.documents", COLUMNS[2])) == 8

    @pytest.mark.requirement("XD-4")
    def test_mailboxes_and_numbers_are_data_with_both_printed_forms(self) -> None:
        boxes = {str(row["code"]): row for row in RULES.get_rows("mailbox.addresses", COLUMNS[2])}
        returns, brand = boxes["returns"], boxes["brand"]
        assert ("-" in str(returns["also_printed"])) is not ("-" in str(returns["address"]))
        domains = [str(brand[form]).partition("@")[2] for form in ("address", "also_printed")]
        assert domains[0] != domains[1]
        assert RULES.get("telephone.jobcentre_plus_booking", COLUMNS[3]).status is Status.OPEN

    @pytest.mark.requirement("XD-4")
    def test_a_mailbox_is_changed_by_a_pack_from_a_day_on(self) -> None:
        boxes = [dict(row) for row in RULES.get_rows("mailbox.addresses", COLUMNS[3])]
        boxes[0]["address"] = "returns@agency.example"
        rule = entry("mailbox.addresses", as_toml(boxes), "2027-03-01")
        rules = with_added(RULES, [pack("moved", rule)])
        days = (date(2027, 2, 28), date(2027, 3, 1))
        told = [rules.get_rows("mailbox.addresses", day)[0]["address"] for day in days]
        assert told == [RULES.get_rows("mailbox.addresses", days[0])[0]["address"], "returns@agency.example"]

    def test_money_is_stated_in_pence_and_only_as_the_register_states_it(self) -> None:
        rates = RULES.get("funding.session_rate", COLUMNS[0])
        assert rates.unit == "pence"
        assert rates.value == {"default": 4000, "south_east": 4300, "east_of_england": 4150, "london": 4650}
        for pounds in ("£40", "£43", "£41.50", "£46.50"):
            assert pounds in REGISTER
        areas = {row["code"] for row in RULES.get_rows("places.areas", COLUMNS[0])}
        assert set(RULES.get_table("funding.session_rate", COLUMNS[0])) - {"default"} <= areas
        assert RULES.get_int("funding.outcome_payment", COLUMNS[0]) == 2000


class TestCatalogues:
    """BR-1.1a and BR-1.1b: what each offers, by channel and age."""

    def offered(self, key: str, **members: str) -> set[str]:
        rows = RULES.get_rows(key, COLUMNS[3])
        return {
            str(row["code"]) for row in rows if all(row[name] == wanted for name, wanted in members.items())
        }

    @pytest.mark.requirement("BR-1.1a")
    def test_an_area_offers_adults_exactly_these(self) -> None:
        assert self.offered("offer.area_service", ages="adults") == {
            "face_to_face_advice",
            "face_to_face_information",
            "telephone_advice",
            "telephone_information",
            "email_advice",
            "email_information",
            "local_pages",
            "local_social_media",
        }
        assert self.offered("offer.area_service", ages="18_and_over") == {"specialist"}

    @pytest.mark.requirement("BR-1.1b")
    def test_the_contact_centre_gives_advice_by_telephone_to_young_people_only(self) -> None:
        by_telephone = self.offered("offer.contact_centre", channel="telephone", kind="advice")
        assert by_telephone == {"young_telephone_advice"}
        assert self.offered("offer.contact_centre", ages="adults") == {
            "telephone_information",
            "telephone_triage",
        }
        assert self.offered("offer.contact_centre", kind="information_and_advice") == {
            "email",
            "webform",
            "webchat",
            "prochat",
        }
        assert {"feedback", "complaints", "technical_support", "social_media"} <= self.offered(
            "offer.contact_centre"
        )

    def test_forums_are_a_channel_until_2014(self) -> None:
        channels = [{row["code"] for row in RULES.get_rows("offer.channels", day)} for day in COLUMNS]
        assert ["web_forum" in each for each in channels] == [True, True, False, False]
        assert ["webchat" in each for each in channels] == [False, False, True, True]


def rows_of(ruling: Ruling) -> Iterable[Mapping[str, object]]:
    assert isinstance(ruling.value, tuple)
    return ruling.value
