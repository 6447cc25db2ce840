"""`fingerpost funding evaluate`: JSON in, verdicts with their trail out."""

import json
from pathlib import Path

import pytest

from .conftest import Run

OUTCOME = {
    "id": "o1",
    "session": "s1",
    "type": 1,
    "is_priority": True,
    "effective_at": "2019-06-01",
    "claimed_at": "2019-06-02",
    "touchpoint": "0000000105",
}
RUN = {
    "contract": {"touchpoint": "0000000105", "region": "North West"},
    "period": {"start": "2019-04-01", "end": "2020-03-31"},
    "customers": [
        {
            "id": "c1",
            "sessions": [{"id": "s1", "held_at": "2019-05-01T10:00"}],
            "outcomes": [OUTCOME, {**OUTCOME, "id": "o2", "effective_at": "2019-07-01"}],
        }
    ],
}


def encoded(content: object) -> bytes:
    return json.dumps(content).encode()


def with_outcome(**changes: object) -> dict[str, object]:
    customer = {**RUN["customers"][0], "outcomes": [{**OUTCOME, **changes}]}  # type: ignore[dict-item,index]
    return {**RUN, "customers": [customer]}


def test_run_when_evaluated_answers_every_event_once_with_its_trail(run: Run) -> None:
    done = run(
        "funding", "evaluate", "--scheme", "NCS-2018", "--json", stdin=encoded(RUN), LC_ALL="C", LANG="C"
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {"decisions", "total_pence", "scheme", "rule_version"} <= set(told)
    assert (told["total_pence"], told["scheme"], told["rule_version"]) == (4500, "NCS-2018", "recommended")
    assert [(each["event"], each["id"], each["verdict"]) for each in told["decisions"]] == [
        ("session", "s1", "refuse"),
        ("outcome", "o1", "pay"),
        ("outcome", "o2", "refuse"),
    ]
    paid = told["decisions"][1]
    assert (paid["amount_pence"], paid["period"]) == (4500, "2019-06")
    assert (paid["class"], paid["customer"]) == ("priority", "c1")
    for each in told["decisions"]:
        assert each["trail"]
        assert all(set(test) == {"rule", "passed", "because", "source"} for test in each["trail"])


@pytest.mark.parametrize(
    ("day", "version", "pence"),
    [
        ("2019-07-10", "July 2019", 4500),
        ("2020-02-27", "July 2019", 4500),
        ("2020-02-28", "March 2020", 4500),
        ("2020-10-13", "March 2020", 4500),
        ("2020-10-14", "October 2020", 4500),
        ("2021-01-20", "January 2021", 4500),
        ("2025-04-23", "March 2024", 4500),
        ("2025-04-24", "April 2025", 0),
    ],
)
def test_rule_when_asked_as_of_a_day_is_that_of_its_runs(
    run: Run, day: str, version: str, pence: int
) -> None:
    done = run(
        "funding", "evaluate", "--scheme", "NCS-2018", "--rules-as-of", day, "--json", stdin=encoded(RUN)
    )
    told = json.loads(done.stdout)
    assert (told["rule_version"], told["total_pence"]) == (version, pence)


@pytest.mark.parametrize(
    ("arguments", "content", "said"),
    [
        (("--scheme", "NCS-2019"), RUN, "There is no scheme"),
        (("--rules-as-of", "2019-07-09"), RUN, "--rules-as-of is before 2019-07-10"),
        (("--rules-as-of", "soon"), RUN, "--rules-as-of is a date"),
        ((), [], "the input is a JSON object"),
        (
            (),
            {**RUN, "period": {"start": "2020-04-01", "end": "2019-04-01"}},
            "period needs a start and an end",
        ),
        (
            (),
            {**RUN, "contract": {"touchpoint": "1", "region": "Mercia"}},
            "contract: region is not a known name",
        ),
        ((), {**RUN, "contract": {}}, "contract: touchpoint is needed"),
        ((), with_outcome(type=0), "customers[0].outcomes[0]: type is not one of NCS-2018"),
        ((), with_outcome(type="learning"), "customers[0].outcomes[0]: type is not one of NCS-2018"),
        ((), with_outcome(effective_at="never"), "customers[0].outcomes[0]: effective_at is a date"),
        ((), with_outcome(is_priority=1), "customers[0].outcomes[0]: is_priority is true, false or null"),
        ((), with_outcome(shoe_size=9), "customers[0].outcomes[0]: 'shoe_size' is not a field"),
        ((), with_outcome(id=None), "customers[0].outcomes[0]: an id is needed"),
        ((), {**RUN, "customers": [{"id": "c"}, {"id": "c"}]}, "customers: two entries have one id"),
    ],
)
def test_input_when_unusable_is_said_by_its_place(
    run: Run, arguments: tuple[str, ...], content: object, said: str
) -> None:
    done = run("funding", "evaluate", *arguments, "--json", stdin=encoded(content))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"fingerpost: {said}")


def test_answer_when_not_as_json_reads_as_sentences(run: Run) -> None:
    said = run("funding", "evaluate", stdin=encoded(RUN)).stdout
    assert "outcome o1: pay, £45.00, priority, 2019-06" in said
    assert "FAILED  o1 took effect earlier" in said
    assert said.rstrip().endswith("Total £45.00 by NCS-2018, recommended.")


def test_rate_when_changed_by_an_added_pack_holds_from_its_day(run: Run, tmp_path: Path) -> None:
    pack = """
[pack]
name = "agency"
title = "Added"

[[rule]]
key = "funding.rates"
valid_from = 2019-06-01
source = "BR-7.6"
status = "in_force"
value = [{ scheme = "NCS-2018", class = "priority", types = ["1"], pence = 4601 }]
"""
    (tmp_path / "agency.toml").write_text(pack)
    done = run("funding", "evaluate", "--packs", str(tmp_path), "--json", stdin=encoded(RUN))
    assert json.loads(done.stdout)["total_pence"] == 4601
