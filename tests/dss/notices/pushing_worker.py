"""A worker in a process of its own, as tests start it: ``python -m tests.dss.notices.pushing_worker DATABASE``."""

import os
import sys

import django


def main(database: str) -> None:
    """Push what is due in this database until nothing is."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from django.db import connections

    from fingerpost.dss.notices import delivery

    connections["system"].settings_dict["NAME"] = database
    connections["default"].settings_dict["NAME"] = database
    while delivery.push_due():
        continue


if __name__ == "__main__":
    main(sys.argv[1])
