"""The tests of one group share a worker, since they share what is slow to start."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
GROUPED = """
import pytest
pytestmark = pytest.mark.xdist_group("together")
@pytest.mark.parametrize("number", range(6))
def test_one(number): pass
"""


def test_tests_of_a_group_when_run_by_two_workers_stay_with_one(tmp_path: Path) -> None:
    (tmp_path / "test_grouped.py").write_text(GROUPED, encoding="utf-8")
    options = ["-n", "2", "--dist", "loadgroup", "-v", "-p", "tests.grouping", "-p", "no:randomly"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-c", "/dev/null", "--rootdir", ".", "test_grouped.py"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(PROJECT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    workers = re.findall(r"\[(gw\d)\] .* PASSED", done.stdout)
    assert len(workers) == 6, done.stdout + done.stderr
    assert len(set(workers)) == 1
