"""`fingerpost clock`: what it says, with which exit status, and that it starts nothing."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fingerpost.site.console import app

from .conftest import FINGERPOST, Run, bare_environment

TABLE = Path(__file__).parents[2] / "docs" / "requirements" / "service_levels.csv"


def ask(*arguments: str) -> tuple[int, str, str]:
    """Exit status, output and errors of the console, in this process."""
    done = CliRunner().invoke(app, ["clock", *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def answer(*arguments: str) -> dict[str, object]:
    status, out, err = ask("due", *arguments, "--json")
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert isinstance(found, dict)
    return found


@pytest.mark.requirement("XD-2")
def test_due_tells_moment_sentence_rules_and_pauses_whatever_the_locale(run: Run) -> None:
    done = run("clock", "due", "SL-014", "--from", "2015-12-31T18:00", "--json", LC_ALL="C", LANG="C")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "level": "SL-014",
        "due_at": "2016-01-06T00:00:00+00:00",
        "explanation": (
            "Received Thursday 31 December 2015 after closing, so counted from Monday 4 January 2016: working day 2 "
            "ends with Tuesday 5 January 2016. Not counted as a working day: Friday 1 January 2016 (New Year’s Day)."
        ),
        "rules": [
            "service_level.SL-014@2010-08-01",
            "hours.office@2010-08-01",
            "clock.working_week@2010-08-01",
            "clock.counting_starts@2010-08-01",
        ],
        "pauses": [],
    }


@pytest.mark.requirement("OI-3.28", "OI-12.22g", "OI-12.22h", "OI-8.16")
@pytest.mark.parametrize(
    ("level", "moment", "due_at"),
    [
        ("SL-008", "2016-06-03T16:00", "2016-06-07T00:00:00+01:00"),
        ("sl-007", "2016-06-03T16:00", "2016-06-04T16:00:00+01:00"),
        ("SL-004", "2016-06-03 10:00", "2016-06-04T10:00:00+01:00"),
        ("SL-017", "2016-06-03T18:00", "2016-06-07T00:00:00+01:00"),
        ("SL-038", "2016-06-03T16:00", "2016-06-08T00:00:00+01:00"),
        ("SL-003", "2016-03-26T12:00", "2016-03-27T13:00:00+01:00"),
        ("SL-003", "2016-10-30T01:30+00:00", "2016-10-31T01:30:00+00:00"),
        ("SL-003", "2016-06-03T23:30Z", "2016-06-05T00:30:00+01:00"),
        ("SL-059", "2016-04-01", "2016-04-13T00:00:00+01:00"),
    ],
)
def test_due_by_example(level: str, moment: str, due_at: str) -> None:
    found = answer(level, "--from", moment)
    assert (found["level"], found["due_at"]) == (level.upper(), due_at)


def test_due_for_a_person_says_the_same_in_words() -> None:
    status, out, _ = ask("due", "SL-038", "--from", "2016-06-03T16:00")
    assert status == 0
    assert out.splitlines()[1] == "Due: the end of Tuesday 7 June 2016 (2016-06-08T00:00:00+01:00)"
    assert "counted from Monday 6 June 2016" in out
    assert "service_level.SL-038@2010-08-01" in out


def test_pauses_that_counted_are_listed_in_london_time() -> None:
    stops = ["--pause", "2016-06-03T17:00/2016-06-03T18:00", "--pause", "2016-06-03T17:30/2016-06-03T19:00"]
    found = answer("SL-003", "--from", "2016-06-03T16:00", *stops)
    assert found["due_at"] == "2016-06-04T18:00:00+01:00"
    assert found["pauses"] == [{"from": "2016-06-03T17:00:00+01:00", "to": "2016-06-03T19:00:00+01:00"}]


def test_calendar_named_has_its_own_closing_time() -> None:
    words = answer("SL-008", "--from", "2016-06-06T18:00", "--calendar", "contact_centre")["explanation"]
    assert "after closing" not in str(words)
    assert "after closing" in str(answer("SL-008", "--from", "2016-06-06T18:00")["explanation"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["SL-002", "--from", "2016-06-03T16:00"], "SL-002 is a target and no clock"),
        (["SL-104", "--from", "2016-06-03T16:00"], "Known: SL-001 to SL-103"),
        (["SL-008", "--from", "yesterday"], "'yesterday' is not a moment"),
        (["SL-008", "--from", "2016-02-30T10:00"], "'2016-02-30T10:00' is not a moment"),
        (["SL-008", "--from", "9999-12-31T10:00"], "too far away"),
        (["SL-008", "--from", "0001-01-01T00:00+14:00"], "too far away"),
        (["SL-008", "--from", "2010-07-31T23:59"], "its first value begins on 2010-08-01"),
        (["SL-057", "--from", "2016-01-01T00:00"], "withdrawn from 2016-01-01"),
        (["SL-006", "--from", "2014-10-01T00:00"], "ended on 2014-09-30"),
        (["SL-008", "--from", "2016-06-03T16:00", "--calendar", "moon"], "Known: england, contact_centre"),
        (["SL-008", "--from", "2016-06-03T16:00", "--pause", "2016-06-04"], "is not a pause"),
        (
            ["SL-008", "--from", "2016-06-03T16:00", "--pause", "2016-06-04/2016-06-03"],
            "ends before it begins",
        ),
        (["SL-008", "--from", "2016-06-03T16:00", "--packs", "/nowhere/at/all"], "cannot be read"),
    ],
)
def test_what_cannot_be_answered_is_said_with_status_2(arguments: list[str], said: str) -> None:
    status, out, err = ask("due", *arguments, "--json")
    assert (status, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


@pytest.mark.requirement("BR-0.3", "XD-6")
def test_added_pack_changes_the_clock_from_its_day_on(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        '[pack]\nname = "own"\n[[rule]]\nkey = "clock.counting_starts"\nvalue = "day of receipt"\n'
        'valid_from = 2026-06-08\nsource = "XD-2"\nstatus = "open"\n',
        encoding="utf-8",
    )
    packs = ["--packs", str(tmp_path)]
    assert answer("SL-008", "--from", "2026-06-05T10:00", *packs)["due_at"] == "2026-06-09T00:00:00+01:00"
    changed = answer("SL-008", "--from", "2026-06-08T10:00", *packs)
    assert changed["due_at"] == "2026-06-09T00:00:00+01:00"
    assert "clock.counting_starts@2026-06-08/own" in str(changed["rules"])
    assert answer("SL-008", "--from", "2026-06-08T10:00")["due_at"] == "2026-06-10T00:00:00+01:00"


@pytest.mark.requirement("XD-3")
def test_levels_lists_every_row_of_the_table() -> None:
    status, out, _ = ask("levels", "--json", "--on", "2016-06-01")
    assert status == 0
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    listed = json.loads(out)
    assert [each["level"] for each in listed] == [row["id"] for row in rows]
    by_id = {each["level"]: each for each in listed}
    assert (by_id["SL-008"]["kind"], by_id["SL-008"]["clock"]) == ("clock", "working days")
    assert (by_id["SL-002"]["kind"], by_id["SL-002"]["boundary"]) == ("target", "under")
    assert by_id["SL-008"]["status"] == "carried_forward"
    assert (by_id["SL-057"]["in_force"], by_id["SL-059"]["in_force"]) == (False, True)
    assert ask("levels", "--on", "soon")[0] == 2


def test_levels_for_a_person_is_one_line_a_level() -> None:
    status, out, _ = ask("levels", "--on", "2016-06-01")
    lines = out.splitlines()
    assert (status, len(lines)) == (0, 103)
    assert lines[1] == "SL-002  phone: Calls abandoned: under 5 percent. OI-12.22, carried forward"
    assert lines[56].endswith("(not in force)")


def test_help_says_which_rules_hold_and_what_a_day_is() -> None:
    status, out, _ = ask("due", "--help")
    words = " ".join(out.split())
    assert status == 0
    assert "The rules of the day on which the clock starts hold until it ends." in words
    assert "JSON: level, due_at, explanation, rules (ids of the rules used), pauses" in words


def test_reader_that_goes_away_meets_no_traceback() -> None:
    with subprocess.Popen(
        [FINGERPOST, "clock", "levels", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=bare_environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
