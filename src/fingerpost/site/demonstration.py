"""The make-believe nation, made once in a database that holds nothing yet."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date

from fingerpost.site.deployment import Deployment
from fingerpost.site.failures import StartFailure


def make_demo_once(deployment: Deployment, say: Callable[[str], None]) -> bool:
    """Make the demo nation where the database holds no organisation; say whether it is a demo database.

    By default only the embedded database becomes a demo: one of your own does with FINGERPOST_DEMO=yes.
    """
    from fingerpost.demo.models import Nation
    from fingerpost.organisations.models import Organisation

    if deployment.may_be_demo and "owner" in _aliases() and not Organisation.objects.using("owner").exists():
        from fingerpost.demo.services import make_nation

        say("Making the make-believe nation; this is done once.")
        make_nation(say=say)
    return Nation.objects.exists()


def first_snapshot(is_demo: bool, say: Callable[[str], None]) -> None:
    """Take a snapshot of the figures where there is none: at once of a demo, else as a job of the worker.

    Of a demo the worker then keeps last month's figures too, so that its pages have something to put side by side.
    """
    from django.utils import timezone
    from procrastinate.exceptions import AlreadyEnqueued

    from fingerpost.performance.snapshots import newest_snapshot, take_snapshot
    from fingerpost.performance.tasks import freeze_day_five, snapshot_of_now

    if "system" not in _aliases() or newest_snapshot() is not None:
        return
    if is_demo:
        say("Counting the figures of the nation.")
        take_snapshot(timezone.now())
        with suppress(AlreadyEnqueued):
            freeze_day_five.defer()
    else:
        with suppress(AlreadyEnqueued):
            snapshot_of_now.defer()


def make_demo(*, seed: int, until: date | None, customers: int, say: Callable[[str], None]) -> None:
    """Make the nation by hand and list its sign-ins. Raises StartFailure in a database that holds a real one."""
    from fingerpost.demo.services import run_demo
    from fingerpost.house.errors import Conflict

    if "owner" not in _aliases():
        raise StartFailure("The demo is written as owner: set DATABASE_OWNER_URL as well.")
    try:
        run_demo(seed=seed, until=until, customers=customers, say=say)
    except Conflict as refusal:
        raise StartFailure(refusal.message) from refusal


def sign_ins() -> list[str]:
    """Return a line for each account that people may try the demo with, and whom to look for then."""
    from fingerpost.demo.services import customers_to_try, demo_sign_ins

    return [*map(str, demo_sign_ins()), *customers_to_try()]


def _aliases() -> set[str]:
    from django.db import connections

    return set(connections)
