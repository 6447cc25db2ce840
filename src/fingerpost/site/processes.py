"""Child processes that end with their parent, and that may run as somebody with fewer rights."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class RunAs:
    """The unprivileged user that a program runs as."""

    uid: int
    gid: int
    name: str


def end_with_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    """Return what a new child calls so that it is sent `death_signal` when its parent dies.

    Only Linux offers this. Elsewhere a parent that is killed outright leaves its children, and the
    next start adopts or stops them.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def bind() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # the parent died in between
            os.kill(os.getpid(), death_signal)

    return bind


def start_child(
    arguments: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    death_signal: signal.Signals | None = signal.SIGTERM,
    run_as: RunAs | None = None,
    output: IO[bytes] | int | None = None,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that Ctrl-C reaches only the console, which ends it in order.

    `death_signal` None lets it outlive us. Raises OSError when it cannot be started.
    """
    return subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        env=dict(environment) if environment is not None else None,
        cwd=folder,
        start_new_session=True,
        preexec_fn=end_with_parent(death_signal) if death_signal is not None else None,
        **_identity(run_as),
    )


def run_tool(
    arguments: Sequence[str], *, run_as: RunAs | None = None, seconds: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end and return what it said. Raises OSError and subprocess.TimeoutExpired."""
    return subprocess.run(
        arguments,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds,
        check=False,
        cwd="/",
        env=plain_environment(),
        **_identity(run_as),
    )


def plain_environment() -> dict[str, str]:
    """Return an environment without secrets and without PG* variables, which would steer PostgreSQL's tools."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}


def _identity(run_as: RunAs | None) -> dict[str, Any]:
    if run_as is None:
        return {}
    return {"user": run_as.uid, "group": run_as.gid, "extra_groups": [], "umask": 0o077}


def stop_session(child: subprocess.Popen[bytes], *, seconds: float) -> None:
    """End a child and whatever it started: SIGTERM, then SIGKILL to its whole session after `seconds`."""
    if child.poll() is None:
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
