#!/usr/bin/env python3
"""Find Chromium for the browser tests, or install the system's own where that is ours to do.

Never fails: without a browser its tests are left out, and with REQUIRE_BROWSER=1 pytest itself refuses.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> int:
    if os.environ.get("CHROMIUM") or any(shutil.which(name) for name in NAMES):
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium"],
        ):
            if subprocess.run(command, env=environment, capture_output=True, check=False).returncode != 0:
                break
    if not any(shutil.which(name) for name in NAMES):
        print("No Chromium is installed and none could be: the browser tests are left out.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
