#!/usr/bin/env python3
"""Install what the tests of Spark need into .venv, where Java 17 or newer is found; with --wanted fail without it.

Does so once: a stamp in .venv names the lock file it was made from. Without --wanted it never fails: where there is
no Spark its tests are left out, with the reason. Exit status: 0 done or left out, 2 wanted and not had.
"""

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
STAMP = ROOT / ".venv" / ".spark-from"
LOCK = ROOT / "requirements-spark.lock"
OLDEST = 17


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--wanted", action="store_true", help="fail where Spark can't be had")
    options = parser.parse_args()
    missing = what_is_missing()
    if missing:
        print(f"{missing}: the tests of Spark are left out.", file=sys.stderr)
        return 2 if options.wanted else 0
    return 0


def what_is_missing() -> str:
    """Install Spark where it is not; say in a few words what stands against it."""
    found = java_version()
    if found is None:
        return "No Java is installed"
    if found < OLDEST:
        return f"Java {found} is older than {OLDEST}"
    made_from = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if STAMP.is_file() and STAMP.read_text(encoding="ascii") == made_from:
        return ""
    print(f"Installing {LOCK.name} into .venv", flush=True)
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(LOCK)]
    try:
        subprocess.run(command, check=True)
    except (OSError, subprocess.CalledProcessError):
        return f"{LOCK.name} could not be installed"
    STAMP.write_text(made_from, encoding="ascii")
    return ""


def java_version() -> int | None:
    """The feature number of the Java on the path (17 of "17.0.15", 8 of "1.8.0"); None where there is none."""
    if shutil.which("java") is None:
        return None
    said = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False)
    match = re.search(r'version "(?:1\.)?(\d+)', said.stderr + said.stdout)
    return int(match.group(1)) if match else None


if __name__ == "__main__":
    sys.exit(main())
