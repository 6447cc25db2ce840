"""When you can reach us: what the page says at a moment, of a week, of single days, and after a publication."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from fingerpost.house.rules import rules_in_force
from fingerpost.policy.calendars import LANGUAGE_LINES
from fingerpost.policy.civil import LONDON
from fingerpost.public import views
from fingerpost.public.opening import opening_of
from tests.fixtures.packs import pack, rule
from tests.fixtures.publishing import Publish

pytestmark = pytest.mark.django_db
ADDRESS = "/opening-hours/"
CENTRE = "hours.contact_centre"
LATE = {"Punjabi", "Urdu"}
PageAt = Callable[[str], Tag]


def london(text: str) -> datetime:
    """A moment as a clock in England shows it; one that autumn repeats is its first."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.fixture
def page_at(client: Client, monkeypatch: pytest.MonkeyPatch) -> PageAt:
    """`page_at("2026-11-23T16:59")`: the main part of the page, asked for at that time in England (or with Z)."""

    def ask(moment: str) -> Tag:
        now = datetime.fromisoformat(moment) if moment.endswith("Z") else london(moment)
        monkeypatch.setattr(views, "timezone", SimpleNamespace(now=lambda: now))
        answer = client.get(ADDRESS)
        assert answer.status_code == 200
        main = BeautifulSoup(answer.content, "html.parser").main
        assert isinstance(main, Tag)
        return main

    return ask


def words(part: Tag) -> str:
    return " ".join(part.get_text(" ").split())


def text_of(main: Tag, name: str) -> str:
    """The words of the part with that id."""
    found = main.find(id=name)
    assert isinstance(found, Tag), name
    return words(found)


def table(main: Tag, name: str) -> list[tuple[str, ...]]:
    """The rows of the table with that id, or labelled by it."""
    found = main.find("table", id=name) or main.find("table", attrs={"aria-labelledby": name})
    assert isinstance(found, Tag), name
    return [tuple(words(cell) for cell in row.find_all(["th", "td"])) for row in found.select("tbody tr")]


def lines(main: Tag) -> dict[str, tuple[str, ...]]:
    """The language lines by the first word of their row: week, number, now."""
    return {row[0].split()[0]: row[1:] for row in table(main, "language-lines")}


def centre_now(main: Tag) -> str:
    return text_of(main, "contact-centre-now")


@pytest.mark.requirement("OI-5.1")
def test_page_when_opened_gives_the_hours_of_each_channel(page_at: PageAt) -> None:
    main = page_at("2026-11-23T10:00")
    headings = [words(each) for each in main.find_all("h2")]
    assert headings == ["Contact centre", "Language lines", "Face to face", "Website"]
    week = text_of(main, "contact-centre-week")
    assert week.startswith("Every day, 08:00 to 22:00. These hours hold on bank holidays too")
    days = table(main, "contact-centre-days")
    assert [day for day, _ in days] == [
        *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    ]
    assert {hours for _, hours in days} == {"08:00 to 22:00"}
    assert text_of(main, "website-week").startswith("24 hours a day, every day.")
    assert f"Call {settings.SERVICE_TELEPHONE}: an adviser tells you where you can be seen" in words(main)


@pytest.mark.requirement("OI-3.36a")
@pytest.mark.parametrize("day", ["2026-11-23", "2026-07-03"])
@pytest.mark.parametrize(("time", "open_lines"), [("16:59", set(LANGUAGE_LINES.values())), ("17:01", LATE)])
def test_language_lines_around_17_are_open_as_stated(
    page_at: PageAt, day: str, time: str, open_lines: set[str]
) -> None:
    found = lines(page_at(f"{day}T{time}"))
    assert {name for name, row in found.items() if row[-1].startswith("Open now.")} == open_lines
    assert {name for name, row in found.items() if row[-1].startswith("Closed now.")} == set(
        found
    ) - open_lines
    assert found["Punjabi"][-1] == "Open now. Closes today at 20:00."


@pytest.mark.requirement("OI-3.36a")
def test_polish_and_punjabi_lines_when_late_in_the_day_say_when_they_open_next(page_at: PageAt) -> None:
    friday = lines(page_at("2026-11-27T19:59"))
    assert friday["Punjabi"][-1] == "Open now. Closes today at 20:00."
    assert friday["Polish"][-1] == "Closed now. Opens on Monday 30 November 2026 at 09:00."
    assert lines(page_at("2026-11-27T20:00"))["Punjabi"][-1] == friday["Polish"][-1]
    assert lines(page_at("2026-11-26T19:59"))["Polish"][-1] == "Closed now. Opens tomorrow at 09:00."


@pytest.mark.requirement("OI-3.36a")
@pytest.mark.parametrize("day", ["2026-11-28", "2026-11-29"])
def test_language_lines_at_a_weekend_are_closed_and_the_contact_centre_open(
    page_at: PageAt, day: str
) -> None:
    main = page_at(f"{day}T12:00")
    assert all(row[-1].startswith("Closed now. Opens ") for row in lines(main).values())
    assert centre_now(main) == "Open now. Closes today at 22:00."


@pytest.mark.requirement("OI-7.34")
def test_language_lines_when_listed_are_the_eight_in_our_spelling_with_their_numbers(page_at: PageAt) -> None:
    main = page_at("2026-11-23T10:00")
    found = lines(main)
    assert [*found] == ["Gujarati", "Punjabi", "Sylheti", "Urdu", "Farsi", "Polish", "French", "Somali"]
    numbers = {name: row[1] for name, row in found.items()}
    assert all(re.fullmatch(r"0800 093 1\d{3}", number) for number in numbers.values())
    assert len(set(numbers.values())) == 8
    assert numbers["Polish"] == "0800 093 1114"
    weeks = {name: row[0] for name, row in found.items()}
    assert weeks["Urdu"] == "Monday to Friday, 09:00 to 20:00. Closed on Saturday and Sunday."
    assert weeks["Somali"] == "Monday to Friday, 09:00 to 17:00. Closed on Saturday and Sunday."
    own = {str(each["lang"]): str(each["dir"]) for each in main.select("[lang]")}
    assert [*own] == ["gu", "pa", "syl-Beng", "ur", "fa", "pl", "fr", "so"]
    assert {tag for tag, direction in own.items() if direction == "rtl"} == {"ur", "fa"}


@pytest.mark.requirement("OI-5.1")
@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-12-24T22:00", "on Sunday 27 December 2026"),
        ("2026-12-25T12:00", "on Sunday 27 December 2026"),
        ("2026-12-26T12:00", "tomorrow"),
        ("2026-12-27T07:59", "today"),
        ("2027-01-01T12:00", "tomorrow"),
        ("2026-12-31T21:59", ""),
        ("2026-12-28T12:00", ""),
        ("2028-02-28T22:00", "tomorrow"),
        ("2028-02-29T12:00", ""),
    ],
)
def test_contact_centre_around_its_closed_days_says_when_it_opens(
    page_at: PageAt, moment: str, opens: str
) -> None:
    closed = f"Closed now. Opens {opens} at 08:00."
    assert centre_now(page_at(moment)) == (closed if opens else "Open now. Closes today at 22:00.")


@pytest.mark.requirement("OI-5.1")
def test_closed_days_when_listed_are_those_of_the_next_twelve_months_by_name(page_at: PageAt) -> None:
    main = page_at("2026-11-23T10:00")
    assert table(main, "contact-centre-different") == [
        ("Friday 25 December 2026 Christmas Day", "Closed"),
        ("Saturday 26 December 2026 Boxing Day", "Closed"),
        ("Friday 1 January 2027 New Year’s Day", "Closed"),
    ]
    # Nobody expects a line on a Saturday, so 26 December is not named for them.
    assert table(main, "language-lines-different") == [
        ("Friday 25 December 2026 Christmas Day", "All language lines: Closed"),
        ("Friday 1 January 2027 New Year’s Day", "All language lines: Closed"),
    ]
    on_the_day = table(page_at("2026-12-25T23:30"), "contact-centre-different")
    assert [day.split()[:3] for day, _ in on_the_day] == [
        *(["Friday", "25", "December"], ["Saturday", "26", "December"], ["Friday", "1", "January"])
    ]
    after = table(page_at("2026-12-26T00:00"), "contact-centre-different")
    assert [day for day, _ in after][-1] == "Saturday 25 December 2027 Christmas Day"


@pytest.mark.parametrize(
    ("moment", "says", "worked_out"),
    [
        ("2026-03-29T00:59:00Z", "Closed now. Opens today at 08:00.", "Sunday 29 March 2026 at 00:59,"),
        ("2026-03-29T01:00:00Z", "Closed now. Opens today at 08:00.", "Sunday 29 March 2026 at 02:00,"),
        ("2026-03-29T06:59:00Z", "Closed now. Opens today at 08:00.", "Sunday 29 March 2026 at 07:59,"),
        ("2026-03-29T07:00:00Z", "Open now. Closes today at 22:00.", "Sunday 29 March 2026 at 08:00,"),
        ("2026-03-28T22:00:00Z", "Closed now. Opens tomorrow at 08:00.", "Saturday 28 March 2026 at 22:00,"),
        ("2026-10-25T00:30:00Z", "Closed now. Opens today at 08:00.", "2026 at 01:30 by summer time,"),
        ("2026-10-25T01:30:00Z", "Closed now. Opens today at 08:00.", "2026 at 01:30 by winter time,"),
        ("2026-10-25T07:59:00Z", "Closed now. Opens today at 08:00.", "Sunday 25 October 2026 at 07:59,"),
        ("2026-10-25T08:00:00Z", "Open now. Closes today at 22:00.", "Sunday 25 October 2026 at 08:00,"),
        ("2026-10-24T21:00:00Z", "Closed now. Opens tomorrow at 08:00.", "24 October 2026 at 22:00,"),
    ],
)
def test_page_on_a_night_the_clocks_change_goes_by_the_clock_on_the_wall(
    page_at: PageAt, moment: str, says: str, worked_out: str
) -> None:
    main = page_at(moment)
    assert centre_now(main) == says
    assert worked_out in words(main)


WEEK = (
    '{ monday = ["09:00-12:00", "13:00-24:00"], tuesday = ["00:00-24:00"], wednesday = ["00:00-18:00"],'
    ' friday = ["10:00-14:00"], open_on_bank_holidays = false, exceptions = ['
    '{ day = 2031-03-04, hours = ["12:00-13:00"], name = "moving house" }, { day = 2031-03-05 }] }'
)


@pytest.mark.requirement("OI-5.1")
def test_page_when_a_pack_changes_hours_from_a_day_says_so_before_and_holds_to_it_after(
    page_at: PageAt, publish: Publish
) -> None:
    publish(pack("fewer-hours", rule(CENTRE, WEEK, begins=date(2031, 3, 3), source="BR-1.3a")))
    new_week = (
        "Monday, 09:00 to 12:00 and 13:00 to midnight; Tuesday, 24 hours; Wednesday, 00:00 to 18:00; "
        "Friday, 10:00 to 14:00. Closed on Thursday, Saturday and Sunday."
    )
    before = page_at("2031-03-02T21:00")
    assert centre_now(before) == "Open now. Closes today at 22:00."
    assert text_of(before, "contact-centre-week").startswith("Every day, 08:00 to 22:00.")
    assert f"From Monday 3 March 2031: {new_week}" in words(before)
    assert ("Tuesday 4 March 2031 Moving house", "12:00 to 13:00") in table(
        before, "contact-centre-different"
    )
    assert ("Wednesday 5 March 2031", "Closed") in table(before, "contact-centre-different")
    after = page_at("2031-03-03T12:30")
    assert centre_now(after) == "Closed now. Opens today at 13:00."
    assert text_of(after, "contact-centre-week") == f"{new_week} Closed on bank holidays."
    assert ("Thursday", "Closed") in table(after, "contact-centre-days")
    assert ("Friday 11 April 2031 Good Friday", "Closed") in table(after, "contact-centre-different")
    assert "From " not in words(after)
    assert centre_now(page_at("2031-03-10T23:59")) == "Open now. Closes on Wednesday 12 March 2031 at 18:00."
    assert centre_now(page_at("2031-03-03T23:59")) == "Open now. Closes today at midnight."


def test_page_when_a_pack_changes_some_language_lines_names_them(page_at: PageAt, publish: Publish) -> None:
    later = (
        '{ monday = ["09:00-17:00"], open_on_bank_holidays = true,'
        ' exceptions = [{ day = 2031-03-10, name = "a move" }] }'
    )
    numbers = '[{ code = "polish", label = "Polish", number = "0800 000 0001" }]'
    publish(
        pack(
            "fewer-lines",
            rule("hours.language.pl", later, begins=date(2031, 3, 3), source="OI-3.36a"),
            rule("hours.language.so", later, begins=date(2031, 3, 3), source="OI-3.36a"),
            rule("telephone.language_lines", numbers, begins=date(2031, 3, 3), source="OI-7.34"),
        )
    )
    before = words(page_at("2031-03-01T10:00"))
    assert "Polish and Somali. From Monday 3 March 2031: Monday, 09:00 to 17:00. Closed on Tuesday," in before
    after = page_at("2031-03-03T10:00")
    assert ("Monday 10 March 2031 A move", "Polish and Somali: Closed") in table(
        after, "language-lines-different"
    )
    assert lines(after)["Polish"][1] == "0800 000 0001"
    assert lines(after)["Somali"][1] == f"Call {settings.SERVICE_TELEPHONE} and ask"
    closed = lines(page_at("2031-03-04T10:00"))
    assert closed["Polish"][-1] == "Closed now. Opens on Monday 17 March 2031 at 09:00."
    assert closed["French"][-1] == "Open now. Closes today at 17:00."


def test_page_when_a_pack_never_closes_the_contact_centre_gives_no_closing_time(
    page_at: PageAt, publish: Publish
) -> None:
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    always = ", ".join(f'{name} = ["00:00-24:00"]' for name in names)
    week = f"{{ {always}, open_on_bank_holidays = true }}"
    publish(pack("always", rule(CENTRE, week, begins=date(2031, 3, 3), source="BR-1.3a")))
    main = page_at("2031-03-30T01:30")
    assert centre_now(main) == "Open now."
    assert text_of(main, "contact-centre-week").startswith("24 hours a day, every day.")
    assert text_of(main, "contact-centre-different") == "No day of the next twelve months has other hours."


def test_page_when_a_line_is_closed_for_good_says_that_no_day_is_set(
    page_at: PageAt, publish: Publish
) -> None:
    never = "{ open_on_bank_holidays = false }"
    publish(pack("no-line", rule("hours.language.fr", never, begins=date(2031, 3, 3), source="OI-3.36a")))
    found = lines(page_at("2031-03-03T10:00"))["French"]
    assert (found[0], found[-1]) == ("Closed.", "Closed now. No day is set on which it opens again.")


def test_page_when_asked_for_twice_is_never_kept_and_asks_the_database_no_more_than_another(
    client: Client,
) -> None:
    assert "no-store" in client.get(ADDRESS)["Cache-Control"]
    assert client.get("/cookies/").status_code == 200
    with CaptureQueriesContext(connection) as of_another:
        client.get("/cookies/")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(ADDRESS)
    assert len(asked) == len(of_another)
    assert not answer.cookies


def test_page_when_read_has_one_heading_named_tables_and_headers_both_ways(page_at: PageAt) -> None:
    main = page_at("2026-11-23T10:00")
    assert len(main.find_all("h1")) == 1
    tables = main.find_all("table")
    assert len(tables) == 4
    for each in tables:
        assert each.caption or main.find(id=each["aria-labelledby"])
        assert {head["scope"] for head in each.select("thead th")} == {"col"}
        assert {head["scope"] for head in each.select("tbody th:first-child")} == {"row"}
        assert len(each.select("tbody th")) == len(each.select("tbody tr"))
    assert not main.find_all("script")


@pytest.mark.parametrize("address", ["/", "/privacy/"])
def test_public_pages_when_opened_lead_to_the_opening_hours(client: Client, address: str) -> None:
    found = BeautifulSoup(client.get(address).content, "html.parser")
    assert isinstance(found.footer, Tag)
    assert found.footer.find("a", href=ADDRESS, string="When you can reach us")
    assert isinstance(found.main, Tag)
    assert bool(found.main.find("a", href=ADDRESS)) is (address == "/")


def test_page_when_the_service_has_another_number_gives_that_one(page_at: PageAt, settings: Settings) -> None:
    settings.SERVICE_TELEPHONE = "0300 000 0000"
    found = words(page_at("2026-11-23T10:00"))
    assert found.count("0300 000 0000") == 2
    # The only other numbers are those of the language lines.
    assert len(re.findall(r"\b0\d{2,4} \d{3} \d{3,4}\b", found)) == 2 + len(LANGUAGE_LINES)


def test_opening_when_it_closes_for_longer_than_a_week_still_has_its_closing_time(publish: Publish) -> None:
    publish(
        pack("one-day", rule(CENTRE, WEEK, begins=date(2031, 3, 3), ends=date(2031, 3, 3))),
    )
    never = "{ open_on_bank_holidays = false }"
    publish(pack("then-none", rule(CENTRE, never, begins=date(2031, 3, 4), source="BR-1.3a")))
    found = opening_of("contact_centre", rules_in_force(), london("2031-03-03T14:00"))
    assert found.closes_at == datetime(2031, 3, 4, tzinfo=UTC)
    assert [each.begins_on for each in found.new_weeks] == [date(2031, 3, 4)]
