"""Commands of the console as a person runs them: a process of its own, with an environment of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
FINGERPOST = str(Path(sys.executable).parent / "fingerpost")
_KEPT = ("PATH", "HOME", "LANG")


def bare_environment(**variables: str) -> dict[str, str]:
    """Return an environment with nothing of the tests' own database in it."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | variables


@pytest.fixture
def run() -> Run:
    """Run `fingerpost` with arguments, environment variables and standard input."""

    def run_console(
        *arguments: str, stdin: bytes = b"", **variables: str
    ) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [FINGERPOST, *arguments],
            input=stdin,
            capture_output=True,
            env=bare_environment(**variables),
            timeout=120,
            check=False,
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        )

    return run_console
