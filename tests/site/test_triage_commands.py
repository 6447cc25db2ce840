"""`fingerpost triage`: JSON in, JSON out, and nothing that may not be kept in any answer or message."""

import json
from itertools import product
from pathlib import Path

import pytest

from .conftest import Run

ADULT = {
    "contact_at": "2016-03-01T10:30",
    "age": 30,
    "lives_in": "North West",
    "need": "advice",
    "route_in": "phone",
    "held_by": "contact_centre",
}
ANSWER = {
    *("rule", "also", "direction", "home_area", "transfer", "transfer_case"),
    *("follow_on", "prompts", "reasons"),
}


def encoded(item: object) -> bytes:
    return json.dumps(item, ensure_ascii=False).encode()


def test_one_contact_when_given_as_an_object_has_one_answer(run: Run) -> None:
    done = run("triage", "--json", stdin=encoded(ADULT), LC_ALL="C", LANG="C")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert set(answer) == ANSWER
    assert (answer["rule"], answer["home_area"]) == ("T14", "North West")
    assert (answer["transfer"], answer["transfer_case"], answer["follow_on"]) == ("warm", "K1", None)
    assert [set(reason) for reason in answer["reasons"]] == [{"rule", "source", "text"}] * 2


def test_list_when_given_is_answered_in_order(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "contacts.json"
    file.write_bytes(encoded([ADULT, {**ADULT, "need": None}, {**ADULT, "lives_in": "Wales"}]))
    done = run("triage", str(file), "--json")
    assert [each["rule"] for each in json.loads(done.stdout)] == ["T14", "T17", "T06"]
    assert json.loads(run("triage", "--json", stdin=b"[]").stdout) == []


def test_follow_on_when_cold_says_the_moment_in_london(run: Run) -> None:
    friday = {**ADULT, "contact_at": "2016-06-03T18:00"}
    answer = json.loads(run("triage", "-", "--json", stdin=encoded(friday)).stdout)
    assert answer["follow_on"] == {"kind": "queue_task", "due_at": "2016-06-07T00:00:00+01:00"}


@pytest.mark.requirement("BR-GL-age")
@pytest.mark.parametrize(
    ("born", "at", "rule"),
    [
        ("1997-03-01", "2016-03-01T00:00", "T16"),
        ("1997-03-02", "2016-03-01T23:59", "T11"),
        ("2003-03-01", "2016-03-01T10:00", "T11"),
        ("2003-03-02", "2016-03-01T10:00", "T07"),
        ("1996-02-29", "2015-02-28T10:00", "T11"),
        ("1996-02-29", "2015-03-01T10:00", "T16"),
        ("1997-06-15", "2016-06-14T23:30+00:00", "T16"),  # already the birthday by the clocks of London
        ("1997-06-15", "2016-06-14T22:59+00:00", "T11"),
    ],
)
def test_age_when_the_birthday_is_today_or_tomorrow(run: Run, born: str, at: str, rule: str) -> None:
    item = {"contact_at": at, "date_of_birth": born, "lives_in": "London", "need": "information"}
    assert json.loads(run("triage", "--json", stdin=encoded(item)).stdout)["rule"] == rule


@pytest.mark.requirement("XD-12")
def test_claim_and_custody_when_they_decide_are_told_apart_nowhere(run: Run) -> None:
    def answers(need: str, pairs: list[tuple[bool | None, ...]]) -> list[object]:
        items = [
            {**ADULT, "age": 18, "need": need, "jobcentre_plus_claimant": claims, "in_custody": held}
            for claims, held in pairs
        ]
        done = run("triage", "--json", stdin=encoded(items))
        assert done.returncode == 0
        assert "custody" not in done.stdout + done.stderr
        assert "claimant" not in done.stdout + done.stderr
        return list(json.loads(done.stdout))

    every = list(product((True, False, None), repeat=2))
    information = answers("information", every)
    assert all(answer == information[0] for answer in information)
    assert information[0]["rule"] == "T11"  # type: ignore[index]
    entitled = answers("advice", [pair for pair in every if True in pair])
    assert all(answer == entitled[0] for answer in entitled)
    assert entitled[0]["rule"] == "T14"  # type: ignore[index]
    assert answers("advice", [(False, False)])[0]["rule"] == "T09"  # type: ignore[index]
    older = [{**ADULT, "in_custody": held, "jobcentre_plus_claimant": held} for held in (True, False, None)]
    told = json.loads(run("triage", "--json", stdin=encoded(older)).stdout)
    assert told[0] == told[1] == told[2]


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({**ADULT, "route_in": "fax"}, "item 0: route_in is not a known name"),
        ({**ADULT, "lives_in": "Mercia"}, "item 0: lives_in is not a known name"),
        ({**ADULT, "need": "money"}, "item 0: need is not a known name"),
        ({**ADULT, "held_by": "Wales"}, "item 0: held_by is not a known name"),
        ({**ADULT, "language": "Latin"}, "item 0: language is not a known name"),
        ({**ADULT, "route_in": "outreach"}, "item 0: route_in is not a known name"),
        ({**ADULT, "shoe_size": 9}, "item 0: 'shoe_size' is not a field"),
        ({**ADULT, "in_custody": "was once"}, "item 0: in_custody is true, false or null"),
        ({**ADULT, "age": "30"}, "item 0: age is a whole number"),
        ({**ADULT, "age": True}, "item 0: age is a whole number"),
        ({**ADULT, "age": -1}, "item 0: age is a whole number"),
        ({**ADULT, "date_of_birth": "1990-02-30", "age": None}, "item 0: date_of_birth is a date"),
        ({**ADULT, "date_of_birth": "2017-01-01", "age": None}, "item 0: date_of_birth must give an age"),
        ({**ADULT, "date_of_birth": "1990-01-01"}, "item 0: age and date_of_birth disagree"),
        ({**ADULT, "contact_at": "yesterday"}, "item 0: contact_at is a date and time"),
        ({**ADULT, "contact_at": "2010-07-31T23:59"}, "item 0: contact_at is before 1 August 2010"),
        ({**ADULT, "contact_at": None}, "item 0: contact_at is needed"),
        ([ADULT, ADULT, {**ADULT, "need": "money"}], "item 2: need is not a known name"),
        ([ADULT, 5], "item 1: a contact is a JSON object"),
        ("a text", "item 0: a contact is a JSON object"),
    ],
)
def test_input_when_unusable_is_said_by_item_and_nothing_is_answered(
    run: Run, item: object, said: str
) -> None:
    done = run("triage", "--json", stdin=encoded(item))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"fingerpost: {said}")
    for value in ("Mercia", "was once", "1990", "2017", "Latin", "yesterday"):
        assert value not in done.stderr.replace("such as 1990-02-28", "")


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_text_when_it_is_not_json_is_said_plainly(run: Run, text: bytes) -> None:
    done = run("triage", "--json", stdin=text)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("fingerpost: The ")
    assert "Traceback" not in done.stderr


def test_file_when_it_is_not_there_is_said_plainly(run: Run, tmp_path: Path) -> None:
    done = run("triage", str(tmp_path / "nothing.json"), "--json")
    assert done.returncode == 2
    assert "cannot be read" in done.stderr


def test_help_when_asked_lists_every_direction_and_prompt(run: Run) -> None:
    said = run("triage", "--help").stdout
    for code in (
        "home_prime_advises",
        "direct_to_all",
        "ask_date_of_birth",
        "give_privacy_notice",
        "shared_office",
    ):
        assert f"  {code}" in said


def test_answer_when_not_as_json_reads_as_sentences(run: Run) -> None:
    friday = {**ADULT, "contact_at": "2016-06-03T18:00"}
    said = run("triage", stdin=encoded(friday)).stdout
    assert "The prime contractor of the customer's area advises. [T14]" in said
    assert "To do by the end of Monday 6 June 2016" in said
    assert "Remember: Share the Customer Charter." in said


@pytest.mark.requirement("BR-0.3")
def test_row_when_changed_by_an_added_pack_holds_from_its_day_and_not_before(
    run: Run, tmp_path: Path
) -> None:
    """The other reading of information at 18 (as an adult's) is a pack, not a release."""
    (tmp_path / "agency.toml").write_text(
        """
[pack]
name = "agency"
title = "Added"

[[rule]]
key = "eligibility.adult_age"
value = 18
valid_from = 2030-01-01
source = "BR-GL-age"
status = "in_force"
"""
    )
    items = [{**ADULT, "age": 18, "contact_at": day} for day in ("2029-12-31T23:59", "2030-01-01T00:00")]
    done = run("triage", "--json", "--packs", str(tmp_path), stdin=encoded(items))
    assert [each["rule"] for each in json.loads(done.stdout)] == ["T09", "T14"]
    done = run("--packs", str(tmp_path), "triage", "--json", stdin=encoded(items))
    assert [each["rule"] for each in json.loads(done.stdout)] == ["T09", "T14"]
