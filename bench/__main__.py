"""`make bench`: SCALE=10000|100000|1000000 customers, JSON=file. Never fails on a timing."""

import os
import sys


def main() -> int:
    """Measure and print. Returns 2 for a scale that can't be read."""
    scale = os.environ.get("SCALE", "10000")
    if not scale.isdecimal() or not 1_000 <= int(scale) <= 5_000_000:
        sys.stderr.write("SCALE must be a number of customers from 1000 to 5000000\n")
        return 2
    from bench.run import (
        run,
        run_documents,
        run_funding,
        run_measures,
        run_months,
        run_plans,
        run_rules,
        run_wire,
    )

    alone = {"rules": run_rules, "documents": run_documents}
    for name in sys.argv[1:2]:
        if name in alone:
            alone[name](json_file=os.environ.get("JSON"), say=_say)
            return 0
    sized = {
        "plans": run_plans,
        "months": run_months,
        "funding": run_funding,
        "measures": run_measures,
        "wire": run_wire,
    }
    measure = sized.get("".join(sys.argv[1:2]), run)
    measure(int(scale), json_file=os.environ.get("JSON"), say=_say)
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":  # parts of the nation are written by processes that import this file again
    sys.exit(main())
