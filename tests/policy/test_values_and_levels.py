"""Values that stand both in the register's table of service levels and under a key of their own say the same."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from fingerpost.policy import shipped_rules

TABLE = Path(__file__).parents[2] / "docs" / "requirements" / "service_levels.csv"
RULES = shipped_rules()
BEFORE_VERSION_3, NOW = date(2015, 6, 1), date(2026, 1, 1)


def printed(level: str) -> list[int]:
    """The numbers of a level's target as the table prints them; money in pence."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        row = next(row for row in csv.DictReader(lines) if row["id"] == level)
    numbers = re.findall(r"\d[\d,]*(?:\.\d+)?", row["target"])
    scale = 100 if "pounds" in row["unit"] else 1
    return [round(float(number.replace(",", "")) * scale) for number in numbers]


def held(key: str, on: date, *members: str) -> list[object]:
    value = RULES.get(key, on).value
    if not members:
        return list(value) if isinstance(value, tuple) else [value]
    assert isinstance(value, Mapping)
    return [value[member] for member in members]


@pytest.mark.parametrize(
    ("level", "key", "members", "on"),
    [
        ("SL-009", "offer.progress_calls", (), NOW),
        ("SL-018", "follow_up.first_flag_days", (), NOW),
        ("SL-019", "follow_up.second_flag_months", (), NOW),
        ("SL-038", "write_up.working_days", (), NOW),
        ("SL-041", "file.pass_phrase", ("minimum_length",), NOW),
        ("SL-042", "login.password", ("minimum_length",), NOW),
        ("SL-043", "classification.threshold_records", (), NOW),
        ("SL-046", "staff.vetting", ("grace_months",), NOW),
        ("SL-047", "staff.vetting", ("renewal_years",), NOW),
        ("SL-048", "staff.qualification_clocks", ("begin_within_months",), NOW),
        ("SL-049", "staff.qualification_clocks", ("achieve_within_years",), NOW),
        ("SL-050", "staff.essential_training_months", (), NOW),
        ("SL-051", "staff.advice_qualification_level", (), NOW),
        ("SL-057", "returns.performance_data_working_day", (), BEFORE_VERSION_3),
        ("SL-058", "invoice.working_day", (), NOW),
        ("SL-059", "returns.performance_data_working_day", (), NOW),
        ("SL-060", "returns.manual_templates_working_day", (), NOW),
        ("SL-061", "returns.inspiration_report_working_day", (), NOW),
        ("SL-062", "returns.inspiration_case_studies", ("least",), NOW),
        ("SL-063", "returns.press_case_studies", ("least", "most"), NOW),
        ("SL-068", "material.approval_days", (), NOW),
        ("SL-070", "local_pages.review_months", (), NOW),
        ("SL-071", "local_pages.limit", ("all",), NOW),
        ("SL-072", "local_pages.people", ("editors", "creators"), NOW),
        ("SL-077", "performance.tolerance_bands", ("quarter_1",), BEFORE_VERSION_3),
        ("SL-078", "performance.tolerance_bands", ("quarter_2",), BEFORE_VERSION_3),
        ("SL-079", "performance.tolerance_bands", ("quarter_3",), BEFORE_VERSION_3),
        ("SL-080", "performance.tolerance_bands", ("year_end",), BEFORE_VERSION_3),
        ("SL-100", "sessions.funded_per_year", ("priority",), NOW),
        ("SL-101", "funding.session_rate", ("default", "south_east", "east_of_england", "london"), NOW),
        ("SL-102", "funding.outcome_payment", (), NOW),
        ("SL-103", "outcome.sustained_job_weeks", (), NOW),
    ],
)
def test_a_value_is_that_of_its_level(level: str, key: str, members: tuple[str, ...], on: date) -> None:
    assert held(key, on, *members) == printed(level)


def test_the_months_of_follow_up_end_with_the_last_level_of_follow_up() -> None:
    assert printed("SL-020") == [max(RULES.get("follow_up.months", NOW).value)]  # type: ignore[call-overload]


def test_the_inspiration_case_study_is_due_on_the_day_that_its_level_prints() -> None:
    day = RULES.get_table("returns.inspiration_case_studies", NOW)["working_day"]
    assert f"on {day}th working day" in TABLE.read_text(encoding="utf-8")
