"""Servers that an earlier run left behind, found by their own files and ended."""

import os
import signal
import time
from pathlib import Path

from fingerpost.site.failures import StartFailure
from fingerpost.site.processes import run_tool

_FAST_SECONDS = 20.0
_IMMEDIATE_SECONDS = 10.0


def running_server(cluster: Path) -> int | None:
    """Return the process id of the server on `cluster`, or None.

    The id in postmaster.pid may meanwhile be another program's, so its command line must name the cluster.
    """
    try:
        first_line = (cluster / "postmaster.pid").read_text(encoding="utf-8", errors="replace").split("\n")[0]
        process_id = int(first_line)
    except (FileNotFoundError, ValueError):
        return None
    return process_id if str(cluster) in _command_line(process_id) else None


def _command_line(process_id: int) -> str:
    try:
        return Path(f"/proc/{process_id}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        if Path("/proc/self").exists():
            return ""
    return run_tool(["ps", "-p", str(process_id), "-o", "args="], seconds=10).stdout


def stop_server(cluster: Path) -> bool:
    """End the server on `cluster`, if one runs: first orderly, then at once. Raises StartFailure if it stays."""
    for wanted, seconds in ((signal.SIGINT, _FAST_SECONDS), (signal.SIGQUIT, _IMMEDIATE_SECONDS)):
        process_id = running_server(cluster)
        if process_id is None:
            return wanted is not signal.SIGINT
        try:
            os.kill(process_id, wanted)
        except ProcessLookupError:
            return True
        except PermissionError as error:
            raise StartFailure(
                f"The database in {cluster} is already run by another user (process {process_id}). "
                "Stop it, or start as that user."
            ) from error
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if running_server(cluster) is None:
                return True
            time.sleep(0.05)
    raise StartFailure(
        f"The database left running in {cluster} does not stop; end its process and start again."
    )
