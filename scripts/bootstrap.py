#!/usr/bin/env python3
"""Make .venv from the lock files and build the front end; with --dev also what tests and checks need.

Runs on Python alone, 3.11 or newer, and does again only what has changed: a stamp in .venv names the lock files
it was made from. Exit status: 0 set up, 2 not set up, said in one sentence.
"""

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".set-up-from"
OLDEST = (3, 11)
RUNTIME = ("requirements.lock",)
DEVELOPMENT = ("requirements.lock", "requirements-dev.lock")


class SetupFailed(Exception):
    """The project cannot be set up; the message says what to do."""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="also install what tests and checks need")
    options = parser.parse_args()
    try:
        set_up(DEVELOPMENT if options.dev else RUNTIME)
    except SetupFailed as problem:
        print(f"Not set up: {problem}", file=sys.stderr)
        return 2
    return (
        subprocess.run([str(PYTHON), str(ROOT / "scripts" / "build_frontend.py")], check=False).returncode
        and 2
    )


def set_up(locks: tuple[str, ...]) -> None:
    """Bring .venv to the lock files, unless it is there already. Raises SetupFailed."""
    made_from = STAMP.read_text(encoding="ascii").split() if STAMP.is_file() and PYTHON.exists() else []
    wanted = [*(digest(ROOT / lock) for lock in locks), digest(ROOT / "pyproject.toml")]
    if set(wanted) <= set(made_from):
        return
    make_environment()
    arguments = [part for lock in locks for part in ("-r", str(ROOT / lock))]
    print(f"Installing {' and '.join(locks)} into .venv", flush=True)
    pip("install", "--require-hashes", *arguments)
    pip("install", "--no-build-isolation", "--no-deps", "--no-index", "--editable", str(ROOT))
    # Development tools stay when only the runtime is asked for next time.
    STAMP.write_text("\n".join(wanted), encoding="ascii")


def digest(path: Path) -> str:
    return hashlib.sha256(path.name.encode() + b"\0" + path.read_bytes()).hexdigest()


def make_environment() -> None:
    """Make .venv where there is none that starts. Raises SetupFailed."""
    if runs(PYTHON) and (VENV / "bin" / "pip").exists():
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise SetupFailed(
            "this Python has no venv module: install it (on Debian and Ubuntu: apt-get install python3-venv), "
            "then run make again."
        )
    print("Making .venv", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        lines = (made.stdout + made.stderr).strip().splitlines() or ["no reason given"]
        raise SetupFailed(f"{VENV} could not be made: {lines[-1]}")


def runs(python: Path) -> bool:
    """Does the interpreter start, and is it new enough?"""
    check = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    try:
        return subprocess.run([str(python), "-c", check], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def pip(*arguments: str) -> None:
    """Run the environment's own pip. Raises SetupFailed."""
    command = [str(PYTHON), "-m", "pip", *arguments]
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    done = subprocess.run([*command, "--quiet"], env=environment, check=False)
    if done.returncode != 0:
        raise SetupFailed("pip could not install the packages; its reason is above.")


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        print(f"Not set up: Python {'.'.join(map(str, OLDEST))} or newer is needed.", file=sys.stderr)
        sys.exit(2)
    sys.exit(main())
