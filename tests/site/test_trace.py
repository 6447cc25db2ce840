"""The record of which requirements the tests show."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from fingerpost.site import trace
from tests.database import PROJECT

from .conftest import Run, bare_environment

SHOWN = """
import pytest

@pytest.mark.requirement("BR-8.4a", "OI-1.3")
def test_passes():
    assert True

@pytest.mark.requirement("BR-1.1a")
@pytest.mark.parametrize("claim", [True, False])
def test_passes_once_and_fails_once(claim):
    assert claim

@pytest.mark.requirement("BR-2.1")
def test_is_skipped():
    pytest.skip("not here")

@pytest.mark.requirement("BR-2.2")
@pytest.mark.xfail(strict=False)
def test_is_expected_to_fail():
    assert True
"""


def _pytest(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = requirement: ids\n", encoding="ascii")
    plugins = ["-p", "no:django", "-p", "no:randomly", "-p", "tests.requirement_plugin"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugins, *arguments],
        cwd=folder,
        env=bare_environment(PYTHONPATH=str(PROJECT)),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_register_holds_every_row_of_its_summary() -> None:
    areas = trace.read_register()
    text = trace.REGISTER.read_text(encoding="utf-8")
    assert sum(len(area.ids) for area in areas) == 646
    for area in areas:
        assert f"| {area.name} | {area.code} | {len(area.ids)} |" in text


@pytest.mark.parametrize("parallel", [[], ["-n", "2"]])
def test_only_ids_of_tests_that_ran_and_passed_are_recorded(tmp_path: Path, parallel: list[str]) -> None:
    (tmp_path / "test_shown.py").write_text(SHOWN, encoding="ascii")
    _pytest(tmp_path, "--requirements-to=record.json", *parallel)
    record = json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))
    assert record == {
        "BR-8.4a": ["test_shown.py::test_passes"],
        "OI-1.3": ["test_shown.py::test_passes"],
    }


def test_unknown_id_fails_the_run(tmp_path: Path) -> None:
    (tmp_path / "test_wrong.py").write_text(
        'import pytest\n\n@pytest.mark.requirement("BR-99.9")\ndef test_a():\n    pass\n', encoding="ascii"
    )
    done = _pytest(tmp_path)
    assert done.returncode != 0
    assert "BR-99.9" in done.stdout + done.stderr


def test_table_counts_by_area(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "record.json"
    record.write_text(json.dumps({"BR-8.4a": ["a"], "OI-1.3": ["b"]}), encoding="utf-8")
    done = run("trace", str(record))
    assert done.returncode == 0
    total = done.stdout.splitlines()[-1].split()
    assert total == ["Total", "2", "646"]
    assert "BR-8.4a" in done.stdout


def test_json_lists_what_is_shown(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "record.json"
    record.write_text(json.dumps({"OI-1.3": ["b"]}), encoding="utf-8")
    answer = json.loads(run("trace", str(record), "--json").stdout)
    shown = {area["code"]: area["shown"] for area in answer["areas"] if area["shown"]}
    assert shown == {"OFF": ["OI-1.3"]}


def test_record_with_an_unknown_id_is_a_finding(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "record.json"
    record.write_text(json.dumps({"BR-99.9": ["a"]}), encoding="utf-8")
    done = run("trace", str(record))
    assert done.returncode == 1
    assert "BR-99.9" in done.stderr


@pytest.mark.parametrize("content", [None, "not json", "[]"])
def test_unusable_record_is_said(run: Run, tmp_path: Path, content: str | None) -> None:
    record = tmp_path / "record.json"
    if content is not None:
        record.write_text(content, encoding="utf-8")
    done = run("trace", str(record))
    assert done.returncode == 2
    assert str(record) in done.stderr
