"""The page of one rule: every kind of value, its line of time, its tests, and what it never shows."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

from fingerpost.house import evidence
from fingerpost.policy import Status, shipped_rules
from fingerpost.policy.known_keys import KNOWN_KEYS
from fingerpost.policy.loader import with_added
from fingerpost.policy.schema import KeySpec, Kind, freeze
from fingerpost.policy.screening import screen
from fingerpost.staff.access import Role
from fingerpost.workspace.rules import source
from fingerpost.workspace.rules.neutral import is_word_list
from tests.fixtures.world import ClientAs
from tests.workspace.many_rules import put_in_force, ruling

pytestmark = pytest.mark.django_db
# Everyday words of the list that these pages may use: none of them says anything of a person here.
HARMLESS = frozenset(
    {"abuse", "drug", "fine", "suspect", "suspended", "trial", "tribunal", "victim", "vulnerable", "witness"}
)


@pytest.fixture
def client(client_as: ClientAs) -> Client:
    return client_as("technician")


def page_of(client: Client, path: str) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return BeautifulSoup(answer.content, "html.parser")


def main_of(page: BeautifulSoup) -> Tag:
    main = page.find("main")
    assert isinstance(main, Tag)
    return main


def part(page: BeautifulSoup, heading: str) -> str:
    """The words under a heading, to the next of its size."""
    found = page.find("h2", string=heading)
    assert isinstance(found, Tag), heading
    words = []
    for following in found.find_next_siblings():
        if following.name == "h2":
            break
        words.append(following.get_text(" "))
    return " ".join(" ".join(words).split())


KINDS = {
    "number": (Kind.NUMBER, 12_345, {}, "12,345 days"),
    "text": (Kind.TEXT, "to_be_agreed", {}, "to be agreed days"),
    "flag": (Kind.FLAG, False, {}, "no"),
    "date": (Kind.DATE, date(2016, 2, 29), {}, "29 February 2016"),
    "texts": (Kind.TEXTS, ("one_thing", "another"), {}, "one thing another"),
    "numbers": (Kind.NUMBERS, (90, 60), {}, "90 60"),
    "table": (
        Kind.TABLE,
        {"per_day": 4, "is_open": True},
        {"per_day": Kind.NUMBER, "is_open": Kind.FLAG},
        "In a day 4 Is open yes",
    ),
    "rows": (
        Kind.ROWS,
        ({"code": "one_code", "label": "First"}, {"code": "two", "label": "Second", "months": 3}),
        {"code": Kind.TEXT, "label": Kind.TEXT, "months?": Kind.NUMBER},
        "Code Name Months one_code First two Second 3",
    ),
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_value_when_of_any_kind_reads_as_words(
    client: Client, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    of_kind, value, fields, words = KINDS[kind]
    spec = KeySpec(of_kind, "A made-up rule", "days", fields=fields)
    put_in_force(monkeypatch, [ruling("made_up.rule", freeze(value), unit="days")], made_up__rule=spec)
    page = page_of(client, "/staff/rules/made_up.rule/?on-day=1&on-month=1&on-year=2020")
    assert words in part(page, "On 1 January 2020")
    assert "A made-up rule" in main_of(page).get_text()


@pytest.mark.parametrize(
    ("level", "title", "words"),
    [
        ("SL-002", "Calls abandoned", "under 5 per cent"),
        ("SL-023", "Complaint in writing, final response", "within 5 working days"),
        ("SL-017", "Closed-office queue item followed up", "within 1 working day"),
        ("SL-028", "Availability", "at least 97 per cent, for each calendar month"),
        ("SL-044", "Security incident report", "at once"),
        ("SL-051", "Adviser qualification level", "at least level 4"),
        ("SL-059", "Hub data return", "within working day 8 of the month"),
        ("SL-063", "PR case studies", "between 1 and 2 case studies, for each calendar month"),
        ("SL-072", "Editors and creators per prime", "at most editors 1, creators 5"),
        ("SL-076", "Termination of Service", "no limit stated"),
        ("SL-031", "Opening hours", "open during the hours: contact centre"),
    ],
)
def test_service_level_when_shown_is_a_sentence_with_its_boundary_as_written(
    client: Client, level: str, title: str, words: str
) -> None:
    page = page_of(client, f"/staff/rules/service_level.{level}/?on-day=1&on-month=1&on-year=2016")
    assert page.h1 is not None
    assert page.h1.get_text().startswith(title)
    assert words in part(page, "Line of time")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("hours.office", "Monday to Friday 09:00 to 17:00, closed on bank holidays"),
        ("hours.website", "Monday to Sunday all day, open on bank holidays"),
        (
            "hours.contact_centre",
            "Monday to Sunday 08:00 to 22:00, open on bank holidays, closed on 25 December, 26 December, 1 January",
        ),
        ("clock.working_week", "Monday to Friday, less bank holidays"),
    ],
)
def test_hours_when_shown_are_a_sentence(client: Client, key: str, words: str) -> None:
    page = page_of(client, f"/staff/rules/{key}/?on-day=1&on-month=1&on-year=2016")
    assert words in part(page, "Line of time")


def test_table_when_it_has_too_many_columns_is_shown_row_by_row(client: Client) -> None:
    page = page_of(client, "/staff/rules/triage.table/?on-day=1&on-month=1&on-year=2016")
    words = part(page, "On 1 January 2016")
    assert page.find("table") is None
    for row in shipped_rules().get_rows("triage.table", date(2016, 1, 1)):
        assert f" {row['id']} " in words
        assert str(row["text"]) in words


def test_value_when_long_is_folded_and_a_real_table(client: Client) -> None:
    page = page_of(client, "/staff/rules/identity.profiles/")
    folded = page.select_one("details table")
    assert isinstance(folded, Tag)
    headings = [each.get_text() for each in folded.select("th[scope=col]")]
    assert headings == ["Code", "Level", "Evidence", "Activity", "Check of risk", "Verification"]
    rows = shipped_rules().get_rows("identity.profiles", date(2026, 1, 1))
    assert [row.select("td")[0].get_text() for row in folded.select("tbody tr")] == [
        row["code"] for row in rows
    ]


@pytest.mark.requirement("XD-1", "BR-CL-0")
def test_line_of_time_when_read_has_every_ruling_the_withdrawn_and_the_added(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    stretches = [
        ruling(
            "made_up.rule", 3, valid_from=date(2010, 8, 1), valid_to=date(2014, 9, 30), note="As it began."
        ),
        ruling("made_up.rule", None, valid_to=date(2019, 12, 31), status=Status.WITHDRAWN),
        ruling("made_up.rule", 5, valid_from=date(2020, 1, 1), status=Status.OPEN, source="BR-24.1; BR-CL-0"),
    ]
    spec = KeySpec(Kind.NUMBER, "A made-up rule", "days")
    put_in_force(monkeypatch, stretches, made_up__rule=spec)
    page = page_of(client, "/staff/rules/made_up.rule/?on-day=1&on-month=1&on-year=2012")
    line = [" ".join(each.get_text(" ").split()) for each in page.select(".fingerpost-line > li")]
    assert line[0].startswith("1 August 2010 to 30 September 2014 (the day shown) 3 In force BR-24.1")
    assert "As it began." in line[0]
    assert line[1].startswith("1 October 2014 to 31 December 2019 no value Withdrawn")
    assert line[2].startswith("From 1 January 2020 5 Earlier text not supplied BR-24.1, BR-CL-0")
    none = page_of(client, "/staff/rules/made_up.rule/?on-day=1&on-month=1&on-year=2005")
    assert "No value holds on this day." in part(none, "On 1 January 2005")


PACK = """
[pack]
name = "agency-2027"

[[rule]]
key = "write_up.working_days"
value = 3
valid_from = 2027-01-01
valid_to = 2027-12-31
source = "OI-8.16"
status = "in_force"
note = "A trial of one year."
"""


@pytest.mark.requirement("XD-1")
def test_added_pack_when_laid_over_stands_in_the_line_of_time_and_what_it_covered_comes_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_over = with_added(shipped_rules(), [("agency-2027.toml", PACK)])
    monkeypatch.setattr(source, "rules_in_force", lambda: laid_over)
    page = page_of(client, "/staff/rules/write_up.working_days/?on-day=1&on-month=6&on-year=2027")
    line = [" ".join(each.get_text(" ").split()) for each in page.select(".fingerpost-line > li")]
    assert "to 31 December 2026 2 working days Carried forward" in line[-3]
    assert line[-2].startswith(
        "1 January 2027 to 31 December 2027 (the day shown) 3 working days In force Added here"
    )
    assert "OI-8.16 · agency-2027 A trial of one year." in line[-2]
    assert line[-1].startswith("From 1 January 2028 2 working days Carried forward")
    for year, value in ((2026, "2 working days"), (2027, "3 working days"), (2028, "2 working days")):
        listed = page_of(client, f"/staff/rules/?words=write_up.working&on-day=1&on-month=6&on-year={year}")
        row = listed.select_one(".fingerpost-register tbody tr")
        assert row is not None
        assert value in row.get_text()
        assert ("Added here" in row.get_text()) == (year == 2027)


def test_rule_when_no_such_key_or_a_wrong_day_is_asked_says_so_or_takes_today(client: Client) -> None:
    answer = client.get("/staff/rules/no.such_rule/")
    assert answer.status_code == 404
    assert "No rule has this key" in answer.content.decode()
    assert client.get("/staff/rules/write_up.working_days/?on-day=99").status_code == 200


@pytest.mark.requirement("BR-20.3a")
def test_additional_indicator_when_its_sets_are_shown_has_its_neutral_label_alone(client: Client) -> None:
    for key in ("priority.set.nextstep_2010", "priority.set.ncs_2014"):
        page = page_of(client, f"/staff/rules/{key}/")
        rows = [row for row in page.select("table tbody tr") if "additional_indicator" in row.get_text()]
        assert rows
        for row in rows:
            cells = [cell.get_text() for cell in row.select("td") if cell.get_text()]
            assert cells == ["additional_indicator", "Additional indicator", "never worked out"]


@pytest.mark.requirement("BR-20.2", "BR-20.3a")
def test_pages_when_read_whole_name_nothing_that_a_screen_may_not_show(client: Client) -> None:
    """Lists, files of every time, both pages of evidence, and the page of each rule whose pack has such a word."""
    rules, day = shipped_rules(), date(2026, 1, 1)
    bases = {str(row["id"]): str(row["base"]) for row in rules.get_rows("screening.forms", day)}

    def named_in(text: str) -> set[str]:
        hits = screen(text.replace("_", " "), on=day, rules=rules)
        return {bases.get(hit.form_id, hit.form_id) for hit in hits} - HARMLESS

    suspicious = [key for key in rules.keys() if any(named_in(repr(each)) for each in rules.history(key))]  # noqa: SIM118
    assert "screening.forms" in suspicious
    paths = [reverse("workspace:rule", args=[key]) for key in suspicious]
    paths += ["/staff/rules/print/", "/staff/rules/evidence/"]
    found: dict[str, set[str]] = {}
    for path in paths:
        found[path] = named_in(main_of(page_of(client, path)).get_text(" "))
    for year, month in ((2010, 8), (2012, 4), (2014, 10), (2016, 1), (2018, 10), (2026, 1)):
        path = f"/staff/rules/file/?on-day=1&on-month={month}&on-year={year}"
        found[path] = named_in(client.get(path).content.decode("utf-8-sig"))
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.requirement("BR-20.2", "BR-A.2")
def test_words_when_they_are_a_rule_are_counted_and_shown_on_request_alone(client_as: ClientAs) -> None:
    adviser, technician = client_as("area_adviser"), client_as("technician")
    page = page_of(adviser, "/staff/rules/screening.forms/")
    count = len(shipped_rules().get_rows("screening.forms", date(2026, 1, 1)))
    assert f"{count:,} entries" in main_of(page).get_text()
    assert page.find("a", string="Read the words") is not None
    assert page_of(technician, "/staff/rules/screening.forms/").find("a", string="Read the words") is None
    asked = main_of(page_of(adviser, "/staff/rules/words/"))
    assert asked.select_one("dl") is None
    shown = adviser.post("/staff/rules/words/")
    assert shown.status_code == 200
    assert "no-cache" in shown["Cache-Control"]
    terms = {each.get_text() for each in BeautifulSoup(shown.content, "html.parser").select("dt")}
    assert {
        str(row["base"]) for row in shipped_rules().get_rows("screening.forms", date(2026, 1, 1))
    } == terms
    assert technician.post("/staff/rules/words/").status_code == 403
    lists = {key for key, spec in KNOWN_KEYS.items() if is_word_list(spec)}
    assert "screening.forms" in lists
    assert all(key.startswith("screening.") for key in lists)


RECORD = {
    "OI-8.16": [
        "tests/a/test_x.py::test_clock_when_friday_then_tuesday[1]",
        "tests/a/test_x.py::test_clock_when_friday_then_tuesday[2]",
    ],
    "OI-9.5": ["tests/a/test_x.py::test_paper_when_late_says_so"],
    "BR-24.1": ["tests/a/test_y.py::test_other"],
}


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "trace.json"
    path.write_text(json.dumps(RECORD), encoding="utf-8")
    monkeypatch.setattr(evidence, "RECORD", path)
    return path


def test_tests_when_a_run_was_recorded_are_those_of_the_paragraphs_cited(
    client: Client, record: Path
) -> None:
    words = part(page_of(client, "/staff/rules/write_up.working_days/"), "Tests that show it")
    assert words.startswith(
        "OI-8.16 clock when friday then tuesday OI-9.5 paper when late says so From the run of"
    )
    assert "other" not in words
    none = part(page_of(client, "/staff/rules/login.lock/"), "Tests that show it")
    assert "No test of the last run names these paragraphs." in none
    record.write_text("nonsense", encoding="utf-8")
    assert "can't be read" in part(page_of(client, "/staff/rules/login.lock/"), "Tests that show it")


def test_tests_when_a_paragraph_is_cited_by_its_stem_are_those_of_its_letters() -> None:
    shown = {"BR-20.3a": ["a"], "BR-20.3": ["b"], "BR-20.31": ["c"], "BR-20.3ab": ["d"]}
    assert set(evidence.tests_for("BR-20.3", shown)) == {"BR-20.3", "BR-20.3a"}


def test_evidence_when_no_run_was_recorded_says_how_to_make_one(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "RECORD", tmp_path / "none.json")
    for path in ("/staff/rules/evidence/", "/staff/rules/write_up.working_days/"):
        text = main_of(page_of(client, path)).get_text(" ")
        assert "No record of a test run is kept here." in text
        assert "make trace" in text


def test_evidence_when_recorded_has_the_table_of_the_console(client: Client, record: Path) -> None:
    page = page_of(client, "/staff/rules/evidence/")
    areas = evidence.read_register()
    counted = {total.area.code: len(total.shown) for total in evidence.totals(areas, RECORD)}
    rows = {}
    for row in page.select("tbody tr"):
        cells = [each.get_text() for each in row.select("th, td")]
        rows[cells[0].rpartition("(")[2].rstrip(")")] = (int(cells[1]), int(cells[2]))
    assert rows == {area.code: (counted[area.code], len(area.ids)) for area in areas}
    total = sum(len(area.ids) for area in areas)
    assert f"{len(RECORD)} of {total} paragraphs are shown." in main_of(page).get_text()


@pytest.mark.parametrize("role", list(Role))
def test_register_when_asked_by_each_role_opens(client_as: ClientAs, role: Role) -> None:
    assert client_as(role.value).get("/staff/rules/").status_code == 200
