"""The register "Rules in force": a day, words, filters, marks, two days, the file; usable with two thousand rules."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fingerpost.policy import Status, shipped_rules
from fingerpost.policy.schema import KeySpec, Kind
from fingerpost.workspace.rules.table_file import safe_cell
from tests.fixtures.world import ClientAs
from tests.workspace.many_rules import MANY, put_in_force, put_many_in_force, ruling

pytestmark = pytest.mark.django_db
ON = "on-day={}&on-month={}&on-year={}"


@pytest.fixture
def client(client_as: ClientAs) -> Client:
    """Somebody of the staff who sees no customer: the register needs nothing else."""
    return client_as("technician")


def on(year: int, month: int, day: int) -> str:
    return ON.format(day, month, year)


def page_of(client: Client, query: str = "", path: str = "/staff/rules/", status: int = 200) -> BeautifulSoup:
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "html.parser")


def rows_of(page: BeautifulSoup) -> dict[str, list[str]]:
    """The cells of each row under its key."""
    found = {}
    for row in page.select(".fingerpost-register tbody tr"):
        key = row.select_one(".fingerpost-key-name")
        assert key is not None
        found[key.get_text()] = [" ".join(cell.get_text(" ").split()) for cell in row.select("td")]
    return found


def file_of(answer: HttpResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


@pytest.mark.requirement("XD-1")
def test_register_when_another_day_is_asked_shows_what_held_on_it(client: Client) -> None:
    before = rows_of(page_of(client, f"words=identity.method&{on(2014, 9, 30)}"))
    after = rows_of(page_of(client, f"words=identity.method&{on(2016, 1, 1)}"))
    assert before["identity.method"][0] == "four items"
    assert "OI-14.18" in before["identity.method"][1]
    assert before["identity.method"][2] == "1 August 2010 to 30 September 2014 operating-instructions-2010"
    assert after["identity.method"][0] == "authenticate in contact"
    assert after["identity.method"][1] == "In force BR-7.3"


@pytest.mark.requirement("XD-3")
def test_register_when_later_papers_are_silent_shows_the_carried_forward_mark(client: Client) -> None:
    row = rows_of(page_of(client, "words=write_up.working_days"))["write_up.working_days"]
    assert row[0] == "2 working days"
    assert row[1].startswith("Carried forward OI-8.16, OI-9.5")
    page = page_of(client, path="/staff/rules/write_up.working_days/")
    assert "The last stated value. Later papers do not state it again." in page.get_text()


@pytest.mark.requirement("BR-CL-0")
def test_register_when_2015_is_asked_of_a_changed_paragraph_marks_the_earlier_text(client: Client) -> None:
    query = on(2015, 6, 1)
    row = rows_of(page_of(client, f"words=identity.method&{query}"))["identity.method"]
    assert row[1].startswith("Earlier text not supplied BR-7.3, BR-CL-0")
    today = rows_of(page_of(client, "words=identity.method"))["identity.method"]
    assert "Earlier text not supplied" not in today[1]


def test_register_when_words_are_typed_finds_them_in_names_values_notes_and_sources(client: Client) -> None:
    for words, key in (
        ("adult_age", "eligibility.adult_age"),
        ("STEP-FREE access", "support.needs"),
        ("clock ends with the second", "write_up.working_days"),
        ("bR-28.4 audit", "grant.audit_days"),
    ):
        assert key in rows_of(page_of(client, f"words={words}")), words
    nothing = page_of(client, "words=nothing-like-it")
    assert rows_of(nothing) == {}
    assert "No rule found on" in nothing.get_text()
    assert nothing.find("a", string="Show every rule of today") is not None


def test_register_when_narrowed_by_status_paper_and_pack_shows_only_those(client: Client) -> None:
    rules = shipped_rules()
    found = rows_of(page_of(client, "status=carried_forward&paper=OI&pack=operating-instructions-2010"))
    assert "write_up.working_days" in found
    day = date(2026, 1, 1)
    for key in found:
        held = rules.get(key, day)
        assert (held.status, held.pack) == (Status.CARRIED_FORWARD, "operating-instructions-2010")
        assert any(one.startswith("OI-") for one in held.source.split("; "))
    withdrawn = rows_of(page_of(client, "status=withdrawn"))
    assert withdrawn
    assert {row[0] for row in withdrawn.values()} == {"no value"}
    without = rows_of(page_of(client, f"status=no_value&words=working_days&{on(2005, 1, 1)}"))
    assert without["write_up.working_days"] == ["", "No value", "–"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (on(2015, 2, 31), "The date must be a real date"),
        ("on-day=5", "The date must include a month and a year"),
        ("status=nonsense", "Select status"),
        (f"words={'x' * 101}", "Words to find must be 100 characters or fewer"),
    ],
)
def test_register_when_asked_wrongly_says_what_to_mend(client: Client, query: str, message: str) -> None:
    page = page_of(client, query, status=422)
    summary = page.select_one(".govuk-error-summary")
    assert summary is not None
    assert message in summary.get_text()
    assert page.title is not None
    assert page.title.get_text().startswith("Error: ")
    assert client.get(f"/staff/rules/file/?{query}").status_code == 422
    assert client.get(f"/staff/rules/print/?{query}").status_code == 422


def test_register_when_it_has_two_thousand_rules_draws_fifty_and_asks_no_more_queries(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/staff/rules/")
    with CaptureQueriesContext(connection) as few:
        client.get("/staff/rules/")
    rules = put_many_in_force(monkeypatch)
    with CaptureQueriesContext(connection) as many:
        answer = client.get("/staff/rules/?words=made-up")
    assert len(many) == len(few)
    assert len(many) <= 10, [query["sql"][:90] for query in many.captured_queries]
    page = BeautifulSoup(answer.content, "html.parser")
    assert list(rows_of(page)) == [f"made_up.number_{number:04}" for number in range(50)]
    assert f"1 to 50 of {MANY} rules" in page.get_text()
    assert len(answer.content) < 100_000
    last = page_of(client, "words=made-up&page=40")
    assert list(rows_of(last))[-1] == "made_up.number_1999"
    assert "Page 40 of 40" in last.get_text()
    assert last.find("a", rel="next") is None
    assert list(rows_of(page_of(client, "words=made-up&page=9999"))) == list(rows_of(last))
    assert list(rows_of(page_of(client, "words=made-up&page=x"))) == list(rows_of(page))
    assert len(rules.keys()) > MANY


def test_pages_of_the_list_when_followed_keep_what_was_asked(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_many_in_force(monkeypatch)
    page = page_of(client, f"words=made-up&pack=made-up&{on(2020, 2, 29)}")
    following = page.find("a", rel="next")
    assert following is not None
    second = page_of(client, str(following["href"]).removeprefix("?"))
    assert next(iter(rows_of(second))) == "made_up.number_0050"
    assert "on 29 February 2020" in second.get_text()
    link = second.select_one(".fingerpost-register a")
    assert link is not None
    assert link["href"] == f"/staff/rules/made_up.number_0050/?{on(2020, 2, 29)}"


@pytest.mark.requirement("XD-1")
def test_two_days_when_compared_show_what_differs_and_in_what(client: Client) -> None:
    query = "first-day=30&first-month=9&first-year=2014&second-day=1&second-month=1&second-year=2016"
    page = page_of(client, query, path="/staff/rules/compare/")
    rows = {}
    for number in (1, 2, 3, 4, 5):
        rows |= rows_of(page_of(client, f"{query}&page={number}", path="/staff/rules/compare/"))
    method = rows["identity.method"]
    assert method[0].startswith("four items In force OI-14.18")
    assert method[1].startswith("authenticate in contact In force BR-7.3")
    assert method[2] == "value, source, note"
    assert rows["identity.answers_needed"][2] == "begins"
    assert rows["write_up.working_days"][2] == "source, status"
    assert "login.idle_minutes" not in rows
    headings = [each.get_text() for each in page.select(".fingerpost-register thead th")]
    assert headings == ["Rule", "30 September 2014", "1 January 2016", "What differs"]
    wrong = page_of(
        client, "second-day=40&second-month=1&second-year=2016", path="/staff/rules/compare/", status=422
    )
    assert "The second day must be a real date" in wrong.get_text()


def test_two_days_when_they_are_one_say_that_nothing_differs(client: Client) -> None:
    day = "first-day=1&first-month=1&first-year=2016&second-day=1&second-month=1&second-year=2016"
    page = page_of(client, day, path="/staff/rules/compare/")
    assert "0 rules differ" in page.get_text()
    assert f"{len(shipped_rules().keys())} others say the same" in page.get_text()


def test_file_when_downloaded_has_every_rule_of_the_list_with_a_good_name(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_many_in_force(monkeypatch)
    answer = client.get(f"/staff/rules/file/?words=made-up&{on(2020, 2, 29)}")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="rules-in-force-2020-02-29.csv"'
    lines = file_of(answer)
    assert len(lines) == MANY
    assert lines[7] == {
        "Key": "made_up.number_0007",
        "What it is for": "Made-up number 0007",
        "Value": "7",
        "Unit": "days",
        "Source": "BR-24.1",
        "Status": "In force",
        "Valid from": "2014-10-01",
        "Valid to": "",
        "Pack": "made-up",
        "Note": "",
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "\u00a0=", "＝"])
def test_file_when_a_cell_could_be_a_formula_takes_it_for_text(
    client: Client, monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    value = f"{start}HYPERLINK(1)"
    text = KeySpec(Kind.TEXT, "Made-up text")
    put_in_force(monkeypatch, [ruling("made_up.text", value, note=value)], made_up__text=text)
    line = file_of(client.get("/staff/rules/file/?words=made_up.text"))[0]
    assert not line["Value"].startswith(start)
    assert line["Note"].startswith("'")
    assert safe_cell("ordinary, = inside") == "ordinary, = inside"


def test_list_to_print_when_drawn_is_one_page_and_says_what_it_leaves_out(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_many_in_force(monkeypatch)
    page = page_of(client, "words=made-up", path="/staff/rules/print/")
    assert len(page.select(".fingerpost-printed")) == 500
    assert "1500 more are not on this page" in page.get_text()
    few = page_of(client, "words=write_up", path="/staff/rules/print/")
    assert "more are not on this page" not in few.get_text()
