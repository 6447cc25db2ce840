"""Second checks as two people make them: a refused word, a colleague's code, and what is kept. BR-A.3, XD-10."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fingerpost.demo.world import World
from fingerpost.house.forms.screened import Screened
from fingerpost.house.forms.second_check import number_of
from fingerpost.house.models import Event
from fingerpost.policy import shipped_rules
from fingerpost.policy.loader import with_added
from tests.fixtures.world import Acting, ClientAs
from tests.session_steps import details_data, notes_data
from tests.workspace.second_check_steps import (
    CERTAIN,
    EVERYDAY,
    HERE,
    a_place,
    code_for,
    number_on,
    other,
    soup,
    texts_of,
    uses,
)


@pytest.mark.requirement("BR-A.3")
def test_everyday_word_when_a_colleague_looked_then_is_kept_and_who_looked_stands_beside_it(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place, first = a_place(acting, world), client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    sent = notes_data(discussed=EVERYDAY, reason="Wants to leave shop work.")
    refused = first.post(url, sent)
    assert refused.status_code == 422
    assert texts_of(acting, place) == {"reason": "Wants to leave shop work."}
    page = soup(refused)
    label = page.select_one('label[for="id_discussed-text-second_check"]')
    assert label is not None
    assert label.get_text(strip=True) == "Code from your colleague, for: What was discussed"
    assert "A colleague can look at it with you and give you a code." in page.get_text(" ")
    assert page.select_one('[name="reason-text-second_check"]') is None
    code = code_for(client_as, world, number_on(refused))
    sent |= {"discussed-text-second_check": f"{code[:3]} {code[3:]}", "reason-version": "1"}
    assert first.post(url, sent).status_code == 302
    assert texts_of(acting, place)["discussed"] == EVERYDAY
    (use,) = uses(acting)
    assert (use.field, use.attendance_id, use.customer_id) == ("discussed", place.id, place.customer_id)
    assert (use.given_by_id, use.used_by_id) == (
        world.accounts["second_area_adviser"],
        world.accounts["area_adviser"],
    )
    assert use.form_ids == ["RT-110"]
    assert [rule for rule in use.rule_ids if rule.startswith("screening.forms@")] == use.rule_ids != []


@pytest.mark.requirement("BR-A.3")
def test_kept_words_when_the_page_is_saved_again_then_asked_about_only_where_they_change(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place, first = a_place(acting, world), client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    sent = notes_data(discussed=EVERYDAY)
    code = code_for(client_as, world, number_on(first.post(url, sent)))
    first.post(url, sent | {"discussed-text-second_check": code})
    shown = soup(first.get(url))
    assert shown.select_one(".govuk-error-summary") is None
    assert shown.select_one('[name="discussed-text-second_check"]') is None
    assert first.post(url, notes_data({"discussed": 1}, discussed=EVERYDAY)).status_code == 302
    longer = f"{EVERYDAY}\nAnd an evening course."
    assert first.post(url, notes_data({"discussed": 1}, discussed=longer)).status_code == 302
    assert texts_of(acting, place)["discussed"] == longer
    for changed in (f"{EVERYDAY} Paid it.\nAnd an evening course.", f"{longer}\nPaid the fine."):
        assert first.post(url, notes_data({"discussed": 2}, discussed=changed)).status_code == 422
    assert texts_of(acting, place)["discussed"] == longer
    assert len(uses(acting)) == 1


@pytest.mark.requirement("BR-A.3", "BR-20.4")
@pytest.mark.parametrize("words", [CERTAIN, f"{EVERYDAY} {CERTAIN}"])
def test_word_without_an_everyday_meaning_then_no_code_keeps_it(
    world: World, client_as: ClientAs, acting: Acting, words: str
) -> None:
    place, first = a_place(acting, world), client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    refused = first.post(url, notes_data(discussed=words))
    assert soup(refused).select_one('[name="discussed-text-second_check"]') is None
    assert "Tell them this number" not in refused.content.decode()
    code = code_for(client_as, world, number_of("discussed-text", words))
    answer = first.post(url, notes_data(discussed=words) | {"discussed-text-second_check": code})
    assert answer.status_code == 422
    assert texts_of(acting, place) == {}
    assert uses(acting) == []


@pytest.mark.requirement("BR-A.3")
def test_wrong_code_then_everything_typed_stays_and_the_page_says_so_at_the_code(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place, first = a_place(acting, world), client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    code = code_for(client_as, world, number_on(first.post(url, notes_data(discussed=EVERYDAY))))
    for typed, words in (
        (other(code), "This code does not fit these words."),
        ("12", "Enter the code in digits"),
    ):
        answer = first.post(url, notes_data(discussed=EVERYDAY) | {"discussed-text-second_check": typed})
        page = soup(answer)
        assert answer.status_code == 422
        box = page.select_one("#id_discussed-text-second_check")
        assert box is not None
        assert box["value"] == typed
        assert "id_discussed-text-second_check-error" in str(box["aria-describedby"])
        error = page.select_one("#id_discussed-text-second_check-error")
        assert error is not None
        assert words in error.get_text()
        assert page.select_one('.govuk-error-summary a[href="#id_discussed-text-second_check"]') is not None
        area = page.select_one("#id_discussed-text")
        assert area is not None
        assert area.get_text().strip() == EVERYDAY
    good = first.post(url, notes_data(discussed=EVERYDAY) | {"discussed-text-second_check": code})
    assert good.status_code == 302
    again = first.post(url, notes_data(situation=EVERYDAY) | {"situation-text-second_check": code})
    assert "This code was used or has run out." in again.content.decode()
    assert texts_of(acting, place) == {"discussed": EVERYDAY}


def test_form_with_a_code_when_sent_twice_then_kept_once_and_both_go_on(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place, first = a_place(acting, world), client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    sent = {**details_data(place), **notes_data(discussed=EVERYDAY)}
    code = code_for(client_as, world, number_on(first.post(url, sent)))
    sent |= {"discussed-text-second_check": code}
    assert [first.post(url, sent).status_code for _click in range(2)] == [302, 302]
    assert texts_of(acting, place) == {"discussed": EVERYDAY}
    assert len(uses(acting)) == 1


@pytest.mark.requirement("XD-10")
def test_page_that_saves_itself_then_tries_no_code_and_keeps_no_words(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place, first = a_place(acting, world), client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    code = code_for(client_as, world, number_on(first.post(url, notes_data(discussed=EVERYDAY))))
    for typed in (code[:3], other(code), other(code), other(code), code):
        sent = {**notes_data(discussed=EVERYDAY), "discussed-text-second_check": typed, "autosave": "1"}
        answer = first.post(f"{url}notes/discussed/", sent)
        assert answer.status_code == 422
        assert "A colleague can look at it with you" in answer.json()["message"]
    assert texts_of(acting, place) == {}
    sent = {**notes_data(discussed=EVERYDAY), "discussed-text-second_check": code}
    assert first.post(f"{url}notes/discussed/", sent).status_code == 302


@pytest.mark.requirement("XD-10", "BR-A.3")
def test_words_and_code_when_they_wait_then_in_no_statement_session_or_log(
    world: World, client_as: ClientAs, acting: Acting, caplog: pytest.LogCaptureFixture
) -> None:
    place, first, second = a_place(acting, world), client_as("area_adviser"), client_as("second_area_adviser")
    url, words = f"/staff/attendances/{place.id}/", "A zzwombat of fine art."
    with CaptureQueriesContext(connection) as queries, caplog.at_level(logging.DEBUG):
        number = number_on(first.post(url, notes_data(discussed=words)))
        sent = {"colleague": str(world.accounts["area_adviser"]), "number": number, "has_looked": "on"}
        given = soup(second.post(HERE, sent)).select_one("#code")
        assert given is not None
        code = given.get_text(strip=True)
        first.post(url, notes_data(discussed=words) | {"discussed-text-second_check": other(code)})
    statements = [query["sql"] for query in queries.captured_queries]
    assert any("fingerpost_give_second_check" in statement for statement in statements)
    kept = "\n".join([*statements, caplog.text, str(dict(first.session)), str(dict(second.session))])
    for secret in ("zzwombat", code, number, number.replace(" ", "")):
        assert not re.search(rf"(?<![0-9a-z]){secret}(?![0-9a-z])", kept)
    with CaptureQueriesContext(connection) as queries:
        saved = first.post(url, notes_data(discussed=words) | {"discussed-text-second_check": code})
    assert saved.status_code == 302
    holding = [query["sql"] for query in queries.captured_queries if "zzwombat" in query["sql"]]
    assert len(holding) == 1
    assert "interactions_attendancesection" in holding[0]


def test_second_check_page_when_something_is_missing_then_says_what(
    world: World, client_as: ClientAs
) -> None:
    second = client_as("second_area_adviser")
    page = soup(second.get(HERE))
    offered = {option["value"] for option in page.select("#id_colleague option")}
    assert str(world.accounts["area_adviser"]) in offered
    assert str(world.accounts["second_area_adviser"]) not in offered
    empty = second.post(HERE, {})
    assert empty.status_code == 422
    summary = soup(empty).select_one(".govuk-error-summary")
    assert summary is not None
    assert [link["href"] for link in summary.select("a")] == ["#id_colleague", "#id_number", "#id_has_looked"]
    itself = {"colleague": str(world.accounts["second_area_adviser"]), "number": "123456", "has_looked": "on"}
    assert second.post(HERE, itself).status_code == 422
    links = [link["href"] for link in page.select("nav a")]
    assert HERE in links
    assert HERE not in [link["href"] for link in soup(client_as("trainee").get("/staff/")).select("nav a")]


def test_second_checks_when_too_many_in_an_hour_then_another_colleague_is_named(
    world: World, client_as: ClientAs
) -> None:
    second = client_as("second_area_adviser")
    sent = {"colleague": str(world.accounts["area_adviser"]), "number": "123456", "has_looked": "on"}
    answers = [second.post(HERE, sent) for _each in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert "Ask another colleague to look." in answers[-1].content.decode()


@pytest.mark.requirement("BR-A.3")
def test_list_of_uses_when_read_by_compliance_then_rules_and_people_and_never_the_words(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place, first = a_place(acting, world), client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    sent = notes_data(discussed=EVERYDAY)
    code = code_for(client_as, world, number_on(first.post(url, sent)))
    first.post(url, sent | {"discussed-text-second_check": code})
    page = client_as("compliance").get(f"{HERE}given/")
    text = soup(page).get_text(" ", strip=True)
    for words in (
        "What was discussed",
        "Kept by Ada Whitlock, looked at by Łukasz",
        "RT-110",
        "screening.forms@",
    ):
        assert words in text
    assert "fine" not in text
    assert f'href="{url}"' in page.content.decode()
    links = [str(link["href"]) for link in soup(page).select("nav a")]
    assert links.count(f"{HERE}given/") == 1
    assert client_as("area_adviser").get(f"{HERE}given/").status_code == 403
    assert "Nothing was kept" in client_as("auditor").get(f"{HERE}given/").content.decode()


def _rules_that_ask() -> Any:
    pack = """
[pack]
name = "questions"
title = "Everyday words are asked about"

[[rule]]
key = "screening.everyday_blocks"
value = false
valid_from = 2016-01-01
source = "BR-A.3"
status = "in_force"
"""
    return with_added(shipped_rules(), [("questions.toml", pack)])


@pytest.mark.requirement("BR-A.3")
def test_word_about_which_policy_asks_then_kept_once_the_person_says_so_and_noted_by_rule(
    world: World, client_as: ClientAs, acting: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = _rules_that_ask()
    monkeypatch.setattr(Screened, "rules", staticmethod(lambda: rules))
    place, first = a_place(acting, world), client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    asked = first.post(url, notes_data(discussed=EVERYDAY))
    assert asked.status_code == 422
    assert texts_of(acting, place) == {}
    page = soup(asked)
    assert page.select_one('[name="discussed-text-second_check"]') is None
    box = page.select_one('input[name="discussed-text-as_it_is"]')
    assert box is not None
    label = page.select_one(f'label[for="{box["id"]}"]')
    assert label is not None
    assert label.get_text(strip=True) == "Keep it as it is: What was discussed"
    sent = notes_data(discussed=EVERYDAY) | {"discussed-text-as_it_is": "on"}
    assert first.post(url, sent).status_code == 302
    assert texts_of(acting, place) == {"discussed": EVERYDAY}
    with acting("area_adviser"):
        (noted,) = Event.objects.filter(kind="words.kept_when_asked")
    assert noted.subject["field"] == "discussed"
    assert noted.subject["forms"] == "RT-110"
    assert "fine art" not in str(noted.subject)
    certain = first.post(url, notes_data(reason=CERTAIN) | {"reason-text-as_it_is": "on"})
    assert certain.status_code == 422


def test_refused_word_then_why_it_is_so_stands_behind_a_link_that_opens(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place, first = a_place(acting, world), client_as("area_adviser")
    refused = first.post(f"/staff/attendances/{place.id}/", notes_data(discussed=CERTAIN))
    link = soup(refused).find("a", string=re.compile("^Why"))
    assert link is not None
    assert link["target"] == "_blank"
    assert first.get(str(link["href"])).status_code == 200
    assert reverse("workspace:second_checks") == HERE
