"""The instructions: generated from the rules of the day, versioned, searchable, for the staff alone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from fingerpost.policy import Rules, UnknownRule, shipped_rules
from fingerpost.policy.known_keys import KNOWN_KEYS
from fingerpost.policy.schema import Kind
from fingerpost.policy.screening import screen
from fingerpost.staff.access import Role
from fingerpost.workspace.instructions.drawing import Drawn, draw, version_of
from fingerpost.workspace.instructions.reading import Chapter, WrongChapter, chapters, read_chapter
from fingerpost.workspace.instructions.views import search
from fingerpost.workspace.rules import source
from tests.docs.test_house_style import _faults
from tests.fixtures.world import ClientAs

TODAY = date(2026, 11, 22)
HEAD = '+++\ntitle = "A chapter"\nsummary = "What it is."\nreview = 2027-04-01\n+++\n'
WANTED = {
    "who-the-service-is-for",
    "finding-and-checking",
    "making-a-record",
    "before-advice",
    "recording-a-session",
    "words-that-cant-be-kept",
    "triage-and-transfers",
    "service-levels-and-hours",
    "sign-in-and-security",
    "concerns",
}


def drawn(chapter: Chapter, rules: Rules | None = None, day: date = TODAY) -> Drawn:
    return draw(chapter, rules=rules or shipped_rules(), specs=KNOWN_KEYS, day=day)


def made_up(text: str) -> Chapter:
    return read_chapter("01-made-up.md", f"{HEAD}\n{text}\n")


def words_of(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text().split())


def test_placeholders_when_compared_with_the_rules_name_known_keys_and_members() -> None:
    """An unknown key, a member that its key does not have, or a value that today lacks, is caught here."""
    rules = shipped_rules()
    for chapter in chapters():
        for asked in chapter.asked:
            spec = KNOWN_KEYS.get(asked.key)
            assert spec is not None, f"{chapter.name}: {asked.key}"
            assert rules.find(asked.key, TODAY) is not None, f"{chapter.name}: {asked.key} has no value today"
            if asked.member:
                names = {name.rstrip("?") for name in spec.fields}
                members = asked.member.split() if asked.is_table else [asked.member]
                assert set(members) <= names, f"{chapter.name}: {asked.key} has no {asked.member}"
            if asked.is_table:
                assert spec.kind in {Kind.ROWS, Kind.TABLE, Kind.TEXTS}, f"{chapter.name}: {asked.key}"


@pytest.mark.parametrize("wrong", ['{{ rule "no.such_key" }}', '{{ table "no.such_key" }}'])
def test_chapter_when_it_names_an_unknown_key_is_refused(wrong: str) -> None:
    with pytest.raises(UnknownRule, match=r"no\.such_key"):
        drawn(made_up(f"So it is {wrong}."))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("no head at all", "the head"),
        ("+++\ntitle = 3\n+++\ntext", "title, summary"),
        ("+++\n= nonsense\n+++\ntext", "01-x.md"),
        (f'{HEAD}{{{{ rules "write_up.working_days" }}}}', "placeholder"),
        (f'{HEAD}{{{{rule "write_up.working_days"}}}}', "placeholder"),
    ],
)
def test_chapter_when_written_wrongly_names_its_file_and_the_fault(text: str, complaint: str) -> None:
    with pytest.raises(WrongChapter, match=complaint) as refused:
        read_chapter("01-x.md", text)
    assert str(refused.value).startswith("01-x.md")


def test_chapters_when_read_cover_daily_work_and_say_when_they_are_reviewed() -> None:
    names = [chapter.name for chapter in chapters()]
    assert set(names) >= WANTED
    assert len(set(names)) == len(names)
    assert all(chapter.review_on > date(2026, 1, 1) for chapter in chapters())
    assert sum(len(chapter.asked) for chapter in chapters()) > 40


def test_value_when_it_changes_on_a_day_changes_the_page_on_that_day() -> None:
    chapter = made_up('Opened by {{ rule "identity.method" }}.')
    before, after = drawn(chapter, day=date(2014, 9, 30)), drawn(chapter, day=date(2014, 10, 1))
    assert words_of(before.html).startswith("Opened by four items (OI-14.18")
    assert words_of(after.html).startswith("Opened by authenticate in contact (BR-7.3")


def test_value_when_drawn_has_its_source_as_a_link_to_its_rule() -> None:
    page = BeautifulSoup(drawn(made_up('Within {{ rule "write_up.working_days" }}.')).html, "html.parser")
    link = page.find("a")
    assert link is not None
    assert link["href"] == "/staff/rules/write_up.working_days/"
    assert link.get_text().startswith("OI-8.16; OI-9.5")
    assert page.select_one(".fingerpost-value").get_text() == "2 working days"  # type: ignore[union-attr]
    one = words_of(drawn(made_up('Up to {{ rule "login.lock" "tries" }} tries.')).html)
    assert one.startswith("Up to 5 (BR-29.3; BR-29.2")


def test_text_when_it_holds_marks_of_html_is_written_as_text() -> None:
    html = drawn(made_up("<script>x</script> & <b>y</b>")).html
    assert "<script>" not in html
    assert "&lt;b&gt;" in html


def test_table_when_it_has_codes_leaves_them_out_and_names_alone_are_a_list() -> None:
    nations = BeautifulSoup(drawn(made_up('{{ table "places.nations" }}')).html, "html.parser")
    assert [each.get_text() for each in nations.select("th[scope=col]")] == ["Name", "Service", "In scope"]
    chosen = BeautifulSoup(drawn(made_up('{{ table "places.nations" "service label" }}')).html, "html.parser")
    assert [each.get_text() for each in chosen.select("th[scope=col]")] == ["Service", "Name"]
    needs = BeautifulSoup(drawn(made_up('{{ table "triage.needs" }}')).html, "html.parser")
    assert needs.find("table") is None
    assert "Advice" in [each.get_text() for each in needs.select("li")]


def test_version_when_a_value_or_a_word_changes_is_another() -> None:
    rules, chapter = shipped_rules(), made_up('Within {{ rule "write_up.working_days" }}.')
    other = Rules(replace(each, value=3) if each.key == "write_up.working_days" else each for each in rules)
    elsewhere = Rules(replace(each, value=3) if each.key == "login.idle_minutes" else each for each in rules)
    version = version_of([drawn(chapter)])
    assert re.fullmatch(r"[0-9a-f]{8}", version)
    assert version_of([drawn(chapter, elsewhere)]) == version
    assert version_of([drawn(chapter, other)]) != version
    assert version_of([drawn(replace(chapter, text=f"{chapter.text} More."))]) != version


def test_search_when_asked_finds_every_word_in_texts_values_and_titles() -> None:
    every = [drawn(chapter) for chapter in chapters()]
    found = search(every, "BANK holiday friday")
    assert [one.title for one in found][:1] == ["The clock"]
    assert found[0].href == "/staff/instructions/recording-a-session/#recording-a-session-the-clock"
    assert "bank holiday" in found[0].around.lower() or "friday" in found[0].around.lower()
    assert search(every, "2 working days")
    assert search(every, "nothing-like-it") == []


@pytest.mark.requirement("BR-20.2", "OI-11.11")
def test_chapters_when_screened_name_nothing_that_a_screen_may_not_show() -> None:
    rules = shipped_rules()
    everyday = {"abuse", "fine", "trial", "vulnerable", "suspended"}
    for chapter in chapters():
        text = words_of(drawn(chapter).html)
        found = [text[hit.start : hit.end].casefold() for hit in screen(text, on=TODAY, rules=rules)]
        assert set(found) <= everyday, f"{chapter.name}: {sorted(set(found) - everyday)}"


def test_chapters_when_read_for_avoided_words_have_none() -> None:
    for chapter in chapters():
        assert _faults(f"{chapter.title} {chapter.summary} {chapter.text}") == [], chapter.name


def test_links_when_followed_from_any_chapter_lead_somewhere() -> None:
    for chapter in chapters():
        page = BeautifulSoup(drawn(chapter).html, "html.parser")
        hrefs = [str(each["href"]) for each in page.select("a")]
        assert [href for href in hrefs if not href.startswith("/staff/") or href == "/staff/"] == [], (
            chapter.name
        )
        ids = [str(each["id"]) for each in page.select("[id]")]
        assert len(set(ids)) == len(ids)


# --- Over HTTP ---------------------------------------------------------------------------------------------


@pytest.fixture
def client(client_as: ClientAs) -> Client:
    return client_as("technician")


@pytest.mark.requirement("OI-0.1")
@pytest.mark.parametrize("role", list(Role))
def test_instructions_when_asked_by_any_role_open_with_version_and_review_date(
    client_as: ClientAs, role: Role
) -> None:
    client = client_as(role.value)
    contents = client.get("/staff/instructions/").content.decode()
    version = re.search(r"Version ([0-9a-f]{8}), with the values of", contents)
    assert version is not None
    for chapter in chapters():
        address = reverse("workspace:instructions_chapter", args=[chapter.name])
        assert f'href="{address}"' in contents
    page = client.get("/staff/instructions/recording-a-session/").content.decode()
    assert version[0] in page
    assert "To be reviewed by 1 April 2027." in page


@pytest.mark.requirement("OI-0.2")
@pytest.mark.django_db
def test_instructions_when_asked_by_the_public_lead_to_sign_in() -> None:
    for path in ("", "whole/", "concerns/", "?words=age"):
        answer = Client().get(f"/staff/instructions/{path}")
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/" if "accounts" in answer["Location"] else "/")
        assert b"Version" not in answer.content


def test_chapter_when_its_review_is_due_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from fingerpost.workspace.instructions import views

    fresh = client.get("/staff/instructions/concerns/").content.decode()
    assert "Review due" not in fresh
    monkeypatch.setattr(views, "_today", lambda: date(2027, 4, 1))
    assert "Review due" in client.get("/staff/instructions/concerns/").content.decode()


def test_page_when_a_rule_changes_shows_the_new_value_and_another_version(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = client.get("/staff/instructions/recording-a-session/").content.decode()
    changed = Rules(
        replace(each, value=3) if each.key == "write_up.working_days" else each for each in shipped_rules()
    )
    monkeypatch.setattr(source, "rules_in_force", lambda: changed)
    after = client.get("/staff/instructions/recording-a-session/").content.decode()
    assert "2 working days" in before
    assert "3 working days" in after
    assert "2 working days" not in after
    versions = [re.findall(r"Version ([0-9a-f]{8})", page) for page in (before, after)]
    assert versions[0] != versions[1]


def test_search_over_http_when_found_or_not_or_empty_leads_on(client: Client) -> None:
    found = BeautifulSoup(client.get("/staff/instructions/?words=pass+phrase").content, "html.parser")
    assert "place found" in found.get_text() or "places found" in found.get_text()
    first = found.select_one("main .govuk-list--spaced a")
    assert first is not None
    path, _hash, anchor = str(first["href"]).partition("#")
    assert f'id="{anchor}"' in client.get(path).content.decode()
    nothing = client.get("/staff/instructions/?words=nothing-like-it").content.decode()
    assert "0 places found" in nothing
    assert 'href="/staff/rules/?words=nothing-like-it"' in nothing
    empty = client.get("/staff/instructions/?words=")
    assert empty.status_code == 422
    assert "Enter the words to find" in empty.content.decode()
    assert client.get("/staff/instructions/no-such-chapter/").status_code == 404


def test_whole_when_printed_has_every_chapter_and_no_id_twice(client: Client) -> None:
    page = BeautifulSoup(client.get("/staff/instructions/whole/").content, "html.parser")
    titles = [each.get_text() for each in page.select("article > h2")]
    assert titles == [chapter.title for chapter in chapters()]
    ids = [str(each["id"]) for each in page.select("[id]")]
    assert sorted({one for one in ids if ids.count(one) > 1}) == []
    assert page.select("article h3")
