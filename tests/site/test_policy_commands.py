"""`fingerpost policy`: what it answers, to people and to programs, and with which exit status."""

import json
import os
import subprocess
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from .conftest import FINGERPOST, Run, bare_environment

MEMBERS = ["key", "on", "value", "unit", "valid_from", "valid_to", "source", "status", "pack", "note"]
SHIPPED = Path(__file__).parents[2] / "src" / "fingerpost" / "policy" / "packs"
LATER = """
[pack]
name = "agency-2031"
title = "Letter of the agency"
approver = "A. Manager"
reason = "Write-ups take longer"

[[rule]]
key = "write_up.working_days"
value = 3
valid_from = 2031-04-01
valid_to = 2031-09-30
source = "Agency letter 7 of 2031"
status = "in_force"
"""


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / "later.toml").write_text(LATER, encoding="utf-8")
    return folder


class TestShow:
    """`policy show` answers any day, with who says so."""

    @pytest.mark.requirement("XD-1")
    def test_json_has_exactly_the_promised_members(self, run: Run) -> None:
        done = run("policy", "show", "outcome.sustained_job_weeks", "--on", "2012-05-01", "--json")
        assert done.returncode == 0
        told = json.loads(done.stdout)
        assert list(told) == MEMBERS
        assert told == {
            "key": "outcome.sustained_job_weeks",
            "on": "2012-05-01",
            "value": 13,
            "unit": "weeks",
            "valid_from": "2010-08-01",
            "valid_to": "2014-09-30",
            "source": "OI-20.F12; OI-20.F22; OF-14",
            "status": "in force",
            "pack": "operating-instructions-2010",
            "note": "",
        }

    def test_json_when_no_day_is_given_is_for_today_in_london(self, run: Run) -> None:
        before = datetime.now(ZoneInfo("Europe/London")).date().isoformat()
        told = json.loads(
            run("policy", "show", "outcome.sustained_job_weeks", "--json", TZ="Asia/Tokyo").stdout
        )
        assert told["on"] in {before, datetime.now(ZoneInfo("Europe/London")).date().isoformat()}
        assert (told["value"], told["valid_to"]) == (4, None)

    @pytest.mark.requirement("XD-3")
    def test_words_when_a_value_is_carried_forward_say_so_with_source_and_history(self, run: Run) -> None:
        done = run("policy", "show", "invoice.working_day", "--on", "2020-01-01")
        assert done.returncode == 0
        assert "carried forward: the last stated value, since later papers are silent" in done.stdout
        assert "Source: BR-CL-25.2; OI-20.F27; XD-3" in done.stdout
        assert "from 1 January 2016" in done.stdout
        assert (
            "1 August 2010 to 30 September 2014: 5 working days into the month (in force, OI-20.F27)"
            in done.stdout
        )

    @pytest.mark.parametrize(
        ("key", "on", "why"),
        [
            ("performance.tolerance_bands", "2016-01-01", "withdrawn from 2016-01-01"),
            ("performance.tolerance_bands", "2014-09-30", "begins on 2014-10-01"),
            ("funding.telephone_shares", "2011-08-01", "ended on 2011-07-31"),
        ],
    )
    def test_when_nothing_holds_that_day_is_a_finding_with_the_reason(
        self, run: Run, key: str, on: str, why: str
    ) -> None:
        done = run("policy", "show", key, "--on", on)
        assert (done.returncode, done.stdout) == (1, "")
        assert why in done.stderr
        told = run("policy", "show", key, "--on", on, "--json")
        assert told.returncode == 1
        answer = json.loads(told.stdout)
        assert list(answer) == MEMBERS
        assert answer["value"] is None
        assert answer["status"] == ("withdrawn" if "withdrawn" in why else None)

    def test_when_the_key_is_unknown_names_the_nearest(self, run: Run) -> None:
        done = run("policy", "show", "outcome.sustained_weeks")
        assert (done.returncode, done.stdout) == (2, "")
        assert "There is no rule called 'outcome.sustained_weeks'" in done.stderr
        assert "outcome.sustained_job_weeks" in done.stderr
        assert "`policy list` names all" in run("policy", "show", "?").stderr

    @pytest.mark.parametrize("on", ["yesterday", "2015-02-29", ""])
    def test_when_the_day_is_no_date_is_unusable(self, run: Run, on: str) -> None:
        done = run("policy", "show", "invoice.working_day", "--on", on)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert "--on" in done.stderr

    @pytest.mark.parametrize("locale", ["C", "POSIX"])
    def test_speaks_utf8_whatever_the_locale(self, run: Run, locale: str) -> None:
        variables = {"LC_ALL": locale, "LANG": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        on = ("--on", "2011-01-01")
        done = run("policy", "show", "classification.page_mark", *on, "--json", **variables)
        assert json.loads(done.stdout)["value"]["text"] == "PROTECT – PERSONAL"
        assert (
            "PROTECT – PERSONAL" in run("policy", "show", "classification.page_mark", *on, **variables).stdout
        )

    def test_starts_no_database_and_writes_nothing(self, run: Run, tmp_path: Path) -> None:
        data = tmp_path / "data"
        data.mkdir()
        done = run(
            "policy", "show", "invoice.working_day", DATA=str(data), DATABASE_URL="postgres://nowhere:1/none"
        )
        assert done.returncode == 0
        assert list(data.iterdir()) == []

    def test_when_the_reader_goes_away_prints_no_traceback(self) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [FINGERPOST, "policy", "list"],
            stdout=writing,
            stderr=subprocess.PIPE,
            env=bare_environment(),
            timeout=60,
            check=False,
        )
        os.close(writing)
        assert b"Traceback" not in done.stderr


class TestDiff:
    """`policy diff` tells what changed between two days."""

    @pytest.mark.requirement("BR-0.1", "BR-CL-25.1")
    def test_json_across_the_start_of_version_3_gives_both_rulings(self, run: Run) -> None:
        done = run("policy", "diff", "2015-12-31", "2016-01-01", "--json")
        assert done.returncode == 0
        told = json.loads(done.stdout)
        assert (told["from"], told["to"]) == ("2015-12-31", "2016-01-01")
        changes = {each["key"]: each for each in told["changes"]}
        returned = changes["returns.performance_data_working_day"]
        assert returned["change"] == "changed"
        assert (returned["before"]["value"], returned["before"]["source"]) == (5, "BR-CL-25.1")
        assert (returned["after"]["value"], returned["after"]["source"]) == (8, "BR-25.2")
        assert list(returned["after"]) == MEMBERS
        assert changes["returns.manual_templates_working_day"]["change"] == "added"
        assert changes["returns.manual_templates_working_day"]["before"] is None
        assert changes["performance.tolerance_bands"]["change"] == "ended"
        assert changes["performance.tolerance_bands"]["after"] is None
        assert changes["invoice.working_day"]["change"] == "restated"

    def test_words_give_both_values_and_sources(self, run: Run) -> None:
        done = run("policy", "diff", "2014-09-30", "2014-10-01")
        assert done.returncode == 0
        assert "changed   outcome.sustained_job_weeks\n  was 13 weeks (in force, OI-20.F12" in done.stdout
        assert "  now 4 weeks (in force, BR-GL-sustain, business-rules-2014)" in done.stdout

    def test_when_nothing_differs_says_so(self, run: Run) -> None:
        done = run("policy", "diff", "2020-01-01", "2020-01-01")
        assert done.returncode == 0
        assert done.stdout == "No rule differs between 1 January 2020 and 1 January 2020.\n"

    def test_when_a_day_is_missing_or_wrong_is_unusable(self, run: Run) -> None:
        assert run("policy", "diff", "2020-01-01").returncode == 2
        assert run("policy", "diff", "2020-01-01", "soon").returncode == 2


class TestCheck:
    """`policy check` names each fault by file, key and kind."""

    def test_a_good_pack_is_well(self, run: Run, packs: Path) -> None:
        done = run("policy", "check", str(packs / "later.toml"))
        assert done.returncode == 0
        assert done.stdout == "later.toml is well: 1 rulings of 1 keys, the first from 2031-04-01.\n"
        told = json.loads(run("policy", "check", str(packs / "later.toml"), "--json").stdout)
        assert told == {"file": "later.toml", "faults": [], "rulings": 1, "keys": ["write_up.working_days"]}

    def test_a_shipped_pack_is_well(self, run: Run) -> None:
        assert run("policy", "check", str(SHIPPED / "restricted-text.toml")).returncode == 0

    def test_each_fault_is_a_line_with_file_key_and_kind(self, run: Run, tmp_path: Path) -> None:
        pack = tmp_path / "wrong.toml"
        pack.write_text(
            LATER.replace("value = 3", 'value = "three"')
            + LATER[LATER.index("[[rule]]") :].replace("write_up.working_days", "write_up.days")
            + LATER[LATER.index("[[rule]]") :].replace('source = "Agency letter 7 of 2031"', ""),
            encoding="utf-8",
        )
        done = run("policy", "check", str(pack))
        assert done.returncode == 1
        assert done.stdout.splitlines() == [
            "wrong.toml: write_up.working_days: wrong type: needs a whole number",
            "wrong.toml: write_up.days: unknown key: no rule of this name is known",
            "wrong.toml: write_up.working_days: missing source: every value cites the paragraph it comes from",
        ]
        faults = json.loads(run("policy", "check", str(pack), "--json").stdout)["faults"]
        assert [(each["file"], each["key"], each["kind"]) for each in faults] == [
            ("wrong.toml", "write_up.working_days", "wrong type"),
            ("wrong.toml", "write_up.days", "unknown key"),
            ("wrong.toml", "write_up.working_days", "missing source"),
        ]

    @pytest.mark.requirement("BR-A.2")
    def test_a_pack_that_shortens_a_list_of_words_is_a_fault_and_repeats_none(
        self, run: Run, tmp_path: Path
    ) -> None:
        pack = tmp_path / "short.toml"
        pack.write_text(
            '[pack]\nname = "short"\n[[rule]]\nkey = "screening.forms"\nvalid_from = 2030-01-01\n'
            'source = "Letter 1"\nstatus = "in_force"\n'
            'value = [{ id = "X-1", base = "zebra", form = "zebra", kind = "word" }]\n',
            encoding="utf-8",
        )
        done = run("policy", "check", str(pack))
        assert done.returncode == 1
        assert done.stdout.startswith("short.toml: screening.forms: shortened: ")
        assert "offender" not in done.stdout + done.stderr

    @pytest.mark.parametrize("broken", ["value = = 1", "x = " + "[" * 20_000])
    def test_a_file_that_is_no_toml_is_a_fault(self, run: Run, tmp_path: Path, broken: str) -> None:
        pack = tmp_path / "broken.toml"
        pack.write_text(broken, encoding="utf-8")
        done = run("policy", "check", str(pack))
        assert done.returncode == 1
        assert done.stdout.startswith("broken.toml: pack: unreadable: ")

    def test_a_file_that_cannot_be_read_is_unusable(self, run: Run, tmp_path: Path) -> None:
        binary = tmp_path / "binary.toml"
        binary.write_bytes(b"\xff\xfe\x00\x01")
        for path, words in (
            (tmp_path / "none.toml", "No such file"),
            (tmp_path, "directory"),
            (binary, "UTF-8"),
        ):
            done = run("policy", "check", str(path))
            assert (done.returncode, done.stdout) == (2, "")
            assert words in done.stderr
            assert "Traceback" not in done.stderr


class TestAddedPacks:
    """`--packs DIR`, before the command and after it."""

    @pytest.mark.requirement("BR-0.3")
    def test_an_added_value_holds_on_its_days_and_not_before_or_after(self, run: Run, packs: Path) -> None:
        key, found = "write_up.working_days", []
        for day in ("2031-03-31", "2031-04-01", "2031-09-30", "2031-10-01"):
            told = json.loads(run("policy", "show", key, "--on", day, "--json", "--packs", str(packs)).stdout)
            found.append((told["value"], told["pack"]))
        shipped, added = (2, "operating-instructions-2010"), (3, "agency-2031")
        assert found == [shipped, added, added, shipped]

    def test_before_the_command_means_the_same_as_after_it(self, run: Run, packs: Path) -> None:
        asked = ("policy", "show", "write_up.working_days", "--on", "2031-05-01", "--json")
        before, after = run("--packs", str(packs), *asked), run(*asked, "--packs", str(packs))
        assert before.stdout == after.stdout
        assert json.loads(before.stdout)["value"] == 3

    def test_show_names_approver_and_reason(self, run: Run, packs: Path) -> None:
        done = run("--packs", str(packs), "policy", "show", "write_up.working_days", "--on", "2031-05-01")
        assert "approved by A. Manager; Write-ups take longer" in done.stdout
        assert "Agency letter 7 of 2031" in done.stdout

    def test_check_leaves_the_same_file_out_of_the_folder(self, run: Run, packs: Path) -> None:
        assert run("--packs", str(packs), "policy", "check", str(packs / "later.toml")).returncode == 0

    def test_when_a_pack_of_the_folder_is_wrong_prints_each_fault(self, run: Run, packs: Path) -> None:
        (packs / "a.toml").write_text("value = = 1", encoding="utf-8")
        (packs / "b.toml").write_text('[pack]\nname = "b"\n[[rule]]\nkey = "no.such"\n', encoding="utf-8")
        done = run("--packs", str(packs), "policy", "list")
        assert (done.returncode, done.stdout) == (2, "")
        assert "fingerpost: a.toml: pack: unreadable: " in done.stderr
        assert "fingerpost: b.toml: no.such: unknown key: " in done.stderr

    @pytest.mark.parametrize("wrong", ["none", "file", "binary"])
    def test_when_the_folder_cannot_be_used_says_so(self, run: Run, tmp_path: Path, wrong: str) -> None:
        folder = tmp_path / wrong
        if wrong == "file":
            folder.write_text("", encoding="utf-8")
        if wrong == "binary":
            folder.mkdir()
            (folder / "x.toml").write_bytes(b"\xff\xfe\x00")
        done = run("policy", "list", "--packs", str(folder))
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("fingerpost: ")
        assert "Traceback" not in done.stderr

    def test_a_command_that_asks_no_rules_refuses_packs(self, run: Run, packs: Path) -> None:
        done = run("--packs", str(packs), "doctor")
        assert done.returncode == 2
        assert "takes no --packs" in done.stderr

    @pytest.mark.parametrize("command", ["style", "screen"])
    def test_any_command_that_has_the_option_takes_it_before_too(
        self, run: Run, packs: Path, command: str
    ) -> None:
        assert run("--packs", str(packs), command, stdin=b"Wants to work with horses.").returncode == 0


class TestListAndSources:
    """`policy list` finds keys, `policy sources` the papers."""

    def test_list_finds_by_name_purpose_and_source(self, run: Run) -> None:
        for word in ("sustained_job_weeks", "how long a job must last", "BR-GL-sustain"):
            keys = [each["key"] for each in json.loads(run("policy", "list", word, "--json").stdout)]
            assert "outcome.sustained_job_weeks" in keys
        assert "No rule has" in run("policy", "list", "zebra").stdout

    @pytest.mark.requirement("XD-5")
    def test_sources_show_the_undated_guidance_as_later_than_2016(self, run: Run) -> None:
        told = {each["pack"]: each for each in json.loads(run("policy", "sources", "--json").stdout)}
        assert told["matrix-guidance"]["title"] == "matrix guidance, undated, after 2016"
        assert told["matrix-guidance"]["first"] > told["business-rules-v3"]["first"] >= "2016-01-01"
        level = json.loads(run("policy", "show", "staff.advice_qualification_level", "--json").stdout)
        assert (level["value"], level["pack"]) == (4, "matrix-guidance")

    def test_sources_mark_an_added_pack(self, run: Run, packs: Path) -> None:
        told = json.loads(run("policy", "sources", "--json", "--packs", str(packs)).stdout)
        assert told[-1]["pack"] == "agency-2031"
        assert told[-1]["added"] is True


class TestMove:
    """`policy move` writes the pack that moves an assumed day."""

    @pytest.mark.requirement("BR-0.1")
    def test_the_start_of_version_3_moves_with_the_pack_it_writes(self, run: Run, tmp_path: Path) -> None:
        written = run("policy", "move", "2016-01-01", "2016-04-01")
        assert written.returncode == 0
        (tmp_path / "v3.toml").write_text(written.stdout, encoding="utf-8")
        found = []
        for day in ("2015-12-31", "2016-03-31", "2016-04-01"):
            asked = ("policy", "show", "returns.performance_data_working_day", "--on", day, "--json")
            found.append(json.loads(run("--packs", str(tmp_path), *asked).stdout)["value"])
        assert found == [5, 5, 8]

    def test_when_nothing_begins_that_day_is_a_finding(self, run: Run) -> None:
        done = run("policy", "move", "2016-01-02", "2016-04-01")
        assert (done.returncode, done.stdout) == (1, "")
        assert "nothing begins on 2016-01-02" in done.stderr


def test_help_tells_the_exit_status(run: Run) -> None:
    assert "Exit status" in run("policy", "show", "--help").stdout
    for command in ("show", "diff", "check", "list", "sources", "move"):
        assert f"  {command} " in run("policy", "--help").stdout
